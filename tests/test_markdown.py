"""Markdown: blocks and roles, marks out, places kept."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmkit.formats.markdown import read_markdown


def found(text: str) -> list[tuple[str, str]]:
    """Text and role of the paragraphs."""
    return [(p.text, p.role) for p in read_markdown(text.encode()).paragraphs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 题 #\n## 节\n", [("题", "title"), ("节", "heading")]),
        ("题\n===\n节\n---\n", [("题", "title"), ("节", "heading")]),
        ("一\n二\n\nthree\nfour\n", [("一二", "body"), ("three four", "body")]),
        ("一  \n二\\\n三", [("一", "body"), ("二", "body"), ("三", "body")]),
        (
            "- 甲\n* 乙\n  续\n+ [x] 丙\n1. 丁\n2) 戊",
            [
                ("甲", "list-item"),
                ("乙续", "list-item"),
                ("丙", "list-item"),
                ("1. 丁", "list-item"),
                ("2) 戊", "list-item"),
            ],
        ),
        ("> 引\n> 文\n", [("引文", "body")]),
        ("```py\ncode\n```\n正文\n\n    code\n", [("正文", "body")]),
        ("~~~\ncode\n```\n~~~\n文", [("文", "body")]),
        ("---\ntitle: x\n---\n文", [("文", "body")]),
        ("文\n\n***\n\n字", [("文", "body"), ("字", "body")]),
        (
            "| 中 | en |\n|---|:-:|\n| 一 | a \\| b |\n\n文",
            [("中", "table-cell"), ("en", "table-cell"), ("一", "table-cell"), ("a | b", "table-cell"), ("文", "body")],
        ),
        ("文[^1]。\n\n[^1]: 注。", [("文。", "body"), ("注。", "note")]),
        ("[id]: http://a.b\n文", [("文", "body")]),
    ],
)
def test_blocks_have_their_roles(text, expected):
    """Headings, paragraphs, lists, quotations, tables, notes; code and settings are left out."""
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**重点**和*斜*与***都***", "重点和斜与都"),
        ("__重点__ _斜_ snake_case_name 5 * 3 * 2", "重点 斜 snake_case_name 5 * 3 * 2"),
        ("~~删~~ `code` ``a`b``", "删 code a`b"),
        ('[链接](http://a.b/c_(d) "题")与[引][id]', "链接与引"),
        ("前![图](a.png)后", "前后"),
        ("见 <http://example.com> 处", "见 http://example.com 处"),
        ("a<br>b <b>c</b> 2<3", "ab c 2<3"),
        ("\\*星\\* &amp; &#20013; &nosuch;", "*星* & 中 &nosuch;"),
        ("`*不是*`强调", "*不是*强调"),
        ("全角＊不动", "全角＊不动"),
    ],
)
def test_marks_go_and_text_stays(text, expected):
    """Marks of emphasis, code, links and HTML go; what only looks like one stays."""
    assert found(text) == [(expected, "body")]


def test_left_out_code_is_counted():
    """The notice says how much was left out."""
    assert read_markdown(b"```\na\n```\nb").notices == ("left out: 3 lines of code",)


@given(st.text(alphabet="新质ab*_`[]()|#>-+1. \n\\~!<&;", max_size=80))
def test_every_character_stands_at_its_offset(text):
    """After all marks are gone, each character is the file's at its offset or was put there by an edit."""
    document = read_markdown(text.encode())
    put = {(e.start, ch) for e in document.edits for ch in e.after} | {(e.end, e.after) for e in document.edits}
    for p in document.paragraphs:
        offsets = p.offsets or range(p.start, p.start + len(p.text))
        assert len(offsets) == len(p.text)
        assert all(text[i] == ch or (i, ch) in put for i, ch in zip(offsets, p.text, strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+++\ntitle = 'x'\n+++\n正文。\n", ["正文。"]),
        ("1. 一\n\n    续段。\n\n2. 二\n\n文。\n\n    代码\n", ["1. 一", "续段。", "2. 二", "文。"]),
        ("- 一\n\n    ```\n    代码\n    ```\n- 二\n", ["一", "二"]),
        ("<details>\n<summary>摘要</summary>\n\n细节。\n\n</details>\n", ["摘要", "细节。"]),
    ],
    ids=["TOML", "below an item", "code below an item", "summary"],
)
def test_settings_items_and_tags_of_real_files(text, expected):
    """Settings in TOML go, a paragraph that belongs to an item is no code, and tags of blocks leave their text."""
    assert [found_text for found_text, _ in found(text)] == expected


@pytest.mark.parametrize("mark", ["![", "[^", "*", "`", "<", "[a]("])
def test_a_text_full_of_open_marks_is_read_in_time(mark):
    """A mark that nothing closes is not searched for to the end of the text each time."""
    before = time.process_time()
    assert found("一" + mark * 50_000)
    assert time.process_time() - before < 10
