"""Inline elements: which there are, what may stand inside which by the DTD, and the text without them."""

from __future__ import annotations

from collections.abc import Iterable

from ...model import Element

__all__ = ["ATTRIBUTES", "CODES", "is_legal", "may_hold", "plain_text", "with_required"]

_COMMON = (
    "o-encoding", "datatype", "usagecount", "lastusagedate", "creationtool", "creationtoolversion", "creationdate",
    "creationid", "changedate", "changeid", "o-tmf",
)  # fmt: skip
# By the DTD of TMX 1.4b; what a file has besides is not TMX.
ATTRIBUTES = {
    "tu": ("tuid", *_COMMON, "segtype", "srclang"), "tuv": _COMMON,
    "bpt": ("i", "x", "type"), "ept": ("i",), "ph": ("x", "assoc", "type"), "it": ("pos", "x", "type"),
    "hi": ("x", "type"), "ut": ("x",), "sub": ("datatype", "type"),
    "note": ("o-encoding", "xml:lang"), "prop": ("type", "xml:lang", "o-encoding"),
    "ude": ("name", "base"), "map": ("unicode", "code", "ent", "subst"),
}  # fmt: skip
_REQUIRED = {
    "bpt": ("i", "1"),
    "ept": ("i", "1"),
    "it": ("pos", "begin"),
    "prop": ("type", "x-unknown"),
    "ude": ("name", "unknown"),
}

_VALUES = {"segtype": ("block", "paragraph", "sentence", "phrase"), "pos": ("begin", "end")}

CODES = frozenset(("bpt", "ept", "ph", "it", "hi", "ut", "sub"))
_TEXTUAL = frozenset(("seg", "hi", "sub"))  # hold text and codes; the other codes hold native code and sub


def may_hold(outer: str, inner: str) -> bool:
    """Whether the DTD allows the element `inner` directly in `outer`."""
    return inner in CODES and (inner == "sub") != (outer in _TEXTUAL)


def plain_text(content: Iterable[str | Element]) -> str:
    """The text of a segment without its codes; what <hi> marks is text, what other elements hold is code."""
    return "".join(
        piece if isinstance(piece, str) else plain_text(piece.content) if piece.name == "hi" else ""
        for piece in content
    )


def is_legal(name: str, key: str, value: str) -> bool:
    """Whether the DTD knows this attribute of an element, and allows the value."""
    return key in ATTRIBUTES.get(name, ()) and value in _VALUES.get(key, (value,))


def with_required(name: str, attributes: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The attributes that an element may have, and what it must have where that is missing."""
    kept = tuple((key, value) for key, value in attributes if is_legal(name, key, value))
    needed = _REQUIRED.get(name)
    return kept if needed is None or needed[0] in dict(kept) else (*kept, needed)
