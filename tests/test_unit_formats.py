"""Units in tables, parallel text, XLIFF, PO and Trados memories: what goes out comes back."""

from __future__ import annotations

import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from tmkit.errors import InputError
from tmkit.formats.bitext import read_bitext
from tmkit.formats.tmx import write_tmx
from tmkit.formats.units import UnitOptions, read_units, write_units
from tmkit.model import Element, Unit

UNITS = [
    Unit(
        "你好，“世界”\n<第二行>", 'Hello, "world"\n& <line 2>', id="u1", origin="a.txt", position=1, score=0.5,
        previous="前", next="后", creation_date="20240105T080000Z", creation_id="li", usage_count=2, notes=("x", "y"),
    ),
    Unit("=1+1", "\ttab, comma; semicolon", origin="a.txt"),
    Unit("同意", "Agreed", origin="b.txt"),
    Unit("同意", "Approved", origin="b.txt"),
]  # fmt: skip


@pytest.mark.parametrize("suffix", ["csv", "tsv", "xlsx"])
def test_tables_keep_every_column(suffix: str, tmp_path: Path) -> None:
    """A table gives back the units with their data, and the same units give the same bytes."""
    paths = [tmp_path / f"{name}.{suffix}" for name in "ab"]
    for path in paths:
        assert write_units(path, UNITS) == 4
    assert list(read_units(paths[0])) == UNITS
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_languages_of_a_catalogue_are_the_same_for_all_who_read_it(tmp_path: Path) -> None:
    """A catalogue that names both languages has these, for an import and for a check of terms alike."""
    path = tmp_path / "a.po"
    write_units(path, [Unit("Danke.", "Merci.", "de-DE", "fr-FR")])
    for units in (read_units(path), read_bitext(path).units):
        assert [(u.source_language, u.target_language) for u in units] == [("de-DE", "fr-FR")]


@pytest.mark.parametrize("suffix", ["xlf", "xlsx", "tmx"])
def test_what_xml_cannot_hold_is_left_out(suffix: str, tmp_path: Path) -> None:
    """Control characters and halves of pairs in a memory make no file that nobody can read; the text stays."""
    path = tmp_path / f"a.{suffix}"
    unit = Unit("前\x0b后\ud800", "be\x01fore\ufffe", origin="a\x02.txt", notes=("n\x03",))
    written = write_tmx(path, [unit]).written if suffix == "tmx" else write_units(path, [unit])
    assert written == 1
    assert [(u.source, u.target) for u in read_units(path)] == [("前后", "before")]


@pytest.mark.parametrize("suffix", ["xlf", "po", "moses"])
def test_other_formats_keep_the_texts(suffix: str, tmp_path: Path) -> None:
    """XLIFF, PO and parallel text give back the texts in their order; a line of parallel text has no line break."""
    write_units(tmp_path / f"a.{suffix}", UNITS)
    path = f"{tmp_path}/a.zh-CN+{tmp_path}/a.en-US" if suffix == "moses" else tmp_path / f"a.{suffix}"
    found = [(u.source, u.target, u.source_language, u.target_language) for u in read_units(path)]
    expected = [(u.source, u.target, "zh-CN", "en-US") for u in UNITS]
    if suffix == "moses":
        expected = [(s.replace("\n", " "), t.replace("\n", " "), *languages) for s, t, *languages in expected]
    assert found == expected


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        ("中文;英文\n一;one\n", UnitOptions(source_column="中文", target_column="英文"), [("一", "one")]),
        ("one,x,一\ntwo,y,二\n", UnitOptions(source_column="3", target_column="1"), [("一", "one"), ("二", "two")]),
        ("\ufeffSource,Target\r\n一,one\r\n", UnitOptions(), [("一", "one")]),
        ("source,target\n一\n二,two\n三,\n", UnitOptions(), [("二", "two")]),
    ],
)
def test_columns_are_chosen(
    content: str, options: UnitOptions, expected: list[tuple[str, str]], tmp_path: Path
) -> None:
    """Columns go by name or number; short rows are reported and empty ones counted."""
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8", newline="")
    reader = read_units(path, options)
    assert [(u.source, u.target) for u in reader] == expected
    if "三" in content:
        assert reader.problems[0].line == 2
        assert reader.skipped == {"empty target": 1}


def test_a_table_of_another_encoding(tmp_path: Path) -> None:
    """Tables in UTF-16 and GB18030, as spreadsheets save them, are read."""
    for encoding in ("utf-16", "gb18030"):
        (tmp_path / "a.tsv").write_text("source\ttarget\n第一个问题\tone\n", encoding=encoding, newline="\n")
        assert [u.source for u in read_units(tmp_path / "a.tsv")] == ["第一个问题"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"x,y\n1,2\n", "no column 'source' among x, y"),
        ("a.csv", b"", "the table is empty"),
        ("a.csv", b'source,target\n"' + b"x" * 200_000, "look for a quotation mark that is not closed"),
        ("a.xlsx", b"no zip", "this is no workbook"),
        ("a.xlf", b"<xliff", "is not well-formed XML"),
        ("a.xlf", b"<html/>", "is not XLIFF"),
        ("a.sdltm", b"no database", "is not a Trados memory"),
        ("a.doc", b"", "no reader of units for '.doc' files"),
        ("a.txt", b"x\n", r"a\.zh\.txt\+a\.en\.txt"),
        ("a.tsv", "一。\tOne.\n".encode(), "--source-column 1 --target-column 2"),
    ],
)
def test_bad_files_are_one_sentence(name: str, content: bytes, words: str, tmp_path: Path) -> None:
    """A file that is not what its suffix says is an InputError that names it."""
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as error:
        list(read_units(path))
    assert name in str(error.value)


def test_parallel_text_must_have_as_many_lines(tmp_path: Path) -> None:
    """Files of different length are refused with both numbers."""
    (tmp_path / "a.zh").write_text("一\n二\n", encoding="utf-8", newline="\n")
    (tmp_path / "a.en").write_text("one\n", encoding="utf-8", newline="\n")
    with pytest.raises(InputError, match=r"has 2 lines, but .*a.en has 1"):
        read_units(f"{tmp_path}/a.zh+{tmp_path}/a.en")


def test_xliff_codes_states_and_neighbours(tmp_path: Path) -> None:
    """Codes are kept beside the text, untranslated segments are counted, neighbours are the file's."""
    path = tmp_path / "a.xlf"
    path.write_text(
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="doc" '
        'source-language="zh_CN" target-language="en"><body>'
        '<trans-unit id="1"><source>按<g id="1">确定</g><ph id="2">&lt;br/&gt;</ph>。</source>'
        '<target>Press OK.</target></trans-unit><trans-unit id="2" translate="no">'
        "<source>否</source><target>no</target></trans-unit>"
        '<trans-unit id="3"><source>二</source></trans-unit></body></file></xliff>',
        encoding="utf-8",
        newline="\n",
    )
    reader = read_units(path)
    units = list(reader)
    assert [(u.source, u.source_language, u.next, u.origin) for u in units] == [("按确定。", "zh-CN", "二", "doc")]
    assert units[0].tu is not None
    assert units[0].tu.variants[0].content == (
        "按",
        Element("bpt", (("i", "1"), ("x", "1")), ('<g id="1">',)),
        "确定",
        Element("ept", (("i", "1"),), ("</g>",)),
        Element("ph", (("x", "2"),), ("<br/>",)),
        "。",
    )
    assert reader.skipped == {"empty target": 1}


def test_po_skips_what_is_not_translated(tmp_path: Path) -> None:
    """Fuzzy, obsolete and empty entries are counted; contexts become props."""
    path = tmp_path / "a.po"
    path.write_text(
        'msgid ""\nmsgstr "Language: zh_CN\\nContent-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgctxt "menu"\nmsgid "Open"\nmsgstr "打开"\n\n#, fuzzy\nmsgid "Close"\nmsgstr "关"\n\n'
        'msgid "Save"\nmsgstr ""\n\n#~ msgid "Old"\n#~ msgstr "旧"\n',
        encoding="utf-8",
        newline="\n",
    )
    reader = read_units(path)
    units = list(reader)
    assert [(u.source, u.target, u.target_language, u.props) for u in units] == [
        ("Open", "打开", "zh-CN", (("x-context", "menu"),))
    ]
    assert reader.skipped == {"fuzzy": 1, "empty target": 1, "obsolete": 1}


def test_trados_memories_are_read(tmp_path: Path) -> None:
    """Texts, languages, dates and users come out of an SDLTM file, of older ones with fewer columns too."""
    segment = (
        "<Segment><Elements><Text><Value>{}</Value></Text><Text><Value>{}</Value></Text>"
        "</Elements><CultureName>{}</CultureName></Segment>"
    )
    with closing(sqlite3.connect(tmp_path / "a.sdltm")) as db:
        db.execute(
            "CREATE TABLE translation_units (id, source_segment, target_segment, creation_date, creation_user, "
            "change_date, change_user, usage_counter)"
        )
        row = (7, segment.format("你", "好", "zh-CN"), segment.format("He", "llo", "en-US"))
        db.execute(
            "INSERT INTO translation_units VALUES (?,?,?,?,?,?,?,?)",
            (*row, "2024-01-05 08:00:00", "li", "2024-01-06 09:00:00.5", "wang", 3),
        )
        db.execute("INSERT INTO translation_units (id, source_segment, target_segment) VALUES (8, '<x', '')")
        db.commit()
    reader = read_units(tmp_path / "a.sdltm")
    assert list(reader) == [
        Unit("你好", "Hello", "zh-CN", "en-US", "7", creation_date="20240105T080000Z", creation_id="li",
             change_date="20240106T090000Z", change_id="wang", usage_count=3)
    ]  # fmt: skip
    assert "unit 8" in reader.problems[0].message


SDLTM = """
CREATE TABLE translation_memories (id INTEGER PRIMARY KEY, name TEXT, source_language TEXT, target_language TEXT);
CREATE TABLE translation_units (id INTEGER PRIMARY KEY, guid BLOB, translation_memory_id INT, source_hash INTEGER,
  source_segment TEXT, target_hash INTEGER, target_segment TEXT, creation_date DATETIME, creation_user TEXT,
  change_date DATETIME, change_user TEXT, last_used_date DATETIME, last_used_user TEXT, usage_counter INT, flags INT);
CREATE TABLE attributes (id INTEGER PRIMARY KEY, guid BLOB, name TEXT, type INT, tm_id INT);
CREATE TABLE picklist_values (id INTEGER PRIMARY KEY, guid BLOB, attribute_id INT, value TEXT);
CREATE TABLE picklist_attributes (translation_unit_id INT, picklist_value_id INT);
CREATE TABLE string_attributes (translation_unit_id INT, attribute_id INT, value TEXT);
CREATE TABLE date_attributes (translation_unit_id INT, attribute_id INT, value DATETIME);
CREATE TABLE translation_unit_contexts (translation_unit_id INT, left_source_context INTEGER,
  left_target_context INTEGER);
INSERT INTO translation_memories VALUES (1, 'm', 'zh-CN', 'en-US');
INSERT INTO attributes VALUES (1, NULL, 'Client', 1, 1), (2, NULL, 'Domain', 5, 1), (3, NULL, 'Due', 3, 1);
INSERT INTO date_attributes VALUES (3, 3, '2024-02-01 00:00:00');
INSERT INTO translation_unit_contexts VALUES (3, -8331597179047842233, 7), (3, 0, 0);
INSERT INTO picklist_values VALUES (5, NULL, 2, 'law');
INSERT INTO picklist_attributes VALUES (3, 5);
INSERT INTO string_attributes VALUES (3, 1, 'ACME');
"""


def test_trados_tags_and_fields(tmp_path: Path) -> None:
    """Tags become codes as in TMX from Trados, fields become props, the last use is kept, languages are the file's."""

    def tag(kind: str, anchor: str = "", number: str = "52", more: str = "") -> str:
        place = f"<Anchor>{anchor}</Anchor>" if anchor else ""
        return f"<Tag><Type>{kind}</Type>{place}<TagID>{number}</TagID>{more}<CanHide>true</CanHide></Tag>"

    def segment(*pieces: str) -> str:
        inside = "".join(p if p.startswith("<Tag") else f"<Text><Value>{p}</Value></Text>" for p in pieces)
        return f"<Segment><Elements>{inside}</Elements></Segment>"

    known = "<TextEquivalent>5</TextEquivalent><AlignmentAnchor>4</AlignmentAnchor>"
    number = tag("TextPlaceholder", "2", "7", known)
    alone = "<AlignmentAnchor>0</AlignmentAnchor>"  # not in the other language
    source = segment("第", number, tag("Start", "1"), "页&#39;", tag("End", "1"), tag("UnmatchedEnd", "3", more=alone))
    target = segment(tag("Start", "1"), "Page", tag("End", "1"), " ", number, tag("Start"))
    path = tmp_path / "a.sdltm"
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(SDLTM)
        names = "id, source_segment, target_segment, last_used_date, last_used_user"
        row = (3, source, target, "2024-01-05 08:00:00", "PC\\ann")
        db.execute(f"INSERT INTO translation_units ({names}) VALUES (?, ?, ?, ?, ?)", row)
    (unit,) = read_units(path)
    assert (unit.source, unit.target, unit.source_language, unit.target_language) == (
        "第页'",
        "Page ",
        "zh-CN",
        "en-US",
    )
    assert unit.props == (
        ("x-LastUsedBy", "PC\\ann"),
        ("x-Context", "-8331597179047842233, 7"),
        ("x-Context", "0, 0"),
        ("x-Client:SingleString", "ACME"),
        ("x-Due:DateTime", "20240201T000000Z"),
        ("x-Domain:MultiplePicklist", "law"),
    )
    assert unit.tu is not None
    assert dict(unit.tu.attributes)["lastusagedate"] == "20240105T080000Z"
    assert unit.tu.variants[0].content == (
        "第",
        Element("ph", (("x", "4"), ("type", "7")), ("5",)),
        Element("bpt", (("i", "1"), ("x", "1"), ("type", "52"))),
        "页'",
        Element("ept", (("i", "1"),)),
        Element("it", (("pos", "end"), ("x", "3"), ("type", "52"))),
    )
    assert unit.tu.variants[1].content[-1] == Element("it", (("pos", "begin"), ("type", "52")))
    write_tmx(tmp_path / "a.tmx", [unit])
    assert list(read_units(tmp_path / "a.tmx")) == [unit]


def test_a_workbook_of_another_program(tmp_path: Path) -> None:
    """Shared strings, gaps between cells and phonetic guides are read as a spreadsheet shows them."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        strings = ["source", "target", "一</t></si><si><t>x"]
        entries = "".join(f"<si><t>{s}</t></si>" for s in strings[:2])
        entries += "<si><r><t>东</t></r><r><t>京</t></r><rPh><t>とう</t></rPh></si>"
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{entries}</sst>')
        rows = '<row><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
        rows += '<row><c r="A2" t="s"><v>2</v></c><c r="C2"><v>42</v></c></row>'
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        )
    assert [(u.source, u.target) for u in read_units(tmp_path / "a.xlsx")] == [("东京", "42")]
