"""PDF: paragraphs from lines, page furniture out, characters mended, each change on record."""

from __future__ import annotations

import builtins
import sys

import pytest
from making import pdf

from tmkit.errors import InputError, MissingExtraError
from tmkit.formats.pdf import read_pdf

TEXT = (
    "要牢牢把握高质量发展这个首要任务，因地制宜发展新质生产力。面对新一轮科技革命和产业变革，我们必须抢抓机遇，加大创新力度，培育壮大新兴产业，"
    "超前布局建设未来产业，完善现代化产业体系。发展新质生产力不是忽视、放弃传统产业，要防止一哄而上、泡沫化，也不要搞一种模式。各地要坚持从实际出发，"
    "先立后破、因地制宜、分类指导，根据本地的资源禀赋、产业基础、科研条件等，有选择地推动新产业、新模式、新动能发展。"
)
LINES = [TEXT[i : i + 31] for i in range(0, len(TEXT), 31)]


def test_lines_become_paragraphs_across_pages_without_heads_and_numbers():
    """Lines are joined by their length, over page ends too; repeated lines and page numbers go; all is on record."""
    pages = [["政府工作报告 2024", *LINES[2 * i : 2 * i + 2], f"— {i + 1} —"] for i in range(4)]
    pages[0].insert(1, "第一章 总则")
    document = read_pdf(pdf(pages), file="a.pdf")
    assert [(p.text, p.place) for p in document.paragraphs] == [("第一章 总则", "page 1"), (TEXT, "page 1")]
    reasons = [e.reason for e in document.edits]
    assert reasons.count("page number") == reasons.count("repeats at the top of pages") == 4
    assert sum(r.startswith("hard wrap at column") for r in reasons) == len(LINES) - 1


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("⼤⾏⻓⻅⺠的事。", "大行长见民的事。"),
        ("高 质 量 发 展", "高质量发展"),
        ("完善 现代化产业体系，建设未来。", "完善现代化产业体系，建设未来。"),
        ("教育部部长 怀进鹏", "教育部部长 怀进鹏"),
        ("使用 Python 编程，ﬁle。", "使用 Python 编程，file。"),
        ("全角１２％。", "全角１２％。"),
    ],
)
def test_characters_are_mended_and_nothing_else(line, text):
    """Radicals, blanks between Han and ligatures are mended; width variants stay."""
    document = read_pdf(pdf([[line, "另一行。"]]))
    assert document.paragraphs[0].text == text
    assert bool(document.edits) == (line != text)


def test_hyphenated_words_are_joined():
    """A hyphen that only breaks a word goes, one that spells it stays."""
    lines = [
        "We must develop new productive forces and a long-term strategy, and sup-",
        "port the real economy with long-",
        "term plans for the whole country and its people, which needs much work.",
    ]
    text = read_pdf(pdf([lines])).paragraphs[0].text
    assert "and support the real economy with long-term plans" in text


ENDED = [f"第{n}条规定自公布之日起施行，各地区各部门要认真贯彻执行。" for n in "一二三四五六"]


def _numbered(texts: list[str]) -> list[list[str]]:
    """Pages of two full lines each under these heads."""
    return [[text, *ENDED[2 * i : 2 * i + 2]] for i, text in enumerate(texts)]


@pytest.mark.parametrize(
    ("pages", "kept"),
    [
        (_numbered(["政府工作报告"] * 3), []),
        (_numbered(["政府工作报告 · 7", "政府工作报告 · 8", "政府工作报告 · 9"]), []),
        (_numbered(["1 工作报告", "2 工作报告", "3 工作报告"]), []),
        (_numbered(["政府工作报告"] * 2), ["政府工作报告"]),
        (_numbered(["第1章 总则", "第2章 分则", "第3章 附则"]), ["第1章 总则", "第2章 分则", "第3章 附则"]),
        (_numbered(["Chapter 1", "Chapter 2", "Chapter 3"]), ["Chapter 1", "Chapter 2", "Chapter 3"]),
        (_numbered(["2021 年", "2023 年", "2024 年"]), ["2021 年", "2023 年", "2024 年"]),
        (_numbered(["甲方：", "甲方：", "甲方："]), ["甲方："] * 3),
        ([["序号 项目 金额", f"{i} 道路 45", *ENDED[2 * i : 2 * i + 2]] for i in range(3)], ["序号 项目 金额"]),
        ([["Item Price", f"Steel {i}5.20", *ENDED[2 * i : 2 * i + 2]] for i in range(3)], ["Item Price"]),
        ([["公报", "项目 金额", *ENDED[2 * i : 2 * i + 2]] for i in range(3)], ["项目 金额"]),
        ([[*ENDED[2 * i : 2 * i + 2], "内部资料", f"- {i + 1} -"] for i in range(3)], []),
        ([[*ENDED[2 * i : 2 * i + 2], "内部资料", f"- {i + 1} -"] for i in range(2)], ["内部资料"]),
    ],
    ids=[
        "head",
        "with the page",
        "after the page",
        "two pages",
        "chapters",
        "numbered chapters",
        "years",
        "label",
        "table",
        "table of amounts",
        "table under a head",
        "foot",
        "foot of two pages",
    ],
)
def test_a_copy_stays_of_what_may_be_text(pages, kept):
    """Heads of three pages go; of what two pages share, and of heads of tables, one copy stays; labels all stay."""
    document = read_pdf(pdf(pages))
    texts = [p.text for p in document.paragraphs]
    assert [t for t in texts if len(t) < 20 and not t.endswith(("45", "20"))] == kept
    assert [t for t in texts if len(t) >= 20] == ENDED[: 2 * len(pages)]


def test_repeated_text_that_is_no_page_head_stays():
    """A sentence that two pages begin with, and a number in the text, are kept."""
    pages = [[TEXT[:28] + "。", LINES[i], "2024"] for i in range(3)]
    document = read_pdf(pdf(pages))
    assert "".join(p.text for p in document.paragraphs).count("要牢牢把握") == 4


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (pdf([[]]), "holds no text, only pictures of it; run text recognition"),
        (b"no pdf", "is no PDF file"),
        (b"%PDF-1.7\n" + b"\0" * 100, "truncated or damaged"),
        (pdf([["x"]])[:300], "truncated or damaged"),
    ],
)
def test_bad_files_get_one_sentence(data, message):
    """Scans, other files and broken ones are one sentence."""
    with pytest.raises(InputError, match=message) as caught:
        read_pdf(data, file="a.pdf")
    assert "\n" not in str(caught.value)


def test_without_the_extra_the_command_to_install_it_is_named(monkeypatch):
    """A missing pypdf is an error that says what to type."""
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.split(".")[0] == "pypdf":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    for name in [n for n in sys.modules if n.split(".")[0] == "pypdf"]:
        monkeypatch.delitem(sys.modules, name)
    with pytest.raises(MissingExtraError, match=r'run: pip install "tmkit\[pdf\]"'):
        read_pdf(pdf([["x"]]))
