"""tmkit tm: what is refused, what goes to which stream, and that nothing that was asked for is silently not done."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tmkit.cli import main
from tmkit.errors import InputError
from tmkit.formats.tmx import write_tmx
from tmkit.memory.upkeep import Selection
from tmkit.model import Unit
from tmkit.pipeline.memory import Memory
from tmkit.pipeline.upkeep import dedupe, split

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


@pytest.mark.parametrize(
    "command",
    [
        "lookup x --min -1",
        "lookup x --min 102",
        "lookup x --min nan",
        "lookup x --limit 0",
        "lookup --file units.tmx --jobs -3",
        "concordance x --limit -1",
        "dedupe --by near --threshold -5",
        "split --by count --size 0 -o parts",
        "import units.tmx --commit-every -1",
        "pretranslate units.tmx -o out --offer x",
        "check --limit 0",
    ],
)
def test_figures_out_of_range_are_wrong_usage(folder: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    """A number that makes no sense is named with its option, exit code 2."""
    with pytest.raises(SystemExit) as left:
        main(["tm", *command.split(), "--tm", "m.db"])
    assert left.value.code == 2
    words = command.split()
    option = next(word for word in reversed(words) if word.startswith("--"))
    assert f"argument {option}: '{words[words.index(option) + 1]}' is not a" in capsys.readouterr().err


def test_the_library_refuses_the_same_figures(folder: Path) -> None:
    """In Python, too, no figure ends in an error of arithmetic, and none makes everything a duplicate."""
    with Memory.open("m.db") as memory:
        with pytest.raises(InputError, match="threshold of -5 percent"):
            dedupe(memory, "near", threshold=-5, dry_run=True)
        with pytest.raises(InputError, match="cannot hold 0 units"):
            split(memory, folder, "count", 0)
        assert memory.lookup(UNITS[0].source, limit=-1) == []
        assert memory.lookup(UNITS[0].source, -5) == memory.lookup(UNITS[0].source, 0)


def test_any_score_can_be_asked_of_units_outside_the_index(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--min 0 gives whatever there is, best first, also from units that were just added."""
    assert main(["tm", "lookup", "加快发展", "--min", "0", "--tm", "m.db", "--json"]) == 0
    scores = [match["score"] for match in json.loads(capsys.readouterr().out)]
    assert scores[0] == 40.0
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(("encoding", "option"), [("gb18030", []), ("utf-16", []), ("big5", ["--encoding", "big5"])])
def test_a_file_of_segments_has_any_encoding(
    folder: Path, capsys: pytest.CaptureFixture[str], encoding: str, option: list[str]
) -> None:
    """lookup --file finds the encoding of a file as every other verb does, or is told it; all line ends count."""
    text = "實施\r\n\r\n發展\n推行\r" if encoding == "big5" else f"{UNITS[0].source}\r\n\r\n{UNITS[1].source}\n没有\r"
    Path("q.txt").write_bytes(text.encode(encoding))
    assert main(["tm", "lookup", "--file", "q.txt", "--tm", "m.db", "--json", *option]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["text"] for row in rows] == text.split()


def test_a_file_in_another_encoding_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bytes that are not in the encoding that was named are one sentence with file and line."""
    Path("q.txt").write_bytes("一\n加快".encode("gb18030"))
    assert main(["tm", "lookup", "--file", "q.txt", "--encoding", "utf-8", "--tm", "m.db"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert err.startswith("tmkit: q.txt:2: the bytes are not utf-8")


@pytest.mark.parametrize("points", ["nan", "-3", "inf", "101"])
def test_penalties_are_points(folder: Path, capsys: pytest.CaptureFixture[str], points: str) -> None:
    """A penalty takes 0 to 100 points off."""
    assert main(["tm", "lookup", "x", "--tm", "m.db", "--penalty", f"width={points}"]) == 1
    assert f"'width={points}' is no penalty" in capsys.readouterr().err
