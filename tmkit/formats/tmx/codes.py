"""Inline elements: which there are, what may stand inside which by the DTD, and the text without them."""

from __future__ import annotations

from collections.abc import Iterable

from ...model import Element

__all__ = ["CODES", "may_hold", "plain_text"]

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
