"""DOCX to XLIFF and back: sentences with codes for looks and objects, and the translated document."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from xliff_rules import V1, violations

from tmkit.cli import main
from tmkit.errors import InputError
from tmkit.formats import read_document
from tmkit.formats.units import read_units
from tmkit.model import Unit
from tmkit.pipeline.leverage import analyze
from tmkit.pipeline.memory import Memory
from tmkit.pipeline.pretranslate import merge_docx, pretranslate

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
BOLD = "<w:rPr><w:b/></w:rPr>"


def run(text: str, properties: str = "", more: str = "") -> str:
    """A run."""
    inside = f'<w:t xml:space="preserve">{text}</w:t>' if text else ""
    return f"<w:r>{properties}{inside}{more}</w:r>"


def paragraph(*runs: str, style: str = "") -> str:
    """A paragraph."""
    head = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{head}{''.join(runs)}</w:p>"


NOTE = run("", "", '<w:footnoteReference w:id="2"/>')
BOX = (
    f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="wps"><w:drawing><w:txbxContent>'
    f"{paragraph(run('框里的话。'))}</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>"
    f"{paragraph(run('框里的话。'))}</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent>"
)
BODY = "".join([
    paragraph(run("工作报告", BOLD), style="Heading1"),
    paragraph(
        run("今年增长"), run("5.2%", BOLD), run("。"), NOTE, '<w:bookmarkStart w:id="0" w:name="a"/>', run("就业"),
        '<w:hyperlink r:id="rId9">' + run("稳定", "<w:rPr><w:u/></w:rPr>") + '</w:hyperlink><w:bookmarkEnd w:id="0"/>',
        run("。"),
    ),
    f"<w:tbl><w:tr><w:tc>{paragraph(run('项目'))}</w:tc><w:tc>{paragraph(run('12,000'))}</w:tc></w:tr></w:tbl>",
    paragraph(
        '<w:del w:id="1"><w:r><w:delText>旧字</w:delText></w:r></w:del>',
        '<w:ins w:id="2">' + run("新字在此。") + "</w:ins>",
    ),
    paragraph(run("第一行。"), run("", "", "<w:br/>"), run("第二行。")),
    paragraph(run("看图"), run("", "", BOX), run("就懂。")),
    paragraph(run("没有译文的句子。"), style="Quote"),
])  # fmt: skip
FOOTNOTES = (
    f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{paragraph(run("初步核算数。"))}</w:footnote></w:footnotes>'
)
TRANSLATIONS = {
    "document-1-1": "Work Report",
    "document-2-1": 'Growth this year was <g id="1">5.2%</g>.',
    "document-2-2": 'Employment was <g id="1">stable</g>.',
    "document-3-1": "Item",
    "document-5-1": "New words here.",
    "document-6-1": "Line one.",
    "document-6-2": "Line two.",
    "document-7-1": 'The picture <x id="1"/>explains it.',
    "document-8-1": "The words in the box.",
    "footnotes-1-1": "Preliminary figure.",
}


@pytest.fixture
def document(tmp_path: Path) -> Path:
    """A DOCX file with looks, a note, a link, a table, changes, breaks, a text box."""
    path = tmp_path / "in.docx"
    kinds = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", kinds)
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{BODY}</w:body></w:document>'
        )
        archive.writestr("word/footnotes.xml", FOOTNOTES)
        archive.writestr("word/media/a.png", b"\x89PNG")
    return path


def made(document: Path, memory: Memory | None = None) -> Any:
    """The XLIFF that pretranslate makes of the document, which keeps the rules."""
    out = document.with_suffix(".xlf")
    pretranslate(memory or Memory.open(":memory:"), document, out)
    root = etree.parse(out).getroot()
    assert not violations(root)
    return root


def translated(document: Path) -> Path:
    """The XLIFF file with TRANSLATIONS in it."""
    root = made(document)
    for unit in root.iter(f"{{{V1}}}trans-unit"):
        text = TRANSLATIONS.get(unit.get("id"))
        if text is not None:
            unit.append(etree.fromstring(f'<target xmlns="{V1}" state="translated">{text}</target>'))
    assert not violations(root)
    path = document.with_name("done.xlf")
    path.write_text(etree.tostring(root, encoding="unicode"), "utf-8")
    return path


def part(path: Path, name: str = "document") -> Any:
    """The root of a part of a document."""
    with zipfile.ZipFile(path) as archive:
        return etree.parse(io.BytesIO(archive.read(f"word/{name}.xml"))).getroot()


def looks(element: Any) -> list[tuple[str, str]]:
    """(text or object, name of its property) for each run of a paragraph."""
    found = []
    for item in element.iter(f"{{{W}}}r"):
        if next(item.iterancestors(f"{{{W}}}p")) is not element:
            continue
        properties = item.find(f"{{{W}}}rPr")
        name = "" if properties is None or not len(properties) else etree.QName(properties[0]).localname
        rest = [etree.QName(c).localname for c in item if etree.QName(c).localname not in ("t", "rPr")]
        found.append((item.findtext(f"{{{W}}}t") or f"[{' '.join(rest)}]", name))
    return found


def test_sentences_come_out_with_codes(document: Path) -> None:
    """Looks other than the paragraph's are pairs, objects single codes; numbers alone and deleted text stay out."""
    root = made(document)
    expected = {
        "document-1-1": "工作报告",
        "document-2-1": '今年增长<g id="1">5.2%</g>。',
        "document-2-2": '就业<g id="1">稳定</g>。',
        "document-3-1": "项目",
        "document-5-1": "新字在此。",
        "document-6-1": "第一行。",
        "document-6-2": "第二行。",
        "document-7-1": '看图<x id="1"/>就懂。',
        "document-8-1": "框里的话。",
        "document-9-1": "没有译文的句子。",
        "footnotes-1-1": "初步核算数。",
    }
    found = {}
    for unit in root.iter(f"{{{V1}}}trans-unit"):
        text = etree.tostring(unit[0], encoding="unicode", with_tail=False).replace(f' xmlns="{V1}"', "")
        found[unit.get("id")] = text.removeprefix("<source>").removesuffix("</source>")
    assert found == expected
    assert root.find(f".//{{{V1}}}external-file").get("href") == "in.docx"


def test_the_document_comes_back_translated(document: Path, tmp_path: Path) -> None:
    """Every translation stands in its place with its looks, objects and links; the rest is as it was."""
    assert merge_docx(translated(document), document, tmp_path / "out.docx") == (10, 0, 1)
    root = part(tmp_path / "out.docx")
    found = [looks(p) for p in root.iter(f"{{{W}}}p")]
    assert found == [
        [("Work Report", "b")],
        [
            ("Growth this year was ", ""), ("5.2%", "b"), (".", ""), ("[footnoteReference]", ""),
            (" ", ""), ("Employment was ", ""), ("stable", "u"), (".", ""),
        ],
        [("Item", "")],
        [("12,000", "")],
        [("New words here.", "")],
        [("Line one.", ""), ("[br]", ""), ("Line two.", "")],
        [("The picture ", ""), ("[AlternateContent]", ""), ("explains it.", "")],
        [("The words in the box.", "")],
        [("框里的话。", "")],
        [("没有译文的句子。", "")],
    ]  # fmt: skip
    link = root.find(f".//{{{W}}}hyperlink")
    assert link.get(f"{{{R}}}id") == "rId9"
    assert "".join(link.itertext()) == "stable"
    assert [e.get(f"{{{W}}}name") for e in root.iter(f"{{{W}}}bookmarkStart")] == ["a"]
    assert "".join(part(tmp_path / "out.docx", "footnotes").itertext()) == "Preliminary figure."
    with zipfile.ZipFile(tmp_path / "out.docx") as new, zipfile.ZipFile(document) as old:
        assert new.namelist() == old.namelist()
        assert new.read("word/media/a.png") == old.read("word/media/a.png")
    text = [p.text for p in read_document(tmp_path / "out.docx").paragraphs]
    assert text[0] == "Work Report"
    assert any("Employment was stable." in t for t in text)


@pytest.mark.parametrize(
    ("texts", "between", "translations", "expected"),
    [
        ("甲来了。|乙走了。", NOTE, "A came.|B left.", "A came.¹ B left."),
        ("甲来了。|乙走了。", "", "A came.|B left.", "A came. B left."),
        ("甲来了。|乙走了。", run("", "", "<w:tab/>"), "A came.|B left.", "A came.\tB left."),
        ("A came.| B left.", NOTE, "甲来了。|乙走了。", "甲来了。¹乙走了。"),
        ("A came. |B left.", "", "甲来了。|乙走了。", "甲来了。乙走了。"),
    ],
)
def test_blanks_between_sentences(
    document: Path, tmp_path: Path, texts: str, between: str, translations: str, expected: str
) -> None:
    """English sentences stand apart also behind the number of a note; Chinese ones have no blank left between them."""
    first, second = texts.split("|")
    source, target = ("zh-CN", "en-US") if second[0] == "乙" else ("en-US", "zh-CN")
    body = paragraph(run(first), between, run(second))
    with zipfile.ZipFile(document, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>')
    memory = Memory.open(":memory:")
    pairs = zip((first, second), translations.split("|"), strict=True)
    memory.add(Unit(old.strip(), new, source, target) for old, new in pairs)
    pretranslate(memory, document, tmp_path / "a.xlf")
    assert merge_docx(tmp_path / "a.xlf", document, tmp_path / "out.docx")[0] == 2
    shown = {"[footnoteReference]": "¹", "[tab]": "\t"}
    found = next(part(tmp_path / "out.docx").iter(f"{{{W}}}p"))
    assert "".join(shown.get(text, text) for text, _ in looks(found)) == expected


def test_the_same_bytes_every_time(document: Path, tmp_path: Path) -> None:
    """Merging twice gives the same file."""
    done = translated(document)
    for name in "ab":
        merge_docx(done, document, tmp_path / f"{name}.docx")
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_nothing_translated_is_the_same_document(document: Path, tmp_path: Path) -> None:
    """A job without a translation gives every part back as it says the same."""
    made(document)
    assert merge_docx(document.with_suffix(".xlf"), document, tmp_path / "out.docx") == (0, 0, 11)
    for name in ("document", "footnotes"):
        one, other = part(document, name), part(tmp_path / "out.docx", name)
        assert etree.tostring(one, method="c14n") == etree.tostring(other, method="c14n")


def test_the_same_document_again_is_all_101(document: Path, tmp_path: Path) -> None:
    """Translated, imported and pre-translated again, the document is done, codes and all."""
    with Memory.open(":memory:") as memory:
        memory.add(read_units(translated(document)))
        out = tmp_path / "again.xlf"
        bands = pretranslate(memory, document, out)
        assert bands == {"101": 10, "new": 1}
    assert merge_docx(out, document, tmp_path / "out.docx") == (10, 0, 1)
    merge_docx(translated(document), document, tmp_path / "first.docx")
    assert (tmp_path / "out.docx").read_bytes() == (tmp_path / "first.docx").read_bytes()


@pytest.mark.parametrize("is_known", [True, False], ids=["known", "new"])
def test_an_analysis_counts_the_sentences_of_the_job(document: Path, is_known: bool) -> None:
    """A document, and the XLIFF file made of it, have the same segments, codes and bands, those of pre-translation."""
    with Memory.open(":memory:") as memory:
        memory.add(read_units(translated(document)) if is_known else [Unit("今年增长5.2%。", "Up 5.2%.")])
        bands = pretranslate(memory, document, document.with_suffix(".xlf"))
        reports = [analyze(memory, [path])[0].bands for path in (document, document.with_suffix(".xlf"))]
    assert reports[0] == reports[1]
    inside = reports[0].pop("internal 75-84")  # 第一行。 is like 第二行。, of which pre-translation says nothing
    reports[0]["new"].add(inside)
    assert {band: counts.segments for band, counts in reports[0].items() if counts.segments} == bands
    assert sum(counts.codes for counts in reports[0].values()) == 5


def test_lost_codes_lose_no_objects(document: Path, tmp_path: Path) -> None:
    """A translation that lacks an object has it at its end; codes that are not the sentence's are left out."""
    path = translated(document)
    text = path.read_text("utf-8").replace(
        'The picture <x id="1"/>explains it.', 'It <g id="8">is</g> clear<x id="7"/>.'
    )
    path.write_text(text, "utf-8")
    merge_docx(path, document, tmp_path / "out.docx")
    found = [looks(p) for p in part(tmp_path / "out.docx").iter(f"{{{W}}}p")]
    assert found[6] == [("It ", ""), ("is", ""), (" clear", ""), (".", ""), ("[AlternateContent]", "")]


def test_another_document_is_refused(document: Path, tmp_path: Path) -> None:
    """An XLIFF file of another document, or of an older state of it, is one sentence."""
    done = translated(document)
    done.write_text(done.read_text("utf-8").replace("工作报告", "工作总结"), "utf-8")
    with pytest.raises(InputError, match="its segment 'document-1-1' is not the one there"):
        merge_docx(done, document, tmp_path / "out.docx")
    assert not (tmp_path / "out.docx").exists()


def test_exchanged_arguments_are_named(document: Path, tmp_path: Path) -> None:
    """A document in the place of the XLIFF file is not called broken XML."""
    made(document)
    with pytest.raises(InputError, match="stands where the XLIFF file belongs"):
        merge_docx(document, document.with_suffix(".xlf"), tmp_path / "out.docx")


def test_the_commands(document: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """pretranslate and merge are a document's way there and back."""
    with Memory.open(tmp_path / "m.db") as memory:
        memory.add([Unit("工作报告", "Work Report"), Unit("第一行。", "Line one.")])
    assert (
        main(["tm", "pretranslate", str(document), "--tm", str(tmp_path / "m.db"), "-o", str(tmp_path / "a.xlf")]) == 0
    )
    assert main(["tm", "merge", str(tmp_path / "a.xlf"), str(document), "-o", str(tmp_path / "b.docx")]) == 0
    assert "b.docx: 3 segments translated, 1 of them to be reviewed, 8 left as they were" in capsys.readouterr().err
