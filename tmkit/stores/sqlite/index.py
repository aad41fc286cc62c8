"""The gram index of a memory: built in batches inside the file, asked for candidates and for substrings."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from .grams import (
    GRAM_BITS,
    PIECE,
    PIECE_CHARACTERS,
    Codes,
    Postings,
    decode,
    gram_pairs,
    grams_inside,
    postings_of,
    prefix_range,
    query_grams,
)
from .likely import Likely, Marks
from .marks import LONGEST, Texts, Words, code_of, codes_of, marks_of, numbered, texts_of
from .runs import Lists, Runs

__all__ = ["SOURCE", "TARGET", "Batch", "Index"]

SOURCE, TARGET = 0, 1
# Units in groups of four or eight are indexed as one, which makes about two thirds of the size.
_GROUP_BITS = {SOURCE: 2, TARGET: 3}
_VERSION = 10  # of the first file with blocks and marks of these shapes; of older ones all units count as not indexed
_LOOK = 300  # bytes of a list that cost as much to read as a look into one text
_BLOCK = 1 << 16
_AHEAD = 3  # pieces that may wait for the other thread
_ASKED = 96  # grams that are asked for, of a text that is too long for a mark
_READ = 60_000  # bytes of their lists that are read, the rarest first
_GROUPS = 800  # groups of units that are looked at then
_TELLING = 600  # texts of more characters have most pairs of letters that there are: their marks tell less
_BESIDE = 256  # units that are found by grams beside them
_COPIES = 64  # of these, groups that have the very same of the grams

Bytes = npt.NDArray[np.uint8]
Ids = npt.NDArray[np.int64]
_T = TypeVar("_T")


class Batch:
    """Units whose ids count up from `first_id`, on the way into the index; their texts are not kept.

    The sorting is done by numpy in another thread, beside the reading and writing of more units.
    """

    _PART = 1 << 15  # text in letters has few distinct grams: runs of so many units cost no rows

    def __init__(self, first_id: int, pool: Executor | None) -> None:
        self.first_id = first_id
        self.lengths: list[int] = []
        self.characters = 0  # of both sides
        self._run = pool.submit if pool else _at_once
        self._sources: list[Future[Codes]] = []
        self._targets: list[Future[Codes]] = []
        self._marks: list[Future[Words]] = []
        self._texts: list[Future[Texts]] = []
        self._together = 0

    def __len__(self) -> int:
        return len(self.lengths)

    def take(self, sources: Sequence[str], targets: Sequence[str]) -> None:
        """Take in the search forms of further units, empty texts for holes."""
        if not self.lengths:
            self._together = self._PART // PIECE if "".join(targets[:1000]).isascii() else 1 << 20
        sizes = [len(source) + len(target) for source, target in zip(sources, targets, strict=True)]
        self.characters += sum(sizes)
        for piece in _pieces(sizes):
            at, some = self.first_id + len(self.lengths), sources[piece]
            self._sources.append(self._run(gram_pairs, some, at, _GROUP_BITS[SOURCE]))
            self._targets.append(self._run(gram_pairs, targets[piece], at, _GROUP_BITS[TARGET]))
            self._texts.append(self._run(texts_of, some))
            self._marks.append(self._run(marks_of, some))
            self.lengths += map(len, some)
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

    def texts(self) -> Texts:
        """texts_of() the sources."""
        return np.concatenate([job.result() for job in self._texts])


def _at_once(function: Callable[..., _T], *arguments: object) -> Future[_T]:
    done: Future[_T] = Future()
    done.set_result(function(*arguments))
    return done


def _pieces(sizes: Sequence[int]) -> Iterator[slice]:
    """The texts, whose lengths these are, in pieces of so few that sorting their grams takes little memory."""
    start = total = 0
    for end, size in enumerate(sizes):
        if end - start == PIECE or (total and total + size > PIECE_CHARACTERS):
            yield slice(start, end)
            start, total = end, 0
        total += size
    if start < len(sizes):
        yield slice(start, len(sizes))


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
        self._marks: Marks | None = None
        self._state: tuple[object, ...] = ()
        self.indexed = 0  # units with higher ids are not in the index

    def load(self) -> None:
        """Read the codes of the lengths of all units, if there are others; call it when the file has changed."""
        state = self._db.execute("SELECT value, (SELECT max(id) FROM run) FROM meta WHERE name = 'indexed'").fetchone()
        if state == self._state:
            return
        self._state, self._marks = state, None
        if self._db.execute("PRAGMA user_version").fetchone()[0] < _VERSION:  # a file opened to be read
            self._marks = Marks(self._lengths, np.zeros(0, np.uint64), np.zeros(0, np.uint16))
            return
        self.indexed = int(state[0])
        self._runs.load()
        blocks = self._db.execute("SELECT block, data FROM length ORDER BY block").fetchall()
        size = (blocks[-1][0] + 1) * _BLOCK if blocks else 0
        self._lengths = np.zeros(size, np.uint8)
        for block, data in blocks:
            self._lengths[block * _BLOCK : block * _BLOCK + len(data)] = np.frombuffer(data, np.uint8)

    def add(self, batch: Batch) -> None:
        """Write one batch of units into the index."""
        level = 3 if len(batch) > 1 << 15 else 1 if len(batch) > 1 << 13 else 0
        for side, postings in batch.postings():
            self._runs.write(side, postings, level)
        marks = batch.marks().astype("<u8").tobytes()
        texts = batch.texts().astype("<u2").tobytes()
        self._db.execute("INSERT OR REPLACE INTO mark VALUES (?, ?, ?)", (batch.first_id, marks, texts))
        self._add_lengths(batch.first_id, codes_of(batch.lengths))
        self._db.execute("UPDATE meta SET value = ? WHERE name = 'indexed'", (batch.first_id + len(batch) - 1,))

    def _add_lengths(self, first_id: int, values: Bytes) -> None:
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

    def likely(self, text: str, share: float, copies: int | None = None) -> Likely:
        """The units that may be alike to this share (0 to 1) to the search form `text`, the likeliest first.

        Of units with the same text there are about `copies`.
        """
        if len(text) > share * LONGEST:  # some of those that are alike enough may have no mark
            ids = self._by_grams(text, share)
            return Likely(ids, np.ones(len(ids), np.float32))
        if self._marks is None:
            self._marks = Marks(self._lengths, *self._read_marks())
        likely = self._marks.likely(text, share, copies)
        return likely.beside(self._by_grams(text, share)[:_BESIDE]) if len(text) > _TELLING else likely

    def _read_marks(self) -> tuple[Words, Texts]:
        """The marks of all units, one after the other, and texts_of() them by id."""
        rows = self._db.execute("SELECT first, data, texts FROM mark ORDER BY first").fetchall()
        texts = np.zeros(len(self._lengths), np.uint16)
        for first, _, some in rows:
            texts[first : first + len(some) // 2] = np.frombuffer(some, "<u2")
        return np.frombuffer(b"".join(row[1] for row in rows), "<u8").astype(np.uint64, copy=False), texts

    def _by_grams(self, text: str, share: float) -> Ids:
        """Units of fitting length in groups that have rare grams of the text, those with the most first."""
        grams = query_grams(text)
        found = self._runs.lists(grams[:: len(grams) // _ASKED + 1], SOURCE)
        sized = sorted((sum(size for _, size, _ in lists), gram) for gram, lists in found.items())
        blobs: list[bytes] = []
        weights: list[float] = []
        for size, gram in sized[: _within(sized, _READ)]:
            lists = self._runs.data(found[gram])
            blobs += lists
            weights += [math.log(1 + len(self._lengths) / size)] * len(lists)
        numbers, starts = decode(blobs)
        groups, places = np.unique(numbers, return_inverse=True)
        sums = np.bincount(places, np.repeat(weights, np.diff(starts)), len(groups))
        bits = _GROUP_BITS[SOURCE]
        order = np.argsort(-sums, kind="stable")
        if len(order) > _GROUPS:
            order = order[numbered(sums[order]) < _COPIES][:_GROUPS]
        best = groups[order]
        ids = (best[:, None] << bits | np.arange(1 << bits)).ravel()
        ids = ids[ids < len(self._lengths)]
        fits: Ids = ids[self._lengths[ids] >= code_of(math.ceil(len(text) * share))]
        return fits

    def containing(self, text: str, side: int) -> Iterator[int]:
        """Ids of units that may hold the search form `text`, ascending where one list settles it."""
        bits = _GROUP_BITS[side]
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
                yield from self._shared(lists, _LOOK << _GROUP_BITS[side]).tolist()

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
