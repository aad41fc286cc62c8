"""Maintenance and analysis: what goes is what was said, a dry run changes nothing, counts add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from tmkit.errors import InputError
from tmkit.formats.tmx import read_tmx
from tmkit.memory.leverage import RATES, count_text
from tmkit.memory.upkeep import Selection, reversed_unit, strip_codes
from tmkit.model import Element, TranslationUnit, Unit, Variant
from tmkit.pipeline.check import _units, check
from tmkit.pipeline.leverage import analyze, load_rates
from tmkit.pipeline.memory import Memory
from tmkit.pipeline.upkeep import clean, dedupe, diff, split

OLD = Unit("甲乙丙丁", "old", id="1", change_date="20200101T000000Z", change_id="li", usage_count=9)
NEW = Unit("甲乙丙丁", "new", id="2", change_date="20240101T000000Z", change_id="wang", props=(("project", "p"),))
COPY = Unit("甲乙丙丁 ", "new", id="3", change_date="20220101T000000Z")
NEAR = Unit("一二三四五六七八九十百千万亿兆京垓秭穰沟", "about the same thing here", origin="d")
NEARER = Unit("一二三四五六七八九十百千万亿兆京垓秭穰沟。", "about the same thing here.", score=0.3)
PLAIN = Unit("未译", "未译")
CODES = (Variant("zh-CN", ("按", Element("ph", (), ("x",)), "确定")), Variant("en-US", ("OK",)))
CODED = Unit("按确定", "OK", tu=TranslationUnit(CODES))
ALL = [OLD, NEW, COPY, NEAR, NEARER, PLAIN, CODED]


def memory_of(*units: Unit) -> Memory:
    """A memory with these units."""
    memory = Memory.open(":memory:")
    memory.add(units)
    return memory


@pytest.mark.parametrize(
    ("by", "keep", "gone"),
    [
        ("exact", "newest", {"3"}),
        ("exact", "first", {"3"}),
        ("source", "newest", {"1", "3"}),
        ("source", "used", {"2", "3"}),
        ("source", "first", {"2", "3"}),
    ],
)
def test_duplicates(by: str, keep: str, gone: set[str]) -> None:
    """Of duplicates the one that was asked for stays; a dry run only counts."""
    memory = memory_of(*ALL)
    assert dedupe(memory, by, keep=keep, dry_run=True) == len(gone)
    assert len(memory) == len(ALL)
    assert dedupe(memory, by, keep=keep) == len(gone)
    assert {u.id for u in memory if u.id} == {"1", "2", "3"} - gone


def test_near_duplicates() -> None:
    """A unit that is nearly the same on both sides as an earlier one goes."""
    memory = memory_of(*ALL)
    assert dedupe(memory, "near", threshold=95) == 2
    assert NEARER not in list(memory)


@pytest.mark.parametrize(
    ("selection", "count"),
    [
        (Selection(untranslated=True), 1),
        (Selection(before="2022"), 1),
        (Selection(since="20220101"), 2),
        (Selection(user="li"), 1),
        (Selection(project="p"), 1),
        (Selection(origin="d"), 1),
        (Selection(pattern="^about.*here$"), 1),
        (Selection(below_score=0.5), 1),
        (Selection(languages=("zh", "en")), 7),
        (Selection(languages=("zh-TW", "en")), 0),
        (Selection(user="li", since="2022"), 0),
    ],
)
def test_cleaning(selection: Selection, count: int) -> None:
    """Units that meet all conditions go; a dry run says how many."""
    memory = memory_of(*ALL)
    assert clean(memory, selection, dry_run=True) == count
    assert len(memory) == len(ALL)
    assert clean(memory, selection) == count
    assert len(memory) == len(ALL) - count


def test_older_variants_go() -> None:
    """Of different translations of one source those made before another go; undated ones stay."""
    memory = memory_of(*ALL, Unit("未译", "untranslated"))
    assert clean(memory, Selection(), older=True) == 1
    assert OLD not in list(memory)


def test_codes_are_stripped() -> None:
    """Units with codes become units without, the rest stays as it is."""
    memory = memory_of(*ALL)
    assert clean(memory, Selection(), codes=True, dry_run=True) == 1
    assert clean(memory, Selection(), codes=True) == 1
    assert strip_codes(CODED) in list(memory)
    assert len(memory) == len(ALL)
    assert memory.lookup("按确定")[0].score == 100


def test_without_a_condition_nothing_goes() -> None:
    """An empty selection is refused, not taken for everything."""
    with pytest.raises(InputError, match="nothing says which"):
        clean(memory_of(*ALL), Selection())


def test_reversing_twice_is_nothing() -> None:
    """A reversed unit, reversed again, is the unit."""
    assert reversed_unit(reversed_unit(CODED)) == CODED
    assert reversed_unit(OLD).source_language == "en-US"


def test_differences() -> None:
    """Units are compared by texts; other translations of one source are paired."""
    found = diff(iter([OLD, NEAR, PLAIN]), iter([NEW, NEAR, NEARER]))
    assert (found.same, found.only_first, found.only_second, found.changed) == (1, [PLAIN], [NEARER], [(OLD, NEW)])


def test_splitting_and_merging(tmp_path: Path) -> None:
    """The parts of a memory hold all its units, and read together are the memory again."""
    memory = memory_of(*ALL)
    parts = split(memory, tmp_path, "count", 3)
    assert list(parts.values()) == [3, 3, 1]
    assert sorted(u.source for path in parts for u in read_tmx(path)) == sorted(u.source for u in ALL)
    assert {p.stem: n for p, n in split(memory, tmp_path, "origin").items()} == {"none": 6, "d": 1}


def test_spellings_of_a_language_are_one_and_regions_are_not() -> None:
    """zh, zh-CN and zh-Hans are the same for duplicates and differences; en-GB and en-US, zh-TW and zh-CN are not."""
    same = [Unit("甲乙丙丁", "A", tag) for tag in ("zh", "zh-CN", "zh-Hans")]
    apart = [Unit("甲乙丙丁", "A", "zh-TW"), Unit("甲乙丙丁", "A", "zh-CN", "en-GB")]
    for by in ("exact", "source", "near"):
        with memory_of(*same, *apart) as memory:
            assert dedupe(memory, by) == 2
            pairs = [(unit.source_language, unit.target_language) for unit in memory]
        assert pairs == [("zh", "en-US"), ("zh-TW", "en-US"), ("zh-CN", "en-GB")]
    found = diff(iter(same[:1]), iter([same[1], apart[1]]))
    assert (found.same, found.only_second) == (1, [apart[1]])


def test_several_translations_are_shown_where_they_part() -> None:
    """A finding shows the source as it is written, and of long translations the place where they differ."""
    memory = ["The modern corporate system with its features " + end for end in ("will be improved.", "is improved.")]
    units = [Unit("完善企业制度，打造。", target, id="7") for target in memory]
    (finding,) = [f for f in _units(units) if f.kind == "several translations"]
    assert finding.message == "完善企业制度，打造。: ...its features will be improved. / ...its features is improved."
    assert finding.unit == "7"


def test_checking(tmp_path: Path) -> None:
    """A memory's untranslated, doubled and differently translated units are told."""
    with Memory.open(tmp_path / "m.db") as memory:
        memory.add(ALL)
    kinds = [finding.kind for finding in check(tmp_path / "m.db")]
    assert kinds == ["untranslated", "duplicate", "several translations"]


# analysis


@pytest.mark.parametrize(
    ("text", "characters", "words", "numbers"),
    [
        ("加快发展新质生产力。", 10, 0, 0),
        ("GDP增长5.2%，创新高", 6, 2, 1),
        ("“你好”——他说……", 10, 0, 0),
        ("“Hello,” he said — twice.", 0, 4, 0),
        ("2024 年 3 月", 2, 2, 2),
        ("state-of-the-art 3,000 items (12)", 0, 4, 2),
        ("ＡＢ", 2, 0, 0),
    ],
)
def test_counting_as_word_does(text: str, characters: int, words: int, numbers: int) -> None:
    """Chinese characters with their punctuation one by one, other words by blanks, numbers among the words."""
    counts = count_text(text)
    assert (counts.characters, counts.words, counts.numbers) == (characters, words, numbers)


def test_the_bands_of_files(tmp_path: Path) -> None:
    """Repetitions, internal and memory matches are told apart, and the total is the sum of the files."""
    with Memory.open(tmp_path / "m.db") as memory:
        memory.add([Unit("加快发展新质生产力。", "x"), Unit("稳步推进乡村振兴。", "y", previous="", next="同意。")])
        (tmp_path / "a.txt").write_text(
            "加快发展新质生产力。\n\n稳步推进乡村全面振兴。\n\n加快发展新质生产力。\n", encoding="utf-8", newline="\n"
        )
        (tmp_path / "b.txt").write_text(
            "这是一句全新的话没有见过。\n\n这是一句全新的话没有见到。\n", encoding="utf-8", newline="\n"
        )
        first, second, total = analyze(memory, [tmp_path / "a.txt", tmp_path / "b.txt"])
    assert {b: c.segments for b, c in first.bands.items() if c.segments} == {"100": 1, "75-84": 1, "repetitions": 1}
    assert {b: c.segments for b, c in second.bands.items() if c.segments} == {"new": 1, "internal 85-94": 1}
    assert total.total().characters == first.total().characters + second.total().characters
    assert second.weighted(RATES) == 13 + 13 * 0.5


def test_rates_are_the_users(tmp_path: Path) -> None:
    """A rate file changes the rates it names; what is no band or no number is refused."""
    path = tmp_path / "rates.toml"
    path.write_text('"95-99" = 0.25\n', encoding="utf-8", newline="\n")
    assert load_rates(path) == {**RATES, "95-99": 0.25}
    for content in ('"96-99" = 1', '"new" = "x"', "new ="):
        path.write_text(content, encoding="utf-8", newline="\n")
        with pytest.raises(InputError, match=r"is no rate|is not TOML"):
            load_rates(path)


def test_regions_and_scripts_are_not_mixed() -> None:
    """Who asks for en-US or zh-CN does not lose units in en-GB or in traditional characters."""
    tags = ("zh-CN", "zh", "zh_CN", "zh-Hans", "zh-Hans-CN", "zh-SG", "zh-TW", "zh-Hant", "zh-HK")
    simplified = {"zh-CN", "zh", "zh_CN", "zh-Hans", "zh-Hans-CN", "zh-SG"}
    expected = {
        "zh": simplified, "zh-Hans": simplified, "zh-CN": simplified - {"zh-SG"}, "zh_cn": simplified - {"zh-SG"},
        "zh-Hant": {"zh-TW", "zh-Hant", "zh-HK"}, "zh-TW": {"zh-TW", "zh-Hant"}, "zh-HK": {"zh-Hant", "zh-HK"},
    }  # fmt: skip
    for wanted, found in expected.items():
        assert {t for t in tags if Selection((wanted, "en")).takes(Unit("a", "b", t, "en-US"))} == found
    american = Unit("a", "b", "zh-CN", "en-US")
    assert [Selection(("zh", w)).takes(american) for w in ("en", "en-US", "en_us", "en-GB")] == [
        True,
        True,
        True,
        False,
    ]


def test_near_duplicates_are_of_one_language() -> None:
    """The same texts under other tags are no duplicates, as with the other ways."""
    texts = ("公司应当依法纳税。", "Companies shall pay taxes by law.")
    with Memory.open(":memory:") as memory:
        memory.add(
            [Unit(*texts, "zh-CN", "en-US"), Unit(*texts, "zh-TW", "en-US"), Unit(*texts, "zh-CN", "en-US", "2")]
        )
        assert [dedupe(memory, by, dry_run=True) for by in ("exact", "source", "near")] == [1, 1, 1]
