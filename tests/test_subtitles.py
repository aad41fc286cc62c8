"""Subtitles: what is said, by speaker and language, without times and tags."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmkit.errors import InputError
from tmkit.formats.subtitles import read_subtitles


def srt(*cues: str, gap: float = 1.0) -> bytes:
    """Cues of one second each with a gap between them."""
    out = []
    for i, text in enumerate(cues):
        start = i * (1 + gap)
        out.append(f"{i + 1}\n00:00:{start:06.3f} --> 00:00:{start + 1:06.3f}\n{text}\n".replace(".", ",", 2))
    return "\n".join(out).encode()


def texts(data: bytes) -> list[str]:
    """The paragraphs of a subtitle file."""
    return [p.text for p in read_subtitles(data, file="a.srt").paragraphs]


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        (["你好，\n世界"], ["你好，世界"]),
        (["Where are you\ngoing?"], ["Where are you going?"]),
        (["- 你好\n- 再见"], ["你好", "再见"]),
        (["我们要回家\nWe are going home"], ["我们要回家", "We are going home"]),
        (["The people", "who live here."], ["The people who live here."]),
        (["他来了", "她走了"], ["他来了", "她走了"]),
        (["我想，", "我们走吧"], ["我想，我们走吧"]),
        (["Stop.", "now"], ["Stop.", "now"]),
        (['<i>斜体</i>{\\an8}<font color="red">红</font>'], ["斜体红"]),
        (["I &lt;3 you &amp; me"], ["I <3 you & me"]),
        (["2 < 3 > 1"], ["2 < 3 > 1"]),
        (["好\n2024"], ["好2024"]),
    ],
)
def test_cues_become_what_is_said(cues, expected):
    """Lines of a cue are joined, speakers and languages kept apart, sentences over two cues joined on evidence."""
    assert texts(srt(*cues)) == expected


def test_a_long_pause_ends_what_is_said():
    """Cues seconds apart are not joined."""
    assert texts(srt("The people", "who live here.", gap=5)) == ["The people", "who live here."]


def test_webvtt_is_read():
    """Header, notes, styles, cue names, settings, voices and times without hours."""
    vtt = (
        "WEBVTT - title\nKind: captions\n\nNOTE a note\nover lines\n\nSTYLE\n::cue { color: red }\n\nintro\n"
        "00:01.000 --> 00:02.000 align:start position:0%\n<v 李强>各位<00:01.500><c.yellow>代表</c>！\n\n"
        "00:03.000 --> 00:04.000\n<ruby>漢<rt>hàn</rt></ruby>字。\n"
    ).encode()
    document = read_subtitles(vtt, file="a.vtt")
    assert [(p.text, p.place, p.line) for p in document.paragraphs] == [
        ("各位代表！", "00:01.000", 12),
        ("漢字。", "00:03.000", 15),
    ]


def test_cues_without_blank_lines_and_crlf():
    """Files whose cues follow one another at once, with the line ends of Windows."""
    data = b"1\r\n00:00:01,000 --> 00:00:02,000\r\none.\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\ntwo.\r\n"
    assert texts(data) == ["one.", "two."]


def test_no_subtitles_is_an_error():
    """A text that is no subtitle file is refused with a reason."""
    with pytest.raises(InputError, match=r"^a\.srt:1: holds no subtitle"):
        texts("只是文字".encode())


@given(st.lists(st.text(alphabet="新质ab. ,，-<i>/&;\n", min_size=1, max_size=12), min_size=1, max_size=4))
def test_every_character_stands_at_its_offset(cues):
    """After joins and tags, each character is the file's at its offset or was put there by an edit."""
    data = srt(*cues)
    document = read_subtitles(data, file="a.srt")
    text = data.decode()
    put = {(e.start, ch) for e in document.edits for ch in e.after} | {(e.end, e.after) for e in document.edits}
    for p in document.paragraphs:
        offsets = p.offsets or range(p.start, p.start + len(p.text))
        assert len(offsets) == len(p.text)
        assert all(text[i] == ch or (i, ch) in put for i, ch in zip(offsets, p.text, strict=True))


def test_marks_of_other_subtitle_formats_go():
    r"""Two dashes open a speech in Chinese, and converters leave the line break of ASS as a backslash and N."""
    assert texts(srt("—— 我知道。", r"{\an8}位置一，\N位置二。")) == ["我知道。", "位置一，位置二。"]


def test_turns_in_one_line_are_paragraphs() -> None:
    """Where a line opens with a dash, the same dash before what may open a sentence begins another speaker's turn."""
    assert texts(srt("-你先走 -那你呢 -别管我")) == ["你先走", "那你呢", "别管我"]
    assert texts(srt("- Are you in? - Count me in.")) == ["Are you in?", "Count me in."]
    once = "- It was a half - truth - once"
    assert texts(srt(once, "他说 -不 -走")) == [once[2:], "他说 -不 -走"]
