"""tmkit align and align-eval as a user meets them: what is said of odd arguments and odd files."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tmkit.cli import main
from tmkit.formats.beads import read_beads

DATA = Path(__file__).parent / "data" / "align"
STORY = [str(DATA / "story.zh"), str(DATA / "story.en")]
ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "two texts are needed; name SRC and TGT"),
        (["a.txt"], "two texts are needed; name SRC and TGT"),
        (["--match-documents", "a"], "two folders are needed; name both"),
        (["--check", "all"], "two texts are needed"),
    ],
)
def test_texts_not_named_are_a_usage_error(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command without its texts ends with code 2 and one line that says what to name."""
    with pytest.raises(SystemExit) as caught:
        main(["align", *arguments])
    error = capsys.readouterr().err
    assert caught.value.code == 2
    assert words in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("check", ["length=-1", "length=abc", "nosuch", "all=2", "numbers=inf"])
def test_checks_that_make_no_sense_are_refused(check: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An unknown check, and a threshold that is no number of 0 or more, is a usage error that names the checks."""
    with pytest.raises(SystemExit) as caught:
        main(["align", *STORY, "--presegmented", "--check", check])
    assert caught.value.code == 2
    assert "duplicate, untranslated, language, numbers, length" in capsys.readouterr().err


def test_a_place_that_cannot_be_written_is_said_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing folder or a folder as output is refused although the texts are not even there."""
    texts = [str(tmp_path / "none.zh"), str(tmp_path / "none.en")]
    assert main(["align", *texts, "-o", str(tmp_path / "no" / "x.beads")]) == 1
    assert "its folder is not there" in capsys.readouterr().err
    assert main(["align", *texts, "-o", str(tmp_path)]) == 1
    assert "is a folder" in capsys.readouterr().err


def test_swapped_texts_are_mentioned(capsys: pytest.CaptureFixture[str]) -> None:
    """English where Chinese is expected and the other way round is aligned, and said."""
    assert main(["align", *STORY[::-1], "--presegmented", "--encoder", "none"]) == 0
    assert "look swapped" in capsys.readouterr().err
    assert main(["align", *STORY, "--presegmented", "--encoder", "none"]) == 0
    assert capsys.readouterr().err == ""


def test_files_named_by_their_language_are_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    """NAME.zh and NAME.en are read without --presegmented, lines as paragraphs."""
    assert main(["align", *STORY, "--encoder", "none"]) == 0
    assert capsys.readouterr().out.startswith("[0]:[0]:")


def test_the_encoding_may_be_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--encoding is that of both texts, presegmented or not."""
    for name in ("story.zh", "story.en"):
        text = (DATA / name).read_text(encoding="utf-8").replace("\n", "\r\n")
        (tmp_path / name).write_bytes(text.encode("utf-16-le"))
    texts = [str(tmp_path / "story.zh"), str(tmp_path / "story.en"), "--encoder", "none"]
    for more in ([], ["--presegmented"]):
        assert main(["align", *texts, *more, "--encoding", "utf-16-le"]) == 0
        assert len(capsys.readouterr().out.splitlines()) == 17


def test_lines_may_end_with_carriage_returns_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A presegmented file with CR as its line end has as many sentences as lines."""
    text = (DATA / "story.zh").read_text(encoding="utf-8").replace("\n", "\r")
    (tmp_path / "x.zh").write_bytes(text.encode())
    assert main(["align", str(tmp_path / "x.zh"), STORY[1], "--presegmented", "--encoder", "none"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 17


def test_folders_that_cannot_be_matched_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One folder for both sides, and a folder without files, are one sentence each."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    shutil.copy(STORY[0], tmp_path / "a" / "x.txt")
    assert main(["align", "--match-documents", str(tmp_path / "a"), str(tmp_path / "a")]) == 1
    assert "is named twice" in capsys.readouterr().err
    assert main(["align", "--match-documents", str(tmp_path / "a"), str(tmp_path / "b")]) == 1
    assert "holds no files" in capsys.readouterr().err


def test_gold_may_be_in_beads_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder of NAME.beads is a gold folder; gold without beads is refused and not scored as nothing."""
    gold = str(ROOT / "seeds" / "gold")
    assert main(["align-eval", gold, gold]) == 0
    assert "1.000 - 1.000" in capsys.readouterr().out
    (tmp_path / "x.gold").write_text("# nothing\n", encoding="utf-8")
    assert main(["align-eval", str(tmp_path / "x.gold"), str(DATA / "story.gold")]) == 1
    assert "holds no beads" in capsys.readouterr().err


def test_texts_cut_short_find_their_partners_among_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of eight passages of the seeds, some with half a translation and some with none, all pairs are found."""
    names = sorted(p.stem for p in (ROOT / "seeds" / "gold").glob("*.beads"))
    expected = {}
    for side in ("zh", "en"):
        (tmp_path / side).mkdir()
    for number, (name, part) in enumerate((name, part) for name in names for part in (0, 1)):
        sides = []
        beads = read_beads(ROOT / "seeds" / "gold" / f"{name}.beads")
        middle = len(beads) // 2
        half = beads[:middle] if part == 0 else beads[middle:]
        for suffix, indices in (("zh", [b.source for b in half]), ("en", [b.target for b in half])):
            lines = (ROOT / "seeds" / "gold" / f"{name}.{suffix}").read_text(encoding="utf-8").splitlines()
            sides.append([lines[i] for bead in indices for i in bead][:60])
        other = f"{(number * 5 + 3) % 8}.txt"
        if number != 2:
            (tmp_path / "zh" / f"{number}.txt").write_text("\n".join(sides[0]), encoding="utf-8")
        if number != 5:
            kept = sides[1][: len(sides[1]) // 2] if number % 3 == 0 else sides[1]
            (tmp_path / "en" / other).write_text("\n".join(kept), encoding="utf-8")
        if number not in (2, 5):
            expected[f"{number}.txt"] = other
    folders = [str(tmp_path / side) for side in ("zh", "en")]
    assert main(["align", "--match-documents", *folders, "--presegmented", "--encoder", "none"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    found = {Path(line[0]).name: Path(line[1]).name for line in lines}
    assert {k: found.get(k) for k in expected} == expected


@pytest.mark.parametrize(
    ("name", "beginning"),
    [
        ("a.tmx", r"<\?xml"),
        ("a.html", "<!DOCTYPE html"),
        ("a.json", "{"),
        ("a.tsv", r"[01][.]\d\d\t"),
        ("a.txt", r"\[0\]:\[0\]"),
    ],
)
def test_the_suffix_of_the_output_names_its_form(name: str, beginning: str, tmp_path: Path) -> None:
    """Without --format the suffix of -o decides, so that no .tmx holds beads."""
    assert main(["align", *STORY, "--presegmented", "-o", str(tmp_path / name)]) == 0
    assert re.match(beginning, (tmp_path / name).read_text("utf-8"))


def test_a_format_goes_before_the_suffix_of_the_output(tmp_path: Path) -> None:
    """--format is what the user says outright, whatever the file is called."""
    place = tmp_path / "a.tmx"
    assert main(["align", *STORY, "--presegmented", "--format", "beads", "-o", str(place)]) == 0
    assert place.read_text("utf-8").startswith("[0]:[0]")
