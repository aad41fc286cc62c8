"""Scoring: sacreBLEU's figures, refusals of input that does not fit together, term accuracy."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from tmkit.cli import main
from tmkit.errors import InputError
from tmkit.glossary import Glossary
from tmkit.model import Concept, Term
from tmkit.pipeline.score import ScoreOptions, score_translations

REFERENCE = ["The cat sat on the mat.", "Two dogs bark."]


def test_a_perfect_translation_gets_the_best_scores() -> None:
    """A hypothesis equal to its reference has BLEU and chrF 100 and TER 0."""
    scores = score_translations(REFERENCE, REFERENCE).systems[0].scores
    assert {name: round(s.score, 9) for name, s in scores.items()} == {
        "BLEU": 100,
        "chrF2": 100,
        "chrF2++": 100,
        "TER": 0,
    }


def test_a_chinese_target_gets_chinese_tokenizers() -> None:
    """For zh, BLEU uses the zh tokenizer, TER splits characters, and chrF2++ is left out."""
    scores = (
        score_translations(["高质量发展"], ["高品质发展"], options=ScoreOptions(target_language="zh-CN"))
        .systems[0]
        .scores
    )
    assert list(scores) == ["BLEU", "chrF2", "TER"]
    assert "tok:zh" in scores["BLEU"].signature
    assert "norm:yes" in scores["TER"].signature
    assert "asian:yes" in scores["TER"].signature


@pytest.mark.parametrize(
    ("systems", "references", "message"),
    [
        ({"a": ["x"]}, [["x", "y"]], "a:2: 1 segment, the reference has 2"),
        ({"a": ["x", "y"]}, [["x"], ["y"]], "transposed"),
        ({"a": []}, [[]], "the reference is empty"),
        ({}, [["x"]], "nothing to score"),
    ],
)
def test_input_that_does_not_fit_is_refused(
    systems: dict[str, list[str]], references: list[list[str]], message: str
) -> None:
    """Different lengths, transposed references and empty input are named, never cut to the shortest."""
    with pytest.raises(InputError, match=message):
        score_translations(systems, references)


def test_transposition_is_told_only_where_the_counts_fit() -> None:
    """Two references of three lines for two hypotheses are a missing line, not a transposition."""
    with pytest.raises(InputError) as caught:
        score_translations({"a": ["x", "y"]}, [["x", "y", "z"], ["x", "y", "z"]])
    assert "transposed" not in str(caught.value)


@pytest.mark.parametrize("level", [0.0, 1.0, float("nan")])
def test_a_level_outside_0_and_1_is_refused(level: float) -> None:
    """A significance level is a probability strictly between 0 and 1."""
    with pytest.raises(InputError, match="between 0 and 1"):
        score_translations(REFERENCE, REFERENCE, options=ScoreOptions(level=level))


def test_signs_that_the_zh_tokenizer_takes_for_chinese_are_named_only_where_they_stand() -> None:
    """The notice names … or → when a text holds them, and there is none for texts without such signs."""
    options = ScoreOptions(target_language="zh")
    with_sign = score_translations(["好→坏"], ["“好”"], options=options).notices
    assert any("takes → for Chinese" in notice for notice in with_sign)
    assert not any("for Chinese (" in n for n in score_translations(["“好”"], ["“好”"], options=options).notices)


def test_a_tokenizer_that_is_missing_and_a_language_that_is_unknown_are_noticed() -> None:
    """Japanese without MeCab says that BLEU is not comparable; a language that is in no list is named."""
    options = ScoreOptions(target_language="ja")
    report = score_translations(["良い始まり"], ["良い始め"], options=options)
    mecab = find_spec("MeCab") is not None
    assert ("tok:ja-mecab" in report.systems[0].scores["BLEU"].signature) == mecab
    assert any("ja-mecab, is not installed" in notice for notice in report.notices) != mecab
    unknown = score_translations(["a"], ["a"], options=ScoreOptions(target_language="xx")).notices
    assert any("'xx' is not known" in notice for notice in unknown)
    assert not any("not known" in notice for notice in score_translations(["a"], ["a"]).notices)


DOG = Concept(
    "dog",
    terms=(
        Term("狗", "zh-CN"),
        Term("dog", "en-US"),
        Term("hound", "en-US", status="admitted"),
        Term("cur", "en-US", status="deprecated"),
    ),
)


def test_term_accuracy_is_capped_by_count() -> None:
    """A term said twice for one in the source counts once; deprecated terms do not count."""
    options = ScoreOptions(glossary=Glossary([DOG]))
    report = score_translations(
        {"a": ["a dog is a dog", "hound", "cur"]}, [["dog", "dog", "dog"]], ["狗", "狗和狗", "狗"], options
    )
    terms = report.systems[0].terms
    assert terms is not None
    assert (terms.expected, terms.found, terms.preferred, terms.forbidden) == (4, 2, 1, 1)
    assert terms.accuracy == 50
    assert report.reference_terms is not None
    assert report.reference_terms.found == 3


def test_the_command_prints_json_that_holds_scores_and_signatures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--json gives systems[].name and systems[].scores.{metric}.{score,signature}."""
    for name, text in {"h": "The cat sat.\nTwo dogs bark.\n", "r": "The cat sat on the mat.\r\nTwo dogs bark."}.items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    assert main(["score", str(tmp_path / "h"), "-r", str(tmp_path / "r"), "--json"]) == 0
    system = json.loads(capsys.readouterr().out)["systems"][0]
    assert system["name"] == str(tmp_path / "h")
    assert system["scores"]["BLEU"]["signature"].startswith("nrefs:1|case:mixed")
    assert system["scores"]["TER"]["score"] == pytest.approx(100 * 4 / 9)


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Bytes that are not UTF-8 end in exit code 1 and a sentence with file and line."""
    (tmp_path / "h").write_bytes(b"a\n\xff\n")
    (tmp_path / "r").write_bytes(b"a\nb\n")
    assert main(["score", str(tmp_path / "h"), "-r", str(tmp_path / "r")]) == 1
    assert f"{tmp_path / 'h'}:2: the bytes are not UTF-8" in capsys.readouterr().err
