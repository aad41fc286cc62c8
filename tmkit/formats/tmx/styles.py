"""How inline codes are written: not at all, as TMX elements, or as OmegaT's shorthand tags."""

from __future__ import annotations

from collections import Counter
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
    return _mapped(tu, lambda content: (_Shorthand(numbers).text(content),))


def _mapped(tu: TranslationUnit, change: Callable[[Content], Content]) -> TranslationUnit:
    if all(isinstance(p, str) for v in tu.variants for p in v.content):
        return tu
    return replace(tu, variants=tuple(replace(v, content=change(v.content)) for v in tu.variants))


class _Shorthand:
    """OmegaT's tags for one variant; `numbers` has those of the codes of the unit, by what they are known by."""

    def __init__(self, numbers: dict[str, int]) -> None:
        self._numbers = numbers
        self._seen: Counter[str] = Counter()
        self._open: dict[str, str] = {}  # letter and number by the i of a pair

    def text(self, content: Content) -> str:
        """Text with the codes in it as tags."""
        return "".join(piece if isinstance(piece, str) else self._tag(piece) for piece in content)

    def _tag(self, piece: Element) -> str:
        named = dict(piece.attributes)
        pair = named.get("i", "")
        if piece.name == "ept" and pair in self._open:
            return f"</{self._open.pop(pair)}>"
        tag = f"{(named.get('type') or 'f')[0].lower()}{self._number(piece.name, named)}"
        if piece.name == "hi":
            return f"<{tag}>{self.text(piece.content)}</{tag}>"
        if piece.name == "bpt":
            self._open[pair] = tag
        if piece.name == "bpt" or (piece.name == "it" and named.get("pos") != "end"):
            return f"<{tag}>"
        return f"</{tag}>" if piece.name in ("ept", "it") else f"<{tag}/>"

    def _number(self, name: str, named: dict[str, str]) -> int:
        """Languages know a code of each other by its x; one without it by its i, or by its place among its like."""
        key = f"{name} x {named['x']}" if named.get("x") else f"{name} i {named.get('i', '')}"
        self._seen[key] += 1
        return self._numbers.setdefault(f"{key} {self._seen[key]}", len(self._numbers))


STYLES: dict[str, Callable[[TranslationUnit], TranslationUnit]] = {
    "plain": _plain,
    "level2": _level2,
    "omegat": _omegat,
}
