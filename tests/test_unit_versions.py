"""Which units are one unit: a file is kept as it is, read again it changes nothing, a later version takes its place."""

from __future__ import annotations

import gzip
import random
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tmkit.errors import StoreError
from tmkit.formats.tmx import read_tmx, write_tmx
from tmkit.model import TranslationUnit, Unit, UnitFile, Variant
from tmkit.pipeline.memory import Memory
from tmkit.stores.sqlite import SqliteStore, schema

DATA = Path(__file__).parent / "data" / "memory"
A, B = UnitFile("a.tmx"), UnitFile("b.tmx")
OLD, NEW = "20240101T000000Z", "20250101T000000Z"


def unit(**fields: Any) -> Unit:
    """A unit of which only these fields differ from the others."""
    return Unit("甲", "a", **fields)


def used(date: str) -> TranslationUnit:
    """A unit as it was read, with the date of its last use."""
    return TranslationUnit((Variant("zh-CN", ("甲",)), Variant("en-US", ("a",))), (("lastusagedate", date),))


# Few different units, so that many are equal or versions of each other.
units = st.builds(
    unit,
    id=st.sampled_from(["", "", "1"]),
    creation_date=st.sampled_from(["", OLD]), creation_id=st.sampled_from(["", "li"]),
    change_date=st.sampled_from(["", OLD, NEW]), change_id=st.sampled_from(["", "wang"]),
    usage_count=st.sampled_from([None, 3]), props=st.sampled_from([(), (("x-client", "A"),)]),
    tu=st.sampled_from([None, None, used(OLD), used(NEW)]),
)  # fmt: skip
texts = st.lists(units, max_size=8)


def rows(store: SqliteStore) -> list[list[tuple[Any, ...]]]:
    """All that the memory holds."""
    return [store._db.execute(f"SELECT * FROM {table}").fetchall() for table in ("unit", "unit_file", "file")]


def units_of(store: SqliteStore, file: UnitFile) -> list[Unit]:
    """The units of a file, in its order."""
    return [u for n, (held, _) in store.files().items() if held == file for _, u in store.items(n)]


@given(texts)
@settings(deadline=None)
def test_a_file_is_kept_as_it_is(units: list[Unit]) -> None:
    """A new memory has every unit of the file, equal ones and versions too, in its order."""
    with SqliteStore() as store:
        assert store.add(units, file=A).added == len(units)
        assert list(store) == units


@given(st.lists(texts, max_size=3), texts)
@settings(deadline=None, max_examples=300)
def test_a_file_read_again_changes_nothing(before: list[list[Unit]], units: list[Unit]) -> None:
    """Whatever the memory held, the same file twice leaves it as the first time did."""
    with SqliteStore() as store:
        for number, others in enumerate(before):
            store.add(others, file=UnitFile(str(number)))
        store.add(units, file=A)
        held = rows(store)
        report = store.add(units, file=A)
        assert (report.added, report.updated, report.unchanged) == (0, 0, len(units))
        assert rows(store) == held


@given(st.lists(texts, max_size=2), texts)
@settings(deadline=None, max_examples=300)
def test_no_unit_is_lost(before: list[list[Unit]], units: list[Unit]) -> None:
    """Of every unit that came in, as often as in any file, there is it or a version that is later."""
    with SqliteStore() as store:
        for number, some in enumerate([*before, units]):
            store.add(some, file=UnitFile(str(number)))
        held = list(store)
    for some in (*before, units):
        left = list(held)
        for one in some:
            if one in left:
                left.remove(one)
            else:
                assert any(is_later(other, one) for other in held)


def is_later(one: Unit, other: Unit) -> bool:
    """Whether the first has a later date, more uses or a later use than the second."""
    dates = [
        (u.change_date or u.creation_date, u.usage_count or 0, u.tu.attributes if u.tu else ()) for u in (one, other)
    ]
    return one.id == other.id and dates[0] > dates[1]


@given(st.lists(texts, max_size=2), texts, st.integers(1, 3), st.integers(0, 8))
@settings(deadline=None, max_examples=300)
def test_an_import_that_broke_off_goes_on(before: list[list[Unit]], units: list[Unit], size: int, end: int) -> None:
    """In parts, broken off anywhere and begun again, a file gives the memory that it gives at once."""
    stores = [SqliteStore(), SqliteStore()]
    for number, others in enumerate(before):
        for store in stores:
            store.add(others, file=UnitFile(str(number)))
    stores[0].add(units, file=A)

    def broken():
        yield from units[:end]
        raise RuntimeError

    memory = Memory(stores[1])
    with pytest.raises(RuntimeError):
        memory.add(broken(), commit_every=size, file=A)
    memory.add(units, commit_every=size, file=A)
    assert list(stores[1]) == list(stores[0])
    assert units_of(stores[1], A) == units_of(stores[0], A)
    memory.add(units, file=A)
    assert list(stores[1]) == list(stores[0])


@given(texts, texts)
@settings(deadline=None, max_examples=200)
def test_each_file_has_its_own_order(first: list[Unit], second: list[Unit]) -> None:
    """Units that an earlier file brought stand in a later one where it has them, and stay there after maintenance."""
    undated = [
        [replace(u, creation_date="", change_date="", usage_count=None, tu=None) for u in us] for us in (first, second)
    ]
    with SqliteStore() as store:
        for file, some in zip((A, B), undated, strict=True):
            store.add(some, file=file)
        for file, some in zip((A, B), undated, strict=True):
            assert units_of(store, file) == some
        changed = [(number, replace(u, target=u.target + "!")) for number, u in list(store.items()) if u.id]
        store.exchange(changed)
        for file, some in zip((A, B), undated, strict=True):
            assert [u.id for u in units_of(store, file)] == [u.id for u in some]


@given(st.lists(st.tuples(st.sampled_from([A, B, UnitFile("c.tmx"), None]), texts), max_size=5))
@settings(deadline=None, max_examples=300)
def test_a_memory_is_copied_as_it_is(parts: list[tuple[UnitFile | None, list[Unit]]]) -> None:
    """Imported into a new one, a memory has the same units and files, whatever came in by what ways; again, no more."""
    with SqliteStore() as store, SqliteStore() as new:
        for file, some in parts:
            store.add(some, file=file)
        for _ in range(2):
            Memory(new).add_memory(Memory(store))
            assert sorted(new, key=repr) == sorted(store, key=repr)
            for file, _ in store.files().values():
                assert units_of(new, file) == units_of(store, file)


# the rule, case by case


def kept(*files: list[Unit] | Unit) -> list[Unit]:
    """What a memory has after these files, one after the other."""
    with SqliteStore() as store:
        for number, some in enumerate(files):
            store.add(some if isinstance(some, list) else [some], file=UnitFile(str(number)))
        return list(store)


BORN = {"creation_date": OLD, "creation_id": "li"}
CLIENT = (("x-client", "B"),)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (unit(id="1", change_date=OLD), unit(id="1", change_date=NEW, notes=("checked",))),
        (unit(id="1"), unit(id="1", change_date=OLD, props=CLIENT)),
        (unit(usage_count=1), unit(usage_count=2)),
        (unit(change_id="li", change_date=OLD), unit(change_id="wang", change_date=NEW)),
        (unit(tu=used(OLD)), unit(tu=used(NEW))),
        (unit(**BORN), unit(**BORN, change_date=NEW, props=CLIENT)),
    ],
)
def test_a_later_version_takes_the_place(earlier: Unit, later: Unit) -> None:
    """A version with a later date or more uses replaces the earlier one, and is not replaced by it."""
    assert kept(earlier, later) == [later]
    assert kept(later, earlier) == [later]
    assert kept([earlier, later]) == [earlier, later]
    assert kept([later, earlier]) == [later, earlier]
    assert kept([earlier, later], [earlier, later]) == [earlier, later]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (unit(), unit(props=CLIENT)),
        (unit(id="1"), unit(id="1", props=CLIENT)),
        (unit(creation_id="li"), unit(creation_id="wang")),
        (unit(creation_date=OLD), unit(creation_date=NEW)),
        (unit(creation_date=OLD), unit(creation_date=OLD, change_date=NEW, notes=("n",))),
        (unit(change_date=OLD, change_id="li"), unit(change_date=OLD, change_id="wang")),
        (unit(score=0.5), unit(score=0.6)),
        (unit(notes=("n",)), unit(notes=("m",))),
    ],
)
def test_what_differs_otherwise_stands_side_by_side(one: Unit, other: Unit) -> None:
    """Units that differ in a fact and are no versions of each other are both there, from one file or two."""
    for files in ((one, other), ([one, other],), ([one, other], [other, one]), ([one], [one, other])):
        assert sorted(kept(*files), key=repr) == sorted([one, other], key=repr)


def test_without_a_file_equal_units_are_one() -> None:
    """Units that a program adds by itself are there once each, however often it adds them."""
    with SqliteStore() as store:
        assert store.add([unit(), unit(), unit(props=CLIENT)]).added == 2
        assert store.add([unit(props=CLIENT), unit()]).unchanged == 2
        assert store.add([unit(), unit()], file=A).added == 1
        assert store.add([unit()]).unchanged == 1


def test_a_source_with_thousands_of_copies_is_read_in_time(tmp_path: Path) -> None:
    """Reading 8,000 copies of a unit, each with its own client, again takes no more than thrice as long as at first."""
    units = [unit(**BORN, props=(("x-client", str(number)),)) for number in range(8000)]
    later = [replace(u, change_date=NEW) for u in units]
    seconds = []
    with SqliteStore(tmp_path / "m.db") as store:
        for some, said in ((units, "added"), (units, "unchanged"), (later, "updated")):
            start = time.process_time()
            assert getattr(store.add(some, file=A), said) == 8000
            seconds.append(time.process_time() - start)
        assert list(store) == later
    assert max(seconds[1:]) < 3 * seconds[0] + 1


def test_a_translation_is_found_behind_many_copies_of_another(tmp_path: Path) -> None:
    """Hundreds of units with the same two texts do not hide the other translation of a source that is alike."""
    many = [Unit("加快发展新质生产力", "Develop.", props=(("n", str(number)),)) for number in range(500)]
    with Memory.open(tmp_path / "m.db") as memory:
        memory.add([*many, Unit("加快发展新质生产力", "Speed up.")], file=A)
        for text in ("加快发展新质生产力", "加快发展新生产力"):
            assert {match.unit.target for match in memory.lookup(text)} == {"Develop.", "Speed up."}


def test_a_concordance_shows_units_side_by_side_once(tmp_path: Path) -> None:
    """Copies and other clients of a pair take no room of other pairs, in the index and outside it."""
    for count in (50, 3000):
        many = [Unit("加快发展", "Develop.", props=(("n", str(number)),)) for number in range(count)]
        with Memory.open(tmp_path / f"{count}.db") as memory:
            memory.add([*many, Unit("加快改革", "Reform.")], file=A)
            for text in ("加快", "e", "展", "Reform"):
                found = [found.target for found in memory.concordance(text, 2)]
                assert found == {"展": ["Develop."], "Reform": ["Reform."]}.get(text, ["Develop.", "Reform."])


# older memories


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A memory that version 5 of the format wrote, and the two files that went into it, versions/5.{a,b}.tmx."""
    path = tmp_path / "5.db"
    path.write_bytes(gzip.decompress((DATA / "versions" / "5.db.gz").read_bytes()))
    return path


def test_a_memory_of_version_5_is_read_as_it_was(old: Path) -> None:
    """Opened to be read it stays as it is, and gives its units and files."""
    before = old.read_bytes()
    with Memory.open(old, read_only=True) as memory:
        assert [u.source for u in memory] == ["甲", "乙", "Third.", "丁", "己"]
        assert [u.source for u in units_of(memory.store, memory.files()[2][0])] == ["甲", "Third.", "丁"]
        assert memory.lookup("己")[0].score == 100
    assert old.read_bytes() == before


def test_a_memory_of_version_5_gets_what_it_left_out(old: Path, tmp_path: Path) -> None:
    """Brought up to date and given its files again, it adds the units that version 5 took for one, and no other."""
    with Memory.open(old) as memory:
        held = list(memory)
        for name, added in (("5.a.tmx", 2), ("5.b.tmx", 0)):
            reader = read_tmx(DATA / "versions" / name)
            report = memory.add(reader, file=replace(reader.unit_file, name=name.removeprefix("5.")))
            assert (report.added, report.updated) == (added, 0)
        assert list(memory)[: len(held)] == held
        assert len(memory.files()) == 2
        write_tmx(tmp_path / "a.tmx", units_of(memory.store, memory.files()[1][0]))
    found = sorted((u.source, u.props) for u in read_tmx(tmp_path / "a.tmx"))
    assert found == sorted((u.source, u.props) for u in read_tmx(DATA / "versions" / "5.a.tmx"))


WRITE = """
import sys
from tmkit.formats.tmx import read_tmx
from tmkit.pipeline.memory import Memory
with Memory.open(sys.argv[1]) as memory:
    print("open", flush=True)
    reader = read_tmx(sys.argv[2])
    memory.add(reader, file=reader.unit_file, commit_every=int(sys.argv[3]), progress=lambda n: print(n, flush=True))
"""


def killed(seconds: float, *arguments: object) -> bool:
    """Run WRITE and kill it after so long; whether it ended before."""
    process = subprocess.Popen([sys.executable, "-c", WRITE, *map(str, arguments)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(seconds)
    process.kill()  # the process is not asked
    process.communicate()
    return process.returncode == 0


def repetitive(count: int) -> list[Unit]:
    """Units among which many are equal, versions of each other, or differ in their clients."""
    noise = random.Random(5)
    return [
        Unit(
            f"第{noise.randrange(count // 4)}条", "Article", id=noise.choice(["", "a"]),
            change_date=noise.choice(["", OLD, NEW]), props=noise.choice([(), CLIENT]),
        )
        for _ in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize("every", [0, 1500])
def test_kill_9_and_import_again_gives_the_whole_file(tmp_path: Path, every: int) -> None:
    """An import killed at many moments and begun again leaves what one without trouble does, copies too."""
    units, path, noise = repetitive(20_000), tmp_path / "m.db", random.Random(1)
    write_tmx(tmp_path / "a.tmx", units)
    for _ in range(6):
        killed(noise.random() * 0.4, path, tmp_path / "a.tmx", every)
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert every or db.execute("SELECT count(*) FROM unit").fetchone()[0] in (0, len(units))
    with Memory.open(path) as memory:
        reader = read_tmx(tmp_path / "a.tmx")
        memory.add(reader, file=reader.unit_file, commit_every=every)
        assert list(memory) == units
        assert memory.add(read_tmx(tmp_path / "a.tmx"), file=reader.unit_file).unchanged == len(units)


def test_two_writers_of_one_file_leave_it_once(tmp_path: Path) -> None:
    """Two processes that import one file in parts at the same time leave each of its units as often as it has it."""
    units, path = repetitive(6000), tmp_path / "m.db"
    write_tmx(tmp_path / "a.tmx", units)
    Memory.open(path).close()
    command = [sys.executable, "-c", WRITE, str(path), str(tmp_path / "a.tmx"), "500"]
    writers = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [writer.wait() for writer in writers] == [0, 0]
    with Memory.open(path, read_only=True) as memory:
        assert sorted(memory, key=repr) == sorted(units, key=repr)


def test_kill_9_while_a_memory_is_brought_up_to_date(tmp_path: Path, old: Path) -> None:
    """Killed at any moment of that, the file is of the old version or of the new one, with all its units."""
    with Memory.open(old) as memory:
        memory.add([Unit(f"第{n}条规定", f"Article {n}", id=str(n)) for n in range(20_000)], file=A)
        count = len(memory)
    with closing(sqlite3.connect(old)) as db, db:
        for statement in (
            "ALTER TABLE unit DROP COLUMN form", "ALTER TABLE unit_file DROP COLUMN place",
            "ALTER TABLE file DROP COLUMN begun", "ALTER TABLE pair DROP COLUMN units", "DELETE FROM mark",
            "PRAGMA user_version = 4",
        ):  # fmt: skip
            db.execute(statement)
    data = old.read_bytes()
    versions = set()
    for number in range(6):
        old.write_bytes(data)
        for end in ("-wal", "-shm"):
            Path(f"{old}{end}").unlink(missing_ok=True)
        process = subprocess.Popen([sys.executable, "-c", OPEN, str(old)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(number * 0.06)
        process.kill()
        process.communicate()
        with closing(sqlite3.connect(old)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            versions.add(db.execute("PRAGMA user_version").fetchone()[0])
        with Memory.open(old) as memory:
            assert len(memory) == count
            assert memory.lookup("第19999条规定")[0].kind == "exact"
    assert versions <= {4, schema.VERSION}


OPEN = """
import sys
from tmkit.pipeline.memory import Memory
print("open", flush=True)
Memory.open(sys.argv[1])
"""


def test_a_full_disk_and_more_room_give_the_whole_file(tmp_path: Path) -> None:
    """An import in parts that stopped at a full disk goes on, once there is room, to what it gives without trouble."""
    units = repetitive(20_000)
    with Memory.open(tmp_path / "m.db") as memory:
        memory.store._db.execute("PRAGMA max_page_count = 500")
        with pytest.raises(StoreError, match=r"disk is full; \d+,000 units were committed before"):
            memory.add(units, commit_every=1000, file=A)
        assert 0 < len(memory) < len(units)
        memory.store._db.execute("PRAGMA max_page_count = 100000")
        memory.add(units, commit_every=1000, file=A)
        assert list(memory) == units
