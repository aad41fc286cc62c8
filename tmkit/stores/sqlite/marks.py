"""A few bits for every text from which follows how many edits it is away from another one, about and at least.

One half of a mark has a bit for each character with its number of order among its like (the second `e`), the other
half one for each pair of neighbours. An edit takes one of the former away and brings one, and two of the latter. So
the number of bits that differ says about how alike two texts are, and how many edits there are at least. The marks of
all texts of fitting length are looked at for each question, a nanosecond or two for each.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np
import numpy.typing as npt

__all__ = ["LONGEST", "Likely", "Marks", "marks_of", "numbered"]

Words = npt.NDArray[np.uint64]
Hashes = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]
Ids = npt.NDArray[np.int64]
Counts = npt.NDArray[np.uint16]
Floats = npt.NDArray[np.float32]

LONGEST = 255  # lengths are kept in a byte: longer texts all count as this long
# Texts of up to so many characters have so many words, powers of two, for the letters and so many for the pairs.
_SHAPES = ((24, 2, 2), (LONGEST, 2, 4))
_SHORT = 24  # among texts of so many characters the least number of edits tells more than the number of bits
_WIDE = "\u2e80"  # CJK radicals and everything behind them
_COPIES = 7  # the eighth `e` of a text counts as its seventh
_PORTION = 1 << 16  # texts whose numbers, beside a character, fit into 32 bits
_TELLING = 120  # texts of so many characters leave enough bits unset to be told apart
_ALIKE = 32  # times as many copies may be different texts where there are more characters
_STEP = 1 << 16  # marks that are looked at together: what is made of them stays in the processor's cache
_FEW = 8  # where fewer than one in so many may be alike enough, the other half is looked at for these only
_USUAL = 0.7  # likeness below which marks tell less
_SCALE = 4096
_MOST = 65535
_SPARE = 4  # times as many as are wanted that a part may give
_KEPT = 1 << 10  # the likeliest units that are put in order
_KEPT_MOST = 1 << 16  # the same where most of them are copies of few texts
_DIFFERENT = 400  # different texts that there should be among them


def marks_of(texts: Sequence[str]) -> Words:
    """The marks of texts one after the other: nothing for an empty text, else the words of both halves."""
    parts = [_marks_of(texts[at : at + _PORTION]) for at in range(0, len(texts), _PORTION)]
    return np.concatenate(parts) if parts else np.zeros(0, np.uint64)


def _marks_of(texts: Sequence[str]) -> Words:
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    widths = _widths(np.minimum(lengths, LONGEST).astype(np.uint8))
    starts = np.cumsum(widths) - widths
    out = np.zeros(int(widths.sum()), np.uint64)
    for _, letters, pairs in _SHAPES:
        places = np.flatnonzero(widths == letters + pairs)
        if len(places):
            some = [texts[i] for i in places.tolist()]
            _fill(out, starts[places], _letters(some, lengths[places]), lengths[places], letters)
            _fill(out, starts[places] + letters, _pairs(some), lengths[places] + 1, pairs)
    return out


def _widths(lengths: Bytes) -> Ids:
    """How many words the mark of a text of each length has."""
    table = np.zeros(LONGEST + 1, np.int64)
    first = 1
    for last, letters, pairs in _SHAPES:
        table[first : last + 1] = letters + pairs
        first = last + 1
    words: Ids = table[lengths]
    return words


def _fill(out: Words, starts: Ids, hashes: Hashes, counts: Ids, width: int) -> None:
    """Set for every text the bits that its features, `counts` of them in a row, have been given."""
    bits = hashes >> np.uint32(27 - width.bit_length())
    ones = np.uint64(1) << (bits & np.uint32(63)).astype(np.uint64)
    first = np.cumsum(counts) - counts
    for word in range(width):
        here = ones if width == 1 else np.where(bits >> np.uint32(6) == word, ones, np.uint64(0))
        out[starts + word] = np.bitwise_or.reduceat(here, first)


def _letters(texts: Sequence[str], lengths: Ids) -> Hashes:
    """A hash for each character with its number of order among its like, text by text."""
    characters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    whose = np.repeat(np.arange(len(texts), dtype=np.uint32), lengths)
    sorted_ = whose << np.uint32(16) | characters & np.uint32(0xFFFF)
    sorted_.sort()
    copies = np.minimum(numbered(sorted_), _COPIES - 1).astype(np.uint32)
    return _hashed((sorted_ & np.uint32(0xFFFF)) * np.uint32(_COPIES) + copies + np.uint32(1))


def numbered(values: npt.NDArray[np.generic]) -> Ids:
    """The number of order of each sorted value among those that are the same, from 0."""
    new = np.ones(len(values), bool)
    new[1:] = values[1:] != values[:-1]
    heads = np.flatnonzero(new)
    numbers: Ids = np.arange(len(values)) - np.repeat(heads, np.diff(np.append(heads, len(values))))
    return numbers


def _pairs(texts: Sequence[str]) -> Hashes:
    """A hash for each pair of neighbours, the ends of a text counting as characters."""
    joined = "\x03" + "\x03".join(texts) + "\x03"
    characters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _hashed(characters[:-1] * np.uint32(31337) + characters[1:])


def _hashed(values: Hashes) -> Hashes:
    values = values * np.uint32(2654435761)
    return (values ^ values >> np.uint32(15)) * np.uint32(2246822519)


def _ones(words: Words) -> Bytes:
    """The number of bits that are set in each word."""
    if hasattr(np, "bitwise_count"):
        counted: Bytes = np.bitwise_count(words)
        return counted
    two, four, eight = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333), np.uint64(0x0F0F0F0F0F0F0F0F)
    words = words - (words >> np.uint64(1) & two)
    words = (words & four) + (words >> np.uint64(2) & four)
    words = words + (words >> np.uint64(4)) & eight
    return (words * np.uint64(0x0101010101010101) >> np.uint64(56)).astype(np.uint8)


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

    def split(self, count: int) -> tuple[Likely, Likely]:
        """The first ones and the others."""
        return self._only(slice(count)), self._only(slice(count, None))

    def _only(self, where: slice | npt.NDArray[np.bool_]) -> Likely:
        return Likely(self.ids[where], self.most[where])


class _Half:
    """One half of the marks of many texts: a column for each word, and how many bits each text has there."""

    def __init__(self, flat: Words, starts: Ids, width: int) -> None:
        self.words = [flat[starts + word] for word in range(width)]
        self._room = np.empty(_STEP, np.uint64)
        # A query has fewer than 256 characters, so that it has no more bits than that in common with any text.
        self.ones = np.minimum(sum(_ones(words).astype(np.int16) for words in self.words), 255).astype(np.uint8)

    def common(self, query: Words, where: slice | Ids) -> Bytes:
        """How many bits each of these texts has in common with the query."""
        # Into the same place each time, as new ones of this size cost more than the counting.
        room = self._room[: where.stop - where.start] if isinstance(where, slice) else None
        counts = (
            _ones(np.bitwise_and(words[where], word, out=room)) for words, word in zip(self.words, query, strict=True)
        )
        return reduce(np.add, counts)

    def bits(self, query: Words, where: slice | Ids) -> tuple[Bytes, Bytes]:
        """How many bits only each of these texts has, and how many only the query has."""
        common = self.common(query, where)
        return self.ones[where] - common, np.uint8(min(255, int(_ones(query).sum()))) - common


@dataclass(frozen=True)
class _Query:
    """A text, and how alike (0 to 1) others must be to it."""

    text: str
    share: float

    @cached_property
    def letters(self) -> Hashes:
        """A hash for each character."""
        return _letters([self.text], np.array([len(self.text)]))

    @cached_property
    def pairs(self) -> Hashes:
        """A hash for each pair of neighbours."""
        return _pairs([self.text])

    def lengths(self) -> tuple[int, int]:
        """Of the shortest and the longest text that may be alike enough."""
        size = len(self.text)
        low = min(LONGEST, max(1, math.ceil(size * self.share - 1e-9)))
        return low, min(LONGEST, int(size / self.share + 1e-9)) if self.share else LONGEST

    def edits(self, longest: int) -> int:
        """How many there may be between it and a text of at most so many characters."""
        return int((1 - self.share) * max(len(self.text), longest) + 1e-9) if longest < LONGEST else LONGEST

    @cached_property
    def is_told_by_letters(self) -> bool:
        """Whether these leave fewer texts than the pairs do, as of few letters or of very many different ones."""
        return len(self.text) <= _SHORT or 2 * sum(letter >= _WIDE for letter in self.text) > len(self.text)

    @property
    def weight(self) -> int:
        """What an edit that there is at least counts for, beside the bits that differ: short texts have few bits."""
        return 3 if len(self.text) <= _SHORT else 1

    def most(self, bar: int, longest: int) -> tuple[int, int]:
        """The most edits and the most bits of texts of at most so many characters whose number is not above the bar."""
        bits = min(_MOST, bar * max(longest, len(self.text)) // _SCALE + 1)
        return min(self.edits(longest), bits // (1 + self.weight)), bits


@dataclass(frozen=True, slots=True)
class _Found:
    """Places of texts that may be alike enough, the edits that there are at least, and a number to order them by."""

    places: Ids
    edits: Counts
    order: Counts

    def first(self, count: int) -> tuple[_Found, int]:
        """The first ones, with all that have the same number as the last of these, and this number."""
        if len(self.order) <= count:
            return self, _MOST
        bar = int(np.partition(self.order, count)[count])
        return self.only(np.flatnonzero(self.order <= bar)), bar

    def only(self, where: Ids) -> _Found:
        """Those that stand there."""
        return _Found(self.places[where], self.edits[where], self.order[where])

    @classmethod
    def joined(cls, parts: Sequence[_Found]) -> _Found:
        """All of them."""
        none = cls(np.zeros(0, np.int64), np.zeros(0, np.uint16), np.zeros(0, np.uint16))
        columns = zip(*((part.places, part.edits, part.order) for part in (none, *parts)), strict=True)
        places, edits, order = map(np.concatenate, columns)
        return cls(places, edits, order)


class _Table:
    """The marks of one shape, in the order of the lengths of the texts, from place `first` on."""

    def __init__(self, flat: Words, starts: Ids, lengths: Bytes, widths: tuple[int, int]) -> None:
        self._lengths = lengths
        self._widths = widths
        self.letters = _Half(flat, starts, widths[0])
        self.pairs = _Half(flat, starts + widths[0], widths[1])

    def __len__(self) -> int:
        return len(self._lengths)

    def mark(self, query: _Query) -> tuple[Words, Words]:
        """Both halves of the mark of a text as if it were one of these."""
        letters, pairs = self._widths
        out, start = np.zeros(letters + pairs, np.uint64), np.zeros(1, np.int64)
        _fill(out, start, query.letters, np.array([len(query.letters)]), letters)
        _fill(out, start + letters, query.pairs, np.array([len(query.pairs)]), pairs)
        return out[:letters], out[letters:]

    def near(self, query: _Query, mark: tuple[Words, Words], part: slice, wanted: tuple[int, int]) -> _Found:
        """Those of some texts that may be alike enough, and whose number of order is not above the bar.

        `wanted` is that bar, and how many there should be at least in all; texts behind many more of a part may be
        left out.
        """
        bar, count = wanted
        most, bits = query.most(bar, int(self._lengths[part.stop - 1]))
        # The half that tells more is looked at first, the other one only where that leaves much to be told.
        order = (0, 1) if query.is_told_by_letters else (1, 0)
        halves = (self.letters, self.pairs)
        first = halves[order[0]].bits(mark[order[0]], part)
        below = _all_below(first, most << order[0], bits)
        left = int(np.count_nonzero(below))
        if left * _FEW < len(below):
            near = np.flatnonzero(below)
            second = halves[order[1]].bits(mark[order[1]], near + part.start)
        else:
            second = halves[order[1]].bits(mark[order[1]], part)
            below &= _all_below(second, most << order[1], bits)
            differ = first[0].astype(np.uint16) + first[1] + second[0] + second[1]
            if left > _SPARE * count:
                bits = min(bits, int(np.partition(differ, _SPARE * count)[_SPARE * count]))
            near = np.flatnonzero(below & (differ <= bits))
            second = (second[0][near], second[1][near])
        first, places = (first[0][near], first[1][near]), near + part.start
        both = (first, second) if order[0] == 0 else (second, first)
        return self._exactly(query, places, both)

    def _exactly(self, query: _Query, places: Ids, bits: tuple[tuple[Bytes, Bytes], tuple[Bytes, Bytes]]) -> _Found:
        """Those that may be alike enough, by the bits of letters and pairs that only one has, and their own lengths."""
        letters, pairs = (np.maximum(more, fewer) for more, fewer in bits)
        lengths, size = self._lengths[places], len(query.text)
        longer_by = np.abs(lengths.astype(np.int16) - np.int16(size)).astype(np.uint8)
        edits = np.maximum(np.maximum(letters, pairs - (pairs >> np.uint8(1))), longer_by)
        edits[lengths == LONGEST] = 0
        longer = np.maximum(lengths, np.uint8(size)).astype(np.float32)
        kept = np.flatnonzero(edits <= np.float32(1 - query.share) * longer + np.float32(1e-4))
        differ = np.zeros(len(kept), np.uint16)
        for more, fewer in bits:
            # Bits that each of the two has, as of an exchanged character, tell more than those that the longer one has.
            differ += np.maximum(more, fewer)[kept] + np.minimum(more, fewer)[kept] * np.uint16(2)
        differ += (edits[kept].astype(np.uint16) + longer_by[kept]) * np.uint16(query.weight)
        order = np.minimum(differ * (np.float32(_SCALE) / longer[kept]), _MOST).astype(np.uint16)
        return _Found(places[kept], edits[kept], order)


def _all_below(sides: tuple[Bytes, Bytes], each: int, both: int) -> npt.NDArray[np.bool_]:
    """Whether neither of two numbers is above `each`, nor their sum above `both`."""
    more, fewer = sides
    if each >= 128:  # the sum may be more than a byte holds
        return (more <= min(each, 255)) & (fewer <= min(each, 255)) & (more.astype(np.uint16) + fewer <= both)
    below = (more <= np.uint8(each)) & (fewer <= np.uint8(each))
    return below & (more + fewer <= np.uint8(both)) if both < 2 * each else below


class Marks:
    """The marks of all units, by the lengths of these."""

    def __init__(self, lengths: Bytes, flat: Words) -> None:
        widths = _widths(lengths)
        starts = np.cumsum(widths) - widths
        order = np.argsort(lengths, kind="stable")
        self._ids = order[int(np.count_nonzero(lengths == 0)) :]
        self._lengths = lengths[self._ids]
        counts = np.bincount(self._lengths, minlength=LONGEST + 1)
        self._firsts: list[int] = [0, *np.cumsum(counts).tolist()]  # where each length begins
        self._tables: dict[int, _Table] = {}  # by the place of their first text
        at = 0
        for last, letters, pairs in _SHAPES:
            end = self._firsts[last + 1]
            if end > at:
                self._tables[at] = _Table(flat, starts[self._ids[at:end]], self._lengths[at:end], (letters, pairs))
            at = end

    def likely(self, text: str, share: float, copies: int | None = None) -> Likely:
        """The units that may be alike to this share (0 to 1), likeliest first; of very many the likeliest.

        Of those with the same mark, which mostly have the same text, there are `copies` at most.
        """
        query = _Query(text, share)
        for count in (_KEPT if copies and share >= _USUAL else 4 * _KEPT, _KEPT_MOST):
            found, bar = self._nearest(query, count, copies if count == _KEPT_MOST else None)
            kept, kinds = self._in_order(found, copies)
            if bar == _MOST or (len(kept) >= _DIFFERENT and 2 * kinds >= _DIFFERENT):
                break
        places = found.places[kept]
        longer = np.maximum(self._lengths[places], np.uint8(len(text))).astype(np.float32)
        return Likely(self._ids[places], (1 - found.edits[kept] / longer).astype(np.float32))

    def _nearest(self, query: _Query, count: int, copies: int | None) -> tuple[_Found, int]:
        """About the first `count` that may be alike enough, and the number of order that others are above.

        Of very many with the same mark some may be left out where there are `copies`.
        """
        found, bar, waiting = [], _MOST, 0
        marks: dict[int, tuple[Words, Words]] = {}
        for first, table, part in self._parts(query):
            if first not in marks:
                marks[first] = table.mark(query)
            some = table.near(query, marks[first], part, (bar, count))
            found.append(_Found(some.places + first, some.edits, some.order))
            waiting += len(some.places)
            if waiting > 2 * count:
                some, last = self._fewer(_Found.joined(found), copies).first(count)
                found, bar, waiting = [some], min(bar, last), 0
        some, last = self._fewer(_Found.joined(found), copies).first(count)
        return some, min(bar, last)

    def _fewer(self, found: _Found, copies: int | None) -> _Found:
        return found if copies is None else found.only(self._in_order(found, copies)[0])

    def _in_order(self, found: _Found, copies: int | None) -> tuple[Ids, int]:
        """Where the smallest numbers of order are, in order, without too many copies of a kind; how many kinds."""
        # In one number each, as sorting numbers is many times faster than sorting by them.
        kinds = self._kinds(found.places)
        keys = found.order.astype(np.uint64) << np.uint64(48) | kinds >> np.uint64(48) << np.uint64(32)
        keys |= np.arange(len(kinds), dtype=np.uint64)
        keys.sort()
        places = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
        numbers = numbered(keys >> np.uint64(32))
        if copies is not None:
            tells = self._lengths[found.places[places]] <= _TELLING
            places = places[numbers < np.where(tells, copies, _ALIKE * copies)]
        return places, int(np.count_nonzero(numbers == 0))

    def _parts(self, query: _Query) -> list[tuple[int, _Table, slice]]:
        """The parts of the tables whose texts have a fitting length, those of about the same length first."""
        low, high = query.lengths()
        first, last = self._firsts[low], self._firsts[high + 1]
        middle = self._firsts[min(LONGEST, len(query.text))]
        parts = [
            (start, table, slice(at - start, min(at + _STEP, last, start + len(table)) - start))
            for start, table in self._tables.items()
            for at in range(max(first, start), min(last, start + len(table)), _STEP)
        ]
        return sorted(parts, key=lambda part: abs(part[0] + part[2].start - middle))

    def _kinds(self, places: Ids) -> Words:
        """A number for each place, the same where the marks are."""
        kinds = self._lengths[places].astype(np.uint64)
        for start, table in self._tables.items():
            inside = np.flatnonzero((places >= start) & (places < start + len(table)))
            for words in (*table.letters.words, *table.pairs.words):
                kinds[inside] = (kinds[inside] ^ words[places[inside] - start]) * np.uint64(0x9E3779B97F4A7C15)
        return kinds
