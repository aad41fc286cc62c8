"""Documents that hold two languages, paragraph by paragraph or column by column, taken apart into an aligned pair."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from ..errors import InputError
from ..formats.cleaning import joined
from ..formats.subtitles import is_cue_time
from ..model import Document, Paragraph
from ..text import base_language, guess_language, han_share
from .bilingual_runs import matched_runs

__all__ = ["Bilingual", "Unpaired", "split_bilingual"]

_HAN = "[\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
# What stands between a text and its translation in one line; a bracket around the second closes the line.
_BETWEEN = r"(\s*[/／|｜]\s*|\s+[-–—]+\s+|\s*)"
_CHINESE_FIRST = re.compile(rf"^(.*{_HAN}[^\sA-Za-z/／|｜（(]*){_BETWEEN}([A-Z(“\"'‘\[][^\n]*)$", re.S)
_AFTER_STOP = re.compile(rf"^(.*{_HAN}.*[。！？][”」』）]?)(\s*)([A-Z(“\"'‘\[][^\n]*)$", re.S)
_CHINESE_LAST = re.compile(
    rf"^([^\n]*?[A-Za-z)”\"'’.!?;:\]]|(?:chapter|article|section|part|annex|appendix|table|figure)\s+\d+)"
    rf"{_BETWEEN}((?:[（“《「【]|第)?{_HAN}.*)$",
    re.S | re.IGNORECASE,
)
_BRACKETED = (
    re.compile(rf"^([^A-Za-z\n]*{_HAN}[^A-Za-z\n（(]*)(\s*[（(]\s*)([A-Z][^\n（()）]*?)\s*[）)]$"),
    re.compile(rf"^([A-Z][^\n（()）]*?)(\s*[（(]\s*)([^A-Za-z\n（()）]*{_HAN}[^A-Za-z\n（()）]*?)\s*[）)]$"),
)
_RATIOS = (2.6, 5.0)
_COLUMN_NAME = re.compile(
    r"(?:(?:zh|cn|tw|hk|hans|hant|chs|cht|chinese|mandarin|simplified|traditional|en|us|gb|eng|english|source|target|"
    r"src|tgt|original|translation|language|text|sentence|term|version)(?![a-z])[\s\-_()/:]*)+"
    r"|(?:简体|繁体)?中文|汉语|英文|英语|(?:源|目标)(?:语言?|文)|原文|译文",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Unpaired:
    """A paragraph that has no counterpart, and why."""

    paragraph: Paragraph
    reason: str


@dataclass(frozen=True, slots=True)
class Bilingual:
    """Two documents whose paragraphs correspond one to one, and what could not be paired."""

    source: Document
    target: Document
    unpaired: tuple[Unpaired, ...] = ()


@dataclass(slots=True)
class _Halves:
    languages: tuple[str, str]
    pairs: list[tuple[Paragraph, Paragraph]] = field(default_factory=list)
    unpaired: list[Unpaired] = field(default_factory=list)

    def miss(self, paragraphs: Sequence[Paragraph], reason: str) -> None:
        self.unpaired += [Unpaired(p, reason) for p in paragraphs]


def split_bilingual(document: Document, languages: tuple[str, str] = ("zh", "en")) -> Bilingual:
    """The paragraphs of two languages in one document as a pair of documents, in the order of the text.

    Table rows pair by the columns of the two languages, subtitles by their cues, other text by its order: a paragraph
    or a run of them, then its translation. Runs of unequal length are paired by the lengths and numbers of their
    paragraphs, and what has no counterpart is left over. A paragraph in both languages is cut where one ends. Raises
    InputError when the languages cannot be told by their scripts, or nothing pairs.
    """
    bases = (base_language(languages[0]), base_language(languages[1]))
    if bases[0] == bases[1] or "zh" not in bases:
        raise InputError(
            f"the languages {languages[0]} and {languages[1]} cannot be told by their scripts",
            file=document.file,
            cure="name Chinese and one other language",
        )
    halves = _Halves(bases)
    if document.paragraphs and all(is_cue_time(p.place) for p in document.paragraphs):
        _pair_cues(document.paragraphs, halves)
    else:
        for is_table, group in groupby(document.paragraphs, lambda p: p.cell is not None and p.cell[0]):
            paragraphs = list(group)
            if not (is_table and _pair_table(paragraphs, halves)):
                _pair_running(paragraphs, halves)
    if not halves.pairs:
        raise InputError(
            f"holds no paragraphs of {languages[0]} and {languages[1]} that pair up",
            file=document.file,
            cure="use tmkit align",
        )
    missed = tuple(sorted(halves.unpaired, key=lambda u: u.paragraph.start))
    first = replace(document, language=languages[0], paragraphs=tuple(a for a, _ in halves.pairs))
    return Bilingual(
        first, replace(document, language=languages[1], paragraphs=tuple(b for _, b in halves.pairs)), missed
    )


def _language(text: str, languages: tuple[str, str]) -> str:
    """One of the two languages, or '' for text without letters or of another script."""
    found = guess_language(text)
    if found in languages:
        return found
    # Every Latin text counts as English for the guess by script.
    return next(b for b in languages if b != "zh") if found == "en" else ""


def _cut(paragraph: Paragraph) -> list[Paragraph]:
    """A paragraph that gives a text and at once its translation, as two."""
    text = paragraph.text
    if not 0.02 < han_share(text) < 0.98:
        return [paragraph]
    for pattern in (*_BRACKETED, _CHINESE_FIRST, _AFTER_STOP, _CHINESE_LAST):
        match = pattern.match(text)
        if match and _halves_match(*match.groups()):
            return [_slice(paragraph, *match.span(1)), _slice(paragraph, *match.span(3))]
    return [paragraph]


def _halves_match(left: str, gap: str, right: str) -> bool:
    chinese, other = (left, right) if han_share(left) > han_share(right) else (right, left)
    han, letters = len(re.findall(_HAN, chinese)), len(re.findall("[A-Za-z]", other))
    # A whole sentence may hold names in letters.
    least = 0.2 if chinese.rstrip()[-1:] in "。！？" and letters > 2 * han else 0.5
    if han_share(other) > 0 or han_share(chinese) < least or han < 2 or letters < max(4, han):
        return False
    # Without a blank between them only a final mark separates two texts.
    return bool(gap) or left[-1] in "。！？.!?"


def _slice(paragraph: Paragraph, start: int, end: int) -> Paragraph:
    offsets = None if paragraph.offsets is None else paragraph.offsets[start:end]
    place = paragraph.start + start if offsets is None else offsets[0]
    return replace(paragraph, text=paragraph.text[start:end], start=place, offsets=offsets)


def _pair_cues(paragraphs: Sequence[Paragraph], halves: _Halves) -> None:
    """Subtitles: what is shown at one time is a pair, or has no counterpart; nothing pairs across cues."""
    cues: dict[str, list[Paragraph]] = {}
    for p in paragraphs:
        cues.setdefault(p.place, []).extend(_cut(p))
    for cue in cues.values():
        said = [(_language(p.text, halves.languages), p) for p in cue]
        halves.miss([p for language, p in said if not language], "is in neither language")
        first, second = ([p for language, p in said if language == side] for side in halves.languages)
        if first and second:
            _pair_closed(first, second, halves)
        else:
            halves.miss([*first, *second], "its subtitle is in one language only")


def _pair_closed(first: list[Paragraph], second: list[Paragraph], halves: _Halves) -> None:
    """Both sides of a cell or a cue, which translate each other as a whole."""
    if len(first) == len(second):
        halves.pairs += zip(first, second, strict=True)
    else:
        halves.pairs.append((joined(first), joined(second)))


def _pair_table(paragraphs: Sequence[Paragraph], halves: _Halves) -> bool:
    """Pair the cells of each row; False when no two columns hold the two languages."""
    rows = [list(row) for _, row in groupby(paragraphs, lambda p: p.cell[1] if p.cell else 0)]
    # The first row may name the columns, in one language.
    columns = _columns(rows[1:], halves.languages, rows[0]) or _columns(rows, halves.languages, rows[0])
    if columns is None:
        return False
    for number, cells in enumerate(rows):
        first, second = ([p for p in cells if p.cell and p.cell[2] == column] for column in columns)
        rest = [p for p in cells if p not in first and p not in second]
        if number == 0 and len(rows) > 1 and _is_head([*first, *second]):
            halves.miss(cells, "is the head of a column")
            continue
        halves.miss(rest, "stands in another column")
        if first and second:
            _pair_closed(first, second, halves)
        elif len(pieces := [piece for p in (*first, *second) for piece in _cut(p)]) == 2 > len(cells):
            # A row of one wide cell, such as a title in both languages.
            halves.pairs.append(_in_order(pieces, halves))
        else:
            halves.miss([*first, *second], "the other cell of its row is empty")
    return True


def _is_head(cells: Sequence[Paragraph]) -> bool:
    """Whether every cell names a language or a side, as in Chinese | English; names in both languages are a pair."""
    named = all(_COLUMN_NAME.fullmatch(p.text.strip()) for p in cells)
    return named and len({guess_language(p.text) for p in cells}) == 1


def _columns(
    rows: Sequence[Sequence[Paragraph]], languages: tuple[str, str], head: Sequence[Paragraph]
) -> tuple[int, int] | None:
    """A column for each language, which is most of its text: those that their heads name, stand together, hold most."""
    weights: dict[int, Counter[str]] = {}
    filled: dict[int, set[int]] = {}
    for p in (p for row in rows for p in row if p.cell):
        _, row, column = p.cell or (0, 0, 0)
        language = _language(p.text, languages)
        # A Chinese character says as much as three letters.
        weights.setdefault(column, Counter())[language] += len(p.text) * (3 if language == "zh" else 1)
        filled.setdefault(column, set()).add(row)
    first, second = ([n for n, c in weights.items() if c[side] * 2 > sum(c.values())] for side in languages)
    named = {p.cell[2] for p in head if p.cell and _COLUMN_NAME.fullmatch(p.text.strip())}

    def fit(pair: tuple[int, int]) -> tuple[int, int, int, int, int]:
        a, b = pair
        weight = weights[a][languages[0]] + weights[b][languages[1]]
        return (a in named) + (b in named), len(filled[a] & filled[b]), weight, -a, -b

    return max(((a, b) for a in first for b in second), key=fit, default=None)


def _pair_running(paragraphs: Sequence[Paragraph], halves: _Halves) -> None:
    """Text outside tables; a paragraph in both languages is a pair of its own."""
    waiting: list[Paragraph] = []
    for paragraph in paragraphs:
        pieces = _cut(paragraph)
        if len(pieces) == 1:
            waiting += pieces
            continue
        _pair_runs(waiting, halves)
        waiting = []
        halves.pairs.append(_in_order(pieces, halves))
    _pair_runs(waiting, halves)


def _in_order(pieces: Sequence[Paragraph], halves: _Halves) -> tuple[Paragraph, Paragraph]:
    """Both halves of a paragraph, that of the first language first."""
    first, second = sorted(pieces, key=lambda p: _language(p.text, halves.languages) != halves.languages[0])
    return first, second


def _pair_runs(paragraphs: Sequence[Paragraph], halves: _Halves) -> None:
    runs: list[tuple[str, list[Paragraph]]] = []
    for p in paragraphs:
        language = _language(p.text, halves.languages)
        if not language:
            halves.miss([p], "is in neither language")
        elif runs and runs[-1][0] == language:
            runs[-1][1].append(p)
        else:
            runs.append((language, [p]))
    if not runs:
        return
    # The translation follows its source all through a document; the language that opens it is the source.
    opening = runs[0][0]
    ratio = _ratio(runs, halves.languages)
    index = 0
    while index < len(runs):
        language, run = runs[index]
        if language == opening and index + 1 < len(runs):
            _pair_run(run, runs[index + 1][1], language == halves.languages[0], ratio, halves)
            index += 2
        else:
            halves.miss(run, "no translation follows" if language == opening else "no source stands before it")
            index += 1


def _ratio(runs: Sequence[tuple[str, list[Paragraph]]], languages: tuple[str, str]) -> float:
    """Characters of the second language for one of the first, in the whole text."""
    sizes = [sum(len(p.text) for name, run in runs if name == language for p in run) for language in languages]
    ratio = sizes[1] / sizes[0] if all(sizes) else 1.0
    # Text that one side lacks bends the ratio; between Chinese and an alphabet it stays within these bounds.
    low, high = _RATIOS if languages[0] == "zh" else (1 / _RATIOS[1], 1 / _RATIOS[0])
    return max(low, min(high, ratio))


def _pair_run(left: list[Paragraph], right: list[Paragraph], forward: bool, ratio: float, halves: _Halves) -> None:
    first, second = (left, right) if forward else (right, left)
    for a, b in matched_runs(first, second, ratio, forward, _compare):
        if a and b:
            halves.pairs.append((joined(a), joined(b)))
        else:
            halves.miss([*a, *b], "nothing of its length and numbers stands beside it")


def _compare(first: Sequence[Paragraph], second: Sequence[Paragraph]) -> Callable[[int, int, int, int], float]:
    """How alike in meaning parts of two runs are, as the cosine of their vectors; see bilingual_runs.Compare."""
    import numpy as np

    from .align import load_brain

    brain = load_brain("use")
    if brain is None:
        return lambda i, a, j, b: 0.0
    sides = [brain.sentences([p.text for p in run]) for run in (first, second)]
    vectors = {
        (side, length): sides[side].spans(length, np.arange(1, len(run) + 1))
        for side, run in enumerate((first, second))
        for length in (1, 2)
    }
    return lambda i, a, j, b: float(vectors[0, a][i - 1] @ vectors[1, b][j - 1])
