"""TBX: what is written is valid by a schema and by rules; what is read may come from any tool."""

from __future__ import annotations

from pathlib import Path

import pytest
from glossary_strategies import concepts
from hypothesis import given, settings
from lxml import etree

from tmkit.errors import InputError
from tmkit.formats.terms import WriteOptions, write_terms
from tmkit.formats.terms.tbx_read import read_tbx
from tmkit.formats.terms.tbx_rules import check_tbx
from tmkit.formats.terms.xml_ids import from_xml_id, to_xml_id
from tmkit.model import Concept, Term
from tmkit.pipeline.glossary import load_glossary

DATA = Path(__file__).parent / "data" / "glossary"
SCHEMAS = {
    "tbx": etree.RelaxNG(etree.parse(str(DATA / "tbx-basic-3-dca.rng"))),
    "tbx2": etree.RelaxNG(etree.parse(str(DATA / "tbx-basic-2.rng"))),
}
OPTIONS = WriteOptions(title="T & T", description="Terms <of> a text", licence="CC BY 4.0", date="2024-03-05")
EXAMPLE = Concept(
    "14th-plan",
    "economy",
    "A plan.",
    True,
    "12",
    (
        Term("“十四五”规划", "zh-CN", props=(("geographicalUsage", "CN"), ("context", "按“十四五”规划"))),
        Term(
            "14th Five-Year Plan",
            "en-US",
            source="A report",
            source_date="2024-03-05",
            note="in full",
            review="verified",
        ),
        Term("14th 5-Year Plan", "en-US", status="deprecated", type="variant"),
    ),
    (("externalCrossReference", "page -> https://example.org/"), ("note", "A remark.")),
)


@pytest.mark.parametrize("format_name", ["tbx", "tbx2", "tbx-dct"])
@settings(max_examples=40, deadline=None)
@given(given_concepts=concepts())
def test_written_files_are_valid(format_name: str, given_concepts: list[Concept]) -> None:
    """Whatever the concepts hold, the file follows the rules of TBX-Basic, and the schema where there is one."""
    if not any(t.status in ("preferred", "admitted") for c in given_concepts for t in c.terms):
        return
    data = write_terms(given_concepts, format_name, OPTIONS).data
    assert check_tbx(data) == []
    if format_name in SCHEMAS:
        SCHEMAS[format_name].assertValid(etree.fromstring(data))


@pytest.mark.parametrize("format_name", ["tbx", "tbx2"])
def test_the_shipped_glossary_is_valid(format_name: str) -> None:
    """The package's own glossary is valid TBX-Basic of both versions, by the schema."""
    SCHEMAS[format_name].assertValid(etree.fromstring(write_terms(load_glossary().concepts, format_name).data))


# (what is changed, into what, what the rules say, whether the schema sees it too)
BREACHES = [
    ('type="TBX-Basic"', 'type="TBX-Default"', "the dialect is 'TBX-Default', not TBX-Basic"),
    ('style="dca"', 'style="other"', "the style is 'other', neither dca nor dct"),
    (' xml:lang="en"', "", "the outermost element has no xml:lang"),
    ("urn:iso:std:iso:30042:ed-2", "urn:other", "the namespace is 'urn:other'"),
    ('id="_14th-plan"', 'id="14th-plan"', "the id '14th-plan' is no XML name"),
    ('xml:lang="zh-CN"', 'xml:lang="中文"', "langSec has no valid xml:lang ('中文')"),
    ('xml:lang="zh-CN"', "", "langSec has no valid xml:lang ('')"),
    ("preferredTerm-admn-sts", "forbidden", "'forbidden' is no value of administrativeStatus"),
    (">variant<", ">synonym<", "'synonym' is no value of termType"),
    (">noun<", ">n.<", "'n.' is no value of partOfSpeech"),
    ('type="subjectField"', 'type="domain"', "'domain' is no data category of TBX-Basic"),
    ('<descrip type="subjectField"', '<admin type="subjectField"', "XML"),
    ('descrip type="context"', 'descrip type="definition"', "'definition' is not allowed on the level of the term"),
    ("<term>14th Five-Year Plan</term>", "", "termSec must begin with its one term"),
    ("<term>14th Five-Year Plan</term>", "<term> </term>", "the term is empty"),
    ('target="https://example.org/"', 'target="example.org"', "xref needs a target that begins with http"),
    ("<sourceDesc>", "<other>", "XML"),
]


@pytest.mark.parametrize(("old", "new", "message"), BREACHES, ids=[b[2] + b[1] for b in BREACHES])
def test_breaches_are_named_with_their_line(old: str, new: str, message: str) -> None:
    """Every planted breach is reported by the rules with a line, and refused by the schema."""
    text = write_terms([EXAMPLE], "tbx", OPTIONS).data.decode()
    assert old in text
    broken = text.replace(old, new, 1).encode()
    if message == "XML":
        with pytest.raises(InputError, match="broken XML"):
            check_tbx(broken, "x.tbx")
        return
    problems = check_tbx(broken, "x.tbx")
    assert any(message in p.message for p in problems), problems
    assert all(p.line for p in problems)
    assert not SCHEMAS["tbx"].validate(etree.fromstring(broken))


def test_order_and_doubles() -> None:
    """Items after the level below, a language twice, an id twice, a reference to nothing: all are breaches."""
    head = '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><tbxHeader><fileDesc>'
    head += "<sourceDesc><p>x</p></sourceDesc></fileDesc></tbxHeader><text><body>"
    section = '<langSec xml:lang="en"><termSec><term>x</term></termSec></langSec>'
    entry = f'<conceptEntry id="a">{section}{section}<note>late</note>'
    entry += '<ref type="crossReference" target="zzz">z</ref></conceptEntry>'
    other = f'\n<conceptEntry id="a">{section}</conceptEntry>\n<conceptEntry>{section}</conceptEntry>'
    messages = [p.message for p in check_tbx(f"{head}{entry}{other}</body></text></tbx>".encode())]
    for part in (
        "'note' stands after the first langSec",
        "the language 'en' stands twice in one entry",
        "the id 'a' is used before, in line 1",
        "conceptEntry has no id",
        "the reference to 'zzz' leads nowhere",
    ):
        assert any(part in m for m in messages), part


@pytest.mark.parametrize(("given_id", "name"), [("14th", "_14th"), ("a b", "a_x20_b"), ("_x", "__x"), ("三农", "三农")])
def test_ids_become_xml_names_and_back(given_id: str, name: str) -> None:
    """Ids of ours that XML does not allow as names are coded, and come back."""
    assert to_xml_id(given_id) == name
    assert from_xml_id(name) == given_id


NTIG = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX" xml:lang="en"><martifHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></martifHeader>
<text><body>
<termEntry id="eid1">
<descripGrp><descrip type="definition">What it is.</descrip><admin type="source">A book</admin></descripGrp>
<descrip type="subjectField">law</descrip>
<langSet xml:lang="zh_CN"><ntig><termGrp><term>甲</term><termNote type="partOfSpeech">noun</termNote>
<termNote type="normativeAuthorization">preferredTerm</termNote></termGrp>
<admin type="source">B; 2024-03-05</admin></ntig></langSet>
<langSet xml:lang="en-us"><tig><term>the <hi>first</hi></term><termNote type="administrativeStatus">forbidden</termNote>
<termNote type="usageRegister">colloquialRegister</termNote></tig>
<ntig><termGrp><term>second</term></termGrp><transacGrp><transac type="transactionType">origination</transac>
<date>2010-01-01</date></transacGrp></ntig></langSet>
</termEntry></body></text></martif>"""


def test_version_2_with_tig_and_ntig_is_read() -> None:
    """Both forms of a term, status words of other tools, groups and languages are understood; the rest is counted."""
    found = read_tbx(NTIG.encode(), "x.tbx")
    (concept,) = found.concepts
    assert (concept.id, concept.field, concept.definition) == ("eid1", "law", "What it is.")
    assert [(t.text, t.language, t.status) for t in concept.terms] == [
        ("甲", "zh-CN", "preferred"),
        ("the first", "en-US", "deprecated"),
        ("second", "en-US", "admitted"),
    ]
    assert (concept.terms[0].source, concept.terms[0].source_date) == ("B", "2024-03-05")
    assert dict(found.losses)["source of a definition"] == 1
    assert dict(found.losses)["usageRegister of a term"] == 1
    assert dict(found.losses)["transactionType of a term"] == 1
    assert not found.problems


def test_tags_and_attributes_say_the_same() -> None:
    """DCA and DCT of the same concepts are read to the same concepts."""
    by_attribute, by_tag = (read_tbx(write_terms([EXAMPLE], f, OPTIONS).data) for f in ("tbx", "tbx-dct"))
    assert by_attribute.concepts == by_tag.concepts == (EXAMPLE,)


def test_another_dialect_is_read_with_a_notice() -> None:
    """A dialect that is not TBX-Basic is named, and its own categories are counted as losses."""
    text = write_terms([EXAMPLE], "tbx", OPTIONS).data.decode().replace("TBX-Basic", "TBX-Linguist")
    found = read_tbx(text.replace('"geographicalUsage"', '"register"').encode())
    assert found.notices == ("the dialect is TBX-Linguist: what TBX-Basic does not have is left out",)
    assert ("register of a term", 1) in found.losses
    assert found.concepts[0].terms[1] == EXAMPLE.terms[1]


def test_tbx_min_is_read() -> None:
    """The small dialect with its own element names is understood."""
    text = """<TBX dialect="TBX-Min"><header><id>x</id></header><body><entry id="C1"><subjectField>law</subjectField>
    <langGroup xml:lang="zh"><termGroup><term>甲</term><termStatus>preferred</termStatus></termGroup></langGroup>
    <langGroup xml:lang="en"><termGroup><term>first</term><partOfSpeech>noun</partOfSpeech></termGroup></langGroup>
    </entry></body></TBX>"""
    (concept,) = read_tbx(text.encode()).concepts
    assert (concept.field, [t.text for t in concept.terms]) == ("law", ["甲", "first"])


PROBLEMS = [
    (NTIG.replace(' xml:lang="zh_CN"', ""), "no language is given (xml:lang of langSet)", 5),
    (NTIG.replace("forbidden", "sparkling"), "unknown status 'sparkling'", 11),
    (NTIG.replace("<term>second</term>", "<term/>"), "a term is empty", 13),
    (NTIG.replace("</body>", "").replace("</termEntry>", "</termEntry><termEntry>"), "broken XML", None),
]


@pytest.mark.parametrize(("text", "message", "line"), PROBLEMS, ids=[p[1] for p in PROBLEMS])
def test_entries_that_cannot_be_used_are_named(text: str, message: str, line: int | None) -> None:
    """A fault inside an entry is a problem with its line, and an error unless a partial import is wanted."""
    found = read_tbx(text.encode(), "x.tbx")
    (problem,) = [p for p in found.problems if message in p.message]
    assert line is None or problem.line == line
    with pytest.raises(InputError, match=r"x\.tbx:"):
        found.or_raise()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html><body/></html>", "this is no TBX: the outermost element is 'html'"),
        ("no XML at all", "this is no XML"),
        ("", "this is no XML"),
        ('<!DOCTYPE tbx [<!ENTITY a "b">]><tbx>&a;</tbx>', "defines entities of its own"),
    ],
)
def test_what_is_no_tbx_is_refused(text: str, message: str) -> None:
    """Another kind of file, no XML, and entities are refused in one sentence."""
    with pytest.raises(InputError, match=message):
        read_tbx(text.encode(), "x.tbx")


def test_version_2_begins_with_the_source_language() -> None:
    """Weblate takes the first language of an entry as the source, so that one comes first."""
    turned = Concept("a", terms=(Term("first", "en-US"), Term("甲", "zh-CN")))
    text = write_terms([turned], "tbx2").data.decode()
    assert text.index("zh-CN") < text.index("en-US")
    text = write_terms([turned], "tbx2", WriteOptions(source_language="en")).data.decode()
    assert text.index("en-US") < text.index("zh-CN")


def test_entities_hide_in_no_encoding() -> None:
    """An entity is refused in UTF-16 as well."""
    with pytest.raises(InputError, match="defines entities of its own"):
        read_tbx('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE tbx [<!ENTITY a "b">]><tbx/>'.encode("utf-16"))


def test_translate_toolkit_reads_version_2(tmp_path: Path) -> None:
    """The toolkit, an independent reader, sees every concept and the first Chinese term in the version for it."""
    from translate.storage.tbx import tbxfile

    path = tmp_path / "x.tbx"
    own = load_glossary().concepts
    path.write_bytes(write_terms(own, "tbx2").data)
    units = tbxfile.parsefile(str(path)).units
    assert len(units) == len(own)
    by_id = {u.getid(): u for u in units}
    assert by_id["new-quality-productive-forces"].source == "新质生产力"
    assert by_id["new-quality-productive-forces"].target == "new quality productive forces"
