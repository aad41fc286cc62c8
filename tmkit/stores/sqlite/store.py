"""SqliteStore: units in, ids and units out; the rules of matching live elsewhere."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Any

from ...memory import folded, folded_many, lowered, nearest, search_form, similarity, skeleton
from ...model import Unit, UnitFile
from .adding import COUNT, LINK, TAIL, Adder, AddReport
from .index import SOURCE, TARGET, Index
from .likely import Likely
from .rows import COLUMNS, file_of, hashed, key_bytes, unit_of
from .schema import FORGET_INDEX, connect, explained
from .versions import Reading

__all__ = ["AddReport", "SqliteStore", "Wanted"]

_CHUNK = 4096  # units for which one question about known hashes is asked
_FOLDED = 256  # texts that are searched together, as long ones take much memory
_SIDES = {"source": SOURCE, "target": TARGET}
_WITH_FORMS = 6  # the version from which on units have forms and places
_CLOSE = 200  # candidates from outside the index
_FIRST = 48  # likely units that are compared first, then twice as many
_ENOUGH = 192  # the same in all, and three times as many as it took to find the last good one
_DOUBLED = 4.4  # points below _USUAL for which twice as many are compared
_USUAL = 70
_MOST_COMPARED = 4000  # the same in any case
_MOST_WORK = 2 * 10**10  # pairs of characters that are compared for it, tenths of a second
_MOST_LISTED = 20_000  # units that are read for that, most of them copies
_CANDIDATES = 800
_ALIKE = 2  # units of one source that are compared
_MOST_EXACT = 200  # exact hits that are looked at closely, the likeliest to be wanted
_MOST_REPAIRED = 12  # units with other numbers that are looked at closely, those with the most alike
_MOST_READ = 50_000  # exact hits that are put in order for that
_EXACT = (
    "SELECT id, source, target, origin, previous, next, usage_count, coalesce(change_date, creation_date, '')"
    f" FROM unit WHERE hash BETWEEN ? AND ?{{}} LIMIT {_MOST_READ}"
)
_SPELLED = f"SELECT id, source, pair FROM unit WHERE hash BETWEEN ? AND ?{{}} LIMIT {_MOST_EXACT}"
_PLACE = "({} << 32 | 4294967295)"  # place_of(), in SQL
_COPIES = (  # a unit of each group
    "SELECT min(id) FROM (SELECT id, hash FROM unit WHERE hash BETWEEN ? AND ?{} LIMIT 1000)"
    " GROUP BY substr(hash, 1, 16) LIMIT {}"
)
_OF_NO_FILE = "WHERE file IS NULL AND id NOT IN (SELECT unit FROM unit_file)"
_OF_FILES = "WHERE file IN ({0}) OR id IN (SELECT unit FROM unit_file WHERE file IN ({0}))"
_FURTHER = (  # units that other files had before, in the order of the file; without a limit that order may be given up
    "SELECT {}, place FROM (SELECT unit, {} AS place FROM unit_file WHERE file = ? ORDER BY 2 LIMIT -1) f"
    " CROSS JOIN unit ON unit.id = f.unit"
)
_FILE_OF = (
    "SELECT f.name FROM unit u JOIN file f ON f.id = u.file"
    " WHERE u.hash BETWEEN ? AND ? AND u.source = ? AND u.target = ? LIMIT 1"
)
_COUNT_FIRST = "SELECT file, count(*) FROM unit WHERE file IS NOT NULL GROUP BY file"
_COUNT_FURTHER = "SELECT f.file, count(*) FROM unit_file f JOIN unit u ON u.id = f.unit GROUP BY f.file"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a look-up asks for: `limit` different sources of at least `min_score`, and those `slack` points below."""

    min_score: float
    limit: int = 5
    slack: float = 0.0


class SqliteStore:
    """One open memory file. Not for several threads at once: open it once in each."""

    def __init__(self, path: str | Path = ":memory:", *, create: bool = True, read_only: bool = False) -> None:
        self.path = str(path)
        self.read_only = read_only
        self._db = connect(path, create=create, read_only=read_only)
        self._index = Index(self._db)
        # Files of older versions, opened to be read, do not have all that is asked for.
        is_older = self._db.execute("PRAGMA user_version").fetchone()[0] < _WITH_FORMS
        self._columns = ", ".join("NULL" if is_older and name == "form" else name for name in COLUMNS)
        place = _PLACE.format("unit")
        self._place = place if is_older else f"coalesce(place, {place})"
        self._state: tuple[int, int] | None = None
        self._pairs: dict[int, tuple[str, str]] = {}
        self._tail: list[tuple[int, int, str, str]] = []  # id, pair and search forms of units outside the index
        self._is_reading = False
        if not read_only and self._waiting() >= TAIL:
            self._index_anew()

    def close(self) -> None:
        """Close the file."""
        self._is_reading = False
        self._db.close()

    def __enter__(self) -> SqliteStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # writing

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One transaction: all or nothing, whatever happens inside."""
        with explained(self.path):
            self._end_reading()  # of ids that are given one by one
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
            finally:
                self._state = None

    def add(
        self,
        units: Iterable[Unit],
        progress: Callable[[int], None] = lambda done: None,
        file: UnitFile | None = None,
    ) -> AddReport:
        """Add units in one transaction; those that are there already change nothing.

        A later version of a unit takes the place of the earlier one (versions.py has the rule), but of one call all
        are kept that differ in anything. `file` is remembered as where they come from; its units are kept even where
        they are equal.
        """
        return self.add_parts([(file, units)], progress)

    def add_parts(
        self,
        parts: Iterable[tuple[UnitFile | None, Iterable[Unit]]],
        progress: Callable[[int], None] = lambda done: None,
    ) -> AddReport:
        """Add the units of the files of one memory in one transaction; what stands side by side there, does here."""
        report, begun = AddReport(), 0
        with self._writing():
            for file, units in parts:
                stream, reading = iter(units), Reading(copies=file is not None)
                reading.begun = begun
                with Adder(self._db, self._index, report, file, reading) as adder:
                    begun = reading.begun
                    while chunk := list(islice(stream, _CHUNK)):
                        adder.take(chunk)
                        progress(report.added + report.updated + report.unchanged)
                    adder.finish()
                    adder.end()
        return report

    def add_part(self, units: Iterable[Unit], reading: Reading, file: UnitFile | None = None) -> AddReport:
        """Add some further units of a file in a transaction of their own; `reading` is the same for all parts of it.

        Where the last part does not come, the next import of the file goes on; end_parts() says that it has come.
        """
        report = AddReport()
        with self._writing(), Adder(self._db, self._index, report, file, reading) as adder:
            stream = iter(units)
            while chunk := list(islice(stream, _CHUNK)):
                adder.take(chunk)
            adder.finish()
            adder.pause()
        return report

    def end_parts(self, reading: Reading, file: UnitFile | None = None) -> None:
        """Note that all parts of a file were added."""
        with self._writing(), Adder(self._db, self._index, AddReport(), file, reading) as adder:
            adder.end()

    def remove(self, ids: Iterable[int]) -> int:
        """Delete units by id in one transaction; gives the number deleted."""
        with self._writing():
            return self._delete(ids)

    def _delete(self, ids: Iterable[int]) -> int:
        """Delete units, which are counted no more; gives how many there were."""
        stream, deleted = iter(ids), 0
        while some := list(islice(stream, 500)):
            among = f"FROM unit WHERE id IN ({','.join('?' * len(some))})"
            counts = self._db.execute(f"SELECT -count(*), pair {among} GROUP BY pair", some).fetchall()
            self._db.executemany(COUNT, counts)
            deleted += self._db.execute(f"DELETE {among}", some).rowcount
        return deleted

    def exchange(self, units: Iterable[tuple[int, Unit]]) -> int:
        """Put each unit in the place of the one with its id, in one transaction; gives the number of units."""
        reading = Reading(copies=True, alone=True)
        with self._writing(), Adder(self._db, self._index, AddReport(), reading=reading) as adder:
            stream, count = iter(units), 0
            while chunk := list(islice(stream, _CHUNK)):
                links = self._links([i for i, _ in chunk])
                self._delete(i for i, _ in chunk)
                new = dict(zip((i for i, _ in chunk), adder.take([unit for _, unit in chunk]), strict=True))
                self._db.executemany(LINK, ((file, place, new[i], file) for i, file, place in links))
                count += len(chunk)
            adder.finish()
        return count

    def _links(self, ids: Sequence[int]) -> list[tuple[int, int, int]]:
        """(unit, file, place in it) for every file that had one of these units."""
        query = (
            f"SELECT id, file, {_PLACE.format('id')} FROM unit WHERE id = ? AND file IS NOT NULL"
            f" UNION SELECT unit, file, coalesce(place, {_PLACE.format('unit')}) FROM unit_file WHERE unit = ?"
        )
        return [row for i in ids for row in self._db.execute(query, (i, i))]

    def _waiting(self) -> int:
        """About how many units are outside the index."""
        with explained(self.path):
            query = "SELECT coalesce(max(id), 0) - (SELECT value FROM meta WHERE name = 'indexed') FROM unit"
            return int(self._db.execute(query).fetchone()[0])

    def _index_anew(self) -> None:
        with self._writing():
            for statement in FORGET_INDEX:
                self._db.execute(statement)
            with Adder(self._db, self._index, AddReport()) as adder:
                adder.index_all()

    def optimize(self) -> None:
        """Rebuild the index and give back the room of what was deleted."""
        self._index_anew()
        with explained(self.path):
            self._db.execute("DELETE FROM unit_file WHERE unit NOT IN (SELECT id FROM unit)")
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    # reading

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of the file for several questions: runs of the index that others merge meanwhile stay readable."""
        with explained(self.path):
            is_ours, is_known = not self._db.in_transaction, self._is_reading
            if is_ours:
                self._db.execute("BEGIN")
                self._is_reading = True
            try:
                if not is_known:  # a state that another question has seen stays the same
                    self._refresh()
                yield
            finally:
                if is_ours:
                    self._end_reading()

    def _end_reading(self) -> None:
        if self._is_reading:
            self._is_reading = False
            self._db.execute("COMMIT")

    def _refresh(self) -> None:
        """Read again what is kept in memory, if the file has changed since."""
        state = (self._db.execute("PRAGMA data_version").fetchone()[0], self._db.total_changes)
        if state == self._state:
            return
        self._index.load()
        self._pairs = {row[0]: (row[1], row[2]) for row in self._db.execute("SELECT id, source, target FROM pair")}
        rows = self._db.execute("SELECT id, pair, source, target FROM unit WHERE id > ?", (self._index.indexed,))
        self._tail = [(i, pair, search_form(s), search_form(t)) for i, pair, s, t in rows]
        self._state = state

    def exact(
        self,
        text: str,
        admit: Callable[[tuple[str, str]], bool] | None = None,
        context: tuple[str | None, str | None] = (None, None),
    ) -> list[int]:
        """Ids of units whose source has the same key, or differs in its numbers only, in languages that `admit` takes.

        Where there are very many, those with these neighbours come first, then the most used, then the newest.
        """
        form = folded(text)
        shape = skeleton(form)
        with self.reading():
            only = self._only(admit)
            rows = self._db.execute(_EXACT.format(only), _prefix_span(key_bytes(form))).fetchall()
            ids: list[int] = [row[0] for row in rows] if len(rows) <= _MOST_EXACT else _wanted_most(rows, text, context)
            if shape:
                query = f"SELECT id, source FROM unit WHERE skeleton = ?{only} LIMIT {_MOST_EXACT}"
                known = set(ids)
                rows = [row for row in self._db.execute(query, (hashed(shape),)) if row[0] not in known]
                alike = nearest(form, folded_many([row[1] for row in rows]), 0)
                ids += (rows[index][0] for _, index in alike[:_MOST_REPAIRED])
        return ids

    def _only(self, admit: Callable[[tuple[str, str]], bool] | None) -> str:
        """The condition of a query that leaves only the pairs of languages that are admitted."""
        numbers = [number for number, pair in self._pairs.items() if admit is None or admit(pair)]
        return "" if len(numbers) == len(self._pairs) else f" AND pair IN ({','.join(map(str, numbers))})"

    def _numbers(self, query: str, *values: int | bytes) -> list[int]:
        return [row[0] for row in self._db.execute(query, values)]

    def candidates(self, text: str, min_score: float) -> list[tuple[int, str, int]]:
        """(id, source, pair) of the units most likely to reach `min_score`, likeliest first."""
        form = search_form(text)
        with self.reading():
            near = nearest(form, [source for _, _, source, _ in self._tail], min_score)
            ids = [self._tail[index][0] for _, index in near[:_CLOSE]]
            likely = self._index.likely(form, min_score / 100)
            ids += likely.split(_CANDIDATES)[0].ids.tolist()
            return self._rows(ids, "")

    def _rows(self, ids: Sequence[int], only: str) -> list[tuple[int, str, int]]:
        query = f"SELECT id, source, pair FROM unit WHERE id IN ({','.join('?' * len(ids))}){only}"
        return self._db.execute(query, ids).fetchall()

    def copies(self, source: str, limit: int, admit: Callable[[tuple[str, str]], bool] | None = None) -> list[int]:
        """Ids of some units with the same source but for width, case and blanks, in languages that `admit` takes."""
        query = _COPIES.format(self._only(admit), limit)
        with explained(self.path):
            return self._numbers(query, *_prefix_span(key_bytes(folded(source))))

    def near(
        self, text: str, wanted: Wanted, admit: Callable[[tuple[str, str]], bool] | None = None
    ) -> list[tuple[float, int, str]]:
        """(similarity, id, source) of the units that are most alike, best first, in languages that `admit` takes.

        Of those whose source is the same some may be left out. They are compared from the likeliest on, until what
        follows cannot be as good as what was found.
        """
        form = search_form(text)
        with self.reading():
            only = self._only(admit)
            search = _Search(folded(text), wanted)
            self._compare_tail(form, search, admit)
            # Where only some languages are admitted, which of the copies they have is not known yet.
            self._compare(self._index.likely(form, wanted.min_score / 100, None if only else _ALIKE), search, only)
            search.take([row for source in search.spelled() for row in self._spellings(source, only)])
        return search.found()

    def _compare_tail(self, form: str, search: _Search, admit: Callable[[tuple[str, str]], bool] | None) -> None:
        """Compare the units outside the index, one for each text, while one may be wanted."""
        admitted = {number for number, pair in self._pairs.items() if admit is None or admit(pair)}
        ids: dict[str, int] = {}
        for number, pair, source, _ in self._tail:
            if pair in admitted:
                ids.setdefault(source, number)
        near, forms = nearest(form, list(ids), search.cutoff), list(ids)
        for at in range(0, len(near), _CLOSE):
            if near[at][0] >= search.cutoff:
                search.take(self._rows([ids[forms[index]] for _, index in near[at : at + _CLOSE]], ""))

    def _compare(self, rest: Likely, search: _Search, only: str) -> None:
        """Compare units from the likeliest on while one may be wanted and there is hope."""
        most = search.most_compared
        before, done, read, step, enough = search.compared, 0, 0, _FIRST, min(most, _enough(search.cutoff))
        while done < enough and read < _MOST_LISTED and len(rest := rest.at_least(search.cutoff / 100)):
            some, rest = rest.split(min(step, enough - done))
            is_good = search.take(self._rows(some.ids.tolist(), only))
            done, read, step = search.compared - before, read + len(some), 2 * step
            if is_good:
                enough = min(max(enough, 3 * done), most)

    def _spellings(self, source: str, only: str) -> list[tuple[int, str, int]]:
        """A unit for each spelling of a source in other case."""
        query = f"SELECT min(id), source, pair FROM ({_SPELLED}) GROUP BY source".format(only)
        return self._db.execute(query, _prefix_span(key_bytes(folded(source)))).fetchall()

    def substring(self, text: str, limit: int = 50, side: str = "") -> Iterator[int]:
        """Ids of units with `text` on either side, spelled the same but for width, case and blanks; one of a group.

        `side` is "source" or "target" where only that is meant.
        """
        form = search_form(text)
        seen: set[bytes] = set()
        with self.reading():
            for number in self._containing(form, [side] if side else list(_SIDES)):
                group = self._db.execute("SELECT substr(hash, 1, 16) FROM unit WHERE id = ?", (number,)).fetchone()
                if group and group[0] not in seen:
                    seen.add(group[0])
                    yield number
                    if len(seen) >= limit:
                        return

    def _containing(self, form: str, sides: Sequence[str]) -> Iterator[int]:
        if not form:  # nothing of the text is seen
            return
        for number, _, *forms in self._tail:
            if any(form in forms[_SIDES[side]] for side in sides):
                yield number
        if len(form) == 1 and ord(form) < 0x2E80:  # both sides of a unit together, as a text in Chinese may have none
            texts = " || char(10) || ".join(sides)
            yield from _holding(form, self._db.execute(f"SELECT id, {texts} FROM unit"))
            return
        for side in sides:
            query = f"SELECT id, {side} FROM unit"
            ids = iter(self._index.containing(form, _SIDES[side]))
            while some := list(islice(ids, 100)):
                yield from _holding(form, self._db.execute(f"{query} WHERE id IN ({','.join('?' * len(some))})", some))

    def units(self, ids: Sequence[int]) -> dict[int, Unit]:
        """The units with these ids, those that exist."""
        with self.reading():
            found: dict[int, Unit] = {}
            for start in range(0, len(ids), 500):
                some = ids[start : start + 500]
                query = f"SELECT {self._columns} FROM unit WHERE id IN ({','.join('?' * len(some))})"
                found |= {row[0]: unit_of(row, self._pairs[row[1]]) for row in self._db.execute(query, some)}
        return {i: found[i] for i in ids if i in found}

    def __iter__(self) -> Iterator[Unit]:
        """All units in the order in which they came in."""
        return (unit for _, unit in self.items())

    def items(self, file: int | None = None) -> Iterator[tuple[int, Unit]]:
        """All (id, unit) in the order in which they came in, or those of one file in its order; 0 is for no file."""
        with explained(self.path):
            self._refresh()
            if file:
                rows: Iterator[tuple[Any, ...]] = self._rows_of(file)
            else:
                where = _OF_NO_FILE if file == 0 and self._has_files() else ""
                rows = self._db.execute(f"SELECT {self._columns} FROM unit {where} ORDER BY id")
            for row in rows:
                yield row[0], unit_of(row[: len(COLUMNS)], self._pairs[row[1]])

    def items_of(self, files: Collection[int]) -> Iterator[tuple[int, Unit]]:
        """All (id, unit) that any of these files had, in the order in which they came in."""
        numbers = ",".join(map(str, files))
        with explained(self.path):
            self._refresh()
            query = f"SELECT {self._columns} FROM unit {_OF_FILES.format(numbers)} ORDER BY id"
            for row in self._db.execute(query):
                yield row[0], unit_of(row, self._pairs[row[1]])

    def items_between(self, pairs: Collection[tuple[str, str]]) -> Iterator[tuple[int, Unit]]:
        """All (id, unit) in these pairs of languages, in the order in which they came in."""
        with explained(self.path):
            self._refresh()
            query = f"SELECT {self._columns} FROM unit WHERE id > 0{self._only(pairs.__contains__)} ORDER BY id"
            for row in self._db.execute(query):
                yield row[0], unit_of(row, self._pairs[row[1]])

    def _rows_of(self, file: int) -> Iterator[tuple[Any, ...]]:
        """The rows of a file, each with its place there, in the order of the file."""
        query = f"SELECT {self._columns}, {_PLACE.format('id')} FROM unit WHERE file = ? ORDER BY id"
        own = self._db.execute(query, (file,))
        further = self._db.execute(_FURTHER.format(self._columns, self._place), (file,))
        return heapq.merge(own, further, key=lambda row: row[-1])

    def _has_files(self) -> bool:
        """Whether the memory is of a version that keeps them."""
        return bool(self._db.execute("SELECT 1 FROM sqlite_master WHERE name = 'unit_file'").fetchone())

    def files(self) -> dict[int, tuple[UnitFile, int]]:
        """The files that units came from, by number, with how many of their units are there."""
        with explained(self.path):
            if not self._has_files():
                return {}
            counts: Counter[int] = Counter()
            for query in (_COUNT_FIRST, _COUNT_FURTHER):
                counts.update(dict(self._db.execute(query).fetchall()))
            rows = self._db.execute("SELECT id, name, header FROM file ORDER BY id").fetchall()
        return {row[0]: (file_of(row[1], row[2]), counts[row[0]]) for row in rows}

    def file_name(self, unit: Unit) -> str:
        """The name of the file that a unit of these texts came from first, "" where it came from none."""
        with explained(self.path):
            if not self._has_files():
                return ""
            span = _prefix_span(key_bytes(folded(unit.source)))
            found = self._db.execute(_FILE_OF, (*span, unit.source, unit.target)).fetchone()
        return str(found[0]) if found else ""

    def count(self) -> int:
        """The number of units."""
        with explained(self.path):
            return self.languages().total()

    def languages(self) -> Counter[tuple[str, str]]:
        """How many units there are for each pair of languages."""
        with explained(self.path):
            is_old = not self._db.execute("SELECT 1 FROM pragma_table_info('pair') WHERE name = 'units'").fetchone()
            count = "(SELECT count(*) FROM unit WHERE unit.pair = pair.id)" if is_old else "units"
            rows = self._db.execute(f"SELECT source, target, {count} FROM pair ORDER BY id")
            return Counter({(row[0], row[1]): row[2] for row in rows if row[2]})

    def named(self) -> dict[str, Counter[str]]:
        """How many units each user made or changed, and how many are of each project and document."""
        queries = {
            "users": "SELECT creation_id AS name, id FROM unit UNION SELECT change_id, id FROM unit",
            "projects": "SELECT project AS name, id FROM unit",
            "origins": "SELECT origin AS name, id FROM unit",
        }
        counted = "SELECT name, count(*) FROM ({}) WHERE name != '' GROUP BY name ORDER BY count(*) DESC, name"
        with explained(self.path):
            return {what: Counter(dict(self._db.execute(counted.format(q)))) for what, q in queries.items()}

    def days(self) -> tuple[str, str]:
        """The first and the last date of a change, or else of the making, of a unit; empty where none has one."""
        dates = "SELECT coalesce(nullif(change_date, ''), creation_date) AS date FROM unit"
        with explained(self.path):
            found = self._db.execute(f"SELECT min(date), max(date) FROM ({dates}) WHERE date != ''").fetchone()
        return found[0] or "", found[1] or ""

    def pairs(self) -> list[tuple[str, str]]:
        """The pairs of languages that the last question found in the store."""
        return list(self._pairs.values())

    def pair(self, number: int) -> tuple[str, str]:
        """The languages of a pair number that candidates() gave."""
        return self._pairs[number]


def _enough(lowest: float) -> int:
    """How many units are compared at least: marks tell the less, the less alike texts may be."""
    return int(min(_MOST_COMPARED, _ENOUGH * 2 ** (max(0.0, _USUAL - lowest) / _DOUBLED)))


class _Search:
    """The units found so far that are most alike a folded text, and what another one must reach to be of use."""

    def __init__(self, form: str, wanted: Wanted) -> None:
        self._form = form
        self._wanted = wanted
        self._found: list[tuple[float, int, str]] = []
        self._lower = lowered(form)
        self._scores: dict[str, float] = {}
        self._seen: set[str] = set()
        self._sources: set[str] = set()
        self.cutoff = wanted.min_score
        self._spelled: list[tuple[float, str]] = []

    def take(self, rows: Sequence[tuple[int, str, int]]) -> bool:
        """Compare the sources of some more units; whether a new one was good enough."""
        before = len(self._scores)
        rows = list({row[1]: row for row in reversed(rows) if row[1] not in self._sources}.values())[::-1]
        self._sources.update(row[1] for row in rows)
        forms = folded_many([row[1] for row in rows])
        for most, index in nearest(self._lower, list(map(lowered, forms)), self.cutoff):
            score, source = similarity(self._form, forms[index], self.cutoff), rows[index][1]
            if score:
                self._found.append((score, rows[index][0], source))
                self._scores[forms[index]] = score
            if (lower := lowered(forms[index])) not in self._seen:
                self._seen.add(lower)
                if lower.upper() != lower:
                    self._spelled.append((most, source))
        if len(self._scores) >= self._wanted.limit:
            least = heapq.nlargest(self._wanted.limit, self._scores.values())[-1] - self._wanted.slack
            self.cutoff = max(self.cutoff, least)
        return len(self._scores) > before

    @property
    def compared(self) -> int:
        """How many different sources were compared."""
        return len(self._sources)

    @property
    def most_compared(self) -> int:
        """How many may be compared at most: long texts take long."""
        return min(_MOST_COMPARED, max(_FIRST, _MOST_WORK // max(1, len(self._form)) ** 2))

    def spelled(self) -> Iterator[str]:
        """Sources of which other spellings, which the index does not tell apart, may be good enough; the best first."""
        some, self._spelled = sorted(self._spelled, reverse=True), []
        yield from (source for most, source in some if most >= self.cutoff)

    def found(self) -> list[tuple[float, int, str]]:
        """What was found, best first."""
        return sorted(self._found, key=lambda row: (-row[0], row[1]))


def _wanted_most(rows: Sequence[Sequence[Any]], text: str, context: tuple[str | None, str | None]) -> list[int]:
    """Ids of rows of _EXACT in the order in which they are wanted; what says something new before repetitions."""
    agreeing = [0] * len(rows)
    for column, wanted in zip((4, 5), context, strict=True):
        if wanted is not None:
            form = folded(wanted)
            for index, had in enumerate(folded_many([row[column] or "" for row in rows])):
                agreeing[index] += had == form

    order = sorted(range(len(rows)), key=lambda i: rows[i][7], reverse=True)
    order.sort(key=lambda i: (-agreeing[i], rows[i][1] != text, -(rows[i][6] or 0)))
    first: dict[tuple[str, ...], int] = {}
    for index in order:
        first.setdefault(tuple(rows[index][1:4]), index)
    new = set(first.values())
    order.sort(key=lambda i: i not in new)
    return [rows[i][0] for i in order[:_MOST_EXACT]]


def _holding(form: str, rows: Iterator[tuple[int, str]]) -> Iterator[int]:
    """Ids of the rows whose text has the search form in it."""
    while some := list(islice(rows, _FOLDED)):
        forms = folded_many([text for _, text in some])
        yield from (number for (number, _), text in zip(some, forms, strict=True) if form in lowered(text))


def _prefix_span(prefix: bytes) -> tuple[bytes, bytes]:
    return prefix, prefix + b"\xff" * 13
