"""Memories that an older program wrote: brought up to date when opened to be written, readable before."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tmkit.errors import StoreError
from tmkit.model import Unit, UnitFile
from tmkit.pipeline.memory import Memory
from tmkit.stores.sqlite import schema

UNITS = [Unit(f"item {number}", f"第{number}项", "en", "zh", id=f"u{number}") for number in range(3000)]
_BEFORE_FILES = (
    "DROP TABLE mark", "DROP TABLE file", "DROP TABLE unit_file",
    "ALTER TABLE unit DROP COLUMN file", "ALTER TABLE unit DROP COLUMN form",
    "ALTER TABLE pair DROP COLUMN units",
)  # fmt: skip


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A memory of version 1, whose index is of no use to this one."""
    path = tmp_path / "old.db"
    with Memory.open(path) as memory:
        memory.add(UNITS)
    change(path, *_BEFORE_FILES, "UPDATE posting SET data = x'000102'", "PRAGMA user_version = 1")
    return path


def change(path: Path, *statements: str) -> None:
    """Run SQL on a memory."""
    with closing(sqlite3.connect(path)) as db, db:
        for statement in statements:
            db.execute(statement)


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """What a query finds."""
    with closing(sqlite3.connect(path)) as db:
        return db.execute(query).fetchall()


def test_an_older_memory_is_brought_up_to_date(old: Path, tmp_path: Path) -> None:
    """Opened to be written, it has the version and the index of a new one, and every unit as it was."""
    with Memory.open(old) as memory:
        assert list(memory) == UNITS
        assert memory.languages() == {("en", "zh"): len(UNITS)}
        assert memory.lookup("item 77", 100)[0].unit == UNITS[77]
    with Memory.open(tmp_path / "new.db") as memory:
        memory.add(UNITS)
    mask = (1 << 34) - 1
    index = f"SELECT (SELECT side FROM run WHERE id = posting.id >> 34), id & {mask}, data FROM posting ORDER BY 1, 2"
    assert rows(old, index) == rows(tmp_path / "new.db", index)
    assert rows(old, "PRAGMA user_version") == [(schema.VERSION,)]
    assert rows(old, "SELECT * FROM meta") == rows(tmp_path / "new.db", "SELECT * FROM meta")


def test_an_older_memory_can_be_read(old: Path) -> None:
    """Opened to be read, it stays as it is and answers."""
    before = old.read_bytes()
    with Memory.open(old, read_only=True) as memory:
        assert len(memory) == len(UNITS)
        assert memory.lookup("item 2077", 100)[0].unit == UNITS[2077]
    assert old.read_bytes() == before
    assert rows(old, "PRAGMA user_version") == [(1,)]


def test_an_older_memory_learns_of_files(tmp_path: Path) -> None:
    """Units of a memory that kept no files are of no file; once brought up to date, it keeps those that come."""
    path = tmp_path / "m.db"
    with Memory.open(path) as memory:
        memory.add(UNITS[:5])
    change(path, *_BEFORE_FILES, "PRAGMA user_version = 2")
    with Memory.open(path, read_only=True) as memory:
        assert memory.files() == {}
        assert [unit for _, unit in memory.store.items(0)] == UNITS[:5]
    with Memory.open(path) as memory:
        memory.add(UNITS[3:9], file=UnitFile("a.tmx"))
        assert list(memory.files().values()) == [(UnitFile("a.tmx"), 6)]
        assert [unit for _, unit in memory.store.items(0)] == UNITS[:3]


def test_every_older_version_has_its_step() -> None:
    """From each version there is one step to the next, up to the one that is written."""
    assert sorted(schema._STEPS) == list(range(1, schema.VERSION))


def test_a_step_that_fails_changes_nothing(old: Path) -> None:
    """Where a step breaks off, the file is of the old version with all that it held."""
    change(old, "DROP TABLE length")
    held = rows(old, "SELECT count(*), sum(length(data)) FROM posting")
    with pytest.raises(StoreError, match=r"old\.db: cannot be used: no such table: length"):
        Memory.open(old)
    assert rows(old, "PRAGMA user_version") == [(1,)]
    assert rows(old, "SELECT count(*), sum(length(data)) FROM posting") == held


def test_an_index_that_was_not_finished_is_finished(old: Path) -> None:
    """Killed between the step and the indexing, the next opening makes good for it."""
    change(old, *schema._STEPS[1], "PRAGMA user_version = 2")
    with Memory.open(old, read_only=True) as memory:
        assert memory.lookup("item 2077", 100)[0].unit == UNITS[2077]
    with Memory.open(old):
        pass
    assert rows(old, "SELECT value FROM meta WHERE name = 'indexed'") == [(len(UNITS),)]
    assert rows(old, "SELECT sum(length(data)) FROM posting")[0] > (5000,)
