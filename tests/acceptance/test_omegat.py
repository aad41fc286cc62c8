"""What OmegaT does with the memories that tmkit writes; skipped where OmegaT is not installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import omegat

from tmkit.formats.tmx import write_tmx
from tmkit.memory import mark_variants
from tmkit.model import Element, TranslationUnit, Unit, Variant

pytestmark = pytest.mark.skipif(omegat.jar() is None, reason="OmegaT is not installed")

AGREED = "同意。"
TEXT = ["第一句话。", AGREED, "第二句话。", AGREED, "加快发展新质生产力。", "稳步推进乡村全面振兴工作。"]


def _bold(language: str, before: str, inside: str, after: str) -> Variant:
    opening = Element("bpt", (("i", "1"), ("x", "1"), ("type", "bold")), ("<b>",))
    return Variant(language, (before, opening, inside, Element("ept", (("i", "1"),), ("</b>",)), after))


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> omegat.Answer:
    """One run of OmegaT over everything that the tests ask about."""
    folder = tmp_path_factory.mktemp("omegat")
    variants = (_bold("zh-CN", "请按", "确定", "继续。"), _bold("en-US", "Press ", "OK", " to go on."))
    exact = [
        Unit("第一句话。", "The first sentence.", origin="talk"),
        Unit(AGREED, "Agreed.", origin="talk"),
        Unit(AGREED, "Agreed.", origin="talk", previous="结尾。"),
        Unit(AGREED, "So be it.", origin="talk", previous="第二句话。", next="加快发展新质生产力。"),
        Unit("第二句话。", "The second sentence.", origin="talk"),
        Unit("加快发展新质生产力。", "Develop new quality productive forces faster.", origin="talk"),
        Unit("请按确定继续。", "Press OK to go on.", tu=TranslationUnit(variants)),
        Unit("控制\x0b字符。", "Control\x0b character."),
        Unit("空的译文。", ""),
    ]
    write_tmx(folder / "auto.tmx", mark_variants(exact), style="omegat")
    write_tmx(folder / "fuzzy.tmx", [Unit("稳步推进乡村全面振兴。", "Advance rural revitalization steadily.")])
    return omegat.translate(
        folder,
        {
            "tm/auto/auto.tmx": folder / "auto.tmx",
            "tm/fuzzy.tmx": folder / "fuzzy.tmx",
            "source/talk.txt": "\n\n".join(TEXT) + "\n",
            "source/page.html": "<html><body><p>请按<b>确定</b>继续。</p><p>空的译文。</p></body></html>",
            "glossary/terms.txt": "新质生产力\tnew quality productive forces\t\n",
        },
    )


def test_exact_matches_are_inserted(answer: omegat.Answer) -> None:
    """A unit from tm/auto becomes the translation of the same sentence."""
    lines = answer.targets["talk.txt"].split("\n\n")
    assert lines[0] == "The first sentence."
    assert lines[4] == "Develop new quality productive forces faster."


def test_neighbours_choose_between_translations(answer: omegat.Answer) -> None:
    """Of two translations of one sentence the one with the same neighbours is taken, elsewhere the usual one."""
    lines = answer.targets["talk.txt"].split("\n\n")
    assert lines[1] == "Agreed."
    assert lines[3] == "So be it."


def test_a_similar_sentence_is_offered_with_a_percentage(answer: omegat.Answer) -> None:
    """A unit in tm is not inserted but offered as a fuzzy match."""
    offered = [(score, target) for segment, score, _, target in answer.matches if segment == TEXT[5]]
    assert any(50 <= score < 100 and target.startswith("Advance rural") for score, target in offered)
    assert "稳步推进" in answer.targets["talk.txt"]


def test_codes_become_tags_of_omegat(answer: omegat.Answer) -> None:
    """A unit with inline codes translates a sentence with tags, and the tags come out in their places."""
    assert "Press <b>OK</b> to go on." in answer.targets["page.html"]


def test_an_empty_target_blanks_nothing(answer: omegat.Answer) -> None:
    """A unit without translation is not written, so that the segment stays."""
    assert "空的译文。" in answer.targets["page.html"]


def test_the_glossary_is_shown(answer: omegat.Answer) -> None:
    """OmegaT finds the term in the sentence."""
    assert (TEXT[4], "新质生产力", "new quality productive forces") in answer.terms


MEMORY = Path(__file__).parents[2] / "tmx" / "seeds.zh-en.tmx"


def test_the_shipped_memory_translates_its_own_sentences(tmp_path: Path) -> None:
    """OmegaT loads tmx/seeds.zh-en.tmx and puts the translations of its sentences in."""
    from tmkit.formats.tmx import read_tmx

    units = [u for u in read_tmx(MEMORY) if u.source.endswith("。") and u.source.count("。") == 1]
    units = [u for u in units if not any(mark in u.source for mark in "！？：；…”") and len(u.source) > 12][:40]
    text = "\n\n".join(u.source for u in units) + "\n"
    found = omegat.translate(tmp_path, {"tm/auto/seeds.tmx": MEMORY, "source/sentences.txt": text})
    lines = [line.strip() for line in found.targets["sentences.txt"].split("\n\n")]
    same = sum(line == " ".join(u.target.split()) or line == u.target for line, u in zip(lines, units, strict=True))
    assert len(units) >= 20
    assert same >= 0.95 * len(units)
