"""tmkit tm: what is refused, what goes to which stream, and that nothing that was asked for is silently not done."""

from __future__ import annotations

from pathlib import Path

import pytest

from tmkit.cli import main
from tmkit.errors import InputError
from tmkit.formats.tmx import write_tmx
from tmkit.memory.upkeep import Selection
from tmkit.model import Unit
from tmkit.pipeline.memory import Memory

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


DATED = [
    Unit("一", "undated"),
    Unit("二", "2023 as TMX writes it", creation_date="20231231T235959Z"),
    Unit("三", "2024 as TMX writes it", creation_date="20200101T000000Z", change_date="20240101T000000Z"),
    Unit("四", "2024 as ISO writes it", creation_date="2024-05-06T07:08:09+08:00"),
    Unit("五", "no date", creation_date="yesterday"),
]


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        ({"before": "2024-01-01"}, "二"),
        ({"before": "20240101"}, "二"),
        ({"before": "2024"}, "二"),
        ({"before": "20240101T000001Z"}, "二三"),
        ({"since": "2024-01-01"}, "三四"),
        ({"since": "2024-01-01", "before": "2024-05"}, "三"),
        ({"since": "2023-12-31T23:59:59Z"}, "二三四"),
    ],
)
def test_dates_are_compared_as_dates(options: dict[str, str], taken: str) -> None:
    """Either spelling of a date means the same; a unit without a date is on neither side of one."""
    assert "".join(u.source for u in DATED if Selection(**options).takes(u)) == taken


@pytest.mark.parametrize("text", ["tomorrow", "2024-13-99", "2023-02-29", "20240101T250000Z", "0000", "２０２４", "99"])
@pytest.mark.parametrize("option", ["--before", "--since"])
def test_what_is_no_date_is_wrong_usage(
    folder: Path, capsys: pytest.CaptureFixture[str], option: str, text: str
) -> None:
    """A condition that cannot be read takes no unit, neither from the command line nor in Python."""
    with pytest.raises(SystemExit) as left:
        main(["tm", "clean", "--tm", "m.db", option, text])
    assert left.value.code == 2
    assert f"'{text}' is no date" in capsys.readouterr().err
    with pytest.raises(InputError, match="is no date"):
        Selection(**{option[2:]: text})
    with Memory.open("m.db") as memory:
        assert len(memory) == len(UNITS)
