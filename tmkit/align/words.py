"""Evidence from words: how much of one side finds a counterpart in the other, and whether a better one is outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .inputs import Channel, Floats, Integers

__all__ = ["Cover", "cover"]

_CONTEXT = 2  # sentences beyond the possible ones that compete for a word
_BLOCK = 256  # sentences that share a table of word similarities


@dataclass(frozen=True)
class Cover:
    """Per step, summed over the words of one side of it by their weights.

    `inside`: the best counterparts on the other side of the step; `won`: by how much they beat those outside; `lost`:
    by how much they are beaten; `anywhere`: the best counterparts in the whole neighbourhood; `weight`: the weights.
    """

    inside: Floats
    won: Floats
    lost: Floats
    anywhere: Floats
    weight: Floats


def cover(channel: Channel, side: str, own: tuple[Integers, Integers], other: tuple[Integers, Integers]) -> Cover:
    """Look from `side` (source or target) of each step to the other; own and other are (ends, lengths) of the spans."""
    view = _View.of(channel, side)
    ends, lengths = own
    step = np.repeat(np.arange(len(ends)), lengths)
    first_of = np.repeat(np.cumsum(lengths) - lengths, lengths)
    sentence = (ends - lengths)[step] + np.arange(len(step)) - first_of
    found, anywhere = _spans(view, sentence, other[0][step] - other[1][step], other[0][step])

    def summed(values: npt.NDArray[np.floating]) -> Floats:
        return np.bincount(step, values, minlength=len(ends)).astype(np.float32)

    inside, won, lost = (summed(f) for f in found)
    return Cover(inside, won, lost, summed(anywhere[sentence]), summed(view.totals[sentence]))


@dataclass(frozen=True)
class _View:
    """A channel seen from one side."""

    words: list[Integers]
    others: list[Integers]
    weights: Floats
    totals: Floats
    channel: Channel
    turned: bool

    @classmethod
    def of(cls, channel: Channel, side: str) -> _View:
        turned = side == "target"
        words, others = list(channel.source), list(channel.target)
        if turned:
            words, others = others, words
        weights = channel.target_weights if turned else channel.source_weights
        totals = np.array([weights[w].sum() for w in words], np.float32)
        return cls(words, others, weights, totals, channel, turned)

    def similarity(self, words: Integers, others: Integers) -> Floats:
        if self.turned:
            return self.channel.similarity(others, words).T
        return self.channel.similarity(words, others)


def _spans(view: _View, sentence: Integers, first: Integers, last: Integers) -> tuple[Floats, Floats]:
    """(inside, won, lost) of every sentence for a span first..last-1 of the other side; and `anywhere` of each."""
    result = np.zeros((3, len(sentence)), np.float32)
    anywhere = np.zeros(len(view.words), np.float32)
    size = len(view.others) + 1
    key, index = np.unique((sentence * size + first) * size + last, return_inverse=True)
    last_, rest = key % size, key // size
    first_, sentence_ = rest % size, rest // size
    values = np.zeros((3, len(key)), np.float32)
    for block in range(0, len(view.words), _BLOCK):
        part = slice(*np.searchsorted(sentence_, [block, block + _BLOCK]))
        if part.stop > part.start:
            table = _Similarities.of(view, block, first_[part], last_[part])
            _block(values[:, part], anywhere, table, (sentence_[part], first_[part], last_[part]))
    result[:] = values[:, index]
    return result, anywhere


@dataclass(frozen=True)
class _Similarities:
    """Word similarities of a block of sentences to all sentences low..high-1 of the other side."""

    view: _View
    table: Floats
    rows: list[Integers]
    columns: Integers
    starts: Integers
    block: int
    low: int
    high: int

    @classmethod
    def of(cls, view: _View, block: int, first: Integers, last: Integers) -> _Similarities:
        low, high = max(int(first.min()) - _CONTEXT, 0), min(int(last.max()) + _CONTEXT, len(view.others))
        own, others = view.words[block : block + _BLOCK], view.others[low:high]
        mine, rows = np.unique(np.concatenate(own), return_inverse=True)
        theirs, columns = np.unique(np.concatenate(others), return_inverse=True)
        starts = np.concatenate([[0], np.cumsum([len(o) for o in others])])
        splits = np.cumsum([len(o) for o in own])[:-1]
        table = view.similarity(mine, theirs) if len(mine) and len(theirs) else np.zeros((len(mine), 1), np.float32)
        return cls(view, table, np.split(rows, splits), columns, starts, block, low, high)

    def best(self, sentence: int, low: int, high: int) -> Floats:
        """(words, sentences low..high-1): the best counterpart of each word in each sentence."""
        at = self.starts[low - self.low : high - self.low + 1]
        rows = self.rows[sentence - self.block]
        values = self.table[rows[:, None], self.columns[None, at[0] : at[-1]]]
        full = np.diff(at) > 0
        if full.all() and values.size:
            return np.maximum.reduceat(values, at[:-1] - at[0], axis=1)
        result = np.zeros((len(rows), high - low), np.float32)
        if full.any():
            result[:, full] = np.maximum.reduceat(values, (at[:-1] - at[0])[full], axis=1)
        return result


def _block(values: Floats, anywhere: Floats, table: _Similarities, keys: tuple[Integers, Integers, Integers]) -> None:
    sentences, first, last = keys
    edges = np.flatnonzero(np.diff(sentences, prepend=-1, append=-2))
    for start, stop in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        sentence = int(sentences[start])
        if not len(table.rows[sentence - table.block]):
            continue
        low = max(int(first[start]) - _CONTEXT, table.low)
        high = min(int(last[start:stop].max()) + _CONTEXT, table.high)
        best = table.best(sentence, low, high)
        weights = table.view.weights[table.view.words[sentence]]
        anywhere[sentence] = weights @ best.max(axis=1) if high > low else 0.0
        values[:, start:stop] = _compare(best, weights, first[start:stop] - low, last[start:stop] - low)


def _compare(best: Floats, weights: Floats, first: Integers, last: Integers) -> Floats:
    """(3, spans): the best inside each span, by how much it beats the best outside, by how much it is beaten."""
    nothing = np.zeros((len(best), 1), np.float32)
    before = np.concatenate([nothing, np.maximum.accumulate(best, axis=1)], axis=1)
    after = np.concatenate([np.maximum.accumulate(best[:, ::-1], axis=1)[:, ::-1], nothing], axis=1)
    widest = int((last - first).max())
    padded = np.concatenate([best, *[nothing] * max(widest, 1)], axis=1)
    inside = padded[:, first] * (last > first)
    for k in range(1, widest):
        inside = np.maximum(inside, padded[:, first + k] * (first + k < last))
    gain = inside - np.maximum(before[:, first], after[:, last])
    return np.stack([weights @ inside, weights @ np.maximum(gain, 0), weights @ np.maximum(-gain, 0)])
