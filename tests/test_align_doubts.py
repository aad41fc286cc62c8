"""tmkit align says when two texts hardly belong together, and says nothing of those that do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tmkit.cli import main

DATA = Path(__file__).parent / "data" / "align"
GOLD = Path(__file__).parents[1] / "seeds" / "gold"
STORY = [str(DATA / "story.zh"), str(DATA / "story.en")]
SPEECH = [str(GOLD / "politburo-study.zh"), str(GOLD / "politburo-study.en")]
ENCODERS = ["use", "none"]
CONTRACT = """This Agreement is made between the Buyer and the Seller.
The Seller shall deliver the goods within thirty days.
The Buyer shall pay the price in full upon delivery.
Neither party may assign this Agreement without consent.
This Agreement is governed by the laws of Singapore.
"""


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What align prints on standard error."""
    assert main(["align", *arguments, "--presegmented"]) == 0
    return capsys.readouterr().err


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("texts", [(SPEECH[0], STORY[1]), (STORY[0], SPEECH[1])])
def test_texts_that_do_not_belong_together(texts, encoder, capsys):
    """A speech and a story are aligned all the same, and it is said that they hardly belong together."""
    error = said(capsys, *texts, "--encoder", encoder)
    assert "hardly belong together (likeness 0." in error
    assert error.count("\n") == 1


def test_a_short_contract_beside_a_speech(tmp_path, capsys):
    """Five sentences that say something else are enough."""
    (tmp_path / "c.en").write_text(CONTRACT, "utf-8")
    assert "hardly belong together" in said(capsys, SPEECH[0], str(tmp_path / "c.en"))


@pytest.mark.parametrize("encoder", ENCODERS)
@pytest.mark.parametrize("texts", [STORY, SPEECH])
def test_translations_are_not_doubted(texts, encoder, capsys):
    """Nothing is said of a text and its translation."""
    assert said(capsys, *texts, "--encoder", encoder) == ""


@pytest.mark.parametrize("encoder", ENCODERS)
def test_an_excerpt_is_not_doubted(encoder, tmp_path, capsys):
    """A text and the translation of a tenth of it belong together, however much has no counterpart."""
    lines = Path(SPEECH[1]).read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "x.en").write_text("".join(lines[10:13]), "utf-8")
    assert said(capsys, SPEECH[0], str(tmp_path / "x.en"), "--encoder", encoder) == ""


def test_the_same_text_twice(capsys):
    """One file for both sides is said to be the same text."""
    assert "story.zh and story.zh hold the same text" in said(capsys, STORY[0], STORY[0])


def test_an_english_text_for_a_chinese_one(tmp_path, capsys):
    """A side in another script than that of its language is named, with the option that gives the language."""
    (tmp_path / "c.zh").write_text(CONTRACT, "utf-8")
    error = said(capsys, str(tmp_path / "c.zh"), STORY[1])
    taken = "c.zh is taken for zh, but is written in Latin script"
    assert error == f"tmkit: {taken}: is it the right file, and --source-lang right?\n"


def test_two_chinese_texts(capsys):
    """Of two Chinese texts the one that should be English is named."""
    assert "politburo-study.zh is taken for en, but is written in Chinese script" in said(capsys, STORY[0], SPEECH[0])


def test_a_side_without_text(tmp_path, capsys):
    """An empty text is no failure, but nobody should take the empty result for one."""
    (tmp_path / "e.zh").write_text("\n\n", "utf-8")
    error = said(capsys, str(tmp_path / "e.zh"), STORY[1])
    assert error == "tmkit: e.zh holds no text: everything in story.en is without counterpart\n"


def test_a_manifest_doubts_its_pairs(tmp_path, capsys):
    """What is said of one pair is said of each pair of a manifest."""
    (tmp_path / "pairs.tsv").write_text(f"{SPEECH[0]}\t{STORY[1]}\n{STORY[0]}\t{STORY[1]}\n", "utf-8")
    assert main(["align", "--manifest", str(tmp_path / "pairs.tsv"), "--out", str(tmp_path), "--presegmented"]) == 0
    assert capsys.readouterr().err.count("hardly belong together") == 1
