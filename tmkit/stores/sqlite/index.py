"""The gram index of a memory: built in batches inside the file, asked for candidates and for substrings."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .grams import GRAM_BITS, SHORT, Postings, decode, gram_pairs, grams_inside, prefix_range, query_grams
from .runs import Lists, Runs

__all__ = ["SOURCE", "TARGET", "Batch", "Budget", "Index"]

SOURCE, TARGET = 0, 1
_BULK = 2  # level of the runs of a large import, which are not merged on the way
_BLOCK = 1 << 16
_LONGEST = 255  # lengths are kept in a byte: longer units all count as this long

_NEAR = 0.2  # share of the best unit's weight below which no true match was seen in any benchmark
_LONGER = 2.5  # about what short units gain by their pairs of letters
_FEWEST = 24  # candidates that are compared in any case

Ids = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a look-up may cost.

    read       bytes of posting lists, the rarest grams first
    read_more  the same where more than `crowd` units come near the best
    compare    candidates to be compared, at most
    """

    read: int = 25_000
    crowd: int = 60
    read_more: int = 60_000
    compare: int = 240


class Batch:
    """Search forms of units whose ids count up from `first_id`, empty texts for holes, on the way into the index.

    The sorting is done by numpy in another thread, beside the reading and writing of more units.
    """

    _TARGETS = 1 << 15  # English has few distinct grams: smaller batches cost no rows and less memory

    def __init__(self, first_id: int, sources: Sequence[str], targets: Sequence[str], pool: Executor | None) -> None:
        self.first_id = first_id
        self.sources = sources
        parts = [(SOURCE, sources, first_id)]
        parts += [(TARGET, targets[i : i + self._TARGETS], first_id + i) for i in range(0, len(targets), self._TARGETS)]
        run = pool.submit if pool else _at_once
        self._jobs = [(side, run(_postings, texts, first)) for side, texts, first in parts]

    def postings(self) -> Iterator[tuple[int, Postings]]:
        """(side, posting lists), as they become ready."""
        for side, job in self._jobs:
            yield side, job.result()


def _postings(texts: Sequence[str], first_id: int) -> Postings:
    return Postings(gram_pairs(texts, first_id))


def _at_once(function: Callable[..., Postings], *arguments: object) -> Future[Postings]:
    done: Future[Postings] = Future()
    done.set_result(function(*arguments))
    return done


def _within(sized: Sequence[tuple[int, int]], budget: int) -> int:
    """How many of the lists, smallest first, the budget pays for; one at least."""
    total = 0
    for count, (size, _) in enumerate(sized):
        total += size
        if total > budget and count:
            return count
    return len(sized)


class Index:
    """Grams of both sides of every unit -> unit ids."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._runs = Runs(db)
        self._lengths = np.zeros(0, np.uint8)
        self._sums = np.zeros(0, np.float32)
        self._places = np.zeros(0, np.int32)
        self.units = 0

    def load(self) -> None:
        """Read the lengths of all units; call it when the file has changed."""
        self._runs.load()
        blocks = self._db.execute("SELECT block, data FROM length ORDER BY block").fetchall()
        size = (blocks[-1][0] + 1) * _BLOCK if blocks else 0
        self._lengths = np.zeros(size, np.uint8)
        for block, data in blocks:
            self._lengths[block * _BLOCK : block * _BLOCK + len(data)] = np.frombuffer(data, np.uint8)
        if len(self._sums) != size:
            self._sums = np.zeros(size, np.float32)
            self._places = np.zeros(size, np.int32)
        self.units = int(np.count_nonzero(self._lengths))

    def add(self, batch: Batch) -> None:
        """Write one batch of units into the index."""
        level = _BULK if len(batch.sources) > 1 << 15 else 1 if len(batch.sources) > 1 << 13 else 0
        for side, postings in batch.postings():
            self._runs.write(side, postings, level)
        self._add_lengths(batch.first_id, [min(len(text), _LONGEST) for text in batch.sources])
        self._db.execute("UPDATE meta SET value = ? WHERE name = 'indexed'", (batch.first_id + len(batch.sources) - 1,))

    def _add_lengths(self, first_id: int, lengths: list[int]) -> None:
        values = np.array(lengths, np.uint8)
        at = first_id
        while len(values):
            block, offset = divmod(at, _BLOCK)
            piece, values = values[: _BLOCK - offset], values[_BLOCK - offset :]
            old = self._db.execute("SELECT data FROM length WHERE block = ?", (block,)).fetchone()
            data = np.zeros(offset + len(piece), np.uint8)
            if old:
                data[: len(old[0])] = np.frombuffer(old[0], np.uint8)
            data[offset:] = piece
            self._db.execute("INSERT OR REPLACE INTO length VALUES (?, ?)", (block, data.tobytes()))
            at += len(piece)

    def candidates(self, text: str, min_score: float, budget: Budget) -> list[int]:
        """Ids of the units most likely to reach `min_score` against the search form `text`, best first.

        The rarest grams decide. Where many units come near the best one, as among sentences made from one pattern,
        the commoner grams are read too.
        """
        grams = query_grams(text, is_short=len(text) <= SHORT)
        found = self._runs.lists(grams, SOURCE)
        sized = sorted((sum(size for _, size, _ in lists), gram) for gram, lists in found.items())
        share = min_score / 100.0
        # Units longer than SHORT are not found by letters and pairs of them, which short ones are found by too.
        longer = _LONGER if len(text) <= SHORT and max(text, default="") < "\u2e80" else 1.0
        count = _within(sized, budget.read)
        ids, weights = self._read(found, sized[:count], len(text), share)
        best = self._best(ids, weights, len(text), longer)
        if len(best) > budget.crowd and count < len(sized):
            more, of_more = self._read(found, sized[count : _within(sized, budget.read_more)], len(text), share)
            best = self._best(np.concatenate((ids, more)), np.concatenate((weights, of_more)), len(text), longer)
        return [int(i) for i in best[: budget.compare]]

    def _read(
        self, found: dict[int, Lists], sized: Sequence[tuple[int, int]], length: int, share: float
    ) -> tuple[Ids, Weights]:
        """The ids of fitting length in the lists of these grams, with the weight of the gram for each."""
        blobs: list[bytes] = []
        weights: list[float] = []
        for size, gram in sized:
            lists = self._runs.data(found[gram])
            blobs += lists
            weights += [math.log(1 + 1.3 * self.units / size)] * len(lists)
        ids, starts = decode(blobs)
        lengths = self._lengths[ids]
        shortest = min(math.ceil(length * share), _LONGEST)
        longest = min(int(length / share), _LONGEST) if share else _LONGEST
        fits = (lengths >= shortest) & (lengths <= longest)
        return ids[fits], np.repeat(np.array(weights, np.float32), np.diff(starts))[fits]

    def _best(self, ids: Ids, weights: Weights, length: int, longer: float) -> Ids:
        """Ids whose sum of weights, by length, is at least _NEAR of the best one's, and a few more; best first."""
        if not len(ids):
            return ids
        lengths = self._lengths[ids]
        np.add.at(self._sums, ids, weights)
        scores = self._sums[ids] / np.maximum(lengths, min(length, _LONGEST))
        self._sums[ids] = 0
        if longer != 1:
            scores[lengths > SHORT] *= longer
        cut = _NEAR * float(scores.max())
        if np.count_nonzero(scores >= cut) < _FEWEST < len(scores):
            cut = float(np.partition(scores, -_FEWEST)[-_FEWEST])
        kept = np.flatnonzero(scores >= cut)
        ids, scores = ids[kept], scores[kept]
        # A unit stands here once for each gram that it shares; the last place that wrote itself down is kept.
        places = np.arange(len(ids), dtype=np.int32)
        self._places[ids] = places
        once = self._places[ids] == places
        ids, scores = ids[once], scores[once]
        best: Ids = ids[np.lexsort((ids, -scores))]
        return best

    def containing(self, text: str, side: int) -> Iterator[int]:
        """Ids, ascending where one list settles it, of units that may hold the search form `text`."""
        grams = grams_inside(text)
        if grams:
            yield from self._in_all(grams, side)
            return
        span = prefix_range(text)
        if span is not None:
            seen: set[int] = set()
            for entry in self._runs.between(*span, side):
                for number in decode(self._runs.data([entry]))[0].tolist():
                    if number not in seen:
                        seen.add(number)
                        yield number

    def _in_all(self, grams: Sequence[int], side: int) -> Iterator[int]:
        """Ids of units that have all the grams, run by run, so that the first ones cost little."""
        runs: dict[int, Lists] = {}
        for lists in self._runs.lists(grams, side).values():
            for entry in lists:
                runs.setdefault(entry[0] >> GRAM_BITS, []).append(entry)
        for number in sorted(runs):
            if len(runs[number]) == len(grams):
                yield from self._shared(sorted(runs[number], key=lambda entry: entry[1])).tolist()

    def _shared(self, lists: Lists) -> Ids:
        """The ids that stand in all of these lists, the shortest first; a few too many where that is cheap."""
        found = decode(self._runs.data(lists[:1]))[0]
        for entry in lists[1:6]:
            if entry[1] > 30 * len(found):
                break  # looking into the texts is cheaper than reading on
            ids = decode(self._runs.data([entry]))[0]
            places = np.searchsorted(ids, found)
            places[places == len(ids)] = 0
            found = found[ids[places] == found]
        return found
