"""The memory file: nothing lost, nothing doubled, several readers, one clear sentence for what goes wrong."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tmkit.errors import StoreError, TmkitError
from tmkit.model import Element, TranslationUnit, Unit, Variant
from tmkit.pipeline.memory import Memory
from tmkit.stores.sqlite import SqliteStore
from tmkit.stores.sqlite.blocks import Block
from tmkit.stores.sqlite.grams import Postings


def numbered(count: int, start: int = 0) -> list[Unit]:
    """Units that differ in their number."""
    return [
        Unit(f"第{i}条规定如下所述。", f"Article {i} reads as follows.", id=f"n{i}")
        for i in range(start, start + count)
    ]


FULL = Unit(
    "甲乙丙丁。", "A b c d.", "zh-CN", "en-GB", "id1", "doc", 7, 0.5, "前", "后", "20240105T080000Z", "li",
    "20240106T080000Z", "wang", 3, (("project", "p"), ("x", "y")), ("a note",),
    TranslationUnit(
        (
            Variant("zh-CN", ("甲", Element("ph", (("x", "1"),), ("<br/>", Element("sub", (), ("s",)))), "乙丙丁。")),
            Variant("en-GB", ("A b c d.",), (("changeid", "me"),), (Element("note", (), ("n",)),)),
            Variant("ja", ("あ",)),
        ),
        (("tuid", "id1"),),
        (Element("prop", (("type", "x"), ("xml:lang", "en")), ("y",)),),
    ),
)  # fmt: skip


def test_a_unit_comes_back_whole(tmp_path: Path) -> None:
    """Every field, with codes, further languages and props, is the same after closing and opening."""
    with SqliteStore(tmp_path / "m.db") as store:
        store.add([FULL, *numbered(3)])
    with SqliteStore(tmp_path / "m.db", read_only=True) as store:
        assert list(store) == [FULL, *numbered(3)]


def test_adding_again_changes_nothing(tmp_path: Path) -> None:
    """The same units twice are the same units once, within one call and over several."""
    units = numbered(5000)
    with SqliteStore(tmp_path / "m.db") as store:
        assert store.add([*units, *units]).added == 5000
        report = store.add(units)
        assert (report.added, report.updated, report.unchanged) == (0, 0, 5000)
        assert store.count() == 5000


def test_a_later_version_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    """A unit that was changed later or used more replaces its older self, never the other way round."""
    old = Unit("甲", "a", id="1", change_date="20240101T000000Z")
    new = Unit("甲", "a", id="1", change_date="20250101T000000Z", notes=("checked",))
    with SqliteStore(tmp_path / "m.db") as store:
        store.add([old])
        assert store.add([new]).updated == 1
        assert store.add([old]).unchanged == 1
        assert list(store) == [new]


def test_a_failed_import_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    """Units that came before the failure are taken back."""

    def failing():
        yield from numbered(9000, 100)
        raise RuntimeError

    with SqliteStore(tmp_path / "m.db") as store:
        store.add(numbered(10))
        with pytest.raises(RuntimeError):
            store.add(failing())
        assert list(store) == numbered(10)
        assert store.add(numbered(10)).unchanged == 10


def test_an_import_in_parts_keeps_what_was_committed(tmp_path: Path) -> None:
    """With commit_every a broken import keeps its whole parts, and the same import again adds the rest."""

    def failing():
        yield from numbered(2500)
        raise RuntimeError

    with Memory.open(tmp_path / "m.db") as memory:
        with pytest.raises(RuntimeError):
            memory.add(failing(), commit_every=1000)
        assert len(memory) == 2000
        report = memory.add(numbered(2500), commit_every=1000)
        assert (report.added, report.unchanged) == (500, 2000)


def test_new_units_are_found_at_once_by_every_reader(tmp_path: Path) -> None:
    """A unit is found right after it was added, by the writer and by a reader that was open before."""
    with Memory.open(tmp_path / "m.db") as writer:
        writer.add(numbered(3000))
        with Memory.open(tmp_path / "m.db", read_only=True) as reader:
            assert not reader.lookup("协调推进城乡建设。")
            writer.add([Unit("协调推进城乡建设。", "Advance urban and rural construction.")])
            for memory in (writer, reader):
                assert memory.lookup("协调推进城乡建设。")[0].score == 100
                assert memory.lookup("协调推进城镇建设。")[0].kind == "fuzzy"
                assert len(memory.concordance("城乡")) == 1
                assert len(memory.concordance("urban and")) == 1


def test_many_small_additions_find_the_same_as_one_large(tmp_path: Path) -> None:
    """Index runs that were merged on the way give the same answers as one that was made at once."""
    noise = random.Random(4)
    letters = [chr(0x4E00 + noise.randrange(400)) for _ in range(300)]
    texts = ["".join(noise.choice(letters) for _ in range(noise.randrange(3, 30))) for _ in range(12_000)]
    units = [Unit(text, f"t {i} {text}") for i, text in enumerate(texts)]
    with Memory.open(tmp_path / "a.db") as small, Memory.open(tmp_path / "b.db") as large:
        for start in range(0, len(units), 1100):
            small.add(units[start : start + 1100])
        large.add(units)
        for text in noise.sample(texts, 60):
            query = text[1:] + "的"
            found = [[(m.unit.source, m.score) for m in memory.lookup(query, 60)] for memory in (small, large)]
            assert found[0] == found[1]
            assert {u.target for u in small.concordance(text[:2])} == {u.target for u in large.concordance(text[:2])}


def lists_of(postings: Postings) -> list[tuple[int, bytes]]:
    """(gram, list) of all blocks."""
    return [entry for first, row in postings.rows(0) for entry in Block.of(first, row).between(0, 1 << 34)]


def test_a_question_sees_one_state_of_the_index(tmp_path: Path) -> None:
    """Runs that another process merges between two steps of one question are still read, and nothing twice or never."""
    with SqliteStore(tmp_path / "m.db") as writer, SqliteStore(tmp_path / "m.db", read_only=True) as reader:
        for part in range(7):
            writer.add([Unit(f"第{n}条规定", f"rule {part} {n}") for n in range(1100)])
        found = reader.substring("rule", 100_000)
        ids = [next(found)]
        for part in range(7, 16):
            writer.add([Unit(f"第{n}条规定", f"rule {part} {n}") for n in range(1100)])
        ids += found
        assert len(ids) == len(set(ids)) == 7 * 1100
        assert len(list(reader.substring("rule", 100_000))) == 16 * 1100


def test_long_texts_are_indexed_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many batches and pieces an import of long texts makes, and whatever holes it has, all is found."""
    from tmkit.stores.sqlite import adding, index
    from tmkit.stores.sqlite import store as stores

    monkeypatch.setattr(stores, "_CHUNK", 16)
    monkeypatch.setattr(adding, "_BATCH_CHARACTERS", 30_000)
    monkeypatch.setattr(adding, "PIECE_CHARACTERS", 7_000)
    monkeypatch.setattr(index, "PIECE_CHARACTERS", 3_000)
    noise = random.Random(3)
    texts = ["".join(noise.choices("天地玄黄宇宙洪荒abcde", k=noise.choice([5, 40, 300, 900]))) for _ in range(1200)]
    with SqliteStore() as store:
        store.add(Unit(text, text[::-1], id=str(n)) for n, text in enumerate(texts[:90]))
        store.add(Unit(text, text[::-1], id=str(n)) for n, text in enumerate(texts[90:], 90))
        for _ in range(2):
            batches = store._db.execute("SELECT length(data) FROM mark").fetchall()
            assert len(batches) >= 4
            for text in noise.sample([unit.source for unit in store], 20):
                assert Memory(store).lookup(text)[0].score == 100
                part = text[:2]
                held = sum(part in unit.source or part in unit.target for unit in store)
                assert len(list(store.substring(part, 1000))) == held
            store.remove(noise.sample([number for number, _ in store.items()], 20))
            store.optimize()


def test_the_longer_a_text_the_fewer_are_compared() -> None:
    """Comparing 100,000 characters with thousands of units would take minutes; some are compared in any case."""
    from tmkit.stores.sqlite.store import Wanted, _Search

    counts = [_Search("x" * size, Wanted(0)).most_compared for size in (0, 1, 300, 5_000, 100_000)]
    assert counts == sorted(counts, reverse=True)
    assert counts[2] >= 4000
    assert 48 <= counts[-1] < 100


def test_one_side_is_asked_alone() -> None:
    """Of a text that stands on both sides only the units are given that have it on the side asked for."""
    for count in (5, 2000):
        with SqliteStore() as store:
            units = [Unit(f"甲ab{n}", f"b{n}a") if n % 2 else Unit(f"b{n}a", f"甲ab{n}") for n in range(count)]
            store.add(units)
            for text in ("a", "甲", "ab", "甲a", "甲ab1", "b1a"):
                for side in ("source", "target"):
                    wanted = [unit for unit in units if text in getattr(unit, side)]
                    found = store.units(list(store.substring(text, count, side)))
                    assert sorted(map(str, found.values())) == sorted(map(str, wanted))


def test_what_is_found_can_be_removed_one_by_one(tmp_path: Path) -> None:
    """Units can be written while those that hold a text are still being given."""
    with SqliteStore(tmp_path / "m.db") as store:
        store.add(numbered(2000))
        assert sum(store.remove([number]) for number in store.substring("第8", 5)) == 5
        assert store.count() == 1995


def test_a_text_of_which_nothing_is_seen_is_in_no_unit() -> None:
    """A zero-width blank alone finds nothing, whether units are in the index or not."""
    for count in (5, 2000):
        with Memory.open(":memory:") as memory:
            memory.add(numbered(count))
            assert memory.concordance("\N{ZERO WIDTH SPACE}") == []


def test_lists_put_together_from_pieces_are_those_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sorting an import piece by piece, and writing it a range of grams at a time, gives the same posting lists."""
    from tmkit.stores.sqlite import grams

    monkeypatch.setattr(grams, "_PORTION", 1 << 10)
    noise = random.Random(1)
    texts = ["".join(noise.choices("的一是在不了有和人abcde fgh 5%", k=noise.randrange(30))) for _ in range(3000)]
    for bits in (0, 3):
        whole = grams.Postings(grams.gram_pairs(texts, 13, bits))
        pieces = [grams.gram_pairs(texts[at : at + 700], 13 + at, bits) for at in range(0, 3000, 700)]
        parts = list(grams.postings_of(pieces))
        assert len(parts) > 10
        assert [entry for part in parts for entry in lists_of(part)] == lists_of(whole)
    assert not list(grams.postings_of([]))


@pytest.mark.parametrize("count", [30, 600, 1023, 1024, 1500])
def test_optimizing_makes_no_memory_larger(tmp_path: Path, count: int) -> None:
    """With a unit less a small memory is not larger: too few units for an index get none, and answers stay."""
    with SqliteStore(tmp_path / "m.db") as store:
        store.add(numbered(count))
    before = (tmp_path / "m.db").stat().st_size
    with SqliteStore(tmp_path / "m.db") as store:
        store.remove([1])
        store.optimize()
        assert Memory(store).lookup("第8条规定如下所述。")[0].score == 100
        assert len(Memory(store).concordance("第8条")) == 1
    assert (tmp_path / "m.db").stat().st_size <= before


def test_units_are_counted_as_they_come_and_go() -> None:
    """The counts by pair of languages are those of the units, whatever was added, exchanged, taken out or undone."""
    noise = random.Random(6)
    tags = ["zh-CN", "zh-TW", "en-US", "de"]
    with SqliteStore() as store:
        for round_ in range(30):
            pairs = [noise.sample(tags, 2) for _ in range(40)]
            store.add(Unit(f"甲{noise.randrange(300)}", "a", *pair, id=str(round_)) for pair in pairs)
            there = list(store.items())
            if round_ % 3 == 1:
                store.remove([number for number, _ in noise.sample(there, 20)] * 2)
            if round_ % 3 == 2:
                some = noise.sample(there, 10)
                store.exchange((number, replace(unit, target="b", target_language="fr")) for number, unit in some)
            with pytest.raises(ZeroDivisionError):
                store.add(Unit(str(1 // (30 - i)), "c") for i in range(31))
            found = Counter((unit.source_language, unit.target_language) for unit in store)
            assert store.languages() == found
            assert store.count() == found.total()


def test_removed_units_are_gone_and_their_room_can_be_given_back(tmp_path: Path) -> None:
    """Deleted units are found no more, and optimizing changes no answer."""
    with SqliteStore(tmp_path / "m.db") as store:
        store.add(numbered(3000))
        ids = [number for number, unit in store.items() if int(unit.id[1:]) % 2]
        assert store.remove(ids) == 1500
        memory = Memory(store)
        for _ in range(2):
            assert len(store.exact("第8条规定如下所述。")) > 0
            assert memory.lookup("第7条规定如下所述。")[0].kind == "repaired"
            assert memory.lookup("第8条规定如下所述。")[0].score == 100
            assert len(memory.concordance("第8条")) == 1
            store.optimize()


WRITER = """
import sys
from tmkit.model import Unit
from tmkit.stores.sqlite import SqliteStore
store = SqliteStore(sys.argv[1])
start = store.count()
while True:
    store.add([Unit(f"第{i}条规定如下所述。", f"Article {i}") for i in range(start, start + 700)])
    start += 700
    print(start, flush=True)
"""


def test_kill_9_loses_no_committed_unit(tmp_path: Path) -> None:
    """A writer killed at any moment, many times over, leaves a whole file with all that it had reported."""
    path, noise, reported = tmp_path / "m.db", random.Random(9), 0
    for _ in range(12):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, encoding="ascii")
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(noise.randrange(1, 4))]
        time.sleep(noise.random() * 0.05)
        process.kill()  # SIGKILL, or TerminateProcess on Windows: the process is not asked
        lines += process.stdout.readlines()
        process.wait()
        reported = max([reported, *(int(line) for line in lines if line.endswith("\n") and line.strip())])
        with SqliteStore(path, read_only=True) as store:
            assert store.count() >= reported
            assert store.count() % 700 == 0
        with closing(sqlite3.connect(path)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Memory.open(path) as memory:
        assert memory.lookup(f"第{reported - 1}条规定如下所述。")[0].score == 100


def test_a_reader_is_not_disturbed_by_a_writer(tmp_path: Path) -> None:
    """While another process adds units, look-ups answer and never see half a transaction."""
    path = tmp_path / "m.db"
    with Memory.open(path) as memory:
        memory.add(numbered(700))
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE, encoding="ascii")
    try:
        assert process.stdout is not None
        process.stdout.readline()
        with Memory.open(path, read_only=True) as reader:
            for _ in range(40):
                assert len(reader) % 700 == 0
                assert reader.lookup("第8条规定如下所述。")[0].score == 100
    finally:
        process.kill()
        process.wait()


# what goes wrong


def test_no_memory_is_made_by_reading(tmp_path: Path) -> None:
    """Opening a path that does not exist for reading is an error and makes no file."""
    with pytest.raises(StoreError, match="no such memory"):
        Memory.open(tmp_path / "none.db", read_only=True)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"this is not a database at all, it is text " * 30, b"\0" * 5000])
def test_a_file_that_is_not_sqlite(tmp_path: Path, content: bytes) -> None:
    """Any other file is refused with a sentence and left as it is."""
    path = tmp_path / "m.db"
    path.write_bytes(content)
    for read_only in (True, False):
        with pytest.raises(StoreError, match="is not a tmkit memory"):
            Memory.open(path, read_only=read_only)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    """A SQLite file without our mark is not touched."""
    path = tmp_path / "m.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE contacts (name)")
        db.commit()
    with pytest.raises(StoreError, match="is not a tmkit memory"):
        Memory.open(path)


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    """A memory of a later version says so and what to do."""
    Memory.open(tmp_path / "m.db").close()
    with closing(sqlite3.connect(tmp_path / "m.db")) as db:
        db.execute("PRAGMA user_version = 99")
        db.commit()
    with pytest.raises(StoreError, match=r"newer tmkit \(format 99.*install a newer tmkit"):
        Memory.open(tmp_path / "m.db")


def test_a_locked_memory_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second writer waits and then gives one sentence; the first loses nothing."""
    from tmkit.stores.sqlite import schema

    monkeypatch.setattr(schema, "_PATIENCE", 0.1)
    path = tmp_path / "m.db"
    with Memory.open(path) as memory:
        memory.add(numbered(1))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError, match="being written by another process"):
                memory.add(numbered(2))
            other.execute("ROLLBACK")
        assert memory.add(numbered(2)).added == 1


def test_a_full_disk_leaves_the_memory_as_it_was(tmp_path: Path) -> None:
    """When the file cannot grow, the import is taken back and the sentence says that the disk is full."""
    with SqliteStore(tmp_path / "m.db") as store:
        store.add(numbered(10))
        pages = store._db.execute("PRAGMA page_count").fetchone()[0]
        store._db.execute(f"PRAGMA max_page_count = {pages + 20}")
        with pytest.raises(StoreError, match="disk is full"):
            store.add(numbered(50_000, 100))
        assert list(store) == numbered(10)


def test_a_memory_opened_for_reading_is_not_written(tmp_path: Path) -> None:
    """Adding to a memory that was opened read-only is one sentence."""
    Memory.open(tmp_path / "m.db").close()
    with Memory.open(tmp_path / "m.db", read_only=True) as memory, pytest.raises(StoreError, match="is read-only"):
        memory.add(numbered(1))


@pytest.mark.skipif(os.name == "nt", reason="a folder on Windows has no permission to take away by chmod")
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_memory_can_be_read_but_not_written(tmp_path: Path) -> None:
    """In a folder without write permission look-up works and adding is one sentence."""
    path = tmp_path / "m.db"
    with Memory.open(path) as memory:
        memory.add(numbered(10))
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        with Memory.open(path, read_only=True) as memory:
            assert memory.lookup("第8条规定如下所述。")[0].score == 100
        with pytest.raises(TmkitError, match=r"read-only|cannot be opened"), Memory.open(path) as memory:
            memory.add(numbered(20))
    finally:
        tmp_path.chmod(0o755)
        path.chmod(0o644)


def test_a_damaged_memory_is_one_sentence(tmp_path: Path) -> None:
    """Overwritten pages give an error that names the file and a cure, not a traceback."""
    path = tmp_path / "m.db"
    with Memory.open(path) as memory:
        memory.add(numbered(3000))
    data = bytearray(path.read_bytes())
    data[4096 * 3 :] = b"\xff" * (len(data) - 4096 * 3)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="is damaged"), Memory.open(path, read_only=True) as memory:
        list(memory)
