"""tmkit tm lookup and concordance: what a translator who types a sentence gets to read."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from memory_cases import import_units

from tmkit.cli import main
from tmkit.formats.tmx import write_tmx
from tmkit.memory import occurrences, search_form
from tmkit.model import Unit

UNITS = [
    Unit("今年投资拟安排7000亿元。", "Investment of 700 billion yuan is planned.", origin="report"),
    Unit("供应商应交付货物，并提供服务。", "The supplier shall deliver the goods and services.", origin="contract"),
    Unit("交货按附件办理。", "Delivery is made as the annex says.", origin="contract"),
    Unit("Party A's obligations are listed.", "甲方的义务已经列出。", "en-US", "zh-CN"),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with m.db, whose units go both ways."""
    monkeypatch.chdir(tmp_path)
    import_units(tmp_path, UNITS)
    return tmp_path


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    """What a command prints to stdout and to stderr."""
    capsys.readouterr()
    assert main(["tm", *arguments, "--tm", "m.db"]) == 0
    return capsys.readouterr()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("今年投资拟安排8000亿元。", "今年投资拟安排[-7000-]{+8000+}亿元。"),
        ("供应商应交付货物,并提供服务", "供应商应交付货物[-，-]{+,+}并提供服务[-。-]"),
        ("今年投资拟安排7000亿元。", "今年投资拟安排7000亿元。"),
        ("今年投资拟安排7000亿元.", "今年投资拟安排7000亿元。"),
    ],
)
def test_what_differs_is_marked(folder: Path, capsys: pytest.CaptureFixture[str], text: str, shown: str) -> None:
    """The stored source shows what the query has otherwise; of an exact match nothing is, with a penalty too."""
    assert said(capsys, "lookup", text)[0].splitlines()[1].strip() == shown
    assert "[-" not in said(capsys, "lookup", text, "--no-diff")[0]


def test_lines_of_a_unit_stay_under_each_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A unit of several lines is indented as one of a single line is."""
    write_tmx("lines.tmx", [Unit("第一行\n第二行", "First line\nsecond line")])
    capsys.readouterr()
    assert main(["tm", "lookup", "第一行\n第二行", "--tm", "lines.tmx"]) == 0
    shown = ["第一行", "第二行", "First line", "second line"]
    assert capsys.readouterr().out.splitlines()[1:] == [f"     {line}" for line in shown]


def test_a_terminal_has_colours(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal colours take the place of signs, but not where NO_COLOR is set."""
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = said(capsys, "lookup", "今年投资拟安排8000亿元。")[0]
    assert "\x1b[31;9m7000\x1b[0m\x1b[32;4m8000\x1b[0m" in out
    assert "\x1b[1;33m投资\x1b[0m" in said(capsys, "concordance", "投资")[0]
    monkeypatch.setenv("NO_COLOR", "1")
    assert "[-7000-]{+8000+}" in said(capsys, "lookup", "今年投资拟安排8000亿元。")[0]


def test_edits_in_json_are_code_points_of_both_texts(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A program gets each edit with its places in the stored source and in the query, and none for the same text."""
    text = "供应商应交付货物,并提供服务"
    match = json.loads(said(capsys, "lookup", text, "--json")[0])[0]
    assert [(edit["deleted"], edit["inserted"]) for edit in match["edits"]] == [("，", ","), ("。", "")]
    for edit in match["edits"]:
        assert match["source"][slice(*edit["source"])] == edit["deleted"]
        assert text[slice(*edit["query"])] == edit["inserted"]
    assert json.loads(said(capsys, "lookup", UNITS[0].source, "--json")[0])[0]["edits"] == []


def test_languages_are_named_where_there_are_several(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A match of a memory in more than one pair of languages says which it is of."""
    assert "[contract, zh-CN > en-US]" in said(capsys, "lookup", UNITS[1].source)[0]


def test_units_of_the_other_way_answer_where_no_other_does(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a memory that goes both ways, the units of the other direction are asked too, which is said."""
    out, notice = said(capsys, "lookup", "甲方的义务已经列出。", "--json")
    assert json.loads(out)[0]["target"] == "Party A's obligations are listed."
    assert "units of the other direction, en-US > zh-CN (1), are asked too" in notice


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("今年投资拟安排的钱", "the best has "),
        ("提供服务", "longer units hold it whole"),
        ("今年投資擬安排多少億元", "its characters are traditional"),
    ],
)
def test_no_match_says_what_there_is(folder: Path, capsys: pytest.CaptureFixture[str], text: str, hint: str) -> None:
    """Where nothing is good enough, the best score, longer units or the other script are named."""
    out, notice = said(capsys, "lookup", text, "--min", "90")
    assert (out, hint in notice) == ("", True)


def test_half_a_sentence_is_a_piece(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A text that is part of a longer unit comes with --pieces, one that is a unit of its own is no piece."""
    found = json.loads(said(capsys, "lookup", "并提供服务", "--pieces", "--json")[0])
    assert [(hit["kind"], hit["piece"], hit["source"]) for hit in found] == [
        ("subsegment", "并提供服务", UNITS[1].source)
    ]
    assert [hit["kind"] for hit in json.loads(said(capsys, "lookup", UNITS[2].source, "--pieces", "--json")[0])] == [
        "exact"
    ]


def test_segments_come_from_standard_input_too(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """`lookup -` and `--file -` read a segment a line, with Windows line ends too, and JSON names the line."""
    data = f"{UNITS[0].source}\r\n\r\n{UNITS[2].source}\r\n".encode()
    for arguments in (["-"], ["--file", "-"]):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        rows = [json.loads(row) for row in said(capsys, "lookup", *arguments, "--json")[0].splitlines()]
        assert [(row["line"], row["text"], row["matches"][0]["score"]) for row in rows] == [
            (1, UNITS[0].source, 100.0),
            (3, UNITS[2].source, 100.0),
        ]


@pytest.mark.parametrize("command", ["lookup", "concordance"])
def test_a_blank_text_is_refused(folder: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    """A blank text is wrong usage and not a text without matches."""
    with pytest.raises(SystemExit) as error:
        main(["tm", command, " \u3000", "--tm", "m.db"])
    assert (error.value.code, "TEXT is blank" in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize(
    ("options", "origins"),
    [
        (["deliver"], ["contract", "contract"]),
        (["deliver", "--words"], ["contract"]),
        (["投资", "--side", "target"], []),
        (["投资", "--side", "source"], ["report"]),
        (["列", "--source-lang", "zh"], []),
        (["列", "--source-lang", "en"], [""]),
    ],
)
def test_concordance_of_words_sides_and_languages(
    folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], origins: list[str]
) -> None:
    """A concordance can be of whole words, of one side and of some languages only."""
    found = json.loads(said(capsys, "concordance", *options, "--json")[0])
    assert [unit.get("origin", "") for unit in found] == origins


def test_concordance_says_where_the_text_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has the code points of each side that hold the text; where units are left out, a person is told."""
    out, notice = said(capsys, "concordance", "DELIVER", "--limit", "1", "--json")
    unit = json.loads(out)[0]
    (start, end), *rest = unit["hits"]["target"]
    assert (unit["target"][start:end], rest, unit["hits"]["source"], notice) == ("deliver", [], [], "")
    assert "--limit N shows up to N" in said(capsys, "concordance", "deliver", "--limit", "1")[1]


@pytest.mark.parametrize(
    ("options", "hint"),
    [
        (["供应*"], "wildcards are not known"),
        (["deliverables"], "a shorter piece may be found"),
        (["供應商"], "its characters are traditional"),
        (["投资", "--side", "target"], "under --side; without, there are some"),
    ],
)
def test_nothing_found_names_the_likely_reason(
    folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], hint: str
) -> None:
    """A concordance of nothing says why that may be."""
    out, notice = said(capsys, "concordance", *options)
    assert (out, hint in notice) == ("", True)


@given(st.text("亿元 \u3000，ab\u200bİ１\n'", max_size=12), st.text("亿元 a1", min_size=1, max_size=3))
def test_places_are_where_the_index_finds_the_text(text: str, sought: str) -> None:
    """A text has places exactly where the form that is indexed holds it, and each reads as what was sought."""
    found = occurrences(text, sought)
    assert bool(found) == bool(search_form(sought) and search_form(sought) in search_form(text))
    for start, end in found:
        assert search_form(text[start:end]) == search_form(sought)
