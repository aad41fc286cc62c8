"""The aligner in other languages: one little story in eight of them, aligned with English and Chinese by reading."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tmkit.align.coarse import length_ratio
from tmkit.cli import main
from tmkit.formats.beads import read_beads
from tmkit.pipeline.align import align_texts

DATA = Path(__file__).parent / "data" / "align" / "languages"
LANGUAGES = ("ar", "de", "es", "fr", "ja", "ru", "zh")
STORIES = {name: (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines() for name in (*LANGUAGES, "en")}
# The beads of each language with English; the Chinese story has a sentence for every English one.
GOLD = {name: {(b.source, b.target) for b in read_beads(DATA / f"{name}.gold")} for name in LANGUAGES}
PAIRS = [(name, other) for name in LANGUAGES for other in ("en", "zh") if name != other]


@pytest.mark.parametrize(("language", "other"), PAIRS)
def test_every_language_aligns_in_both_directions(language: str, other: str) -> None:
    """With English or Chinese on either side at most one bead of a story is wrong, which costs two gold beads."""
    there = align_texts(STORIES[language], STORIES[other], language, other)
    back = align_texts(STORIES[other], STORIES[language], other, language)
    assert len(GOLD[language] - {(b.source, b.target) for b in there}) <= 2
    assert len(GOLD[language] - {(b.target, b.source) for b in back}) <= 2


@pytest.mark.parametrize("language", ["ar", "de", "ru", "zh"])
def test_raw_text_is_cut_and_aligned(language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same stories as running text in two paragraphs come out as the same beads."""
    glue = "" if language == "zh" else " "
    paths = []
    for name, join in ((language, glue), ("en", " ")):
        cut = 7 if name == "de" else 6
        halves = STORIES[name][:cut], STORIES[name][cut:]
        paths.append(tmp_path / f"{name}.txt")
        paths[-1].write_text("\n\n".join(join.join(half) for half in halves) + "\n", encoding="utf-8")
    options = ["--src-lang", language, "--tgt-lang", "en", "--format", "json"]
    assert main(["align", *map(str, paths), *options]) == 0
    result = json.loads(capsys.readouterr().out)
    assert (result["source_language"], result["target_language"]) == (language, "en")
    found = {(tuple(b["source"]), tuple(b["target"])) for b in result["beads"]}
    assert len(GOLD[language] - found) <= 2


def test_the_ratio_of_lengths_is_measured_on_the_pair() -> None:
    """Chinese becomes three to five times longer in English, German stays as long; no ratio is built in."""
    lengths = {name: np.array([len(t) for t in story], dtype=np.float32) for name, story in STORIES.items()}
    anchors = {name: [(a[0], b[0]) for a, b in sorted(GOLD[name]) if len(a) == len(b) == 1] for name in LANGUAGES}
    ratios = {name: length_ratio(lengths[name], lengths["en"], anchors[name]) for name in LANGUAGES}
    assert 3 < ratios["zh"] < 5
    assert 0.7 < ratios["de"] < 1.1
    assert 2 < ratios["ja"] < 3.5


def test_encoder_none_aligns_languages_with_words_in_common() -> None:
    """Without encoder and dictionary, lengths, numbers and names still align most of the German story."""
    from tmkit.pipeline.align import AlignOptions

    beads = align_texts(STORIES["de"], STORIES["en"], "de", "en", options=AlignOptions(encoder="none"))
    assert len(GOLD["de"] & {(b.source, b.target) for b in beads}) >= 7
