"""Texts to the grams they are found by, vectorised, and lists of unit ids to compact bytes.

Chinese is indexed by pairs of characters, everything else by runs of three; a wide character ends a run as the end of
the text does. A gram is a 34-bit number: two bits of kind, then its characters. Characters are cut to 16 (pairs) or 10
bits (triples): what collides costs a look at a text that does not match, never a match.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from .blocks import pack

__all__ = [
    "GRAM_BITS",
    "PIECE",
    "PIECE_CHARACTERS",
    "Codes",
    "Postings",
    "decode",
    "encode",
    "gram_pairs",
    "grams_inside",
    "postings_of",
    "prefix_range",
    "query_grams",
]

Codes = npt.NDArray[np.uint64]
Characters = npt.NDArray[np.uint32]
Ids = npt.NDArray[np.int64]

GRAM_BITS = 34
_PAIR, _TRIPLE = (np.uint64(kind << 32) for kind in (1, 2))
PIECE = 1 << 13  # texts whose grams are sorted together, as sorting few takes little memory
PIECE_CHARACTERS = 1 << 22  # of both sides of these, where they are long
_PORTION = 1 << 18  # grams whose lists are put together at a time
_SAMPLED = 997  # every so many of them tells where the portions should end
_END = 3  # separates texts; no text holds it, since controls are blanks once folded
_WIDE = 0x2E80  # CJK radicals and everything behind them


def gram_pairs(texts: Sequence[str], first_id: int, group_bits: int = 0) -> Codes:
    """Sorted distinct numbers gram << 30 | id >> group_bits for folded texts whose ids count up from `first_id`."""
    characters, ids = _flattened(texts, first_id)
    ids >>= np.uint64(group_bits)
    kinds = _grams(characters)
    packed = [codes << np.uint64(30) | ids[places] for codes, places in kinds]
    everything = np.concatenate(packed)
    everything.sort()
    new = np.ones(len(everything), bool)
    new[1:] = everything[1:] != everything[:-1]
    return everything[new]


def postings_of(pieces: Sequence[Codes]) -> Iterator[Postings]:
    """The lists of several results of gram_pairs() together, a range of grams at a time in ascending order."""
    if not pieces:
        return
    count = sum(map(len, pieces)) // _PORTION + 1
    sample = np.sort(np.concatenate([piece[::_SAMPLED] for piece in pieces]) >> np.uint64(30))
    at = np.linspace(0, len(sample) - 1, count + 1)[1:-1].astype(np.int64)
    borders = np.unique(sample[at]) << np.uint64(30) if len(sample) else sample
    cuts = [[0, *np.searchsorted(piece, borders).tolist(), len(piece)] for piece in pieces]
    for number in range(len(borders) + 1):
        part = np.concatenate([piece[c[number] : c[number + 1]] for piece, c in zip(pieces, cuts, strict=True)])
        part.sort(kind="stable")  # which makes use of the order that the pieces have
        new = np.ones(len(part), bool)
        new[1:] = part[1:] != part[:-1]
        if len(part):
            yield Postings(part[new])


def _flattened(texts: Sequence[str], first_id: int) -> tuple[Characters, Codes]:
    """All characters with _END around every text, and the id of the text that each belongs to."""
    joined = "\x03" + "\x03".join(texts) + "\x03"
    characters = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts)) + 1
    ids = np.empty(len(characters), np.uint64)
    ids[0] = first_id
    ids[1:] = np.repeat(np.arange(first_id, first_id + len(texts), dtype=np.uint64), lengths)
    return characters, ids


def _grams(c: Characters) -> list[tuple[Codes, npt.NDArray[np.int64]]]:
    """Pairs and triples with, for each, the place of the character in its text that says whose it is."""
    wide = c >= _WIDE
    pairs = np.flatnonzero((wide[:-1] | wide[1:]) & (c[:-1] != _END))
    narrow = np.where(wide, np.uint32(_END), c)
    inner = narrow != _END
    triples = np.flatnonzero(inner[1:-1] & (inner[:-2] | inner[2:]))
    return [(_pair(c, pairs), pairs), (_triple(narrow, triples), triples + 1)]


def _pair(c: Characters, places: npt.NDArray[np.int64]) -> Codes:
    cut = c & np.uint32(0xFFFF)
    # Working along the whole text and picking afterwards is several times faster than picking two characters.
    both = (cut[:-1] << np.uint32(16) | cut[1:])[places]
    codes: Codes = _PAIR | both.astype(np.uint64)
    return codes


def _triple(narrow: Characters, places: npt.NDArray[np.int64]) -> Codes:
    cut = narrow & np.uint32(0x3FF)
    three = (cut[:-2] << np.uint32(20) | cut[1:-1] << np.uint32(10) | cut[2:])[places]
    codes: Codes = _TRIPLE | three.astype(np.uint64)
    return codes


def query_grams(text: str) -> list[int]:
    """The grams of one folded text, each once."""
    characters, _ = _flattened([text], 0)
    codes = np.concatenate([codes for codes, _ in _grams(characters)])
    return [int(code) for code in np.unique(codes)]


def grams_inside(text: str) -> list[int]:
    """The grams that every text which contains the folded `text` has; none for one character or two narrow ones."""
    characters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    if len(characters) < 2:
        return []
    codes = [codes for codes, _ in _grams(characters)]
    return [int(code) for code in np.unique(np.concatenate(codes))]


def prefix_range(text: str) -> tuple[int, int] | None:
    """First and last gram that begins with one wide character or two narrow ones; None for other texts."""
    points = [ord(ch) for ch in text]
    if len(points) == 1 and points[0] >= _WIDE:
        first = int(_PAIR) | (points[0] & 0xFFFF) << 16
        return first, first | 0xFFFF
    if len(points) == 2 and max(points) < _WIDE:
        first = int(_TRIPLE) | (points[0] & 0x3FF) << 20 | (points[1] & 0x3FF) << 10
        return first, first | 0x3FF
    return None


class Postings:
    """The id lists of many grams as one run of bytes: `codes[i]` has `data[starts[i]:starts[i+1]]`."""

    def __init__(self, packed: Codes) -> None:
        grams = packed >> np.uint64(30)
        ids = (packed & np.uint64((1 << 30) - 1)).astype(np.int64)
        first = np.ones(len(grams), bool)
        first[1:] = grams[1:] != grams[:-1]
        deltas = ids.copy()
        deltas[1:] -= ids[:-1]
        deltas[first] = ids[first]
        sizes, self.data = encode(deltas)
        heads = np.flatnonzero(first)
        ends = np.concatenate(([0], np.cumsum(sizes)))
        self.codes = grams[heads].astype(np.int64)
        self.starts = np.append(ends[heads], ends[-1])

    def rows(self, base: int) -> Iterator[tuple[int, bytes]]:
        """(base | first gram, block) in ascending order."""
        return ((base | first, block) for first, block in pack(self.codes, self.starts, self.data))


def encode(values: Ids) -> tuple[npt.NDArray[np.int64], bytes]:
    """Whole numbers below 2**35 in 7-bit groups, high group first, every byte but the last with its top bit set."""
    sizes = np.ones(len(values), np.int64)
    for bits in (7, 14, 21, 28):
        sizes += values >> bits > 0
    ends = np.cumsum(sizes)
    out = np.empty(int(ends[-1]) if len(ends) else 0, np.uint8)
    if len(ends):
        out[ends - 1] = values & 127
    for group in range(1, 5):
        longer = np.flatnonzero(sizes > group)
        if not len(longer):
            break
        out[ends[longer] - 1 - group] = (values[longer] >> (7 * group)) & 127 | 128
    return sizes, out.tobytes()


def decode(blobs: Sequence[bytes]) -> tuple[Ids, npt.NDArray[np.int64]]:
    """The ids in all blobs one after the other, and where each blob's begin (one more entry than blobs)."""
    data = np.frombuffer(b"".join(blobs), np.uint8)
    ends = np.flatnonzero(data < 128)
    values = data[ends].astype(np.int64)
    sizes = np.diff(ends, prepend=-1)
    for group in range(1, 5):
        longer = np.flatnonzero(sizes > group)
        if not len(longer):
            break
        values[longer] |= (data[ends[longer] - group].astype(np.int64) & 127) << (7 * group)
    borders = np.cumsum([0, *map(len, blobs)])
    starts = np.searchsorted(ends, borders)
    sums = np.cumsum(values)
    before = np.where(starts[:-1] > 0, sums[starts[:-1] - 1], 0) if len(values) else starts[:-1]
    return sums - np.repeat(before, np.diff(starts)), starts
