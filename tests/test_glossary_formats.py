"""Term collections survive the way into every format and back; what does not is reported."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from glossary_strategies import concepts
from hypothesis import HealthCheck, given, settings

from tmkit.errors import InputError
from tmkit.formats.terms import ENDINGS, WRITERS, ReadOptions, WriteOptions, format_of, read_terms, write_terms
from tmkit.formats.terms.base import normal_part_of_speech, normal_status, normal_type
from tmkit.model import Concept, Term
from tmkit.pipeline.glossary import load_glossary, write_glossary_files

DATA = Path(__file__).parent / "data" / "glossary"
WHOLE = ("csv", "tbx", "tbx-dct", "wide", "xlsx")
FORBIDDEN = Concept(
    "a",
    "economy",
    "What it means.",
    terms=(
        Term("新质生产力", "zh-CN"),
        Term("new quality productive forces", "en-US", note="always so"),
        Term("new-quality forces", "en-US", status="admitted"),
        Term("new productive forces", "en-US", status="superseded"),
        Term("new productivity", "en-US", status="deprecated"),
    ),
)


def there_and_back(format_name: str, given_concepts: list[Concept], folder: Path) -> list[Concept]:
    """Write, read, and give back by id."""
    path = folder / f"x{ENDINGS[format_name]}"
    path.write_bytes(write_terms(given_concepts, format_name).data)
    found = read_terms(path).or_raise()
    return sorted(found.concepts, key=lambda c: c.id)


@pytest.mark.parametrize("format_name", WHOLE)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(given_concepts=concepts())
def test_whole_formats_lose_nothing(format_name: str, given_concepts: list[Concept], tmp_path: Path) -> None:
    """The long CSV, TBX 3 in both styles, and the sheets give back every concept as it was."""
    if not given_concepts and format_name in ("wide", "xlsx"):
        return
    back = there_and_back(format_name, given_concepts, tmp_path)
    assert [by_language(c) for c in back] == [by_language(c) for c in given_concepts]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(given_concepts=concepts())
def test_version_2_loses_only_what_must_not_be_offered(given_concepts: list[Concept], tmp_path: Path) -> None:
    """TBX 2 gives back every concept with its preferred and admitted terms; the others are counted and in notes."""
    offered = {c.id: tuple(t for t in c.terms if t.status in ("preferred", "admitted")) for c in given_concepts}
    if not any(offered.values()):
        return
    written = write_terms(given_concepts, "tbx2")
    back = {c.id: c for c in there_and_back("tbx2", given_concepts, tmp_path)}
    assert {name: by_language(c).terms for name, c in back.items()} == {
        c.id: by_language(replace(c, terms=offered[c.id])).terms for c in given_concepts if offered[c.id]
    }
    left = sum(len(c.terms) - len(offered[c.id]) for c in given_concepts)
    assert sum(n for what, n in written.losses.items() if "kept in a note" in what) == left


def test_version_2_says_what_it_leaves_out() -> None:
    """The header says that forbidden terms are no terms of the file, and a note names each of them."""
    text = write_terms([FORBIDDEN], "tbx2").data.decode()
    assert "<p>Deprecated and superseded terms stand in notes only" in text
    assert "<term>new productivity</term>" not in text
    assert "<note>Not to be used: new productivity (en-US, deprecated)</note>" in text
    assert "Deprecated and superseded" not in write_terms([FORBIDDEN], "tbx").data.decode()


def by_language(concept: Concept) -> Concept:
    """A sheet has one order of languages for all its rows; within a language the order of terms must stay."""
    return replace(concept, terms=tuple(sorted(concept.terms, key=lambda t: t.language)))


@pytest.mark.parametrize("format_name", WHOLE)
def test_the_shipped_glossary_survives(format_name: str, tmp_path: Path) -> None:
    """Every concept of the package's own glossary comes back the same from every whole format, and nothing is lost."""
    own = sorted(load_glossary().concepts, key=lambda c: c.id)
    assert not write_terms(own, format_name).losses
    assert there_and_back(format_name, own, tmp_path) == own


@pytest.mark.parametrize("format_name", ["tbx", "tbx-dct", "tbx2", "csv"])
def test_properties_of_terms_survive(format_name: str, tmp_path: Path) -> None:
    """Categories of TBX-Basic that the model has no field for are kept as properties."""
    props = (("geographicalUsage", "mainland"), ("context", "He said: “<b>”."), ("customerSubset", "A & B"))
    props += (("externalCrossReference", "site -> https://example.org/?a=1&b=2"),)
    given_concept = Concept("a", terms=(Term("甲", "zh-CN", props=props), Term("first", "en-US")))
    assert there_and_back(format_name, [given_concept], tmp_path) == [given_concept]


def test_utx_keeps_terms_statuses_and_concepts(tmp_path: Path) -> None:
    """UTX gives back ids, terms and statuses; it has tabs, CRLF and no byte order mark."""
    written = write_terms([FORBIDDEN], "utx", WriteOptions(licence="CC BY 4.0", date="2024-03-05"))
    assert written.data.startswith(b"#UTX 1.20; zh-CN/en-US; 2024-03-05")
    assert written.data.count(b"\r\n") == written.data.count(b"\n")
    (back,) = there_and_back("utx", [FORBIDDEN], tmp_path)
    assert [(t.text, t.status) for t in back.terms] == [(t.text, t.status) for t in FORBIDDEN.terms]
    assert back.id == "a"


def test_omegat_never_offers_what_is_forbidden(tmp_path: Path) -> None:
    """OmegaT's glossary has three columns, allowed targets only, and names the forbidden ones in the comment."""
    written = write_terms([FORBIDDEN], "omegat")
    rows = [line.split("\t") for line in written.data.decode().split("\n") if line and line[0] != "#"]
    assert [row[1] for row in rows] == ["new quality productive forces", "new-quality forces"]
    assert all(len(row) == 3 for row in rows)
    assert "not: new productivity" in rows[0][2]
    assert (written.losses["deprecated term"], written.losses["superseded term"]) == (1, 1)
    (back,) = there_and_back("omegat", [FORBIDDEN], tmp_path)
    assert [t.status for t in back.terms] == ["preferred", "preferred", "admitted"]


def test_weblate_has_its_columns_and_no_forbidden_terms() -> None:
    """Weblate's CSV has the header that it looks for, and the concept as context."""
    rows = list(csv.DictReader(io.StringIO(write_terms([FORBIDDEN], "weblate").data.decode())))
    assert [(r["source"], r["target"], r["context"]) for r in rows] == [
        ("新质生产力", "new quality productive forces", "a"),
        ("新质生产力", "new-quality forces", "a"),
    ]


def test_any_pair_of_languages(tmp_path: Path) -> None:
    """Formats of two columns take the pair that is asked for and say what other languages are left out."""
    concept = Concept("a", terms=(Term("Kraft", "de"), Term("force", "fr"), Term("力", "zh-CN")))
    options = WriteOptions(source_language="de", target_language="fr")
    written = write_terms([concept], "omegat", options)
    assert b"Kraft\tforce\t" in written.data
    assert written.losses["terms in other languages"] == 1
    path = tmp_path / "x.txt"
    path.write_bytes(written.data)
    (back,) = read_terms(path, options=ReadOptions("de", "fr")).concepts
    assert [t.language for t in back.terms] == ["de", "fr"]


def test_workbook_is_deterministic_and_opens_again() -> None:
    """Two workbooks of the same terms are the same bytes, all times are fixed, the archive is sound."""
    first, second = (write_terms([FORBIDDEN], "xlsx").data for _ in range(2))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.testzip() is None
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_page_is_sorted_by_pinyin_and_by_english(tmp_path: Path) -> None:
    """The page lists terms by pinyin, then English renderings alphabetically, without forbidden ones."""
    concepts_given = [
        Concept("p", terms=(Term("中国", "zh-CN"), Term("China", "en-US"))),
        Concept(
            "q",
            terms=(Term("安全", "zh-CN"), Term("the security", "en-US"), Term("safe", "en-US", status="deprecated")),
        ),
    ]
    from tmkit.engines.pinyin import readings_of

    page = write_terms(concepts_given, "html", WriteOptions(title="T & T", readings=readings_of)).data.decode()
    assert page.index("安全") < page.index("中国")
    english = page[page.index('id="english"') :]
    assert english.index("China") < english.index("the security")
    assert "safe" not in english
    assert "<title>T &amp; T</title>" in page


def test_files_of_a_glossary_are_the_same_every_time(tmp_path: Path) -> None:
    """What `build` writes depends on the concepts only, not on their order or on the clock."""
    glossary = load_glossary()
    from tmkit.glossary import Glossary

    turned = Glossary(reversed(glossary.concepts))
    for folder, source in (("a", glossary), ("b", turned)):
        write_glossary_files(source, tmp_path / folder, "x")
    names = sorted(p.name for p in (tmp_path / "a").iterdir())
    assert names == ["x.html", "x.tbx", "x.txt", "x.utx", "x.v2.tbx", "x.weblate.csv", "x.xlsx"]
    assert all((tmp_path / "a" / n).read_bytes() == (tmp_path / "b" / n).read_bytes() for n in names)


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("preferredTerm-admn-sts", "preferred"),
        ("Forbidden", "deprecated"),
        ("not recommended", "deprecated"),
        ("obsolete", "superseded"),
        ("APPROVED", "preferred"),
        ("admitted", "admitted"),
        ("禁用", "deprecated"),
        ("sparkling", None),
    ],
)
def test_status_words_of_other_tools(word: str, expected: str | None) -> None:
    """Status words of other tools are mapped; one that nobody uses is not guessed."""
    assert normal_status(word) == expected


def test_types_and_parts_of_speech_of_other_tools() -> None:
    """So are term types and parts of speech."""
    assert (normal_type("initialism"), normal_type("Full Form"), normal_type("x")) == ("acronym", "fullForm", None)
    assert (normal_part_of_speech("properNoun"), normal_part_of_speech("x")) == ("noun", None)


BAD = [
    ("no header", "新质生产力,new\n", "the header has no column 'concept'", 1),
    ("no term column", "concept,lang,status\n", "the header has no column 'term'", 1),
    ("status", "concept,lang,term,status\na,zh-CN,甲,nice\n", "row 2, column status: unknown status 'nice'", 2),
    ("language", "concept,lang,term\na,Chinese!,甲\n", "row 2, column lang: 'Chinese!' is no language code", 2),
    ("no language", "concept,lang,term\na,,甲\n", "row 2, column lang: no language is given", 2),
    ("no id", "concept,lang,term\n,zh-CN,甲\n", "row 2, column concept: the id of the concept is missing", 2),
    ("no text", "concept,lang,term\na,zh-CN,\n", "row 2, column term: the term is empty", 2),
    ("twice", "concept,lang,term\na,zh,甲\nb,zh,乙\na,en,c\n", "row 4, column concept: the id 'a' is used before", 4),
    ("term twice", "concept,lang,term\na,zh,甲\na,zh,甲\n", "row 3, column term: '甲' stands twice in 'a'", 3),
    ("cells", "concept,lang,term\na,zh,甲,x,y\n", "row 2: 5 cells where the header has 3", 2),
    ("quote", 'concept,lang,term\na,zh,"甲\nb,zh,乙\n', "broken CSV in row 2: unexpected end of data", 3),
    ("after quote", 'concept,lang,term\na,zh,"甲"x\n', "broken CSV in row 2", 2),
    (
        "paraphrase",
        "concept,lang,term,paraphrase\na,zh,甲,maybe\n",
        "column paraphrase: 'maybe' is neither yes nor no",
        2,
    ),
    ("definition", "concept,lang,term,definition\na,zh,甲,x\na,en,b,y\n", "column definition: it differs", 3),
    ("type", "concept,lang,term,type\na,zh,甲,long\n", "column type: unknown type 'long'", 2),
]


@pytest.mark.parametrize(("name", "text", "message", "line"), BAD, ids=[b[0] for b in BAD])
def test_broken_csv_is_named_by_row_and_column(name: str, text: str, message: str, line: int, tmp_path: Path) -> None:
    """A fault in terms.csv stops the reading with file, line, row and column."""
    path = tmp_path / "terms.csv"
    path.write_text(text, encoding="utf-8", newline="\n")
    with pytest.raises(InputError) as error:
        read_terms(path, "csv").or_raise()
    assert message in str(error.value)
    assert f"terms.csv:{line}:" in str(error.value)


def test_a_partial_import_leaves_out_only_the_faulty_rows(tmp_path: Path) -> None:
    """What can be used is there when it is asked for, and every fault is on record."""
    path = tmp_path / "terms.csv"
    path.write_text(
        "concept,lang,term,status\na,zh,甲,\na,en,x,odd\nb,zh,乙,\na,en,y,\n", encoding="utf-8", newline="\n"
    )
    found = read_terms(path)
    assert [(c.id, [t.text for t in c.terms]) for c in found.concepts] == [("a", ["甲"]), ("b", ["乙"])]
    assert [p.line for p in found.problems] == [3, 5]


def test_blanks_at_the_edge_of_a_cell_are_said(tmp_path: Path) -> None:
    """A trailing blank in a term is taken away and named by row and column."""
    path = tmp_path / "terms.csv"
    path.write_text("concept,lang,term\na,zh,甲 \n", encoding="utf-8", newline="\n")
    found = read_terms(path).or_raise()
    assert found.concepts[0].terms[0].text == "甲"
    assert found.notices == ("row 2, column term: blanks at the edge of '甲' taken away",)


FOREIGN = [
    (
        "memoQ, semicolons",
        "x.csv",
        "Entry_ID;Entry_Note;Chinese_PRC;Term_Info;Term_Example;English_United_States;Term_Info;Term_Example\n"
        "7;;双碳;CasePermissive;;dual carbon;CasePermissive;\n8;;三农;;;three rural issues;Forbidden;\n",
        "7 zh-CN 双碳 preferred, en-US dual carbon preferred; "
        "8 zh-CN 三农 preferred, en-US three rural issues deprecated",
    ),
    (
        "languages by name",
        "x.csv",
        "ID,Chinese (Simplified),English (United States)\n1,三农,agriculture\n",
        "1 zh-CN 三农 preferred, en-US agriculture preferred",
    ),
    ("languages in Chinese", "x.csv", "中文,英文\n三农,farming\n", "row-2 zh 三农 preferred, en farming preferred"),
    ("codes with underscores", "x.csv", '"Concept ID","zh_cn","en_us","Note"\n5,三农,farming,x\n',
     "5 zh-CN 三农 preferred, en-US farming preferred"),
    ("a column that is no language", "x.csv", "zh-CN,en,pos\n三农,farming,noun\n",
     "row-2 zh-CN 三农 preferred, en farming preferred"),
    ("DeepL", "x.csv", "三农,farming,zh,en\n双碳,dual carbon,zh,en\n",
     "三农 zh 三农 preferred, en farming preferred; 双碳 zh 双碳 preferred, en dual carbon preferred"),
    ("long, other names", "x.csv", "Concept ID,Language,Term,Status\n1,Chinese,三农,Approved\n",
     "1 zh 三农 preferred"),
    ("pairs with semicolons", "x.csv", "Source term;Target term;Comment\n三农;farming;n\n",
     "三农 zh-CN 三农 preferred, en-US farming preferred"),
    ("MultiTerm", "x.xml",
     "<mtf><conceptGrp><concept>1</concept><languageGrp><language type='English' lang='EN'/><termGrp><term>trade</term>"
     "</termGrp><termGrp><term>commerce</term><descripGrp><descrip type='Status'>Forbidden</descrip></descripGrp>"
     "</termGrp></languageGrp><languageGrp><language type='Chinese (PRC)' lang='ZH-CN'/><termGrp><term>贸易</term>"
     "</termGrp></languageGrp></conceptGrp></mtf>",
     "1 en trade preferred, en commerce deprecated, zh-CN 贸易 preferred"),
    ("an obsolete term of TBX-Default", "x.tbx",
     "<martif type='TBX-Default'><text><body><termEntry id='I-1'><langSet xml:lang='en'><tig><term>a</term><termNote "
     "type='administrativeStatus'>obsoleteTerm-admn-sts</termNote></tig></langSet></termEntry></body></text></martif>",
     "I-1 en a superseded"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "name", "text", "expected"), FOREIGN, ids=[f[0] for f in FOREIGN])
def test_files_of_other_tools_are_read(case: str, name: str, text: str, expected: str, tmp_path: Path) -> None:
    """Tables and exports as other tools write them give their terms with language and status."""
    path = tmp_path / name
    path.write_text(text, encoding="utf-8", newline="\n")
    found = read_terms(path).or_raise().concepts
    assert (
        "; ".join(f"{c.id} " + ", ".join(f"{t.language} {t.text} {t.status}" for t in c.terms) for c in found)
        == expected
    )


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("<languageGrp><language lang='XX-Q!' type='?'/><termGrp><term>a</term></termGrp></languageGrp>",
         "'XX-Q!/?' is no language that is known"),
        ("<languageGrp><language lang='EN'/><termGrp><term/></termGrp></languageGrp>", "a term is empty"),
        ("<languageGrp><language lang='EN'/><termGrp><term>a</term><descripGrp><descrip type='Status'>cool</descrip>"
         "</descripGrp></termGrp></languageGrp>", "unknown status 'cool'"),
        ("", "the entry '1' has no term"),
        ("<languageGrp>", "broken XML"),
    ],
)  # fmt: skip
def test_faults_of_a_multiterm_file_are_named(entry: str, message: str, tmp_path: Path) -> None:
    """What cannot be used of an export is refused with its place."""
    path = tmp_path / "x.xml"
    path.write_text(f"<mtf>\n<conceptGrp><concept>1</concept>{entry}</conceptGrp></mtf>", encoding="utf-8")
    with pytest.raises(InputError, match=r"x\.xml:2: ") as error:
        read_terms(path).or_raise()
    assert message in str(error.value)


def test_chinese_that_is_utf_8_by_chance_is_a_mixture(tmp_path: Path) -> None:
    """Two characters of GB 18030 may be valid UTF-8 for marks that make no word; Greek and French are no such thing."""
    path = tmp_path / "terms.csv"
    rows = "concept,lang,term\na,zh-CN,三农\n".encode()
    path.write_bytes(rows + "b,zh-CN,双碳\n".encode("gb18030"))
    with pytest.raises(InputError, match=r"terms\.csv:3: mixed encodings"):
        read_terms(path)
    path.write_bytes(rows + "b,el,άνθρακας\nc,fr,énergie\n".encode())
    assert len(read_terms(path).or_raise().concepts) == 3


def test_mixed_encodings_are_refused(tmp_path: Path) -> None:
    """A file of which one row is GB 18030 and the rest UTF-8 is not guessed at; the row is named."""
    path = tmp_path / "terms.csv"
    path.write_bytes("concept,lang,term\na,zh,新质生产力\n".encode() + "b,zh,高质量\n".encode("gb18030"))
    with pytest.raises(InputError, match=r"terms.csv:3: mixed encodings: 1 lines are UTF-8, 1 are not"):
        read_terms(path)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
def test_other_encodings_of_csv_are_read(encoding: str, tmp_path: Path) -> None:
    """A table as Excel saves it on a Chinese machine is read, and the encoding is mentioned."""
    path = tmp_path / "terms.csv"
    path.write_bytes("concept,lang,term\na,zh,高质量发展是全面建设社会主义现代化国家的首要任务\n".encode(encoding))
    found = read_terms(path).or_raise()
    assert found.concepts[0].terms[0].text.startswith("高质量发展")
    assert found.notices


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_of_csv_are_read(delimiter: str, tmp_path: Path) -> None:
    """Spreadsheets of other countries separate with semicolons or tabs."""
    path = tmp_path / "terms.csv"
    path.write_text("concept,lang,term\na,zh,甲\n".replace(",", delimiter), encoding="utf-8", newline="\n")
    assert read_terms(path).or_raise().concepts[0].id == "a"


def test_multiterm_repeats_columns(tmp_path: Path) -> None:
    """A sheet whose synonyms stand in columns of the same name is read, as MultiTerm writes it."""
    path = tmp_path / "x.wide.csv"
    path.write_text("ID,Subject,zh-CN,en-US,en-US\n1,economy,甲,first,second\n", encoding="utf-8", newline="\n")
    (concept,) = read_terms(path).or_raise().concepts
    assert [(t.text, t.status) for t in concept.terms] == [
        ("甲", "preferred"),
        ("first", "preferred"),
        ("second", "admitted"),
    ]


@pytest.mark.parametrize("name", ["x.docx", "x", "x.json"])
def test_an_unknown_ending_is_refused(name: str) -> None:
    """A name that says no format is refused with the endings that do."""
    with pytest.raises(InputError, match="says no format"):
        format_of(name)


def test_every_writer_has_an_ending_that_leads_back_to_it() -> None:
    """The tables of writers and endings agree."""
    assert set(WRITERS) == set(ENDINGS)
    assert all(format_of(f"x{ending}") == name for name, ending in ENDINGS.items())


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.csv", b"", "the file is empty"),
        ("x.tbx", b" \n", "the file is empty"),
        ("x.tbx", b"\x00\x01\x02", "this is no XML"),
        ("x.xlsx", b"not a workbook", "this is no workbook"),
        ("x.csv", b"\x00\x01\x02\xff", "bytes"),
    ],
)
def test_files_that_are_something_else(name: str, data: bytes, message: str, tmp_path: Path) -> None:
    """An empty file, or one that is not what its name says, is one sentence that names the file."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError) as error:
        read_terms(tmp_path / name)
    assert message in str(error.value)
    assert name in str(error.value)


def test_broken_workbook(tmp_path: Path) -> None:
    """A damaged workbook is one sentence, not a stack of calls."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(write_terms([FORBIDDEN], "xlsx").data[:500])
    with pytest.raises(InputError, match="this is no workbook"):
        read_terms(path)


def test_long_form_of_the_checkout_is_as_the_writer_writes_it() -> None:
    """glossary/terms.csv is what the writer makes of it, so that a save by program changes no other line."""
    path = Path(__file__).parent.parent / "glossary" / "terms.csv"
    found = read_terms(path).or_raise()
    assert write_terms(found.concepts, "csv").data.decode() == path.read_text(encoding="utf-8")
    assert replace(found, concepts=()).losses == ()


def test_a_row_that_is_cut_off_is_named(tmp_path: Path) -> None:
    """A row with fewer cells than the header is a problem with its row and the first column that is missing."""
    path = tmp_path / "x.csv"
    text = "concept,lang,term,status\na,zh-CN,甲,preferred\na,en-US,first,preferred\na,en-US,second\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    with pytest.raises(InputError, match=r"x.csv:4: row 4, column status: the row ends after 3 cells"):
        read_terms(path).or_raise()
    assert [t.text for t in read_terms(path).concepts[0].terms] == ["甲", "first"]
