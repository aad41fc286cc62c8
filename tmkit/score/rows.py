"""What is seen only across segments: lengths against the rest of the text, rows out of step, inconsistency."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..text import match_key
from .pairs import Remark

__all__ = ["Table", "length_remarks", "merged_remarks", "shift_remarks", "split_remarks"]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length; `reference` may be empty."""

    source: Sequence[str]
    target: Sequence[str]
    reference: Sequence[str]


# How far lengths of professional translations stray, in units of the square root of the likely length: the lowest
# 2 % and the highest 1 % of our Chinese-English pairs, for a target written with spaces and for Chinese.
_SPACED, _CHINESE = (-4.4, 6.5), (-2.1, 2.9)
_ENOUGH = 200
_CLEARLY_SHORTER, _SHORT_ANYWAY = 0.6, 0.55


def length_remarks(table: Table, *, chinese: bool = False) -> Iterator[tuple[int, Remark]]:
    """Translations much shorter or longer than their source makes likely.

    As in Gale and Church (1993), the length of a translation strays around a multiple of the source's length by some
    square roots of it. The multiple comes from the references, and so does what is usual where there are 200 or more.
    A translation that is also far shorter than the reference is told of sooner.
    """
    model = table.reference or table.target
    pairs = [(s, t) for s, t in zip(table.source, model, strict=True) if s.strip() and t.strip()]
    if not pairs:
        return
    multiple = sum(_length(t) for _, t in pairs) / sum(_length(s) for s, _ in pairs)
    low, high = _usual(
        [_stray(s, t, multiple) for s, t in pairs], _CHINESE if chinese else _SPACED, bool(table.reference)
    )
    for i, (source, target) in enumerate(zip(table.source, table.target, strict=True)):
        if not source.strip() or not target.strip():
            continue
        off = _stray(source, target, multiple)
        shorter = table.reference and _length(target) < _CLEARLY_SHORTER * _length(table.reference[i])
        if off > high or off < (_SHORT_ANYWAY * low if shorter else low):
            word = "short" if off < 0 else "long"
            message = (
                f"{_length(target)} characters where about {multiple * _length(source):.0f} are likely: too {word}"
            )
            yield i, Remark(message, target_spans=((0, len(target)),))


def _stray(source: str, target: str, multiple: float) -> float:
    expected = multiple * _length(source)
    return (_length(target) - expected) / math.sqrt(max(expected, 1.0))


def _usual(strays: Sequence[float], default: tuple[float, float], from_references: bool) -> tuple[float, float]:
    if not from_references or len(strays) < _ENOUGH:
        return default
    ordered = sorted(strays)
    low, high = ordered[len(ordered) // 50], ordered[-1 - len(ordered) // 100]
    return min(low, default[0] / 2), max(high, default[1] / 2)


def _length(text: str) -> int:
    return len("".join(text.split()))


def split_remarks(table: Table) -> Iterator[tuple[int, Remark]]:
    """The same source segment translated in another way than before."""
    first: dict[str, int] = {}
    for i, source in enumerate(table.source):
        key = match_key(source)
        if not key:
            continue
        before = first.setdefault(key, i)
        if before != i and match_key(table.target[before]) != match_key(table.target[i]):
            yield i, Remark(f"line {before + 1} has the same source and another translation")


def merged_remarks(table: Table) -> Iterator[tuple[int, Remark]]:
    """One translation for sources that differ; short ones and those that share most of their text may well agree."""
    first: dict[str, int] = {}
    for i, target in enumerate(table.target):
        key = match_key(target)
        if len(key) < 12:
            continue
        before = first.setdefault(key, i)
        if before != i and _overlap(_grams(table.source[before], 2), _grams(table.source[i], 2)) < 0.5:
            yield i, Remark(f"line {before + 1} has the same translation and another source")


_CLEARLY, _AT_LEAST = 0.15, 0.2


def shift_remarks(table: Table, likeness: Sequence[Sequence[float]] | None = None) -> Iterator[tuple[int, Remark]]:
    """Rows that fit the row above or below better than their own: two or more in step, or two that changed places.

    `likeness` holds for each row how alike the translation is to the text that belongs to the row above, its own and
    the row below; without it, the translation is compared with the references letter by letter.
    """
    if likeness is None:
        if not table.reference:
            return
        likeness = _reference_likeness(table)
    steps = [_step(*row) for row in likeness]
    for i, step in enumerate(steps):
        in_step = (i and steps[i - 1] == step) or (i + 1 < len(steps) and steps[i + 1] == step)
        changed = 0 <= i + step < len(steps) and steps[i + step] == -step
        if step and (in_step or changed):
            where = "above" if step < 0 else "below"
            yield i, Remark(f"the translation fits the line {where} better than its own")


def _step(above: float, own: float, below: float) -> int:
    best = max(above, below)
    if best < _AT_LEAST or best - own < _CLEARLY:
        return 0
    return -1 if above >= below else 1


def _reference_likeness(table: Table) -> list[tuple[float, float, float]]:
    targets = [_grams(t, 4) for t in table.target]
    references = [_grams(r, 4) for r in table.reference]
    last = len(targets) - 1
    return [
        (
            _overlap(targets[i], references[i - 1]) if i else 0.0,
            _overlap(targets[i], references[i]),
            _overlap(targets[i], references[i + 1]) if i < last else 0.0,
        )
        for i in range(len(targets))
    ]


def _grams(text: str, size: int) -> frozenset[str]:
    letters = " ".join(text.lower().split())
    return frozenset([letters[i : i + size] for i in range(len(letters) - size + 1)])


def _overlap(first: frozenset[str], second: frozenset[str]) -> float:
    """Dice's coefficient."""
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else 0.0
