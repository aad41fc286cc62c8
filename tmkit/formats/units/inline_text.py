"""Stored segments with codes as the text of XLIFF 1.2."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from ...model import Element

__all__ = ["as_xliff", "escaped", "quoted"]

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# A tag of XLIFF itself, which stood for a code when the segment was read.
_OWN = re.compile(r'<(g|x|bx|ex)((?: [a-z-]+="[^"<>&]*")*)( ?/)?>|</g>')
_NAMES = {"bpt": "bpt", "ept": "ept", "ph": "ph", "ut": "ph", "it": "it"}
_TYPES = {
    "bpt": ("bold", "italic", "underlined", "link"), "it": ("bold", "italic", "underlined", "link"),
    "ph": ("image", "pb", "lb"), "ept": (),
    "mrk": (
        "abbrev", "abbreviated-form", "abbreviation", "acronym", "appellation", "collocation", "common-name",
        "datetime", "equation", "expanded-form", "formula", "head-term", "initialism",
        "international-scientific-term", "internationalism", "logical-expression", "materials-management-unit",
        "name", "near-synonym", "part-number", "phrase", "phraseological-unit", "protected", "romanized-form",
        "set-phrase", "short-form", "sku", "standard-text", "symbol", "synonym", "synonymous-phrase", "term",
        "transcribed-form", "transliterated-form", "truncated-term", "variant",
    ),
}  # fmt: skip


def escaped(text: str) -> str:
    """Text in XML; what XML cannot hold is left out."""
    return escape(_ILLEGAL.sub("", text), {"\r": "&#13;"})


def quoted(text: str) -> str:
    """An attribute's value in XML with its quotation marks."""
    return quoteattr(_ILLEGAL.sub("", text))


def as_xliff(content: Iterable[str | Element]) -> str:
    """The inside of a source or target; codes that XLIFF's own tags stood for are those tags again."""
    pieces = list(content)
    own = _own_tags(pieces)
    used = {dict(e.attributes).get("x") or dict(e.attributes).get("i") for e in pieces if isinstance(e, Element)}
    free = (str(n) for n in range(1, 10**9) if str(n) not in used)
    parts = []
    for index, piece in enumerate(pieces):
        if isinstance(piece, str):
            parts.append(escaped(piece))
        elif piece.name == "hi":
            kind = _type("mrk", dict(piece.attributes).get("type") or "hi")
            parts.append(f"<mrk mtype={quoted(kind)}>{as_xliff(piece.content)}</mrk>")
        elif piece.name in _NAMES:
            named = dict(piece.attributes)
            parts.append(own.get(index) or _code(piece, named.get("x") or named.get("i") or next(free)))
    return "".join(parts)


def _own_tags(pieces: list[str | Element]) -> dict[int, str]:
    """By place, the tags that may stand as they are: well-formed, and <g> only where each is closed in its turn."""
    found: dict[int, str] = {}
    open_: list[int] = []
    pairs: list[tuple[int, int]] = []
    for index, piece in enumerate(pieces):
        text = piece.content[0] if isinstance(piece, Element) and len(piece.content) == 1 else ""
        tag = _OWN.fullmatch(text) if isinstance(text, str) else None
        if tag is None or isinstance(piece, str):
            continue
        names = re.findall(r" ([a-z-]+)=", tag.group(2) or "")
        if tag.group() == "</g>" and open_ and piece.name == "ept":
            pairs.append((open_.pop(), index))
        elif len(set(names)) < len(names) or "id" not in names:
            continue
        elif tag.group(1) == "g" and not tag.group(3) and piece.name == "bpt":
            open_.append(index)
        elif tag.group(1) != "g" and tag.group(3):
            found[index] = tag.group()
    for ends in pairs:
        for index in ends:
            code = pieces[index]
            found[index] = str(code.content[0]) if isinstance(code, Element) else ""
    return found


def _code(code: Element, number: str) -> str:
    """A code with its native text."""
    name, named = _NAMES[code.name], dict(code.attributes)
    given = f" id={quoted(number)}"
    if code.name in ("bpt", "ept"):
        given += f" rid={quoted(named.get('i') or number)}"
    if code.name == "it":
        given += ' pos="close"' if named.get("pos") == "end" else ' pos="open"'
    if named.get("type") and name != "ept":
        given += f" ctype={quoted(_type(name, named['type']))}"
    return f"<{name}{given}>{_native(code)}</{name}>"


def _native(code: Element) -> str:
    return "".join(
        escaped(piece) if isinstance(piece, str)
        else f"<sub>{as_xliff(piece.content)}</sub>" if piece.name == "sub" else ""
        for piece in code.content
    )  # fmt: skip


def _type(name: str, kind: str) -> str:
    """A type that XLIFF 1.2 knows, or one of our own (x-)."""
    return kind if kind in _TYPES[name] or kind.startswith("x-") else f"x-{kind}"
