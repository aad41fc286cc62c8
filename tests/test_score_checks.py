"""Checks that string metrics cannot do: when they speak, when they must not, and how often on good translations."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.checks import clean_pairs, spoken, wrong_digit, wrong_scale
from tmkit.engines.names import name_tools
from tmkit.errors import InputError
from tmkit.pipeline.glossary import load_glossary
from tmkit.pipeline.score import ScoreOptions, score_translations
from tmkit.score.checks import CHECKS, CheckTools, run_checks
from tmkit.score.rows import Table
from tmkit.score.terms import TermTask, check_terms

HERE = Path(__file__).parent


def read_cases() -> list[tuple[str, tuple[str, str], bool, str, str]]:
    """The cases of the data file; a line of the wrong form is an error."""
    cases = []
    for line in (HERE / "data" / "score" / "checks.tsv").read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            check, languages, speaks, source, target = line.split("\t")
            first, second = languages.split("-")
            cases.append((check, (first, second), {"yes": True, "no": False}[speaks], source, target))
    return cases


def lines_of(check: str, table: Table, languages: tuple[str, str] = ("zh", "en")) -> list[int]:
    """The lines on which a check speaks."""
    _, remarks = check_terms(TermTask(load_glossary(), table.source, languages), table.target)
    tools = CheckTools(languages, {"": remarks}, name_tools())
    return [f.line for f in run_checks(table, [c for c in CHECKS if c.name == check], tools)]


@pytest.mark.parametrize(("check", "languages", "speaks", "source", "target"), read_cases())
def test_a_check_speaks_where_it_should(
    check: str, languages: tuple[str, str], speaks: bool, source: str, target: str
) -> None:
    """Each check speaks on its error and is silent on what only looks like it."""
    assert bool(lines_of(check, Table([source], [target], []), languages)) == speaks


def test_every_check_of_one_segment_has_cases_for_and_against() -> None:
    """The case file covers every check that looks at one segment, both ways."""
    covered = {(case[0], case[2]) for case in read_cases()}
    across = {"length", "shifted", "split", "merged"}
    assert covered == {(c.name, speaks) for c in CHECKS if c.name not in across for speaks in (True, False)}


def test_rows_out_of_step_are_found() -> None:
    """Two rows or more that fit the line above or below, or changed places, are told of; one alone is not."""
    lines = ["The first line of all.", "Another thing is said here.", "Numbers grow every year.", "We thank you all."]
    sources = [f"第{i}行" for i in range(4)]
    assert lines_of("shifted", Table(sources, ["", *lines[:3]], lines)) == [2, 3, 4]
    assert lines_of("shifted", Table(sources, lines, lines)) == []
    assert lines_of("shifted", Table(sources, [lines[0], lines[2], lines[1], lines[3]], lines)) == [2, 3]
    assert lines_of("shifted", Table(sources, [lines[0], lines[0], *lines[2:]], lines)) == []


def test_likeness_from_an_encoder_decides_where_it_is_given() -> None:
    """With likeness to the neighbours' sources, the references are not looked at."""
    table = Table(["a", "b", "c"], ["x", "y", "z"], ["x", "y", "z"])
    tools = CheckTools(("zh", "en"), likeness={"s": [(0, 0.1, 0.8), (0.1, 0.2, 0.9), (0.1, 0.7, 0)]})
    found = run_checks(table, [c for c in CHECKS if c.name == "shifted"], tools, "s")
    assert [f.line for f in found] == [1, 2]


def test_a_family_name_alone_is_enough_on_later_mention() -> None:
    """After the full name the family name may stand alone; as part of another full name it may not."""
    source = ["部长怀进鹏回答提问。", "怀进鹏强调", "怀进鹏指出"]
    target = ["Minister Huai Jinpeng answered.", "Huai stressed", "Huai Jinping noted"]
    assert set(lines_of("names", Table(source, target, []))) == {3}


def test_a_name_said_before_may_stand_for_a_pronoun() -> None:
    """A name that the translation puts in for a pronoun is no remark where the text has said it before."""
    source, target = ["李伟来了。", "他是工程师，姓李。"], ["Li Wei has come.", "Li Wei is an engineer, Li by name."]
    assert lines_of("names", Table(source, target, [])) == []


def test_inconsistency_is_found_in_both_directions() -> None:
    """The same source translated in two ways, and two sources translated the same."""
    source = ["加快发展。", "加快发展。", "保持稳定增长。", "反对腐败现象。"]
    target = ["Develop faster.", "Speed up development.", "Growth stays stable.", "Growth stays stable."]
    assert lines_of("split", Table(source, target, [])) == [2]
    assert lines_of("merged", Table(source, target, [])) == [4]


def test_half_a_translation_is_too_short() -> None:
    """A translation cut in half stands out from the lengths of the others."""
    source = ["我们要坚持稳中求进、以进促稳、先立后破，加快发展新质生产力，推动经济实现质的有效提升。"] * 3
    full = (
        "We will pursue progress while keeping stability, promote stability through progress, and build the new first."
    )
    assert lines_of("length", Table(source, [full, full, full[: len(full) // 2]], [full] * 3)) == [3]


def test_checks_can_be_switched_off_and_unknown_ones_are_refused() -> None:
    """checks_off takes names and "all"; a name that does not exist is an error."""
    arguments = ({"a": [""]}, [["x"]], ["加快发展。"])
    assert [f.check for f in score_translations(*arguments).systems[0].findings] == ["empty"]
    assert score_translations(*arguments, ScoreOptions(checks_off=("empty",))).systems[0].findings == ()
    assert score_translations(*arguments, ScoreOptions(checks_off=("all",))).checks == ()
    with pytest.raises(InputError, match="unknown check 'nonsense'"):
        score_translations(*arguments, ScoreOptions(checks_off=("nonsense",)))


@pytest.mark.parametrize("languages", [("zh", "en"), ("en", "zh")])
def test_false_alarms_stay_at_their_figures(languages: tuple[str, str]) -> None:
    """On our own translations no check speaks more often than its published figure, within one point."""
    pairs = clean_pairs(HERE.parent / "seeds" / "gold", "zh", "en", "beads")
    turned = pairs if languages[0] == "zh" else [(b, a) for a, b in pairs]
    found = spoken(turned, languages)
    for check in CHECKS:
        assert 100 * len(found[check.name]) / len(pairs) <= check.false_alarms[0] + 1, check.name


@pytest.mark.parametrize("languages", [("zh", "en"), ("en", "zh")])
def test_nine_of_ten_wrong_numbers_are_found(languages: tuple[str, str]) -> None:
    """At least 90 % of wrong digits and of wrong scales planted in our translations are found."""
    import random

    pairs = clean_pairs(HERE.parent / "seeds" / "gold", "zh", "en", "beads")
    turned = pairs if languages[0] == "zh" else [(b, a) for a, b in pairs]
    for damage in (wrong_digit, wrong_scale):
        rng = random.Random(11)
        targets = [damage(target, rng) for _, target in turned]
        changed = {i + 1 for i, (t, p) in enumerate(zip(targets, turned, strict=True)) if t != p[1]}
        found = set(lines_of("numbers", Table([p[0] for p in turned], targets, []), languages))
        assert len(found & changed) >= 0.9 * len(changed), damage.__name__


def test_a_name_that_the_translator_replaced_is_told_of_three_times() -> None:
    """A character with another name throughout is not told of on every line; a rival in pinyin is."""
    sources = ["韦小宝笑了。"] * 6
    renamed = lines_of("names", Table(sources, ["Trinket laughed."] * 6, []))
    assert renamed == [1, 2, 3]
    rival = lines_of("names", Table(sources, ["Trinket laughed."] * 5 + ["Wei Dabao laughed."], []))
    assert set(rival) == {1, 2, 3, 6}


def test_a_pronoun_may_stand_for_a_name_that_was_said() -> None:
    """A name that the text has said before may be 'she' afterwards, but not before."""
    sources, named, later = ["林秀英来了。"] * 2, "Lin Xiuying came.", "She came."
    assert lines_of("names", Table(sources, [named, later], [])) == []
    assert lines_of("names", Table(["王小明来了。"] * 2, [later, "Wang Xiaoming came."], [])) == [1]
