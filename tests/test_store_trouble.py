"""What can go wrong around a memory file, as its user meets it: one sentence, exit code 1, nothing half-written."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from memory_cases import import_units

from tmkit.cli import main
from tmkit.formats.tmx import write_tmx
from tmkit.model import Unit

UNITS = [Unit(f"第{n}条规定如下所述。", f"Article {n} reads as follows.", origin=f"o{n % 3}") for n in range(2500)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with units.tmx and m.db."""
    monkeypatch.chdir(tmp_path)
    import_units(tmp_path, UNITS)
    return tmp_path


@pytest.fixture
def small(folder: Path) -> Iterator[Path]:
    """A file system of 300 KB, which can be made read-only."""
    place = folder / "small"
    place.mkdir()
    made = shutil.which("mount") and sys.platform == "linux" and os.geteuid() == 0
    command = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)]
    if not made or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("no right to mount a file system")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def sentence(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a failing command says."""
    capsys.readouterr()
    assert main(["tm", *arguments]) == 1
    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err.startswith("tmkit: ")
    assert captured.err.count("\n") == 1
    return captured.err.removeprefix("tmkit: ").rstrip("\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("import", "units.tmx", "--tm", "small/m.db"), "small/m.db: cannot be written: the disk is full"),
        (("export", "--tm", "m.db", "-o", "small/a.tmx"), "small/a.tmx: cannot be written (no space left"),
        (("export", "--tm", "m.db", "-o", "small/a.csv"), "small/a.csv: cannot be written (no space left"),
        (("split", "--tm", "m.db", "-o", "small/p"), "small/p/o1.tmx: cannot be written (no space left"),
    ],
)
def test_a_full_disk(small: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], said: str) -> None:
    """Nothing is left of what did not fit, and what was there before is there."""
    (small / "filler").write_bytes(b"x" * 100_000)
    assert sentence(capsys, *arguments).startswith(said)
    assert {p.name for p in small.rglob("*")} - {"p"} == {"filler"}


def test_a_disk_without_room_for_a_new_memory(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not even an empty file of one page is left."""
    (small / "filler").write_bytes(b"x" * 290_000)
    assert "the disk is full" in sentence(capsys, "import", "units.tmx", "--tm", "small/m.db")
    assert os.listdir(small) == ["filler"]


def test_a_read_only_file_system(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What reads, dry runs too, works there; what writes says why it cannot."""
    write_tmx("few.tmx", UNITS[:50])
    assert main(["tm", "import", "few.tmx", "--tm", "small/m.db"]) == 0
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    for command in (["stats"], ["lookup", UNITS[3].source], ["dedupe", "--dry-run"], ["clean", "--older", "--dry-run"]):
        assert main(["tm", *command, "--tm", "small/m.db"]) == 0
    written = "small/m.db: cannot be written (read-only file system); copy it to where it can be written"
    for command in (["dedupe"], ["clean", "--older"], ["optimize"], ["import", "units.tmx"]):
        assert sentence(capsys, *command, "--tm", "small/m.db") == written
    assert "the folder is read-only" in sentence(capsys, "import", "units.tmx", "--tm", "small/new.db")
    assert "read-only file system" in sentence(capsys, "export", "--tm", "m.db", "-o", "small/a.tmx")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no/m.db", "no/m.db: cannot be made: 'no' is no folder; make the folder or check the path"),
        ("m.db/m.db", "m.db/m.db: cannot be made: 'm.db' is no folder; make the folder or check the path"),
        ("", "no memory is named; name a file, such as memory.db"),
        (".", ".: is a folder, not a memory; name a file in it, such as memory.db"),
        ("half.db", "half.db: is damaged; restore it from a backup or import its TMX files anew"),
        ("text.db", "text.db: is not a tmkit memory; give a memory made with `tmkit tm import`"),
        ("other.db", "other.db: is not a tmkit memory; give a memory made with `tmkit tm import`"),
        ("newer.db", "newer.db: was written by a newer tmkit (format 99, this one knows {}); install a newer tmkit"),
    ],
)  # fmt: skip
def test_no_memory_to_import_into(folder: Path, capsys: pytest.CaptureFixture[str], name: str, said: str) -> None:
    """A place where no memory can be, or a file that is none, is one sentence, and the file stays as it is."""
    from tmkit.stores.sqlite import schema

    (folder / "half.db").write_bytes((folder / "m.db").read_bytes()[:20_000])
    (folder / "text.db").write_text("dear reader, " * 500, "utf-8")
    with closing(sqlite3.connect("other.db")) as db, db:
        db.execute("CREATE TABLE a (b)")
    shutil.copy("m.db", "newer.db")
    with closing(sqlite3.connect("newer.db")) as db, db:
        db.execute("PRAGMA user_version = 99")
    before = {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.endswith(("-wal", "-shm"))}
    assert sentence(capsys, "import", "units.tmx", "--tm", name) == said.format(schema.VERSION)
    after = {p.name: p.read_bytes() for p in folder.iterdir() if not p.name.endswith(("-wal", "-shm"))}
    assert after == before


def test_a_folder_is_no_file_of_units(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Importing a folder says so, and leaves no memory behind."""
    assert sentence(capsys, "import", ".", "--tm", "n.db") == (
        ".: is a folder, not a file of units; name the files in it"
    )
    assert not (folder / "n.db").exists()
