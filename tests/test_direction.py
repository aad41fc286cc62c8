"""Directions: a memory of zh > en answers for English, and nothing is written under swapped languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lxml import etree

from tmkit.cli import main
from tmkit.errors import InputError
from tmkit.formats.tmx import write_tmx
from tmkit.model import Unit
from tmkit.pipeline import direction
from tmkit.pipeline.direction import directed
from tmkit.pipeline.memory import Memory
from tmkit.pipeline.pretranslate import PretranslateOptions, pretranslate

V1 = "{urn:oasis:names:tc:xliff:document:1.2}"
UNITS = [
    Unit("加快发展新质生产力。", "Develop new quality productive forces faster."),
    Unit("稳步推进乡村振兴。", "Advance rural revitalization steadily."),
]
ENGLISH = "\n\n".join(unit.target for unit in UNITS)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with units.tmx (zh > en), m.db imported from it, and an English text a.txt."""
    monkeypatch.chdir(tmp_path)
    write_tmx("units.tmx", UNITS)
    assert main(["tm", "import", "units.tmx", "--tm", "m.db"]) == 0
    (tmp_path / "a.txt").write_text(ENGLISH, encoding="utf-8")
    return tmp_path


def job(path: Path) -> tuple[str | None, str | None, list[tuple[str, str]]]:
    """Languages, and sources with their targets, of an XLIFF file."""
    tree = etree.parse(path)
    file = tree.find(f".//{V1}file")
    pairs = [(u.findtext(V1 + "source"), u.findtext(V1 + "target")) for u in tree.iter(V1 + "trans-unit")]
    return file.get("source-language"), file.get("target-language"), pairs


@pytest.mark.parametrize("memory", ["m.db", "units.tmx", "reverse.tmx"])
def test_languages_of_a_job_are_those_of_its_texts(folder: Path, memory: str) -> None:
    """An English document is a job from English to Chinese, whichever way round the memory is."""
    assert main(["tm", "export", "--tm", "m.db", "--reverse", "-o", "reverse.tmx"]) == 0
    assert main(["tm", "pretranslate", "a.txt", "--tm", memory, "-o", "a.xlf"]) == 0
    assert job(folder / "a.xlf") == ("en-US", "zh-CN", [(unit.target, unit.source) for unit in UNITS])


def test_what_contradicts_the_text_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A source language that the script of the text rules out is refused, and no file is written."""
    arguments = ["tm", "pretranslate", "a.txt", "--tm", "m.db", "-o", "a.xlf", "--source", "zh"]
    assert main(arguments) == 1
    assert "said to be zh" in capsys.readouterr().err
    assert not (folder / "a.xlf").exists()


def test_a_file_with_languages_of_its_own(folder: Path) -> None:
    """Targets of an XLIFF file are in the language that it names, or there are none; a person is told why."""
    for target, expected in (("zh-CN", UNITS[0].source), ("fr-FR", None)):
        (folder / "a.xlf").write_text(
            '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" '
            f'datatype="plaintext" source-language="en-US" target-language="{target}"><body><trans-unit id="1">'
            f"<source>{UNITS[0].target}</source></trans-unit></body></file></xliff>",
            encoding="utf-8",
        )
        said: list[str] = []
        with Memory.open("m.db") as memory:
            pretranslate(memory, "a.xlf", "b.xlf", PretranslateOptions(notify=said.append))
        assert job(folder / "b.xlf")[2] == [(UNITS[0].target, expected)]
        assert len(said) == 1
        assert "zh-CN > en-US" in said[0]


def test_a_plain_text_stays_one(folder: Path) -> None:
    """English sentences in a text are exchanged for Chinese ones, which stand without a blank between them."""
    (folder / "b.en").write_text(ENGLISH.replace("\n\n", " ") + " New words stay.\n", encoding="utf-8")
    assert main(["tm", "pretranslate", "b.en", "--tm", "m.db", "-o", "b.zh"]) == 0
    text = (folder / "b.zh").read_text(encoding="utf-8")
    assert text == "加快发展新质生产力。稳步推进乡村振兴。 New words stay.\n"


@pytest.mark.parametrize(
    "command", ["lookup 谢谢你。", "lookup --file zh.txt", "analyze zh.txt", "pretranslate zh.txt -o out.xlf"]
)
def test_every_command_refuses_what_contradicts_the_text(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """Whatever asks the memory ends with 1 and names the option that a person can mend."""
    Path("zh.txt").write_text("谢谢你。\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["tm", *command.split(), "--tm", "m.db", "--source-lang", "en"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        "tmkit: the text is said to be en, yet its script is that of 'zh'; "
        "leave --source-lang out, or name the language of the text\n"
    )


def test_bands_are_in_the_order_of_an_analysis(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The best band is printed first, whatever came first in the file."""
    (folder / "c.txt").write_text(f"完全不同的句子在这里。\n\n{UNITS[1].source}\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["tm", "pretranslate", "c.txt", "--tm", "m.db", "-o", "c.xlf"]) == 0
    assert [line.split(":")[0].strip() for line in capsys.readouterr().err.splitlines()] == ["100", "new"]


def test_a_large_memory_is_not_reversed_on_the_spot(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the reverse would take long, one sentence says how to make it."""
    monkeypatch.setattr(direction, "MOST_REVERSED", 1)
    memory = Memory.open(":memory:")
    memory.add(UNITS)
    with pytest.raises(InputError, match="zh-CN > en-US") as error:
        directed(memory, ENGLISH)
    assert "tm export --reverse" in str(error.value)


def test_a_third_script_is_answered_by_neither_direction() -> None:
    """Russian is not taken for the English of a memory; a person is told what the memory has."""
    memory = Memory.open(":memory:")
    memory.add(UNITS)
    found = directed(memory, "Это другой язык.")
    assert found.memory is memory
    assert (found.languages[0], "zh-CN > en-US" in found.notice) == ("ru", True)


def test_the_kind_of_chinese_decides_before_the_number_of_units() -> None:
    """A text in traditional characters is a zh-TW job where the memory has that too."""
    memory = Memory.open(":memory:")
    memory.add([*UNITS, Unit("國務院總理會見記者。", "The premier met the press.", "zh-TW", "en-US")])
    assert directed(memory, "國務院總理答記者問。").languages == ("zh-TW", "en-US")
    assert directed(memory, "国务院总理答记者问。").languages == ("zh-CN", "en-US")


@pytest.mark.parametrize("memory", ["m.db", "units.tmx"])
@pytest.mark.parametrize("more", [(), ("--source", "en", "--target", "zh")])
def test_lookup_works_both_ways(
    folder: Path, capsys: pytest.CaptureFixture[str], memory: str, more: tuple[str, ...]
) -> None:
    """An English sentence finds its Chinese in a memory of zh > en, and a person is told that it was turned."""
    capsys.readouterr()
    assert main(["tm", "lookup", UNITS[0].target, "--tm", memory, "--json", *more]) == 0
    out, said = capsys.readouterr()
    best = json.loads(out)[0]
    assert (best["target"], best["score"], best["target_language"]) == (UNITS[0].source, 100.0, "zh-CN")
    assert "zh-CN > en-US" in said


def test_lookup_of_a_file_works_both_ways(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every line of an English file finds its Chinese."""
    capsys.readouterr()
    assert main(["tm", "lookup", "--file", "a.txt", "--tm", "m.db"]) == 0
    assert [line.split("\t")[-1] for line in capsys.readouterr().out.splitlines()] == [unit.source for unit in UNITS]


def test_analysis_works_both_ways(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """English files are counted against the reverse of a memory of zh > en, under any suffix of a text."""
    (folder / "a.en").write_text(ENGLISH, encoding="utf-8")
    for name in ("a.txt", "a.en"):
        capsys.readouterr()
        assert main(["tm", "analyze", name, "--tm", "m.db", "--json"]) == 0
        bands = json.loads(capsys.readouterr().out)[0]["bands"]
        assert bands["100"]["segments"] + bands["101"]["segments"] == 2


def test_finding_nothing_says_what_else_to_try(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a match the other ways to search are named, and a share in the place of a percentage is refused."""
    assert main(["tm", "lookup", "毫无关系的话", "--tm", "m.db"]) == 0
    said = capsys.readouterr().err
    assert all(word in said for word in ("--pieces", "concordance", "0 to 100"))
    with pytest.raises(SystemExit) as error:
        main(["tm", "lookup", "毫无关系的话", "--tm", "m.db", "--min", "0.7"])
    assert error.value.code == 2
    assert "give 70" in capsys.readouterr().err


@pytest.fixture
def mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with m.db, whose units go both ways, and the Chinese of both, one a little changed, in a.txt."""
    monkeypatch.chdir(tmp_path)
    units = [*UNITS, Unit("Prices are stable.", "物价总体平稳。", "en-US", "zh-CN")]
    write_tmx("mixed.tmx", units)
    assert main(["tm", "import", "mixed.tmx", "--tm", "m.db"]) == 0
    (tmp_path / "a.txt").write_text("物价总体平稳。\n\n稳步推进乡村振兴。\n\n物价总体稳定。\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("memory", ["m.db", "mixed.tmx"])
@pytest.mark.parametrize("more", [(), ("--source", "zh", "--target", "en")])
def test_a_memory_of_both_directions_answers_in_both(
    mixed: Path, capsys: pytest.CaptureFixture[str], memory: str, more: tuple[str, ...]
) -> None:
    """What stands in units of the other direction is found by every command, and a person is told once."""
    capsys.readouterr()
    assert main(["tm", "lookup", "--file", "a.txt", "--tm", memory, "--min", "50", *more]) == 0
    out, said = capsys.readouterr()
    rows = [line.split("\t") for line in out.splitlines()]
    expected = [("100", "Prices are stable."), ("100", UNITS[1].target), ("71", "Prices are stable.")]
    assert [(row[0], row[-1]) for row in rows] == expected
    assert said.count("units of the other direction, en-US > zh-CN (1), are asked too") == 1
    assert main(["tm", "analyze", "a.txt", "--tm", memory, "--json", *more]) == 0
    out, said = capsys.readouterr()
    bands = json.loads(out)[0]["bands"]
    assert [bands[band]["segments"] for band in ("100", "101", "new")] == [2, 0, 0]
    assert "the other direction" in said
    assert main(["tm", "pretranslate", "a.txt", "--tm", memory, "-o", "a.xlf", *more]) == 0
    assert [target for _, target in job(mixed / "a.xlf")[2]] == ["Prices are stable.", UNITS[1].target, None]
    capsys.readouterr()
    assert main(["tm", "lookup", "物价总体平稳。", "--tm", memory, *more]) == 0
    out, said = capsys.readouterr()
    assert "Prices are stable." in out
    assert "the other direction" in said


def test_processes_and_one_process_answer_both_ways(mixed: Path) -> None:
    """However many processes look up a file, units of the other direction answer."""
    texts = ["物价总体平稳。", "稳步推进乡村振兴。"] * 150
    with Memory.open("m.db") as memory:
        asked = directed(memory, "\n".join(texts)).memory
        one, two = (list(asked.lookup_many(texts, jobs=jobs)) for jobs in (1, 2))
    assert [[m.unit.target for m in found] for found in one] == [[m.unit.target for m in found] for found in two]
    assert {found[0].unit.target for found in one} == {"Prices are stable.", UNITS[1].target}


def test_many_units_of_the_other_direction_are_not_asked(mixed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where their reverse would take long, a person is told how to make it; a memory of one direction says nothing."""
    monkeypatch.setattr(direction, "MOST_REVERSED", 0)
    with Memory.open("m.db") as memory:
        found = directed(memory, "物价总体平稳。")
        assert found.memory is memory
        assert "units of the other direction, en-US > zh-CN (1), are not asked; make a reversed one" in found.notice
    one_way = Memory.open(":memory:")
    one_way.add([*UNITS, Unit("colour", "color", "en-GB", "en-US")])
    assert directed(one_way, UNITS[0].source).notice == ""
    assert directed(one_way, "The colour of money.", "en", "en").notice == ""
