"""Units to rows of the unit table and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from ...memory import skeleton
from ...model import Element, Form, TranslationUnit, Unit, UnitFile, Variant

__all__ = [
    "COLUMNS",
    "SAID",
    "content_of",
    "file_of",
    "hashed",
    "header_text",
    "key_bytes",
    "place_of",
    "row_of",
    "unit_hash",
    "unit_of",
]

_TEXTS = ("origin", "position", "score", "previous", "next", "creation_date", "creation_id", "change_date", "change_id")
COLUMNS = (
    "id", "pair", "source", "target", "hash", "skeleton", "tuid", *_TEXTS, "usage_count",
    "project", "domain", "more", "form",
)  # fmt: skip
SAID = ("position", "score", *_TEXTS[5:], "usage_count", "more")
_PROJECT = ("project", "x-project", "x-Project:SingleString", "tmkit:project")
_DOMAIN = ("domain", "x-domain", "subject", "x-subject", "Txt::Domain", "x-Domain:SinglePicklist")


def hashed(text: str) -> int:
    """A signed 64-bit number for a text, the same in every process."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big", signed=True)


def key_bytes(form: str) -> bytes:
    """Eight bytes that exact matches have in common, from a folded source."""
    return blake2b(form.casefold().encode("utf-8", "surrogatepass"), digest_size=8).digest()


def unit_hash(unit: Unit, form: str) -> bytes:
    """What the units of a group share: texts with codes, languages, neighbours, origin and id.

    Where there are several, the hashes of all but the first have a number after it. `form` is the folded source; its
    key_bytes() come first.
    """
    codes = "" if unit.tu is None else json.dumps([_content(v.content) for v in unit.tu.variants if _has_codes(v)])
    parts = (
        unit.source_language, unit.target_language, unit.source, unit.target,
        unit.previous, unit.next, unit.origin, unit.id, codes,
    )  # fmt: skip
    rest = blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return key_bytes(form) + rest


def _has_codes(variant: Variant) -> bool:
    return any(not isinstance(piece, str) for piece in variant.content)


def row_of(unit: Unit, number: int, pair: int, digest: bytes, form: str) -> tuple[Any, ...]:
    """The values of COLUMNS; `form` is the folded source."""
    shape = skeleton(form)
    return (
        number, pair, unit.source, unit.target, digest, hashed(shape) if shape else None,
        unit.id or None, unit.origin or None, unit.position, unit.score, unit.previous or None, unit.next or None,
        unit.creation_date or None, unit.creation_id or None, unit.change_date or None, unit.change_id or None,
        unit.usage_count, _named(unit.props, _PROJECT), _named(unit.props, _DOMAIN), _more(unit), _form(unit),
    )  # fmt: skip


def content_of(unit: Unit) -> tuple[Any, ...]:
    """What a unit says beyond its group: the values of SAID."""
    dates = unit.creation_date, unit.creation_id, unit.change_date, unit.change_id
    return unit.position, unit.score, *(text or None for text in dates), unit.usage_count, _more(unit)


def place_of(number: int, count: int = 0xFFFFFFFF) -> int:
    """Where a unit stands in a file: after the units with ids below `number`, and after those with a lower count."""
    return number << 32 | count


def _form(unit: Unit) -> str | None:
    return f"{unit.form.srclang} {unit.form.order}" if unit.form else None


def _named(props: Sequence[tuple[str, str]], names: Sequence[str]) -> str | None:
    return next((value for name, value in props if name in names), None) if props else None


def _more(unit: Unit) -> str | None:
    if not unit.props and not unit.notes and unit.tu is None:
        return None
    more: dict[str, Any] = {}
    if unit.props:
        more["props"] = unit.props
    if unit.notes:
        more["notes"] = unit.notes
    if unit.tu is not None:
        more["tu"] = _packed(unit.tu)
    return json.dumps(more, ensure_ascii=False, separators=(",", ":"))


def _packed(tu: TranslationUnit) -> list[Any]:
    variants = [[v.language, _content(v.content), v.attributes, _content(v.info)] for v in tu.variants]
    return [variants, tu.attributes, _content(tu.info)]


def _content(content: Sequence[str | Element]) -> list[Any]:
    return [p if isinstance(p, str) else [p.name, p.attributes, _content(p.content)] for p in content]


def header_text(file: UnitFile) -> str:
    """What the header of a file says, as text that is the same for the same header; empty where there is none."""
    if not file.attributes and not file.info:
        return ""
    return json.dumps([file.attributes, _content(file.info)], ensure_ascii=False, separators=(",", ":"))


def file_of(name: str, header: str) -> UnitFile:
    """The file in a row of the table file."""
    if not header:
        return UnitFile(name)
    attributes, info = json.loads(header)
    return UnitFile(name, _pairs(attributes), _infos(info))


def unit_of(row: Sequence[Any], languages: tuple[str, str]) -> Unit:
    """The unit in a row of COLUMNS."""
    more = json.loads(row[-2]) if row[-2] else {}
    return Unit(
        source=row[2],
        target=row[3],
        source_language=languages[0],
        target_language=languages[1],
        id=row[6] or "",
        origin=row[7] or "",
        position=row[8],
        score=row[9],
        previous=row[10] or "",
        next=row[11] or "",
        creation_date=row[12] or "",
        creation_id=row[13] or "",
        change_date=row[14] or "",
        change_id=row[15] or "",
        usage_count=row[16],
        props=tuple((name, value) for name, value in more.get("props", ())),
        notes=tuple(more.get("notes", ())),
        tu=_unpacked(more["tu"]) if "tu" in more else None,
        form=Form(*row[-1].rsplit(" ", 1)) if row[-1] else None,
    )


def _unpacked(packed: list[Any]) -> TranslationUnit:
    variants, attributes, info = packed
    return TranslationUnit(
        tuple(Variant(v[0], _elements(v[1]), _pairs(v[2]), _infos(v[3])) for v in variants),
        _pairs(attributes),
        _infos(info),
    )


def _pairs(pairs: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs)


def _infos(content: list[Any]) -> tuple[Element, ...]:
    return tuple(e for e in _elements(content) if isinstance(e, Element))


def _elements(content: list[Any]) -> tuple[str | Element, ...]:
    return tuple(p if isinstance(p, str) else Element(p[0], _pairs(p[1]), _elements(p[2])) for p in content)
