"""The gram index of a memory: built in batches inside the file, asked for candidates and for substrings."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from ...memory import search_form
from .grams import (
    GRAM_BITS,
    PIECE,
    Codes,
    Postings,
    decode,
    gram_pairs,
    grams_inside,
    postings_of,
    prefix_range,
    query_grams,
)
from .marks import LONGEST, Likely, Marks, Words, marks_of
from .runs import Lists, Runs

__all__ = ["SOURCE", "TARGET", "Batch", "Budget", "Index"]

SOURCE, TARGET = 0, 1
# Of the targets, which are asked for pieces only, units in groups of eight are indexed as one: two thirds of the size.
_GROUP_BITS = {SOURCE: 0, TARGET: 3}
_GROUPED = 4  # the version of a file from which on that is so
_MARKED = 5  # the version of the first file with marks of these shapes
_LOOK = 300  # bytes of a list that cost as much to read as a look into one text
_BULK = 2  # level of the runs of a large import, which are not merged on the way
_BLOCK = 1 << 16
_AHEAD = 3  # pieces that may wait for the other thread
_CLOSELY = 20_000  # units whose marks are looked at closely at most before grams are asked
_CLOSELY_SHORT = 1 << 16  # the same for texts of at most _SHORT characters
_AFTERWARDS = 60_000  # the same once good matches are known
_ENOUGH = 800  # units that are worth comparing one by one without asking grams which of them come first
_ENOUGH_SHORT = 1200  # the same for texts of at most _SHORT characters, of which grams tell little
_SHORT = 24
_SAMPLE = 256  # units that are compared in any case where not all can be
_RISEN = 1.0  # points by which the lowest score must have risen for that
_NEAR = 0.2  # share of the best unit's weight below which no true match was seen in any benchmark
_FEWEST = 24  # candidates that are compared in any case

Ids = npt.NDArray[np.int64]
Weights = npt.NDArray[np.float32]
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a look-up may cost.

    read       bytes of posting lists, the rarest grams first
    read_more  the same where more than `crowd` units come near the best
    """

    read: int = 25_000
    crowd: int = 60
    read_more: int = 60_000


class Batch:
    """Units whose ids count up from `first_id`, on the way into the index; their texts are not kept.

    The sorting is done by numpy in another thread, beside the reading and writing of more units.
    """

    _PART = 1 << 15  # text in letters has few distinct grams: runs of so many units cost no rows

    def __init__(self, first_id: int, pool: Executor | None) -> None:
        self.first_id = first_id
        self.lengths: list[int] = []
        self._run = pool.submit if pool else _at_once
        self._sources: list[Future[Codes]] = []
        self._targets: list[Future[Codes]] = []
        self._marks: list[Future[Words]] = []
        self._together = 0

    def __len__(self) -> int:
        return len(self.lengths)

    def take(self, sources: Sequence[str], targets: Sequence[str]) -> None:
        """Take in the search forms of further units, empty texts for holes."""
        if not self.lengths:
            self._together = self._PART // PIECE if "".join(targets[:1000]).isascii() else 1 << 20
        for start in range(0, len(sources), PIECE):
            at, end = self.first_id + len(self.lengths), start + PIECE
            some = sources[start:end]
            self._sources.append(self._run(gram_pairs, some, at, _GROUP_BITS[SOURCE]))
            self._targets.append(self._run(gram_pairs, targets[start:end], at, _GROUP_BITS[TARGET]))
            self._marks.append(self._run(marks_of, some))
            self.lengths += [min(len(text), LONGEST) for text in some]
            if len(self._marks) > _AHEAD:
                self._marks[-_AHEAD].result()

    def postings(self) -> Iterator[tuple[int, Iterator[Postings]]]:
        """(side, posting lists of a run in their order)."""
        yield SOURCE, postings_of([job.result() for job in self._sources])
        self._sources.clear()
        while self._targets:
            some, self._targets = self._targets[: self._together], self._targets[self._together :]
            yield TARGET, postings_of([job.result() for job in some])

    def marks(self) -> Words:
        """The marks of the sources."""
        return np.concatenate([job.result() for job in self._marks])


def _at_once(function: Callable[..., _T], *arguments: object) -> Future[_T]:
    done: Future[_T] = Future()
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
        self._marks: Marks | None = None
        self._bits = _GROUP_BITS
        self._version = _MARKED
        self._state: tuple[object, ...] = ()
        self.units = 0

    def load(self) -> None:
        """Read the lengths of all units, if there are others; call it when the file has changed."""
        state = self._db.execute("SELECT value, (SELECT max(id) FROM run) FROM meta WHERE name = 'indexed'").fetchone()
        if state == self._state:
            return
        self._state, self._marks = state, None
        self._runs.load()
        self._version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if self._version < _GROUPED:  # a file opened to be read
            self._bits = {SOURCE: 0, TARGET: 0}
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
        level = _BULK if len(batch) > 1 << 15 else 1 if len(batch) > 1 << 13 else 0
        for side, postings in batch.postings():
            self._runs.write(side, postings, level)
        marks = batch.marks().astype("<u8").tobytes()
        self._db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?)", (batch.first_id, marks))
        self._add_lengths(batch.first_id, batch.lengths)
        self._db.execute("UPDATE meta SET value = ? WHERE name = 'indexed'", (batch.first_id + len(batch) - 1,))

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

    def likely(self, text: str, lowest: Callable[[], float], copies: int | None = None) -> Iterator[tuple[Likely, int]]:
        """The units that may reach the lowest score against the search form `text`, likeliest first, and how many of
        them should be compared at least.

        Where marks tell nearly all units apart from the text, these are all that can, in one portion. Otherwise those
        with rare grams of the text come first, and then all that can reach what `lowest` has risen to by then, unless
        these are too many still. Of units with the same text there are about `copies`.
        """
        if self._marks is None:
            self._marks = Marks(self._lengths, self._read_marks())
        asked = lowest()
        if len(text) >= LONGEST:  # it has nearly every bit
            ids = self._by_grams(text, asked / 100, Budget())
            yield Likely(ids, np.ones(len(ids), np.float32)), _SAMPLE
            return
        short = len(text) <= _SHORT
        found = self._marks.near(text, asked / 100, copies, _CLOSELY_SHORT if short else _CLOSELY)
        if found is not None and len(found) <= (_ENOUGH_SHORT if short else _ENOUGH):
            yield found, len(found)
            return
        yield self._marks.judge(self._by_grams(text, asked / 100, Budget()), text, asked / 100, copies), _SAMPLE
        if found is None and (risen := lowest()) >= asked + _RISEN:
            found = self._marks.near(text, risen / 100, copies, _AFTERWARDS)
        if found is not None:
            yield found, _ENOUGH_SHORT if short else _SAMPLE

    def _read_marks(self) -> Words:
        """The marks of all units; those of a memory of an older version are made."""
        if self._version < _MARKED:
            texts = [""] * len(self._lengths)
            for number, source in self._db.execute("SELECT id, source FROM unit WHERE id < ?", (len(texts),)):
                texts[number] = search_form(source) if self._lengths[number] else ""
            self._lengths = np.array([min(len(text), LONGEST) for text in texts], np.uint8)
            return marks_of(texts)
        rows = self._db.execute("SELECT data FROM mark ORDER BY first").fetchall()
        return np.frombuffer(b"".join(row[0] for row in rows), "<u8").astype(np.uint64, copy=False)

    def _by_grams(self, text: str, share: float, budget: Budget) -> Ids:
        """Units that have rare grams of the text."""
        grams = query_grams(text)
        found = self._runs.lists(grams, SOURCE)
        sized = sorted((sum(size for _, size, _ in lists), gram) for gram, lists in found.items())
        count = _within(sized, budget.read)
        ids, weights = self._read(found, sized[:count], len(text), share)
        best = self._best(ids, weights, len(text))
        if len(best) > budget.crowd and count < len(sized):
            more, of_more = self._read(found, sized[count : _within(sized, budget.read_more)], len(text), share)
            best = self._best(np.concatenate((ids, more)), np.concatenate((weights, of_more)), len(text))
        return best

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
        shortest = min(math.ceil(length * share), LONGEST)
        longest = min(int(length / share), LONGEST) if share else LONGEST
        fits = (lengths >= shortest) & (lengths <= longest)
        return ids[fits], np.repeat(np.array(weights, np.float32), np.diff(starts))[fits]

    def _best(self, ids: Ids, weights: Weights, length: int) -> Ids:
        """Ids whose sum of weights, by length, is at least _NEAR of the best one's, and a few more.

        Best first where the text is too long for marks.
        """
        if not len(ids):
            return ids
        lengths = self._lengths[ids]
        np.add.at(self._sums, ids, weights)
        scores = self._sums[ids] / np.maximum(lengths, min(length, LONGEST))
        self._sums[ids] = 0
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
        best: Ids = ids[np.argsort(-scores, kind="stable")] if length >= LONGEST else ids
        return best

    def containing(self, text: str, side: int) -> Iterator[int]:
        """Ids of units that may hold the search form `text`, ascending where one list settles it."""
        bits = self._bits[side]
        for group in self._groups(text, side):
            yield from range(group << bits, group + 1 << bits)

    def _groups(self, text: str, side: int) -> Iterator[int]:
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
        """Numbers that have all the grams, run by run, so that the first ones cost little."""
        runs: dict[int, Lists] = {}
        for lists in self._runs.lists(grams, side).values():
            for entry in lists:
                runs.setdefault(entry[0] >> GRAM_BITS, []).append(entry)
        for number in sorted(runs):
            if len(runs[number]) == len(grams):
                lists = sorted(runs[number], key=lambda entry: entry[1])
                yield from self._shared(lists, _LOOK << self._bits[side]).tolist()

    def _shared(self, lists: Lists, look: int) -> Ids:
        """The numbers that stand in all of these lists, the shortest first; a few too many where that is cheap."""
        found = decode(self._runs.data(lists[:1]))[0]
        for entry in lists[1:]:
            if entry[1] > look * len(found):
                break  # looking into the texts is cheaper than reading on
            ids = decode(self._runs.data([entry]))[0]
            places = np.searchsorted(ids, found)
            places[places == len(ids)] = 0
            found = found[ids[places] == found]
        return found
