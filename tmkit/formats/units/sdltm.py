"""Trados memories (.sdltm), read only: an SQLite file whose segments are small XML documents.

What is known of the format is what open programs read and write: the tables translation_units, translation_memories,
attributes and those of their values, and segments as Segment/Elements/(Text/Value | Tag)*, CultureName. Props are named
as in TMX from Trados: x-NAME:TYPE for fields, x-LastUsedBy, and x-Context for contexts, which are pairs of numbers that
nobody but Trados can make, one for each place where the unit was met.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.parsers import expat

from ...errors import InputError
from ...model import Element, Unit
from ...text.languages import normal_tag
from ..tmx import with_contents
from . import UnitOptions, UnitReader
from .inline import Content, count_codes

__all__ = ["read_sdltm"]

_FIELDS = (
    "id", "source_segment", "target_segment", "creation_date", "creation_user", "change_date", "change_user",
    "usage_counter", "last_used_date", "last_used_user",
)  # fmt: skip
# By table, the unit, name, value and kind of the fields that users define; a file need not have all tables.
_VALUES = (
    ("string_attributes", "SELECT translation_unit_id, name, value, {kind} FROM string_attributes v"),
    ("numeric_attributes", "SELECT translation_unit_id, name, value, {kind} FROM numeric_attributes v"),
    ("date_attributes", "SELECT translation_unit_id, name, value, {kind} FROM date_attributes v"),
    (
        "picklist_attributes",
        "SELECT translation_unit_id, name, v.value, {kind} FROM picklist_attributes p JOIN picklist_values v"
        " ON v.id = p.picklist_value_id",
    ),
)
_KINDS = dict(
    enumerate(("SingleString", "MultipleString", "DateTime", "SinglePicklist", "MultiplePicklist", "Integer"), 1)
)


def read_sdltm(name: str, options: UnitOptions, reader: UnitReader) -> None:
    """Let `reader` give the units with texts, inline tags as codes, languages, dates, users, and fields as props."""
    uri = Path(name).absolute().as_uri() + "?mode=ro&immutable=1"
    try:
        db = sqlite3.connect(uri, uri=True)
        known = {row[1] for row in db.execute("PRAGMA table_info(translation_units)")}
        columns = ", ".join(f if f in known else f"NULL AS {f}" for f in _FIELDS)
        rows = db.execute(f"SELECT {columns} FROM translation_units ORDER BY id")
        languages, props = _languages(db), _props(db)
    except sqlite3.Error as error:
        cure = "export it from Trados as TMX and import that"
        raise InputError(f"is not a Trados memory that can be read ({error})", file=name, cure=cure) from None
    wanted = options.source_language or languages[0], options.target_language or languages[1]
    reader.stream = _units(rows, wanted, props, reader)


def _languages(db: sqlite3.Connection) -> tuple[str, str]:
    """What the memory says of itself; its segments usually say it again."""
    try:
        row = db.execute("SELECT source_language, target_language FROM translation_memories").fetchone()
    except sqlite3.Error:
        row = None
    return (row[0] or "", row[1] or "") if row else ("", "")


def _props(db: sqlite3.Connection) -> dict[int, list[tuple[str, str]]]:
    """By unit, its contexts and the fields that users defined, under the names that they have in TMX from Trados."""
    found: dict[int, list[tuple[str, str]]] = {}
    tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if "translation_unit_contexts" in tables:
        columns = "translation_unit_id, left_source_context, left_target_context"
        for unit, source, target in db.execute(f"SELECT {columns} FROM translation_unit_contexts ORDER BY 1, 2, 3"):
            found.setdefault(unit, []).append(("x-Context", f"{source}, {target}"))
    kind = "a.type" if "type" in {row[1] for row in db.execute("PRAGMA table_info(attributes)")} else "0"
    for table, query in _VALUES:
        if {table, "attributes"} <= tables:
            joined = f"{query.format(kind=kind)} JOIN attributes a ON a.id = v.attribute_id ORDER BY 1, 2, 3"
            for unit, name, value, number in db.execute(joined):
                found.setdefault(unit, []).append(_field(name, value, number))
    return found


def _field(name: str, value: object, number: object) -> tuple[str, str]:
    kind = _KINDS.get(number if isinstance(number, int) else 0, "")
    text = (_date(str(value)) if kind == "DateTime" else "") or str(value)
    return f"x-{name}:{kind}" if kind else f"x-{name}", text


def _units(
    rows: sqlite3.Cursor, languages: tuple[str, str], props: dict[int, list[tuple[str, str]]], reader: UnitReader
) -> Iterator[Unit]:
    try:
        for row in rows:
            try:
                sides = _segment(row[1] or ""), _segment(row[2] or "")
            except expat.ExpatError as error:
                reader.problem(f"the unit {row[0]} is not well-formed: {error}")
                continue
            yield _unit(row, sides, languages, tuple(props.get(row[0], ())))
    except sqlite3.Error as error:
        reader.problem(f"the file is damaged behind this unit ({error})")


def _unit(
    row: Any, sides: tuple[_Segment, _Segment], languages: tuple[str, str], props: tuple[tuple[str, str], ...]
) -> Unit:
    number, _, _, created, creator, changed, changer, used, last, user = row
    props = ((("x-LastUsedBy", user),) if user else ()) + props
    unit = Unit(
        sides[0].text(),
        sides[1].text(),
        normal_tag(languages[0] or sides[0].language or "zh-CN"),
        normal_tag(languages[1] or sides[1].language or "en-US"),
        id=str(number),
        creation_date=_date(created),
        creation_id=creator or "",
        change_date=_date(changed),
        change_id=changer or "",
        usage_count=used,
        props=props,
    )
    contents = sides[0].content(), sides[1].content()
    if not _date(last) and not any(map(count_codes, contents)):
        return unit
    unit = with_contents(unit, contents)
    if unit.tu is None or not _date(last):
        return unit
    return replace(unit, tu=replace(unit.tu, attributes=(*unit.tu.attributes, ("lastusagedate", _date(last)))))


class _Segment:
    """The pieces and the language of one segment's XML."""

    def __init__(self) -> None:
        self.pieces: list[str | dict[str, str]] = []
        self.language = ""
        self.path: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.path.append(name)
        if name == "Tag":
            self.pieces.append({})

    def data(self, text: str) -> None:
        """Text, of which only some belongs to the segment."""
        if self.path[-1] == "CultureName":
            self.language += text
        elif self.path[-2:] == ["Text", "Value"]:
            self.pieces.append(text)
        elif len(self.path) > 1 and self.path[-2] == "Tag" and self.pieces and isinstance(self.pieces[-1], dict):
            tag = self.pieces[-1]
            tag[self.path[-1]] = tag.get(self.path[-1], "") + text

    def text(self) -> str:
        """The text without tags."""
        return "".join(p for p in self.pieces if isinstance(p, str))

    def content(self) -> Content:
        """Text and codes, as Trados writes them into TMX: the number of the tag as type, nothing in it."""
        found: list[str | Element] = []
        ends = {p.get("Anchor") for p in self.pieces if isinstance(p, dict) and p.get("Type") == "End"}
        starts = {p.get("Anchor") for p in self.pieces if isinstance(p, dict) and p.get("Type") == "Start"}
        for piece in self.pieces:
            if isinstance(piece, dict):
                found.append(_code(piece, (starts & ends) - {None}))
            elif found and isinstance(found[-1], str):
                found[-1] += piece
            elif piece:
                found.append(piece)
        return tuple(found)


def _code(tag: dict[str, str], paired: set[str | None]) -> Element:
    kind, anchor = tag.get("Type", ""), tag.get("Anchor", "")
    # An alignment anchor of 0 says that the tag is not known in the other language.
    aligned = tag.get("AlignmentAnchor", "").strip("0") and tag["AlignmentAnchor"]
    shared = [("x", aligned or anchor)] if anchor else []
    shared += [("type", tag["TagID"])] if tag.get("TagID") else []
    inside = (tag["TextEquivalent"],) if tag.get("TextEquivalent") else ()
    if kind in ("Start", "End") and anchor in paired:
        named = (("i", anchor), *shared) if kind == "Start" else (("i", anchor),)
        return Element("bpt" if kind == "Start" else "ept", named, inside)
    if kind in ("Start", "UnmatchedStart", "End", "UnmatchedEnd"):
        return Element("it", (("pos", "begin" if "Start" in kind else "end"), *shared), inside)
    return Element("ph", tuple(shared), inside)


def _segment(xml: str) -> _Segment:
    segment = _Segment()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = segment.start
    parser.EndElementHandler = lambda name: segment.path.pop()
    parser.CharacterDataHandler = segment.data
    parser.EntityDeclHandler = _no_entities
    parser.Parse(xml, True)
    return segment


def _no_entities(*declared: object) -> None:
    raise expat.ExpatError("entities are not read")


def _date(text: str | None) -> str:
    """2024-01-05 08:00:00 -> 20240105T080000Z."""
    digits = "".join(ch for ch in (text or "").split(".")[0] if ch.isdigit())
    return f"{digits[:8]}T{digits[8:14]}Z" if len(digits) >= 14 else ""
