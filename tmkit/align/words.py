"""Evidence from words: how much of one side finds a counterpart in the other, and whether a better one is outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .inputs import Channel, Floats, Integers

__all__ = ["Cover", "cover"]

_CONTEXT = 2  # sentences beyond the possible ones that compete for a word
_BLOCK = 32  # sentences that share a table of word similarities
_WIDE = 512  # sentences of the other side: beyond this a block is divided


@dataclass(frozen=True)
class Cover:
    """Per step, summed over the words of one side of it by their weights.

    `inside`: the best counterparts on the other side of the step; `won`: by how much they beat those outside; `lost`:
    by how much they are beaten; `spare`: what would be lost of `inside` without the first or the last sentence of the
    other side, whichever is less; `anywhere`: the best counterparts in the whole neighbourhood; `weight`: the weights.
    """

    inside: Floats
    won: Floats
    lost: Floats
    spare: Floats
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

    inside, won, lost, first, last = (summed(f) for f in found)
    spare = np.minimum(first, last)
    return Cover(inside, won, lost, spare, summed(anywhere[sentence]), summed(view.totals[sentence]))


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
        sentences = np.repeat(np.arange(len(words)), [len(w) for w in words])
        each = weights[np.concatenate(words)] if words else weights[:0]
        totals = np.bincount(sentences, each, minlength=len(words)).astype(np.float32)
        return cls(words, others, weights, totals, channel, turned)

    def similarity(self, words: Integers, others: Integers) -> Floats:
        if self.turned:
            return self.channel.similarity(others, words).T
        return self.channel.similarity(words, others)


def _spans(view: _View, sentence: Integers, first: Integers, last: Integers) -> tuple[Floats, Floats]:
    """What _compare has of every sentence for a span first..last-1 of the other side; and `anywhere` of each."""
    anywhere = np.zeros(len(view.words), np.float32)
    size = len(view.others) + 1
    key, index = np.unique((sentence * size + first) * size + last, return_inverse=True)
    last_, rest = key % size, key // size
    first_, sentence_ = rest % size, rest // size
    values = np.zeros((5, len(key)), np.float32)
    for block in range(0, len(view.words), _BLOCK):
        part = slice(*np.searchsorted(sentence_, [block, block + _BLOCK]))
        if part.stop > part.start:
            _block(view, values[:, part], anywhere, (sentence_[part], first_[part], last_[part]))
    return values[:, index], anywhere


def _block(view: _View, values: Floats, anywhere: Floats, keys: tuple[Integers, Integers, Integers]) -> None:
    """Fill in what _compare has of neighbouring sentences for their spans, which come in order."""
    sentences, first, last = keys
    own, starts, which = np.unique(sentences, return_index=True, return_inverse=True)
    low = np.maximum(first[starts] - _CONTEXT, 0)
    high = np.minimum(np.maximum.reduceat(last, starts) + _CONTEXT, len(view.others))
    if high.max() - low.min() > _WIDE and len(own) > 1:
        middle = int(starts[len(own) // 2])
        for half in (slice(middle), slice(middle, None)):
            _block(view, values[:, half], anywhere, (sentences[half], first[half], last[half]))
        return
    counts = np.array([len(view.words[k]) for k in own.tolist()])
    if counts.any():
        best = _best(view, own, low, high)
        weights = view.weights[np.concatenate([view.words[k] for k in own.tolist()])]
        left = int(low.min())
        strongest = best.max(axis=1, initial=0.0)
        anywhere[own] = np.bincount(np.repeat(np.arange(len(own)), counts), weights * strongest, minlength=len(own))
        _compare(values, best, weights, (first - left, last - left), _Pairing.of(which, counts))


def _best(view: _View, own: Integers, low: Integers, high: Integers) -> Floats:
    """(words, others): the best counterpart of each word of some sentences in the others low..high-1 of each, else 0.

    The columns begin with the lowest.
    """
    left, right = int(low.min()), int(high.max())
    words = [view.words[k] for k in own.tolist()]
    mine, rows = np.unique(np.concatenate(words), return_inverse=True)
    others = view.others[left:right]
    theirs, columns = np.unique(np.concatenate(others) if others else own[:0], return_inverse=True)
    sizes = np.array([len(o) for o in others], dtype=np.int64)
    best = np.zeros((len(mine), right - left), np.float32)
    if len(theirs):
        table = view.similarity(mine, theirs)[:, columns]
        full = np.flatnonzero(sizes)
        best[:, full] = np.maximum.reduceat(table, (np.cumsum(sizes) - sizes)[full], axis=1)
    place = np.arange(left, right)
    allowed = (place >= low[:, None]) & (place < high[:, None])
    result: Floats = best[rows] * np.repeat(allowed, [len(w) for w in words], axis=0)
    return result


@dataclass(frozen=True)
class _Pairing:
    """Every span with every word of its sentence: the numbers of both."""

    spans: Integers
    words: Integers

    @classmethod
    def of(cls, sentences: Integers, counts: Integers) -> _Pairing:
        """The sentence of every span, and how many words each sentence has."""
        each = counts[sentences]
        spans = np.repeat(np.arange(len(sentences)), each)
        begin = (np.cumsum(counts) - counts)[sentences] - (np.cumsum(each) - each)
        return cls(spans, np.arange(len(spans)) + begin[spans])


def _compare(
    values: Floats, best: Floats, weights: Floats, edges: tuple[Integers, Integers], pairing: _Pairing
) -> None:
    """(5, spans): the best inside each span, by how much it beats the best outside, by how much it is beaten, and
    what is lost of it without the first and without the last sentence."""
    first, last = edges[0][pairing.spans], edges[1][pairing.spans]
    words = pairing.words
    nothing = np.zeros((len(best), 1), np.float32)
    before = np.concatenate([nothing, np.maximum.accumulate(best, axis=1)], axis=1)
    after = np.concatenate([np.maximum.accumulate(best[:, ::-1], axis=1)[:, ::-1], nothing], axis=1)
    windows = _windows(best, int((edges[1] - edges[0]).max()))
    inside = windows[last - first, words, first]
    gain = inside - np.maximum(before[words, first], after[words, last])
    shorter = np.maximum(last - first - 1, 0)
    spared = [inside - windows[shorter, words, start] for start in (first + (last > first), first)]
    for row, part in zip(values, (inside, np.maximum(gain, 0), np.maximum(-gain, 0), *spared), strict=True):
        row[:] = np.bincount(pairing.spans, weights[words] * part, minlength=len(row))


def _windows(best: Floats, widest: int) -> Floats:
    """(widths, words, starts): the highest of so many neighbours from each start on, for widths 0..widest."""
    windows = np.zeros((widest + 1, len(best), best.shape[1] + 1), np.float32)
    for width in range(1, widest + 1):
        windows[width] = windows[width - 1]
        part = windows[width][:, : best.shape[1] - width + 1]
        np.maximum(part, best[:, width - 1 :], out=part)
    return windows
