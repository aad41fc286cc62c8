"""DOCX: the text as its author sees it, nothing of the machinery, and broken files in one sentence."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from making import W, docx, p, zipped

from tmkit.formats.docx import read_docx
from tmkit.formats.docx.numerals import numeral

DATA = Path(__file__).parent / "data" / "formats"


def texts(data: bytes) -> list[str]:
    """The paragraphs of a DOCX file."""
    return [paragraph.text for paragraph in read_docx(data, file="a.docx").paragraphs]


def run(text: str) -> str:
    """A run of plain text."""
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def level(number: int, form: str, pattern: str, more: str = "", start: int = 1) -> str:
    """A level of an abstract list."""
    return (
        f'<w:lvl w:ilvl="{number}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    """A numbering part with one abstract list."""
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


NUMERALS = [
    line for line in (DATA / "numerals.txt").read_text(encoding="utf-8").splitlines() if line[:1] not in ("#", "")
]


@pytest.mark.parametrize("line", NUMERALS, ids=lambda line: line.split()[0])
def test_numerals_are_written_as_the_standard_has_them(line):
    """Each number form gives the text that the case file lists."""
    form, *cases = line.split()
    assert cases
    for case in cases:
        number, text = case.split("=")
        assert numeral(int(number), form) == text.replace("_", " ")


def test_insertions_stay_and_deletions_go():
    """The text is the one with all tracked changes accepted, moves at their new place."""
    body = p(
        run("甲")
        + f"<w:ins>{run('乙')}</w:ins><w:del><w:r><w:delText>丙</w:delText></w:r></w:del>"
        + f"<w:moveFrom>{run('丁')}</w:moveFrom><w:moveTo>{run('戊')}</w:moveTo>"
    )
    document = read_docx(docx(body))
    assert [q.text for q in document.paragraphs] == ["甲乙戊"]
    assert "tracked deletions (2)" in document.notices[0]


def test_a_deleted_paragraph_end_joins_two_paragraphs():
    """Where the mark of a paragraph is deleted, its text runs on into the next."""
    first = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('前半')}</w:p>"
    assert texts(docx(first + p("后半。") + p("另段"))) == ["前半后半。", "另段"]


def test_content_controls_smart_tags_and_hyperlinks_are_read_through():
    """Text is found however deep it is wrapped; the hint of an empty control is no text."""
    inline = f"<w:sdt><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt><w:smartTag>{run('标记')}</w:smartTag>"
    inline += f"<w:hyperlink>{run('链接')}</w:hyperlink><w:customXml>{run('自定')}</w:customXml>"
    hint = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{p('单击此处输入')}</w:sdtContent></w:sdt>"
    block = f"<w:sdt><w:sdtContent>{p('块')}</w:sdtContent></w:sdt><w:customXml>{p('外')}</w:customXml>"
    assert texts(docx(p(inline) + block + hint)) == ["控件标记链接自定", "块", "外"]


FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF _Ref1 \\h </w:instrText></w:r>'
    '<w:r><w:t>NOT SEEN</w:t></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)


def test_fields_give_their_result_and_bookmarks_nothing():
    """Neither codes nor names of bookmarks leak, in nested fields and fields across paragraphs either."""
    nested = FIELD.replace("{result}", run("外") + FIELD.replace("{result}", run("内")))
    marks = '<w:bookmarkStart w:id="0" w:name="_GoBack"/>' + run("文") + '<w:bookmarkEnd w:id="0"/>'
    simple = f'<w:fldSimple w:instr="PAGE">{run("7")}</w:fldSimple>'
    begin, end = FIELD.split("{result}")
    across = p(begin + run("目录一")) + p(run("目录二")) + p(end + run("之后"))
    assert texts(docx(p(nested + marks + simple) + across)) == ["外内文7", "目录一", "目录二", "之后"]


def test_an_unfinished_field_does_not_swallow_the_document():
    """A field that lacks its end costs at most its own paragraph, and is mentioned."""
    document = read_docx(docx(p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + run("x")) + p("下一段")))
    assert [q.text for q in document.paragraphs] == ["下一段"]
    assert document.notices == ("left out: unfinished fields (1)",)


def test_tables_in_tables_and_rows_in_controls():
    """A nested table counts for itself and stands where it is; rows inside content controls are rows."""
    inner = f"<w:tbl><w:tr><w:tc>{p('内')}</w:tc></w:tr></w:tbl>"
    row = f"<w:tr><w:tc>{p('外')}{inner}{p('后')}</w:tc></w:tr>"
    document = read_docx(docx(f"<w:tbl><w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt></w:tbl>" + p("尾")))
    assert [(q.text, q.cell) for q in document.paragraphs] == [
        ("外", (1, 1, 1)),
        ("内", (2, 1, 1)),
        ("后", (1, 1, 1)),
        ("尾", None),
    ]


def test_numbers_are_written_out_as_seen():
    """Levels, patterns over several levels, restarts and gaps after the label come out as on the page."""
    numbering = lists(
        level(0, "chineseCountingThousand", "%1、"),
        level(1, "chineseCounting", "（%2）"),
        level(2, "decimal", "%3."),
        level(3, "decimalEnclosedCircle", "%4", '<w:suff w:val="nothing"/>'),
        level(4, "decimal", "%1.%3.%5", "<w:isLgl/>"),
    )
    order = [(0, "总则"), (1, "甲"), (1, "乙"), (2, "x"), (3, "y"), (4, "z"), (0, "分则"), (1, "丙")]
    body = "".join(p(text, num="1", level=depth) for depth, text in order)
    document = read_docx(docx(body, numbering=numbering))
    assert [q.text for q in document.paragraphs] == [
        "一、总则", "（一）甲", "（二）乙", "1. x", "①y", "1.1.1 z", "二、分则", "（一）丙",
    ]  # fmt: skip
    assert {q.role for q in document.paragraphs} == {"list-item"}
    assert document.notices == ("automatic numbers written out: 8",)


def test_instances_of_a_list_go_on_counting_unless_told_to_restart():
    """Two instances share the counter of their abstract list; a start override begins anew, once."""
    nums = "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="0"/>{o}</w:num>' for n, o in (
        (1, ""), (2, ""), (3, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'),
    ))  # fmt: skip
    body = "".join(p("x", num=n, level=0) for n in "112331")
    assert texts(docx(body, numbering=lists(level(0, "decimal", "%1."), nums=nums))) == [
        "1. x", "2. x", "3. x", "5. x", "6. x", "7. x",
    ]  # fmt: skip


def test_numbering_comes_through_styles_and_can_be_turned_off():
    """A style brings its list and level; numId 0 takes the number away; a list style may stand between."""
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/>'
        '<w:basedOn w:val="H1"/></w:style>'
    )
    real = level(0, "upperLetter", "%1.", '<w:pStyle w:val="H1"/>') + level(
        1, "lowerRoman", "%2)", '<w:pStyle w:val="H2"/>'
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="5"><w:styleLink w:val="L"/>{real}</w:abstractNum>'
        '<w:abstractNum w:abstractNumId="6"><w:numStyleLink w:val="L"/></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="6"/></w:num>'
    )
    body = p("一", "H1") + p("二", "H2") + p("三", "H2") + p("四", "H1", num="0") + p("五", "H1")
    document = read_docx(docx(body, styles=styles, numbering=numbering))
    assert [q.text for q in document.paragraphs] == ["A. 一", "i) 二", "ii) 三", "四", "B. 五"]
    assert {q.role for q in document.paragraphs} == {"heading"}


def test_bullets_are_left_out_and_counted():
    """A bullet only marks the item: the role says it."""
    document = read_docx(docx(p("项", num="1", level=0), numbering=lists(level(0, "bullet", "•"))))
    assert [(q.text, q.role) for q in document.paragraphs] == [("项", "list-item")]
    assert document.notices == ("left out: bullets (1)",)


def test_roles_come_from_styles():
    """Title, headings by name, outline level or inheritance, captions."""
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{i}"><w:name w:val="{n}"/>{more}</w:style>'
        for i, n, more in (
            ("a", "Title", ""), ("b", "heading 3", ""), ("c", "Mine", '<w:basedOn w:val="b"/>'), ("d", "caption", ""),
            ("e", "Outline", '<w:pPr><w:outlineLvl w:val="0"/></w:pPr>'), ("f", "Plain", ""),
        )
    )  # fmt: skip
    document = read_docx(docx("".join(p(i, i) for i in "abcdef"), styles=styles))
    assert [q.role for q in document.paragraphs] == ["title", "heading", "heading", "caption", "heading", "body"]
    assert document.title == "a"


def test_tables_are_read_cell_by_cell():
    """Each cell keeps row and column, merged cells once, deleted rows not at all."""

    def cell(text, more=""):
        return f"<w:tc><w:tcPr>{more}</w:tcPr>{p(text)}</w:tc>"

    wide = '<w:gridSpan w:val="2"/>'
    table = (
        f"<w:tbl><w:tr>{cell('中文')}{cell('English')}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{cell('删')}{cell('del')}</w:tr>"
        f"<w:tr>{cell('宽', wide)}{cell('x', '<w:vMerge/>')}{cell('后')}</w:tr></w:tbl>"
    )
    document = read_docx(docx(p("前") + table))
    found = [(q.text, q.role, q.cell) for q in document.paragraphs]
    assert found == [
        ("前", "body", None), ("中文", "table-cell", (1, 1, 1)), ("English", "table-cell", (1, 1, 2)),
        ("宽", "table-cell", (1, 3, 1)), ("后", "table-cell", (1, 3, 4)),
    ]  # fmt: skip
    assert document.paragraphs[1].place == "table 1, row 1, column 1"


def test_notes_come_last_and_heads_feet_and_comments_are_counted():
    """A footnote that is referred to is a paragraph of its own with the role note."""
    note = f'<w:footnote w:id="0" w:type="separator">{p("---")}</w:footnote>'
    note += f'<w:footnote w:id="2">{p("注文。")}</w:footnote>'
    body = p(run("正文") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("。")) + p("后文。")
    comment = f'<w:comment w:id="1">{p("批注")}</w:comment>'
    document = read_docx(docx(body, footnotes=note, comments=comment, header=p("页眉"), footer=p()))
    found = [(q.text, q.role, q.place) for q in document.paragraphs]
    assert found == [
        ("正文。", "body", "paragraph 1"),
        ("后文。", "body", "paragraph 2"),
        ("注文。", "note", "footnote 1"),
    ]
    assert document.notices == ("left out: comments (1), headers and footers (1)",)


def test_text_boxes_are_read_once():
    """A box stands in two versions for two generations of programs; it is one text."""
    box = f"<w:txbxContent>{p('框')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    alternative = (
        f"<mc:AlternateContent {mc}><mc:Choice><w:drawing><wsp>{box}</wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    assert texts(docx(p(run("前") + f"<w:r>{alternative}</w:r>" + run("后")))) == ["前后", "框"]


def test_characters_that_are_elements():
    """Tabs, hyphens, symbols and ruby become the characters that are seen."""
    body = p(
        "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:softHyphen/><w:t>c</w:t></w:r>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="Odd" w:char="F041"/></w:r>'
        f"<w:r><w:ruby><w:rt>{run('pin')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
    )
    document = read_docx(docx(body))
    assert [q.text for q in document.paragraphs] == ["a\tb-c☑拼"]
    assert "runs of hidden text (1), symbols of a private font (1)" in document.notices[0]


def test_a_line_break_ends_a_paragraph_unless_the_sentence_goes_on():
    """Breaks inside a heading or after a comma are joined, with an edit that says why."""
    br = "<w:r><w:br/></w:r>"
    styles = '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    body = (
        p(run("关于印发方案的") + br + run("通知"), "T")
        + p(run("地址：甲") + br + run("电话：乙"))
        + p(run("我们要，") + br + run("必须。"))
    )
    document = read_docx(docx(body, styles=styles), file="a.docx")
    assert [q.text for q in document.paragraphs] == ["关于印发方案的通知", "地址：甲", "电话：乙", "我们要，必须。"]
    assert [e.reason.split(":")[0] for e in document.edits] == [
        "line break inside a heading",
        "line break inside a sentence",
    ]


def test_offsets_count_in_the_text_of_one_paragraph_a_line():
    """Paragraphs stand at their offsets in the text that reading gives, joined by line feeds."""
    document = read_docx(docx(p("一段。") + p() + p("二段。\ufeff")))
    text = "\n".join(["一段。", "二段。\ufeff"])
    assert [(q.start, q.line) for q in document.paragraphs] == [(0, 1), (4, 2)]
    assert all(text[q.start :].startswith(q.text) for q in document.paragraphs)


def test_strict_files_read_like_transitional_ones():
    """The namespace of ISO strict files makes no difference."""
    archive = zipfile.ZipFile(io.BytesIO(docx(p("严格"))))
    old, new = W.split('"')[1].encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main"
    assert texts(zipped({n: archive.read(n).replace(old, new) for n in archive.namelist()})) == ["严格"]


def _eq(code: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (r" eq \o\ac(○,1)", "第①项"),
        (r"EQ \* jc2 \* &quot;Font:宋体&quot; \* hps10 \o\ad(\s\up 9(zhōng),中)", "第中项"),
        (r" EQ \f(2,3)", "第2/3项"),
        (r" eq \o\ac(○,密)", "第㊙项"),
        (" PAGE ", "第项"),
    ],
)
def test_fields_that_draw_a_character_give_it(code, text):
    """An EQ field has no result in the file; what it shows comes from its code, and no code leaks."""
    run = "<w:r><w:t>{}</w:t></w:r>"
    assert texts(docx(p(run.format("第") + _eq(code) + run.format("项")))) == [text]


def test_deleted_cells_go():
    """A cell whose deletion is tracked is gone as deleted rows are."""
    cells = f'<w:tc>{p("留")}</w:tc><w:tc><w:tcPr><w:cellDel w:id="1"/></w:tcPr>{p("删")}</w:tc>'
    assert texts(docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")) == ["留"]


def test_names_of_parts_may_be_those_of_windows():
    """Some programs part folders by a backslash in the archive."""
    archive = zipfile.ZipFile(io.BytesIO(docx(p("文。"))))
    assert texts(zipped({n.replace("/", "\\"): archive.read(n) for n in archive.namelist()})) == ["文。"]
