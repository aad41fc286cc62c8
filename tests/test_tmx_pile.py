"""Nasty TMX files: each class of them that once was read wrongly, with what it must give."""

from __future__ import annotations

import gc
import gzip
import html
import io
import re
import time
import zipfile
from pathlib import Path

import pytest
from lxml import etree

from tmkit.cli import main
from tmkit.errors import InputError
from tmkit.formats.tmx import TmxReader, read_tmx, write_tmx
from tmkit.model import Element, Unit

ONE, OTHER = "第一句话。", "The first sentence."
HEAD = '<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="zh-CN"'


def unit(source: str = ONE, target: str = OTHER, attributes: str = "") -> str:
    """A <tu>."""
    variants = (("zh-CN", source), ("en-US", target))
    inside = "".join(f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in variants)
    return f"<tu{attributes}>{inside}</tu>\n"


def file(*units: str, declared: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    """A TMX file around them."""
    body = "".join(units)
    return f'{declared}\n<tmx version="1.4">{HEAD} datatype="plaintext"/>\n<body>\n{body}</body></tmx>\n'


def read(data: str | bytes) -> tuple[list[Unit], TmxReader]:
    """The units of a file, and its reader with the problems."""
    reader = read_tmx(io.BytesIO(data if isinstance(data, bytes) else data.encode()))
    return list(reader), reader


THREE = [unit(f"第{n}句话说的是这件事。", f"Sentence {n}.") for n in "一二三"]


@pytest.mark.parametrize("declared", ["GB18030", "gb2312", "Big5", "ISO-8859-1", "windows-1252", "Shift_JIS"])
def test_utf_8_that_declares_another_encoding_is_utf_8(declared: str) -> None:
    """Bytes that can be nothing but UTF-8 are read so, whatever the first line says, and the reader says it."""
    units, reader = read(file(*THREE, declared=f'<?xml version="1.0" encoding="{declared}"?>'))
    assert [u.source for u in units] == [f"第{n}句话说的是这件事。" for n in "一二三"]
    assert [p.message for p in reader.problems] == [f"is not {declared.upper()}; read as UTF-8"]


@pytest.mark.parametrize(
    ("declared", "codec", "text"),
    [("GB18030", "gb18030", "联通"), ("ISO-8859-1", "latin-1", "café"), ("windows-1252", "cp1252", "“a” – é"),
     ("Big5", "big5", "第一句話"), ("GBK", "gbk", "企业改革与发展的若干问题"), ("Shift_JIS", "cp932", "契約は①発効～"),
     ("EUC-KR", "cp949", "똠방각하 계약"), ("ISO-8859-1", "cp1252", "“Vertrag” – 5 €")],
)  # fmt: skip
def test_a_declaration_that_is_true_is_followed(declared: str, codec: str, text: str) -> None:
    """Short texts too are read in the encoding that the file declares."""
    data = file(unit(text), declared=f'<?xml version="1.0" encoding="{declared}"?>').encode(codec)
    units, reader = read(data)
    assert [u.source for u in units] == [text]
    assert not reader.problems


@pytest.mark.parametrize("depth", [150, 3000, 60_000])
def test_elements_without_end_inside_each_other_are_one_broken_unit(depth: int) -> None:
    """Nesting that would exhaust the stack is a problem with its line, and the next unit is read."""
    units, reader = read(file(unit("<hi>" * depth + "x" + "</hi>" * depth), unit()))
    assert [u.source for u in units] == [ONE]
    assert [(p.line, p.message) for p in reader.problems] == [
        (4, "broken unit: more than 100 elements inside each other")
    ]


def test_deep_nesting_in_the_header_costs_the_header_only() -> None:
    """The units are read."""
    text = file(unit()).replace(
        'datatype="plaintext"/>', 'datatype="x">' + "<prop>" * 500 + "</prop>" * 500 + "</header>"
    )
    units, reader = read(text)
    assert [u.source for u in units] == [ONE]
    assert "the header is broken" in reader.problems[0].message


@pytest.mark.parametrize(
    "inside", ["a<?pi </tu> ?>b", "a<!-- </tu> -->b", "<![CDATA[ab</tu>]]>", "a<?x <tu></body> ?>b"]
)
def test_what_looks_like_the_end_of_a_unit_is_not_always_one(inside: str) -> None:
    """Instructions, comments and CDATA sections are passed over whole."""
    units, reader = read(file(unit(inside), unit()))
    assert [u.source for u in units] == ["ab</tu>" if "CDATA" in inside else "ab", ONE]
    assert not reader.problems


def test_attributes_in_capitals_are_attributes() -> None:
    """XML:LANG, TUID and the like count in elements of small letters too."""
    units, _ = read(file(unit(attributes=' TUID="7"').replace("xml:lang", "XML:LANG")))
    assert [(u.source, u.id) for u in units] == [(ONE, "7")]


def variants(*pairs: tuple[str, str]) -> str:
    """A <tu> with these languages and texts."""
    return "<tu>" + "".join(f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in pairs) + "</tu>\n"


@pytest.mark.parametrize(
    ("header", "tags", "asked", "found"),
    [
        ("en-US", ("en-US", "en-GB"), (None, None), ("en-US", "en-GB")),
        ("en-US", ("en-GB", "en-US"), (None, None), ("en-US", "en-GB")),
        ("en", ("en", "en-GB"), (None, None), ("en", "en-GB")),
        ("pt-BR", ("pt-BR", "pt-PT"), (None, None), ("pt-BR", "pt-PT")),
        ("zh-TW", ("zh-TW", "zh-HK"), (None, None), ("zh-TW", "zh-HK")),
        ("es", ("es-ES", "es-419"), (None, None), ("es-ES", "es-419")),
        ("*all*", ("en-GB", "en-US"), ("en-US", "en-GB"), ("en-US", "en-GB")),
        ("en-US", ("en-US", "en-GB", "ja"), (None, None), ("en-US", "ja")),
        ("zh-CN", ("zh-CN", "zh-Hans"), (None, None), None),
        ("zh", ("zh", "zh-CN"), (None, None), None),
        ("zh-TW", ("zh-Hant", "zh-TW"), (None, None), None),
        ("en-US", ("en-US", "en-us"), (None, None), None),
    ],
)
def test_another_region_is_another_language_where_there_is_no_other(
    header: str, tags: tuple[str, ...], asked: tuple[str | None, str | None], found: tuple[str, str] | None
) -> None:
    """A memory of American and British English has both; the same language by another name is no translation."""
    text = file(variants(*((tag, f"text {n}") for n, tag in enumerate(tags)))).replace("zh-CN", header, 1)
    reader = read_tmx(io.BytesIO(text.encode()), *asked)
    assert [(u.source_language, u.target_language) for u in reader] == ([found] if found else [])


@pytest.mark.parametrize("number", ["99999999999999999999", "9" * 6000, "٣", "007", "-1", "3.5"])
@pytest.mark.parametrize("slow", ["", "<ph>c</ph>"])
def test_numbers_that_no_memory_holds_come_back(number: str, slow: str, tmp_path: Path) -> None:
    """A count of twenty or of six thousand digits is kept as it was written, in a memory and in what comes out."""
    info = f'<prop type="x-position">{number}</prop><prop type="x-score">{"9" * 400}.00</prop>'
    text = unit(ONE + slow, attributes=f' usagecount="{number}"').replace("<tuv", f"{info}<tuv", 1)
    (tmp_path / "a.tmx").write_text(file(text), "utf-8")
    assert main(["tm", "import", str(tmp_path / "a.tmx"), "--tm", str(tmp_path / "m.db")]) == 0
    assert main(["tm", "export", "--tm", str(tmp_path / "m.db"), "-o", str(tmp_path / "b.tmx")]) == 0
    written = (tmp_path / "b.tmx").read_text("utf-8")
    assert f' usagecount="{number}"' in written
    assert f'<prop type="x-position">{number}</prop>' in written
    assert f'<prop type="x-score">{"9" * 400}.00</prop>' in written


def test_a_second_segment_is_reported() -> None:
    """Of two <seg> in a variant the first is taken, and the other one is not lost in silence."""
    units, reader = read(file(unit(f"{ONE}</seg><seg>第二句。")))
    assert [u.source for u in units] == [ONE]
    assert [p.message for p in reader.problems] == ["the zh-CN variant has 2 <seg>; the first was taken"]


def test_a_unit_without_end_is_given_up_soon() -> None:
    """A compressed file of 200 KB that holds a segment of 200 MB is no unit, and costs seconds, not minutes."""
    data = gzip.compress(file(unit()).encode() + b"<tu><tuv xml:lang='zh-CN'><seg>" + b"A" * 200_000_000, 9)
    start = time.process_time()
    units, reader = read(data)
    assert [u.source for u in units] == [ONE]
    assert reader.problems
    assert time.process_time() - start < 20


@pytest.mark.parametrize(
    "declared", ["undefined", "idna", "punycode", "unicode_escape", "unicode-escape", "rot13", "base64", "klingon"]
)
def test_what_is_no_encoding_of_files_is_refused(declared: str) -> None:
    """A declaration that names none, or one that only Python has, is one sentence with file and line."""
    with pytest.raises(InputError, match=f"<stream>:1: declares the unknown encoding '{declared}'"):
        read(file(*THREE, declared=f'<?xml version="1.0" encoding="{declared}"?>'))


def test_an_archive_with_tmx_inside_is_refused() -> None:
    """A zip file is no TMX file, even where the text of one stands in it as it is."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.tmx", file(*THREE))
    with pytest.raises(InputError, match="zip archive"):
        read(packed.getvalue())


@pytest.mark.parametrize(
    "before",
    [
        "<?app <body><tu> ?>", '<!DOCTYPE tmx [<!ENTITY a "]> <body> <tu>"><?x ]> <tmx> ?><!-- " ]> <tmx> -->]>',
        "<!DOCTYPE tmx SYSTEM '<tmx>.dtd'>", '<!DOCTYPE tmx PUBLIC "-//LISA//DTD \'x\'//EN" "tmx14.dtd" [ ]  >',
    ],
)  # fmt: skip
def test_what_looks_like_the_body_in_a_head_is_not_it(before: str) -> None:
    """Instructions and the literals of a DOCTYPE may hold anything."""
    units, reader = read(file(*THREE).replace("<body>", "<?x <body> ?><body>").replace("<tmx", f"{before}\n<tmx"))
    assert len(units) == 3
    assert not reader.problems


def test_a_broken_doctype_costs_its_entities_only() -> None:
    """The units are read; an entity that was cut short stands for nothing, not for half of its text."""
    text = file(unit(), unit("甲&p;乙"), unit("&q;"))
    units, reader = read(text.replace("<tmx", '<!DOCTYPE tmx [<!ENTITY q "好"><!ENTITY p "5% of it">]>\n<tmx'))
    assert [u.source for u in units] == [ONE, "好"]
    assert [(p.line, p.message) for p in reader.problems] == [
        (2, "the header is not well-formed: not well-formed (invalid token)"), (6, "broken unit: undefined entity")
    ]  # fmt: skip
    units, reader = read(text.replace("<tmx", '<!DOCTYPE tmx SYSTEM "tmx14.dtd"\n<tmx'))
    assert [u.source for u in units] == [ONE]


def test_a_unit_that_is_too_long_costs_itself_only() -> None:
    """A unit of six million characters is told of, with its length, and those behind it are read."""
    long = unit("长" * 6_000_000), unit(attributes=f' tuid="{"9" * 6_000_000}"'), "<tu>" + "<hi>" * 2_000_000
    units, reader = read(file(THREE[0], long[0], THREE[1], long[1], long[2], THREE[2]))
    assert [u.target for u in units] == ["Sentence 一.", "Sentence 二.", "Sentence 三."]
    words = "this unit is longer than 4,194,304 characters"
    assert [(p.line, p.message) for p in reader.problems] == [(5, words), (7, words), (8, words)]


@pytest.mark.parametrize("gap", [" \n" * 3_000_000, "x" * 6_000_000])
def test_a_long_gap_is_passed_over(gap: str) -> None:
    """Units behind more blanks or text than is held at a time are read; text is told of once."""
    units, reader = read(file(THREE[0], gap, THREE[1]))
    assert len(units) == 2
    assert [p.message[:18] for p in reader.problems] == ["text between units"] * ("x" in gap)


def test_empty_units_cost_what_their_bytes_cost() -> None:
    """A hundred and fifty thousand of them take seconds; each looked at all the others once."""
    start = time.process_time()
    units, reader = read(file("<tu/>" * 150_000, unit()))
    assert [u.source for u in units] == [ONE]
    assert reader.skipped == {"no language at all": 150_000}
    assert time.process_time() - start < 15


def test_a_unit_leaves_nothing_for_the_collector() -> None:
    """Units that were parsed are freed at once: what entities blow up is not kept until circles are looked for."""
    units = [unit(f"甲{n}<ph>c</ph>") for n in range(300)] + [unit("甲&no;")] * 300
    reader = read_tmx(io.BytesIO(file(*units).encode()))
    gc.collect()
    gc.disable()
    try:
        assert sum(1 for _ in reader) == 300
        assert gc.collect() < 300
    finally:
        gc.enable()


def test_in_a_cdata_section_a_reference_is_text() -> None:
    """What there looks like a control character is none; outside it is taken out."""
    units, reader = read(file(unit("<![CDATA[&#1;&#xD83D;&#xDE00;]]>&#1;甲")))
    assert [u.source for u in units] == ["&#1;&#xD83D;&#xDE00;甲"]
    assert reader.control_characters == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ((ONE, '你好<ph id="mtc_1" sub-flows="e" x="1"/>'), "the unknown attributes 'id', 'sub-flows' of <ph> were"),
        (("<seg>", "迷路<seg>", 1), "text outside segments was left out: '迷路'"),
        (("<seg>", "<meta>m</meta><seg>", 1), "the unknown element <meta> was"),
        (("<tu>", "<tu " + " ".join(f"a{n}=''" for n in range(9)) + ">"),
         "the unknown attributes 'a0', 'a1', 'a2', 'a3', 'a4' and 4 more of <tu> were"),
        (("zh-CN", "Chinese (PRC)"), "'Chinese (PRC)' is no language tag"),
    ],
)  # fmt: skip
def test_nothing_is_left_out_in_silence(changed: tuple[str, str], message: str) -> None:
    """What a unit has and TMX does not know is told, once or with its number, and the unit is read."""
    units, reader = read(file(unit().replace(*changed)))
    assert len(units) == 1
    assert any(p.message.startswith(message) and p.line == 4 for p in reader.problems), reader.problems


@pytest.mark.parametrize(
    ("code", "attributes", "content", "left_out"),
    [
        ('<ph id="mtc_1" equiv-text="base64:Jmx0O2JyIGE9JnF1b3Q7YiZxdW90OyZndDs="/>', {"x": "1"}, '<br a="b">', ""),
        ('<ph id="1" dataRef="d1" equiv-text="base64:JXM="/>', {"x": "1"}, "%s", "'dataref'"),
        ('<ph id="1" dataRef="d1"/>', {"x": "1"}, "d1", ""),
        ('<ph id="source1" disp="{n}"/>', {}, "{n}", "'id'"),
        ('<bpt i="1" ctype="bold"/>x<ept i="1" equiv-text="&lt;/b>"/>', {"i": "1", "type": "bold"}, "", ""),
        ('<it pos="begin" id="7" ctype="x-html" equiv-text="&lt;b>"/>', {"pos": "begin", "x": "7", "type": "x-html"},
         "<b>", ""),
        ('<it pos="end" type="b" ctype="x-html"/>', {"pos": "end", "type": "b"}, "x-html", ""),
        ('<ph x="3" id="1" ctype="lb">native</ph>', {"x": "3", "type": "lb"}, "native", "'id'"),
        ('<ph id="1" equiv-text="base64:%%%"/>', {"x": "1"}, "base64:%%%", ""),
        ('<ph id="1" equiv-text="base64:YQBi"/>', {"x": "1"}, "ab", ""),
        ('<ph id="1" equiv-text=""/>', {"x": "1"}, "", "'equiv-text'"),
    ],
)  # fmt: skip
def test_what_codes_say_in_words_of_xliff_is_kept(
    code: str, attributes: dict[str, str], content: str, left_out: str, tmp_path: Path
) -> None:
    """A code of MateCat without content has its native code, a number and a type in words of TMX, and stays so."""
    units, reader = read(file(unit().replace(ONE, f"你好{code}")))
    assert units[0].tu is not None
    found = units[0].tu.variants[0].content[1]
    assert isinstance(found, Element)
    assert (dict(found.attributes), "".join(map(str, found.content))) == (attributes, content)
    assert [left_out in p.message for p in reader.problems] == [True] * bool(left_out)
    write_tmx(tmp_path / "again.tmx", units)
    with read_tmx(tmp_path / "again.tmx") as again:
        assert list(again) == units
        assert not again.problems


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('<?xml\nversion="1.0"?>\n<!DOCTYPE tmx [\n<!ENTITY a "b">\n<!ENTITY x SYSTEM "file:///x">]>\n<tmx/>', 5),
        ("<?xml version='1.0'?>\n<!-- a\nb -->\n<tbx/>", 4), ("\n\n<html>", 3),
    ],
)  # fmt: skip
def test_what_is_refused_has_its_line(text: str, line: int) -> None:
    """An entity that is not read, or another root element, is named with the line where it stands."""
    with pytest.raises(InputError, match=f"^<stream>:{line}: "):
        read(text)


@pytest.mark.parametrize("place", ['<prop type="b">R&D</prop>', "<x>" * 200, "<!-- -- -->"])
def test_a_problem_of_the_header_has_its_line(place: str) -> None:
    """It is where the header breaks, not at the start of the file."""
    text = file(unit()).replace('datatype="plaintext"/>', f'datatype="x">\n<note>n</note>\n{place}</header>')
    units, reader = read(text)
    assert [u.source for u in units] == [ONE]
    assert [p.line for p in reader.problems] == [4]


@pytest.mark.parametrize("place", [' tuid="caf\udce9"', ' creationid="\udcff"'])
def test_a_byte_of_another_encoding_in_an_attribute_costs_one_unit(place: str, tmp_path: Path) -> None:
    """As in a text, it is one problem, and neither goes into a memory nor stops the import."""
    path = tmp_path / "a.tmx"
    path.write_bytes(file(unit("甲", attributes=place), unit()).encode("utf-8", "surrogateescape"))
    reader = read_tmx(path)
    assert [u.source for u in reader] == [ONE]
    assert [(p.line, p.message) for p in reader.problems] == [
        (4, "broken unit: bytes that are not in the file's encoding")
    ]
    assert main(["tm", "import", str(path), "--tm", str(tmp_path / "m.db")]) == 0


@pytest.mark.parametrize(
    "changed",
    [("<tu>", '<tu tuid="a\x01b">'), ("<tuv", '<prop type="x\x02y">v</prop><tuv', 1), ("<seg>", "<seg>\x1f", 1)],
)
def test_a_control_character_in_an_attribute_is_taken_out(changed: tuple[str, str]) -> None:
    """It is counted and told of wherever it stands, in units of the usual shape too."""
    units, reader = read(file(unit().replace(*changed)))
    assert reader.control_characters == 1
    assert [p.message for p in reader.problems] == ["1 control character removed"]
    assert "\x01" not in units[0].id
    assert units[0].props in ((), (("xy", "v"),))


@pytest.mark.parametrize(
    ("ude", "written"),
    [
        ('<ude><map unicode="#xF8FF" x="1">t</map></ude>', '<ude name="unknown"><map unicode="#xF8FF"/></ude>'),
        ('<ude name="a">text<map code="#1"/> <map unicode="#x1"/></ude>', '<ude name="a"> <map unicode="#x1"/></ude>'),
        ('<ude name="a"/>', None), ('<ude name="a"><map/></ude>', None),
    ],
)  # fmt: skip
def test_a_broken_table_of_characters_is_mended_and_told_of(ude: str, written: str | None) -> None:
    """What is written of a <ude> is valid, whatever was read; without a map it goes."""
    units, reader = read(file(unit()).replace('datatype="plaintext"/>', f'datatype="x">{ude}</header>'))
    out = io.StringIO()
    write_tmx(out, units, reader.header)
    assert re.findall("<ude.*</ude>", out.getvalue()) == ([written] if written else [])
    assert etree.DTD(str(Path(__file__).parent / "data/memory/tmx14.dtd")).validate(
        etree.fromstring(out.getvalue().encode())
    )
    assert ["<ude>" in p.message for p in reader.problems] == [True]


def test_values_in_capitals_are_values() -> None:
    """Paragraph is paragraph, in the header and in a unit; pos="End" is end."""
    text = file(unit("甲<it pos='End'>c</it>", attributes=' segtype="Paragraph"')).replace('"sentence"', '"PHRASE"')
    units, reader = read(text)
    assert reader.header.segment_type == "phrase"
    out = io.StringIO()
    write_tmx(out, units, reader.header)
    assert '<tu segtype="paragraph">' in out.getvalue()
    assert '<it pos="end">' in out.getvalue()
    assert not reader.problems


def test_twenty_thousand_translations_of_one_source_take_seconds() -> None:
    """Each is a unit, and none is compared with all the others."""
    start = time.process_time()
    text = variants(("zh-CN", ONE), *(("en-US", f"text {n}") for n in range(20_000)))
    assert len(read(file(text))[0]) == 20_000
    assert time.process_time() - start < 8


@pytest.mark.parametrize(
    ("source", "target", "written"),
    [
        ("<ph>a</ph>甲", "A<ph>a</ph>", ("<f0/>甲", "A<f0/>")),
        ("<hi><ph>a</ph>甲</hi><ph>b</ph>", "<hi><ph>a</ph>A</hi><ph>b</ph>",
         ("<f0><f1/>甲</f0><f2/>", "<f0><f1/>A</f0><f2/>")),
        ('<ph x="1">a</ph>甲<ph>b</ph>', '<ph>b</ph>A<ph x="1">a</ph>', ("<f0/>甲<f1/>", "<f1/>A<f0/>")),
        ('<bpt i="1" x="1" type="b"/>甲<ept i="1"/><bpt i="2" x="2"/>乙<ept i="2"/>',
         '<bpt i="1" x="2"/>B<ept i="1"/><bpt i="2" x="1" type="b"/>A<ept i="2"/>',
         ("<b0>甲</b0><f1>乙</f1>", "<f1>B</f1><b0>A</b0>")),
        ('<bpt i="1"/>甲<ept i="1"/><bpt i="1"/>乙<ept i="1"/>', "A", ("<f0>甲</f0><f1>乙</f1>", "A")),
    ],
)  # fmt: skip
def test_tags_of_omegat_are_numbered_alike_in_both_languages(
    source: str, target: str, written: tuple[str, str]
) -> None:
    """Codes that belong together have one tag, wherever they stand; others never share one."""
    units, _ = read(file(unit(source, target)))
    out = io.StringIO()
    write_tmx(out, units, style="omegat")
    segments = [html.unescape(text) for text in re.findall("<seg>(.*)</seg>", out.getvalue())]
    assert tuple(segments) == written


def test_remarks_on_one_unit_have_an_end() -> None:
    """Thirty thousand foreign elements are not thirty thousand problems."""
    units, reader = read(file(unit("甲<b/>" * 30_000)))
    assert [u.source for u in units] == ["甲" * 30_000]
    assert [p.message for p in reader.problems][-1] == "29,980 more things in this unit were left out"


def test_whatever_comes_in_goes_out_valid(tmp_path: Path) -> None:
    """What is imported from a file with all of this is exported as TMX by the DTD, in each style."""
    checker = etree.DTD(str(Path(__file__).parent / "data" / "memory" / "tmx14.dtd"))
    odd = [
        unit("<hi>" * 90 + "x" + "</hi>" * 90), unit("a<sub>b</sub>c"), unit("a<b>b</b><br/>"), unit("&#0;甲\x0b"),
        unit("<bpt>x</bpt>a<ept>y</ept>"), unit("a", "b", ' segtype="odd" usagecount="x" tuid="&#1;"'),
        unit("<bpt i='1'/>a<bpt i='2'/>b<ept i='1'/>c<ept i='2'/>"), unit("<it pos='odd'>c</it>d"),
        '<tu srclang="*all*"><prop>p</prop><tuv xml:lang="zh-CN"><note>n</note><seg>甲</seg></tuv>'
        '<tuv xml:lang="ja"><seg/></tuv><tuv xml:lang="en"><prop type="">q</prop><seg>a</seg></tuv></tu>',
    ]  # fmt: skip
    (tmp_path / "a.tmx").write_text(file(*odd), "utf-8")
    assert main(["tm", "import", str(tmp_path / "a.tmx"), "--tm", str(tmp_path / "m.db")]) == 0
    for style in ("level2", "plain", "omegat"):
        out = tmp_path / f"{style}.tmx"
        assert main(["tm", "export", "--tm", str(tmp_path / "m.db"), "-o", str(out), "--style", style]) == 0
        assert checker.validate(etree.parse(out)), checker.error_log
        assert len(list(read_tmx(out))) == 9
