"""Nasty TMX files: each class of them that once was read wrongly, with what it must give."""

from __future__ import annotations

import gzip
import io
import time
from pathlib import Path

import pytest
from lxml import etree

from tmkit.cli import main
from tmkit.formats.tmx import TmxReader, read_tmx
from tmkit.model import Unit

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
     ("Big5", "big5", "第一句話"), ("GBK", "gbk", "企业改革与发展的若干问题")],
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
