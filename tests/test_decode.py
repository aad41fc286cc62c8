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


SHORT = [
    ("gb18030", "高质量发展新质生产力"),
    ("gb18030", "㐂与𠮷：四字节"),
    ("gbk", "教育部部长 怀进鹏："),
    ("hz", "高质量发展\n新质生产力"),
    ("big5", "加快發展新質生產力"),
    ("big5hkscs", "佢哋嘅發展，我哋嘅機會"),
    ("cp950", "價格為€5，創新發展"),
    ("utf-16-le", "高质量发展新质生产力"),
    ("utf-16-be", "高质量发展\r\nnew quality\r\n"),
    ("utf-32-le", "高质量发展"),
    ("cp932", "日本語のテキストです"),
    ("euc_jp", "日本語のテキストです"),
    ("iso2022_jp", "日本語のテキスト"),
    ("cp949", "대한민국은 민주공화국이다."),
    ("iso2022_kr", "대한민국은 민주공화국이다."),
    ("cp1252", "It’s a “naïve” café — really…"),
    ("cp1252", "£5 and €6"),
    ("mac-roman", "It’s a “naïve” café"),
]


@pytest.mark.parametrize(("encoding", "text"), SHORT, ids=[f"{e}-{t[:6]}" for e, t in SHORT])
def test_a_line_is_enough_to_tell_the_encoding(encoding, text):
    """Short texts in old encodings come back, by how common their characters are."""
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert len(decoded.notices) == 1


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16-le", "utf-16-be"])
def test_eight_characters_of_real_text_are_enough(encoding):
    """Every eight-character piece of two sentences is told rightly in each encoding of Chinese."""
    text = HANT if encoding == "big5" else HANS
    for start in range(0, len(text) - 8, 3):
        piece = text[start : start + 8]
        assert decode(piece.encode(encoding)).text == piece


def test_surrogates_in_pairs_are_put_together():
    """UTF-8 made of UTF-16 halves, as some databases write it, is read and mentioned."""
    decoded = decode(
        "𠮷".encode("utf-16-le").decode("utf-16-le", "surrogatepass").encode() + b"\xed\xa1\x82\xed\xbe\xb7"
    )
    assert decoded.text == "𠮷𠮷"
    assert decoded.notices == ("surrogate pairs in UTF-8 (CESU-8) put together",)


@pytest.mark.parametrize("name", ["base64", "rot13", "hex", "no-such"])
def test_names_that_are_no_encodings_of_text_are_refused(name):
    """Codecs that turn bytes into bytes are not encodings."""
    with pytest.raises(InputError, match="encoding"):
        decode(b"abc", encoding=name)


def test_a_named_encoding_overrides_everything():
    """What the caller says is done, even against a better guess."""
    assert decode("é".encode("cp1252"), encoding="cp1251").text == "й"
    assert decode("中".encode(), encoding="latin-1").text == "ä¸\xad"


def test_a_named_subset_gives_way_to_what_contains_it():
    """gb2312 is what people call GBK and GB18030 too; the larger set is used where it is needed, and said."""
    decoded = decode("朱镕基𠮷".encode("gb18030"), encoding="gb2312")
    assert (decoded.text, decoded.encoding) == ("朱镕基𠮷", "gb18030")
    assert decoded.notices == ("not all gb2312: read as gb18030, which contains it",)
    assert decode("朱".encode("gb2312"), encoding="gb2312").encoding == "gb2312"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一。\x85二。", ["一。", "二。"]),
        ("一。\x0c二。\x0b三。", ["一。", "二。", "三。"]),
        ("一。\n\x0c二。\n", ["一。", "二。"]),
        ("wait\x85\nno", ["wait", "no"]),
    ],
    ids=["mainframe", "page and line breaks", "page break at a line end", "a damaged ellipsis"],
)
def test_rare_line_ends(text, expected):
    """U+0085 ends lines where nothing else does; a form feed or vertical tab parts a line in two."""
    document = read_plain(text.encode())
    assert [p.text for p in document.paragraphs] == expected
    assert all(text[p.start : p.start + len(p.text)] == p.text for p in document.paragraphs if p.offsets is None)


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("<!DOCTYPE html>\n<html><p>一</p></html>", "looks like a web page: give it the suffix .html"),
        ("1\n00:00:01,000 --> 00:00:02,000\n一\n", "looks like subtitles: give it the suffix .srt"),
        ("1\n二\n", ""),
    ],
)
def test_another_format_under_the_name_of_a_text_is_mentioned(text, notice):
    """A page or subtitles named .txt are read as they stand, with a word on what they are."""
    assert notice in "".join(read_plain(text.encode()).notices)
    assert bool(notice) == bool(read_plain(text.encode()).notices)


def test_a_guess_of_western_letters_says_how_to_mend_it():
    """Polish in its own code page reads like Western text with wrong letters; the notice names the way out."""
    text = "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw."
    assert "--encoding" in decode(text.encode("cp1250")).notices[0]
    with pytest.raises(InputError, match=r"name it with --encoding, such as cp1251"):
        decode("Все люди рождаются свободными и равными в своем достоинстве и правах.".encode("cp1251"))


WESTERN = (
    "Visitors’ reactions were mixed. “It’s a wonderful place,” said Zoë, a student from Orléans — but others found the "
    "café’s prices (£4.50 for a coffee) too high. In São Paulo and Kraków, mayors have introduced fees of €2 a night."
)


def test_twenty_characters_of_western_text_are_enough():
    """Quotation marks and accents in English are not taken for Mac Roman or for lone Chinese characters."""
    pieces = [WESTERN[i : i + 20] for i in range(0, len(WESTERN) - 20, 3)]
    told = [decode(piece.encode("cp1252")).text == piece for piece in pieces]
    assert sum(told) >= len(told) - 1


def test_chinese_beside_letters_is_still_chinese():
    """A Chinese character glued to letters is one in text that has more of them."""
    for text in ("修改.conf檔，再重新啟動", "使用libs與apt工具", "在A股市場上市"):
        assert decode(text.encode("big5")).text == text
