"""What the characters next to a position tell about a rule there: that it cannot fit, or that it is sure to.

A side of a rule is written out twice for a window, the few characters that stand before or after a position. The one
expression matches the window where some text around it would let the side match; the other where every text would.
Both are built from the same tree, with opposite answers to what the window does not show, so that the one stands in
the other's negative looks.
"""

from __future__ import annotations

import functools

import regex

from .patterns import Node, Pattern

__all__ = ["Side"]

_NEVER = "(?!)"
_ANYTHING = "(?s:.*)"
# At least as many characters as a window has.
WINDOW = 3
_LEFT, _RIGHT = r"\A", r"\Z"
# The end of the text that may lie at an edge, or past it.
_ENDS = {_LEFT: "^", _RIGHT: "$"}
# Looks around, each with the edge at which it leaves the window.
_LOOKS = {"(?=": _RIGHT, "(?!": _RIGHT, "(?<=": _LEFT, "(?<!": _LEFT}
_OPTIONAL = regex.compile(r"[*?]|\{0")
# A quantifier without the mark that makes it lazy or possessive, which changes nothing in what can match.
_LASTING = regex.compile(r"(?<=[*+?}])[?+]\Z")


class Side:
    """What windows tell about one side of a rule: about `before` with the window in front of a position, or `after`.

    >>> from .patterns import read_pattern
    >>> title = Side(read_pattern("(?<![a-z])n[.]"), behind=True)
    >>> [title.may_fit(window) for window in (" n.", "n.", "an.")]
    [True, True, False]
    >>> [title.surely_fits(window) for window in (" n.", "n.", "an.")]
    [True, False, False]
    """

    def __init__(self, pattern: Pattern, behind: bool) -> None:
        self._pattern = pattern
        self._behind = behind

    def may_fit(self, window: str) -> bool:
        """Whether some text around the window lets the side match at the position."""
        return self._may.match(window, len(window) if self._behind else 0) is not None

    def surely_fits(self, window: str) -> bool:
        """Whether every text around the window does."""
        at = len(window) if self._behind else 0
        return self._must is not None and self._must.match(window, at) is not None

    @functools.cached_property
    def _may(self) -> regex.Pattern[str]:
        return regex.compile(self._expression(surely=False), regex.V1)

    @functools.cached_property
    def _must(self) -> regex.Pattern[str] | None:
        expression = self._expression(surely=True)
        return None if _NEVER in (expression, expression[4:-1]) else regex.compile(expression, regex.V1)

    def _expression(self, surely: bool) -> str:
        if self._behind:
            return f"(?<={_seen(self._pattern.factored, surely, _LEFT)})"
        return _seen(self._pattern.tree, surely, _RIGHT)


def _seen(node: Node, surely: bool, edge: str, room: int = WINDOW) -> str:
    """The expression for what is seen of a piece that has `room` characters up to the edge of the window.

    Past the edge a character may be any, and is none for sure.
    """
    if node.kind == "alt":
        seen = [s for s in dict.fromkeys(_seen(part, surely, edge, room) for part in node.parts) if s != _NEVER]
        return "|".join(seen) if seen else _NEVER
    if node.kind == "seq":
        return _seen_row(node, surely, edge, room)
    if surely and ((node.quantifier.endswith("+") and len(node.quantifier) > 1) or node.text == "(?>"):
        return _NEVER
    if node.kind == "group" and node.text in _LOOKS:
        return _seen_look(node, surely, edge)
    return _seen_piece(node, surely, edge, room)


def _seen_piece(node: Node, surely: bool, edge: str, room: int) -> str:
    if node.kind == "zero" or not (node.parts or node.kind == "atom"):
        unseen = _ANYTHING if node.kind != "zero" else node.text if node.text == _ENDS[edge] else ""
        return _NEVER if surely else unseen
    repeats = str(_LASTING.sub("", node.quantifier))
    if node.kind == "atom":
        return (node.text if surely else f"(?:{node.text}|{edge})") + repeats
    inner = _seen(node.parts[0], surely, edge, room)
    if inner == _NEVER:
        return "" if _OPTIONAL.match(repeats) else _NEVER
    opening = node.text if node.text.startswith("(?") and node.text.endswith(":") else "(?:"
    return f"{opening}{inner}){repeats}"


def _seen_row(node: Node, surely: bool, edge: str, room: int) -> str:
    """One piece after the other from the position on, as far as the window goes."""
    seen: list[str] = []
    for part in reversed(node.parts) if edge == _LEFT else node.parts:
        if room <= 0:
            return _NEVER if surely else _joined(seen, edge)
        one = _seen(part, surely, edge, room)
        if one == _NEVER:
            return _NEVER
        seen.append(f"(?:{one})" if part.kind == "alt" else one)
        room -= _least(part)
    return _joined(seen, edge)


def _joined(seen: list[str], edge: str) -> str:
    return "".join(reversed(seen) if edge == _LEFT else seen)


def _seen_look(node: Node, surely: bool, edge: str) -> str:
    """A look around; what a negative one must not find is asked for the other way round.

    Where the row has left the window, a look back into it would not start from where it should.
    """
    if node.quantifier:
        return _NEVER if surely else ""
    negative = node.text.endswith("!")
    look = f"{node.text}{_seen(node.parts[0], surely is not negative, _LOOKS[node.text])})"
    return f"(?:{look}|{edge})" if not surely and _LOOKS[node.text] != edge else look


def _least(node: Node) -> int:
    """How many characters a match of a piece has at least."""
    if _OPTIONAL.match(node.quantifier) or node.kind in ("zero", "back") or node.text in _LOOKS:
        return 0
    if node.kind == "atom":
        return 1
    lengths = [_least(part) for part in node.parts]
    return min(lengths) if node.kind == "alt" else sum(lengths)
