"""What tm lookup and concordance show: the difference between a stored source and a text, and the places of a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmkit.memory import changes, marked, occurrences

CASES = [
    # stored, looked up, shown
    ("拟安排7000亿元。", "拟安排8000亿元。", "拟安排[-7000-]{+8000+}亿元。"),
    ("增长5.2%左右", "增长5.0%左右", "增长[-5.2-]{+5.0+}%左右"),
    ("第六条 甲方", "第七条 甲方", "第[-六-]{+七+}条 甲方"),
    ("谢谢大家。", "谢谢大家", "谢谢大家[-。-]"),
    ("谢谢", "谢谢大家", "谢谢{+大家+}"),
    ("医保，财政", "医保,财政", "医保[-，-]{+,+}财政"),
    ("In Annex 2.", "in Annex 12.", "[-In-]{+in+} Annex [-2-]{+12+}."),
    ("the goods ordered", "the services ordered", "the [-goods-]{+services+} ordered"),
    ("Party A's list", "Party A’s list", "Party [-A's-]{+A’s+} list"),
    ("we will go", "we must leave now", "we [-will go-]{+must leave now+}"),
    ("同一句", "同一句", "同一句"),
]  # fmt: skip


@pytest.mark.parametrize(("stored", "query", "shown"), CASES)
def test_numbers_and_words_change_whole_and_chinese_by_the_character(stored, query, shown):
    """A reader sees what to change of the stored source: whole numbers and words, single Han characters, all signs."""
    assert marked(stored, query) == shown


@given(st.text("亿元，, ab'12.\u3000\n“\"Ａ", max_size=30), st.text("亿元，, ab'12.\u3000\n“\"Ａ", max_size=30))
def test_changes_make_the_query_of_the_stored_source(stored, query):
    """Whatever the two texts are, the changes put into the stored source give the query, from left to right."""
    made, at = "", 0
    for start, end, query_start, query_end in changes(stored, query):
        assert at <= start
        assert stored[start:end] != query[query_start:query_end]
        made += stored[at:start] + query[query_start:query_end]
        at = end
    assert made + stored[at:] == query


def test_a_text_of_great_length_is_one_change():
    """Texts too long for a table of edits are answered at once, as changed altogether."""
    assert changes("甲" * 9000, "乙" * 9000) == [(0, 9000, 0, 9000)]


def test_places_of_a_text_do_not_overlap() -> None:
    """What is marked in a concordance is marked once: the next place begins behind the one before."""
    assert occurrences("哈哈哈哈哈", "哈哈") == [(0, 2), (2, 4)]
    assert occurrences("tutu tutu", "tutu", words=True) == [(0, 4), (5, 9)]
