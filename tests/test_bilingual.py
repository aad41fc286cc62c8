"""Documents in two languages come apart into pairs, and what has no counterpart is said."""

from __future__ import annotations

import json

import pytest
from making import docx, p

from tmkit.cli import main
from tmkit.errors import InputError
from tmkit.formats import read_document
from tmkit.formats.plain import read_plain
from tmkit.formats.subtitles import read_subtitles
from tmkit.formats.tables import read_csv, read_tsv
from tmkit.pipeline.bilingual import split_bilingual

ZH = ["第一条 为了规范合同，制定本法。", "第二条 本法自2024年1月1日起施行。", "第三条 另有规定的除外。"]
EN = [
    "Article 1 This Law is enacted to regulate contracts.",
    "Article 2 This Law takes effect on January 1, 2024.",
    "Article 3 Unless otherwise provided.",
]


def split(text: str, languages=("zh", "en"), reader=read_plain):
    """Pairs of texts, and texts left over with the reason."""
    found = split_bilingual(reader(text.encode(), file="a.txt"), languages)
    pairs = [(a.text, b.text) for a, b in zip(found.source.paragraphs, found.target.paragraphs, strict=True)]
    return pairs, [(u.paragraph.text, u.reason) for u in found.unpaired]


WHOLE = list(zip(ZH, EN, strict=True))


@pytest.mark.parametrize(
    "order",
    [
        [*(t for pair in WHOLE for t in pair)],
        [*(t for pair in WHOLE for t in reversed(pair))],
        [*ZH, *EN],
        [*EN, *ZH],
        [ZH[0], EN[0], ZH[1], ZH[2], EN[1], EN[2]],
    ],
    ids=["zh-en", "en-zh", "blocks", "blocks en first", "uneven"],
)
def test_paragraphs_pair_whatever_the_order(order):
    """One after the other in either order, or in runs of several."""
    assert split("\n".join(order)) == (WHOLE, [])


def test_one_paragraph_in_both_languages_is_cut():
    """A line that holds a text and its translation is cut between them; a Latin word in Chinese is no translation."""
    pairs, left = split(f"{ZH[0]} {EN[0]}\n{EN[1]} {ZH[1]}\n我们使用 Windows 系统\nWe use Windows\n")
    assert pairs == [WHOLE[0], WHOLE[1], ("我们使用 Windows 系统", "We use Windows")]
    assert left == []


def test_places_of_cut_paragraphs_are_those_of_the_file():
    """Both halves of a cut paragraph point at themselves in the file."""
    text = f"　\n{ZH[0]} {EN[0]}\n"
    found = split_bilingual(read_plain(text.encode()))
    for side in (found.source, found.target):
        for q in side.paragraphs:
            assert text[q.start : q.start + len(q.text)] == q.text


def test_runs_of_unequal_length_pair_by_length_and_numbers():
    """A paragraph that the other side lacks is left over, one that is in two parts there is joined."""
    pairs, left = split("\n".join([*ZH, EN[0], EN[1]]))
    assert pairs == WHOLE[:2]
    assert left == [(ZH[2], "nothing of its length and numbers stands beside it")]
    long = "本办法适用于在中华人民共和国境内从事生产经营活动的企业。国家机关不适用本办法的有关规定。"
    parts = [
        "These Measures apply to enterprises in the People's Republic of China.",
        "State organs are not covered by these Measures at all.",
    ]
    assert split("\n".join([ZH[0], long, EN[0], *parts]))[0] == [WHOLE[0], (long, " ".join(parts))]


BANK = [
    (
        "中国人民银行周五宣布，下调存款准备金率。",
        "The central bank announced a cut in the reserve requirement ratio on Friday.",
    ),
    ("此举将向市场提供长期流动性约1万亿元。", "The move will provide long-term liquidity of about 1 trillion yuan."),
    ("行长潘功胜表示，货币政策仍有足够空间。", "Governor Pan Gongsheng said there is ample room for monetary policy."),
    ("分析人士认为，这有助于稳定市场预期。", "Analysts believe that this will help to stabilize market expectations."),
]


@pytest.mark.parametrize("lacking", range(4))
@pytest.mark.parametrize("side", [0, 1])
def test_the_paragraph_that_one_side_lacks_is_found_by_its_meaning(lacking, side):
    """In runs of sentences of one length it is the one without a counterpart that is left over."""
    sides = [[pair[i] for pair in BANK] for i in (0, 1)]
    del sides[side][lacking]
    pairs, left = split("\n".join([*sides[0], *sides[1]]))
    assert pairs == [pair for n, pair in enumerate(BANK) if n != lacking]
    assert [text for text, _ in left] == [BANK[lacking][1 - side]]


def test_two_paragraphs_that_share_a_translation_are_joined():
    """A paragraph of two sentences pairs with both paragraphs that translate it, in either direction."""
    (a, x), (b, y), (c, z), (d, w) = BANK
    pairs, left = split("\n".join([a + b, x, y, c, d, f"{z} {w}"]))
    assert pairs == [(a + b, f"{x} {y}"), (c + d, f"{z} {w}")]
    assert left == []
    assert split(f"第一章 总则\nChapter I\nGeneral Provisions\n{a}\n{x}")[0][0] == (
        "第一章 总则",
        "Chapter I General Provisions",
    )


@pytest.mark.parametrize(
    ("line", "pair"),
    [
        ("第一章 总则 Chapter 1 General Provisions", ("第一章 总则", "Chapter 1 General Provisions")),
        ("Chapter 1 第一章", ("第一章", "Chapter 1")),
        ("目录 / Contents", ("目录", "Contents")),
        ("第一部分：总论 | Part I: Overview", ("第一部分：总论", "Part I: Overview")),
        ("Annex — 附件", ("附件", "Annex")),
        ("附件（Annex）", ("附件", "Annex")),
        ("Foreword (前言)", ("前言", "Foreword")),
        (
            "我们使用 Windows 系统。 We use the Windows system.",
            ("我们使用 Windows 系统。", "We use the Windows system."),
        ),
    ],
)
def test_lines_in_both_languages_are_cut_at_what_stands_between(line, pair):
    """A blank, a bar, a slash, a dash or brackets part a text from its translation."""
    assert split(f"{line}\n{ZH[0]}\n{EN[0]}") == ([pair, WHOLE[0]], [])


@pytest.mark.parametrize(
    "line",
    ["特斯拉公司（Tesla, Inc.）首席执行官访问了北京。", "国内生产总值（GDP）", "世界卫生组织（WHO）与 UNICEF 合作。"],
)
def test_names_in_letters_are_no_translation(line):
    """A Chinese paragraph with a name or an abbreviation in it stays whole."""
    english = "Tesla and others did so."
    assert split(f"{line}\n{english}") == ([(line, english)], [])


def test_what_cannot_be_paired_is_said():
    """Text in neither language, a source without translation, a translation without source."""
    _, left = split("\n".join([ZH[0], EN[0], "123", ZH[1]]))
    assert left == [("123", "is in neither language"), (ZH[1], "no translation follows")]


@pytest.mark.parametrize(
    ("lines", "pairs", "left"),
    [
        (
            ["第二条 规则适用。", "Article 2 Rules apply.", "2024", "ABC"],
            [("第二条 规则适用。", "Article 2 Rules apply.")],
            ["2024", "ABC"],
        ),
        (
            ["标题", "Title", "BBC", "正文一。", "Body one."],
            [("标题", "Title"), ("正文一。", "Body one.")],
            ["BBC"],
        ),
        (["总则", "General", "附则", "解释", "Special"], [("总则", "General"), ("解释", "Special")], ["附则"]),
        (["General", "总则", "Special", "附则", "解释"], [("总则", "General"), ("附则", "Special")], ["解释"]),
        (
            ["附则", "本办法自发布之日起施行，由财政部负责解释。", "These Measures take effect upon promulgation."],
            [("本办法自发布之日起施行，由财政部负责解释。", "These Measures take effect upon promulgation.")],
            ["附则"],
        ),
        (
            [
                "各地要落实。",
                "本办法自发布之日起施行，由财政部负责解释。",
                "These Measures take effect and are interpreted.",
            ],
            [("本办法自发布之日起施行，由财政部负责解释。", "These Measures take effect and are interpreted.")],
            ["各地要落实。"],
        ),
        (
            ["我们要坚持高质量发展，", "推动改革。", "We must pursue high-quality development and advance reform."],
            [("我们要坚持高质量发展，推动改革。", "We must pursue high-quality development and advance reform.")],
            [],
        ),
        (
            [ZH[0], EN[0], "会议指出，各地区各部门要切实抓好贯彻落实，确保党中央决策部署落到实处。", "BBC"],
            WHOLE[:1],
            ["会议指出，各地区各部门要切实抓好贯彻落实，确保党中央决策部署落到实处。", "BBC"],
        ),
    ],
    ids=[
        "after a number",
        "after a heading",
        "alike",
        "alike behind",
        "heading missing",
        "sentence missing",
        "breaks off",
        "nothing fits",
    ],
)
def test_lines_without_counterpart_are_left_over(lines, pairs, left):
    """A line joins the one before it only on evidence; else it is left over and said."""
    found, over = split("\n".join(lines))
    assert found == pairs
    assert [text for text, _ in over] == left


def _srt(*cues: str) -> str:
    return "".join(f"{i}\n00:00:{i:02},000 --> 00:00:{i:02},900\n{cue}\n\n" for i, cue in enumerate(cues, start=1))


def test_subtitles_pair_inside_their_cue():
    """A cue in both languages, in either order, is a pair; nothing pairs across cues, and the rest is said."""
    cues = [
        "♪ 音乐 ♪",
        "你去哪儿？\nWhere are you going?",
        "[door slams]",
        "To school.\n去学校。",
        "- 走吧\n- 好\n- Let's go.\n- Fine.",
        "再见 Good bye",
        "好的，明天\n在这里见\nSee you here.\n",
        "2024",
        "结束",
    ]
    pairs, left = split(_srt(*cues), reader=read_subtitles)
    assert pairs == [
        ("你去哪儿？", "Where are you going?"),
        ("去学校。", "To school."),
        ("走吧", "Let's go."),
        ("好", "Fine."),
        ("再见", "Good bye"),
        ("好的，明天在这里见", "See you here."),
    ]
    alone = "its subtitle is in one language only"
    neither = "is in neither language"
    assert left == [("♪ 音乐 ♪", alone), ("[door slams]", alone), ("2024", neither), ("结束", alone)]


def test_subtitles_shown_at_one_time_are_one_cue():
    """Files with one cue for each language: the same time makes the pair, wherever it stands in the file."""
    chinese, english = _srt("你好。", "再见。", "谢谢。"), _srt("Hello.", "Bye.")
    assert split(chinese + english, reader=read_subtitles)[0] == [("你好。", "Hello."), ("再见。", "Bye.")]


@pytest.mark.parametrize(
    ("reader", "text", "pairs", "left"),
    [
        (
            read_tsv,
            "Chinese\tEnglish\n你好\tHello\n再见\tBye\n谢谢\tThanks\n",
            [("你好", "Hello"), ("再见", "Bye"), ("谢谢", "Thanks")],
            ["Chinese", "English"],
        ),
        (
            read_csv,
            "Source,Target\n新质生产力,new quality productive forces\nGDP,GDP\n5G网络,5G network\n",
            [("新质生产力", "new quality productive forces"), ("GDP", "GDP"), ("5G网络", "5G network")],
            ["Source", "Target"],
        ),
        (
            read_csv,
            "en-US,zh_CN,#\nHello,你好,1\nBye,再见,2\n",
            [("你好", "Hello"), ("再见", "Bye")],
            ["en-US", "zh_CN", "#", "1", "2"],
        ),
        (read_csv, "原文,译文\n你好,Hello\n", [("你好", "Hello")], ["原文", "译文"]),
        (read_csv, "中文,English\n你好,Hello\n", [("中文", "English"), ("你好", "Hello")], []),
        (
            read_csv,
            "中文,English,备注\n你好,Hello,\n再见,Bye,口语里常用\n",
            [("中文", "English"), ("你好", "Hello"), ("再见", "Bye")],
            ["备注", "口语里常用"],
        ),
        (
            read_csv,
            "说明,词,word\n,你好,Hello\n口语里常用,再见,Bye\n",
            [("词", "word"), ("你好", "Hello"), ("再见", "Bye")],
            ["说明", "口语里常用"],
        ),
        (read_csv, "GDP,GDP\n你好,Hello\n", [("GDP", "GDP"), ("你好", "Hello")], []),
        (read_csv, "你好,Hello\n", [("你好", "Hello")], []),
    ],
    ids=[
        "languages",
        "sides",
        "tags",
        "Chinese names",
        "names in both",
        "notes behind",
        "notes in front",
        "no head",
        "one row",
    ],
)
def test_columns_decide_in_small_tables(reader, text, pairs, left):
    """The columns pair whatever the number of rows and the names above them; the head is no pair."""
    found, over = split(text, reader=reader)
    assert found == pairs
    assert [t for t, _ in over] == left


def _table(*rows: tuple[str, ...]) -> bytes:
    cells = ["".join(f"<w:tc>{''.join(p(t) for t in cell.split('|'))}</w:tc>" for cell in row) for row in rows]
    return docx(p("合同") + p("Contract") + "<w:tbl>" + "".join(f"<w:tr>{c}</w:tr>" for c in cells) + "</w:tbl>")


def test_columns_of_a_table_pair_by_row(tmp_path):
    """The columns of the two languages pair row by row, whatever other columns there are."""
    rows = [("1", ZH[0], EN[0]), ("2", f"{ZH[1]}|{ZH[2]}", f"{EN[1]}|{EN[2]}"), ("3", "甲|乙", "one"), ("4", "丙", "")]
    (tmp_path / "a.docx").write_bytes(_table(*rows))
    found = split_bilingual(read_document(tmp_path / "a.docx"), ("zh-CN", "en-US"))
    pairs = [(a.text, b.text) for a, b in zip(found.source.paragraphs, found.target.paragraphs, strict=True)]
    assert pairs == [("合同", "Contract"), *WHOLE, ("甲乙", "one")]
    assert [u.reason for u in found.unpaired if not u.paragraph.text.isdigit()] == [
        "the other cell of its row is empty"
    ]
    assert (found.source.language, found.target.language) == ("zh-CN", "en-US")


def test_a_wide_cell_in_both_languages_is_a_pair(tmp_path):
    """The title row of a table in two columns is one cell, which holds the title in both."""
    title = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("CONTRACT 合同")}</w:tc>'
    rows = [title, *(f"<w:tc>{p(en)}</w:tc><w:tc>{p(zh)}</w:tc>" for zh, en in WHOLE)]
    (tmp_path / "a.docx").write_bytes(docx("<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"))
    found = split_bilingual(read_document(tmp_path / "a.docx"))
    pairs = [(a.text, b.text) for a, b in zip(found.source.paragraphs, found.target.paragraphs, strict=True)]
    assert pairs == [("合同", "CONTRACT"), *WHOLE]


def test_the_command_writes_a_pair_of_files_and_says_what_is_left(tmp_path, capsys):
    """Two text files of one paragraph a line, or one file of pairs; leftovers on standard error."""
    file = tmp_path / "a.tsv"
    file.write_text("\n".join(f"{a}\t{b}" for a, b in WHOLE) + "\n多余\t\n", encoding="utf-8", newline="\n")
    prefix = str(tmp_path / "out")
    for form in ("text", "tsv", "json"):
        assert main(["split-bilingual", str(file), "-o", prefix, "--format", form]) == 0
    assert (tmp_path / "out.zh.txt").read_text(encoding="utf-8").splitlines() == ZH
    assert (tmp_path / "out.en.txt").read_text(encoding="utf-8").splitlines() == EN
    assert (tmp_path / "out.tsv").read_text(encoding="utf-8") == "".join(f"{a}\t{b}\n" for a, b in WHOLE)
    record = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [(x["zh"]["text"], x["en"]["text"]) for x in record["pairs"]] == WHOLE
    assert record["unpaired"][0]["place"] == "row 4, column 1"
    assert (
        f"tmkit: {file}: row 4, column 1: the other cell of its row is empty: 多余\n"
        f"tmkit: {file}: pairs: 3, without a counterpart: 1\n"
    ) in capsys.readouterr().err


@pytest.mark.parametrize("output", [".", "..", "sub/", "sub/."])
def test_a_folder_is_no_beginning_of_a_name(tmp_path, monkeypatch, capsys, output):
    """A folder as the output would make hidden files; it is refused and nothing is written."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(f"{ZH[0]}\n{EN[0]}\n", encoding="utf-8", newline="\n")
    assert main(["split-bilingual", "a.txt", "-o", output]) == 1
    assert capsys.readouterr().err.startswith(f"tmkit: '{output}' is a folder")
    assert [file.name for file in tmp_path.iterdir()] == ["a.txt"]


def test_a_guessed_encoding_is_said(tmp_path, capsys):
    """What reading notices about the file is said before what could not be paired."""
    (tmp_path / "a.txt").write_bytes("\n".join([*ZH, *EN]).encode("gb18030"))
    assert main(["split-bilingual", str(tmp_path / "a.txt"), "-o", str(tmp_path / "out")]) == 0
    assert capsys.readouterr().err.startswith(f"tmkit: {tmp_path / 'a.txt'}: ")


@pytest.mark.parametrize(
    ("text", "languages", "message"),
    [
        ("只有中文。", ("zh", "en"), "holds no paragraphs of zh and en that pair up"),
        ("x", ("en", "fr"), "cannot be told by their scripts"),
        ("", ("zh", "en"), "holds no paragraphs"),
    ],
)
def test_nothing_to_pair_is_an_error(text, languages, message):
    """A document in one language, an empty one, or two languages of one script."""
    with pytest.raises(InputError, match=message):
        split(text, languages)
