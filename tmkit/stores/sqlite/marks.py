"""A few bits for every text from which follows how many edits it is away from another one, about and at least.

One half of a mark has a bit for each character with its number of order among its like (the second `e`), the other
half one for each pair of neighbours. An edit takes one of the former away and brings one, and two of the latter. So
the number of bits that differ says about how alike two texts are, and how many edits there are at least.
"""

from __future__ import annotations

import math
import zlib
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = [
    "BEYOND",
    "BOUNDS",
    "LONGEST",
    "SHAPES",
    "Shape",
    "code_of",
    "codes_of",
    "mark_of",
    "marks_of",
    "numbered",
    "ones",
    "texts_of",
    "widths_of",
]

Words = npt.NDArray[np.uint64]
Hashes = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]
Texts = npt.NDArray[np.uint16]
Ids = npt.NDArray[np.int64]

# The length of a text is kept in a byte, its code: up to 160 characters as it is, above that in steps of 3 per cent.
# BOUNDS has for each code the most characters that it stands for; texts of the last one are longer and have no mark.
_EXACT, _STEP = 160, 1.03
BOUNDS = np.array([*range(_EXACT + 1), *(math.ceil(_EXACT * _STEP**n) for n in range(1, 256 - _EXACT))], np.int64)
LONGEST = int(BOUNDS[-2])
BEYOND = 255


@dataclass(frozen=True, slots=True)
class Shape:
    """How marks look of texts whose code is `last` at most."""

    last: int
    letters: int  # words, a power of two
    pairs: int  # the same
    copies: int  # the next `e` of a text counts as the last of so many


SHAPES = (Shape(24, 2, 2, 7), Shape(160, 2, 4, 7), Shape(BEYOND - 1, 4, 8, 31))
_PORTION = 1 << 16  # texts whose numbers, beside a character, fit into 32 bits


def code_of(length: int) -> int:
    """The code of a length."""
    return bisect_left(BOUNDS, length, hi=BEYOND)


def codes_of(lengths: Sequence[int] | Ids) -> Bytes:
    """The codes of many."""
    return np.searchsorted(BOUNDS[:BEYOND], np.asarray(lengths, np.int64)).astype(np.uint8)


def texts_of(texts: Sequence[str]) -> Texts:
    """A number for each text, mostly another one where they differ: many texts in which words moved have one mark."""
    sums = (zlib.crc32(text.encode("utf-8", "surrogatepass")) & 0xFFFF for text in texts)
    return np.fromiter(sums, np.uint16, len(texts))


def marks_of(texts: Sequence[str]) -> Words:
    """The marks of texts one after the other: the words of both halves, nothing for an empty or a very long text."""
    parts = [_marks_of(texts[at : at + _PORTION]) for at in range(0, len(texts), _PORTION)]
    return np.concatenate(parts) if parts else np.zeros(0, np.uint64)


def _marks_of(texts: Sequence[str]) -> Words:
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    codes = codes_of(lengths)
    widths = widths_of(codes)
    starts = np.cumsum(widths) - widths
    out = np.zeros(int(widths.sum()), np.uint64)
    first = 1
    for shape in SHAPES:
        places = np.flatnonzero((codes >= first) & (codes <= shape.last))
        first = shape.last + 1
        if len(places):
            some = [texts[i] for i in places.tolist()]
            letters = _letters(some, lengths[places], shape.copies)
            _fill(out, starts[places], letters, lengths[places], shape.letters)
            _fill(out, starts[places] + shape.letters, _pairs(some), lengths[places] + 1, shape.pairs)
    return out


def mark_of(text: str, shape: Shape) -> Words:
    """The mark of a text in this shape, whatever its length."""
    letters = _letters([text], np.array([len(text)]), shape.copies)
    return np.concatenate([_half(letters, shape.letters), _half(_pairs([text]), shape.pairs)])


def _half(hashes: Hashes, width: int) -> Words:
    mark = 0
    for bit in _bits_of(hashes, width).tolist():
        mark |= 1 << bit
    return np.frombuffer(mark.to_bytes(8 * width, "little"), "<u8").astype(np.uint64)


def _bits_of(hashes: Hashes, width: int) -> Hashes:
    """The bits, in so many words, that features have been given."""
    return hashes >> np.uint32(27 - width.bit_length())


def widths_of(codes: Bytes) -> Ids:
    """How many words the mark of a text of each code has."""
    table = np.zeros(BEYOND + 1, np.int64)
    first = 1
    for shape in SHAPES:
        table[first : shape.last + 1] = shape.letters + shape.pairs
        first = shape.last + 1
    words: Ids = table[codes]
    return words


def _fill(out: Words, starts: Ids, hashes: Hashes, counts: Ids, width: int) -> None:
    """Set for every text the bits that its features, `counts` of them in a row, have been given."""
    bits = _bits_of(hashes, width)
    ones = np.uint64(1) << (bits & np.uint32(63)).astype(np.uint64)
    first = np.cumsum(counts) - counts
    for word in range(width):
        here = ones if width == 1 else np.where(bits >> np.uint32(6) == word, ones, np.uint64(0))
        out[starts + word] = np.bitwise_or.reduceat(here, first)


def _letters(texts: Sequence[str], lengths: Ids, most: int) -> Hashes:
    """A hash for each character with its number of order among its like, text by text."""
    characters = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    whose = np.repeat(np.arange(len(texts), dtype=np.uint32), lengths)
    sorted_ = whose << np.uint32(16) | characters & np.uint32(0xFFFF)
    sorted_.sort()
    copies = np.minimum(numbered(sorted_), most - 1).astype(np.uint32)
    return _hashed((sorted_ & np.uint32(0xFFFF)) * np.uint32(most) + copies + np.uint32(1))


def numbered(values: npt.NDArray[np.generic]) -> Ids:
    """The number of order of each sorted value among those that are the same, from 0."""
    places = np.arange(len(values))
    heads = places.copy()
    heads[1:][values[1:] == values[:-1]] = 0
    numbers: Ids = places - np.maximum.accumulate(heads)
    return numbers


def _pairs(texts: Sequence[str]) -> Hashes:
    """A hash for each pair of neighbours, the ends of a text counting as characters."""
    joined = "\x03" + "\x03".join(texts) + "\x03"
    characters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    return _hashed(characters[:-1] * np.uint32(31337) + characters[1:])


def _hashed(values: Hashes) -> Hashes:
    values = values * np.uint32(2654435761)
    return (values ^ values >> np.uint32(15)) * np.uint32(2246822519)


def ones(words: Words) -> Bytes:
    """The number of bits that are set in each word."""
    if hasattr(np, "bitwise_count"):
        counted: Bytes = np.bitwise_count(words)
        return counted
    two, four, eight = np.uint64(0x5555555555555555), np.uint64(0x3333333333333333), np.uint64(0x0F0F0F0F0F0F0F0F)
    words = words - (words >> np.uint64(1) & two)
    words = (words & four) + (words >> np.uint64(2) & four)
    words = words + (words >> np.uint64(4)) & eight
    return (words * np.uint64(0x0101010101010101) >> np.uint64(56)).astype(np.uint8)
