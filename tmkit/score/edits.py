"""Translation edit rate: the edits that sacreBLEU 2.6 counts, found faster.

sacreBLEU follows Tercom: an edit distance inside a beam around the diagonal, and greedy shifts of word runs as long as
they pay. Three things make the same search quick here. Distances of shifted sentences come from a compiled
bit-parallel routine where the beam cannot have bound (see `_beam_is_idle`); the edit script comes from bit vectors kept
row by row (Hyyrö 2003); and where the beam may bind, only the rows that a shift touches are computed again, between
prefix costs from the left and suffix costs from the right.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

__all__ = ["count_edits"]

_MAX_SHIFT_SIZE = 10
_MAX_SHIFT_DISTANCE = 50
_MAX_CANDIDATES = 1000
_BEAM_WIDTH = 25
_INFINITE = 10**9
_FIRST_CODE, _SURROGATES, _AFTER_SURROGATES = 0x100, 0xD800, 0xE000


def count_edits(hypothesis: Sequence[str], reference: Sequence[str]) -> int:
    """Shifts and word edits that turn a hypothesis into a reference, as sacreBLEU's translation_edit_rate counts.

    >>> count_edits("on the mat sat the cat".split(), "the cat sat on the mat".split())
    2
    """
    if not reference:
        return len(hypothesis)
    hyp, ref = _encode(hypothesis, reference)
    shifts = checked = 0
    while True:
        search = _search(hyp, ref)
        gain, shifted, checked = _best_shift(search, checked)
        if checked >= _MAX_CANDIDATES or gain <= 0:
            return shifts + search.distance
        shifts += 1
        hyp = shifted


def _encode(hypothesis: Sequence[str], reference: Sequence[str]) -> tuple[str, str]:
    """One character a word, so that compiled string routines can work on them."""
    codes: dict[str, str] = {}
    for word in (*reference, *hypothesis):
        if word not in codes:
            code = _FIRST_CODE + len(codes)
            codes[word] = chr(code if code < _SURROGATES else code - _SURROGATES + _AFTER_SURROGATES)
    return "".join([codes[w] for w in hypothesis]), "".join([codes[w] for w in reference])


@dataclass(slots=True)
class _Search:
    """A hypothesis on its way: its distance, where reference words stand in it, which words are wrong.

    `align[r]` is the position of the hypothesis that reference word r is aligned to; `hyp_errors` and `ref_errors`
    are running counts of wrong words, one longer than the sentence.
    """

    hyp: str
    ref: str
    distance: int
    align: list[int]
    hyp_errors: list[int]
    ref_errors: list[int]
    band: _Band | None


def _search(hyp: str, ref: str) -> _Search:
    distance = Levenshtein.distance(hyp, ref)
    band = None
    if _beam_is_idle(hyp, ref, distance):
        operations = _trace_bits(hyp, ref)
    else:
        band = _Band(hyp, ref)
        distance = band.forward[-1][-1]
        operations = _trace_band(band)
    align, hyp_wrong, ref_wrong = _alignment(operations)
    return _Search(hyp, ref, distance, align, _running(hyp_wrong), _running(ref_wrong), band)


def _running(values: list[int]) -> list[int]:
    return list(accumulate(values, initial=0))


def _beam_is_idle(hyp: str, ref: str, distance: int) -> bool:
    """Whether every cheapest path keeps inside the beam, so that distance and script are those without a beam.

    A path of cost d between corners D diagonals apart meets diagonals k with |k| + |D - k| <= d only, and the middle
    of the beam lies on diagonals between 0 and D; one more is allowed for rounding of the length ratio.
    """
    return abs(len(ref) - len(hyp)) + distance <= 2 * _BEAM_WIDTH - 4


def _trace_bits(hyp: str, ref: str) -> str:
    """The edit script from the end of both sentences to the start, by Hyyrö's bit vectors, one pair kept a row.

    ' ' keeps a word, s substitutes, d drops a word of the hypothesis, i inserts one of the reference; where several
    are cheapest, they are preferred in this order, as sacreBLEU does.
    """
    places: dict[str, int] = {}
    for position, word in enumerate(ref):
        places[word] = places.get(word, 0) | 1 << position
    mask = (1 << len(ref)) - 1
    up, down = mask, 0
    rows: list[tuple[int, int, int, int]] = []
    for word in hyp:
        equal = places.get(word, 0)
        keep = (((equal & up) + up) ^ up) | equal | down
        rise = down | (~(keep | up) & mask)
        fall = up & keep
        shifted = ((rise << 1) | 1) & mask
        up, down = ((fall << 1) & mask) | (~(keep | shifted) & mask), shifted & keep
        rows.append((rise, fall, up, down))
    return _walk_bits(hyp, ref, rows)


def _walk_bits(hyp: str, ref: str, rows: list[tuple[int, int, int, int]]) -> str:
    """Walk back: `rise`/`fall` are differences to the row before, `up`/`down` to the column before."""
    i, j = len(hyp), len(ref)
    steps = []
    while i and j:
        if hyp[i - 1] == ref[j - 1]:
            steps.append(" ")
            i, j = i - 1, j - 1
            continue
        rise, fall, up, down = rows[i - 1]
        bit = 1 << (j - 1)
        along = 1 if up & bit else -1 if down & bit else 0
        before = 1 if j == 1 or rise & bit >> 1 else -1 if fall & bit >> 1 else 0
        if along + before == 1:
            steps.append("s")
            i, j = i - 1, j - 1
        elif rise & bit:
            steps.append("d")
            i -= 1
        else:
            steps.append("i")
            j -= 1
    steps.append("d" * i + "i" * j)
    return "".join(steps)


def _alignment(operations: str) -> tuple[list[int], list[int], list[int]]:
    """Positions and errors from a script that runs backwards."""
    position = -1
    align, hyp_wrong, ref_wrong = [], [], []
    for operation in reversed(operations):
        wrong = operation != " "
        if operation != "i":
            position += 1
            hyp_wrong.append(int(wrong))
        if operation != "d":
            align.append(position)
            ref_wrong.append(int(wrong))
    return align, hyp_wrong, ref_wrong


def _best_shift(search: _Search, checked: int) -> tuple[int, str, int]:
    """The shift that gains most; then the longest, the earliest, and the one to the earliest place."""
    hyp, ref, band = search.hyp, search.ref, search.band
    best = (0, 0, 0, 0)
    best_hyp = hyp
    for start, length, targets in _candidates(search):
        checked += len(targets)
        # Moving n words changes the distance by 2n at most, so that short runs soon cannot win any more.
        if 2 * length >= best[0]:
            for target in targets:
                rank = (length, -start, -target)
                limit = search.distance - best[0] - (1 if not best[0] or rank <= best[1:] else 0)
                if limit < 0:
                    continue
                shifted = _shifted(hyp, start, length, target)
                distance = Levenshtein.distance(shifted, ref, score_cutoff=limit)
                if distance <= limit and band is not None:
                    distance = band.distance_of(shifted, (min(start, target), max(start + length, target)))
                if distance <= limit:
                    best = (search.distance - distance, *rank)
                    best_hyp = shifted
        if checked >= _MAX_CANDIDATES:
            break
    return best[0], best_hyp, checked


def _candidates(search: _Search) -> Iterator[tuple[int, int, list[int]]]:
    """Runs of wrong words that stand somewhere else in the reference, and the places to try for each."""
    hyp, ref, align = search.hyp, search.ref, search.align
    hyp_errors, ref_errors = search.hyp_errors, search.ref_errors
    places: dict[str, list[int]] = {}
    for position, word in enumerate(ref):
        places.setdefault(word, []).append(position)
    for start, word in enumerate(hyp):
        for start_ref in places.get(word, ()):
            if abs(start_ref - start) > _MAX_SHIFT_DISTANCE:
                continue
            longest = min(_MAX_SHIFT_SIZE, len(hyp) - start, len(ref) - start_ref)
            aligned = align[start_ref]
            for length in range(1, longest + 1):
                if length > 1 and hyp[start + length - 1] != ref[start_ref + length - 1]:
                    break
                if hyp_errors[start + length] == hyp_errors[start]:
                    continue
                if ref_errors[start_ref + length] == ref_errors[start_ref]:
                    continue
                if not start <= aligned < start + length:
                    yield start, length, _targets(align, start_ref, length)


def _targets(align: list[int], start_ref: int, length: int) -> list[int]:
    """The places before which the run may go, equal neighbours once."""
    targets = []
    previous = -1
    for place in range(start_ref - 1, start_ref + length):
        index = align[place] + 1 if place >= 0 else 0
        if index != previous:
            targets.append(index)
            previous = index
    return targets


def _shifted(words: str, start: int, length: int, target: int) -> str:
    if target < start:
        return words[:target] + words[start : start + length] + words[target:start] + words[start + length :]
    if target > start + length:
        return words[:start] + words[start + length : target] + words[start : start + length] + words[target:]
    # Inside the run itself sacreBLEU moves the run past the words that follow it.
    end = length + target
    return words[:start] + words[start + length : end] + words[start : start + length] + words[end:]


class _Band:
    """Edit distances inside sacreBLEU's beam: rows of prefix costs and of suffix costs, infinite outside."""

    def __init__(self, hyp: str, ref: str) -> None:
        self.hyp, self.ref = hyp, ref
        self.limits = _beam(len(hyp), len(ref))
        self.forward = [list(range(len(ref) + 1))]
        for i, word in enumerate(hyp, 1):
            self.forward.append(self._row(i, word, self.forward[-1]))
        self._backward: list[list[int]] | None = None

    def _row(self, i: int, word: str, above: list[int]) -> list[int]:
        low, high = self.limits[i]
        row = [_INFINITE] * (len(self.ref) + 1)
        left = _INFINITE
        if low == 0:
            left = row[0] = above[0] + 1
            low = 1
        diagonal = above[low - 1]
        ref = self.ref
        for j in range(low, high):
            here = above[j]
            value = diagonal if word == ref[j - 1] else diagonal + 1
            if here < value - 1:
                value = here + 1
            if left < value - 1:
                value = left + 1
            row[j] = left = value
            diagonal = here
        return row

    def distance_of(self, shifted: str, changed: tuple[int, int]) -> int:
        """The distance of the hypothesis after a shift that moved words between two positions only."""
        first = changed[0]
        last = min(max(self._last_change(shifted), changed[1]), len(shifted))
        row = self.forward[first]
        for i in range(first, last):
            row = self._row(i + 1, shifted[i], row)
        rest = self.backward[last]
        return min(a + b for a, b in zip(row, rest, strict=True))

    def _last_change(self, shifted: str) -> int:
        last = len(shifted)
        while last and shifted[last - 1] == self.hyp[last - 1]:
            last -= 1
        return last

    @property
    def backward(self) -> list[list[int]]:
        """backward[i][j] is the cost of the rest after i words of the hypothesis and j of the reference."""
        if self._backward is None:
            size = len(self.ref)
            low = self.limits[-1][0] if self.hyp else 0
            rows = [[size - j if j >= low else _INFINITE for j in range(size + 1)]]
            for i in range(len(self.hyp) - 1, -1, -1):
                rows.append(self._row_before(i, rows[-1]))
            self._backward = rows[::-1]
        return self._backward

    def _row_before(self, i: int, below: list[int]) -> list[int]:
        low, high = self.limits[i]
        size = len(self.ref)
        word, ref = self.hyp[i], self.ref
        row = [_INFINITE] * (size + 1)
        right = _INFINITE
        for j in range(high - 1, low - 1, -1):
            value = _INFINITE
            if j < size:
                value = below[j + 1] if word == ref[j] else below[j + 1] + 1
            if below[j] < value - 1:
                value = below[j] + 1
            if right < value - 1:
                value = right + 1
            row[j] = right = value
        return row


def _beam(hyp_length: int, ref_length: int) -> list[tuple[int, int]]:
    """The columns of each row that sacreBLEU computes; row 0 and the end of the last row are whole."""
    ratio = ref_length / hyp_length if hyp_length else 1.0
    width = math.ceil(ratio / 2 + _BEAM_WIDTH) if ratio / 2 > _BEAM_WIDTH else _BEAM_WIDTH
    limits = [(0, ref_length + 1)]
    for i in range(1, hyp_length + 1):
        middle = math.floor(i * ratio)
        limits.append((max(0, middle - width), min(ref_length + 1, middle + width)))
    if hyp_length:
        limits[-1] = (limits[-1][0], ref_length + 1)
    return limits


def _trace_band(band: _Band) -> str:
    """The edit script from the end to the start, by the same preferences as without a beam."""
    hyp, ref, rows = band.hyp, band.ref, band.forward
    i, j = len(hyp), len(ref)
    steps = []
    while i and j:
        here = rows[i][j]
        cost = 0 if hyp[i - 1] == ref[j - 1] else 1
        if rows[i - 1][j - 1] + cost == here:
            steps.append("s" if cost else " ")
            i, j = i - 1, j - 1
        elif rows[i - 1][j] + 1 == here:
            steps.append("d")
            i -= 1
        else:
            steps.append("i")
            j -= 1
    steps.append("d" * i + "i" * j)
    return "".join(steps)
