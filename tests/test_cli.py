"""The command line as a whole: exit codes, streams, version."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys

import pytest

from tmkit.cli import MORE_VERBS, VERBS, glossary, main, tm


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """tmkit as a user runs it."""
    return subprocess.run(
        [sys.executable, "-m", "tmkit", *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_version():
    """--version prints the name and the version and succeeds."""
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("tmkit ")


@pytest.mark.parametrize("arguments", [(), ("no-such-verb",), ("build", "--no-such-option")])
def test_wrong_usage_is_2(arguments):
    """Wrong usage exits with 2, explains itself on stderr and leaves stdout empty."""
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "usage: tmkit" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("segment", "no-such-file.txt"),
        ("align", "no-such-file.txt", "neither.txt"),
        ("build", "--corpus", "no-such-file.toml"),
        ("score", "no-such-file.txt", "-r", "neither.txt"),
        ("glossary", "find", "no-such-file.txt"),
        ("tm", "import", "no-such-file.tmx", "--tm", "/no/such/folder/memory.db"),
    ],
)
def test_a_missing_file_is_one_sentence(arguments):
    """Exit code 1, one line on stderr that names the file, nothing on stdout, never a traceback."""
    done = run(*arguments)
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("tmkit: ")
    assert "no-such-file" in line or "no/such" in line


@pytest.mark.parametrize("verb", ["segment", "read"])
def test_json_is_asked_for_in_one_way_everywhere(verb, tmp_path, capsys):
    """--json is understood by the verbs that have --format json too."""
    text = tmp_path / "a.txt"
    text.write_text("今天开会。\n", encoding="utf-8")
    outputs = []
    for form in (["--json"], ["--format", "json"]):
        assert main([verb, str(text), *form]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    assert outputs[0].startswith("{")


@pytest.mark.parametrize(
    ("arguments", "usage"),
    [
        (("align", "--no-such-option"), "usage: tmkit align "),
        (("tm", "lookup", "第七条", "乙方不得", "--tm", "my.db"), "usage: tmkit tm lookup "),
        (("read", "a.txt", "--no-such-option"), "usage: tmkit read "),
    ],
)
def test_wrong_usage_of_a_verb_shows_its_usage(arguments, usage, capsys):
    """What a verb does not know is refused with the usage of that verb, not that of the whole command."""
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith(usage)


def test_text_without_quotation_marks_is_hinted_at(capsys):
    """A word too many may be a text with blanks, and the message says what it needs."""
    with pytest.raises(SystemExit):
        main(["tm", "lookup", "第七条", "乙方不得", "--tm", "my.db"])
    assert "乙方不得 (a name or text with blanks needs quotation marks)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("verb", "hint"),
    [
        ("segmnt", "there is no verb 'segmnt'; did you mean segment?"),
        ("xyz", "the verbs are build, segment, align, tm,"),
        ("concordance", "'concordance' is a command of tm: write tmkit tm concordance"),
        ("lookup", "'lookup' is a command of tm and of glossary: write tmkit tm lookup"),
        ("convert", "write tmkit glossary convert"),
        ("split", "'split' is a command of tm: write tmkit tm split"),
    ],
)
def test_a_verb_that_is_none_names_the_one_that_is_meant(verb, hint, capsys):
    """A slip in a verb, and a command without its verb, end with 2 and the right one."""
    with pytest.raises(SystemExit) as error:
        main([verb, "text", "--tm", "m.db"])
    assert (error.value.code, hint in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize(("verb", "module"), [("tm", tm), ("glossary", glossary)])
def test_every_command_is_named_with_its_verb(verb, module, capsys):
    """Who leaves the verb of a command out reads which it is, and the command is there under that verb."""
    for command in module.COMMANDS.keys() - VERBS.keys() - MORE_VERBS.keys():
        with pytest.raises(SystemExit):
            main([command])
        assert f"'{command}' is a command of" in (said := capsys.readouterr().err)
        assert verb in said.rpartition("command of ")[2]
        with pytest.raises(SystemExit) as error:
            main([verb, command, "--help"])
        assert error.value.code == 0


def test_a_missing_memory_is_named_with_an_example(capsys):
    """Who leaves --tm out reads what it is."""
    with pytest.raises(SystemExit) as error:
        main(["tm", "lookup", "甲"])
    assert (error.value.code, "--tm FILE (the memory, such as memory.db)" in capsys.readouterr().err) == (2, True)


@pytest.mark.parametrize(("word", "is_text"), [("-5%的增长", True), ("-1.5", True), ("--limt", False), ("-x", False)])
def test_a_text_that_begins_with_a_dash_has_its_place(word, is_text, capsys):
    """What looks like an option and holds more than letters may be a text, and where that goes is said."""
    with pytest.raises(SystemExit):
        main(["tm", "lookup", "甲", word, "--tm", "my.db"])
    assert ("goes to the end, after --" in capsys.readouterr().err) == is_text


def test_languages_may_be_given_under_their_long_names(tmp_path, capsys):
    """--source-lang and --target-lang mean the same as --src-lang and --tgt-lang in align and score."""
    for name in ("a.de", "b.fr"):
        (tmp_path / name).write_text("1\n2\n", "utf-8")
    texts = [str(tmp_path / "a.de"), str(tmp_path / "b.fr")]
    languages = ["--source-lang", "de", "--target-lang", "fr"]
    assert main(["align", *texts, *languages, "--encoder", "none", "--format", "json"]) == 0
    assert '"source_language": "de"' in capsys.readouterr().out
    assert main(["score", texts[0], "-r", texts[0], *languages, "--json", "--resamples", "0"]) == 0
    assert '"target_language": "fr"' in capsys.readouterr().out


def test_training_without_gold_is_one_sentence(tmp_path, capsys):
    """train-aligner names the folder that holds no gold, and writes nothing."""
    assert main(["train-aligner", str(tmp_path), "-o", str(tmp_path / "w.tsv")]) == 1
    assert "no file ends in .gold or .beads" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("times", [1, 5000])
def test_a_full_standard_output_is_named(times, unbuffered, tmp_path):
    """Where standard output takes no more, one line says so and the exit code is 1, whenever it is written to."""
    text = tmp_path / "a.zh.txt"
    text.write_text("谢谢大家！\n" * times, encoding="utf-8")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "tmkit", "segment", str(text)],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            check=False,
        )
    assert done.returncode == 1
    assert done.stderr.decode() == "tmkit: standard output: no space left on device; make room and try again\n"


@pytest.mark.skipif(os.name != "posix", reason="the shell closes streams")
@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        ("segment a.txt >&-", 1, "tmkit: standard output: is closed; leave it open, or write to a file with -o\n"),
        ("--version >&-", 1, "tmkit: standard output: is closed; leave it open, or write to a file with -o\n"),
        ("segment a.txt -o b.txt >&-", 0, ""),
        ("segment a.txt >b.txt 2>&-", 0, ""),
        ("segment <&- >b.txt", 0, ""),
    ],
)
def test_a_closed_stream_is_no_traceback(command, code, said, tmp_path):
    """Without standard output what would be printed is refused in a sentence; files are written all the same."""
    (tmp_path / "a.txt").write_text("谢谢！你好。\n", encoding="utf-8", newline="\n")
    shell = f"{shlex.quote(sys.executable)} -m tmkit {command}"
    done = subprocess.run(["sh", "-c", shell], cwd=tmp_path, capture_output=True, check=False, env=_at_home())
    assert (done.returncode, done.stderr.decode()) == (code, said)
    if code == 0 and "a.txt" in command:
        assert (tmp_path / "b.txt").read_text("utf-8") == "谢谢！\n你好。\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full here")
def test_the_version_on_a_full_disk_is_one_sentence():
    """What is printed while the words of the command are read fails like all other output."""
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "tmkit", "--version"]
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 1
    assert done.stderr.decode() == "tmkit: standard output: no space left on device; make room and try again\n"


def _at_home():
    """The environment in which the package is found from another folder too."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in (os.getcwd(), os.environ.get("PYTHONPATH")) if p)}
