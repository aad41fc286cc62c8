"""tmkit tm: what is refused, what goes to which stream, and that nothing that was asked for is silently not done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tmkit.cli import main
from tmkit.formats.tmx import write_tmx
from tmkit.model import Unit

UNITS = [
    Unit("加快发展新质生产力。", "Develop new quality productive forces faster.", origin="a"),
    Unit("稳步推进乡村振兴。", "Advance rural revitalization steadily.", origin="b"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Path:
    """A working folder with units.tmx, and m.db imported from it."""
    monkeypatch.chdir(tmp_path)
    write_tmx("units.tmx", UNITS)
    assert main(["tm", "import", "units.tmx", "--tm", "m.db"]) == 0
    capsys.readouterr()
    return tmp_path


@pytest.mark.parametrize("command", ["import units.tmx", "clean --origin a", "dedupe", "optimize"])
@pytest.mark.parametrize("name", ["other.tmx", "other.TMX.gz", "other.csv", "other.xliff"])
def test_only_a_memory_file_can_be_changed(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, name: str
) -> None:
    """A command that writes refuses a file that is not written back, and leaves it alone."""
    write_tmx(name if "tmx" in name.lower() else "same.tmx", UNITS)
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert main(["tm", *command.split(), "--tm", name]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"tmkit: {name}: is no memory that can be changed; import it into a memory")
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
