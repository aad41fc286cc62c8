"""What the aligner is given: two lists of sentences and the brains that look at them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

__all__ = ["Channel", "Floats", "Integers", "SentenceVectors", "TextPair", "totals"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]


class SentenceVectors(Protocol):
    """Vectors of the sentences of one text and of spans of them."""

    def spans(self, length: int, ends: Integers) -> Floats:
        """Unit vectors (len(ends), d); row k is the span of `length` sentences that ends before sentence ends[k].

        A span that would begin before the text is a row of zeros.
        """


class Channel(Protocol):
    """A way to see words: as the tokens of an encoder, as the words of a dictionary; numbered on both sides.

    `source` and `target` hold the word numbers of every sentence; the weights say how telling each word is.
    """

    @property
    def source(self) -> Sequence[Integers]: ...
    @property
    def target(self) -> Sequence[Integers]: ...
    @property
    def source_weights(self) -> Floats: ...
    @property
    def target_weights(self) -> Floats: ...

    def similarity(self, source_words: Integers, target_words: Integers) -> Floats:
        """How well each source word translates each target word, 0 to 1; both lists are sorted."""


@dataclass(frozen=True)
class TextPair:
    """Two texts as sentences, their vectors, the channels by name, and paragraph numbers where they are known."""

    source: Sequence[str]
    target: Sequence[str]
    vectors: tuple[SentenceVectors, SentenceVectors]
    channels: Mapping[str, Channel] = field(default_factory=dict)
    paragraphs: tuple[Sequence[int], Sequence[int]] | None = None

    @cached_property
    def lengths(self) -> tuple[Floats, Floats]:
        """Characters of every sentence, at least 1."""
        source, target = (np.array([max(len(t), 1) for t in s], np.float32) for s in (self.source, self.target))
        return source, target

    @cached_property
    def sentences(self) -> tuple[Floats, Floats]:
        """One unit vector per sentence."""
        x, y = (
            v.spans(1, np.arange(1, len(s) + 1)) for v, s in zip(self.vectors, (self.source, self.target), strict=True)
        )
        return x, y


def totals(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Running sums with a leading zero, so that total[j] - total[i] is the sum of values[i:j]."""
    return np.concatenate([[0.0], np.cumsum(np.asarray(values, dtype=np.float64))])
