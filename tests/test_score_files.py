"""Scoring of files: every input format, memories, scores from elsewhere, comparison of reports, all outputs."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from tmkit.cli import main
from tmkit.errors import InputError
from tmkit.formats.columns import read_column
from tmkit.formats.tmx import TmxHeader, write_tmx
from tmkit.model import Unit

SOURCE = ["加快发展。", "增长5%。"]
TARGET = ["Develop faster.", "Growth was 5 percent."]


def write(path: Path, text: str) -> str:
    """A file of text; its path."""
    path.write_text(text, encoding="utf-8", newline="")
    return str(path)


def xliff(version: str) -> str:
    """Two units with sources and targets."""
    if version == "1.2":
        units = "".join(
            f'<trans-unit id="{i}"><source>{s}</source><target>{t}</target></trans-unit>'
            for i, (s, t) in enumerate(zip(SOURCE, TARGET, strict=True))
        )
        head = '<file original="x" source-language="zh" target-language="en" datatype="plaintext">'
        body = f"{head}<body>{units}</body></file>"
        return f'<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2">{body}</xliff>'
    units = "".join(
        f'<unit id="{i}"><segment><source>{s}</source><target>{t}</target></segment></unit>'
        for i, (s, t) in enumerate(zip(SOURCE, TARGET, strict=True))
    )
    return (
        '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="zh" trgLang="en">'
        f'<file id="f">{units}</file></xliff>'
    )


def made(folder: Path) -> dict[str, str]:
    """The same two segments in every format."""
    po = "".join(f'msgid "{s}"\nmsgstr "{t}"\n\n' for s, t in zip(SOURCE, TARGET, strict=True))
    jsonl = "".join(json.dumps({"src": s, "tgt": t, "ref": t}) + "\n" for s, t in zip(SOURCE, TARGET, strict=True))
    rows = "".join(f"{s}\t{t}\n" for s, t in zip(SOURCE, TARGET, strict=True))
    write_tmx(folder / "m.tmx", [Unit(s, t) for s, t in zip(SOURCE, TARGET, strict=True)], TmxHeader())
    return {
        "lines": write(folder / "t.txt", "\n".join(TARGET) + "\n"),
        "tsv with a head": write(folder / "h.tsv", "source\ttarget\n" + rows),
        "tsv by number": write(folder / "n.tsv", rows) + "::2",
        "jsonl": write(folder / "j.jsonl", jsonl),
        "jsonl by key": write(folder / "k.jsonl", jsonl) + "::ref",
        "po": write(folder / "p.po", 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + po),
        "xliff 1.2": write(folder / "x.xlf", xliff("1.2")),
        "xliff 2": write(folder / "y.xliff", xliff("2.0")),
        "tmx": str(folder / "m.tmx"),
    }


def test_every_format_gives_the_same_segments(tmp_path: Path) -> None:
    """Translations come out of lines, TSV, JSONL, PO, XLIFF and TMX alike, sources from those that have both."""
    for name, path in made(tmp_path).items():
        assert list(read_column(path, "hypothesis").lines) == TARGET, name
        if name not in ("lines", "tsv by number", "jsonl by key"):
            assert list(read_column(path, "source").lines) == SOURCE, name


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.tsv", "x\ty\n", "there is no hypothesis field; there are 1 x, 2 y"),
        ("a.tsv::mt", "x\ty\n", "there is no field 'mt'"),
        ("a.tsv::3", "x\ty\n", "a.tsv:1: this line has 2 columns, column 3 is wanted"),
        ("a.jsonl", '{"x": "y"}\n', "there is no hypothesis field; there are x"),
        ("a.jsonl", "{}\nx\n", "no hypothesis field; there are none"),
        ("a.jsonl", "[1]\n", "a.jsonl:1: this is not a JSON object"),
        ("a.jsonl", '{"mt": "x"}\n{"mt"\n', "a.jsonl:2: this is not JSON"),
        ("a.xlf", "<xliff", "a.xlf:1: is not well-formed XML"),
        ("a.txt::2", "x\n", "plain lines have no fields"),
        ("a.jsonl", '{"mt": 5}\n', "a.jsonl:1: the value of 'mt' is a number, not a text"),
        ("a.jsonl", '{"mt": null}\n', "the value of 'mt' is null"),
        ("a.po::fr", 'msgid ""\nmsgstr "Language: zh_CN\\n"\n', "no side 'fr'; its sides are: msgid, msgstr, zh-CN"),
        ("a.xlf::fr", xliff("1.2"), "no side 'fr'; its sides are: source, target, zh, en"),
    ],
)
def test_a_file_without_the_field_is_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    """A missing column or key, or a broken file, is named with its line and what there is instead."""
    path, _, field = name.partition("::")
    write(tmp_path / path, text)
    with pytest.raises(InputError, match=message.replace(".", r"\.")):
        read_column(str(tmp_path / path) + (f"::{field}" if field else ""), "hypothesis")


def test_a_side_is_named_by_its_language(tmp_path: Path) -> None:
    """FILE::LANGUAGE gives that language's side of TMX, XLIFF and PO; one that is not there is refused."""
    files = made(tmp_path)
    head = 'msgid ""\nmsgstr "Language: en_US\\nX-Source-Language: zh\\n"\n\n'
    po = "".join(f'msgid "{s}"\nmsgstr "{t}"\n\n' for s, t in zip(SOURCE, TARGET, strict=True))
    files["po"] = write(tmp_path / "q.po", head + po)
    for name in ("tmx", "xliff 1.2", "xliff 2", "po"):
        assert list(read_column(f"{files[name]}::zh-CN", "hypothesis").lines) == SOURCE, name
        assert list(read_column(f"{files[name]}::en", "source").lines) == TARGET, name
        with pytest.raises(InputError, match=r"there is no side 'fr'; its .* zh"):
            read_column(f"{files[name]}::fr", "hypothesis")
    assert list(read_column(f"{files['po']}::msgid", "hypothesis").lines) == SOURCE


def test_units_of_a_memory_that_lack_a_side_are_mentioned(tmp_path: Path) -> None:
    """What TMX leaves out is counted with its reason, so that missing lines are no riddle."""
    units = [Unit("一。", "One."), Unit("二。", "Two.", target_language="fr")]
    write_tmx(tmp_path / "m.tmx", units, TmxHeader())
    read = read_column(str(tmp_path / "m.tmx"), "hypothesis")
    assert list(read.lines) == ["One."]
    assert "1 unit left out (no en" in read.notices[0]


PO = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#, fuzzy
msgid "a"
msgstr "b"

msgid "one file"
msgid_plural "many files"
msgstr[0] "ein"
msgstr[1] "viele"
"""


def test_plural_forms_are_segments_and_fuzzy_entries_are_mentioned(tmp_path: Path) -> None:
    """Each plural form of a PO entry is a segment with its own source; fuzzy entries are taken and told of."""
    path = write(tmp_path / "a.po", PO)
    read = read_column(path, "hypothesis")
    assert list(read.lines) == ["b", "ein", "viele"]
    assert list(read_column(path, "source").lines) == ["a", "one file", "many files"]
    assert read.notices == (
        f"{path}: 1 entry is fuzzy, taken as written (line 4)",
        f"{path}: 1 entry is plural, each form a segment of its own (line 8)",
    )
    one_form = write(tmp_path / "b.po", PO.replace('msgstr[1] "viele"\n', ""))
    assert list(read_column(one_form, "source").lines) == ["a", "many files"]


def test_line_ends_of_windows_and_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CRLF is read as LF and mentioned; - is standard input."""
    path = write(tmp_path / "a.txt", "a\r\nb\r\n")
    read = read_column(path, "hypothesis")
    assert (read.lines, read.notices) == (("a", "b"), (f"{path}: lines end in CRLF, read as LF",))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO("一\n二\n".encode())))
    assert read_column("-", "hypothesis").lines == ("一", "二")


def run_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    """The report of a call that succeeds."""
    assert main(["score", *arguments, "--json", "--resamples", "50"]) == 0
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def test_references_come_from_a_memory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--reference-tm finds references by source; segments that it does not know are left out and counted."""
    made(tmp_path)
    hyp = write(tmp_path / "hyp", "Develop fast.\nSomething.\nGrowth was 5 percent.\n")
    src = write(tmp_path / "src", f"{SOURCE[0]}\n没有的。\n{SOURCE[1]}\n")
    report = run_json(capsys, hyp, "-s", src, "--reference-tm", str(tmp_path / "m.tmx"))
    assert report["segments"] == 2
    assert "1 of 3 segments have no reference in m.tmx and are left out" in report["notices"]


def test_what_the_memory_knows_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--tm lists exact and fuzzy sources, and scores what is left without them."""
    made(tmp_path)
    hyp = write(tmp_path / "hyp", "Develop.\nGrowth.\nPeople come first.\n")
    src = write(tmp_path / "src", f"{SOURCE[0]}\n增长6%。\n人民至上。\n")
    ref = write(tmp_path / "ref", "Develop faster.\nGrowth was 6 percent.\nPeople come first.\n")
    overlap = run_json(capsys, hyp, "-s", src, "-r", ref, "--tm", str(tmp_path / "m.tmx"))["overlap"]
    assert (overlap["exact"], overlap["fuzzy"]) == ([1], [2])
    assert overlap["scores"][hyp]["chrF2"] == pytest.approx(100)


def test_scores_made_elsewhere_become_columns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--outside adds scores with model and version; a file without a model or of another length is refused."""
    hyp, ref = write(tmp_path / "a.txt", "a\nb\n"), write(tmp_path / "ref", "a\nb\n")
    data: dict[str, Any] = {
        "metric": "COMET",
        "model": "wmt22-comet-da",
        "version": "2",
        "systems": {"a": {"segments": [0.5, 0.7]}},
    }
    outside = write(tmp_path / "comet.json", json.dumps(data))
    found = run_json(capsys, hyp, "-r", ref, "--outside", outside)["systems"][0]["outside"][0]
    assert (found["name"], found["model"], found["version"]) == ("COMET", "wmt22-comet-da", "2")
    assert found["score"] == pytest.approx(0.6)
    for change, message in (
        ({"model": ""}, "which model"),
        ({"systems": {"a": {"segments": [1.0]}}}, "1 segment score,"),
        ({"systems": {"a": {"segments": [1.0, float("nan")]}}}, "not finite"),
        ({"systems": {"a": float("inf")}}, "not finite"),
    ):
        write(tmp_path / "comet.json", json.dumps(data | change))
        assert main(["score", hyp, "-r", ref, "--outside", outside]) == 1
        assert message in capsys.readouterr().err


def test_comet_is_asked_for_by_a_checkpoint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--comet without such a file, or without the package, ends with a sentence and a cure."""
    hyp = write(tmp_path / "a.txt", "a\n")
    assert main(["score", hyp, "-r", hyp, "-s", hyp, "--comet", str(tmp_path / "no.ckpt")]) == 1
    assert "there is no such checkpoint" in capsys.readouterr().err


def test_lines_that_differ_in_number_name_the_first_bad_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The complaint names the file and the first line without a partner."""
    hyp, ref = write(tmp_path / "a.txt", "a\nb\n"), write(tmp_path / "ref", "a\nb\nc\n")
    assert main(["score", hyp, "-r", ref]) == 1
    assert f"{hyp}:3: 2 segments, the reference has 3" in capsys.readouterr().err
    assert main(["score", ref, "-r", ref, "-r", hyp]) == 1
    error = capsys.readouterr().err
    assert f"{hyp}:3: 2 segments" in error
    assert "transposed" not in error


def test_an_empty_line_can_mean_that_there_is_no_reference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--empty-is-missing makes the number of references variable, and refuses a segment without any."""
    hyp, one = write(tmp_path / "a.txt", "a b c\nd e f\n"), write(tmp_path / "r1", "a b c\nd e f\n")
    two = write(tmp_path / "r2", "a b\n\n")
    score = run_json(capsys, hyp, "-r", one, "-r", two, "--empty-is-missing")["systems"][0]["scores"]["TER"]
    assert score["signature"].startswith("nrefs:var")
    assert main(["score", hyp, "-r", two, "--empty-is-missing"]) == 1
    assert "segment 2 has no reference" in capsys.readouterr().err


def test_documents_have_scores_of_their_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A document's score is that of its segments alone, wherever they stand."""
    hyp, ref = write(tmp_path / "a.txt", "a b c d\nx\ne f g h\n"), write(tmp_path / "ref", "a b c d\ny\ne f g h\n")
    docs = write(tmp_path / "docs", "one\ntwo\none\n")
    report = run_json(capsys, hyp, "-r", ref, "--docs", docs)
    assert report["documents"] == [{"name": "one", "segments": 2}, {"name": "two", "segments": 1}]
    assert report["systems"][0]["scores"]["TER"]["documents"] == [0, 100]


def test_tsv_has_a_row_for_each_segment_and_system(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--tsv gives numbers, scores, checks and texts, with no tab too many."""
    a, b = write(tmp_path / "a.txt", "x\ty\nz\n"), write(tmp_path / "b.txt", "x y\nz\n")
    assert main(["score", a, b, "-r", b, "--tsv", "--resamples", "0"]) == 0
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == 5
    assert {len(row) for row in rows} == {len(rows[0])}


def test_html_is_written_whole(tmp_path: Path) -> None:
    """--html -o writes one page."""
    a = write(tmp_path / "a.txt", "x y\nz\n")
    assert main(["score", a, "-r", a, "--html", "-o", str(tmp_path / "r.html")]) == 0
    assert (tmp_path / "r.html").read_text(encoding="utf-8").endswith("</html>\n")


def reports(folder: Path) -> tuple[str, str]:
    """A good and a bad system over 60 segments, each in a report."""
    lines = [f"Line {i} says that growth was {i} percent this year and more is to come." for i in range(60)]
    ref = write(folder / "ref", "\n".join(lines) + "\n")
    good = write(folder / "good.txt", "\n".join(lines) + "\n")
    bad = write(folder / "bad.txt", "\n".join(line.replace("growth was", "was growing") for line in lines) + "\n")
    for path in (good, bad):
        assert main(["score", path, "-r", ref, "--json", "-o", f"{path}.json", "--resamples", "0"]) == 0
    return f"{good}.json", f"{bad}.json"


def test_compare_fails_when_the_second_is_significantly_worse(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1 for a real loss, 0 for a gain, for no change, and for a loss within the tolerance."""
    good, bad = reports(tmp_path)
    assert main(["compare", good, bad]) == 1
    assert "worse" in capsys.readouterr().out
    assert main(["compare", bad, good]) == 0
    assert main(["compare", good, good]) == 0
    assert main(["compare", good, bad, "--tolerance", "60"]) == 0
    assert main(["compare", good, bad, "--level", "0.0001"]) == 0


def test_compare_refuses_what_cannot_be_compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Other references, other options, other files: a sentence each."""
    good, bad = reports(tmp_path)
    text = write(tmp_path / "x.txt", "x\n" * 60)
    for extra, message in (
        (["-r", text], "other references"),
        (["-r", str(tmp_path / "ref"), "--lowercase"], "otherwise"),
    ):
        assert main(["score", text, *extra, "--json", "-o", str(tmp_path / "o.json")]) == 0
        capsys.readouterr()
        assert main(["compare", good, str(tmp_path / "o.json")]) == 2
        assert message in capsys.readouterr().err
    part = write(tmp_path / "part.json", '{"format": "tmkit-score/1"}')
    for command, message in (
        ([good, text], "is not JSON"),
        ([good, str(tmp_path / "none")], "there is no such report"),
        ([good, str(tmp_path)], "cannot be read"),
        ([good, part], "lacks a part"),
        ([good, bad, "--after", "z"], "holds no system 'z'"),
    ):
        assert main(["compare", *command]) == 2
        assert message in capsys.readouterr().err


def test_compare_names_the_option_that_chooses_a_system(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A report of several systems is refused with --before or --after, whichever is missing, and a name to copy."""
    reports(tmp_path)
    one, two, both = str(tmp_path / "good.txt"), str(tmp_path / "bad.txt"), str(tmp_path / "both.json")
    command = ["score", one, two, "-r", str(tmp_path / "ref"), "--json", "-o", both, "--resamples", "0"]
    assert main(command) == 0
    names = [s["name"] for s in json.loads(Path(both).read_text(encoding="utf-8"))["systems"]]
    for given, wanted in (([], "--before"), (["--before", names[0]], "--after")):
        capsys.readouterr()
        assert main(["compare", both, both, *given]) == 2
        assert f"name one: {wanted} {names[0]}" in capsys.readouterr().err
    assert main(["compare", both, both, "--before", names[0], "--after", names[0]]) == 0


def test_new_errors_are_counted_only_where_both_were_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--max-new-errors refuses a report without checks or with others; with the same checks it counts."""
    _, bad = reports(tmp_path)
    src = write(tmp_path / "src", "".join(f"第{i}行说今年增长了{i}%，还会更多。\n" for i in range(60)))
    for name, extra in (("full", []), ("less", ["--no-check", "numbers"])):
        command = ["score", bad.removesuffix(".json"), "-r", str(tmp_path / "ref"), "-s", src, *extra]
        assert main([*command, "--json", "-o", str(tmp_path / name), "--resamples", "0"]) == 0
    full, less = str(tmp_path / "full"), str(tmp_path / "less")
    capsys.readouterr()
    for one, two, message in (
        (bad, bad, f"{bad}: no checks were run"),
        (bad, full, f"{bad}: no checks were run"),
        (full, bad, f"{bad}: no checks were run"),
        (full, less, f"{less}: was checked otherwise than {full} (numbers)"),
    ):
        assert main(["compare", one, two, "--max-new-errors", "0"]) == 2
        assert message in capsys.readouterr().err
    assert main(["compare", full, full, "--max-new-errors", "0"]) == 0
    assert "segments with errors" in capsys.readouterr().out
    assert main(["compare", full, bad]) == 0
    assert "errors were not compared" in capsys.readouterr().out


def test_identical_systems_are_not_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Equal systems share a rank, sacreBLEU's small p-value is explained, compare says unchanged."""
    good, _ = reports(tmp_path)
    a = good.removesuffix(".json")
    b = write(tmp_path / "b.txt", Path(a).read_text(encoding="utf-8"))
    assert main(["score", a, b, "-r", str(tmp_path / "ref"), "--resamples", "100"]) == 0
    out = capsys.readouterr().out
    assert f"{a} and {b} are identical\n" in out
    assert f"{a} and {b} score the same, so the p = 0.0099 of sacreBLEU's test means nothing" in out
    assert main(["compare", good, good]) == 0
    assert capsys.readouterr().out.count("unchanged") == 4


def faults(value: Any, schema: dict[str, Any], place: str = "report") -> list[str]:
    """What in `value` is not as the schema says; knows the words that our schema uses, and no others."""
    known = {
        "$schema",
        "title",
        "description",
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
    }
    assert not schema.keys() - known
    if "const" in schema:
        return [] if value == schema["const"] else [f"{place} is {value!r}"]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{place} is {value!r}"]
    kinds = {
        "object": dict,
        "array": list,
        "string": str,
        "integer": int,
        "number": (int, float),
        "null": type(None),
        "boolean": bool,
    }
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(isinstance(value, kinds[kind]) for kind in wanted):
        return [f"{place} is {type(value).__name__}"]
    if isinstance(value, list):
        return [fault for i, item in enumerate(value) for fault in faults(item, schema["items"], f"{place}[{i}]")]
    if not isinstance(value, dict):
        return []
    properties, other = schema.get("properties", {}), schema.get("additionalProperties", False)
    found = [f"{place}.{key} is missing" for key in schema.get("required", ()) if key not in value]
    for key, item in value.items():
        if key in properties or other:
            found += faults(item, properties.get(key, other), f"{place}.{key}")
        else:
            found.append(f"{place}.{key} is not in the schema")
    return found


def test_the_report_is_as_its_schema_says(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every field of a full report is in the published schema with its type, and none is missing."""
    schema = json.loads(
        (Path(__file__).parent.parent / "tmkit/data/score_report.schema.json").read_text(encoding="utf-8")
    )
    made(tmp_path)
    a, b = (
        write(tmp_path / "a.txt", "Develop.\nGrowth was 6 percent.\n"),
        write(tmp_path / "b.txt", "Develop faster.\n\n"),
    )
    ref, src = write(tmp_path / "ref", "\n".join(TARGET)), write(tmp_path / "src", "\n".join(SOURCE))
    docs = write(tmp_path / "docs", "one\ntwo\n")
    outside = write(tmp_path / "o.json", json.dumps({"metric": "M", "model": "m", "systems": {"a": 0.5, "b": 0.6}}))
    command = [a, b, "-r", ref, "-s", src, "--docs", docs, "--tm", str(tmp_path / "m.tmx"), "--outside", outside]
    report = run_json(capsys, *command)
    assert faults(report, schema) == []
    assert faults(report | {"segments": "two", "more": 1}, schema) == [
        "report.segments is str",
        "report.more is not in the schema",
    ]


@pytest.mark.parametrize("kind", ["json", "tsv", "html"])
def test_format_is_another_way_to_name_the_output(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--format json prints what --json prints, as with other verbs; both at once are refused."""
    path = write(tmp_path / "a.txt", "Develop faster.\n")
    assert main(["score", path, "-r", path, f"--{kind}"]) == 0
    short = capsys.readouterr().out
    assert main(["score", path, "-r", path, "--format", kind]) == 0
    assert capsys.readouterr().out == short
    with pytest.raises(SystemExit) as refused:
        main(["score", path, "-r", path, "--json", "--format", kind])
    assert refused.value.code == 2


@pytest.mark.parametrize(
    ("name", "options", "beginning"),
    [
        ("r.html", [], "<!doctype html>"),
        ("r.json", [], '{"format"'),
        ("r.tsv", [], "line\t"),
        ("r.html", ["--json"], '{"format"'),
    ],
)
def test_the_suffix_of_the_output_names_the_form_of_a_report(name, options, beginning, tmp_path):
    """Without an option for the form the suffix of -o decides; an option goes before it."""
    a = tmp_path / "a.txt"
    a.write_text("We came.\nThank you all!\n", "utf-8")
    assert main(["score", str(a), "-r", str(a), *options, "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / name).read_text("utf-8").startswith(beginning)


def test_a_wrong_file_is_noticed(tmp_path, capsys):
    """A reference in the script of another language, and a source that is the reference, are said."""
    a, b = (
        write(tmp_path / "a.txt", "We came.\nThank you all!\n"),
        write(tmp_path / "b.txt", "我们来了。\n谢谢大家！\n"),
    )
    report = run_json(capsys, a, "-r", b, "--resamples", "0")
    assert "the reference is taken for en, but is written in Chinese script" in report["notices"]
    report = run_json(capsys, a, "-r", a, "-s", a, "--resamples", "0")
    assert report["notices"][0] == "the source and a reference are the same text"
    assert "the source is taken for zh, but is written in Latin script" in report["notices"]
    report = run_json(capsys, a, "-r", a, "-s", b, "--resamples", "0")
    assert not [n for n in report["notices"] if "script" in n or "same text" in n]
