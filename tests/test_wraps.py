"""Hard line ends: joined where the line shows that it was cut, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmkit.formats.cleaning import clean
from tmkit.formats.plain import read_plain

ZH = """　　新华社北京1月31日电　中共中央政治局1月31日下午就扎实
推进高质量发展进行第十一次集体学习。中共中央总书记习近平在主
持学习时强调，必须牢记高质量发展是新时代的硬道理，全面贯彻新
发展理念，把加快建设现代化经济体系。
　　二、工作要求
　　习近平发表了重要讲话。他指出，党的十八大以来，我们党作出
一系列重大决策部署。"""
EN = """THE REPORT

It was the best of times, it was the worst of times, it was the age of
wisdom, it was the age of foolishness, it was the epoch of belief, it was
the epoch of incredulity, as Mr. Dickens has it in a book of some length.

  It was the spring of hope, it was the winter of despair, we had every-
thing before us.

Yours,
Mr. Smith"""


def joined(text: str) -> list[str]:
    """The paragraphs once hard line ends are mended, without indents."""
    return [p.text for p in clean(read_plain(text.encode()), ["hard-wraps", "indents"]).paragraphs]


def test_chinese_lines_of_one_length_become_paragraphs():
    """Lines near the column are joined without a blank; indents and headings begin anew."""
    found = joined(ZH)
    assert [p[:6] for p in found] == ["新华社北京1", "二、工作要求", "习近平发表了"]
    assert "就扎实推进高质量发展" in found[0]
    assert "习近平在主持学习时强调" in found[0]


def test_english_lines_are_joined_with_blanks_and_hyphens_mended():
    """The next word would not have fitted; short lines such as the end of a letter stay."""
    found = joined(EN)
    assert found[0] == "THE REPORT"
    assert found[1].startswith("It was the best of times")
    assert found[1].endswith("of some length.")
    assert found[2].endswith("we had everything before us.")
    assert found[3:] == ["Yours,", "Mr. Smith"]


@pytest.mark.parametrize(
    "text",
    [
        "加快发展新质生产力\n扎实推进高质量发展",
        "各位代表：\n现在开会。",
        "第一句。\n第二句。",
        "一、总则\n（一）目的\n1. 内容\n① 细目",
        "记者问——\n部长答",
        "Chapter 1\nIntroduction",
        "One line.\nAnother line.",
        "We went to the U.S.\nThe economy grew.",
        "He said no.\nand left",
        "中国\n\n美国",
        "北京，\n\n上海",
    ],
)
def test_what_may_be_an_end_is_left_alone(text):
    """Headings, labels, items, sentences and blank lines are ends without evidence to the contrary."""
    assert joined(text) == [line for line in text.split("\n") if line]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("要坚持，\n不动摇。", "no line ends with '，'"),
        ("要坚持\n，不动摇。", "no line begins with '，'"),
        ("他说：“\n好。”", "no line ends with '“'"),
        ("the end of\nThe World", "no line ends with 'of'"),
        ("we had nothing\nbefore us.", "a word follows in small letters"),
        ("The U.S.\neconomy grew", "a word follows in small letters"),
        ("shares of Apple Inc.\nfell", "a word follows in small letters"),
        ("we met Mr.\nSmith", "no line ends with 'Mr.'"),
    ],
)
def test_a_line_that_cannot_end_is_joined_with_its_reason(text, reason):
    """Each join is an edit that names its evidence and its place."""
    document = clean(read_plain(text.encode()), ["hard-wraps"])
    assert len(document.paragraphs) == 1
    (edit,) = document.edits
    assert (edit.reason, edit.line, edit.before) == (f"hard wrap: {reason}", 2, "\n")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("A well-\nknown fact", "well-known"),
        ("its self-\nreliance", "self-reliance"),
        ("a non-\nmember state", "non-member"),
        ("the co-\nfounder of it", "co-founder"),
        ("a five-\nyear plan", "five-year"),
        ("low-\ncarbon growth", "low-carbon"),
        ("state-of-the-\nart tools", "state-of-the-art"),
        ("Sino-\nAmerican ties", "Sino-American"),
        ("short-\nand long-term", "short- and"),
        ("an off-\nshore farm\n\noff-shore wind", "off-shore"),
        ("a high-\nlight of it", "highlight"),
        ("the long-\nest river", "longest"),
        ("its co-\noperation with", "cooperation"),
        ("mere non-\nsense", "nonsense"),
        ("eco-\nnomic growth", "economic"),
        ("ECO-\nNOMIC GROWTH", "ECONOMIC"),
        ("NON-\nEU STATES", "NON-EU"),
        ("a well-\nbred man\n\nwellbred", "wellbred"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_goes_or_stays_on_evidence(text, word):
    """It stays where the text spells the word so, before capitals, and after the first part of a compound."""
    assert word in joined(text)[0]


@given(st.lists(st.text(alphabet="新质生产力，。：“”ab of-\u3000 ", max_size=30), max_size=12))
def test_joins_lose_nothing(lines):
    """Joined or not, every character of the file that is no line end is in a paragraph, or in an edit."""
    text = "\n".join(lines)
    document = clean(read_plain(text.encode()), ["hard-wraps"])
    kept = {i for p in document.paragraphs for i in (p.offsets or range(p.start, p.start + len(p.text)))}
    kept |= {i for e in document.edits for i in range(e.start, e.end)}
    assert all(text[i].isspace() for i in set(range(len(text))) - kept)
