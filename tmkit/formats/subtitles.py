"""SRT and WebVTT subtitles: what is said, without times and tags."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from ..errors import InputError
from ..model import Document, Edit, Paragraph
from ..text import guess_language
from .cleaning import clean, join_where, substitute
from .decode import decode
from .layout import MOST_PARAGRAPHS, too_many_paragraphs
from .plain import lines_with_offsets

__all__ = ["is_cue_time", "read_subtitles"]

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{1,2}[,.]\d{1,3}"
_TIMING = re.compile(rf"^\s*({_TIME})\s*-->\s*({_TIME})(?:\s+.*)?$")
_TAG = re.compile(
    r"</?(?:[ibusc]|em|strong|font|lang|ruby|v|span)(?=[\s.>])(?:[^<>\n]{0,200})>|<rt>[^<\n]*</rt>|<\d[\d:.]+>|\{\\[^}\n]{0,80}\}"
)
_ENTITY = re.compile(r"&(?:amp|lt|gt|nbsp|lrm|rlm|quot|#\d{1,6});")
_SPEAKER = re.compile(r"^(?:-{1,2}|–|—{1,2}|―{1,2}|－)\s*")
# A dash behind a Chinese word or a final mark, and in front of what may open a sentence.
_TURN = re.compile(
    r"(?<=[。！？!?.…”’」』\"\u3400-\u9fff])\s+(?=(-{1,2}|–|—{1,2}|―{1,2}|－)\s?[“「\"A-Z\u3400-\u9fff])"
)
_FINAL = re.compile(r"[。！？!?.…][”’」』\"')）]*$|♪$|[:：]$")
_PAUSE = 2.0


@dataclass(frozen=True, slots=True)
class _Cue:
    start: float
    end: float
    lines: tuple[Paragraph, ...]


def read_subtitles(data: bytes, *, file: str = "", language: str = "", encoding: str | None = None) -> Document:
    """A Document with a paragraph for every cue, or for every speaker and language of one; times are in `place`.

    Lines of a cue are joined, and so are cues when the sentence goes on in the next: the first does not end, and the
    second begins in small letters or the first breaks off at a comma. Each join and each tag that goes is an edit.
    """
    decoded = decode(data, file=file, encoding=encoding)
    cues = _cues(decoded.text)
    first = next(cues, None)
    if first is None and decoded.text.strip() and not decoded.text.startswith("WEBVTT"):
        raise InputError(
            "holds no subtitle (no line with two times and -->)", file=file, line=1, cure="check the format"
        )
    edits: list[Edit] = []
    paragraphs: list[Paragraph] = []
    cue_of: dict[int, _Cue] = {}
    for cue in chain([first] if first else [], cues):
        for line in cue.lines:
            plain, found = _without_tags(line)
            edits += found
            if len(paragraphs) >= MOST_PARAGRAPHS:
                raise too_many_paragraphs(file)
            if plain.text.strip():
                cue_of[plain.line] = cue
                paragraphs.append(plain)
    document = Document("", language, tuple(paragraphs), "", file, decoded.encoding, tuple(edits), decoded.notices)
    document = join_where(document, lambda left, right: _why(left, right, cue_of))
    return clean(
        _without_dashes(document), ("control-characters", "zero-width", "no-break-spaces", "indents", "trailing-blanks")
    )


def is_cue_time(place: str) -> bool:
    """Whether the place of a paragraph is the time at which its subtitle begins.

    >>> is_cue_time("00:01:02,500"), is_cue_time("page 3")
    (True, False)
    """
    return re.fullmatch(_TIME, place) is not None


def _cues(text: str) -> Iterator[_Cue]:
    """A cue begins with its times and ends at a blank line; what stands outside (ids, notes, styles) is passed over."""
    times: tuple[float, float] | None = None
    lines: list[Paragraph] = []
    for number, start, line in lines_with_offsets(text):
        match = _TIMING.match(line)
        if (match or not line.strip()) and times:
            # Some files have no blank line before the next cue: its number then is no speech.
            kept = lines[:-1] if match and lines and lines[-1].text.strip().isdigit() else lines
            yield _Cue(*times, tuple(kept))
            times = None
        if match:
            times, lines = (_seconds(match.group(1)), _seconds(match.group(2))), []
            place = f"{match.group(1)}"
        elif times:
            # A line break as the format ASS writes it, which converters leave in.
            for part in re.finditer(r"(?:^|\\N)((?:\\(?!N)|[^\\])*)", line):
                for first, last in _turns(part.group(1)):
                    text = part.group(1)[first:last]
                    lines.append(Paragraph(text, start + part.start(1) + first, number, place=place))
    if times:
        yield _Cue(*times, tuple(lines))


def _turns(line: str) -> Iterator[tuple[int, int]]:
    """Where the turns of a line stand: one, or several if it opens with a dash and the same dash opens others.

    >>> list(_turns("-等等我 -快走"))
    [(0, 4), (5, 8)]
    """
    opening = _SPEAKER.match(line)
    at = 0
    for turn in _TURN.finditer(line) if opening else ():
        if opening and turn[1] == opening[0].strip():
            yield at, turn.start()
            at = turn.end()
    yield at, len(line)


def _seconds(time: str) -> float:
    total = 0.0
    for part in time.replace(",", ".").split(":"):
        total = total * 60 + float(part)
    return total


def _without_tags(line: Paragraph) -> tuple[Paragraph, list[Edit]]:
    plain, edits = substitute(line, _TAG, "", "subtitle tag")
    plain, more = substitute(plain, _ENTITY, lambda m: html.unescape(m.group()), "character reference")
    return plain, [*edits, *more]


def _why(left: Paragraph, right: Paragraph, cue_of: dict[int, _Cue]) -> str:
    """Speakers and languages are kept apart, in one cue and between two."""
    a, b = cue_of[left.line], cue_of[right.line]
    before, after = left.text.rstrip(), right.text.lstrip()
    if _SPEAKER.match(after) or len(_languages([left, right])) > 1:
        return ""
    if a is b:
        return "line break inside a subtitle"
    if (
        _FINAL.search(before)
        or b.start - a.end > _PAUSE
        or b.start < a.start
        or len(_languages([*a.lines, *b.lines])) > 1
    ):
        return ""
    goes_on = before.endswith(("，", ",", "、", "-")) or (before[-1:].isascii() and after[:1].islower())
    return "the sentence goes on in the next subtitle" if goes_on else ""


def _languages(lines: Sequence[Paragraph]) -> set[str]:
    return {guess_language(p.text) for p in lines} - {""}


def _without_dashes(document: Document) -> Document:
    """The dash of a dialogue line goes only where it marks one of several speakers; the role then says so."""
    paragraphs: list[Paragraph] = []
    edits: list[Edit] = []
    for p in document.paragraphs:
        plain, found = substitute(p, _SPEAKER, "", "dash that only marks a speaker")
        edits += found
        paragraphs.append(plain)
    return replace(document, paragraphs=tuple(paragraphs), edits=(*document.edits, *edits))
