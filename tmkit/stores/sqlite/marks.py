"""A few bits for every text from which follows how many edits it is away from another one at least.

One half of a mark has a bit for each character with its number of order among its like (the second `e`), the other
half one for each pair of neighbours. An edit takes one of the former away and brings one, and two of the latter. So
where the marks differ in more, the texts do: no text that is alike enough is ever passed over, and few others are
left to be compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["LONGEST", "Likely", "Marks", "marks_of"]

Words = npt.NDArray[np.uint64]
Bytes = npt.NDArray[np.uint8]
Ids = npt.NDArray[np.int64]
Few = npt.NDArray[np.int16]
Floats = npt.NDArray[np.float32]

LONGEST = 255  # lengths are kept in a byte: longer texts all count as this long
# Texts of up to so many characters have so many words for the letters and so many for the pairs.
_SHAPES = ((24, 1, 1), (48, 2, 2), (LONGEST, 2, 4))
_COPIES = 7  # the eighth `e` of a text counts as its seventh
_PORTION = 1 << 16  # texts whose numbers, beside a character, fit into 32 bits
_TELLING = 120  # texts of so many characters leave enough bits unset to be told apart
_ORDERED = 1 << 15  # of more units than twice this only so many, the likeliest, are put in order
_STEP = 1 << 15  # marks that are looked at together: what is made of them stays in the processor's cache


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


def _fill(out: Words, starts: Ids, hashes: npt.NDArray[np.uint32], counts: Ids, width: int) -> None:
    """Set for every text the bits that its features, `counts` of them in a row, have been given."""
    bits = hashes >> np.uint32(27 - width.bit_length())
    ones = np.uint64(1) << (bits & np.uint32(63)).astype(np.uint64)
    first = np.cumsum(counts) - counts
    for word in range(width):
        here = ones if width == 1 else np.where(bits >> np.uint32(6) == word, ones, np.uint64(0))
        out[starts + word] = np.bitwise_or.reduceat(here, first)


def _letters(texts: Sequence[str], lengths: Ids) -> npt.NDArray[np.uint32]:
    """A hash for each character with its number of order among its like, text by text."""
    characters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    whose = np.repeat(np.arange(len(texts), dtype=np.uint32), lengths)
    sorted_ = whose << np.uint32(16) | characters & np.uint32(0xFFFF)
    sorted_.sort()
    copies = np.minimum(_numbered(sorted_), _COPIES - 1).astype(np.uint32)
    return _hashed((sorted_ & np.uint32(0xFFFF)) * np.uint32(_COPIES) + copies + np.uint32(1))


def _numbered(values: npt.NDArray[np.uint32] | Words) -> Ids:
    """The number of order of each sorted value among those that are the same, from 0."""
    new = np.ones(len(values), bool)
    new[1:] = values[1:] != values[:-1]
    heads = np.flatnonzero(new)
    numbers: Ids = np.arange(len(values)) - np.repeat(heads, np.diff(np.append(heads, len(values))))
    return numbers


def _pairs(texts: Sequence[str]) -> npt.NDArray[np.uint32]:
    """A hash for each pair of neighbours, the ends of a text counting as characters."""
    joined = "\x03" + "\x03".join(texts) + "\x03"
    characters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _hashed(characters[:-1] * np.uint32(31337) + characters[1:])


def _hashed(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
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
        kept = self.most >= share - 1e-6
        return self._only(kept)

    def without(self, ids: Sequence[int]) -> Likely:
        """Those with other ids."""
        return self._only(np.isin(self.ids, ids, invert=True)) if len(ids) else self

    def split(self, count: int) -> tuple[Likely, Likely]:
        """The first ones and the others."""
        return self._only(slice(count)), self._only(slice(count, None))

    def _only(self, where: slice | npt.NDArray[np.bool_] | Ids) -> Likely:
        return Likely(self.ids[where], self.most[where])


class _Half:
    """One half of the marks of many texts, a column for each word, and how many bits each text has there."""

    def __init__(self, flat: Words, starts: Ids, width: int) -> None:
        self.words = [flat[starts + word] for word in range(width)]
        self.ones = _total(self.words)

    def common(self, query: Words, where: slice | Ids) -> Bytes:
        """How many bits each of these texts has in common with the query."""
        return _total([words[where] & word for words, word in zip(self.words, query, strict=True)])


def _total(words: Sequence[Words]) -> Bytes:
    total = _ones(words[0])
    for more in words[1:]:
        total = total + _ones(more)
    return total


class _Table:
    """The marks of one shape, in the order of the lengths of the texts, from place `first` on."""

    def __init__(self, flat: Words, starts: Ids, first: int, widths: tuple[int, int]) -> None:
        self.first = first
        self.end = first + len(starts)
        self._widths = widths
        self.letters = _Half(flat, starts, widths[0])
        self.pairs = _Half(flat, starts + widths[0], widths[1])

    def mark(self, text: str) -> Words:
        """The mark of a text as if it were one of these."""
        letters, pairs = self._widths
        out = np.zeros(letters + pairs, np.uint64)
        start = np.zeros(1, np.int64)
        _fill(out, start, _letters([text], np.array([len(text)])), np.array([len(text)]), letters)
        _fill(out, start + letters, _pairs([text]), np.array([len(text) + 1]), pairs)
        return out

    def few(self, query: Words, where: slice, edits: int) -> Ids:
        """Where texts stand, counted from the start of the slice, that so few edits may lead to."""
        width = self._widths[0]
        # Only the half that has more bits is looked at, as this is done for very many texts.
        wide = self._widths[1] > width
        half, words = (self.pairs, query[width:]) if wide else (self.letters, query[:width])
        changed = np.uint8(min(2 * edits if wide else edits, 255))
        most = np.maximum(half.ones[where], min(int(_ones(words).sum()), 255))
        # The difference, not the sum, since that may be more than a byte holds.
        found: Ids = np.flatnonzero(most - half.common(words, where) <= changed)
        return found

    def differences(self, query: Words, places: Ids) -> tuple[Few, Few]:
        """For each place the edits that there are at least, and the number of bits that differ."""
        least, bits = np.zeros(len(places), np.int16), np.zeros(len(places), np.int16)
        width = self._widths[0]
        halves = ((self.letters, query[:width], 1), (self.pairs, query[width:], 2))
        for half, words, per_edit in halves:
            common = half.common(words, places).astype(np.int16)
            ones, wanted = half.ones[places].astype(np.int16), np.int16(_ones(words).sum())
            least = np.maximum(
                least, (np.maximum(ones, wanted) - common + np.int16(per_edit - 1)) // np.int16(per_edit)
            )
            bits += ones + wanted - common - common
        return least, bits


class Marks:
    """The marks of all units, by the lengths of these."""

    def __init__(self, lengths: Bytes, flat: Words) -> None:
        widths = _widths(lengths)
        starts = np.cumsum(widths) - widths
        order = np.argsort(lengths, kind="stable")
        self._ids = order[int(np.count_nonzero(lengths == 0)) :]
        self._lengths = lengths[self._ids]
        self._places = np.zeros(len(lengths), np.int32)
        self._places[self._ids] = np.arange(len(self._ids), dtype=np.int32)
        counts = np.bincount(self._lengths, minlength=LONGEST + 1)
        self._firsts: list[int] = [0, *np.cumsum(counts).tolist()]  # where each length begins
        self._tables: list[_Table] = []
        at = 0
        for last, letters, pairs in _SHAPES:
            end = self._firsts[last + 1]
            self._tables.append(_Table(flat, starts[self._ids[at:end]], at, (letters, pairs)))
            at = end

    def near(self, text: str, share: float, copies: int | None = None, most: int = 1 << 30) -> Likely | None:
        """All units that may be alike to this share (0 to 1): none that is so is left out.

        Of those with the same mark, which mostly have the same text, there are `copies` at most. None if more than
        `most` would have to be looked at closely.
        """
        low = min(LONGEST, max(1, math.ceil(len(text) * share - 1e-9)))
        high = min(LONGEST, int(len(text) / share + 1e-9)) if share else LONGEST
        first, last = self._firsts[low], self._firsts[high + 1]
        found = [np.zeros(0, np.int64)]
        for table in self._tables:
            query = table.mark(text)
            for at in range(max(first, table.first), min(last, table.end), _STEP):
                stop = min(at + _STEP, last, table.end)
                longest = max(len(text), int(self._lengths[stop - 1]))
                edits = int((1 - share) * longest + 1e-9) if longest < LONGEST else LONGEST
                found.append(table.few(query, slice(at - table.first, stop - table.first), edits) + at)
                most -= len(found[-1])
                if most < 0:
                    return None
        return self._judged(np.concatenate(found), text, share, copies)

    def judge(self, ids: Ids, text: str, share: float, copies: int | None = None) -> Likely:
        """Those of these units that may be alike to this share, else as near()."""
        return self._judged(np.sort(self._places[ids]).astype(np.int64), text, share, copies)

    def _judged(self, places: Ids, text: str, share: float, copies: int | None) -> Likely:
        """The units at these places, ascending, that may be alike enough, likeliest first."""
        least, bits = np.zeros(len(places), np.int16), np.zeros(len(places), np.int16)
        for table, part in self._parts(places):
            least[part], bits[part] = table.differences(table.mark(text), places[part] - table.first)
        lengths = self._lengths[places].astype(np.int16)
        longer = np.maximum(lengths, len(text)).astype(np.float32)
        most = 1 - np.maximum(least, np.abs(lengths - len(text))) / longer
        most[lengths == LONGEST] = 1
        kept = np.flatnonzero(most >= share - 1e-6)
        # An edit changes about six bits.
        unlike = ((1 - most[kept] + bits[kept] / (6 * longer[kept])) * 8191).astype(np.uint64)
        if len(kept) > 2 * _ORDERED:
            first = np.sort(np.argpartition(unlike, _ORDERED)[:_ORDERED])  # ascending, as the tables are
            kept, unlike = kept[first], unlike[first]
        kept = kept[_in_order(unlike, self._kinds(places[kept]), copies)]
        return Likely(self._ids[places[kept]], most[kept].astype(np.float32, copy=False))

    def _kinds(self, places: Ids) -> Words:
        """A number for each place, the same where the marks are and tell texts apart."""
        kinds = places.astype(np.uint64)
        kinds[self._lengths[places] <= _TELLING] = 0
        for table, part in self._parts(places):
            for words in (*table.letters.words, *table.pairs.words):
                kinds[part] = (kinds[part] ^ words[places[part] - table.first]) * np.uint64(0x9E3779B97F4A7C15)
        return kinds

    def _parts(self, places: Ids) -> Iterator[tuple[_Table, slice]]:
        """The tables that have some of these ascending places, and which."""
        start = 0
        for table in self._tables:
            end = int(np.searchsorted(places, table.end))
            if end > start:
                yield table, slice(start, end)
            start = end


def _in_order(unlike: Words, kinds: Words, copies: int | None) -> Ids:
    """Where the smallest of `unlike`, below 2**15, are, in order, no more than some copies of a kind."""
    # In one number each, as sorting numbers is many times faster than sorting by them.
    keys = unlike << np.uint64(49) | kinds >> np.uint64(47) << np.uint64(32) | np.arange(len(kinds), dtype=np.uint64)
    keys.sort()
    places = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    return places if copies is None else places[_numbered(keys >> np.uint64(32)) < copies]
