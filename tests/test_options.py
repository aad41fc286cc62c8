"""Options have one name for one thing in every command, and the names they had before still work."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys

import pytest

from tmkit.cli import _top_parser, main
from tmkit.formats.tmx import write_tmx
from tmkit.formats.units import write_units
from tmkit.model import Unit
from tmkit.pipeline.memory import Memory

BOTH = [
    ("tm import a.csv --tm m.db", ("--source", "--target")),
    ("tm export --tm m.db -o a.tmx", ("--source", "--target")),
    ("tm lookup 甲 --tm m.db", ("--source", "--target")),
    ("tm concordance 甲 --tm m.db", ("--source", "--target")),
    ("tm pretranslate a.txt --tm m.db -o b.txt", ("--source", "--target")),
    ("tm clean --tm m.db", ("--source", "--target")),
    ("align a b", ("--src-lang", "--tgt-lang")),
    ("score a -r b", ("--src-lang", "--tgt-lang")),
    ("glossary check a b", ("--src-lang", "--tgt-lang")),
    ("glossary build a", ("--src-lang", "--tgt-lang")),
    ("glossary convert a b", ("--src-lang", "--tgt-lang")),
    ("split-bilingual a -o b", ("--src-lang", "--tgt-lang")),
]
ONE = ["segment a", "read a", "glossary lookup 甲", "glossary find a"]


@pytest.mark.parametrize(("command", "before"), BOTH)
def test_both_languages_are_named_alike_everywhere(command, before):
    """--source-lang and --target-lang work in every command with two languages; so do --src-lang and older names."""
    words = command.split()
    parser = _top_parser(words[0])
    for source, target in (("--source-lang", "--target-lang"), ("--src-lang", "--tgt-lang"), before):
        args = parser.parse_args([*words, source, "de", target, "fr"])
        assert (args.source_lang, args.target_lang) == ("de", "fr")


@pytest.mark.parametrize("command", ONE)
def test_one_language_is_named_alike_everywhere(command):
    """--lang works in every command with one language, and so do --language and --source-lang."""
    words = command.split()
    parser = _top_parser(words[0])
    for name in ("--lang", "--language", "--source-lang", "--src-lang"):
        assert parser.parse_args([*words, name, "de"]).lang == "de"


def test_help_shows_one_name_of_each(capsys):
    """Names that are kept for those who know them are not shown."""
    with pytest.raises(SystemExit):
        main(["tm", "lookup", "--help"])
    shown = capsys.readouterr().out
    assert "--source-lang LANG" in shown
    assert "--src-lang" not in shown


def test_a_document_in_two_languages_takes_them_either_way(tmp_path, capsys, monkeypatch):
    """split-bilingual takes the languages one by one or as one word, not both at once."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("合同\nContract\n\n第一条\nArticle 1\n", "utf-8")
    for names in (["--source-lang", "zh-CN", "--target-lang", "en-US"], ["--langs", "zh-CN,en-US"]):
        assert main(["split-bilingual", "a.txt", "-o", names[0].strip("-"), *names]) == 0
        assert (tmp_path / f"{names[0].strip('-')}.en-US.txt").read_text("utf-8") == "Contract\nArticle 1\n"
    with pytest.raises(SystemExit):
        main(["split-bilingual", "a.txt", "-o", "b", "--langs", "zh,en", "--source-lang", "zh"])
    assert main(["split-bilingual", "a.txt", "-o", "b", "--langs", "zh"]) == 1
    assert "write --langs zh,en, or --source-lang" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        "segment a.txt",
        "read a.txt",
        "gloss a.txt",
        "score b.txt -r a.txt::1",
        "align b.txt a.txt --presegmented",
        "tm analyze b.txt a.txt --tm m.tmx",
        "tm pretranslate a.txt --tm m.tmx",
    ],
)
def test_no_command_writes_over_what_it_reads(command, tmp_path, capsys, monkeypatch):
    """-o with the name of an input, however it is spelled, is refused before any work."""
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("谢谢。\n", "utf-8")
    write_tmx("m.tmx", [Unit("谢谢。", "Thanks.")])
    assert main([*command.split(), "-o", str(tmp_path / "a.txt")]) == 1
    assert "is an input and would be overwritten; write to another file" in capsys.readouterr().err
    assert (tmp_path / "a.txt").read_text("utf-8") == "谢谢。\n"


@pytest.mark.parametrize(
    "command",
    [
        "tm analyze a.txt --tm m.db -o m.db --format html",
        "tm analyze a.txt --tm m.db --rates r.toml -o r.toml --format html",
        "tm pretranslate j.xlf --tm m.db -o m.db",
        "tm pretranslate j.po --tm m.tmx -o m.tmx",
        "tm merge j.xlf d.docx -o j.xlf",
        "tm export --tm m.tmx -o m.tmx",
        "tm split --tm none.tmx -o .",
        "score b.txt -r a.txt -s a.txt --tm m.db --json -o m.db",
        "score b.txt -r a.txt -s a.txt --glossary t.csv --json -o t.csv",
        "score b.txt -r a.txt --outside o.json -o o.json",
        "gloss a.txt --glossary t.csv -o t.csv",
        "segment a.txt --srx r.srx -o r.srx --format text",
        "segment --srx r.srx --export-srx r.srx",
        "split-bilingual p.zh.txt -o p",
        "glossary find a.txt --html a.txt",
        "glossary extract a.txt -o a.txt",
        "glossary extract a.txt --glossary t.csv -o t.csv",
        "glossary extract a.txt --memory m.tmx -o m.tmx",
        "glossary convert t.csv t.csv",
        "glossary build t.tbx --out .",
        "glossary build t.csv --review s.csv --out . --name s",
    ],
)
def test_no_command_writes_over_its_memory_glossary_or_rules(command, tmp_path, capsys, monkeypatch):
    """What is read beside the texts is spared as they are: no file of the folder is other than before."""
    monkeypatch.chdir(tmp_path)
    for name, text in (
        ("a.txt", "谢谢。\n"),
        ("b.txt", "你好。\n"),
        ("p.zh.txt", "你好。\nHello.\n\n谢谢。\nThanks.\n"),
    ):
        (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "t.csv").write_text("concept,lang,term\nx,zh,谢谢\nx,en,thanks\n", "utf-8")
    (tmp_path / "r.toml").write_text('"95-99" = 0.5\n', "utf-8")
    (tmp_path / "o.json").write_text('{"metric": "M", "model": "m", "systems": {"b.txt": 0.5}}', "utf-8")
    (tmp_path / "s.csv").write_text("accept,term,english\n", "utf-8")
    unit = Unit("谢谢。", "Thanks.", "zh-CN", "en-US")
    for name in ("m.tmx", "none.tmx"):
        write_tmx(name, [unit])
    for name in ("j.xlf", "j.po"):
        write_units(name, [unit])
    with Memory.open("m.db") as memory:
        memory.add([unit])
    (tmp_path / "d.docx").write_bytes(b"")
    assert main(["segment", "--export-srx", "r.srx"]) == 0
    assert main(["glossary", "convert", "t.csv", "t.tbx"]) == 0
    capsys.readouterr()
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert main(command.split()) == 1
    assert "is an input and would be overwritten; write to another file" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("verb", ["segment", "read"])
def test_sentences_and_paragraphs_go_to_a_file(verb, tmp_path, capsys, monkeypatch):
    """-o writes a file whose suffix names the form, whole or not at all."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("谢谢。你好。\n", "utf-8")
    assert main([verb, "a.txt", "-o", "a.json"]) == 0
    rows = [json.loads(row)["text"] for row in (tmp_path / "a.json").read_text("utf-8").splitlines()]
    assert (rows, capsys.readouterr().out) == (["谢谢。", "你好。"] if verb == "segment" else ["谢谢。你好。"], "")
    assert main([verb, "a.txt", "none.txt", "-o", "b.txt"]) == 1
    assert not (tmp_path / "b.txt").exists()


def test_a_sentence_in_the_place_of_a_file_is_told_the_way(capsys):
    """Who gives a sentence to segment learns that texts come in by standard input."""
    assert main(["segment", "今年增长5%。明年呢？"]) == 1
    assert "echo TEXT | tmkit segment" in capsys.readouterr().err


@pytest.fixture
def memories(tmp_path, monkeypatch):
    """A folder with a.tmx and b.tmx, which differ in a unit, and with a.db."""
    monkeypatch.chdir(tmp_path)
    units = [Unit("谢谢。", "Thanks."), Unit("你好。", "Hello.", creation_id="mt", target_language="en-GB")]
    write_tmx("a.tmx", units)
    write_tmx("b.tmx", units[:1])
    assert main(["tm", "import", "a.tmx", "--tm", "a.db"]) == 0
    return tmp_path


def test_a_memory_alone_needs_no_option(memories, capsys):
    """stats, check, optimize and diff take memories as they stand; two for one, one for two and none are refused."""
    for command in (["stats", "a.db"], ["stats", "--tm", "a.tmx"], ["check", "a.tmx"], ["optimize", "a.db"]):
        assert main(["tm", *command]) == 0
    capsys.readouterr()
    for command in (["a.tmx", "b.tmx"], ["--tm", "a.tmx", "b.tmx"]):
        assert main(["tm", "diff", *command]) == 1
        out, said = capsys.readouterr()
        assert (out, "1 only in a.tmx, 0 only in b.tmx" in said) == ("- 你好。\n- Hello.\n\n", True)
    for command in (
        ["stats"],
        ["stats", "a.db", "--tm", "a.db"],
        ["diff", "a.tmx"],
        ["diff", "a.tmx", "b.tmx", "a.db"],
    ):
        with pytest.raises(SystemExit) as error:
            main(["tm", *command])
        assert error.value.code == 2


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        (["clean", "--user", "mt"], "- 你好。\n- Hello.\n\n"),
        (["clean", "--target-lang", "en-GB"], "- 你好。\n- Hello.\n\n"),
        (["clean", "--source-lang", "zh"], "- 谢谢。\n- Thanks.\n\n- 你好。\n- Hello.\n\n"),
        (["clean", "--language", "zh", "en-US"], "- 谢谢。\n- Thanks.\n\n"),
        (["dedupe"], ""),
    ],
)
def test_what_would_go_can_be_seen(memories, capsys, command, shown):
    """--show prints the units that a command takes, also where it only tries."""
    capsys.readouterr()
    assert main(["tm", *command, "--tm", "a.db", "--dry-run", "--show"]) == 0
    assert capsys.readouterr().out == shown


@pytest.mark.parametrize(
    ("command", "forms"),
    [
        ("segment a.zh.txt", ".json, .tsv or .txt"),
        ("read a.zh.txt", ".json or .txt"),
        ("align a.zh.txt a.en.txt --encoder none", ".beads, .tsv, .json, .tmx, .html or .txt"),
        ("score a.en.txt -r a.en.txt", ".json, .tsv, .html or .txt"),
    ],
)
def test_a_suffix_that_names_no_form_is_refused(command, forms, tmp_path, capsys, monkeypatch):
    """-o x.pdf is refused with the suffixes that there are, and nothing is written; --format makes any name do."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.zh.txt").write_text("他来了。谢谢大家！\n", encoding="utf-8")
    (tmp_path / "a.en.txt").write_text("He came. Thank you all!\n", encoding="utf-8")
    assert main([*command.split(), "-o", "x.pdf"]) == 1
    assert forms in capsys.readouterr().err
    assert not (tmp_path / "x.pdf").exists()
    assert main([*command.split(), "-o", "x.pdf", "--format", "json"]) == 0
    for name in ("x.txt", "x.zh", "x.en-US", "x.nl", "x", "v1.2", "x.json"):
        assert main([*command.split(), "-o", name]) == 0, name
        assert (tmp_path / name).stat().st_size, name


def test_a_packed_file_is_named_for_what_is_in_it(tmp_path, monkeypatch):
    """segment -o x.json.gz writes JSON, packed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.zh.txt").write_text("他来了。\n", encoding="utf-8")
    assert main(["segment", "a.zh.txt", "-o", "x.json.gz"]) == 0
    assert json.loads(gzip.decompress((tmp_path / "x.json.gz").read_bytes()))["text"] == "他来了。"


@pytest.mark.parametrize("verb", ["read", "segment"])
def test_a_text_that_contradicts_its_language_is_told_of(verb, tmp_path, capsys):
    """Chinese as en and English as zh give one line each; a text in its language and a number give none."""
    chinese, english, figure = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    chinese.write_text("他来了。谢谢大家！\n", encoding="utf-8")
    english.write_text("He came. Thank you all!\n", encoding="utf-8")
    figure.write_text("GDP 5%\n", encoding="utf-8")
    for file, language, script in ((chinese, "en", "Chinese"), (english, "zh-CN", "Latin")):
        assert main([verb, "--lang", language, str(file)]) == 0
        said = f"the language is given as {language}, yet the text is in {script} script"
        assert capsys.readouterr().err == f"tmkit: {file}: {said}\n"
    for file, language in ((chinese, "zh"), (english, "en"), (figure, "zh")):
        assert main([verb, "--lang", language, str(file)]) == 0
        assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "command",
    [
        "glossary lookup 三农 --limit 0",
        "glossary lookup 三农 --limit -1",
        "glossary lookup 三农 --examples -1",
        "glossary extract a.txt --limit 0",
        "glossary extract a.txt --minimum-count 0",
        "tm lookup 三农 --tm m.db --limit 0",
    ],
)
def test_a_number_of_things_is_a_whole_number(command, capsys):
    """A limit of none or less is wrong usage in every command, not a limit of its own making."""
    with pytest.raises(SystemExit) as stopped:
        main(command.split())
    assert stopped.value.code == 2
    assert "is not a whole number from" in capsys.readouterr().err


@pytest.mark.parametrize(("verb", "code"), [("glossary", 1), ("tm", 0)])
def test_help_says_what_a_look_up_without_a_hit_ends_with(verb, code, tmp_path, capsys):
    """glossary lookup ends with 1 and tm lookup with 0 where there is nothing, and the help of each says so."""
    memory = tmp_path / "m.tmx"
    write_tmx(memory, [Unit("谢谢大家！", "Thank you all!")])
    words = {"glossary": ["--examples", "0"], "tm": ["--tm", str(memory)]}[verb]
    assert main([verb, "lookup", "qqqzzzqqq", *words]) == code
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main([verb, "lookup", "--help"])
    help_text = " ".join(capsys.readouterr().out.split())
    assert {1: "Exit code 1 when nothing answers", 0: "the exit code is 0"}[code] in help_text


@pytest.mark.parametrize(
    ("tag", "accepted"),
    [
        ("zh", ("segment", "align", "tm")),
        ("zh_Hant-TW", ("segment", "align", "tm")),
        ("yue", ("segment", "align", "tm")),
        ("chinese", ("segment", "tm")),  # a memory may hold it, and general rules split any language
        ("en_US.UTF-8", ("segment", "tm")),
        ("xx", ("segment", "tm")),
        ("z", ()),
        ("zh CN", ()),
        ("2052", ()),
        ("", ()),
    ],
)
def test_one_check_of_language_tags(tag, accepted, tmp_path, capsys):
    """Every verb refuses what is no language in the same words; align wants one that it knows."""
    for name, text in (("a.txt", "甲。\n"), ("b.txt", "A.\n")):
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    a, b, memory = (str(tmp_path / name) for name in ("a.txt", "b.txt", "m.db"))
    Memory.open(memory).close()
    verbs = {
        "segment": ["segment", a, "--lang", tag],
        "align": ["align", a, b, "--source-lang", tag, "--target-lang", "en"],
        "tm": ["tm", "lookup", "甲", "--tm", memory, "--source-lang", tag],
    }
    for verb, words in verbs.items():
        if verb in accepted:
            main(words)
        else:
            with pytest.raises(SystemExit):
                main(words)
        assert (f"'{tag}' is no language code" in capsys.readouterr().err) == (verb not in accepted), verb


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("glossary build t.csv --out a.txt", "a.txt: cannot be written to (it is a file); name another folder"),
        ("tm split --tm m.tmx -o a.txt", "a.txt: cannot be written to (it is a file); name another folder"),
        ("glossary build t.csv --out g --name ../x", "'../x' is no name of files; give one without a folder"),
        ("glossary build t.csv --out g --name y/x", "'y/x' is no name of files; give one without a folder"),
        ("glossary check a.txt", "a.txt: there is nothing to check: no unit has both languages; give source and"),
        ("segment a.txt --srx .", ".: is not a file; name a file"),
        ("glossary stats .", ".: is not a file; name a file"),
        ("glossary validate nix.csv", "nix.csv: there is no such file; check the path"),
        ("tm analyze a.txt --tm m.tmx --rates nix.toml", "nix.toml: there is no such file; check the path"),
        ("tm pretranslate nix.txt --tm m.tmx -o o.txt", "nix.txt: there is no such file; check the path"),
        ("align-eval nix.beads nix.beads", "nix.beads: there is no such file; check the path"),
    ],
)
def test_what_cannot_be_used_is_named_with_a_cure(command, said, tmp_path, capsys, monkeypatch):
    """A folder in place of a file, a file in place of a folder and a file that is not there are one sentence."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text("", "utf-8")
    (tmp_path / "t.csv").write_text("concept,lang,term\nx,zh,谢谢\nx,en,thanks\n", "utf-8")
    write_tmx("m.tmx", [Unit("谢谢。", "Thanks.")])
    assert main(command.split()) == 1
    assert capsys.readouterr().err.startswith(f"tmkit: {said}")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "m.tmx", "t.csv"]


def test_terms_from_standard_input_are_validated(tmp_path):
    """validate reads standard input once for all that it looks at."""
    terms = "concept,lang,term\nx,zh,谢谢\nx,en,thanks\n"
    command = [sys.executable, "-m", "tmkit", "glossary", "validate", "-"]
    done = subprocess.run(command, input=terms.encode(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "1 concept" in done.stdout.decode()
