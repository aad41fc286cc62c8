"""Cleaning: every change has a place and a reason, and the file can be had back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmkit.errors import InputError
from tmkit.formats.cleaning import REPAIRS, clean, drop_text, join_lines, skip_lines
from tmkit.formats.plain import read_plain


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
