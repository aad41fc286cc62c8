"""Reading any file: one registry, one sentence for a bad file, nothing read beside the file."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from zipfile import ZIP_STORED

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import W, docx, epub, p, pdf, zipped

from tmkit.cli import main
from tmkit.errors import InputError, TmkitError
from tmkit.formats import READERS, decode, read_document

HANS = "要牢牢把握高质量发展这个首要任务，因地制宜发展新质生产力。"
BOMB = b"\0" * (9 * 1024 * 1024)


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_every_registered_reader_exists_and_reads(tmp_path, suffix):
    """Each suffix of the registry has a reader that reads a file made for it."""
    made = {
        ".docm": docx(p("文。")),
        ".docx": docx(p("文。")),
        ".epub": epub({"a.xhtml": "<p>文。</p>"}),
        ".pdf": pdf([["文。"]]),
        ".srt": "1\n00:00:01,000 --> 00:00:02,000\n文。\n".encode(),
        ".vtt": "WEBVTT\n\n00:01.000 --> 00:02.000\n文。\n".encode(),
    }
    file = tmp_path / f"a{suffix.upper()}"
    file.write_bytes(made.get(suffix, "文。".encode()))
    document = read_document(file, language="zh")
    assert [q.text for q in document.paragraphs] == ["文。"]
    assert (document.id, document.language) == ("a", "zh")


FILES = Path(__file__).parent / "data" / "formats" / "files"
GOLDEN = sorted(FILES.glob("*.expected"))


@pytest.mark.parametrize("expected", GOLDEN, ids=lambda path: path.stem)
def test_files_read_as_expected(expected):
    """Each file of the folder gives the roles, places and texts that stand beside it."""
    document = read_document(expected.with_suffix(""), language="zh")
    found = "".join(f"{q.role}\t{q.place}\t{q.text}\n" for q in document.paragraphs)
    assert found == expected.read_text(encoding="utf-8")


def test_every_file_has_its_expectation():
    """No file of the folder goes unread."""
    assert len(GOLDEN) == len([p for p in FILES.iterdir() if p.suffix != ".expected"]) >= 7


def _with_entity(name: str) -> bytes:
    """A DOCX whose document part declares an external entity and uses it."""
    archive = zipfile.ZipFile(io.BytesIO(docx(p("x"))))
    parts = {n: archive.read(n) for n in archive.namelist()}
    parts["word/document.xml"] = (
        f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e {name}>]><w:document {W}><w:body><w:p><w:r>'
        "<w:t>&e;</w:t></w:r></w:p>"
        "</w:body></w:document>"
    ).encode()
    return zipped(parts)


def _bomb(**parts: bytes) -> bytes:
    return zipped({"[Content_Types].xml": "<x/>", **{f"word/{n}.xml": c for n, c in parts.items()}})


BAD = {
    "empty.docx": (b"", "is no DOCX file"),
    "text.docx": (b"text", "is no DOCX file"),
    "text.epub": (b"text", r"is no EPUB file \(EPUB files are zip archives\)"),
    "nested.docx": (
        docx("<w:tbl><w:tr><w:tc>" * 100 + p("x") + "</w:tc></w:tr></w:tbl>" * 100),
        "its tables or other elements are nested too deeply to be a text; check the file$",
    ),
    "long.docx": (
        zipped({"[Content_Types].xml": "<x/>", "word/document.xml": b"<x>%s</x>" % (b"x" * 10_000_001)}, ZIP_STORED),
        "the part word/document.xml holds a piece of text that is too large",
    ),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old or password-protected Office file"),
    "cut.docx": (docx(p("x"))[:-60], "the archive is truncated or damaged"),
    "other.docx": (zipped({"a.txt": "x"}), "a zip archive of something else"),
    "nobody.docx": (zipped({"[Content_Types].xml": "<x/>"}), "the part word/document.xml is missing"),
    "xml.docx": (_bomb(document=b"<w:document"), "no well-formed XML"),
    "bomb.docx": (_bomb(document=BOMB), "refused as a zip bomb: word/document.xml would grow from"),
    "file.docx": (_with_entity('SYSTEM "file:///etc/hostname"'), "declares entities"),
    "net.docx": (_with_entity('SYSTEM "http://localhost:9/x"'), "declares entities"),
    "laughs.docx": (
        _with_entity('"ha">' + "".join(f'<!ENTITY e{i} "{"&e;" * 9}"' + ">" for i in range(9)).rstrip(">")),
        "declares entities|XML",
    ),
    "entity.epub": (
        zipped(
            {
                **{
                    n: zipfile.ZipFile(io.BytesIO(epub({"a.xhtml": "x"}))).read(n)
                    for n in ("META-INF/container.xml", "OPS/book.opf")
                },
                "OPS/text/a.xhtml": '<!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/hostname">]><html><body>&e;</body></html>',
            }
        ),
        "declares entities",
    ),
    "a.epub": (zipped({"a.txt": "x"}), "a zip archive of something else"),
    "picture.txt": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "a PNG picture"),
    "word.txt": (docx(p("x")), r"not text \(a DOCX file\); give it the suffix .docx$"),
    "book.txt": (epub({"a.xhtml": "x"}), r"\(an EPUB file\); give it the suffix .epub$"),
    "sheet.txt": (zipped({"xl/workbook.xml": "x"}), r"\(an Excel workbook\); .* save the sheet as CSV"),
    "old.txt": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "save it as DOCX"),
    "rich.txt": (b"{\\rtf1 x}", r"\(an RTF file\); open it in Word, WPS or LibreOffice and save it as DOCX$"),
    "rich.docx": (b"{\\rtf1 x}", "is no DOCX file but an RTF file; open it in Word"),
    "page.docx": (b"<html><body>x</body></html>", "is no DOCX file but a web page; give it the suffix .html"),
    "sheet.docx": (
        zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "x"}),
        "the part word/document.xml is missing",
    ),
    "writer.docx": (
        zipped({"mimetype": "application/vnd.oasis.opendocument.text"}, ZIP_STORED),
        "is no DOCX file but an OpenDocument text; open it in Word",
    ),
    "word.epub": (docx(p("x")), "is no EPUB file but a DOCX file; give it the suffix .docx"),
    "word.pdf": (docx(p("x")), "is no PDF file but a DOCX file; give it the suffix .docx"),
    "a.doc": (b"x", "no reader for '.doc' files; open it in Word, WPS or LibreOffice and save it as DOCX"),
    "a.xlsx": (b"x", "save the sheet as CSV"),
    "web.html": (b"From: <x>\r\nSubject: y\r\nMIME-Version: 1.0\r\n\r\n<html>", "is a web archive"),
    "paper.txt": (b"%PDF-1.7\n", "a PDF file"),
    "program.txt": (b"\x7fELF\x02\x01\x01\0\0", "a program"),
    "nul.txt": (b"a\0b\0\0c\0\0\0" * 20, "a binary file"),
    "surrogate.txt": ("一\n".encode() + b"\xed\xa0\x80 x", "holds a lone surrogate"),
    "half.txt": (HANS.encode()[:-1], "ends in the middle of a character"),
    "mixed.txt": (
        f"{HANS}\n".encode() * 3 + HANS.encode("gb18030"),
        "mixed encodings: this line reads as gb18030, the rest of the file as utf-8",
    ),
    "mixed2.txt": (f"{HANS}\n".encode("gb18030") * 3 + f"{HANS}\n".encode(), "mixed encodings"),
    "utf16.txt": (b"\xff\xfe" + HANS.encode("utf-16-le") + b"\x00\xd8\x41\x00", "a lone surrogate"),
    "cells.csv": (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    "page.html": (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_is_one_sentence_and_exit_1(tmp_path, name, capsys):
    """Whatever is wrong with a file, the command says it in one line that names the file, and exits with 1."""
    data, message = BAD[name]
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=message):
        read_document(tmp_path / name)
    assert main(["read", str(tmp_path / name)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith(f"tmkit: {tmp_path / name}")
    assert captured.err.count("\n") == 1


def _tagged(tags: int) -> bytes:
    return b"<html><body>" + b"<i>" * tags + b"</body></html>"


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.html", lambda: _tagged(3_000_001), "has more than 3,000,000 tags; split it into parts"),
        (
            "a.csv",
            lambda: b"a," * 1_000_001,
            "has more than 1,000,000 paragraphs or cells of text; split it into parts",
        ),
        ("a.md", lambda: b"\n" * 4_000_001, "has more than 4,000,000 lines; split it into parts"),
        (
            "a.srt",
            lambda: b"00:01.000 --> 00:02.000\n" + b"a\n" * 1_000_001,
            "has more than 1,000,000 paragraphs or cells of text; split it into parts",
        ),
        (
            "a.docx",
            lambda: zipped({"[Content_Types].xml": "<x/>", "word/document.xml": b"<x/>" * 8_000_001}, ZIP_STORED),
            "the part word/document.xml has more than 8,000,000 tags; split the document into parts",
        ),
    ],
    ids=["html", "csv", "md", "srt", "docx"],
)
def test_what_would_fill_the_memory_is_refused(tmp_path, name, data, message):
    """Elements, cells and lines are counted before each of them becomes an object; the limit and the cure are named."""
    (tmp_path / name).write_bytes(data())
    with pytest.raises(InputError, match=message):
        read_document(tmp_path / name)


def test_a_page_of_many_inline_elements_is_read_in_time(tmp_path):
    """The text of a block is gathered once, not anew for each element in it."""
    (tmp_path / "a.html").write_bytes(b"<p>" + b"<i>a</i>" * 100_000)
    before = time.process_time()
    (found,) = read_document(tmp_path / "a.html").paragraphs
    assert found.text == "a" * 100_000
    assert time.process_time() - before < 20


def test_nothing_is_read_but_the_file_named(tmp_path, monkeypatch):
    """No reader opens a connection or another file, whatever the file points at."""
    opened: list[str] = []
    outside = tmp_path / "outside.txt"
    outside.write_text("outside", encoding="utf-8")
    rel = f'<Relationship Id="r" Type="x/altChunk" Target="{outside.as_uri()}"/>'
    include = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{outside.as_uri()}" parse="text"/>'
    word = zipfile.ZipFile(io.BytesIO(docx(p("文。") + '<w:altChunk r:id="r" xmlns:r="x"/>')))
    parts = {n: word.read(n) for n in word.namelist()}
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(b"</R", f"{rel}</R".encode())
    links = f'<img src="{outside.as_uri()}"><link href="http://127.0.0.1:9/a.css"><iframe src="{outside.as_uri()}">'
    files = {
        "a.docx": zipped(parts),
        "a.epub": epub({"a.xhtml": f"<p>文。</p>{include}", "b.xhtml": "x"}, ["a.xhtml"]),
        "a.html": f"{links}</iframe><p>文。</p>{include}".encode(),
        "a.md": f"文。\n\n![x]({outside.as_uri()})\n".encode(),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        read_document(tmp_path / name)

    def audit(event: str, arguments: tuple[object, ...]) -> None:
        if watching and (event.startswith("socket.") or event == "open"):
            opened.append(f"{event} {arguments[0]}")

    watching = False
    sys.addaudithook(audit)
    for name in files:
        watching = True
        document = read_document(tmp_path / name)
        watching = False
        assert [q.text for q in document.paragraphs] == ["文。"]
    assert opened == [f"open {tmp_path / name}" for name in files]


def test_lines_of_mixed_encodings_are_named(tmp_path):
    """The complaint about a second encoding names the line where it begins, whichever of the two is the rule."""
    for name in ("mixed.txt", "mixed2.txt"):
        (tmp_path / name).write_bytes(BAD[name][0])
        with pytest.raises(InputError) as caught:
            read_document(tmp_path / name)
        assert caught.value.line == 4


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path):
    """A gigabyte in one line is refused by its size; a stream without a size is cut off at the limit."""
    file = tmp_path / "a.txt"
    with open(file, "wb") as stream:
        stream.truncate(1024**3)
    with pytest.raises(InputError, match=r"is larger than 256 MB, too much to hold in memory; split it into parts"):
        read_document(file)
    assert os.stat(file).st_size == 1024**3


def test_folders_devices_and_missing_files_are_no_text(tmp_path):
    """What is no file, or none that may be opened, is one sentence."""
    with pytest.raises(InputError, match="is not a file"):
        read_document(tmp_path)
    with pytest.raises(InputError, match="there is no such file"):
        read_document(tmp_path / "a.docx")
    with pytest.raises(InputError, match="cannot be read"):
        read_document("a\0b.txt")


@pytest.mark.parametrize("options", [[], ["--explain"]], ids=["plain", "explain"])
def test_standard_input_is_plain_text(options):
    """A dash reads standard input, in whatever encoding it is, and a guess of it is said once, asked for or not."""
    done = subprocess.run(
        [sys.executable, "-m", "tmkit", "read", "-", *options],
        input=HANS.encode("gb18030"),
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == HANS + "\n"
    assert done.stderr.decode().splitlines()[0] == "tmkit: standard input: not UTF-8: read as gb18030"
    assert done.stderr.count(b"not UTF-8") == 1


@pytest.mark.parametrize(
    ("text", "language", "notice"),
    [
        ("国务院总理李强发言，國務院總理發言", "zh", "simplified and traditional characters are mixed"),
        (
            "國務院總理發言說明長遠計畫",
            "zh-CN",
            "the language is given as zh-CN, yet the text is in traditional characters",
        ),
        ("国务院总理发言说明", "zh-Hant", "yet the text is in simplified characters"),
    ],
)
def test_scripts_are_told_apart(tmp_path, text, language, notice):
    """A mixture of simplified and traditional characters, or a wrong tag, is mentioned."""
    (tmp_path / "a.txt").write_text(text, encoding="utf-8", newline="\n")
    assert notice in "".join(read_document(tmp_path / "a.txt", language=language).notices)
    (tmp_path / "b.txt").write_text("国务院总理发言说明", encoding="utf-8", newline="\n")
    assert read_document(tmp_path / "b.txt", language="zh-CN").notices == ()


def test_control_characters_are_edits_and_lost_text_is_mentioned(tmp_path):
    """Control characters go with place and reason; replacement characters are counted."""
    (tmp_path / "a.txt").write_bytes("一\x07二\n三\ufffd\ue000".encode())
    document = read_document(tmp_path / "a.txt")
    assert [(e.before, e.line, e.start) for e in document.edits] == [("\x07", 1, 1)]
    assert [n.split(" (")[0].split(" that")[0] for n in document.notices] == [
        "1 replacement characters U+FFFD",
        "1 private characters",
    ]


def test_read_prints_paragraphs_with_places(tmp_path, capsys):
    """The json form carries role, offset, line and place; --clean repairs; --explain says so."""
    (tmp_path / "a.docx").write_bytes(docx(p("　　一段。")))
    assert main(["read", str(tmp_path / "a.docx"), "--format", "json", "--clean", "standard", "--explain"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {"text": "一段。", "role": "body", "start": 2, "line": 1, "place": "paragraph 1"}
    assert r"'\u3000\u3000' -> '' (blanks that only indent the line)" in captured.err


def test_conversion_keeps_places(tmp_path, capsys):
    """Converted text keeps the offsets of the original, and each changed character is an edit."""
    (tmp_path / "a.txt").write_text("发展干部\n头发", encoding="utf-8", newline="\n")
    assert main(["read", str(tmp_path / "a.txt"), "--script", "Hant", "--explain"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "發展幹部\n頭髮\n"
    assert "a.txt:2: '头' -> '頭' (converted to Hant)" in captured.err


SAMPLES = [
    docx(p("文。")),
    epub({"a.xhtml": "<p>文。</p>"}),
    HANS.encode(),
    HANS.encode("big5", "ignore"),
    pdf([["文"]])[:2000],
]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=4)), max_size=4),
    st.sampled_from(sorted(READERS)),
)
def test_damaged_files_are_read_or_refused(data, changes, suffix):
    """Bytes changed anywhere in a file give a document or one of our errors, never another exception."""
    damaged = bytearray(data)
    for place, new in changes:
        damaged[place : place + len(new)] = new
    module, name = READERS[suffix].split(":")
    reader = getattr(__import__(f"tmkit.formats.{module}", fromlist=[name]), name)
    try:
        document = reader(bytes(damaged), file=f"a{suffix}")
    except TmkitError as error:
        complaint = str(error)
    else:
        complaint = ""
        assert all(q.text.strip() for q in document.paragraphs)
    assert "\n" not in complaint


def test_the_limit_is_the_modules(monkeypatch):
    """A stream that does not say its size is read to the limit and no further."""
    monkeypatch.setattr(decode, "MAXIMUM_BYTES", 10)
    assert decode.read_limited("a", io.BytesIO(b"x" * 10)) == b"x" * 10
    with pytest.raises(InputError, match="is larger than"):
        decode.read_limited("a", io.BytesIO(b"x" * 11))


def test_a_suffix_that_is_a_language_means_plain_text(tmp_path):
    """NAME.zh and NAME.en-US are read as plain text in that language, unless another one is given."""
    for name, language in (("a.zh", "zh"), ("b.en-US", "en-US"), ("c.ZH_hant", "zh-Hant")):
        (tmp_path / name).write_text("一\n", "utf-8")
        document = read_document(tmp_path / name)
        assert (document.language, document.id, document.paragraphs[0].text) == (language, name[0], "一")
    assert read_document(tmp_path / "a.zh", language="ja").language == "ja"
