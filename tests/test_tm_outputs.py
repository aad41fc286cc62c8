"""Where commands write to: forms by suffix, standard output, and never over what they read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from memory_cases import import_units

from tmkit.cli import main
from tmkit.errors import InputError
from tmkit.formats.tmx import read_tmx, write_tmx
from tmkit.formats.units import read_units
from tmkit.model import Unit
from tmkit.pipeline.leverage import load_rates
from tmkit.pipeline.memory import Memory

UNITS = [
    Unit("加快发展新质生产力。", "Develop faster.", origin="a"),
    Unit("稳步推进。", "Advance steadily.", origin="b"),
]
TEXT = "加快发展新质生产力。\n完全不同的话。\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with m.db and a text whose name has a blank."""
    monkeypatch.chdir(tmp_path)
    import_units(tmp_path, UNITS)
    (tmp_path / "a job.txt").write_text(TEXT, "utf-8")
    return tmp_path


def test_an_analysis_has_no_unknown_form(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """-o with a suffix that names no form is refused, and nothing is written."""
    assert main(["tm", "analyze", "a job.txt", "--tm", "m.db", "-o", "a.foo"]) == 1
    assert "'.foo' names no form that there is" in capsys.readouterr().err
    assert not Path("a.foo").exists()


@pytest.mark.parametrize(
    ("name", "beginning"),
    [("r.html", "<!DOCTYPE html>"), ("r.json", "[\n"), ("r.csv", "file,band,"), ("r.txt", "a job.txt\n")],
)
def test_the_suffix_of_the_output_names_the_form_of_an_analysis(folder: Path, name: str, beginning: str) -> None:
    """-o writes the form that its suffix names; --format goes before it."""
    assert main(["tm", "analyze", "a job.txt", "--tm", "m.db", "-o", name]) == 0
    assert (folder / name).read_text("utf-8").startswith(beginning)
    assert main(["tm", "analyze", "a job.txt", "--tm", "m.db", "-o", name, "--format", "csv"]) == 0
    assert (folder / name).read_text("utf-8").startswith("file,band,")


def test_a_single_file_has_no_total_beside_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The table for a reader has a total only of several files; JSON always ends with it."""
    (folder / "b.txt").write_text(TEXT, "utf-8")
    for files, heads in ((["a job.txt"], ["a job.txt"]), (["a job.txt", "b.txt"], ["a job.txt", "b.txt", "total"])):
        capsys.readouterr()
        assert main(["tm", "analyze", *files, "--tm", "m.db"]) == 0
        assert [line for line in capsys.readouterr().out.splitlines() if not line.startswith(" ")] == heads
    assert main(["tm", "analyze", "b.txt", "--tm", "m.db", "--json"]) == 0
    assert [report["file"] for report in json.loads(capsys.readouterr().out)] == ["b.txt", "total"]


@pytest.mark.parametrize(("target", "band"), [("en", "100"), ("ja", "85-94"), (None, "100")])
def test_an_analysis_is_of_one_pair_of_languages(
    folder: Path, capsys: pytest.CaptureFixture[str], target: str | None, band: str
) -> None:
    """Units in another language than the one to be translated into save nothing, as in pre-translation."""
    units = [
        Unit("稳步推进乡村振兴。", "A."),
        Unit("完全不同的一句话。", "B."),
        Unit("稳步推进乡村振兴", "C", target_language="ja"),
    ]
    write_tmx("c.tmx", units)
    (folder / "c.txt").write_text(units[0].source, "utf-8")
    options = ["--target-lang", target] if target else []
    capsys.readouterr()
    assert main(["tm", "analyze", "c.txt", "--tm", "c.tmx", "--json", *options]) == 0
    bands = json.loads(capsys.readouterr().out)[0]["bands"]
    assert [name for name, counts in bands.items() if counts["segments"]] == [band]


@pytest.mark.parametrize("rate", ["30", "-0.1", "nan"])
def test_rates_are_shares(folder: Path, rate: str) -> None:
    """A rate in percent, a negative one and none at all are refused with what to write."""
    (folder / "rates.toml").write_text(f'"95-99" = {rate}\n', "utf-8")
    with pytest.raises(InputError, match=r'write "95-99" = 0.3 for 30 percent'):
        load_rates(folder / "rates.toml")


def test_units_go_to_standard_output(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`export -o -` prints TMX and nothing else; what is said goes to stderr, and --json is refused beside it."""
    capsys.readouterr()
    assert main(["tm", "export", "--tm", "m.db", "-o", "-"]) == 0
    out, said = capsys.readouterr()
    (folder / "out.tmx").write_text(out, "utf-8")
    assert ([unit.source for unit in read_tmx("out.tmx")], said) == ([unit.source for unit in UNITS], "-: 2 units\n")
    with pytest.raises(SystemExit):
        main(["tm", "export", "--tm", "m.db", "-o", "-", "--json"])


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            "export --tm m.db -o n.db",
            "n.db: is a memory, not a file to export to; units go into one with `tmkit tm import",
        ),
        ("merge m.db units.tmx -o n.docx", "memories are joined by `tmkit tm import A B --tm M.db`"),
    ],
)
def test_memories_are_joined_by_import(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, message: str
) -> None:
    """Who wants to write or merge memories is told the command that does it."""
    assert main(["tm", *command.split()]) == 1
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("out", ["a job.txt", "./a job.txt"])
def test_a_text_is_not_written_over_by_its_translation(
    folder: Path, capsys: pytest.CaptureFixture[str], out: str
) -> None:
    """Pre-translation of a text into the same file is refused, since the text would be gone."""
    assert main(["tm", "pretranslate", "a job.txt", "--tm", "m.db", "-o", out]) == 1
    assert "is an input and would be overwritten" in capsys.readouterr().err
    assert (folder / "a job.txt").read_text("utf-8") == TEXT


def test_an_xliff_file_may_be_filled_in_place(folder: Path) -> None:
    """XLIFF keeps its source, so that it may be pre-translated into itself."""
    assert main(["tm", "pretranslate", "a job.txt", "--tm", "m.db", "-o", "a.xlf"]) == 0
    assert main(["tm", "pretranslate", "a.xlf", "--tm", "m.db", "-o", "a.xlf"]) == 0
    assert "Develop faster." in (folder / "a.xlf").read_text("utf-8")


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--user", "li"], 1),
        (["--since", "2024"], 1),
        (["--before", "2024", "--pattern", "稳"], 0),
        (["--origin", "a"], 1),
    ],
)
def test_an_export_takes_the_conditions_of_clean(
    folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], count: int
) -> None:
    """Units can be exported by user, date, document and pattern; how many are left out is counted."""
    units = [
        Unit("甲。", "A.", origin="a", change_id="li", change_date="20230101T000000Z"),
        Unit("稳。", "B.", origin="b", change_date="20240101T000000Z"),
    ]
    write_tmx("c.tmx", units)
    capsys.readouterr()
    assert main(["tm", "export", "--tm", "c.tmx", "-o", "out.tmx", "--json", *options]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["written"], found["skipped"]) == (count, {"not what the conditions ask for": 2 - count})


def test_a_slip_in_a_penalty_is_asked_about(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name near that of a penalty counts as a document's, and a person is asked which is meant."""
    for name, asks in (("witdh", True), ("machine", False)):
        capsys.readouterr()
        assert main(["tm", "lookup", "稳步推进。", "--tm", "m.db", "--penalty", f"{name}=2"]) == 0
        assert ("was width meant?" in capsys.readouterr().err) == asks


def test_details_name_what_units_are_selected_by(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """stats --details counts users (makers and changers once each), projects and documents, and has the dates."""
    units = [
        Unit("甲。", "A.", origin="a", creation_id="li", change_id="li", change_date="20230101T000000Z"),
        Unit("稳。", "B.", origin="b", creation_id="li", change_id="mt", props=(("project", "P"),)),
        Unit("丙。", "C.", origin="b", creation_date="20200101T000000Z"),
    ]
    write_tmx("c.tmx", units)
    capsys.readouterr()
    assert main(["tm", "stats", "c.tmx", "--details", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["users"], found["projects"]) == ({"li": 2, "mt": 1}, {"P": 1})
    assert found["origins"] == {"b": 2, "a": 1}
    assert (found["first"], found["last"]) == ("20200101T000000Z", "20230101T000000Z")
    assert main(["tm", "stats", "c.tmx", "--details"]) == 0
    assert "  user li: 2\n  user mt: 1\n  project P: 1\n  origin b: 2\n" in capsys.readouterr().out


def scored(folder: Path, *options: str) -> int:
    """The exit code of a scoring run."""
    (folder / "h.txt").write_text("We came.\nThank you all!\n", "utf-8")
    return main(["score", "h.txt", "-r", "h.txt", "--resamples", "0", *options])


@pytest.mark.parametrize("options", [["--json", "--html", "-o", "r"], ["--json", "--html", "-o", "r.html"],
                                     ["-o", "r.json", "-o", "r.html"]])  # fmt: skip
def test_a_report_is_written_in_several_forms(folder: Path, capsys: pytest.CaptureFixture[str], options) -> None:
    """Two forms of one scoring run go to NAME.json and NAME.html, or to the files that are named."""
    capsys.readouterr()
    assert scored(folder, *options) == 0
    assert json.loads((folder / "r.json").read_text("utf-8"))["format"]
    assert (folder / "r.html").read_text("utf-8").startswith("<!doctype html>")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--json", "--html"], "several forms need -o NAME, and are written to NAME.json and NAME.html"),
        (["--json", "--format", "html"], "--format html and --json say the same or contradict each other"),
        (["--json", "-o", "a.html", "-o", "b.html"], "leave the option for the form out"),
    ],
)
def test_forms_that_cannot_be_told_apart_are_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    """Several forms on standard output, and options that contradict each other, are wrong usage with a cure."""
    with pytest.raises(SystemExit) as error:
        scored(folder, *options)
    assert (error.value.code, message in capsys.readouterr().err) == (2, True)


SPELLED = [
    Unit("谢谢。", "Thanks.", "zh", "en"),
    Unit("再见。", "Bye.", "zh-CN", "en-US"),
    Unit("請坐。", "Sit down.", "zh-TW", "en-US"),
    Unit("Hello.", "你好。", "en-US", "zh-CN"),
    Unit("编号。", "Number.", "2052", "1033"),
]


@pytest.fixture
def spelled(folder: Path) -> Path:
    """A memory with languages under several names, and others."""
    with Memory.open("s.db") as memory:
        memory.add(SPELLED)
    return folder


@pytest.mark.parametrize("name", ["a.po", "a.moses", "a.xlf"])
def test_a_language_under_other_names_goes_out_with_it(
    spelled: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """What holds one pair of languages holds their spellings too, which is said; other languages are left out."""
    assert main(["tm", "export", "--tm", "s.db", "-o", name, "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    if name == "a.xlf":
        assert report["written"] == len(SPELLED)
        return
    assert report["written"] == 2
    held = "(the file holds zh > en)"
    others = [f"{pair} {held}" for pair in ("zh-TW > en-US", "en-US > zh-CN", "2052 > 1033")]
    assert report["skipped"] == {f"the names zh-CN > en-US of languages {held}": 1, **dict.fromkeys(others, 1)}
    if name == "a.moses":
        assert Path("a.zh").read_text("utf-8") == "谢谢。\n再见。\n"
        assert Path("a.en").read_text("utf-8") == "Thanks.\nBye.\n"
    else:
        assert [unit.target for unit in read_units(name)] == ["Thanks.", "Bye."]


@pytest.mark.parametrize(
    ("options", "sources"),
    [
        (["zh-CN", "en-US"], ["谢谢。", "再见。", "编号。"]),
        (["zh_TW", "en-GB"], ["請坐。", "编号。"]),
        (["en-GB", "zh-Hans"], ["Hello.", "编号。"]),
        (["zh-CN", "en-GB", "--reverse"], ["你好。", "Number."]),
    ],
)
def test_the_languages_of_an_export_are_called_as_is_asked(
    spelled: Path, capsys: pytest.CaptureFixture[str], options: list[str], sources: list[str]
) -> None:
    """Header and units have the names that were given; units in other languages or another script are counted."""
    assert main(["tm", "export", "--tm", "s.db", "-o", "a.tmx", "--json", "--as-languages", *options]) == 0
    report = json.loads(capsys.readouterr().out)
    names = options[0].replace("_", "-"), options[1]
    with read_tmx("a.tmx") as reader:
        assert reader.header.source_language == names[0]
        units = list(reader)
    assert [unit.source for unit in units] == sources
    assert {(unit.source_language, unit.target_language) for unit in units} == {names}
    assert sum(report["skipped"].values()) == len(SPELLED) - len(sources)
    assert all(reason.endswith(f", which is not {' > '.join(names)}") for reason in report["skipped"])


def test_codes_and_further_languages_stay_under_other_names(folder: Path) -> None:
    """Only the names of source and target are others."""
    tuvs = "".join(
        f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>'
        for tag, text in (("zh", '按<ph x="1"/>键'), ("en", 'Press <ph x="1"/>'), ("ja", "押す"))
    )
    Path("b.tmx").write_text(f'<tmx version="1.4"><header srclang="zh"/><body><tu>{tuvs}</tu></body></tmx>', "utf-8")
    assert main(["tm", "export", "--tm", "b.tmx", "-o", "a.tmx", "--as-languages", "zh-CN", "en-US"]) == 0
    (unit,) = read_tmx("a.tmx")
    (old,) = read_tmx("b.tmx")
    assert unit.tu is not None
    assert old.tu is not None
    assert [variant.language for variant in unit.tu.variants] == ["zh-CN", "en-US", "ja"]
    assert [variant.content for variant in unit.tu.variants] == [variant.content for variant in old.tu.variants]


def test_the_page_of_an_analysis_says_what_it_is_of(folder: Path) -> None:
    """Title, memory, languages, rates and a note stand on it; no clock does, and one file is not shown twice."""
    Path("client.toml").write_text('"100" = 0.2\n', "utf-8")
    options = ["--rates", "client.toml", "--note", "24 Nov, job <17>"]
    pages = []
    for name in ("a.html", "b.html"):
        assert main(["tm", "analyze", "a job.txt", "--tm", "m.db", "-o", name, *options]) == 0
        pages.append(Path(name).read_text("utf-8"))
    assert pages[0] == pages[1]
    for words in (
        "<title>Analysis of a job.txt</title>", "<p>24 Nov, job &lt;17&gt;</p>", "<dt>Memory</dt><dd>m.db</dd>",
        "<dt>Languages</dt><dd>zh-CN to en-US</dd>", "<dt>Rates</dt><dd>client.toml</dd>",
    ):  # fmt: skip
        assert words in pages[0]
    assert [row.count("<td>") for row in pages[0].splitlines() if 'class="all"' in row] == [10]
    assert "total</td>" not in pages[0]


def test_the_total_of_several_files_is_set_apart(folder: Path) -> None:
    """It stands in a part of its own, at the end."""
    Path("b.txt").write_text("另一句话。\n", "utf-8")
    assert main(["tm", "analyze", "a job.txt", "b.txt", "--tm", "m.db", "-o", "a.html"]) == 0
    before, total = Path("a.html").read_text("utf-8").split('<tbody class="total">')
    assert "<h1>Analysis of 2 files</h1>" in before
    assert "<td>total</td>" not in before
    assert total.count("<td>total</td>") == total.count("<tr")
