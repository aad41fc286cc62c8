"""Extraction, proposals, audit, comparison, and the verbs that use them."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tmkit.errors import InputError
from tmkit.formats.terms.review import ReviewRow, read_review, write_review
from tmkit.glossary import Glossary
from tmkit.glossary.audit import audit
from tmkit.glossary.compare import compare_concepts, count_terms
from tmkit.glossary.extract import ExtractOptions, extract_candidates
from tmkit.glossary.propose import Proposer
from tmkit.model import Concept, Term, Unit
from tmkit.pipeline.glossary import load_glossary, merge_reviewed
from tmkit.pipeline.glossary_extract import extract_terms, review_rows, word_cutter

TEXT = (
    "要坚持“三个面向”，建设量子互联网。量子互联网很重要。我国量子互联网起步早，发展量子互联网需要人才。"
    "他说：“我们一定要努力工作，不能停下来。”《海上丝绸之路规划》已经印发。加快发展新质生产力，新质生产力很重要。"
)


def terms(*rows: str) -> tuple[Term, ...]:
    """Terms written as language:status:text."""
    found = []
    for row in rows:
        language, status, text = row.split(":", 2)
        found.append(Term(text, {"zh": "zh-CN", "en": "en-US"}[language], status=status))
    return tuple(found)


def test_quoted_strings_and_titles_are_candidates_and_speech_is_not() -> None:
    """Text in quotation or title marks is a candidate, a quoted sentence is not."""
    found = {c.text: c for c in extract_candidates([TEXT])}
    assert {"三个面向", "海上丝绸之路规划"} <= set(found)
    assert not any("努力工作" in text for text in found)
    assert dict(found["三个面向"].evidence)["quoted"] == 1
    assert "“三个面向”" in found["三个面向"].contexts[0]


def test_strings_that_hold_together_are_candidates_and_their_pieces_are_not() -> None:
    """A string of many surroundings is found whole."""
    found = [c.text for c in extract_candidates([TEXT], options=ExtractOptions(minimum_entropy=0.5, minimum_pmi=1))]
    assert "量子互联网" in found
    assert "子互联网" not in found
    assert "量子互联" not in found


def test_known_terms_and_pieces_of_them_are_left_out() -> None:
    """What the glossary has is no candidate, nor is any part of it."""
    texts = [c.text for c in extract_terms([TEXT], options=ExtractOptions(minimum_entropy=0, minimum_pmi=0))]
    assert texts
    assert not any("新质" in t or "生产力" in t for t in texts)


def test_the_word_cutter_keeps_terms_whole() -> None:
    """Terms of the glossary are one word each, with whatever signs they hold, and the words join to the text."""
    glossary = Glossary([Concept("a", terms=terms("zh:preferred:碳达峰、碳中和"))])
    words = word_cutter(glossary)("推进碳达峰、碳中和工作")
    assert "碳达峰、碳中和" in words
    assert "".join(words) == "推进碳达峰、碳中和工作"


UNITS = [
    Unit("发展量子互联网。", "We will develop the quantum internet."),
    Unit("量子互联网很重要。", "The quantum internet is important."),
    Unit("天气很好。", "The weather is fine."),
    Unit("人工智能很重要。", "Artificial intelligence is important."),
    Unit("我们要努力。", "We will work hard."),
    Unit("量子互联网需要人才。", "A quantum internet needs talent."),
]


def test_proposals_are_what_stands_where_the_term_does() -> None:
    """The word sequence that goes with the term in most units and is rare elsewhere comes first, as it is written."""
    best = Proposer(UNITS).propose("量子互联网")[0]
    assert (best.text, best.common, best.dice) == ("quantum internet", 3, 1.0)
    assert best.llr > 0
    assert Proposer(UNITS).propose("没有") == []


def test_proposals_leave_out_what_belongs_to_known_terms() -> None:
    """A rendering of another known term of the unit is not proposed again."""
    known = Glossary([Concept("a", terms=terms("zh:preferred:人才", "en:preferred:talent"))])
    assert all("talent" not in p.text for p in Proposer(UNITS, known).propose("量子互联网", 20))


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_review_sheet_comes_back(suffix: str, tmp_path: Path) -> None:
    """Rows that a person has accepted become concepts; others do not; faults are named by row and column."""
    rows = [
        ReviewRow("甲", 3, 1.5, "quoted 3", ("a甲b", "c"), ("first (…)",), "first"),
        ReviewRow("乙", 1, 1, "", english="b"),
    ]
    path = tmp_path / f"r{suffix}"
    path.write_bytes(write_review(rows, suffix))
    assert read_review(path).concepts == ()
    sheet = list(csv.reader(io.StringIO(write_review(rows, ".csv").decode("utf-8-sig"))))
    sheet[1][0], sheet[1][2], sheet[2][0] = "yes", "first | second", "perhaps"
    path = tmp_path / "r2.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(sheet)
    found = read_review(path)
    assert [(t.text, t.status, t.review) for t in found.concepts[0].terms] == [
        ("甲", "preferred", "proposed"),
        ("first", "preferred", "proposed"),
        ("second", "admitted", "proposed"),
    ]
    assert [p.message for p in found.problems] == ["row 3, column accept: 'perhaps' is neither yes nor no"]
    with pytest.raises(InputError, match="row 3"):
        merge_reviewed((), path)
    merged, added, _ = merge_reviewed([Concept("first")], path, partial=True)
    assert ([c.id for c in merged], added) == (["first", "first-2"], 1)


def test_rows_carry_proposals_with_their_evidence() -> None:
    """A candidate goes to review with proposals, their figures, and the best one filled in."""
    candidates = extract_candidates([TEXT], options=ExtractOptions(minimum_entropy=0.5, minimum_pmi=1))
    row = next(r for r in review_rows(candidates, memory=UNITS, glossary=Glossary()) if r.term == "量子互联网")
    assert row.english == "quantum internet"
    assert row.proposals[0].startswith("quantum internet (LLR ")


AUDITS = [
    (("a", "zh:preferred:甲 ", "en:preferred:x"), "blanks", "error"),
    (("a", "zh:preferred:甲\u200b乙", "en:preferred:x"), "unseen", "error"),
    (("a", "zh:preferred:é", "en:preferred:x"), "script", "error"),
    (("a", "zh:preferred:新質生產力", "en:preferred:x"), "script", "error"),
    (("a", "zh:preferred:甲", "en:preferred:x 乙"), "script", "error"),
    (("a", "zh:preferred:甲", "en:preferred:x（y）"), "script", "error"),
    (("a", "zh:preferred:甲", "en:admitted:x"), "no preferred", "error"),
    (("a", "zh:preferred:甲"), "one language", "warning"),
    (("a", "zh:preferred:甲", "en:preferred:a term", "en:preferred:A-terms"), "double", "note"),
]


@pytest.mark.parametrize(("row", "kind", "severity"), AUDITS, ids=[f"{a[1]}-{i}" for i, a in enumerate(AUDITS)])
def test_slips_are_found(row: tuple[str, ...], kind: str, severity: str) -> None:
    """Each slip of typing or status is reported once, with its severity."""
    found = audit(Glossary([Concept(row[0], terms=terms(*row[1:]))]))
    assert [(f.kind, f.severity) for f in found] == [(kind, severity)]


def test_contradictions_between_concepts_are_found() -> None:
    """Same term with other renderings, same rendering, forbidden elsewhere, and nested with another rendering."""
    glossary = Glossary(
        [
            Concept("a", terms=terms("zh:preferred:出口", "en:preferred:exports")),
            Concept("b", terms=terms("zh:preferred:出口", "en:preferred:exit", "en:deprecated:exports")),
            Concept("c", terms=terms("zh:preferred:通道", "en:preferred:exit")),
            Concept("d", terms=terms("zh:preferred:出口产品", "en:preferred:goods for abroad")),
        ]
    )
    kinds = {(f.kind, f.concepts) for f in audit(glossary)}
    assert ("same term", ("a", "b")) in kinds
    assert ("same rendering", ("b", "c")) in kinds
    assert ("forbidden elsewhere", ("b", "a")) in kinds
    assert ("nested", ("d", "a")) in kinds


def test_the_shipped_glossary_has_no_error() -> None:
    """The package's own glossary is free of what the audit calls an error."""
    assert [f for f in audit(load_glossary()) if f.severity == "error"] == []


def test_comparison_names_every_change() -> None:
    """New, gone and changed concepts, fields and terms are told apart."""
    before = [Concept("a", "law", terms=terms("zh:preferred:甲", "en:preferred:x")), Concept("b")]
    after = [Concept("a", "state", terms=terms("zh:preferred:甲", "en:deprecated:x", "en:preferred:y")), Concept("c")]
    changes = [(c.concept, c.what, c.before, c.after) for c in compare_concepts(before, after)]
    assert changes == [
        ("a", "field", "law", "state"),
        ("a", "status", "preferred", "deprecated"),
        ("a", "term", "", "y"),
        ("b", "concept", "b", ""),
        ("c", "concept", "", "c"),
    ]
    assert compare_concepts(before, before) == []


def test_statistics_add_up() -> None:
    """Every count of terms sums to their number."""
    counted = count_terms(load_glossary().concepts)
    assert counted.concepts == len(load_glossary())
    for name in ("language", "status", "type", "review"):
        assert sum(getattr(counted, f"by_{name}").values()) == counted.terms


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The command as a user runs it."""
    command = [sys.executable, "-m", "tmkit", "glossary", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, input=stdin)


def test_find_prints_table_json_and_page(tmp_path: Path) -> None:
    """`find` gives offsets and renderings as a table, as JSON, or the whole text with its terms marked."""
    path = tmp_path / "t.txt"
    path.write_text("加快发展新质\n生产力 <b>", encoding="utf-8", newline="\n")
    assert "4\t10\t1\t新质 生产力\tnew quality productive forces" in run("find", str(path)).stdout
    (match,) = [m for m in json.loads(run("find", str(path), "--json").stdout) if m["start"] == 4]
    assert (match["end"], match["term"], match["status"]) == (10, "新质生产力", "preferred")
    assert run("find", "-", "--json", stdin="加快发展新质生产力").returncode == 0
    assert run("find", str(path), "--html", str(tmp_path / "t.html")).returncode == 0
    page = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert "新质\n生产力</mark> &lt;b&gt;" in page


def test_convert_build_diff_and_validate(tmp_path: Path) -> None:
    """A file goes through convert and back with no difference; build writes every format; validate finds it sound."""
    text = "concept,lang,term,status\na,zh-CN,甲,preferred\na,en-US,first,preferred\na,en-US,bad,deprecated\n"
    source = tmp_path / "t.csv"
    source.write_text(text, encoding="utf-8", newline="\n")
    assert run("convert", str(source), str(tmp_path / "t.tbx")).returncode == 0
    assert run("diff", str(source), str(tmp_path / "t.tbx")).stdout == ""
    lossy = run("convert", str(source), str(tmp_path / "t.txt"))
    assert "lost: deprecated term (1)" in lossy.stderr
    built = run("build", str(source), "--out", str(tmp_path / "out"), "--name", "n")
    assert len(built.stdout.split()) == 7
    assert run("validate", str(tmp_path / "out" / "n.tbx")).returncode == 0
    changed = run("diff", str(source), str(tmp_path / "t.txt"), "--json")
    assert changed.returncode == 1
    assert json.loads(changed.stdout)


def test_a_fault_leaves_the_old_files_alone(tmp_path: Path) -> None:
    """A build or conversion of a broken file says row and column, exits with 1 and touches nothing."""
    source = tmp_path / "t.csv"
    source.write_text(
        "concept,lang,term,status\na,zh-CN,甲,odd\nb,zh-CN,乙,\nb,en,y,\n", encoding="utf-8", newline="\n"
    )
    (tmp_path / "t.tbx").write_text("old", encoding="utf-8", newline="\n")
    for arguments in (
        ["convert", str(source), str(tmp_path / "t.tbx")],
        ["build", str(source), "--out", str(tmp_path)],
    ):
        done = run(*arguments)
        assert done.returncode == 1
        assert "t.csv:2: row 2, column status: unknown status 'odd'" in done.stderr
        assert "Traceback" not in done.stderr
    assert (tmp_path / "t.tbx").read_text(encoding="utf-8") == "old"
    assert run("convert", str(source), str(tmp_path / "t.tbx"), "--partial").returncode == 0


def test_every_verb_has_help_with_an_example() -> None:
    """Each verb explains itself and shows how it is called."""
    verbs = ("lookup", "find", "check", "extract", "build", "validate", "convert", "diff", "stats")
    for verb in verbs:
        done = run(verb, "--help")
        assert done.returncode == 0
        assert f"tmkit glossary {verb}" in done.stdout.split("examples:")[1]
    assert run().returncode == 2


def test_extract_writes_a_sheet_that_build_takes_in(tmp_path: Path) -> None:
    """The way from a text to a longer glossary: extract, accept, build."""
    (tmp_path / "t.txt").write_text(TEXT, encoding="utf-8", newline="\n")
    sheet = tmp_path / "r.csv"
    assert run("extract", str(tmp_path / "t.txt"), "-o", str(sheet)).returncode == 0
    rows = list(csv.reader(io.StringIO(sheet.read_text(encoding="utf-8-sig"))))
    place = next(i for i, row in enumerate(rows) if row[1] == "三个面向")
    rows[place][0], rows[place][2] = "yes", "three orientations"
    with sheet.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    (tmp_path / "g.csv").write_text("concept,lang,term\na,zh-CN,甲\na,en-US,first\n", encoding="utf-8", newline="\n")
    done = run("build", str(tmp_path / "g.csv"), "--review", str(sheet), "--out", str(tmp_path / "out"))
    assert done.returncode == 0, done.stderr
    assert "three-orientations,,,no,,zh-CN,三个面向" in (tmp_path / "out" / "g.csv").read_text(encoding="utf-8")
