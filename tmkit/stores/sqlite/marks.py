"""A few bits for every text from which follows how many edits it is away from another one at least.

One half of a mark has a bit for each character with its number of order among its like (the second `e`), the other
half one for each pair of neighbours. An edit takes one of the former away and brings one, and two of the latter. So
where the marks differ in more, the texts do: no text that is alike enough is ever passed over, and few others are
left to be compared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
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
_NARROW = 40  # texts of up to so many characters have one word for each half, longer ones two
_COPIES = 7  # the eighth `e` of a text counts as its seventh
_PORTION = 1 << 16  # texts whose numbers, beside a character, fit into 32 bits
_TELLING = 120  # texts of so many characters leave enough bits unset to be told apart
_ORDERED = 1 << 15  # of more units than twice this only so many, the likeliest, are put in order
_STEP = 1 << 15  # marks that are looked at together: what is made of them stays in the processor's cache


def _width(length: int) -> int:
    return 1 if length <= _NARROW else 2


def marks_of(texts: Sequence[str]) -> Words:
    """The marks of texts one after the other: nothing for an empty text, else one or two words for each half."""
    parts = [_marks_of(texts[at : at + _PORTION]) for at in range(0, len(texts), _PORTION)]
    return np.concatenate(parts) if parts else np.zeros(0, np.uint64)


def _marks_of(texts: Sequence[str]) -> Words:
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    widths = _widths(np.minimum(lengths, LONGEST).astype(np.uint8))
    starts = np.cumsum(widths) - widths
    out = np.zeros(int(widths.sum()), np.uint64)
    for width in (1, 2):
        places = np.flatnonzero(widths == 2 * width)
        if len(places):
            some = [texts[i] for i in places.tolist()]
            _fill(out, starts[places], _letters(some, lengths[places]), lengths[places], width)
            _fill(out, starts[places] + width, _pairs(some), lengths[places] + 1, width)
    return out


def _widths(lengths: Bytes) -> Ids:
    """How many words the mark of a text of each length has."""
    return np.where(lengths == 0, 0, np.where(lengths <= _NARROW, 2, 4)).astype(np.int64)


def _fill(out: Words, starts: Ids, hashes: npt.NDArray[np.uint32], counts: Ids, width: int) -> None:
    """Set for every text the bits that its features, `counts` of them in a row, have been given."""
    bits = hashes >> np.uint32(26 if width == 1 else 25)
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
    """The marks of one width, in the order of the lengths of the texts."""

    def __init__(self, flat: Words, starts: Ids, width: int) -> None:
        self.width = width
        self.letters = _Half(flat, starts, width)
        self.pairs = _Half(flat, starts + width, width)

    def few(self, query: Words, where: slice, edits: int) -> Ids:
        """Where texts stand, counted from the start of the slice, that so few edits may lead to."""
        letters = query[: self.width]
        most = np.maximum(self.letters.ones[where], _total([letters])[0])
        found: Ids = np.flatnonzero(self.letters.common(letters, where) + np.uint8(min(edits, 127)) >= most)
        return found

    def differences(self, query: Words, places: Ids) -> tuple[Few, Few]:
        """For each place the edits that there are at least, and the number of bits that differ."""
        least, bits = np.zeros(len(places), np.int16), np.zeros(len(places), np.int16)
        halves = ((self.letters, query[: self.width], 1), (self.pairs, query[self.width :], 2))
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
        border = self._firsts[_NARROW + 1]
        self._borders = (0, border, len(self._ids))
        parts = (self._ids[:border], self._ids[border:])
        self._tables = [_Table(flat, starts[part], width) for width, part in zip((1, 2), parts, strict=True)]

    def near(self, text: str, share: float, copies: int | None = None) -> Likely:
        """All units that may be alike to this share (0 to 1): none that is so is left out.

        Of those with the same mark, which mostly have the same text, there are `copies` at most.
        """
        low = min(LONGEST, max(1, math.ceil(len(text) * share - 1e-9)))
        high = min(LONGEST, int(len(text) / share + 1e-9)) if share else LONGEST
        first, last = self._firsts[low], self._firsts[high + 1]
        found = [np.zeros(0, np.int64)]
        for number, table in enumerate(self._tables):
            base, border = self._borders[number : number + 2]
            query = _mark(text, table.width)
            for at in range(max(first, base), min(last, border), _STEP):
                stop = min(at + _STEP, last, border)
                longest = max(len(text), int(self._lengths[stop - 1]))
                edits = int((1 - share) * longest + 1e-9) if longest < LONGEST else LONGEST
                found.append(table.few(query, slice(at - base, stop - base), edits) + at)
        return self._judged(np.concatenate(found), text, share, copies)

    def judge(self, ids: Ids, text: str, share: float, copies: int | None = None) -> Likely:
        """Those of these units that may be alike to this share, else as near()."""
        return self._judged(np.sort(self._places[ids]).astype(np.int64), text, share, copies)

    def _judged(self, places: Ids, text: str, share: float, copies: int | None) -> Likely:
        """The units at these places, ascending, that may be alike enough, likeliest first."""
        border = self._borders[1]
        split = int(np.searchsorted(places, border))
        least, bits = np.zeros(len(places), np.int16), np.zeros(len(places), np.int16)
        for table, part, base in zip(self._tables, (slice(split), slice(split, None)), (0, border), strict=True):
            if len(some := places[part] - base):
                least[part], bits[part] = table.differences(_mark(text, table.width), some)
        lengths = self._lengths[places].astype(np.int16)
        longer = np.maximum(lengths, len(text)).astype(np.float32)
        most = 1 - np.maximum(least, np.abs(lengths - len(text))) / longer
        most[lengths == LONGEST] = 1
        kept = np.flatnonzero(most >= share - 1e-6)
        # An edit changes about six bits.
        unlike = ((1 - most[kept] + bits[kept] / (6 * longer[kept])) * 8191).astype(np.uint64)
        if len(kept) > 2 * _ORDERED:
            first = np.argpartition(unlike, _ORDERED)[:_ORDERED]
            kept, unlike = kept[first], unlike[first]
        kept = kept[_in_order(unlike, self._kinds(places[kept]), copies)]
        return Likely(self._ids[places[kept]], most[kept].astype(np.float32, copy=False))

    def _kinds(self, places: Ids) -> Words:
        """A number for each place, the same where the marks are and tell texts apart."""
        kinds = places.astype(np.uint64)
        kinds[self._lengths[places] <= _TELLING] = 0
        border = self._borders[1]
        for table, here, base in zip(self._tables, (places < border, places >= border), (0, border), strict=True):
            for words in (*table.letters.words, *table.pairs.words):
                kinds[here] = (kinds[here] ^ words[places[here] - base]) * np.uint64(0x9E3779B97F4A7C15)
        return kinds


def _in_order(unlike: Words, kinds: Words, copies: int | None) -> Ids:
    """Where the smallest of `unlike`, below 2**15, are, in order, no more than some copies of a kind."""
    # In one number each, as sorting numbers is many times faster than sorting by them.
    keys = unlike << np.uint64(49) | kinds >> np.uint64(47) << np.uint64(32) | np.arange(len(kinds), dtype=np.uint64)
    keys.sort()
    places = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    return places if copies is None else places[_numbered(keys >> np.uint64(32)) < copies]


def _mark(text: str, width: int) -> Words:
    """The mark of a text as if it were one of those with halves of `width` words."""
    out = np.zeros(2 * width, np.uint64)
    start = np.zeros(1, np.int64)
    _fill(out, start, _letters([text], np.array([len(text)])), np.array([len(text)]), width)
    _fill(out, start + width, _pairs([text]), np.array([len(text) + 1]), width)
    return out
