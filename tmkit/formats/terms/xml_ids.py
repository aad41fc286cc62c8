"""Ids of concepts as names that XML can hold."""

from __future__ import annotations

import re

__all__ = ["from_xml_id", "to_xml_id"]

_NOT_IN_ID = re.compile(r"[^\w.\-]")
_LIKE_CODE = re.compile(r"_(?=x[0-9A-F]{2,6}_)")
_CODED = re.compile(r"_x([0-9A-F]{2,6})_")


def to_xml_id(text: str) -> str:
    """An id of ours as an XML name, so that from_xml_id gives it back.

    >>> to_xml_id("14th-plan"), to_xml_id("a b"), from_xml_id(to_xml_id("14th a/b"))
    ('_14th-plan', 'a_x20_b', '14th a/b')
    """
    name = _NOT_IN_ID.sub(lambda m: f"_x{ord(m.group()):02X}_", _LIKE_CODE.sub("_x5F_", text))
    return name if text[:1].isalpha() else f"_{name}"


def from_xml_id(name: str) -> str:
    """The id that to_xml_id was given."""
    plain = name[1:] if name[:1] == "_" and not name[1:2].isalpha() else name
    return _CODED.sub(lambda m: chr(int(m.group(1), 16)), plain)
