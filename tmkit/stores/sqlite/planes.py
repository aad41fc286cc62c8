"""Many marks side by side: for each bit of them a row with one bit for each text, so that 64 texts are counted at once.

Numbers stand the same way: a row for the ones of all texts, one for the twos, one for the fours. Rows are added as
adders in hardware do it, two bits and a carry at a time (carry-save adders; the counting of positions by Harley and
Seal). Only the rows of bits that a query has are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from .marks import ones

__all__ = ["WORD", "Adder", "Alike", "Planes", "bits_of"]

Words = npt.NDArray[np.uint64]
Ids = npt.NDArray[np.int64]

WORD = 64  # texts in a word of a row
_TOGETHER = 512  # words of a row that are made together: what is made of them stays in the processor's cache
_SWAPS = tuple(  # of the halves of ever smaller squares, by which a square of bits is turned over
    (half, np.uint64(half), np.uint64(sum(((1 << half) - 1) << at for at in range(0, WORD, 2 * half))))
    for half in (32, 16, 8, 4, 2, 1)
)
_ALL = np.uint64(2**64 - 1)


class Planes:
    """Marks of texts, a row with its words for each, turned into rows of one bit for each text.

    `halves` has the number of words of each half of the marks and the power of two that a bit of it counts for.
    """

    def __init__(self, marks: Words, halves: Sequence[tuple[int, int]]) -> None:
        groups = -(-len(marks) // WORD)
        self._rows = np.zeros((marks.shape[1] * WORD, groups), np.uint64)
        for at in range(0, groups, _TOGETHER):
            some = marks[at * WORD : (at + _TOGETHER) * WORD]
            for word in range(marks.shape[1]):
                square = np.zeros((-(-len(some) // WORD), WORD), np.uint64)
                square.ravel()[: len(some)] = some[:, word]
                self._rows[word * WORD : (word + 1) * WORD, at : at + _TOGETHER] = _turned(square).T
        self._halves: list[tuple[range, int]] = []  # of which words, and their weight
        self._lacks: list[list[Words]] = []
        for words, weight in halves:
            first = self._halves[-1][0].stop if self._halves else 0
            self._halves.append((range(first, first + words), weight))
            self._lacks.append(self._all_ones(slice(first * WORD, (first + words) * WORD)))

    def _all_ones(self, rows: slice) -> list[Words]:
        """For each text 2 ** the number of these planes - 1 less the number of bits that it has in these rows."""
        planes = (rows.stop - rows.start).bit_length()
        parts: list[list[Words]] = []
        for at in range(0, self._rows.shape[1], Adder.SIZE):
            bits = self._rows[rows, at : at + Adder.SIZE]
            adder = Adder(bits.shape[1])
            for row in bits:
                adder.take(row, 0)
            parts.append([~plane for plane in adder.sums(planes)])
        return [np.concatenate(planes) for planes in zip(*parts, strict=True)]

    def alike(self, mark: Words, part: slice, halves: Sequence[int]) -> Alike:
        """How alike the texts of some words of the rows are to the mark, by some of its halves."""
        adder, most, words = Adder(part.stop - part.start), 0, mark.tolist()
        for half in halves:
            (places, weight), lacks = self._halves[half], self._lacks[half]
            for power, plane in enumerate(lacks):
                adder.take(plane[part], weight + power)
            most += (1 << len(lacks)) - 1 << weight
            for word in places:
                most += words[word].bit_count() << weight
                for bit in _bits(words[word]):
                    adder.take(self._rows[word * WORD + bit, part], weight + 1)
        return Alike(adder.sums(most.bit_length()), most)


class Alike:
    """For each of many texts a number, in planes: `most` less the weight of the bits that only it or the query has."""

    def __init__(self, planes: list[Words], most: int) -> None:
        self._planes = planes
        self._most = most

    def within(self, differ: int, part: slice) -> Words:
        """A bit for each text of a part, whether the weight of bits that only one has is so much at most."""
        least = self._most - differ
        among = np.full(part.stop - part.start, _ALL)
        if least <= 0:
            return among
        if least >> len(self._planes):
            return np.zeros_like(among)
        for weight, plane in enumerate(self._planes):
            (np.bitwise_and if least >> weight & 1 else np.bitwise_or)(among, plane[part], out=among)
        return among

    def nearest(self, count: int, among: Words, part: slice) -> int:
        """The weight of bits that only one has, which about the `count` nearest of the marked texts have at most."""
        among, least = among.copy(), 0
        room = np.empty_like(among)
        for weight in range(len(self._planes) - 1, -1, -1):
            np.bitwise_and(among, self._planes[weight][part], out=room)
            have = int(ones(room).sum())
            if have >= count:
                least |= 1 << weight
                among, room = room, among
            else:
                count -= have
                among ^= room
        return self._most - least


class Adder:
    """Sums of bits of many texts at once: for each weight a sum, and a row that waits for another one."""

    SIZE = 8192  # words of a row: the rows that wait then stay in the processor's cache

    def __init__(self, size: int) -> None:
        self._size = size
        self._differ = np.empty(size, np.uint64)
        self._free: list[Words] = []
        self._sums: list[Words | None] = []
        self._waiting: list[Words | None] = []
        self._is_ours: list[bool] = []  # whether the row that waits may be written over

    def take(self, row: Words, weight: int) -> None:
        """Add a row of bits, each counting for 2 ** weight."""
        is_ours, differ = False, self._differ
        while True:
            if weight >= len(self._sums):
                self._grow(weight)
            total, waiting = self._sums[weight], self._waiting[weight]
            if total is None:
                self._sums[weight] = row if is_ours else row.copy()
                return
            if waiting is None:
                self._waiting[weight], self._is_ours[weight] = row, is_ours
                return
            carry = self._free.pop() if self._free else np.empty(self._size, np.uint64)
            np.bitwise_xor(total, waiting, out=differ)
            np.bitwise_and(total, waiting, out=carry)
            np.bitwise_xor(differ, row, out=total)
            np.bitwise_and(differ, row, out=differ)
            np.bitwise_or(carry, differ, out=carry)
            if self._is_ours[weight]:
                self._free.append(waiting)
            if is_ours:
                self._free.append(row)
            self._waiting[weight] = None
            row, is_ours, weight = carry, True, weight + 1

    def sums(self, planes: int) -> list[Words]:
        """The numbers in so many planes; nothing can be added afterwards."""
        self._grow(planes)
        none = np.zeros(self._size, np.uint64)
        for weight in range(planes):
            if self._waiting[weight] is not None:
                self.take(none, weight)
        return [none if total is None else total for total in self._sums[:planes]]

    def _grow(self, weight: int) -> None:
        more = weight + 1 - len(self._sums)
        self._sums += [None] * more
        self._waiting += [None] * more
        self._is_ours += [False] * more


def bits_of(row: Words) -> Ids:
    """The places of the bits that are set in a row."""
    octets = row.astype("<u8", copy=False).view(np.uint8)
    some = np.flatnonzero(octets != 0)
    places = np.flatnonzero(np.unpackbits(octets[some], bitorder="little").view(np.bool_))
    found: Ids = (some[places >> 3] << 3) + (places & 7)
    return found


def _bits(word: int) -> Iterator[int]:
    """The places of the bits that are set."""
    while word:
        lowest = word & -word
        yield lowest.bit_length() - 1
        word ^= lowest


def _turned(square: Words) -> Words:
    """Each 64 words as 64 words of which the first has the lowest bits of all (Hacker's Delight, section 7-3)."""
    for half, shift, mask in _SWAPS:
        halves = square.reshape(len(square), WORD // (2 * half), 2, half)
        low, high = halves[:, :, 0], halves[:, :, 1]
        other = (low >> shift ^ high) & mask
        high ^= other
        low ^= other << shift
    return square
