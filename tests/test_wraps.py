"""Hard line ends: joined where the line shows that it was cut, and nowhere else."""

from __future__ import annotations

import textwrap

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


WATER = (
    "会议审议通过《节约用水条例（草案）》，指出水资源短缺是我国的基本国情，要把节水放在更加突出的位置，健全政府主导、各方协同"
    "、市场调节、公众参与的节水机制，推动全社会形成节水的良好风尚。"
)
GRAIN = "2023年，全国粮食产量13908亿斤，比上年增长1.3%，连续9年稳定在1.3万亿斤以上，其中秋粮产量10418亿斤，增长1.9%。"
DRAFT = (
    "The Regulations on Water Conservation (Draft) were adopted. Water shortage is a basic condition of China, and "
    "it must be given greater prominence; mechanisms led by the government should be improved. Prof. Li said so. "
    "The text is out."
)


def cut(text: str, length: int, indent: str = "") -> list[str]:
    """Lines of so many characters; a mark that may not begin a line stays with the one before."""
    lines, text = [], indent + text
    while text:
        end = length
        while text[end : end + 1] and text[end] in "，。、；：》）%":
            end += 1
        lines.append(text[:end])
        text = text[end:]
    return lines


@pytest.mark.parametrize("length", [18, 24, 33, 40])
def test_lines_cut_by_characters_join_where_figures_make_them_narrow(length):
    """A program that counts characters leaves lines with figures short in columns; numbers cut in two become whole."""
    lines = [*cut(WATER, length, "　　"), *cut(GRAIN, length, "　　"), *cut(WATER, length, "　　")]
    assert joined("\n".join(lines)) == [WATER, GRAIN, WATER]


def test_a_text_in_two_languages_has_a_column_for_each():
    """Chinese lines of 52 columns are full, though the English ones reach 70."""
    english = textwrap.wrap(DRAFT, 70)
    lines = [*cut(WATER, 26), "", *english, "", *cut(WATER[4:], 26), "", *english]
    assert joined("\n".join(lines)) == [WATER, DRAFT, WATER[4:], DRAFT]


@pytest.mark.parametrize("width", [48, 60, 72])
def test_a_full_stop_at_the_end_of_a_full_line_ends_nothing_where_paragraphs_are_marked(width):
    """Blank lines between all paragraphs: lines within them are one paragraph, whatever the full lines end with."""
    lines = textwrap.wrap(DRAFT, width)
    assert joined("\n".join([*lines, "", *lines, "", *lines])) == [DRAFT] * 3


@pytest.mark.parametrize(
    "text",
    [
        "静夜思\n李白\n床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。",
        "国务院办公厅关于印发实施方案的通知\n国务院关于加强安全生产工作的决定\n国务院关于促进水利事业发展的意见\n"
        "国务院关于推进粮食生产工作的报告",
        "Items:\napples\noranges\npears and plums",
        "项目        2022年    2023年\n粮食产量    13731     13908\n棉花产量    597.7     561.8",
    ],
    ids=["verse", "titles", "items", "table"],
)
def test_verse_titles_items_and_rows_are_no_wraps(text):
    """Lines of one length that are no prose stay lines."""
    assert joined(text) == text.split("\n")
