"""A few bits for every text from which follows how many edits it is away from another one, about and at least.

One half of a mark has a bit for each character with its number of order among its like (the second `e`), the other
half one for each pair of neighbours. An edit takes one of the former away and brings one, and two of the latter. So
the number of bits that differ says about how alike two texts are, and how many edits there are at least.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["LONGEST", "SHAPES", "letters_of", "mark_of", "marks_of", "numbered", "ones", "pairs_of", "widths_of"]

Words = npt.NDArray[np.uint64]
Hashes = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]
Ids = npt.NDArray[np.int64]

LONGEST = 255  # lengths are kept in a byte: longer texts all count as this long
# Texts of up to so many characters have so many words, powers of two, for the letters and so many for the pairs.
SHAPES = ((24, 2, 2), (LONGEST, 2, 4))
_COPIES = 7  # the eighth `e` of a text counts as its seventh
_PORTION = 1 << 16  # texts whose numbers, beside a character, fit into 32 bits


def marks_of(texts: Sequence[str]) -> Words:
    """The marks of texts one after the other: nothing for an empty text, else the words of both halves."""
    parts = [_marks_of(texts[at : at + _PORTION]) for at in range(0, len(texts), _PORTION)]
    return np.concatenate(parts) if parts else np.zeros(0, np.uint64)


def _marks_of(texts: Sequence[str]) -> Words:
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    widths = widths_of(np.minimum(lengths, LONGEST).astype(np.uint8))
    starts = np.cumsum(widths) - widths
    out = np.zeros(int(widths.sum()), np.uint64)
    for _, letters, pairs in SHAPES:
        places = np.flatnonzero(widths == letters + pairs)
        if len(places):
            some = [texts[i] for i in places.tolist()]
            _fill(out, starts[places], _letters(some, lengths[places]), lengths[places], letters)
            _fill(out, starts[places] + letters, _pairs(some), lengths[places] + 1, pairs)
    return out


def letters_of(text: str) -> Hashes:
    """A hash for each character with its number of order among its like."""
    return _letters([text], np.array([len(text)]))


def pairs_of(text: str) -> Hashes:
    """A hash for each pair of neighbours, the ends of the text counting as characters."""
    return _pairs([text])


def mark_of(hashes: Hashes, width: int) -> Words:
    """The half of a mark, in so many words, of a text with these features."""
    mark = 0
    for bit in (hashes >> np.uint32(27 - width.bit_length())).tolist():
        mark |= 1 << bit
    return np.frombuffer(mark.to_bytes(8 * width, "little"), "<u8")


def widths_of(lengths: Bytes) -> Ids:
    """How many words the mark of a text of each length has."""
    table = np.zeros(LONGEST + 1, np.int64)
    first = 1
    for last, letters, pairs in SHAPES:
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
