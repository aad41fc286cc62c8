"""The units whose marks are about as a text's own: which ones may be alike enough, and the likeliest first.

The marks of all texts of fitting length are looked at for each question, a nanosecond or two for each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from .marks import BEYOND, BOUNDS, SHAPES, Shape, Texts, code_of, mark_of, numbered, ones, widths_of
from .planes import WORD, Adder, Alike, Planes, bits_of

__all__ = ["Likely", "Marks"]

Words = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
Ids = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint16]
Floats = npt.NDArray[np.float32]

_SHORT = 24  # among texts of so many characters the least number of edits tells more than the number of bits
_WIDE = "\u2e80"  # CJK radicals and everything behind them
_BAND = 1.1  # times as long as the shortest may be the longest of texts that are longer than the query and go together
_STEP = 1 << 14  # marks that are put in order at a time
_USUAL = 0.7  # likeness below which marks tell less
_SCALE = 4096
_MOST = 65535
_SPARE = 2  # times as many as are wanted that a part may give
_KEPT = 1 << 10  # the likeliest units that are put in order
_KEPT_MOST = 1 << 16  # the same where most of them are copies of few texts
_DIFFERENT = 400  # different texts that there should be among them
_LONGEST = np.minimum(BOUNDS, _MOST).astype(np.uint16)  # by codes


@dataclass(frozen=True, slots=True)
class Likely:
    """Units that may be alike enough, the likeliest first, each with the similarity (0 to 1) that it has at most."""

    ids: Ids
    most: Floats

    def __len__(self) -> int:
        return len(self.ids)

    def at_least(self, share: float) -> Likely:
        """Those that may still be so much alike."""
        return self._only(self.most >= share - 1e-6)

    def beside(self, ids: Ids) -> Likely:
        """These and others of which no more is known, in turn, each once."""
        both = np.concatenate([ids, self.ids])
        most = np.concatenate([np.ones(len(ids), np.float32), self.most])
        turns = np.concatenate([2 * np.arange(len(ids)), 2 * np.arange(len(self.ids)) + 1])
        order = np.argsort(turns)
        first = np.sort(np.unique(both[order], return_index=True)[1])
        return Likely(both[order][first], most[order][first])

    def split(self, count: int) -> tuple[Likely, Likely]:
        """The first ones and the others."""
        return self._only(slice(count)), self._only(slice(count, None))

    def _only(self, where: slice | npt.NDArray[np.bool_]) -> Likely:
        return Likely(self.ids[where], self.most[where])


@dataclass(frozen=True)
class _Query:
    """A text, and how alike (0 to 1) others must be to it."""

    text: str
    share: float

    def bands(self) -> list[tuple[int, int]]:
        """The first and the last code of the lengths that are looked at together, the likeliest first."""
        size = len(self.text)
        longest = size / self.share + 1e-9 if self.share else math.inf
        first = code_of(max(1, math.ceil(size * self.share - 1e-9)))
        last = min(BEYOND - 1, code_of(int(min(longest, BOUNDS[-1]))))
        bands = [(first, min(last, code_of(int(size * _BAND))))]
        while bands[-1][1] < last:
            first = bands[-1][1] + 1
            bands.append((first, min(last, code_of(int(BOUNDS[first] * _BAND)))))
        return bands

    def differ(self, bar: int, longest: int, letters: int) -> int:
        """The most bits, each of the letters counted so many times, that texts whose number is not above the bar have.

        The texts have at most so many characters.
        """
        longer = max(len(self.text), longest)
        edits = int((1 - self.share) * longer + 1e-9)
        # An edit that there is at least counts for `weight`, and is half of the bits of letters that differ, or more.
        bits = (bar * longer // _SCALE + 1) * max(1.0, letters / (1 + self.weight / 2))
        return min(int(bits), (2 * letters + 4) * edits)

    @cached_property
    def has_many_letters(self) -> bool:
        """Whether the letters tell as much as the pairs, as there are few of them or very many different ones."""
        return len(self.text) <= _SHORT or 2 * sum(letter >= _WIDE for letter in self.text) > len(self.text)

    @property
    def weight(self) -> int:
        """What an edit that there is at least counts for, beside the bits that differ: short texts have few bits."""
        return 3 if len(self.text) <= _SHORT else 1


@dataclass(frozen=True, slots=True)
class _Found:
    """Places of texts that may be alike enough."""

    places: Ids
    edits: Counts  # that there are at least
    order: Counts  # a number to order them by
    texts: Texts  # the same for the same text

    def first(self, count: int) -> tuple[_Found, int]:
        """The first ones, with all that have the same number as the last of these, and this number."""
        if len(self.order) <= count:
            return self, _MOST
        bar = int(np.partition(self.order, count)[count])
        return self.only(np.flatnonzero(self.order <= bar)), bar

    def only(self, where: Ids) -> _Found:
        """Those that stand there."""
        return _Found(self.places[where], self.edits[where], self.order[where], self.texts[where])

    @classmethod
    def joined(cls, parts: Sequence[_Found]) -> _Found:
        """All of them."""
        counts = np.zeros(0, np.uint16)
        none = cls(np.zeros(0, np.int64), counts, counts, counts)
        columns = zip(*((part.places, part.edits, part.order, part.texts) for part in (none, *parts)), strict=True)
        places, edits, order, texts = map(np.concatenate, columns)
        return cls(places, edits, order, texts)


class _Table:
    """The marks of one shape, in the order of the lengths of the texts; `first` is the place of the first one."""

    def __init__(self, marks: Words, texts: Texts, codes: Bytes, first: int) -> None:
        shape = next(shape for shape in SHAPES if codes[0] <= shape.last)
        self._marks = marks
        self._texts = texts
        self._codes = codes
        self._shape = shape
        self._first = first
        self._twice = shape.last <= _SHORT  # whether the bits of letters count twice
        self._planes = Planes(marks, ((shape.letters, int(self._twice)), (shape.pairs, 0)))

    def has(self, code: int) -> bool:
        """Whether there are texts of about this length."""
        return int(self._codes[0]) <= code <= int(self._codes[-1])

    def near(self, query: _Query, bands: Sequence[tuple[int, int]], search: _Search) -> None:
        """Find those that may be alike enough; `bands` are the places of lengths that go together, likeliest first."""
        size = len(self._codes)
        parts = [(max(first - self._first, 0), min(last - self._first, size)) for first, last in bands]
        parts = [(first, last) for first, last in parts if first < last]
        if not parts:
            return
        mark = mark_of(query.text, self._shape)
        halves = (0, 1) if self._twice or query.has_many_letters else (1,)
        begin, end = min(parts)[0] // WORD, -(-max(last for _, last in parts) // WORD)
        middle = parts[0][1] // WORD
        for at in sorted(range(begin, end, Adder.SIZE), key=lambda at: abs(at - middle)):
            chunk = slice(at, min(at + Adder.SIZE, end))
            alike = self._planes.alike(mark, chunk, halves)
            places = self._places(query, alike, chunk, parts, search)
            search.take(self._exactly(query, mark, places[places < size]))

    def _places(
        self, query: _Query, alike: Alike, chunk: slice, parts: Sequence[tuple[int, int]], search: _Search
    ) -> Ids:
        """The places of those in some words of the planes that may be alike enough, of very many the nearest."""
        bar, found = float(_MOST), np.zeros(chunk.stop - chunk.start, np.uint64)
        for first, last in parts:
            part = slice(max(first // WORD - chunk.start, 0), min(-(-last // WORD), chunk.stop) - chunk.start)
            if part.start >= part.stop:
                continue
            longer = max(len(query.text), int(BOUNDS[self._codes[last - 1]]))
            differ = min(int(bar * longer), query.differ(search.bar, longer, 1 + self._twice))
            among = alike.within(differ, part)
            if ones(among).sum() > _SPARE * search.count:
                differ = alike.nearest(_SPARE * search.count, among, part)
                among = alike.within(differ, part)
                bar = differ / longer
            found[part] |= among
        places: Ids = bits_of(found) + chunk.start * WORD
        return places

    def _exactly(self, query: _Query, mark: Words, places: Ids) -> _Found:
        """Those that may be alike enough, by the bits of letters and pairs that only one has, and their own lengths."""
        codes, size = self._codes[places], len(query.text)
        words = np.ascontiguousarray(self._marks.take(places, axis=0).T)
        more, fewer = ones(words & ~mark[:, None]), ones(~words & mark[:, None])
        bits = [
            (more[half].sum(axis=0, dtype=np.uint16), fewer[half].sum(axis=0, dtype=np.uint16))
            for half in (slice(self._shape.letters), slice(self._shape.letters, None))
        ]
        letters, pairs = (np.maximum(*both) for both in bits)
        longer_by, longer = _longer_by(size)[codes], np.maximum(_LONGEST[codes], np.uint16(size)).astype(np.float32)
        edits = np.maximum(np.maximum(letters, pairs - (pairs >> np.uint16(1))), longer_by)
        # Bits that each of the two has, as of an exchanged character, tell more than those that the longer one has.
        differ = sum((np.maximum(*both) + np.minimum(*both) * np.uint16(2) for both in bits), np.uint16(0))
        differ += (edits + longer_by) * np.uint16(query.weight)
        order = np.minimum(differ * (np.float32(_SCALE) / longer), _MOST).astype(np.uint16)
        kept = np.flatnonzero(edits <= np.float32(1 - query.share) * longer + np.float32(1e-4))
        return _Found(places[kept] + self._first, edits[kept], order[kept], self._texts[places[kept]])


def _longer_by(size: int) -> Counts:
    """For each code how many characters at least texts of it are longer or shorter than one of this size."""
    least = np.append(0, BOUNDS[:-1] + 1)
    away: Counts = np.maximum(np.maximum(least - size, size - BOUNDS), 0).astype(np.uint16)
    return away


class _Search:
    """About the first `count` of the units that may be alike enough, and the number of order that others are above.

    Of very many with the same text some may be left out where there are `copies`.
    """

    def __init__(self, count: int, copies: int | None) -> None:
        self.count = count
        self._copies = copies
        self.bar = _MOST
        self._found: list[_Found] = []
        self._waiting = 0

    def take(self, found: _Found) -> None:
        """Take in more of them."""
        self._found.append(found)
        self._waiting += len(found.places)
        if self._waiting > 2 * self.count:
            self._found, self._waiting = [self.first()], 0

    def first(self) -> _Found:
        """The first ones of all."""
        found = _Found.joined(self._found)
        if self._copies is not None:
            found = found.only(_in_order(found, self._copies)[0])
        found, last = found.first(self.count)
        self.bar = min(self.bar, last)
        return found


def _in_order(found: _Found, copies: int | None) -> tuple[Ids, int]:
    """Where the smallest numbers of order are, in order, without too many copies of a text; how many texts."""
    # In one number each, as sorting numbers is many times faster than sorting by them.
    keys = found.order.astype(np.uint64) << np.uint64(48) | found.texts.astype(np.uint64) << np.uint64(32)
    keys |= np.arange(len(keys), dtype=np.uint64)
    keys.sort()
    places = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    numbers = numbered(keys >> np.uint64(32))
    if copies is not None:
        places = places[numbers < copies]
    return places, int(np.count_nonzero(numbers == 0))


def _rows_of(flat: Words, starts: Ids, width: int) -> Words:
    """The marks, of so many words, that begin at these places, a row each."""
    rows = np.empty((len(starts), width), np.uint64)
    for at in range(0, len(starts), _STEP):
        part = slice(at, at + _STEP)
        for word in range(width):
            rows[part, word] = flat.take(starts[part] + word)
    return rows


class Marks:
    """The marks of all units, by the codes of the lengths of these."""

    def __init__(self, codes: Bytes, flat: Words, texts: Texts) -> None:
        widths = widths_of(codes)
        self._flat = flat
        self._texts = texts
        self._starts = np.cumsum(widths) - widths
        order = np.argsort(codes, kind="stable")
        self._ids = order[int(np.count_nonzero(codes == 0)) : len(codes) - int(np.count_nonzero(codes == BEYOND))]
        self._codes = codes[self._ids]
        counts = np.bincount(self._codes, minlength=BEYOND + 1)
        self._firsts: list[int] = [0, *np.cumsum(counts).tolist()]  # where each code begins
        self._tables: dict[Shape, _Table] = {}  # those that were needed so far

    def _tables_of(self, code: int, first: int, last: int) -> list[_Table]:
        """Those with texts at places from `first` to before `last`; the one of this code comes first."""
        found: list[_Table] = []
        at = 0
        for shape in SHAPES:
            part = slice(at, self._firsts[shape.last + 1])
            if max(first, part.start) < min(last, part.stop):
                if shape not in self._tables:
                    ids = self._ids[part]
                    marks = _rows_of(self._flat, self._starts[ids], shape.letters + shape.pairs)
                    self._tables[shape] = _Table(marks, self._texts[ids], self._codes[part], at)
                found.append(self._tables[shape])
            at = part.stop
        return sorted(found, key=lambda table: not table.has(code))

    def likely(self, text: str, share: float, copies: int | None = None) -> Likely:
        """The units that may be alike to this share (0 to 1), likeliest first; of very many the likeliest.

        Of those with the same text there are `copies` at most.
        """
        query, code = _Query(text, share), code_of(len(text))
        bands = [(self._firsts[first], self._firsts[last + 1]) for first, last in query.bands()]
        tables = self._tables_of(code, bands[0][0], bands[-1][1])
        for count in (_KEPT if copies and share >= _USUAL else 2 * _KEPT, _KEPT_MOST):
            search = _Search(count, copies if count == _KEPT_MOST else None)
            for table in tables:
                table.near(query, bands, search)
            found = search.first()
            kept, different = _in_order(found, copies)
            if search.bar == _MOST or (len(kept) >= _DIFFERENT and 2 * different >= _DIFFERENT):
                break
        places = found.places[kept]
        longer = np.maximum(_LONGEST[self._codes[places]], len(text)).astype(np.float32)
        return Likely(self._ids[places], (1 - found.edits[kept] / longer).astype(np.float32))
