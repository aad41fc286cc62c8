"""The translation memory as a user meets it: open a file, add units, ask for matches and for occurrences."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import lru_cache, partial
from itertools import islice
from multiprocessing import get_context
from numbers import Integral, Real
from pathlib import Path
from types import TracebackType

from ..errors import InputError, StoreError
from ..formats.names import is_tmx
from ..formats.tmx import read_tmx
from ..memory import Penalties, Query, folded, occurrences, rank
from ..model import Match, Unit, UnitFile
from ..stores.sqlite import AddReport, Reading, SqliteStore, Wanted
from ..text.languages import same_language

__all__ = ["LookupOptions", "Memory"]

_SPARE = 8  # candidates that are looked at beyond those asked for, since penalties may change their order
_SPARE_COPIES = 4  # so many times as many units of the same sources: those of less alike ones cannot come before them
_CLAUSE_END = re.compile(r"[，、；：。！？,;:!?()（）\n]+")
_CHUNK = 200  # units that are looked through at a time
_PORTION = 50  # segments that a worker takes at a time
_MOST_ON_WINDOWS = 61  # processes that one can wait for there


@dataclass(frozen=True, slots=True)
class LookupOptions:
    """Which units may answer (None stands for any language) and what is taken off their scores."""

    source_language: str | None = None
    target_language: str | None = None
    penalties: Penalties = field(default_factory=Penalties)

    def admit(self, pair: tuple[str, str]) -> bool:
        """Whether units of this pair of languages may answer."""
        asked = ((self.source_language, pair[0]), (self.target_language, pair[1]))
        return all(wanted is None or same_language(had, wanted) for wanted, had in asked)


@dataclass(frozen=True, slots=True)
class _Asked:
    text: str
    previous: str
    next: str
    min_score: float
    limit: int
    options: LookupOptions | None


def _neighbours(texts: Sequence[str], index: int) -> tuple[str, str]:
    return texts[index - 1] if index else "", texts[index + 1] if index + 1 < len(texts) else ""


def _answer(memory: Memory, row: _Asked) -> list[Match]:
    return memory.lookup(row.text, row.min_score, row.limit, context=(row.previous, row.next), options=row.options)


@lru_cache(1)
def _opened(path: str) -> Memory:
    """The memory of a worker process, opened once."""
    return Memory.open(path, read_only=True)


def _answer_in_worker(path: str, row: _Asked) -> list[Match]:
    return _answer(_opened(path), row)


def _in_processes(path: str, rows: Sequence[_Asked], jobs: int) -> Iterator[list[Match]]:
    """The answers of `jobs` fresh processes, each with the memory open, in the order of the rows."""
    jobs = min(jobs, _MOST_ON_WINDOWS) if sys.platform == "win32" else jobs
    # Fresh ones, since a forked process would share the open database and the threads of this one.
    context = get_context("spawn")
    try:
        with ProcessPoolExecutor(jobs, context) as pool:
            yield from pool.map(partial(_answer_in_worker, path), rows, chunksize=_PORTION)
    except BrokenProcessPool:
        message = "a process that looked up segments ended before its time"
        raise StoreError(message, file=path, cure="ask for fewer processes (--jobs 1)") from None


def _check_question(text: object, limit: object, min_score: object = 0.0) -> None:
    """Raises TypeError that names the argument and says what it is to be."""
    if not isinstance(text, str):
        hint = "; decode it first" if isinstance(text, bytes) else "; for many texts there is lookup_many()"
        raise TypeError(
            f"text is to be a str, not {_named(text)}{hint if isinstance(text, bytes | list | tuple) else ''}"
        )
    if not isinstance(limit, Integral):
        raise TypeError(f"limit is to be a whole number, not {_named(limit)}")
    if not isinstance(min_score, Real):
        raise TypeError(f"min_score is to be a number from 0 to 101, not {_named(min_score)}")


def _named(value: object) -> str:
    return "None" if value is None else f"{value!r:.40} of type {type(value).__name__}"


def _checked(units: object) -> Iterator[Unit]:
    """The same units; raises TypeError where one is something else or its texts are."""
    if isinstance(units, str | Path):
        raise TypeError(
            f"units is to be an iterable of Unit, not the name {str(units)!r}: read the file with read_tmx()"
        )
    if isinstance(units, Unit) or not isinstance(units, Iterable):
        hint = ": write [unit] for one" if isinstance(units, Unit) else ""
        raise TypeError(f"units is to be an iterable of Unit, not {type(units).__name__}{hint}")
    return _each_checked(units)


def _each_checked(units: Iterable[object]) -> Iterator[Unit]:
    for number, unit in enumerate(units, 1):
        if not isinstance(unit, Unit):
            message = f"item {number} of units is to be a Unit, not {_named(unit)}: write Unit(source, target)"
            raise TypeError(message)
        texts = (unit.source, unit.target, unit.source_language, unit.target_language)
        if not all(isinstance(text, str) for text in texts):
            names = ("source", "target", "source_language", "target_language")
            name, text = next((n, t) for n, t in zip(names, texts, strict=True) if not isinstance(t, str))
            raise TypeError(f"{name} of item {number} of units is to be a str, not {_named(text)}")
        yield unit


def _pair(unit: Unit) -> tuple[str, str]:
    return unit.source_language, unit.target_language


class Memory:
    """A translation memory in a file, or in the computer's memory when it was opened from a TMX file.

    >>> memory = Memory.open(":memory:")
    >>> memory.add([Unit("加快发展新质生产力。", "Develop new quality productive forces faster.")]).added
    1
    >>> [(match.unit.target, match.score) for match in memory.lookup("加快发展新质生产力。")]
    [('Develop new quality productive forces faster.', 100.0)]
    >>> [unit.source for unit in memory.concordance("新质")]
    ['加快发展新质生产力。']
    """

    def __init__(self, store: SqliteStore) -> None:
        self.store = store

    @classmethod
    def open(cls, path: str | Path, *, create: bool = True, read_only: bool = False) -> Memory:
        """Open a memory file, or a TMX file (standard input: "-") as a memory that is not written back.

        A memory file that is not there is made, empty; with `create=False` a slip in its name is a StoreError.
        """
        if not isinstance(path, str | Path):
            raise TypeError(f"path is to be the name of a file, a str or a Path, not {_named(path)}")
        if is_tmx(path):
            memory = cls(SqliteStore())
            reader = read_tmx(path)
            memory.add(reader, file=reader.unit_file)
            return memory
        return cls(SqliteStore(path, create=create, read_only=read_only))

    def close(self) -> None:
        """Close the file."""
        self.store.close()

    def __enter__(self) -> Memory:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __len__(self) -> int:
        return self.store.count()

    def __iter__(self) -> Iterator[Unit]:
        return iter(self.store)

    def languages(self) -> Counter[tuple[str, str]]:
        """How many units there are for each pair of languages."""
        return self.store.languages()

    def files(self) -> dict[int, tuple[UnitFile, int]]:
        """The files that units came from, by number, each with how many of its units are there."""
        return self.store.files()

    def add_memory(self, other: Memory, progress: Callable[[int], None] = lambda done: None) -> AddReport:
        """Add all units of another memory, with the files that they came from, in one transaction."""
        parts = [(file, (unit for _, unit in other.store.items(n))) for n, (file, _) in other.files().items()]
        return self.store.add_parts([*parts, (None, (unit for _, unit in other.store.items(0)))], progress)

    def add(
        self,
        units: Iterable[Unit],
        progress: Callable[[int], None] = lambda done: None,
        commit_every: int = 0,
        file: UnitFile | None = None,
    ) -> AddReport:
        """Add units; units that are there already change nothing. `file` is remembered as where they come from.

        All go in as one transaction, or, with `commit_every`, that many at a time: then what was committed stays when
        the import breaks off, and importing the file again goes on from there. Raises TypeError, and adds none of that
        transaction, where something is no Unit.
        """
        units = _checked(units)
        if not commit_every:
            return self.store.add(units, progress, file)
        total, stream, reading = AddReport(), units, Reading(copies=file is not None)
        while part := list(islice(stream, commit_every)):
            try:
                report = self.store.add_part(part, reading, file)
            except StoreError as error:
                if not (done := total.added + total.updated + total.unchanged):
                    raise
                message = f"{error.message}; {done:,} units were committed before"
                cure = "mend that and import the file again: it goes on from there"
                raise StoreError(message, file=error.file, cure=cure) from error
            total.added += report.added
            total.updated += report.updated
            total.unchanged += report.unchanged
            progress(total.added + total.updated + total.unchanged)
        self.store.end_parts(reading, file)
        return total

    def lookup(
        self,
        text: str,
        min_score: float = 70,
        limit: int = 5,
        *,
        context: tuple[str | None, str | None] = (None, None),
        options: LookupOptions | None = None,
        codes: int = 0,
    ) -> list[Match]:
        """The best matches for a source segment of at least `min_score` percent, best first.

        The score is 100 x (1 - Levenshtein distance / length of the longer) on characters folded for width and
        blanks, less the penalties of `options`. `context` holds the segments before and after; where they are those
        of the unit, the match is an ICE of 101. `codes` is the number of inline codes that `text` was stripped of.
        Raises TypeError for arguments of wrong types and InputError for a `min_score` that is no percentage.
        """
        _check_question(text, limit, min_score)
        if not text.strip():
            return []
        min_score = max(min_score, 0.0)
        if not min_score <= 101:
            raise InputError(f"{min_score:g} is no percentage", cure="give a number from 0 to 101")
        options = options or LookupOptions()
        if limit < 1:
            return []
        with self.store.reading():
            units = self.store.units(self._promising(text, min_score, limit, options, context))
        admitted = (u for u in units.values() if options.admit(_pair(u)))
        return rank(Query(text, *context, codes), admitted, min_score, limit, options.penalties)

    def _promising(
        self, text: str, min_score: float, limit: int, options: LookupOptions, context: tuple[str | None, str | None]
    ) -> list[int]:
        """Ids of the exact hits and of the candidates with the best plain similarity."""
        ids = self.store.exact(text, options.admit, context)
        if min_score > 100:
            return ids
        # So much a unit may lose that another one with the same likeness keeps.
        slack = options.penalties.width + max((points for _, points in options.penalties.origin), default=0.0)
        asked = options.source_language or options.target_language
        found = self.store.near(text, Wanted(min_score, limit, slack), options.admit if asked else None)
        sources: dict[str, int] = {}
        for _, number, source in found:
            sources.setdefault(source, number)
            if len(sources) == limit + _SPARE:
                break
        near: list[int] = []
        for source, number in sources.items():
            near.append(number)
            if len(near) < _SPARE_COPIES * (limit + _SPARE):
                near += self.store.copies(source, limit + _SPARE, options.admit if asked else None)
        return ids + near

    def lookup_many(
        self,
        texts: Sequence[str],
        min_score: float = 70,
        limit: int = 5,
        *,
        options: LookupOptions | None = None,
        jobs: int = 1,
    ) -> Iterator[list[Match]]:
        """The matches of each of the segments of a text, in order; each has its neighbours for context.

        `jobs` new processes share the work where that is worth their start; a memory that is in no file is asked in
        this process. As these import the main module again, a script that asks for more than one needs
        `if __name__ == "__main__":`. Raises StoreError where one of them ends before its time.
        """
        if isinstance(texts, str):
            raise TypeError("texts is to be a list of segments, not one str: for that there is lookup()")
        if jobs < 1:
            raise InputError(f"{jobs} processes cannot look up anything", cure="give a number from 1")
        rows = [_Asked(t, *_neighbours(texts, i), min_score, limit, options) for i, t in enumerate(texts)]
        if jobs == 1 or len(rows) < 4 * _PORTION or self.store.path == ":memory:":
            return (_answer(self, row) for row in rows)
        return _in_processes(self.store.path, rows, min(jobs, -(-len(rows) // _PORTION)))

    def subsegments(self, text: str, shortest: int = 4) -> list[tuple[str, Unit]]:
        """Pieces of `text` that the memory knows, longest ones first in each clause, each with a unit that holds it.

        A clause that is a unit of its own counts whatever its length; other pieces have `shortest` characters or more.
        A text that is a unit itself has a match, and no pieces.
        """
        found: list[tuple[str, Unit]] = []
        if self._same(text) is not None:
            return found
        for clause in (part.strip() for part in _CLAUSE_END.split(text)):
            if len(clause) < 2:
                continue
            unit = self._same(clause)
            found += [(clause, unit)] if unit is not None else self._pieces(clause, shortest)
        return found

    def _same(self, text: str) -> Unit | None:
        """A unit whose source is this text but for width and blanks."""
        units = self.store.units(self.store.exact(text)[:1])
        return next((unit for unit in units.values() if folded(unit.source) == folded(text)), None)

    def _pieces(self, clause: str, shortest: int) -> Iterator[tuple[str, Unit]]:
        """From left to right, the longest piece from each place that some unit holds on its source side."""
        start = 0
        while start + shortest <= len(clause):
            length, known = shortest, None
            while start + length <= len(clause):
                units = self.concordance(clause[start : start + length], 1)
                if not units:
                    break
                known, length = units[0], length + 1
            if known is not None:
                yield clause[start : start + length - 1], known
            start += length - 1 if known is not None else 1

    def concordance(
        self, text: str, limit: int = 50, *, options: LookupOptions | None = None, side: str = "", words: bool = False
    ) -> list[Unit]:
        """Units that hold `text` on either side, one character or more, whatever its width and case.

        `side` is "source" or "target" where only that is meant; with `words`, "deliver" is not found in "delivery".
        """
        _check_question(text, limit)
        if side not in ("", "source", "target"):
            raise InputError(f"'{side}' is no side of a unit", cure="give source or target")
        if not text.strip() or limit < 1:
            return []
        if options is None and not side and not words:
            return list(self.store.units(list(self.store.substring(text.strip(), limit))).values())
        options = options or LookupOptions()
        return list(islice((u for u in self._holding(text.strip(), side, words) if options.admit(_pair(u))), limit))

    def _holding(self, text: str, side: str, words: bool) -> Iterator[Unit]:
        ids = self.store.substring(text, sys.maxsize, side)
        while some := list(islice(ids, _CHUNK)):
            for unit in self.store.units(some).values():
                sides = [unit.source] * (side != "target") + [unit.target] * (side != "source")
                if any(occurrences(one, text, words=words) for one in sides):
                    yield unit
