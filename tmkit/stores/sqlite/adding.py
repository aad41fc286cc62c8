"""Units on their way into the tables and the index, inside one transaction."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any

from ...memory import folded, folded_many, lowered, search_form
from ...model import Unit, UnitFile
from .grams import PIECE, PIECE_CHARACTERS
from .index import Batch, Index
from .rows import COLUMNS, SAID, content_of, header_text, place_of, row_of, unit_hash, unit_of
from .versions import LARGE, Group, Reading

__all__ = ["COUNT", "LINK", "TAIL", "AddReport", "Adder"]

TAIL = 1024  # units that wait outside the index before they are worth a batch
_BATCH = 1 << 18  # units whose grams are written together
_BATCH_CHARACTERS = 1 << 26  # of both sides of these, where they are long
_NAMES = ", ".join(COLUMNS)
_INSERT = f"INSERT INTO unit ({_NAMES}, file) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"
# Those after id, pair, source, target and hash, which stay as they are when a unit is changed.
_UPDATE = f"UPDATE unit SET {', '.join(f'{name} = ?' for name in COLUMNS[5:])} WHERE id = ?"
# Values: file, place_of() in it, unit, file.
LINK = "INSERT OR IGNORE INTO unit_file (file, unit, place) SELECT ?, id, ? FROM unit WHERE id = ? AND file IS NOT ?"
# What a hash has beyond its first 16 bytes tells the units of a group apart.
_KNOWN = (
    f"WITH wanted (hash) AS (VALUES {{}}) SELECT id, unit.hash, file, {', '.join(SAID)}"
    " FROM wanted CROSS JOIN unit ON unit.hash BETWEEN wanted.hash AND CAST(wanted.hash || x'ffffffffff' AS BLOB)"
)
_ROW = f"SELECT {_NAMES} FROM unit WHERE id = ?"
# How many units more, or fewer, a pair of languages has.
COUNT = "UPDATE pair SET units = units + ? WHERE id = ?"


@dataclass(slots=True)
class AddReport:
    """How many units were new, took the place of an older version of themselves, or were there already."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0


class Adder:
    """Adds chunks of units inside one transaction and indexes them in batches."""

    def __init__(
        self,
        db: sqlite3.Connection,
        index: Index,
        report: AddReport,
        file: UnitFile | None = None,
        reading: Reading | None = None,
    ) -> None:
        self._db = db
        self._index = index
        self._report = report
        self._file = self._number_of(file) if file else None
        self._next = 1 + (db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'unit'").fetchone() or [0])[0]
        self._reading = reading or Reading(copies=file is not None)
        self._begin()
        self._pairs = {(row[1], row[2]): row[0] for row in db.execute("SELECT id, source, target FROM pair")}
        self._sources: list[str] = []
        self._targets: list[str] = []
        self._waiting = 0  # characters of these
        self._found: dict[bytes, list[tuple[Any, ...]]] = {}  # rows of groups that were there
        self._fresh: dict[bytes, tuple[int, Unit]] = {}  # the first units of groups that were not
        self._groups: dict[bytes, Group] = {}
        self._links: list[tuple[int, int, int, int]] = []
        self._batch: Batch | None = None
        self._pool = ThreadPoolExecutor(1)
        self._indexed = db.execute("SELECT value FROM meta WHERE name = 'indexed'").fetchone()[0]

    def _number_of(self, file: UnitFile) -> int:
        values = (file.name, header_text(file))
        self._db.execute("INSERT OR IGNORE INTO file (name, header) VALUES (?, ?)", values)
        found = self._db.execute("SELECT id FROM file WHERE name = ? AND header = ?", values).fetchone()
        return int(found[0])

    def _begin(self) -> None:
        self._reading.large.clear()  # others may have written since
        if not self._reading.begun:
            found = self._db.execute("SELECT begun FROM file WHERE id = ?", (self._file,)).fetchone()
            self._reading.begun = found[0] if found and found[0] else self._next

    def pause(self) -> None:
        """Note in the memory that the file goes on, so that it can be gone on with should this program end."""
        self._db.execute("UPDATE file SET begun = ? WHERE id = ?", (self._reading.begun, self._file))

    def end(self) -> None:
        """Note that the file was read to its end."""
        self._db.execute("UPDATE file SET begun = NULL WHERE id = ? AND begun IS NOT NULL", (self._file,))

    def take(self, units: Sequence[Unit]) -> list[int]:
        """Add one chunk; gives the ids that its units have in the store."""
        forms = folded_many([unit.source for unit in units])
        digests = [unit_hash(unit, form) for unit, form in zip(units, forms, strict=True)]
        self._look_up(digests)
        first, count = self._next, self._reading.count + 1
        ids, rows, new = [], [], []
        for place, (unit, digest) in enumerate(zip(units, digests, strict=True)):
            number, beyond = self._met(unit, digest, count + place)
            if number is None:
                number = self._next
                self._next += 1
                self._fresh.setdefault(digest, (number, unit))
                rows.append((*row_of(unit, number, self._pair(unit), digest + beyond, forms[place]), self._file))
                new.append(place)
            ids.append(number)
        self._db.executemany(_INSERT, rows)
        self._db.executemany(COUNT, ((count, pair) for pair, count in Counter(row[1] for row in rows).items()))
        self._db.executemany(LINK, self._links)
        self._reading.count += len(units)
        self._reading.add(first, self._next)
        self._report.added += len(rows)
        self._collect([forms[place] for place in new], [units[place].target for place in new])
        return ids

    def _look_up(self, digests: Sequence[bytes]) -> None:
        """Find the units of the memory that are in a group with those of a chunk."""
        self._found, self._fresh, self._links = {}, {}, []
        self._groups = dict(self._reading.large)
        wanted = [digest for digest in dict.fromkeys(digests) if digest not in self._groups]
        if wanted:
            for row in self._db.execute(_KNOWN.format(",".join(["(?)"] * len(wanted))), wanted):
                self._found.setdefault(row[1][:16], []).append(row)

    def _met(self, unit: Unit, digest: bytes, count: int) -> tuple[int | None, bytes]:
        """The unit of its group that this one is, or None and what the hash of a new one has beyond the group's."""
        found = self._found.get(digest)
        if found is None and digest not in self._fresh and digest not in self._groups:
            return None, b""
        content = content_of(unit)
        if found and len(found) == 1 and self._is_same(found[0], content):
            self._reading.meet(found[0][0])
            self._report.unchanged += 1
            number: int | None = found[0][0]
            if found[0][2] == self._file:
                return number, b""
        else:
            number = self._met_in(self._group(digest), unit, content)
        if number is None:
            return None, self._group(digest).add(self._next, content)
        if self._file is not None:
            self._links.append((self._file, place_of(self._next, count), number, self._file))
        return number, b""

    def _is_same(self, row: Sequence[Any], content: Hashable) -> bool:
        """Whether the only unit of a group is met for the first time, and as it is."""
        reading = self._reading
        return row[3:] == content and not reading.alone and not (reading.copies and reading.was_met(row[0]))

    def _group(self, digest: bytes) -> Group:
        group = self._groups.get(digest)
        if group is None:
            rows = self._found.get(digest, [])
            group = Group(self._reading, [(row[0], row[1], row[3:], partial(self._whole, row[0])) for row in rows])
            if digest in self._fresh:
                number, unit = self._fresh[digest]
                group.add(number, content_of(unit))
            self._groups[digest] = group
            if len(group) > LARGE:
                self._reading.large[digest] = group
        return group

    def _whole(self, number: int) -> Unit:
        """The unit; of its languages, which all units of a group share, nothing is asked."""
        return unit_of(self._db.execute(_ROW, (number,)).fetchone(), ("", ""))

    def _met_in(self, group: Group, unit: Unit, content: Hashable) -> int | None:
        """The unit of a group of several that this one is, if any, or takes the place of."""
        if self._reading.alone:
            return None
        if (number := group.the_same(content)) is not None:
            self._reading.meet(number)
        elif (number := group.later(unit)) is None:
            if (number := group.earlier(unit)) is not None:
                self._update(unit, number)
                group.change(number, unit, content)
                self._report.updated += 1
            return number
        self._report.unchanged += 1
        return number

    def _update(self, unit: Unit, number: int) -> None:
        row = row_of(unit, number, self._pair(unit), b"", folded(unit.source))
        self._db.execute(_UPDATE, (*row[5:], number))

    def _pair(self, unit: Unit) -> int:
        languages = (unit.source_language, unit.target_language)
        if languages not in self._pairs:
            cursor = self._db.execute("INSERT INTO pair (source, target) VALUES (?, ?)", languages)
            self._pairs[languages] = int(cursor.lastrowid or 0)
        number: int = self._pairs[languages]
        return number

    def _collect(self, sources: Sequence[str], targets: Sequence[str]) -> None:
        """Keep the folded texts of new units until there are enough of them to be sorted."""
        self._sources += map(lowered, sources)
        self._targets += map(lowered, folded_many(targets))
        self._waiting += sum(map(len, sources)) + sum(map(len, targets))
        if len(self._sources) >= PIECE or self._waiting >= PIECE_CHARACTERS:
            self._gather()

    def _gather(self) -> None:
        """Hand the texts over to be sorted, and write the batch when it is large enough."""
        first = self._next - len(self._sources)
        if self._batch is None:
            if first > self._indexed + 1:  # what an earlier visit left outside
                self.index_tail(self._indexed, first)
                self._indexed = first - 1
            if not self._sources:
                return
            self._batch = Batch(first, self._pool)
        self._batch.take(self._sources, self._targets)
        self._sources, self._targets, self._waiting = [], [], 0
        if len(self._batch) >= _BATCH or self._batch.characters >= _BATCH_CHARACTERS:
            self._write_batch()

    def _write_batch(self) -> None:
        if self._batch is not None:
            self._index.add(self._batch)
            self._batch = None
            self._indexed = self._next - 1

    def index_tail(self, indexed: int, before: int | None = None) -> None:
        """Index the units with ids above `indexed` (and below `before`) from the table."""
        query = "SELECT id, source, target FROM unit WHERE id > ? AND id < ? ORDER BY id"
        for some in _portions(self._db.execute(query, (indexed, before or self._next))):
            first, last = some[0][0], some[-1][0]
            sources, targets = [""] * (last - first + 1), [""] * (last - first + 1)
            for number, source, target in some:
                sources[number - first], targets[number - first] = search_form(source), search_form(target)
            batch = Batch(first, None)
            batch.take(sources, targets)
            self._index.add(batch)

    def index_all(self) -> None:
        """Index all units, unless they are so few and short that they would not have been indexed when added."""
        query = "SELECT coalesce(sum(length(source) + length(target)), 0) FROM unit"
        if self._next - 1 >= TAIL or self._db.execute(query).fetchone()[0] >= PIECE_CHARACTERS:
            self.index_tail(0)

    def finish(self) -> None:
        """Index the rest, unless so few units are outside the index that comparing them one by one is cheaper."""
        if self._batch is not None or self._next - 1 - self._indexed >= TAIL:
            self._gather()
        self._write_batch()

    def __enter__(self) -> Adder:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._pool.shutdown(cancel_futures=True)


def _portions(rows: Iterable[tuple[int, str, str]]) -> Iterator[list[tuple[int, str, str]]]:
    """Rows of (id, source, target) in portions for one batch each; deleted units may leave holes too wide for one."""
    some: list[tuple[int, str, str]] = []
    characters = 0
    for row in rows:
        if some and (len(some) == _BATCH or characters >= _BATCH_CHARACTERS or row[0] - some[0][0] >= 2 * _BATCH):
            yield some
            some, characters = [], 0
        some.append(row)
        characters += len(row[1]) + len(row[2])
    if some:
        yield some
