"""The encoding of a web page: its mark, what it says of itself, and what its bytes say."""

from __future__ import annotations

import codecs
import re

from ...errors import InputError
from ..decode import Decoded, decode
from ..encodings import rank_encodings

__all__ = ["decode_page"]

_META = re.compile(rb"""<meta[^>]{0,400}?charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,30})""", re.IGNORECASE)
_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9_.:-]{2,30})""")
_HEAD = 8192
# As browsers read them: the label of a small character set stands for the larger one that contains it.
_LABELS = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "x-gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "big5-hkscs": "big5hkscs",
    "x-sjis": "cp932",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    # A page that can be read this far is not in 16-bit units, whatever it says.
    "utf-16": "utf-8",
    "utf-16le": "utf-8",
    "unicode": "utf-8",
}
_LIE = 0.25
_DAMAGE = 1000


def decode_page(data: bytes, *, file: str = "", encoding: str | None = None) -> Decoded:
    """Decode a page; where its bytes contradict what it declares, the bytes win and a notice says so.

    A few broken bytes, as pages that were cut and pasted together have them, become U+FFFD and are counted.

    >>> decode_page('<meta charset="gb2312"><p>高质量发展</p>'.encode()).notices
    ('the page says gb2312, its bytes are utf-8',)
    """
    declared = _declared(data)
    if encoding or data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return decode(data, file=file, encoding=encoding)
    name = _LABELS.get(declared, declared)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(data, declared, name, file)
    if "\0" in text or b"~{" in data:
        return decode(data, file=file)
    return Decoded(text, "utf-8", () if text.isascii() else _contradiction(declared, name, "utf-8"))


def _declared(data: bytes) -> str:
    found = _DECLARATION.search(data[:_HEAD]) or _META.search(data[:_HEAD])
    return found.group(1).decode("ascii").lower() if found else ""


def _contradiction(declared: str, name: str, found: str) -> tuple[str, ...]:
    family = {"big5hkscs": "big5", "cp950": "big5"}
    same = not declared or _codec(name) == _codec(found) or family.get(name, name) == family.get(found, found)
    return () if same else (f"the page says {declared}, its bytes are {found}",)


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _legacy(data: bytes, declared: str, name: str, file: str) -> Decoded:
    scores: dict[str, float] = {}
    for score, candidate in rank_encodings(_telling(data)):
        scores.setdefault(_codec(candidate), score)
    best = max(scores.values())
    # A declared encoding without a score is believed if it fits; one that gives worse text than another is not.
    if _codec(name) and scores.get(_codec(name), best) >= best - _LIE:
        try:
            return Decoded(data.decode(name), _codec(name), ())
        except UnicodeDecodeError:
            pass
    try:
        decoded = decode(data, file=file)
    except InputError:
        return _mended(data, declared, max(scores, key=lambda n: scores[n]), file)
    return Decoded(decoded.text, decoded.encoding, _contradiction(declared, name, decoded.encoding))


def _telling(data: bytes) -> bytes:
    first = next((i for i, byte in enumerate(data[:2_000_000]) if byte >= 0x80), 0)
    return data[max(0, first - 200) : first + 40_000]


def _mended(data: bytes, declared: str, name: str, file: str) -> Decoded:
    text = data.decode(name, errors="replace")
    lost = text.count("\ufffd")
    if not 0 < lost <= max(2, sum(not ch.isascii() for ch in text) // _DAMAGE):
        return decode(data, file=file)  # raises what is wrong, with the line
    line = text.count("\n", 0, text.index("\ufffd")) + 1
    notice = f"{lost} bytes are not {name} and became U+FFFD, the first in line {line}"
    return Decoded(text, name, (*_contradiction(declared, declared, name), notice))
