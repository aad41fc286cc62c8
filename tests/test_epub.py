"""EPUB: chapters in the order of the spine, by the reader of web pages."""

from __future__ import annotations

import pytest
from making import epub

from tmkit.errors import InputError
from tmkit.formats.epub import read_epub


def test_chapters_come_in_reading_order():
    """The spine orders the chapters, not their names; each paragraph says its chapter."""
    document = read_epub(
        epub({"a.xhtml": "<h1>二</h1><p>乙<br/>丙。</p>", "b.xhtml": "<p>甲&nbsp;。</p>"}, ["b.xhtml", "a.xhtml"])
    )
    found = [(p.text, p.role, p.place.split(",")[0]) for p in document.paragraphs]
    assert found[:2] == [("甲 。", "body", "b.xhtml"), ("二", "title", "a.xhtml")]
    assert document.title == "书名"


def test_navigation_and_side_parts_are_left_out_and_named():
    """The navigation document and what is outside the linear order are no part of the text."""
    data = epub(
        {"a.xhtml": "<p>正文。</p>"},
        items='<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>',
        references='<itemref idref="n"/>',
    )
    document = read_epub(data)
    assert [p.text for p in document.paragraphs] == ["正文。"]
    assert document.notices == ("left out: nav.xhtml (navigation or outside the reading order)",)


def test_links_and_classes_of_books_are_text():
    """Heuristics against page furniture are for web pages: a list of links in a book stays."""
    body = "<ul class='toc'><li><a href='1'>甲</a></li><li><a href='2'>乙</a></li><li><a href='3'>丙</a></li></ul>"
    assert [p.text for p in read_epub(epub({"a.xhtml": body})).paragraphs] == ["甲", "乙", "丙"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"no zip", "is no EPUB file"),
        (epub({"a.xhtml": "x"})[:200], "truncated or damaged"),
        (epub({"a.xhtml": "x"}, []), "its spine names no chapter"),
        (epub({}, references='<itemref idref="x"/>'), "its spine names no chapter"),
    ],
)
def test_bad_files_get_one_sentence(data, message):
    """Other files, truncated ones and books without text."""
    with pytest.raises(InputError, match=message):
        read_epub(data, file="a.epub")


def test_a_missing_chapter_is_mentioned_and_the_rest_is_read():
    """A book that lacks one of its files, or names one outside of itself, is read without it, and it is said."""
    manifest = '<item id="{0}" href="{0}" media-type="application/xhtml+xml"/>'
    names = ("gone.xhtml", "../../etc/passwd")
    data = epub(
        {"a.xhtml": "<p>正文。</p>"},
        items="".join(map(manifest.format, names)),
        references="".join(f'<itemref idref="{name}"/>' for name in names),
    )
    document = read_epub(data)
    assert [p.text for p in document.paragraphs] == ["正文。"]
    assert document.notices == ("missing in the file: OPS/gone.xhtml, ../etc/passwd",)
    alone = epub({}, items=manifest.format("gone.xhtml"), references='<itemref idref="gone.xhtml"/>')
    with pytest.raises(InputError, match=r"the part OPS/gone\.xhtml is missing"):
        read_epub(alone, file="a.epub")
