"""tmkit tm: what is refused, what goes to which stream, and that nothing that was asked for is silently not done."""

from __future__ import annotations

import io
import json
import multiprocessing
import subprocess
import sys
from pathlib import Path

import pytest

from tmkit.cli import main
from tmkit.errors import InputError, StoreError
from tmkit.formats.tmx import read_tmx, write_tmx
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


@pytest.mark.parametrize(
    ("command", "report"),
    [
        ("import units.tmx --tm new.db", "units.tmx: 2 added, 0 updated, 0 unchanged, 0 problems"),
        ("export --tm m.db -o out.tmx", "out.tmx: 2 units"),
        ("split --tm m.db --by count -o parts", f"{Path('parts', '0001.tmx')}: 2 units"),
        ("clean --tm m.db --origin a --dry-run", "1 unit would be deleted"),
        ("dedupe --tm m.db", "0 units deleted"),
        ("optimize --tm m.db", "m.db: 2 units, "),
        ("pretranslate q.txt --tm m.db -o out.txt", "100"),
        ("lookup 毫无关系 --tm m.db", "tmkit: no match of 70% or better"),
        ("concordance 毫无关系 --tm m.db", "tmkit: no unit holds '毫无关系'"),
        ("diff units.tmx --tm m.db", "2 the same, 0 translated otherwise, 0 only in m.db, 0 only in units.tmx"),
    ],
)
def test_reports_are_not_data(folder: Path, capsys: pytest.CaptureFixture[str], command: str, report: str) -> None:
    """What a command says of its work goes to stderr; with --json it goes to stdout, and stderr is silent."""
    Path("q.txt").write_text(f"{UNITS[0].source}\n", encoding="utf-8", newline="\n")
    assert main(["tm", *command.split(), "--json"]) == 0
    out, err = capsys.readouterr()
    assert (json.loads(out) is not None, err) == (True, "")
    for path in ("new.db", "out.tmx", "out.txt"):
        Path(path).unlink(missing_ok=True)
    assert main(["tm", *command.split()]) == 0
    out, err = capsys.readouterr()
    assert out == ""
    assert report in err


class Terminal(io.StringIO):
    """A stream that takes itself for a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("file", "last"), [("units.tmx", "units.tmx: 0 added"), ("broken.csv", "tmkit: ")])
def test_the_counter_is_wiped_off(folder: Path, monkeypatch: pytest.MonkeyPatch, file: str, last: str) -> None:
    """On a terminal, neither the report nor an error is written behind the counter."""
    Path("broken.csv").write_text("source,target\n" + "好,y\n" * 5000 + '"' + "x" * 200_000, "utf-8", newline="\n")
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    main(["tm", "import", file, "--tm", "m.db"])
    before, _, after = shown.getvalue().rpartition("\r\x1b[K")
    assert f"\r{file}: " in before
    assert after.startswith(last)


def test_what_optimizing_did(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """optimize --json gives the units and the size before and after."""
    assert main(["tm", "optimize", "--tm", "m.db", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["units"] == len(UNITS)
    assert found["bytes"] == Path("m.db").stat().st_size


def test_memories_that_differ_have_exit_code_1(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """diff tells a script what it found, in either form."""
    write_tmx("one.tmx", UNITS[:1])
    assert main(["tm", "diff", "one.tmx", "--tm", "m.db"]) == 1
    assert main(["tm", "diff", "one.tmx", "--tm", "m.db", "--json"]) == 1
    assert main(["tm", "diff", "units.tmx", "--tm", "m.db", "--json"]) == 0


@pytest.mark.parametrize("form", ["text", "csv", "html"])
def test_two_forms_at_once_are_refused(folder: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    """analyze --json with another --format is a contradiction, exit code 2; with the same one it is not."""
    with pytest.raises(SystemExit) as left:
        main(["tm", "analyze", "units.tmx", "--tm", "m.db", "--json", "--format", form])
    assert left.value.code == 2
    assert f"--json and --format {form} contradict each other" in capsys.readouterr().err
    Path("q.txt").write_text("一\n", encoding="utf-8", newline="\n")
    assert main(["tm", "analyze", "q.txt", "--tm", "m.db", "--json", "--format", "json"]) == 0


def test_a_process_that_dies_is_one_sentence(folder: Path) -> None:
    """Where a helper process is killed, as for want of memory, the look-up says so and what to do."""
    with Memory.open("m.db") as memory:
        found = memory.lookup_many([f"{UNITS[0].source}{i}" for i in range(20_000)], jobs=2)
        assert next(found)
        for child in multiprocessing.active_children():
            child.kill()
        with pytest.raises(StoreError, match=r"m\.db: a process that looked up segments ended.*--jobs 1"):
            list(found)
        with pytest.raises(InputError, match="0 processes"):
            memory.lookup_many(["x"], jobs=0)


def test_processes_tell_what_hinders_them(folder: Path) -> None:
    """A memory that a helper process cannot open is the same sentence as in this process."""
    with Memory.open("m.db") as memory:
        memory.store.path = "gone.db"
        with pytest.raises(StoreError, match=r"gone\.db: there is no such memory"):
            list(memory.lookup_many(["一"] * 400, jobs=2))


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("en.txt+zh.txt", [], "taken for zh-CN are in the script of en, those taken for en-US in that of zh"),
        ("zh.txt+zh2.txt", [], "taken for en-US are in the script of zh"),
        ("swapped.csv", [], "taken for zh-CN are in the script of en, those taken for en-US in that of zh"),
        ("swapped.csv", ["--source-column", "target", "--target-column", "source"], ""),
        ("en.txt+zh.txt", ["--source-lang", "en", "--target-lang", "zh"], ""),
        ("zh.txt+en.txt", [], ""),
        ("en.txt+a.zh.txt", [], ""),
        ("a.zh.txt+en.txt", ["--target-lang", "fr"], ""),
        ("numbers.tsv", [], ""),
    ],
)
def test_texts_in_the_script_of_another_language_are_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    options: list[str],
    said: str,
) -> None:
    """Where files do not name their languages, texts that cannot be in those assumed are told of, with the cure."""
    monkeypatch.chdir(tmp_path)
    for file, text in {
        "zh.txt": "谢谢大家。\n再见。\n",
        "zh2.txt": "感谢大家。\n再会。\n",
        "a.zh.txt": "谢谢大家。\n再见。\n",
        "en.txt": "Thank you.\nBye.\n",
        "swapped.csv": "source,target\nThank you.,谢谢。\n",
        "numbers.tsv": "source\ttarget\n5.2%\t5.2%\n",
    }.items():
        Path(file).write_text(text, encoding="utf-8")
    assert main(["tm", "import", name, "--tm", "m.db", *options]) == 0
    err = capsys.readouterr().err
    assert said in err
    assert ("--source-lang" in err) == bool(said)
    assert err.count("\n") == 1 + bool(said)


def test_one_file_is_not_its_own_translation(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same file on both sides is refused, under whatever names, and nothing is made."""
    Path("a.txt").write_text("谢谢。\n", encoding="utf-8")
    assert main(["tm", "import", "a.txt+./a.txt", "--tm", "new.db"]) == 1
    assert "stands on both sides" in capsys.readouterr().err
    assert not Path("new.db").exists()


UNREVIEWED_FILES = {
    "a.po": 'msgid ""\nmsgstr "Language: en\\nX-Source-Language: zh-CN\\n"\n\n#, fuzzy\n'
    'msgid "谢谢。"\nmsgstr "Thanks."\n',
    "a.xlf": '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" '
    'datatype="plaintext" source-language="zh-CN" target-language="en-US"><body>'
    '<trans-unit id="1"><source>谢<g id="1">谢</g>。</source>'
    '<target state="needs-review-translation">Tha<g id="1">nks</g>.</target></trans-unit>'
    '<trans-unit id="2"><source>好。</source><target state="new">好。</target></trans-unit>'
    "</body></file></xliff>",
    "a.ts": '<!DOCTYPE TS><TS version="2.1" sourcelanguage="zh_CN" language="en_US"><context><name>c</name><message>'
    '<source>谢谢。</source><translation type="unfinished">Thanks.</translation></message></context></TS>',
}


@pytest.mark.parametrize("name", sorted(UNREVIEWED_FILES))
def test_unreviewed_translations_are_taken_on_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """What its file calls unreviewed is counted with the option that takes it; taken, it is told from what is sure."""
    monkeypatch.chdir(tmp_path)
    Path(name).write_text(UNREVIEWED_FILES[name], encoding="utf-8")
    assert main(["tm", "import", name, "--tm", "m.db"]) == 0
    assert "(--unreviewed takes them)" in capsys.readouterr().err
    assert main(["tm", "import", name, "--tm", "m.db", "--unreviewed"]) == 0
    assert "--unreviewed" not in capsys.readouterr().err
    for memory in ("m.db", "m.tmx"):
        assert main(["tm", "lookup", "谢谢。", "--tm", memory, "--penalty", "codes=0"]) == 0
        out = capsys.readouterr().out
        assert out.startswith(" 99% exact  -1 unreviewed")
        assert "Thanks." in out
        main(["tm", "lookup", "好。", "--tm", memory])
        assert capsys.readouterr().out == ""
        assert main(["tm", "export", "--tm", "m.db", "-o", "m.tmx"]) == 0
    with Memory.open("m.db") as opened:
        opened.add([Unit("谢谢。", "Thanks.")])
        assert [match.score for match in opened.lookup("谢谢。")] == [100]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.tmx", '<tmx version="1.4"><header srclang="TAG"/><body><tu><tuv xml:lang="TAG"><seg>谢谢。</seg></tuv>'
         '<tuv xml:lang="en-US"><seg>Thanks.</seg></tuv></tu></body></tmx>'),
        ("a.xlf", '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" '
         'datatype="plaintext" source-language="TAG" target-language="en-US"><body><trans-unit id="1">'
         "<source>谢谢。</source><target>Thanks.</target></trans-unit></body></file></xliff>"),
        ("a.csv", "source,target,source_language,target_language\n谢谢。,Thanks.,TAG,en-US\n"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("tag", "is_told"), [("2052", True), ("zh cn", True), ("zh_CN", False), ("en-UK", False)])
def test_what_is_no_language_tag_is_told(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, text: str, tag: str, is_told: bool
) -> None:
    """In any format it is a problem that is named once; the units come in, and the tag is kept as it is."""
    (folder / name).write_text(text.replace("TAG", tag), encoding="utf-8")
    assert main(["tm", "import", name, "--tm", "tags.db"]) == 0
    assert capsys.readouterr().err.count(f"'{tag}' is no language tag") == is_told
    with Memory.open("tags.db") as memory:
        assert [unit.source_language for unit in memory] == [tag.replace("_", "-")]


@pytest.mark.parametrize("name", ["-", "/dev/stdin"])
@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("stats {}", "units: 2\n"),
        ("check {}", ""),
        ("diff units.tmx {}", ""),
        ("export --tm {} -o out.tmx", ""),
        ("lookup 稳步推进乡村振兴。 --tm {}", "100% exact"),
        ("import {} --tm new.db", ""),
    ],
)
def test_units_come_through_a_pipe(folder: Path, command: str, shown: str, name: str) -> None:
    """What comes from standard input where units or a memory are expected is TMX, whatever the pipe is called."""
    arguments = [sys.executable, "-m", "tmkit", "tm", *command.format(name).split()]
    done = subprocess.run(arguments, input=Path("units.tmx").read_bytes(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().startswith(shown)
    if "import" in command:
        with Memory.open("new.db", create=False) as memory:
            assert list(memory) == UNITS
    if "export" in command:
        assert list(read_tmx("out.tmx")) == UNITS


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("diff - -", 1, "tmkit: standard input: was read already; name a file in one of the two places\n"),
        ("lookup - --tm -", 2, "standard input cannot be both the memory and the segments"),
        ("import units.tmx --tm -", 1, "-: is no memory that can be changed"),
        ("stats -", 1, "tmkit: standard input: the file is empty; export it again\n"),
    ],
)
def test_standard_input_is_read_once(folder: Path, command: str, code: int, words: str) -> None:
    """It cannot be two things, nor be changed, and nothing in it is one sentence."""
    given = b"" if command == "stats -" else Path("units.tmx").read_bytes()
    arguments = [sys.executable, "-m", "tmkit", "tm", *command.split()]
    done = subprocess.run(arguments, input=given, capture_output=True, check=False)
    assert done.returncode == code
    assert words in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()


def test_a_slip_in_the_name_of_a_memory_makes_no_file(folder: Path) -> None:
    """Memory.open makes a memory that is not there, unless it is told not to."""
    with pytest.raises(StoreError, match="there is no such memory"):
        Memory.open("typo.db", create=False)
    assert not Path("typo.db").exists()
    Memory.open("typo.db").close()
    assert Path("typo.db").exists()


def test_an_empty_memory_is_said_to_be_empty(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What holds nothing is told from what holds nothing in the languages that one looks for."""
    Memory.open("e.db").close()
    assert main(["tm", "stats", "e.db"]) == 0
    assert capsys.readouterr().out == "units: 0 (the memory is empty)\n"
    assert main(["tm", "stats", "m.db"]) == 0
    assert "empty" not in capsys.readouterr().out
