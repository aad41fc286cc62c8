"""How inline codes are written: not at all, as TMX elements, or as OmegaT's shorthand tags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from ...model import Element, TranslationUnit
from .codes import plain_text

__all__ = ["STYLES", "Style"]

Style = Literal["plain", "level2", "omegat"]
Content = tuple[str | Element, ...]


def _plain(tu: TranslationUnit) -> TranslationUnit:
    return _mapped(tu, lambda content: (plain_text(content),))


def _level2(tu: TranslationUnit) -> TranslationUnit:
    return tu


def _omegat(tu: TranslationUnit) -> TranslationUnit:
    """Codes as text: <b0>...</b0> for pairs, <x1/> for the rest, numbered alike in every language of the unit."""
    numbers: dict[str, int] = {}
    return _mapped(tu, lambda content: (_shorthand(content, numbers),))


def _mapped(tu: TranslationUnit, change: Callable[[Content], Content]) -> TranslationUnit:
    if all(isinstance(p, str) for v in tu.variants for p in v.content):
        return tu
    return replace(tu, variants=tuple(replace(v, content=change(v.content)) for v in tu.variants))


def _shorthand(content: Content, numbers: dict[str, int]) -> str:
    out: list[str] = []
    letters: dict[str, str] = {}
    for order, piece in enumerate(content):
        if isinstance(piece, str):
            out.append(piece)
            continue
        named = dict(piece.attributes)
        pair = named.get("i", "")
        letter = letters.get(pair) if piece.name == "ept" else (named.get("type") or "f")[0].lower()
        if piece.name == "bpt":
            letters[pair] = letter or "f"
        key = f"pair {pair}" if piece.name in ("bpt", "ept") else f"{piece.name} {named.get('x', order)}"
        number = numbers.setdefault(key, len(numbers))
        out.append(_tag(piece, letter or "f", number, numbers))
    return "".join(out)


def _tag(piece: Element, letter: str, number: int, numbers: dict[str, int]) -> str:
    if piece.name == "hi":
        return f"<{letter}{number}>{_shorthand(piece.content, numbers)}</{letter}{number}>"
    if piece.name == "bpt" or (piece.name == "it" and dict(piece.attributes).get("pos") != "end"):
        return f"<{letter}{number}>"
    if piece.name in ("ept", "it"):
        return f"</{letter}{number}>"
    return f"<{letter}{number}/>"


STYLES: dict[str, Callable[[TranslationUnit], TranslationUnit]] = {
    "plain": _plain,
    "level2": _level2,
    "omegat": _omegat,
}
