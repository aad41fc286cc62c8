"""Trados memories (.sdltm), read only: an SQLite file whose segments are small XML documents."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from xml.parsers import expat

from ...errors import InputError
from ...model import Unit
from ...text.languages import normal_tag
from . import UnitOptions, UnitReader

__all__ = ["read_sdltm"]

_QUERY = """SELECT id, source_segment, target_segment, creation_date, creation_user, change_date, change_user,
usage_counter FROM translation_units ORDER BY id"""


def read_sdltm(name: str, options: UnitOptions, reader: UnitReader) -> None:
    """Let `reader` give the units with their texts, languages, dates and users; tags in segments are left out."""
    uri = Path(name).absolute().as_uri() + "?mode=ro&immutable=1"
    try:
        rows = sqlite3.connect(uri, uri=True).execute(_QUERY)
    except sqlite3.Error as error:
        raise InputError(f"is not a Trados memory that can be read ({error})", file=name) from None
    reader.stream = _units(rows, options, reader)


def _units(rows: sqlite3.Cursor, options: UnitOptions, reader: UnitReader) -> Iterator[Unit]:
    for number, source, target, created, creator, changed, changer, used in rows:
        try:
            (text, language), (translation, into) = _segment(source), _segment(target)
        except expat.ExpatError as error:
            reader.problem(f"the unit {number} is not well-formed: {error}")
            continue
        yield Unit(
            text,
            translation,
            normal_tag(options.source_language or language or "zh-CN"),
            normal_tag(options.target_language or into or "en-US"),
            id=str(number),
            creation_date=_date(created),
            creation_id=creator or "",
            change_date=_date(changed),
            change_id=changer or "",
            usage_count=used,
        )


def _segment(xml: str) -> tuple[str, str]:
    """The text and the language of <Segment><Elements><Text><Value>...</Value></Text>...<CultureName>."""
    path: list[str] = []
    found = {"Value": "", "CultureName": ""}

    def text(data: str) -> None:
        if path[-1] == "CultureName" or path[-2:] == ["Text", "Value"]:
            found[path[-1]] += data

    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: path.append(name)
    parser.EndElementHandler = lambda name: path.pop()
    parser.CharacterDataHandler = text
    parser.Parse(xml, True)
    return found["Value"], found["CultureName"]


def _date(text: str | None) -> str:
    """2024-01-05 08:00:00 -> 20240105T080000Z."""
    digits = "".join(ch for ch in (text or "").split(".")[0] if ch.isdigit())
    return f"{digits[:8]}T{digits[8:14]}Z" if len(digits) >= 14 else ""
