"""Intervals and significance from summed statistics: the same draws, sums and formulas as sacreBLEU, in little memory.

sacreBLEU draws all indices at once and gathers samples x segments x statistics numbers. Here a sample is a row of
counts, and a matrix product of counts and statistics gives the same sums, some rows at a time and for all systems and
metrics together. The generator yields the same stream in pieces as at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .metrics import Metric, Rows, column_sums
from .report import Comparison, Interval, Rank

__all__ = ["SEED", "bootstrap", "compare_all", "holm", "interval_of", "ranks"]

SEED = 12345
_CELLS = 250_000
# OpenBLAS takes several threads for larger products, and these spend more time in waiting than in work.
_SMALL_PRODUCT = 200_000
# Up to here every sum of whole numbers is exact in float32, so that the order of additions cannot matter.
_EXACT = 2.0**24
_BITS = 32
Samples = NDArray[Any]
Tables = Sequence[Sequence[Rows]]


def bootstrap(metrics: Sequence[Metric], tables: Tables, samples: int, seed: int | None = SEED) -> list[list[Samples]]:
    """Scores of `samples` resampled corpora: [system][metric] -> scores, in sacreBLEU's order of draws.

    `tables` is [system][metric] -> rows; all have the same number of rows.
    """
    stacked, places = _stack(tables)
    sums = np.concatenate([_product(counts, stacked) for counts in _draws(len(stacked), samples, seed)])
    scores = []
    for s, system in enumerate(tables):
        found = []
        for m, metric in enumerate(metrics):
            columns = sums[:, places[s][m]]
            if not _is_exact(system[m], columns):
                columns = _gathered(system[m], samples, seed)
            found.append(np.array([metric.raw_score(row) for row in columns.astype(np.float32)]))
        scores.append(found)
    return scores


def _stack(tables: Tables) -> tuple[Rows, list[list[slice]]]:
    """All tables side by side, and where the columns of each are."""
    places, column = [], 0
    for system in tables:
        found = []
        for rows in system:
            found.append(slice(column, column + rows.shape[1]))
            column += rows.shape[1]
        places.append(found)
    return np.hstack([rows for system in tables for rows in system]), places


def _draws(size: int, samples: int, seed: int | None) -> Iterator[Rows]:
    """How often each segment was drawn, one row a sample, some samples at a time."""
    rng = np.random.default_rng(seed)
    step = max(1, _CELLS // size)
    for start in range(0, samples, step):
        drawn = rng.integers(0, size, size=(min(step, samples - start), size))
        drawn += np.arange(len(drawn))[:, None] * size
        yield np.bincount(drawn.ravel(), minlength=drawn.size).reshape(drawn.shape).astype(np.float64)


def _product(counts: Rows, stacked: Rows) -> Rows:
    """counts @ stacked, some segments at a time."""
    total = np.zeros((len(counts), stacked.shape[1]))
    step = max(16, _SMALL_PRODUCT // total.size)
    for start in range(0, len(stacked), step):
        total += counts[:, start : start + step] @ stacked[start : start + step]
    return total


def _is_exact(rows: Rows, sums: Rows) -> bool:
    """Whether float32 can hold every partial sum, so that products and additions in any order give the same."""
    return bool(sums.max(initial=0) < _EXACT and (rows == np.floor(rows)).all())


def _gathered(rows: Rows, samples: int, seed: int | None) -> Rows:
    """The sums as sacreBLEU adds them, in float32 and in the order drawn, one sample at a time."""
    rng = np.random.default_rng(seed)
    small = rows.astype(np.float32)
    return np.array([small[rng.integers(0, len(rows), size=len(rows))].sum(0) for _ in range(samples)])


def interval_of(scores: Samples) -> Interval:
    """The middle 95 % of resampled scores, by sacreBLEU's choice of the two that bound it.

    >>> interval_of(np.arange(1000.0))
    Interval(lower=25.0, upper=974.0, mean=499.5)
    """
    ordered = np.sort(scores)
    low = len(ordered) // 40
    return Interval(float(ordered[low]), float(ordered[len(ordered) - low - 1]), float(ordered.mean()))


@dataclass(frozen=True, slots=True)
class PairedTest:
    """`kind` is bs (paired bootstrap) or ar (approximate randomisation); `level` is where a difference counts."""

    kind: str = "bs"
    trials: int = 1000
    level: float = 0.05
    seed: int | None = SEED


def compare_all(
    metrics: Sequence[Metric],
    tables: Mapping[str, Sequence[Rows]],
    options: PairedTest,
    resampled: Sequence[Sequence[Samples]] | None = None,
) -> list[Comparison]:
    """Test every pair of systems on every metric; p-values are those of sacreBLEU with the first as baseline.

    `resampled` are the scores of bootstrap() with the same seed and number, where they exist already. The corrected
    p-values are Holm's over all pairs of a metric, with 1 for a pair of equal scores.
    """
    names = list(tables)
    pairs = [(a, b) for a in range(len(names)) for b in range(a + 1, len(names))]
    found: list[Comparison] = []
    systems = list(tables.values())
    real = [[metric.score(column_sums(t[m])) for m, metric in enumerate(metrics)] for t in systems]
    if options.kind == "ar":
        differences = _randomised(metrics, systems, pairs, options)
    else:
        scores = resampled or bootstrap(metrics, systems, options.trials, options.seed)
        differences = {(m, a, b): _centred(scores[a][m], scores[b][m]) for m in range(len(metrics)) for a, b in pairs}
    for m, metric in enumerate(metrics):
        values = [_p_value(differences[m, a, b], abs(real[a][m] - real[b][m])) for a, b in pairs]
        # Where nothing differs sacreBLEU's p-value is its smallest; such a pair must not count as told apart.
        told = [p if real[a][m] != real[b][m] else 1.0 for p, (a, b) in zip(values, pairs, strict=True)]
        for (a, b), p, corrected in zip(pairs, values, holm(told), strict=True):
            found.append(Comparison(metric.name, names[a], names[b], real[a][m] - real[b][m], p, corrected))
    return found


def _centred(first: Samples, second: Samples) -> Samples:
    differences = np.abs(second - first)
    return np.asarray(differences - differences.mean())


def _p_value(differences: Samples, real: float) -> float:
    return (int(np.sum(differences > real)) + 1) / (len(differences) + 1)


def _randomised(
    metrics: Sequence[Metric], systems: Tables, pairs: Sequence[tuple[int, int]], options: PairedTest
) -> dict[tuple[int, int, int], Samples]:
    """Score differences of pairs of systems whose segments were exchanged by the toss of a coin."""
    stacked, places = _stack(systems)
    totals = stacked.sum(0)
    kept = np.concatenate([_product(picks, stacked) for picks in _tosses(len(stacked), options.trials, options.seed)])
    found = {}
    for m, metric in enumerate(metrics):
        for a, b in pairs:
            first, second = places[a][m], places[b][m]
            mixed = kept[:, first] + totals[second] - kept[:, second]
            other = totals[first] - kept[:, first] + kept[:, second]
            found[m, a, b] = np.abs(_scores(metric, mixed) - _scores(metric, other))
    return found


def _scores(metric: Metric, sums: Rows) -> Samples:
    """Scores of the rows as sacreBLEU's test computes them: from arrays of integers where the statistics are whole."""
    whole = bool((sums == np.floor(sums)).all())
    if metric.adds_in_place:
        return np.array([metric.raw_score(row) for row in (sums.astype(np.int64) if whole else sums)])
    rows = sums.astype(np.int64).tolist() if whole else sums.tolist()
    return np.array([metric.score(row) for row in rows])


def _tosses(size: int, trials: int, seed: int | None) -> Iterator[Rows]:
    """Coin tosses; pieces of a multiple of 32 trials, since the generator hands out 32 tosses a number."""
    rng = np.random.default_rng(seed)
    step = max(1, _CELLS // size // _BITS) * _BITS
    for start in range(0, trials, step):
        yield rng.integers(2, size=(min(step, trials - start), size), dtype=bool).astype(np.float64)


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down correction for several tests (Holm 1979).

    >>> holm([0.01, 0.04, 0.03])
    [0.03, 0.06, 0.06]
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    corrected = [0.0] * len(p_values)
    highest = 0.0
    for rank, i in enumerate(order):
        highest = max(highest, min(1.0, (len(order) - rank) * p_values[i]))
        corrected[i] = highest
    return corrected


def ranks(metric: Metric, scores: Mapping[str, float], comparisons: Sequence[Comparison], level: float) -> list[Rank]:
    """Clusters as in shared tasks: a line where every system above is significantly better than every one below.

    Best first. `best` and `worst` bound the rank of a system by how many are significantly better and worse than it.
    """
    order = sorted(scores, key=lambda name: -scores[name] if metric.higher_is_better else scores[name])
    better = {
        (c.first, c.second) if (c.difference > 0) == metric.higher_is_better else (c.second, c.first)
        for c in comparisons
        if c.metric == metric.name and c.corrected < level and c.difference != 0
    }
    found, cluster = [], 1
    for i, name in enumerate(order):
        if i and all((above, below) in better for above in order[:i] for below in order[i:]):
            cluster = i + 1
        beaten_by = sum((other, name) in better for other in order)
        beats = sum((name, other) in better for other in order)
        found.append(Rank(metric.name, name, cluster, 1 + beaten_by, len(order) - beats))
    return found
