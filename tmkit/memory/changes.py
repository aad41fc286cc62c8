"""What differs between a stored source and the text that was looked up, as a translator reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex
from rapidfuzz.distance import Levenshtein

from .scoring import folded, lowered

__all__ = ["Change", "changes", "marked"]

# A number, a word of letters, a run of blanks, or one sign: Han characters are signs of their own.
_LETTER = r"(?:(?!\p{Han}|\p{Hiragana}|\p{Katakana})[\p{L}\p{M}])"
_PIECE = regex.compile(rf"\p{{Nd}}+(?:[.,．，]\p{{Nd}}+)*|\s+|{_LETTER}+(?:['’]{_LETTER}+)*|.", regex.DOTALL)
_MOST = 8000  # pieces of a text beyond which the table of edits would take too much room


class Change(NamedTuple):
    """The stored code points start:end, in whose place the text has query_start:query_end; either may be empty."""

    start: int
    end: int
    query_start: int
    query_end: int


def changes(stored: str, query: str) -> list[Change]:
    """The edits that make `query` of `stored`, from left to right: numbers and words whole, Chinese by the character.

    What differs in width, quotes, dashes, blanks or case only is a change too.

    >>> changes("投资7000亿元。", "投资8000亿元")
    [Change(start=2, end=6, query_start=2, query_end=6), Change(start=8, end=9, query_start=8, query_end=8)]
    >>> changes("the same", "the same")
    []
    """
    if stored == query:
        return []
    old, new = _pieces(stored), _pieces(query)
    found: list[Change] = []
    for change in _rough(old, new):
        if found and _only_blank(stored[found[-1].end : change.start], query[found[-1].query_end : change.query_start]):
            found[-1] = found[-1]._replace(end=change.end, query_end=change.query_end)
        else:
            found.append(change)
    return found


def marked(
    stored: str, query: str, deleted: tuple[str, str] = ("[-", "-]"), added: tuple[str, str] = ("{+", "+}")
) -> str:
    """The stored text, with signs around what the query has not and around what only the query has.

    >>> marked("投资7000亿元。", "投资8000亿元")
    '投资[-7000-]{+8000+}亿元[-。-]'
    """
    parts, at = [], 0
    for start, end, query_start, query_end in changes(stored, query):
        parts.append(stored[at:start])
        parts += [deleted[0], stored[start:end], deleted[1]] if end > start else []
        parts += [added[0], query[query_start:query_end], added[1]] if query_end > query_start else []
        at = end
    return "".join([*parts, stored[at:]])


class _Piece(NamedTuple):
    text: str
    form: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def _pieces(text: str) -> list[_Piece]:
    return [_Piece(m[0], lowered(folded(m[0])), m.start()) for m in _PIECE.finditer(text)]


def _rough(old: list[_Piece], new: list[_Piece]) -> Iterator[Change]:
    """Changes piece by piece; pieces that fold to the same answer each other, and are a change if spelled otherwise."""
    if max(len(old), len(new)) > _MOST:
        yield Change(0, old[-1].end if old else 0, 0, new[-1].end if new else 0)
        return
    for step in Levenshtein.opcodes([piece.form for piece in old], [piece.form for piece in new]):
        there, here = (step.src_start, step.src_end), (step.dest_start, step.dest_end)
        if step.tag == "equal":
            pairs = zip(old[slice(*there)], new[slice(*here)], strict=True)
            yield from (Change(a.start, a.end, b.start, b.end) for a, b in pairs if a.text != b.text)
        else:
            yield Change(*_span(old, *there), *_span(new, *here))


def _span(pieces: list[_Piece], first: int, last: int) -> tuple[int, int]:
    if first < last:
        return pieces[first].start, pieces[last - 1].end
    place = pieces[first].start if first < len(pieces) else pieces[-1].end if pieces else 0
    return place, place


def _only_blank(old: str, new: str) -> bool:
    """Whether nothing, or the same blank, stands between two changes, so that they read as one."""
    return old == new and not old.strip()
