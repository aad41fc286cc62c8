"""Matching: the score, the kinds and their order, penalties, repairs, languages, concordance, recall."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from tmkit.formats.tmx import read_tmx, write_tmx
from tmkit.memory import Penalties, folded, folded_many, mark_variants, nearest, repair, repair_values, similarity
from tmkit.model import Unit
from tmkit.pipeline.memory import LookupOptions, Memory


def memory_of(*units: Unit) -> Memory:
    """A memory with these units."""
    memory = Memory.open(":memory:")
    memory.add(units)
    return memory


GROW = Unit("2023年国内生产总值增长5.2%。", "GDP grew by 5.2% in 2023.", origin="report")


# the score

near_texts = st.text(st.sampled_from("中国发展，。 ,.ab12％%　"), max_size=12)


@given(near_texts, near_texts)
@settings(max_examples=300, deadline=None)
def test_the_score_is_the_defined_one(a: str, b: str) -> None:
    """100 x (1 - Levenshtein distance / length of the longer) on folded characters."""
    x, y = folded(a), folded(b)
    longer = max(len(x), len(y))
    expected = 100 * (1 - Levenshtein.distance(x, y) / longer) if longer else 100.0
    assert similarity(x, y) == pytest.approx(expected)


@given(st.lists(st.text(st.sampled_from("中文ab　 \t，x\x03"), max_size=8), max_size=6))
@settings(max_examples=300, deadline=None)
def test_folding_many_is_folding_each(texts: list[str]) -> None:
    """The fast way for many texts gives what the slow way gives."""
    assert folded_many(texts) == [folded(text) for text in texts]


def test_a_score_just_at_the_threshold_counts() -> None:
    """No rounding error loses a match of exactly the lowest score."""
    assert nearest("甲乙丙丁", ["甲乙丙戊"], 75) == [(75.0, 0)]
    assert memory_of(Unit("甲乙丙戊", "x")).lookup("甲乙丙丁", 75)[0].score == 75


# kinds


def test_the_kinds_and_their_order() -> None:
    """ICE 101, then exact 100, then repaired, then fuzzy."""
    memory = memory_of(
        Unit("同意。", "Agreed.", previous="一。", next="二。"),
        Unit("同意。", "Approved.", previous="三。", next="四。"),
        Unit("同意书。", "Letter of consent."),
    )
    found = memory.lookup("同意。", 50, context=("一。", "二。"))
    assert [(m.kind, int(m.score), m.unit.target) for m in found] == [
        ("ice", 101, "Agreed."),
        ("exact", 100, "Approved."),
        ("fuzzy", 75, "Letter of consent."),
    ]


@pytest.mark.parametrize("context", [(None, None), ("一。", "九。"), ("", "")])
def test_without_both_neighbours_an_exact_match_is_100(context: tuple[str | None, str | None]) -> None:
    """Context that is unknown or different makes no 101."""
    memory = memory_of(Unit("同意。", "Agreed.", previous="一。", next="二。"))
    assert memory.lookup("同意。", context=context)[0].score == 100


def test_numbers_are_replaced_in_the_proposal() -> None:
    """A unit that differs in numbers only is offered with the new numbers, marked, at a point for each."""
    match = memory_of(GROW).lookup("2024年国内生产总值增长5.0%。")[0]
    assert (match.kind, match.proposal) == ("repaired", "GDP grew by 5.0% in 2024.")
    assert match.score == 98
    assert match.penalties == (("numbers", 2.0),)
    assert match.unit == GROW


@pytest.mark.parametrize(
    ("query", "source", "target", "expected"),
    [
        ("共3项", "共5项", "5 items", ("3 items", 1)),
        ("2024年3月2024年", "2023年3月2023年", "2023, March 3, 2023", ("2024, March 3, 2024", 1)),
        ("1,000元", "2,000元", "2,000 yuan", ("1,000 yuan", 1)),
        ("3和3", "5和6", "5 and 6", ("3 and 3", 2)),
        ("3和4", "5和5", "5 and 5", None),
        ("共3项", "共5项", "five items", None),
        ("共3项", "共5项", "5 of 5 items", None),
        ("共3项", "共3项", "3 items", None),
        ("共3个", "共5项", "5 items", None),
        ("快,6G用户超过60%", "快,5G用户超过50%", "5G users above 50%", ("6G users above 60%", 2)),
        ("成立71周年", "成立75周年", "the 75th anniversary", ("the 71st anniversary", 1)),
        ("第112届", "第111届", "the 111th", ("the 112th", 1)),
        ("第22届", "第21届", "the 21st", ("the 22nd", 1)),
        ("议案1件", "议案10件", "10 legislative proposals", None),
        ("议案2件", "议案1件", "1 legislative proposal", None),
        ("提高1元", "提高30元", "raised by 30 yuan", ("raised by 1 yuan", 1)),
        ("五个城市6万人", "五个城市5万人", "50,000 people in 5 cities", None),
        ("2月3日共一项", "1月3日共一项", "Jan. 3, 1 item", None),
        ("2月3日", "1月3日", "2024-1-3", ("2024-2-3", 1)),
    ],
)
def test_repairs_are_made_only_where_they_are_sure(
    query: str, source: str, target: str, expected: tuple[str, int] | None
) -> None:
    """A number is exchanged only where the target holds it just as often as the source."""
    found = repair(query, source, target)
    assert (found and (found.text, found.count)) == expected


@pytest.mark.parametrize(
    ("query", "source", "target", "expected"),
    [
        ("投资8000亿元", "投资7000亿元", "Invest 700 billion yuan", "Invest 800 billion yuan"),
        ("新增1300万人", "新增1200万人", "12 million new jobs", "13 million new jobs"),
        ("投资12万元", "投资11万元", "Invest 110,000 yuan", "Invest 120,000 yuan"),
        ("投资7005亿元", "投资7000亿元", "Invest 700 billion yuan", "Invest 700.5 billion yuan"),
        ("投资7001.234亿元", "投资7000亿元", "Invest 700 billion yuan", None),
        ("投资8000亿元", "投资7000亿元", "Invest 700 billion yuan or 700 billion yuan", None),
        ("投资8000亿元", "投资7000亿元", "Invest a lot", None),
        ("贷款8000亿元", "投资7000亿元", "Invest 700 billion yuan", None),
        ("投资7000万元", "投资7000亿元", "Invest 700 billion yuan", None),
        ("到2040年投900亿元", "到2035年投800亿元", "80 billion yuan by 2035", "90 billion yuan by 2040"),
        ("到2040年，2035年", "到2035年，2035年", "by 2035", None),
        ("到2040年投900亿元", "到2035年投800亿元", "80 billion yuan by March 2035", None),
        ("根据第七条", "根据第六条", "under Article 6", "under Article 7"),
        ("根据第七条", "根据第六条", "under Article 6, section 6", None),
        ("根据第七条", "根据第六条", "6 articles", None),
        ("第四季度", "第三季度", "the third quarter", "the fourth quarter"),
        ("第二十一届", "第二十届", "the Twentieth session", "the Twenty-first session"),
        ("第二十二届", "第二十届", "the 20th session", "the 22nd session"),
        ("第三季度和三名", "第三季度和两名", "two in the third quarter", "three in the third quarter"),
        ("第四季度和三名", "第三季度和三名", "three in the third quarter", None),
        ("第四季度", "第三季度", "from July to September", None),
        ("星期四", "星期三", "on the third", None),
        ("派出四名代表", "派出三名代表", "sent three delegates", "sent four delegates"),
        ("派出一名代表", "派出三名代表", "sent three delegates", None),
        ("派出三名代表", "派出三名代表", "sent three delegates", None),
    ],
)
def test_numbers_in_other_units_are_exchanged_by_value(
    query: str, source: str, target: str, expected: str | None
) -> None:
    """万 and 亿 become million and billion with the new value, or nothing is proposed."""
    found = repair_values(query, source, target, ("zh-CN", "en-US"))
    assert (found.text if found else None) == expected


def test_numbers_in_words_and_years_beside_amounts_are_repaired() -> None:
    """The memory offers 第七条 from 第六条, and a new year and a new amount in one sentence, as repaired."""
    memory = memory_of(
        Unit("到2035年投入800亿元。", "80 billion yuan will be invested by 2035."),
        Unit("本合同第六条另有规定的除外。", "Unless otherwise provided in Article 6 of this contract."),
    )
    match = memory.lookup("到2040年投入900亿元。")[0]
    assert (match.kind, match.proposal) == ("repaired", "90 billion yuan will be invested by 2040.")
    match = memory.lookup("本合同第七条另有规定的除外。")[0]
    assert (match.kind, match.proposal) == ("repaired", "Unless otherwise provided in Article 7 of this contract.")


@pytest.mark.parametrize(
    "props",
    [
        ("tuv", "x-context-pre", "&lt;seg&gt;第一 &lt;bpt i='1'&gt;{}&lt;/bpt&gt;段&lt;/seg&gt;", "x-context-post"),
        ("tuv", "context_prev", "第一段", "context_next"),
        ("tu", "x-previous-source-text", "第一段", "x-next-source-text"),
    ],
)
def test_neighbours_that_other_tools_name_make_a_match_in_context(props: tuple[str, ...], tmp_path: Path) -> None:
    """Contexts of memoQ, Phrase and XTM decide for 101 as our own do, and come back in TMX as they were."""
    place, before, text, after = props
    info = f'<prop type="{before}">{text}</prop><prop type="{after}">第三段</prop>'
    (tmp_path / "a.tmx").write_text(
        f"""<tmx version="1.4"><header srclang="zh-CN"/><body><tu>{info if place == "tu" else ""}
        <tuv xml:lang="zh-CN">{info if place == "tuv" else ""}<seg>第二段</seg></tuv>
        <tuv xml:lang="en-US"><seg>Second</seg></tuv></tu></body></tmx>""",
        encoding="utf-8",
    )
    memory = memory_of(*read_tmx(tmp_path / "a.tmx"))
    assert memory.lookup("第二段", context=("第一段", "第三段"))[0].score == 101
    assert memory.lookup("第二段", context=("另一段", "第三段"))[0].score == 100
    write_tmx(tmp_path / "b.tmx", memory)
    assert list(read_tmx(tmp_path / "b.tmx")) == list(memory)


@pytest.mark.parametrize(
    ("contents", "context", "score"),
    [
        (["第一段 |  | The first | "], ("第一段", "第三段"), 101),
        (["第一段 |  | The first | "], ("第一段", None), 101),
        (["第一段 |  | The first | "], ("另一段", "第三段"), 100),
        (["第一段 |  | The first | "], (None, "第三段"), 100),
        (["另一段 |  | Other | ", "第一段 | AQEA | The first | AQEA"], ("第一段", "第三段"), 101),
        (["甲||乙 || 丙 |  | A | "], ("甲|乙 | 丙", "第三段"), 101),
        (["第一段 |  | 第三段 | "], ("第一段", "第三段"), 101),
        (["第一段 |  | 第三段 | "], ("第一段", "另一段"), 100),
        ([" |  | 第三段 | "], ("", "第三段"), 101),
        (["第一段 |  | The first |"], ("第一段", "第三段"), 101),
        (["第一段 | The first"], ("第一段", "第三段"), 100),
        ([" |  |  | "], ("", ""), 100),
    ],
)
def test_contexts_of_trados_make_a_match_in_context(
    contents: list[str], context: tuple[str | None, str | None], score: int, tmp_path: Path
) -> None:
    """Any place where the unit stood counts: by the source before, and that behind if it is not a translation."""
    props = "".join(f'<prop type="x-ContextContent">{text}</prop>' for text in contents)
    (tmp_path / "a.tmx").write_text(
        f"""<tmx version="1.4"><header srclang="zh-CN"/><body><tu><prop type="x-Context">1, 2</prop>{props}
        <tuv xml:lang="zh-CN"><seg>第二段</seg></tuv><tuv xml:lang="en-US"><seg>Second</seg></tuv></tu></body></tmx>""",
        encoding="utf-8",
    )
    memory = memory_of(*read_tmx(tmp_path / "a.tmx"))
    assert memory.lookup("第二段", context=context)[0].score == score


def test_numbers_are_repaired_beside_other_punctuation() -> None:
    """Where punctuation differs beside the numbers, the new ones go in, and the score is that of the punctuation."""
    memory = memory_of(
        Unit("今年中央预算内投资拟安排7000亿元。", "Investment of 700 billion yuan is planned."),
        Unit("第3章，第12页：说明", "Chapter 3, page 12: Notes"),
    )
    match = memory.lookup("今年，中央预算内投资拟安排8000亿元")[0]
    assert (match.kind, match.proposal) == ("repaired", "Investment of 800 billion yuan is planned.")
    assert match.score == pytest.approx(100 * (1 - 2 / 19) - 1)
    match = memory.lookup("第4章第15页：说明")[0]
    assert (match.kind, match.proposal) == ("repaired", "Chapter 4, page 15: Notes")
    assert memory.lookup("第4章，第15页：不说明")[0].kind == "fuzzy"


def test_amounts_and_years_are_repaired_from_english_too() -> None:
    """The year of a Chinese translation keeps its 年."""
    found = repair_values(
        "90 billion yuan by 2040", "80 billion yuan by 2035", "到2035年投入800亿元", ("en-US", "zh-CN")
    )
    assert found
    assert found.text == "到2040年投入900亿元"


def test_width_and_case_differences_cost_a_little() -> None:
    """Texts that are the same but for width or case are exact matches below 100, with the reason named."""
    memory = memory_of(Unit("ＧＤＰ增长“５％”，创新高。", "a"))
    match = memory.lookup('GDP增长"5%",创新高.')[0]
    assert (match.kind, match.score, match.penalties) == ("exact", 99, (("width", 1.0),))
    match = memory_of(Unit("GDP增长", "a")).lookup("gdp增长")[0]
    assert (match.kind, match.score, match.penalties) == ("exact", 98, (("case", 2.0),))


def test_penalties_can_be_set() -> None:
    """The points for an origin and for several translations are the user's to choose."""
    memory = memory_of(GROW, Unit(GROW.source, "Growth was 5.2% in 2023.", origin="machine"))
    options = LookupOptions(penalties=Penalties(several=1, origin=(("machine", 10),)))
    found = memory.lookup(GROW.source, options=options)
    assert [(m.unit.origin, m.score) for m in found] == [("report", 99), ("machine", 89)]


def test_languages_are_kept_apart() -> None:
    """Units in other languages than asked for do not answer; Hans and Hant are different."""
    memory = memory_of(
        Unit("同意", "Agreed", "zh-CN", "en-US"),
        Unit("同意", "Agree", "zh-TW", "en-US"),
        Unit("同意", "D'accord", "zh", "fr"),
    )
    found = {t: [m.unit.target for m in memory.lookup("同意", options=LookupOptions(*t))] for t in
             [("zh", None), ("zh-Hant", "en-GB"), (None, "fr"), ("en", None)]}  # fmt: skip
    assert sorted(found["zh", None]) == ["Agreed", "D'accord"]
    assert found["zh-Hant", "en-GB"] == ["Agree"]
    assert found[None, "fr"] == ["D'accord"]
    assert found["en", None] == []


def test_an_empty_query_finds_nothing() -> None:
    """Blanks are no segment."""
    memory = memory_of(GROW)
    assert memory.lookup(" ") == []
    assert memory.concordance("　") == []


# concordance


@pytest.mark.parametrize(
    ("query", "count"),
    [("国", 1), ("国内", 1), ("生产总值", 1), ("grew", 1), ("GREW BY", 1), ("5", 1), ("5.", 1), ("5.2%", 1), ("％", 1),
     ("by", 1), ("in 2023.", 1), ("内国", 0), ("q", 0), ("zz", 0), ("增长５.２％", 1), ("。", 1)],
)  # fmt: skip
def test_concordance_finds_any_piece_of_either_side(query: str, count: int, tmp_path: Path) -> None:
    """From one character on, in either language, whatever width and case; indexed or not."""
    filling = [Unit(f"第{i}类", f"Kind {i}") for i in range(10_000, 11_500)]
    for units in ([GROW], [GROW, *filling]):
        found = [u for u in memory_of(*units).concordance(query, limit=5000) if u == GROW]
        assert len(found) == count


@given(st.text(st.sampled_from("中国发展ab 5.，"), min_size=1, max_size=4), st.data())
@settings(max_examples=100, deadline=None)
def test_concordance_is_substring_search(query: str, data: st.DataObject) -> None:
    """Exactly the units are found whose folded texts hold the folded query."""
    texts = data.draw(
        st.lists(st.text(st.sampled_from("中国发展ab 5.，"), min_size=1, max_size=9), min_size=1, max_size=8)
    )
    units = [Unit(f"{text}题{i}", f"t{i}") for i, text in enumerate(texts)]
    memory = memory_of(*units)
    memory.store.optimize()
    wanted = folded(query.strip()).lower()
    expected = {u.source for u in units if wanted in folded(u.source).lower() or wanted in folded(u.target).lower()}
    assert {u.source for u in memory.concordance(query)} == (expected if query.strip() else set())


# recall


def invented(count: int, noise: random.Random, longest: int) -> list[str]:
    """Sentences of invented words over a few hundred characters, short and long."""
    letters = [chr(0x4E00 + 7 * i) for i in range(400)]
    words = ["".join(noise.choices(letters, k=noise.randrange(1, 4))) for _ in range(900)]
    texts = []
    while len(texts) < count:
        text = "".join(noise.choices(words, k=noise.randrange(1, 14)))[: noise.randrange(3, longest)]
        texts.append(text)
    return list(dict.fromkeys(texts))


@pytest.mark.parametrize(("longest", "lowest"), [(45, 70), (11, 60), (11, 75)])
def test_recall_is_that_of_brute_force(longest: int, lowest: float) -> None:
    """The five best scores equal those of comparing every unit, on at least 99.5 % of edited queries."""
    noise = random.Random(longest + int(lowest))
    texts = invented(20_000, noise, longest)
    memory = memory_of(*(Unit(text, f"t{i}") for i, text in enumerate(texts)))
    same = 0
    for text in noise.sample(texts, 200):
        query = list(text)
        for _ in range(noise.randrange(1, 2 + len(text) // 8)):
            query[noise.randrange(len(query))] = noise.choice(texts)[0]
        asked = "".join(query)
        expected = sorted((s for s, _ in nearest(asked, texts, lowest)), reverse=True)[:5]
        same += [m.score for m in memory.lookup(asked, lowest)] == expected
    assert same >= 199


@pytest.mark.parametrize("length", [254, 255, 256, 300, 3000])
def test_long_segments_are_found(length: int) -> None:
    """Segments longer than what the index keeps of their length are found as others are."""
    noise = random.Random(length)
    texts = ["".join(noise.choices("甲乙丙丁戊己庚辛壬癸子丑寅卯", k=length)) for _ in range(1100)]
    memory = memory_of(*(Unit(text, f"t{i}") for i, text in enumerate(texts)))
    for text in texts[:5]:
        query = text[: length // 2] + "新" + text[length // 2 :]
        assert memory.lookup(query)[0].unit.source == text
    assert memory.lookup(texts[0][: length // 2]) == []


def test_looking_up_many_gives_what_looking_up_each_gives(tmp_path: Path) -> None:
    """Several processes answer in the order of the segments, with neighbours as context."""
    texts = invented(400, random.Random(3), 20)
    with Memory.open(tmp_path / "m.db") as memory:
        pairs = zip(texts, ["", *texts], [*texts[1:], ""], strict=False)
        memory.add([Unit(text, "t", previous=before, next=after) for text, before, after in pairs])
        found = list(memory.lookup_many(texts, jobs=2))
    assert [matches[0].kind for matches in found] == ["ice"] * len(texts)
    assert [matches[0].unit.source for matches in found] == texts


def test_pieces_of_a_segment_are_found() -> None:
    """A clause that is a unit, and long pieces that units hold, are offered with their units."""
    memory = memory_of(Unit("深化改革", "deepen reform"), Unit("要加快发展新质生产力。", "Develop them."), GROW)
    found = memory.subsegments("我们深化改革，扎实加快发展新质生产力，深化改革，就好。")
    assert [(piece, unit.target) for piece, unit in found] == [
        ("深化改革", "deepen reform"),
        ("加快发展新质生产力", "Develop them."),
        ("深化改革", "deepen reform"),
    ]


# variants


def test_unusual_translations_are_marked_for_omegat() -> None:
    """Only a translation that is not the usual one, and whose neighbours are known, gets a file prop."""
    units = [
        Unit("同意", "Agreed", origin="a"),
        Unit("同意", "Agreed", origin="a", previous="x"),
        Unit("同意", "So be it", origin="a", previous="y"),
        Unit("同意", "Fine", origin="a"),
        Unit("反对", "Opposed", origin="a", previous="z"),
    ]
    assert [dict(u.props).get("file") for u in mark_variants(units)] == [None, None, "a.txt", None, None]
