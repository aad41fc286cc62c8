"""Lookup answers as people ask: whole terms, parts, slips, pinyin, initials, English; in and out of a checkout."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tmkit.errors import InputError
from tmkit.formats.tmx import write_tmx
from tmkit.glossary import Glossary
from tmkit.glossary.lookup import LookupOptions, look_up
from tmkit.model import Concept, Term, Unit
from tmkit.pipeline.glossary import load_glossary, look_up_term, readings

GLOSSARY = Glossary(
    [
        Concept(
            "nqpf",
            "economy",
            terms=(
                Term("新质生产力", "zh-CN"),
                Term("new quality productive forces", "en-US"),
                Term("new productivity", "en-US", status="deprecated"),
            ),
        ),
        Concept("safeguards", "party", terms=(Term("“两个维护”", "zh-CN"), Term("Two Safeguards", "en-US"))),
        Concept("forces", "economy", terms=(Term("生产力", "zh-CN"), Term("productive forces", "en-US"))),
        Concept("important", "state", terms=(Term("重要讲话", "zh-CN"), Term("important address", "en-US"))),
        Concept("green", "environment", terms=(Term("绿色发展", "zh-CN"), Term("green development", "en-US"))),
    ]
)

QUERIES = [
    ("新质生产力", "nqpf", "exact"),
    ("新质", "nqpf", "prefix"),
    ("质生产", "nqpf", "substring"),
    ("新质生产率", "nqpf", "fuzzy"),
    ("两个维护", "safeguards", "exact"),
    ('"两个维护"', "safeguards", "exact"),
    ("加快发展新质生产力", "nqpf", "contained"),
    ("xinzhishengchanli", "nqpf", "pinyin"),
    ("xin zhi sheng chan li", "nqpf", "pinyin"),
    ("xīnzhì shēngchǎnlì", "nqpf", "pinyin"),
    ("xinzhi sheng", "nqpf", "pinyin"),
    ("xinzhishengchali", "nqpf", "fuzzy"),
    ("xinzi shengchanli", "nqpf", "fuzzy"),
    ("luse fazan", "green", "fuzzy"),
    ("xzsc", "nqpf", "initials"),
    ("xzshchl", "nqpf", "initials"),
    ("lvse fazhan", "green", "pinyin"),
    ("lǜsè", "green", "pinyin"),
    ("zhongyao", "important", "pinyin"),
    ("lgwh", "safeguards", "initials"),
    ("new quality productive forces", "nqpf", "exact"),
    ("The New-Quality Productive Force", "nqpf", "exact"),
    ("two safeguard", "safeguards", "exact"),
    ("new quality", "nqpf", "prefix"),
    ("safeguards", "safeguards", "substring"),
    ("productive quality", "nqpf", "substring"),
    ("two safegards", "safeguards", "fuzzy"),
    ("新質生產力", "nqpf", "exact"),
]


@pytest.mark.parametrize(("query", "concept", "kind"), QUERIES)
def test_queries(query: str, concept: str, kind: str) -> None:
    """Each ordinary way to ask leads to the concept first, by the kind of hit that a person would name."""
    from tmkit.engines.hant import simplify

    glossary = Glossary(GLOSSARY.concepts, simplify=simplify)
    hit = look_up(glossary, query, LookupOptions(), readings)[0]
    assert (hit.concept.id, hit.kind) == (concept, kind)


def test_a_query_that_nothing_answers() -> None:
    """Nonsense and blanks have no answer."""
    assert [look_up(GLOSSARY, q, LookupOptions(), readings) for q in ("", "  ", "qqqq", "龘龘")] == [[], [], [], []]


def test_filters() -> None:
    """Language, field, status and kind narrow the answer; the limit cuts it."""
    assert [h.concept.id for h in look_up(GLOSSARY, "生产力", LookupOptions(field="economy"))] == ["forces", "nqpf"]
    assert look_up(GLOSSARY, "生产力", LookupOptions(field="party")) == []
    assert look_up(GLOSSARY, "生产力", LookupOptions(language="en")) == []
    (hit,) = look_up(GLOSSARY, "new productivity", LookupOptions(status="deprecated"))
    assert hit.term.text == "new productivity"
    assert [h.kind for h in look_up(GLOSSARY, "生产力", LookupOptions(kinds=("substring",)))] == ["substring"]
    assert len(look_up(GLOSSARY, "生产力", LookupOptions(limit=1))) == 1


def test_a_preferred_term_comes_before_a_forbidden_one() -> None:
    """Where two terms of a concept answer alike, the hit is by the better one."""
    hit = look_up(GLOSSARY, "new", LookupOptions())[0]
    assert hit.term.text == "new quality productive forces"


def test_examples_come_from_the_memory(tmp_path: Path) -> None:
    """Every answer brings the first units whose source has one of its terms."""
    memory = tmp_path / "m.tmx"
    write_tmx(
        memory, [Unit("发展生产力。", "Develop them."), Unit("新质生产力来了。", "They came."), Unit("无", "None")]
    )
    (answer, *_) = look_up_term("新质生产力", glossary=GLOSSARY, memory=memory, examples=1)
    assert [u.target for u in answer.examples] == ["They came."]


def test_the_shipped_glossary_answers_ten_ordinary_lookups() -> None:
    """A translator's questions about the project's own texts are answered by the concept that is meant."""
    expected = {
        "新质生产力": "new quality productive forces",
        "高质量发展": "high-quality development",
        "两个维护": "Two Upholds",
        "xzscl": "new quality productive forces",
        "gaozhiliang": "high-quality development",
        "全国人大": "National People's Congress",
        "productive forces": "productive forces",
        "三农": "agriculture, rural areas, and rural residents",
        "GDP": "GDP",
        "乡村振兴": "rural revitalization",
    }
    for query, rendering in expected.items():
        answers = look_up_term(query, examples=0)
        texts = [t.text for a in answers[:3] for t in a.hit.concept.in_language("en")]
        assert rendering in texts, f"{query}: {texts}"


def run(*arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it."""
    command = [sys.executable, "-m", "tmkit", "glossary", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder)


def test_command_prints_json_anywhere(tmp_path: Path) -> None:
    """`tmkit glossary lookup --json` works in any folder and prints everything of the concept."""
    done = run("lookup", "新质生产力", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)["answers"][0]
    assert answer["kind"] == "exact"
    assert {"text": "新质生产力", "language": "zh-CN"}.items() <= answer["terms"][0].items()


def test_command_says_when_there_is_no_answer() -> None:
    """Nothing found is exit code 1 and one line on standard error."""
    done = run("lookup", "qqqqqq")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "tmkit: no term answers to 'qqqqqq'\n"


def test_entries_are_listed_without_a_term() -> None:
    """A field, a status or a language alone lists all its concepts; an unknown field is named with the known ones."""
    concepts = [c for c in load_glossary().concepts if c.field == "agriculture"]
    done = run("lookup", "--field", "agriculture", "--json")
    answers = json.loads(done.stdout)["answers"]
    assert [a["id"] for a in answers] == sorted(c.id for c in concepts)
    hits = look_up(load_glossary(), "", LookupOptions(status="deprecated", limit=None))
    assert {h.term.status for h in hits} == {"deprecated"}
    assert len(hits) == sum(any(t.status == "deprecated" for t in c.terms) for c in load_glossary().concepts)
    done = run("lookup", "--field", "farming")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("tmkit: the glossary has no field 'farming'; one of agriculture, ")
    done = run("lookup")
    assert done.returncode == 2
    assert "there is nothing to look up" in done.stderr


def test_a_missing_glossary_is_one_sentence(tmp_path: Path) -> None:
    """A glossary that is not there is said to be so."""
    with pytest.raises(InputError, match="there is no such file"):
        load_glossary(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("新制生产力", "新质生产力"),
        ("稳健货币政策", "稳健的货币政策"),
        ("积极财政政策", "积极的财政政策"),
        ("城镇登记失业率", "城镇调查失业率"),
        ("供给侧结构改革", "供给侧结构性改革"),
        ("sn", "三农"),
        ("xzsc", "新质生产力"),
        ("gtfy", "共同富裕"),
        ("yidaiyilu", "一带一路"),
        ("zhuanjingtexin", "专精特新"),
        ("pension", "养老金"),
        ("reform and opening", "改革开放"),
        ("双碳", "碳达峰碳中和"),
        ("新质", "新质生产力"),
        ("枫桥", "枫桥经验"),
    ],
)
def test_the_first_answer_is_what_a_translator_means(query: str, first: str) -> None:
    """A slip is answered by the whole term and not a part of it, letters by pinyin or English, a part by its term."""
    assert look_up_term(query, examples=0)[0].hit.concept.in_language("zh")[0].text == first


def test_a_language_that_is_not_there_is_refused_with_those_that_are() -> None:
    """Asking for a language without terms names the languages that there are; a region makes no difference."""
    with pytest.raises(InputError, match="the glossary has no language 'fr'; one of en-US, zh-CN"):
        look_up_term("三农", LookupOptions(language="fr"), examples=0)
    assert look_up_term("三农", LookupOptions(language="zh-Hans"), examples=0)


def test_other_pinyin_is_no_slip() -> None:
    """Pinyin that is like no term's answers nothing, and so do short queries that are alike by chance."""
    options = LookupOptions(kinds=("fuzzy",))
    assert look_up(GLOSSARY, "zhongguo renmin yinhang", options, readings) == []
    assert look_up(GLOSSARY, "lusefa", options, readings) == []
