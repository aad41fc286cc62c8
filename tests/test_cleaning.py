"""Cleaning: every change has a place and a reason, and the file can be had back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmkit.errors import InputError
from tmkit.formats.cleaning import REPAIRS, clean, drop_text, explain_edits, join_lines, skip_lines
from tmkit.formats.offsets import Offsets, runs
from tmkit.formats.plain import read_plain
from tmkit.model import Document, Paragraph


def _paragraph_offsets(paragraph):
    return paragraph.offsets or range(paragraph.start, paragraph.start + len(paragraph.text))


@given(
    st.text(alphabet="\n\r \t\u3000\u00a0\u200b■“”——新质abc。，-⽇ﬁ\x07", max_size=60), st.permutations(sorted(REPAIRS))
)
def test_what_is_kept_points_at_itself_in_the_file(text, names):
    """After any repairs, each character of a paragraph stands at its offset in the file, or an edit put it there."""
    document = clean(read_plain(text.encode()), names)
    put = {(e.start, new) for e in document.edits for new in e.after} | {(e.end, e.after) for e in document.edits}
    for paragraph in document.paragraphs:
        offsets = _paragraph_offsets(paragraph)
        assert len(offsets) == len(paragraph.text)
        assert list(offsets) == sorted(offsets)
        assert all(text[i] == ch or (i, ch) in put for i, ch in zip(offsets, paragraph.text, strict=True))


@given(st.text(alphabet="\n \u3000\u00a0\u200b■“”新质ab。\x07", max_size=60), st.permutations(sorted(REPAIRS)))
def test_what_is_taken_out_is_on_record(text, names):
    """Characters of the file are kept in a paragraph, listed in an edit, line ends, or stand in blank lines."""
    document = clean(read_plain(text.encode()), names)
    accounted = {i for p in document.paragraphs for i in _paragraph_offsets(p)}
    for edit in document.edits:
        assert text[edit.start : edit.end].replace("\n", "") != "" or edit.before == "\n"
        accounted |= set(range(edit.start, edit.end))
    assert all(text[i].isspace() for i in set(range(len(text))) - accounted)


def test_join_leaves_one_sentence_and_an_edit():
    """A hard line end between Chinese characters goes without a blank; between words it becomes one."""
    chinese = join_lines(read_plain("第十一次集体\n学习时强调".encode()), 1, 2, "hard wrap")
    assert [p.text for p in chinese.paragraphs] == ["第十一次集体学习时强调"]
    assert [(e.before, e.after, e.reason, e.line) for e in chinese.edits] == [("\n", "", "hard wrap", 2)]
    english = join_lines(read_plain(b"the new\r\nera"), 1, 2, "hard wrap")
    assert [p.text for p in english.paragraphs] == ["the new era"]


def test_skip_keeps_the_text_in_the_record():
    """What is skipped stays readable in the edit that skipped it."""
    document = skip_lines(read_plain("一\n二\n三".encode()), 2, 2, "repeats the body")
    assert [p.text for p in document.paragraphs] == ["一", "三"]
    assert [(e.before, e.reason) for e in document.edits] == [("二", "skipped: repeats the body")]


@pytest.mark.parametrize(
    "repair",
    [
        lambda d: drop_text(d, 1, "nothing of the kind", "why"),
        lambda d: skip_lines(d, 7, 9, "why"),
        lambda d: join_lines(d, 2, 2, "why"),
        lambda d: clean(d, ["no-such-repair"]),
    ],
)
def test_a_repair_that_finds_nothing_is_an_error(repair):
    """A declared repair that does not fit the file is an error, not a silent success."""
    with pytest.raises(InputError):
        repair(read_plain("一\n二".encode()))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), max_size=6), st.integers(-9, 9), st.integers(-9, 40))
def test_offsets_in_runs_are_those_offsets(parts, start, stop):
    """Kept as runs, offsets give the same length, items, slices and comparisons as written out."""
    ranges = [range(first, first + length) for first, length in parts]
    plain = tuple(i for r in ranges for i in r)
    offsets = Offsets(ranges)
    assert len(offsets) == len(plain)
    assert tuple(offsets) == plain == tuple(offsets[i] for i in range(len(plain)))
    assert tuple(offsets[start:stop]) == plain[start:stop]
    assert tuple(offsets[::2]) == plain[::2]
    assert offsets == plain
    assert tuple(i for r in runs(plain, 0, len(plain)) for i in r) == plain


def test_changes_report_place_and_reason():
    """explain_edits gives a line for each change, in the order of the file, and for each notice."""
    document = clean(read_plain("　一\n二\u200b三\n".encode("utf-8-sig"), file="a.txt"), ["zero-width", "indents"])
    assert explain_edits(document) == [
        r"a.txt:1: '\u3000' -> '' (blanks that only indent the line)",
        r"a.txt:2: '\u200b' -> '' (zero-width characters)",
        "a.txt: byte order mark dropped",
    ]


CHANGED = [
    ("no-break-spaces", "No.\u00a05", "No. 5"),
    ("ideographic-spaces", "部长　怀进鹏", "部长 怀进鹏"),
    ("repeated-blanks", "a  b", "a b"),
    ("han-blanks", "高 质量发展，必须 坚持。", "高质量发展，必须坚持。"),
    ("han-blanks", "教育部部长 怀进鹏", "教育部部长 怀进鹏"),
    ("han-blanks", "使用 Python 编程。", "使用 Python 编程。"),
    ("radicals", "⼈⺠⻓", "人民长"),
    ("ligatures", "ﬁle", "file"),
    ("web-leftovers", "[bookmark: _GoBack]教育部", "教育部"),
    ("web-leftovers", "正文[编辑]", "正文"),
    ("web-leftovers", "（责任编辑：张三）", ""),
    ("web-leftovers", "【注意】正文[1]", "【注意】正文[1]"),
    ("control-characters", "a\x07b\x85c\td", "abc\td"),
    ("zero-width", "新\u200b质\ufeff", "新质"),
    ("bullets", "● 项目", "项目"),
    ("trailing-blanks", "a \u3000", "a"),
]


@pytest.mark.parametrize(("name", "before", "after"), CHANGED)
def test_each_repair_does_what_its_name_says_and_no_more(name, before, after):
    """One case for each repair, and cases that look alike and stay; width variants are never touched."""
    document = clean(Document("d", "zh", (Paragraph(before),)), [name])
    assert "".join(p.text for p in document.paragraphs) == after
    assert bool(document.edits) == (before != after)


@pytest.mark.parametrize("name", sorted(REPAIRS))
def test_width_quotes_and_dashes_are_left_alone(name):
    """No repair touches half-width and full-width forms, curly quotes, ellipses or dashes."""
    text = "Ａ１２％，３．５（“引”‘用’）——……！？ｱ～"
    assert clean(Document("d", "zh", (Paragraph(text),)), [name]).paragraphs[0].text == text
