"""tmkit tm: the contract of its commands: what goes to stdout, to stderr, and which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from memory_cases import import_units

from tmkit.cli import main
from tmkit.formats.tmx import read_tmx
from tmkit.model import Unit

UNITS = [
    Unit("加快发展新质生产力。", "Develop new quality productive forces faster.", id="a-1", origin="a", next="同意。"),
    Unit("2022年增长5.0%。", "Growth was 5.0% in 2022.", origin="a"),
    Unit("稳步推进乡村振兴。", "Advance rural revitalization steadily.", origin="b"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with units.tmx, and m.db imported from it."""
    monkeypatch.chdir(tmp_path)
    import_units(tmp_path, UNITS)
    return tmp_path


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> object:
    """The JSON that a command prints."""
    capsys.readouterr()
    assert main(["tm", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("memory", ["m.db", "units.tmx"])
def test_lookup(folder: Path, capsys: pytest.CaptureFixture[str], memory: str) -> None:
    """lookup prints a JSON list, best first, with source, target, score, kind, origin and penalties."""
    found = answer(capsys, "lookup", "2023年增长5.2%。", "--tm", memory, "--min", "50", "--limit", "1")
    assert found == [
        {
            "source": "2022年增长5.0%。",
            "target": "Growth was 5.2% in 2023.",
            "stored_target": "Growth was 5.0% in 2022.",
            "score": 98.0,
            "kind": "repaired",
            "origin": "a",
            "penalties": {"numbers": 2.0},
            "source_language": "zh-CN",
            "target_language": "en-US",
            "edits": [
                {"source": [0, 4], "query": [0, 4], "deleted": "2022", "inserted": "2023"},
                {"source": [7, 10], "query": [7, 10], "deleted": "5.0", "inserted": "5.2"},
            ],
        }
    ]
    assert answer(capsys, "lookup", "毫无关系的话", "--tm", memory) == []
    ice = answer(capsys, "lookup", UNITS[0].source, "--tm", memory, "--previous", "", "--next", "同意。")
    assert (ice[0]["score"], ice[0]["kind"]) == (101.0, "ice")


def test_import_is_idempotent_and_counts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second import changes nothing; skipped units are counted with the reason."""
    assert answer(capsys, "import", "units.tmx", "--tm", "m.db")[0]["unchanged"] == 3
    found = answer(capsys, "import", "units.tmx", "--tm", "m.db", "--target", "fr")
    assert found == [
        {
            "file": "units.tmx",
            "added": 0,
            "updated": 0,
            "unchanged": 0,
            "skipped": {"no fr (zh-CN, en-US)": 3},
            "problems": 0,
        }
    ]
    assert answer(capsys, "stats", "--tm", "m.db")["units"] == 3


def test_export_and_reverse(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """export writes the format of the suffix and says what was left out."""
    assert answer(capsys, "export", "--tm", "m.db", "-o", "out.tmx")["written"] == 3
    assert list(read_tmx("out.tmx")) == UNITS
    assert answer(capsys, "export", "--tm", "m.db", "-o", "out.csv", "--target", "fr")["skipped"] == {
        "zh-CN > en-US": 3
    }
    main(["tm", "export", "--tm", "m.db", "-o", "back.tmx", "--reverse"])
    assert [(u.source, u.source_language) for u in read_tmx("back.tmx")] == [(u.target, "en-US") for u in UNITS]


def test_concordance(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One character or more of either side, as JSON units."""
    assert [u["origin"] for u in answer(capsys, "concordance", "推", "--tm", "m.db")] == ["b"]
    assert len(answer(capsys, "concordance", "ra", "--tm", "m.db")) == 1


def test_lookup_of_a_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--file answers line by line, in order, a JSON object a line."""
    Path("q.txt").write_text(f"{UNITS[2].source}\n没有\n", encoding="utf-8", newline="\n")
    capsys.readouterr()
    assert main(["tm", "lookup", "--file", "q.txt", "--tm", "m.db", "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["text"], len(row["matches"])) for row in rows] == [(UNITS[2].source, 1), ("没有", 0)]


def test_maintenance_commands(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """clean, dedupe and diff count; --dry-run leaves the memory as it is."""
    assert answer(capsys, "clean", "--tm", "m.db", "--origin", "a", "--dry-run") == {"deleted": 2, "dry_run": True}
    assert answer(capsys, "dedupe", "--tm", "m.db") == {"deleted": 0, "dry_run": False}
    assert answer(capsys, "clean", "--tm", "m.db", "--origin", "a") == {"deleted": 2, "dry_run": False}
    capsys.readouterr()
    assert main(["tm", "diff", "units.tmx", "--tm", "m.db", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["same"], len(found["only_second"])) == (1, 2)
    assert main(["tm", "optimize", "--tm", "m.db"]) == 0
    assert main(["tm", "check", "--tm", "m.db"]) == 0


def test_analysis_formats(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """analyze prints text, CSV, JSON and HTML of the same figures."""
    Path("a.txt").write_text(f"{UNITS[0].source}\n\n全新的一句话。\n", encoding="utf-8", newline="\n")
    found = answer(capsys, "analyze", "a.txt", "--tm", "m.db")
    assert [f["file"] for f in found] == ["a.txt", "total"]
    assert found[0]["bands"]["100"]["characters"] == 10
    for kind, sign in (("text", "repetitions"), ("csv", "a.txt,100,1,10,"), ("html", "<td>100</td><td>1</td>")):
        assert main(["tm", "analyze", "a.txt", "--tm", "m.db", "--format", kind]) == 0
        assert sign in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["lookup", "x", "--tm", "none.db"], "none.db: there is no such memory"),
        (["import", "none.tmx", "--tm", "m.db"], "none.tmx: there is no such file"),
        (["import", "bad.tmx", "--tm", "m.db"], "bad.tmx:1: is not a TMX file: its root element is <html>"),
        (["stats", "--tm", "bad.tmx"], "bad.tmx:1: is not a TMX file"),
        (["stats", "--tm", "text.db"], "text.db: is not a tmkit memory"),
        (["export", "--tm", "m.db", "-o", "no/such/folder.tmx"], "no/such/folder.tmx: cannot be written"),
        (["export", "--tm", "m.db", "-o", "a.doc"], "a.doc: no writer of units for '.doc' files"),
        (["lookup", "x", "--tm", "m.db", "--penalty", "width"], "'width' is no penalty"),
        (["clean", "--tm", "m.db", "--pattern", "("], "is no regular expression"),
        (["clean", "--tm", "m.db"], "nothing says which units should go"),
    ],
)
def test_what_goes_wrong_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    """Exit code 1, nothing on stdout, one line on stderr that names the file."""
    Path("bad.tmx").write_text("<html/>", encoding="utf-8", newline="\n")
    Path("text.db").write_text("no database, " * 100, encoding="utf-8", newline="\n")
    capsys.readouterr()
    assert main(["tm", *arguments]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert words in err
    assert err.count("\n") == 1
