"""The curated terms: reasons, sources, first occurrences and definitions are what they claim to be."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).parent.parent
LEAST_CONCEPTS = 1_700
CROSSING_LINES = {"eleventh-group-study-session", "group-study-session"}


@cache
def rows() -> tuple[dict[str, str], ...]:
    """The rows of glossary/terms.csv."""
    with (ROOT / "glossary" / "terms.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


@cache
def source_lines() -> tuple[str, ...]:
    """The lines of the Chinese source file."""
    return tuple((ROOT / "seeds" / "000_f4d9d96fe4767659.txt").read_text(encoding="utf-8").split("\n"))


def concepts() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Concept by concept, its rows."""
    for name, group in groupby(rows(), key=lambda row: row["concept"]):
        yield name, list(group)


def test_the_glossary_does_not_shrink():
    """Concepts of the source are added to, not lost."""
    assert len({row["concept"] for row in rows()}) >= LEAST_CONCEPTS


def test_core_concepts_are_there():
    """Core concepts of current political Chinese are known, whether or not the four source texts hold them."""
    known = {row["term"] for row in rows() if row["lang"] == "zh-CN"}
    core = (
        "全过程人民民主 依法治国 房住不炒 三个代表 五位一体 中国梦 央企 社会主义市场经济 四个全面 四个自信 科学发展观 "
        "毛泽东思想 邓小平理论 全面从严治党 供给侧结构性改革 人类命运共同体 生态文明 文化自信 一国两制 改革开放 双循环"
    )
    assert [term for term in core.split() if term not in known] == []


def test_every_other_rendering_has_its_reason():
    """An English rendering that is not the preferred one says when it is used or why it is not."""
    without = [row["term"] for row in rows() if row["lang"] == "en-US" and row["status"] != "preferred"]
    assert without
    assert [
        (row["concept"], row["term"])
        for row in rows()
        if row["lang"] == "en-US" and row["status"] != "preferred" and not row["note"]
    ] == []


def test_verified_means_a_named_source():
    """A term is verified where a document and its date are named, and nowhere else."""
    wrong = [
        (row["concept"], row["term"])
        for row in rows()
        if (row["review"] == "verified") != bool(row["source"]) or bool(row["source"]) != bool(row["source_date"])
    ]
    assert wrong == []


def test_every_concept_has_one_preferred_term_a_language():
    """Each concept has exactly one preferred term in Chinese and one in English."""
    for name, group in concepts():
        for language in ("zh-CN", "en-US"):
            preferred = [row["term"] for row in group if row["lang"] == language and row["status"] == "preferred"]
            assert len(preferred) == 1, (name, language, preferred)


def test_first_occurrence_holds_the_term():
    """The line named as first occurrence holds one of the concept's Chinese terms."""
    for name, group in concepts():
        place = group[0]["first_seen"]
        if not place or name in CROSSING_LINES:
            continue
        line = source_lines()[int(place) - 1]
        assert any(row["term"] in line for row in group if row["lang"] == "zh-CN"), (name, place)


def test_definitions_say_more_than_the_term():
    """Each concept has a definition of one sentence that is not its English term over again."""
    for name, group in concepts():
        definition = group[0]["definition"]
        assert definition.endswith("."), name
        english = {row["term"].lower() for row in group if row["lang"] == "en-US"}
        assert definition.lower().rstrip(".") not in english, name
