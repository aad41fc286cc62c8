"""HTML: the text of a page in its blocks, in the encoding that its bytes have."""

from __future__ import annotations

import time

import pytest

from tmkit.errors import InputError
from tmkit.formats.html import read_html

TEXT = "要牢牢把握高质量发展这个首要任务，因地制宜发展新质生产力。"


def page(body: str, head: str = "", encoding: str = "utf-8") -> bytes:
    """A page with this body."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(encoding)


def texts(body: str) -> list[str]:
    """The paragraphs of a page."""
    return [p.text for p in read_html(page(body), file="a.html").paragraphs]


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav><a href='/'>首页</a></nav>",
        "<header><a href='/'>网站</a></header>",
        "<footer>关于我们</footer>",
        "<aside>相关阅读</aside>",
        "<script>var a = '文字';</script><style>p { color: red }</style><noscript>请启用</noscript>",
        "<div class='header'>某某网</div>",
        "<div id='top_banner'>欢迎您</div>",
        "<div class='breadcrumb'>首页 &gt; 新闻</div>",
        "<div id='share-bar'>分享到</div>",
        "<div role='navigation'>导航</div>",
        "<div style='display: none'>隐藏</div><p hidden>隐藏</p>",
        "<ul><li><a href='1'>国务院</a></li><li><a href='2'>部门</a></li><li><a href='3'>地方</a></li></ul>",
        "<div>当前位置：首页 &gt; 要闻</div>",
        "<p>版权所有：某网站 京ICP备05070218号</p>",
        "<p>【打印】【关闭】</p>",
        "<form><select><option>选项</option></select><button>提交</button></form>",
    ],
)
def test_page_furniture_stays_out(furniture):
    """What surrounds the text of a page is not part of it."""
    assert texts(furniture + f"<h1>标题</h1><p>{TEXT}</p><p>{TEXT}</p>" + furniture) == ["标题", TEXT, TEXT]


def test_what_is_left_out_is_said():
    """Notices count the parts left out by kind, edits keep the text of leftovers."""
    document = read_html(page(f"<nav><a href=1>a</a></nav><p>{TEXT}</p><p>当前位置：首页</p>"))
    assert document.notices == ("left out: nav parts (1)",)
    assert [(e.before, e.after) for e in document.edits] == [("当前位置：首页", "")]


def test_text_with_links_is_text():
    """Links inside sentences, and a page of links alone, stay."""
    assert (
        texts(
            "<p><a href=1>新华社</a>、<a href=2>人民网</a>和<a href=3>央视</a>报道了会议，并作了评论。</p>"
            + f"<p>{TEXT}</p>"
        )[0][:3]
        == "新华社"
    )
    assert texts("<ul><li><a href=1>甲</a></li><li><a href=2>乙</a></li><li><a href=3>丙</a></li></ul>") == [
        "甲",
        "乙",
        "丙",
    ]


def test_a_class_name_alone_does_not_drop_the_page():
    """A wrapper with an unlucky name that holds the text is kept."""
    assert texts(f"<div class='sidebar-page share'><p>{TEXT}</p></div>") == [TEXT]


def test_furniture_of_a_tiny_page_stays_out_too():
    """A menu longer than the text is still a menu; a text that its site hides until a script runs is the text."""
    assert texts(
        "<div class='menu'>首页 新闻 政策 服务 互动 数据</div><p>短文。</p><div id='footer'>版权 2024 某某单位</div>"
    ) == ["短文。"]
    assert texts("<div style='visibility: hidden'><p>文章在这里。</p></div><div>阅读原文</div>")[0] == "文章在这里。"


def test_roles_and_blocks():
    """Headings, list items, cells with row and column, captions and body."""
    body = (
        "<h1>题</h1><h2>节</h2><p>正文。</p><ul><li>项<ul><li>子项</li></ul></li></ul>"
        "<table><caption>表</caption><tr><th>中</th><th>en</th></tr><tr><td rowspan=2>一</td><td>one</td></tr>"
        "<tr><td>two</td></tr></table><blockquote>引文。</blockquote>"
    )
    found = [(p.text, p.role, p.cell) for p in read_html(page(body)).paragraphs]
    assert found == [
        ("题", "title", None), ("节", "heading", None), ("正文。", "body", None), ("项", "list-item", None),
        ("子项", "list-item", None), ("表", "caption", None), ("中", "table-cell", (1, 1, 1)),
        ("en", "table-cell", (1, 1, 2)), ("一", "table-cell", (1, 2, 1)), ("one", "table-cell", (1, 2, 2)),
        ("two", "table-cell", (1, 3, 2)), ("引文。", "body", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>我们要，<br>必须。</p>", ["我们要，必须。"]),
        ("<p>第一段。<br>　　第二段。</p>", ["第一段。", "第二段。"]),
        ("<p>甲<br><br>乙</p>", ["甲", "乙"]),
        ("<h1>加快发展<br>新质生产力</h1>", ["加快发展新质生产力"]),
        ("<p>the people<br>who live here.</p>", ["the people who live here."]),
        ("<p>He said “yes”<br>and left.</p>", ["He said “yes” and left."]),
        ("<p>换行\n的文字 and\n words</p>", ["换行的文字 and words"]),
        ("<p>A<b>B</b>C&nbsp;D&mdash;&#20013;&#128;</p>", ["ABC D—中€"]),
        ("<p><ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby>字</p>", ["漢字"]),
        ("<pre>a  b\nc</pre>", ["a  b", "c"]),
        ("text<div>in<p>mixed</p>tail</div>end", ["text", "in", "mixed", "tail", "end"]),
        ("<p>正文<sup><a href='#n'>[1]</a></sup>。</p>", ["正文。"]),
        ("<table><tr><td><table><tr><td>布局</td></tr></table></td></tr></table>", ["布局"]),
        ("<p>全角１２％，半角12%ｱ</p>", ["全角１２％，半角12%ｱ"]),
    ],
)
def test_text_is_what_a_browser_shows(body, expected):
    """Breaks, blanks, references and ruby; width variants stay as they are."""
    assert texts(body) == expected


def test_the_main_part_is_taken_with_its_title():
    """<main> or the only <article> is the text; a single h1 before it is its title."""
    assert texts(f"<h1>题</h1><div>热点</div><main><p>{TEXT}</p></main><p>尾</p>") == ["题", TEXT]
    assert texts(f"<div>热点</div><article><header><h1>题</h1></header><p>{TEXT}</p></article>") == ["题", TEXT]


@pytest.mark.parametrize(
    ("declared", "actual", "notice"),
    [
        ("utf-8", "utf-8", ()),
        ("gb2312", "gb18030", ()),
        ("", "gb18030", ("not UTF-8: read as gb18030",)),
        ("gb2312", "utf-8", ("the page says gb2312, its bytes are utf-8",)),
        ("utf-8", "gb18030", ("the page says utf-8, its bytes are gb18030",)),
        ("iso-8859-1", "gb18030", ("the page says iso-8859-1, its bytes are gb18030",)),
        ("no-such-thing", "gb18030", ("the page says no-such-thing, its bytes are gb18030",)),
    ],
)
def test_the_charset_is_what_the_bytes_are(declared, actual, notice):
    """A page that lies about its encoding is read by its bytes, and the lie is mentioned."""
    head = f"<meta http-equiv='Content-Type' content='text/html; charset={declared}'>" if declared else ""
    document = read_html(page(f"<p>{TEXT}</p>", head, actual))
    assert [p.text for p in document.paragraphs] == [TEXT]
    assert [n for n in document.notices if "page says" in n] == [n for n in notice if "page says" in n]


def test_big5_pages_are_read():
    """Pages from Taiwan and Hong Kong, with extensions of Big5 too."""
    text = "我們必須抓住機遇，加大創新力度。"
    assert read_html(page(f"<p>{text}</p>", "<meta charset=big5>", "big5")).paragraphs[0].text == text
    assert (
        read_html(page(f"<p>{text}嘅</p>", "<meta charset=big5-hkscs>", "big5hkscs")).paragraphs[0].text == text + "嘅"
    )


def test_a_few_broken_bytes_of_a_page_are_counted():
    """Web pages with a broken byte are read; what was lost is said."""
    data = page(f"<p>{TEXT * 100}</p>", "<meta charset=utf-8>").replace("首要".encode(), "首要".encode()[:4], 1)
    document = read_html(data, file="a.html")
    assert "1 bytes are not utf-8 and became U+FFFD, the first in line 1" in document.notices


def test_deep_nesting_is_refused():
    """A page of a hundred thousand nested elements is one sentence, not a crash."""
    with pytest.raises(InputError, match="nested too deeply"):
        read_html(b"<div>" * 100_000 + b"x")


@pytest.mark.parametrize("data", [b"", b"<", b"<html>", b"\xef\xbb\xbf", b"<!-- x", b"&#xD800; &#0;", b"plain text"])
def test_fragments_are_read(data):
    """Whatever is no page at all gives its text or none."""
    assert [p.text for p in read_html(data).paragraphs] in (
        [],
        ["<"],
        ["&#xD800; &#0;"],
        ["plain text"],
        ["\ufffd \ufffd"],
        ["&#0;"],
    )


def test_numbers_of_lists_and_page_heads_are_mentioned():
    """What a browser would number is counted, and the head and foot that LibreOffice writes are no text."""
    body = f"<div title='header'><p>内部资料</p></div><p>{TEXT}</p><ol><li>甲。</li><li>乙。</li></ol>"
    document = read_html(page(body + "<div title='footer'><p>第 1 页</p></div>"), file="a.html")
    assert [p.text for p in document.paragraphs] == [TEXT, "甲。", "乙。"]
    assert document.notices == ("left out: page footers (1), page headers (1), numbers of list items (2)",)


def test_a_stray_nul_is_dirt_and_not_a_binary_file():
    """One NUL character in a page is taken out with an edit."""
    assert texts("<p>一\0二三四五六七八九十。</p>") == ["一二三四五六七八九十。"]


def test_cells_that_span_rows_and_columns_keep_their_places_whatever_they_claim():
    """A cell below one that reaches into its row stands further right; spans of a thousand cost nothing."""
    rows = "<tr><td rowspan=2>甲</td><td>乙</td></tr><tr><td>丙</td></tr><tr><td>丁</td><td>戊</td></tr>"
    document = read_html(page(f"<table>{rows}</table>"), file="a.html")
    assert [(p.text, p.cell) for p in document.paragraphs] == [
        ("甲", (1, 1, 1)),
        ("乙", (1, 1, 2)),
        ("丙", (1, 2, 2)),
        ("丁", (1, 3, 1)),
        ("戊", (1, 3, 2)),
    ]
    cells = "<td rowspan=1000 colspan=1000>甲</td>" * 300
    before = time.process_time()
    assert len(read_html(page(f"<table><tr>{cells}</tr></table>"), file="a.html").paragraphs) == 300
    assert time.process_time() - before < 10
