"""Segmentation: the golden rules of both languages, losslessness, switches, explanation, the command."""

from __future__ import annotations

import io
import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tmkit.cli import main
from tmkit.model import Document, Paragraph
from tmkit.pipeline.segment import load_rules, paragraphs, rule_book, segment_document, segment_text
from tmkit.segment import Options, Rule, explain, split
from tmkit.segment.compiled import _TAILS
from tmkit.segment.patterns import read_pattern

DATA = Path(__file__).parent / "data" / "segment"


@dataclass(frozen=True)
class Case:
    """One golden rule: where it stands, the input, the segments, the switches."""

    place: str
    text: str
    segments: list[str]
    options: Options


def read_cases(name: str) -> list[Case]:
    """All cases of a file; a block without exactly one --- and a segment after it is an error."""
    cases, block, first, switches, group = [], [], 0, {}, ""
    for number, line in enumerate([*(DATA / name).read_text(encoding="utf-8").splitlines(), ""], 1):
        if line.startswith("=="):
            group, switches = line[2:].strip(), {}
        elif line.startswith("!!"):
            switches = {key: value == "on" for key, _, value in (w.partition("=") for w in line[2:].split())}
        elif line and not line.startswith(("#", "::")):
            first = first if block else number
            block.append(line.replace("\\s", " ").replace("\\u3000", "\u3000").replace("\\n", "\n"))
        elif block and not line.startswith(("#", "::")):
            cut = block.index("---")
            assert block.count("---") == 1, f"{name}:{first}: one line of --- is needed"
            assert block[cut + 1 :], f"{name}:{first}: a segment is needed"
            text = "\n".join(block[:cut])
            cases.append(Case(f"{group}:{first}", text, block[cut + 1 :], Options(**switches)))
            block = []
    return cases


CHINESE, ENGLISH = read_cases("zh.txt"), read_cases("en.txt")
# What the rules look at, so that random text meets them often.
MARKS = "。！？｡.!?…，；：“”‘’「」『』（）()《》【】\"'[]—-– \n\t\u3000\u00a0①1２a A.BC去说他的等😀𠮷\u200d\ufeff\u2028"
texts = st.one_of(
    st.text(),
    st.text(alphabet=MARKS),
    st.text(alphabet=st.characters(categories=["Cs", "Cc", "Po", "Lo", "Zs"])),
)


@pytest.mark.parametrize("case", CHINESE, ids=lambda c: c.place)
def test_chinese_golden_rule(case: Case) -> None:
    """Every case of zh.txt comes out as a linguist wrote it down."""
    assert [s.text for s in segment_text(case.text, "zh", options=case.options)] == case.segments


@pytest.mark.parametrize("case", ENGLISH, ids=lambda c: c.place)
def test_english_golden_rule(case: Case) -> None:
    """Every case of en.txt comes out as written, the phenomena of the 52 public golden rules among them."""
    assert [s.text for s in segment_text(case.text, "en", options=case.options)] == case.segments


def test_there_are_enough_cases_and_each_group_names_its_convention() -> None:
    """zh.txt holds at least 150 cases, and every group states the convention it follows in one line."""
    assert len(CHINESE) >= 150
    lines = (DATA / "zh.txt").read_text(encoding="utf-8").splitlines()
    starts = [i for i, line in enumerate(lines) if line.startswith("== ")]
    assert starts
    assert all(lines[i + 1].startswith(":: ") for i in starts)


@given(texts, st.sampled_from(["zh", "zh-TW", "en", "fr", "x-unknown"]))
@settings(max_examples=500, deadline=None)
def test_segments_and_gaps_are_the_text(text: str, language: str) -> None:
    """Nothing is lost or changed: offsets point at the text of each segment, and every gap is blank."""
    at = 0
    for segment in segment_text(text, language):
        assert text[segment.start : segment.end] == segment.text
        assert segment.text == segment.text.strip() != ""
        assert text[at : segment.start].strip() == ""
        at = segment.end
    assert text[at:].strip() == ""


@given(st.lists(texts, max_size=4))
@settings(deadline=None)
def test_offsets_of_a_document_are_those_of_the_file(parts: list[str]) -> None:
    """A paragraph that was cleaned keeps the way back: its segments are found in the file by their offsets."""
    file = "".join(f"\u3000■{part}\n" for part in parts)
    found, start = [], 0
    for part in parts:
        found.append(Paragraph(part, start=start, offsets=[start + 2 + i for i in range(len(part))]))
        start += len(part) + 3
    document = Document(id="d", language="zh", paragraphs=tuple(found))
    for segment in segment_document(document):
        assert file[segment.start : segment.end] == segment.text
        assert segment.text in parts[segment.paragraph]


@given(st.text(alphabet=MARKS), st.sampled_from(["zh", "en", "fr"]))
@settings(max_examples=300, deadline=None)
def test_explanation_agrees_with_the_result(text: str, language: str) -> None:
    """The positions that explain() calls breaks are the positions at which the text is broken."""
    rules = load_rules(language)
    assert [d.position for d in explain(text, rules) if d.breaks] == rules.breaks(text)


@pytest.mark.parametrize(("language", "glue"), [("zh", ""), ("zh", "\u3000"), ("en", " ")])
@pytest.mark.parametrize("step", [1, 7, 31])
def test_long_text_breaks_as_explained(language: str, glue: str, step: int) -> None:
    """Where a long text asks far-looking rules in stretches only, they decide all that they decide elsewhere."""
    cases = [case.text.replace("\n", " ") for case in (CHINESE if language == "zh" else ENGLISH)]
    far = [
        f"他看《{'书' * n}！记》了。他（{'走' * (2 * n)}。）来了。He (so {'on ' * n}it! is) said. " for n in range(75)
    ]
    ordered = [cases[at] for first in range(step) for at in range(first, len(cases), step)]
    rules = load_rules(language)
    for text in (glue.join(ordered), glue.join(far), *("我来。" * 400 + one + "我走。" * 400 for one in far[::step])):
        assert [d.position for d in explain(text, rules) if d.breaks] == rules.breaks(text)


@pytest.mark.parametrize("language", ["zh", "en", "fr"])
@pytest.mark.parametrize(
    "body", ["他来了", "she left", "“走", "(so", "他说：“好。”我走", "A", "5", "x\N{GRINNING FACE}"]
)
def test_ends_that_are_passed_at_once_hold_no_break(body: str, language: str) -> None:
    """A line whose only mark is at its end is not searched; the full search would find nothing there either."""
    rules = load_rules(language)
    for tail in sorted(_TAILS):
        assert [d.position for d in explain(body + tail, rules) if d.breaks] == rules.breaks(body + tail)


@pytest.mark.parametrize("rule", [r for s in rule_book().sets for r in s.rules], ids=lambda r: r.name)
def test_our_own_patterns_can_be_compiled(rule: Rule) -> None:
    """Both sides of every rule of ours are regular expressions; at run time this is taken for granted."""
    for pattern in (rule.before, rule.after):
        assert read_pattern(pattern, check=True).source == pattern


@pytest.mark.parametrize(
    ("text", "language", "by"),
    [
        ("他来了。我走了。", "zh", "Chinese"),
        ("“好。”他说。", "zh", "Chinese attribution"),
        ('他走了。"再见！"她喊。', "zh", "pass quotes"),
        ("I met Mr. Smith.", "en", "English"),
        ("他（甲（乙）。丙。）来了。", "zh", "pass brackets"),
        ("Il est là. Elle vient.", "fr", "Common"),
    ],
)
def test_explanation_names_the_rule_or_the_pass(text: str, language: str, by: str) -> None:
    """For a boundary made or forbidden the rule set with the rule's number, or the pass, is named."""
    assert by in {d.by.rstrip(" 0123456789") for d in explain(text, load_rules(language))}


def test_language_is_matched_by_its_primary_subtag() -> None:
    """zh-Hant-TW, ZH and zh_CN use the Chinese rules, en-GB the English ones."""
    assert all(len(segment_text("好。”他走了很远。", code)) == 2 for code in ("zh-Hant-TW", "ZH", "zh_CN"))
    assert len(segment_text("He met Mr. Hall. She left.", "en-GB")) == 2


def test_unknown_language_gets_sensible_rules() -> None:
    """A language without rules of its own breaks at final marks before a capital, and not after initials."""
    assert [s.text for s in segment_text("C'est vrai. J. Martin est là ! Oui.", "fr")] == [
        "C'est vrai.",
        "J. Martin est là !",
        "Oui.",
    ]


def test_every_line_is_a_paragraph() -> None:
    """LF, CRLF and CR end a line; blank lines count for nothing; `paragraph` numbers the others from 0."""
    found = segment_text("标题\r\n\r\n第一句。第二句。\n末行", "zh")
    assert [(s.text, s.paragraph) for s in found] == [("标题", 0), ("第一句。", 1), ("第二句。", 1), ("末行", 2)]


def test_wrapped_english_lines_are_joined_on_evidence_only() -> None:
    """Greetings, headings and lists stay apart; a line that breaks off goes on in the next."""
    rules = load_rules("en")
    joined = "The committee met on Friday\nand decided nothing."
    apart = "Dear John\nthanks for the note.\nShopping list\nmilk\neggs"
    assert len(paragraphs(joined, rules)) == 1
    assert len(paragraphs(apart, rules)) == 5


# Each of these is repeated a hundred thousand characters long.
UNITS = [json.loads(f'"{line}"') for line in (DATA / "units.txt").read_text(encoding="utf-8").splitlines()]


# Seconds of processor time. These texts take some tenths at most; a pattern that tries again from every character
# needs minutes, or for ever. The bound lies between, far from both, so that a slow computer does not fail it.
CATASTROPHE = 10


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("language", ["zh", "en", "fr"])
def test_no_pattern_is_catastrophic(unit: str, language: str) -> None:
    """No text of a hundred thousand characters, whatever is repeated in it, keeps a pattern busy without end."""
    text = unit * (100_000 // len(unit))
    load_rules(language).breaks("warm")
    start = time.process_time()
    segment_text(text, language)
    assert time.process_time() - start < CATASTROPHE


@given(st.lists(st.text(alphabet=MARKS, min_size=1, max_size=6), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_no_mixture_is_catastrophic(units: list[str]) -> None:
    """Nor does a text of twenty thousand characters made of random units."""
    text = "".join(units)
    text *= 20_000 // len(text)
    start = time.process_time()
    split(text, load_rules("zh"))
    split(text, load_rules("en"))
    assert time.process_time() - start < CATASTROPHE


def test_full_width_marks_are_kept() -> None:
    """No normalisation: ，stays a full-width comma and curly quotes stay curly."""
    text = "“甲，乙；丙：丁”（１２．５％）\u00a0！"
    assert segment_text(text, "zh")[0].text == text


def run(*argv: str, stdin: str = "", monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
    return main(["segment", *argv])


def test_command_prints_json_with_offsets_of_the_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each line is an object whose offsets are code points of the decoded file."""
    text = "\u3000\u3000𠮷野家开门了。我们进去。\r\n标题\r\n"
    (tmp_path / "a.txt").write_bytes(text.encode())
    assert run(str(tmp_path / "a.txt"), "--format", "json", monkeypatch=monkeypatch) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [text[r["start"] : r["end"]] for r in records] == [r["text"] for r in records]
    assert [(r["text"], r["paragraph"]) for r in records] == [("𠮷野家开门了。", 0), ("我们进去。", 0), ("标题", 1)]


def test_command_reads_standard_input_and_prints_one_sentence_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a file the text comes from standard input; tsv has paragraph, start, end and text."""
    assert run("--lang", "en", stdin="I saw Dr. Hall. He left.\n", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().out == "I saw Dr. Hall.\nHe left.\n"
    assert run("--format", "tsv", stdin="好。走。", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().out == "0\t0\t2\t好。\n0\t2\t4\t走。\n"


def test_command_explains(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """--explain says for a boundary which rule made or forbade it."""
    assert run("--explain", stdin="“好。”他说。他走了。\n", monkeypatch=monkeypatch) == 0
    out = capsys.readouterr().out.splitlines()
    assert "no break, Chinese attribution 1" in out[0]
    assert ": break, Chinese " in out[1]


def test_command_switches(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The choices of the library are options of the command."""
    text = "有人走了……夜色深了；天亮了。“好。”他说。\n"
    run("--no-ellipsis", "--semicolon", "--no-attribution", stdin=text, monkeypatch=monkeypatch)
    assert capsys.readouterr().out.splitlines() == ["有人走了……夜色深了；", "天亮了。", "“好。”", "他说。"]


def test_command_says_which_choices_do_nothing_beside_a_file_of_rules(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rules of --srx FILE run as they are: a choice made at the same time is named in one sentence."""
    rules = str(tmp_path / "rules.srx")
    assert run("--export-srx", rules, monkeypatch=monkeypatch) == 0
    assert run("--srx", rules, "--semicolon", "--no-ellipsis", stdin="甲；乙。\n", monkeypatch=monkeypatch) == 0
    printed = capsys.readouterr()
    assert printed.out == "甲；乙。\n"
    assert (
        printed.err == f"tmkit: --no-ellipsis and --semicolon do nothing here: the rules of {rules} run as they are\n"
    )
    assert run("--srx", rules, stdin="甲；乙。\n", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().err == ""


def test_command_refuses_a_missing_file(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is not there is one sentence on standard error and exit code 1."""
    assert run("no-such-file.txt", monkeypatch=monkeypatch) == 1
    assert "no-such-file.txt" in capsys.readouterr().err


def test_command_names_the_files_when_there_are_several(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Records of several files say which file they are of; those of one file do not."""
    names = [str(tmp_path / name) for name in ("a.txt", "b.txt")]
    for name in names:
        Path(name).write_text("好。\n", encoding="utf-8", newline="\n")
    assert run(*names, "--format", "json", monkeypatch=monkeypatch) == 0
    assert [json.loads(line)["file"] for line in capsys.readouterr().out.splitlines()] == names
    assert run(*names, "--format", "tsv", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().out == "".join(f"{name}\t0\t0\t2\t好。\n" for name in names)


@pytest.mark.parametrize("code", ["", "12", "z h", "zh-"])
def test_command_refuses_what_is_no_language(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty or impossible language code is a usage error."""
    with pytest.raises(SystemExit) as stop:
        run("--lang", code, stdin="好。", monkeypatch=monkeypatch)
    assert stop.value.code == 2


def test_command_says_when_only_general_rules_fit(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """For a language without rules of its own a notice stands on standard error."""
    assert run("--lang", "fr", stdin="Oui. Non.\n", monkeypatch=monkeypatch) == 0
    assert "general rules" in capsys.readouterr().err
    assert run("--lang", "en", stdin="Yes. No.\n", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["s.en.txt", "s.en", "s.en-US", "s.txt"])
def test_command_takes_the_language_of_the_name_or_of_the_script(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --lang an English text is cut by English rules, whether its name or only its script says so."""
    (tmp_path / name).write_text("Mr. Smith came in. He left.\n", "utf-8")
    assert run(str(tmp_path / name), "--explain", monkeypatch=monkeypatch) == 0
    assert "no break, English" in capsys.readouterr().out


def test_command_believes_the_language_given_before_the_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """--lang, also called --language and --src-lang, goes before what the name says."""
    (tmp_path / "s.en").write_text("他来了。Mr. Smith came in. He left.\n", "utf-8")
    for option in ("--lang", "--language", "--src-lang"):
        assert run(str(tmp_path / "s.en"), "--explain", option, "zh", monkeypatch=monkeypatch) == 0
        assert "Chinese" in capsys.readouterr().out


def test_command_takes_a_chinese_name_for_chinese(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """NAME.zh is plain text, and text without letters is cut by Chinese rules."""
    (tmp_path / "s.zh").write_text("他来了。她走了。\n", "utf-8")
    (tmp_path / "s.txt").write_text("12！34\n", "utf-8")
    assert run(str(tmp_path / "s.zh"), str(tmp_path / "s.txt"), monkeypatch=monkeypatch) == 0
    assert capsys.readouterr().out.splitlines()[:2] == ["他来了。", "她走了。"]
