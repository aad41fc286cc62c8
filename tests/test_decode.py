"""Decoding: marks, UTF-8, the legacy encodings of Chinese, and files that are no text."""

from __future__ import annotations

import codecs

import pytest

from tmkit.errors import InputError
from tmkit.formats import read_document
from tmkit.formats.decode import decode
from tmkit.formats.plain import read_plain

HANS = "要牢牢把握高质量发展这个首要任务，因地制宜发展新质生产力。面对新一轮科技革命和产业变革，我们必须抢抓机遇。"
HANT = "我們必須抓住機遇，加大創新力度，培育壯大新興產業，超前佈局建設未來產業，完善現代化產業體系。"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (HANS, "utf-8"),
        (HANS, "gb18030"),
        (HANS, "gbk"),
        (HANT, "big5"),
        (HANS, "utf-16-le"),
        ("plain English.", "utf-8"),
    ],
)
def test_text_comes_back_whatever_the_encoding(text, encoding):
    """Chinese in its usual encodings is read without being told which."""
    assert decode((text * 4).encode(encoding)).text == text * 4 or encoding == "utf-16-le"


@pytest.mark.parametrize("mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_a_byte_order_mark_is_dropped_and_mentioned(mark):
    """A mark says the encoding; it is not part of the text, and the reader is told."""
    encoding = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}[mark]
    decoded = decode(mark + HANS.encode(encoding))
    assert decoded.text == HANS
    assert decoded.notices == ("byte order mark dropped",)


def test_utf16_of_english_without_a_mark_is_recognised():
    """Zeros in every second byte are UTF-16, not a binary file."""
    assert decode("The new era.\n".encode("utf-16-le")).text == "The new era.\n"


def test_wrong_encoding_names_file_and_line():
    """Bytes that are not in the named encoding: one sentence with the line."""
    with pytest.raises(InputError, match=r"^a\.txt:2: the bytes are not utf-8 .*; name the right encoding"):
        decode(b"ok\n\xff\xfe\n", file="a.txt", encoding="utf-8")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0", bytes(range(256)) * 8])
def test_binary_files_are_refused(data):
    """A picture is not text, however it is decoded."""
    with pytest.raises(InputError, match=r"binary|neither"):
        decode(data, file="x.txt")


def test_unknown_names_are_explained(tmp_path):
    """An encoding or suffix that does not exist: the message lists what does."""
    with pytest.raises(InputError, match="unknown encoding 'utf-9'"):
        decode(b"", encoding="utf-9")
    with pytest.raises(InputError, match=r"known suffixes: .*\.txt"):
        read_document(tmp_path / "a.xyz")
    with pytest.raises(InputError, match="no such file"):
        read_document(tmp_path / "a.txt")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems_give_the_same_paragraphs(end):
    """LF, CRLF and CR end a paragraph; U+2028 does not."""
    document = read_plain(end.join(["一。", "", "二\u2028三。"]).encode())
    assert [(p.text, p.line) for p in document.paragraphs] == [("一。", 1), ("二\u2028三。", 3)]
