"""The second look: everything that speaks for or against the few steps that the first look left over.

Each piece of evidence is one column over all steps. What depends on style (how close translations are, how long they
are) is measured against the text itself: against the mean over the steps that the first look finds likely.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from .coarse import KIND_NAMES, Look, Steps, kind_values
from .inputs import Channel, Floats, Integers, SentenceVectors
from .lattice import KINDS
from .marks import Marks, count_marks, note_marks
from .words import Cover, cover

__all__ = ["evidence"]

Doubles = npt.NDArray[np.float64]
Column = npt.NDArray[np.floating] | npt.NDArray[np.bool_]
Columns = Iterator[tuple[str, Column]]

_SHORT_KINDS = ((1, 2), (2, 1), (2, 2), (1, 3))
_GROUPS = ("one-to-many", "many-to-one", "many-to-many")
_USUAL = np.array([0.60, 0.02, 0.28, 0.06, 0.04])  # of one-to-one, gaps and _GROUPS, where nothing is known
_USUAL_COUNT = 20
_BEST_REACH = 4  # how many sentences around the band a left-out sentence is compared with


def evidence(seen: Look, steps: Steps) -> tuple[list[str], Floats]:
    """Names of the pieces of evidence, and their values (steps, names)."""
    columns = dict(_all_columns(seen, steps))
    return list(columns), np.stack([c.astype(np.float32) for c in columns.values()], axis=1)


def _all_columns(seen: Look, steps: Steps) -> Columns:
    takes = steps.takes
    both = (takes[0] > 0) & (takes[1] > 0)
    yield from _kinds(steps, takes)
    similarities = dict(_similarities(seen, steps, takes, both))
    center = _mean(similarities["cosine"], steps, both)
    for name, column in similarities.items():
        yield name, np.where(both, column - _mean(column, steps, both), 0)
    yield from _by_group(similarities, steps, takes, both)
    yield from _skips(seen, steps, takes, center)
    yield from _notes(seen, steps, takes)
    yield from _lengths(seen, steps, takes, both)
    yield from _marks(seen, steps, takes, both)
    yield from _paragraphs(seen, steps, takes)
    for name, channel in seen.pair.channels.items():
        yield from _words(name, channel, steps, takes, both)


def _mean(column: Column, steps: Steps, both: npt.NDArray[np.bool_]) -> float:
    weights = steps.likely * both
    return float(weights @ column / max(float(weights.sum()), 1e-9))


def _groups(takes: tuple[Integers, Integers]) -> Integers:
    a, b = takes
    pair = np.where(a == 1, np.where(b == 1, 0, 2), np.where(b == 1, 3, 4))
    return np.where((a == 0) | (b == 0), 1, pair)


def _kinds(steps: Steps, takes: tuple[Integers, Integers]) -> Columns:
    table = np.array([[kind_values(a, b).get(name, 0.0) for name in KIND_NAMES] for a, b in KINDS])
    yield from zip(KIND_NAMES, table[steps.kinds].T, strict=True)
    for a, b in _SHORT_KINDS:
        yield f"kind-{a}-{b}", steps.kinds == KINDS.index((a, b))
    group = _groups(takes)
    counts = np.bincount(group, steps.likely, minlength=5) + _USUAL_COUNT * _USUAL
    surprise = np.log(counts / counts.sum() / _USUAL)
    surprise[1] = 0
    yield "kind-usual-here", surprise[group]


def _similarities(seen: Look, steps: Steps, takes: tuple[Integers, Integers], both: npt.NDArray[np.bool_]) -> Columns:
    at = np.flatnonzero(both)
    cosine, margin, background = np.zeros(len(both)), np.zeros(len(both)), np.zeros(len(both))
    for first in range(0, len(at), _PIECE):
        part = at[first : first + _PIECE]
        spans = steps.rows[part], steps.columns[part], takes[0][part], takes[1][part]
        cosine[part], margin[part], background[part] = _compare(seen, *spans)
    extra = takes[0] + takes[1] - 2
    yield "cosine", cosine
    yield "cosine-extra", cosine * extra
    yield "background", background * (extra + 2) / 2
    yield "margin", margin
    yield "margin-extra", margin * extra


def _compare(
    seen: Look, rows: Integers, columns: Integers, a: Integers, b: Integers
) -> tuple[npt.NDArray[np.floating], ...]:
    """Cosine of both sides of steps, how far it exceeds those with the neighbours, and that with everything."""
    sx, sy = seen.pair.sentences
    x, own = _span_vectors(seen.pair.vectors[0], sx, rows, a)
    y, other = _span_vectors(seen.pair.vectors[1], sy, columns, b)
    cosine = _dots(x, own, y, other)
    beside = _dots_within(x, own, sy, columns) + _dots_within(x, own, sy, columns - b - 1)
    around = _dots_within(y, other, sx, rows) + _dots_within(y, other, sx, rows - a - 1)
    background = (x @ sy.mean(axis=0))[own] + (y @ sx.mean(axis=0))[other]
    return cosine, cosine - (beside + around) / 4, background


def _span_vectors(
    vectors: SentenceVectors, singles: Floats, ends: Integers, lengths: Integers
) -> tuple[Floats, Integers]:
    """The vectors of the distinct spans, and which of them each step has."""
    spans, index = np.unique(lengths * (int(ends.max(initial=0)) + 1) + ends, return_inverse=True)
    length, end = np.divmod(spans, int(ends.max(initial=0)) + 1)
    parts = [
        singles[end[length == 1] - 1] if k == 1 else vectors.spans(k, end[length == k])
        for k in np.unique(length).tolist()
    ]
    return (np.concatenate(parts) if parts else np.zeros((0, 1), np.float32)), index


_CHUNK = 4096
_PIECE = 20_000  # steps whose span vectors are held at once


def _dots(x: Floats, own: Integers, y: Floats, other: Integers) -> Floats:
    """x[own] . y[other], row by row, in pieces that stay small."""
    result = np.empty(len(own), np.float32)
    for first in range(0, len(own), _CHUNK):
        part = slice(first, first + _CHUNK)
        np.einsum("ij,ij->i", x[own[part]], y[other[part]], out=result[part])
    return result


def _dots_within(x: Floats, own: Integers, y: Floats, other: Integers) -> Floats:
    """The same, zero where `other` is beyond the text."""
    inside = (other >= 0) & (other < len(y))
    return np.where(inside, _dots(x, own, y, np.where(inside, other, 0)), 0)


def _by_group(
    similarities: Mapping[str, Column], steps: Steps, takes: tuple[Integers, Integers], both: npt.NDArray[np.bool_]
) -> Columns:
    group = _groups(takes)
    for name in ("cosine", "margin"):
        centered = similarities[name] - _mean(similarities[name], steps, both)
        for k, of in enumerate(_GROUPS, 2):
            yield f"{name}-{of}", np.where(group == k, centered, 0)


def _skips(seen: Look, steps: Steps, takes: tuple[Integers, Integers], center: float) -> Columns:
    """Of a sentence left out: how close it is to the closest one it could be paired with, and how long it is."""
    sx, sy = seen.pair.sentences
    for side, (own, other, ends, reach, lost) in {
        "source": (sx, sy, steps.rows, steps.columns, takes[1] == 0),
        "target": (sy, sx, steps.columns, steps.rows, takes[0] == 0),
    }.items():
        at = np.flatnonzero(lost)
        best = np.full(len(at), -1.0)
        for away in range(-_BEST_REACH, _BEST_REACH):
            near = reach[at] + away
            best = np.maximum(best, _dots_within(own, ends[at] - 1, other, near))
        closest, length = np.zeros(len(lost)), np.zeros(len(lost))
        closest[at] = best - center
        lengths = seen.pair.lengths[0 if side == "source" else 1] * (seen.ratio if side == "source" else 1.0)
        length[at] = np.log(lengths[ends[at] - 1] / 60 + 0.1)
        yield f"skip-{side}-best", closest
        yield f"skip-{side}-length", length
    yield from _usual_skips(steps, takes)


def _notes(seen: Look, steps: Steps, takes: tuple[Integers, Integers]) -> Columns:
    """Of a sentence left out: whether it looks like a caption or a note, without a mark at its end or in brackets."""
    for side, ends, lost, texts in (
        ("source", steps.rows, takes[1] == 0, seen.pair.source),
        ("target", steps.columns, takes[0] == 0, seen.pair.target),
    ):
        marks = note_marks(texts)
        at = np.where(lost, ends - 1, 0)
        yield f"skip-{side}-unended", lost & marks.unended[at]
        yield f"skip-{side}-note", lost & marks.note[at]


def _usual_skips(steps: Steps, takes: tuple[Integers, Integers]) -> Columns:
    """How much more is left out here than in most texts, as the first look has it."""
    count = float(steps.likely.sum()) + _USUAL_COUNT
    lost = takes[1] == 0, takes[0] == 0
    for name, of, usual in (
        ("skip-source-usual-here", lost[0], 0.02),
        ("skip-target-usual-here", lost[1], 0.02),
        ("skip-usual-here", lost[0] | lost[1], 0.04),
    ):
        share = (float(steps.likely[of].sum()) + _USUAL_COUNT * usual) / count
        yield name, of * np.log(share / usual)


def _span_sums(running: Doubles, ends: Integers, lengths: Integers) -> Doubles:
    sums: Doubles = running[ends] - running[ends - lengths]
    return sums


def _lengths(seen: Look, steps: Steps, takes: tuple[Integers, Integers], both: npt.NDArray[np.bool_]) -> Columns:
    x = _span_sums(seen.lengths[0], steps.rows, takes[0]) * seen.ratio
    y = _span_sums(seen.lengths[1], steps.columns, takes[1])
    off = np.log((y + 4) / (x + 4))
    clipped, scale = np.clip(off, -3, 3), np.sqrt((x + y) / 120)
    yield "length-absolute", both * np.abs(clipped) * scale
    yield "length-squared", both * clipped * clipped * scale
    mean = _mean(off, steps, both)
    spread = max(_mean((off - mean) ** 2, steps, both), 0.01) ** 0.5
    off, scale = np.clip(off - mean, -3, 3), np.sqrt(y / 120)
    yield "length-centred-absolute", both * np.abs(off) * scale
    yield "length-centred-squared", both * off * off * scale
    yield "length-centred-signed", both * off * scale
    yield "length-scaled-absolute", both * np.abs(off) / spread * scale
    yield "length-scaled-squared", both * (off / spread) ** 2 * scale


def _marks(seen: Look, steps: Steps, takes: tuple[Integers, Integers], both: npt.NDArray[np.bool_]) -> Columns:
    own, other = count_marks(seen.pair.source), count_marks(seen.pair.target)
    starts = steps.rows - takes[0], steps.columns - takes[1]

    def counts(name: str) -> tuple[Doubles, Doubles]:
        x, y = getattr(own, name), getattr(other, name)
        return x[steps.rows] - x[starts[0]], y[steps.columns] - y[starts[1]]

    for name, floor, usual in (("clauses", 1.0, 3), ("words", 1.5, 15)):
        x, y = counts(name)
        x = x * (getattr(other, name)[-1] + 1) / (getattr(own, name)[-1] + 1)
        off, scale = np.clip(np.log((y + floor) / (x + floor)), -3, 3), np.sqrt((x + y) / 2 / usual)
        yield f"{name}-absolute", both * np.abs(off) * scale
        yield f"{name}-squared", both * off * off * scale
    for name in ("questions", "exclamations"):
        x, y = counts(name)
        yield f"{name}-lost", both * np.clip(x - y, 0, 3)
        yield f"{name}-added", both * np.clip(y - x, 0, 3)
        yield f"{name}-kept", both * np.minimum(np.minimum(x, y), 3)
    yield from _quotes(counts("quotes"), (own, other), (starts, (steps.rows, steps.columns)), both)


def _quotes(
    counts: tuple[Doubles, Doubles],
    marks: tuple[Marks, Marks],
    edges: tuple[tuple[Integers, Integers], tuple[Integers, Integers]],
    both: npt.NDArray[np.bool_],
) -> Columns:
    x, y = counts
    yield "quotes-difference", both * np.minimum(np.abs(x - y), 4)
    yield "quotes-source-only", both & (x > 0) & (y == 0)
    yield "quotes-target-only", both & (x == 0) & (y > 0)
    yield "quotes-both", both & (x > 0) & (y > 0)
    opens = [np.append(m.opens, False)[at] for m, at in zip(marks, edges[0], strict=True)]
    closes = [np.append(m.closes, False)[at - 1] for m, at in zip(marks, edges[1], strict=True)]
    for name, (p, q) in (("opens", opens), ("closes", closes)):
        yield f"quotes-both-{name}", both & p & q
        yield f"quotes-one-{name}", both & (p ^ q)


def _paragraphs(seen: Look, steps: Steps, takes: tuple[Integers, Integers]) -> Columns:
    """Whether paragraphs end where the step ends, on both sides or one, and how many breaks it runs across."""
    none = np.zeros(len(steps.rows))
    if seen.pair.paragraphs is None:
        for name in ("both", "source", "target", "inside-source", "inside-target"):
            yield f"paragraph-{name}", none
        return
    breaks = [np.concatenate([[1], np.diff(np.asarray(p)) != 0, [1]]).astype(float) for p in seen.pair.paragraphs]
    here = breaks[0][steps.rows] > 0, breaks[1][steps.columns] > 0
    yield "paragraph-both", here[0] & here[1]
    yield "paragraph-source", here[0] & ~here[1]
    yield "paragraph-target", here[1] & ~here[0]
    for name, broken, ends, taken in (
        ("source", breaks[0], steps.rows, takes[0]),
        ("target", breaks[1], steps.columns, takes[1]),
    ):
        running = np.concatenate([[0.0], np.cumsum(broken)])
        inside = running[ends] - running[np.minimum(ends - taken + 1, ends)]
        yield f"paragraph-inside-{name}", np.minimum(inside, 3)


def _words(
    name: str, channel: Channel, steps: Steps, takes: tuple[Integers, Integers], both: npt.NDArray[np.bool_]
) -> Columns:
    spans = (steps.rows, takes[0]), (steps.columns, takes[1])
    for side, own, other in (("source", *spans), ("target", *spans[::-1])):
        covered = cover(channel, side, own, other)
        yield from _word_columns(f"{name}-{side}", covered, own[1], other[1], both)


def _word_columns(name: str, covered: Cover, own: Integers, other: Integers, both: npt.NDArray[np.bool_]) -> Columns:
    weight = np.maximum(covered.weight, 1e-6)
    size = np.sqrt(covered.weight / 20)
    for part in ("inside", "won", "lost"):
        yield f"{name}-{part}", both * getattr(covered, part) / weight * size
    yield f"{name}-size", both * size
    several = both & (other > 1)
    yield f"{name}-spare", several * covered.spare / weight
    yield f"{name}-spare-absolute", several * covered.spare / 20
    lost = (own > 0) & (other == 0)
    yield f"{name}-skip-anywhere", lost * covered.anywhere / weight * size
    yield f"{name}-skip-size", lost * size
