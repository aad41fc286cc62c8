"""What is checked in one segment by itself: source and translation, nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from ..model import Number
from ..text import base_language, beside_sayings, compare_numbers, find_numbers, match_key, script_of
from ..text.wordlists import word_list

__all__ = ["Pair", "Remark", "Speaker"]

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pair:
    """A source segment and its translation, with the languages of both."""

    source: str
    target: str
    source_language: str
    target_language: str


@dataclass(frozen=True, slots=True)
class Remark:
    """What a check says of a pair: a sentence, and the places in source and target that it speaks of."""

    message: str
    source_spans: tuple[Span, ...] = ()
    target_spans: tuple[Span, ...] = ()


Speaker = Callable[[Pair], Iterator[Remark]]
"""A check of one pair."""


def empty(pair: Pair) -> Iterator[Remark]:
    """The translation has no text where the source has some."""
    if pair.source.strip() and not pair.target.strip():
        yield Remark("there is no translation")


def copied(pair: Pair) -> Iterator[Remark]:
    """The translation is the source; names, acronyms, addresses and numbers may well stay."""
    if not _letters(pair.source, pair.source_language) or not pair.target.strip() or _may_stay(pair.source):
        return
    if match_key(pair.source) == match_key(pair.target):
        yield Remark("the source was copied", target_spans=((0, len(pair.target)),))


_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|cn|io)\b\S*")
_ACRONYM = re.compile(r"[A-Z\d][A-Z\d&./+-]*s?")


def _may_stay(source: str) -> bool:
    """Whether nothing is to be translated: addresses, one Latin word with a capital or a digit, acronyms, numbers."""
    words = [w for w in (w.strip(_EDGES) for w in _ADDRESS.sub(" ", source).split()) if w]
    if not source.isascii():
        return False
    if len(words) == 1:
        return words[0] != words[0].lower() or any(ch.isdigit() for ch in words[0])
    with_number = any(word[0].isdigit() for word in words)
    return all(_ACRONYM.fullmatch(word) or (with_number and len(word) <= _UNIT) for word in words)


_UNIT = 2
_EDGES = ".,;:!?()[]\"'“”‘’"
_LATIN_RUN = re.compile(r"[A-Za-z][a-z]*(?:[ ,'-]+[A-Za-z][a-z]*){4,}")
# A word in small letters, no part of a longer name: not the Phone of iPhone.
_COMMON_WORD = re.compile(r"(?<![A-Za-z\d.@/_-])[a-z]{4,}(?![A-Za-z\d@/_-]|\.\w)")
_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def script(pair: Pair) -> Iterator[Remark]:
    """The translation holds text in the script of the source: Han in English; in Chinese five Latin words in a row,
    or common words of the source."""
    if match_key(pair.source) == match_key(pair.target):
        return
    chinese = base_language(pair.target_language) == "zh"
    if base_language(pair.source_language) != "zh" and not chinese:
        return
    runs = [m.span() for m in (_LATIN_RUN if chinese else _HAN_RUN).finditer(pair.target)]
    if chinese and not runs:
        common = set(_COMMON_WORD.findall(_ADDRESS.sub(" ", pair.source)))
        runs = [m.span() for m in _COMMON_WORD.finditer(pair.target) if m.group() in common]
    if chinese and not runs and _letters(pair.source, pair.source_language) > 20 and not _letters(pair.target, "zh"):
        runs = [(0, len(pair.target))] if pair.target.strip() else []
    if runs:
        found = ", ".join(f"'{_short(pair.target[a:b])}'" for a, b in runs[:3])
        yield Remark(f"left in the wrong script: {found}", target_spans=tuple(runs))


def _letters(text: str, language: str) -> int:
    wanted = ("han",) if base_language(language) == "zh" else ("latin",)
    return sum(script_of(ch) in wanted or (wanted[0] == "latin" and ch.isascii() and ch.isalpha()) for ch in text)


def repeated(pair: Pair) -> Iterator[Remark]:
    """The translation says the same words again and again, as decoders do that are caught in a loop."""
    loop = _loop(pair.target, pair.target_language)
    if loop is None or _loop(pair.source, pair.source_language) is not None:
        return
    start, end, times = loop
    yield Remark(f"'{_short(pair.target[start:end])}': the same words {times} times in a row", (), ((start, end),))


_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_LONGEST_LOOP = 30


def _tokens(text: str, language: str) -> list[tuple[str, int, int]]:
    if base_language(language) == "zh":
        return [(ch, i, i + 1) for i, ch in enumerate(text) if ch.isalnum()]
    return [(m.group().lower(), *m.span()) for m in _WORD.finditer(text)]


def _loop(text: str, language: str) -> tuple[int, int, int] | None:
    """The first run of equal groups of words: 5 words alike, 3 groups of two to five, 2 groups of six and more."""
    tokens = _tokens(text, language)
    words = [t[0] for t in tokens]
    if len(set(words)) == len(words):
        return None
    chinese = base_language(language) == "zh"
    for size in range(1, min(_LONGEST_LOOP, len(words) // 2) + 1):
        times = 5 if size == 1 else 3 if size < (10 if chinese else 6) else 2
        run = 0
        for i in range(len(words) - size + 1):
            if i + size < len(words) and words[i] == words[i + size]:
                run += 1
            elif run >= size * (times - 1):
                return tokens[i - run][1], tokens[i + size - 1][2], run // size + 1
            else:
                run = 0
    return None


_PAIRS = {"(": ")", "[": "]", "{": "}", "（": "）", "【": "】", "《": "》", "「": "」", "『": "』", "“": "”"}
_CLOSING = {close: opening for opening, close in _PAIRS.items()}
# In English set with single quotes an apostrophe cannot be told from a closing quote.
_SINGLE_QUOTE = re.compile(r"(?:^|\s)['‘]|[.,?!]['’](?:\s|$)")
_ENUMERATION = re.compile(r"(^|\s)\(?[0-9a-zA-Z一二三四五六七八九十]{1,3}[)）]")


def unbalanced(pair: Pair) -> Iterator[Remark]:
    """A quote or bracket without its partner, unless the source has one as well."""
    places = _unmatched(pair.target)
    if places and not _unmatched(pair.source) and not _SINGLE_QUOTE.search(pair.source):
        signs = " ".join(dict.fromkeys(pair.target[i] for i in places))
        yield Remark(f"without its partner: {signs}", target_spans=tuple((i, i + 1) for i in places))


def _unmatched(text: str) -> list[int]:
    skipped = {i for m in _ENUMERATION.finditer(text) for i in range(*m.span())}
    open_places: list[int] = []
    lonely: list[int] = []
    for i, ch in enumerate(text):
        if i in skipped:
            continue
        if ch in _PAIRS:
            open_places.append(i)
        elif ch in _CLOSING:
            if open_places and text[open_places[-1]] == _CLOSING[ch]:
                open_places.pop()
            else:
                lonely.append(i)
    straight = [i for i, ch in enumerate(text) if ch == '"']
    if len(straight) % 2 and any(text[i - 1 : i].isdigit() for i in straight):
        straight = []  # 5" is a length
    return sorted([*open_places, *lonely, *(straight[-1:] if len(straight) % 2 else [])])


def numbers(pair: Pair) -> Iterator[Remark]:
    """A number of one side has no equal on the other; values are compared, not digits, and sayings may be free."""
    found = compare_numbers(
        _numbers_of(pair.source, pair.source_language), _numbers_of(pair.target, pair.target_language)
    )
    from_chinese = base_language(pair.source_language) == "zh"
    chinese = pair.source if from_chinese else pair.target
    for mismatch in beside_sayings(found.mismatches, chinese, chinese_is_source=from_chinese):
        source, target = mismatch.source, mismatch.target
        yield Remark(_number_message(source, target, mismatch.reason), _span_of(source), _span_of(target))


@lru_cache(maxsize=32_768)
def _numbers_of(text: str, language: str) -> list[Number]:
    """The source is the same for all systems."""
    return find_numbers(text, language)


_REASONS = {
    "scale": "{} against {}: a wrong power of ten",
    "unit": "{} against {}: another unit",
    "value": "{} against {}: another value",
    "missing": "{} is not in the translation",
    "added": "{} is not in the source",
}


def _number_message(source: Number | None, target: Number | None, reason: str) -> str:
    told = [f"{n.text} ({_plain(n.value)}{' ' + n.unit if n.unit else ''})" for n in (source, target) if n is not None]
    return _REASONS[reason].format(*told)


def _plain(value: float) -> str:
    return f"{int(value):,}" if value == int(value) else f"{value:,.6g}"


def _span_of(number: Number | None) -> tuple[Span, ...]:
    return ((number.start, number.end),) if number else ()


def negation(pair: Pair) -> Iterator[Remark]:
    """The source says no where nothing about the same place in the translation does."""
    if not pair.target.strip():
        return
    said = [span[0] for span in _negations(pair.target, pair.target_language, strict=False)]
    multiple = len(pair.target) / max(len(pair.source), 1)
    near = (_NEAR_ZH if base_language(pair.target_language) == "zh" else _NEAR) + _NEAR_SHARE * len(pair.target)
    spans = [
        span
        for span in _negations(pair.source, pair.source_language, strict=True)
        if not any(abs(place - multiple * span[0]) <= near for place in said)
    ]
    if spans:
        found = ", ".join(dict.fromkeys(pair.source[a:b] for a, b in spans))
        yield Remark(f"'{found}' has no counterpart that says no", tuple(spans))


# How far the counterpart may stand from the likely place: as many characters, and this share of the translation.
_NEAR, _NEAR_ZH, _NEAR_SHARE = 40, 14, 0.1
_STRICT_ENGLISH = re.compile(
    r"\b(?:not|never|cannot|no longer|no one|nobody|nothing|neither|nor|fail(?:s|ed)? to|yet to|"
    r"no(?! (?:doubt|matter|wonder|sooner|less|fewer|more than|later|\d)|[.,!—-]))\b|n['’]t\b",
    re.I,
)
_NOT_NEGATIVE = re.compile(
    r"\bnot (?:only|just|until|least|less|more|fewer|later)\b|\b(?:whether|if|why|or) not\b|\bnothing but\b|"
    r"\bcannot help\b|n['’]t (?:help\b|(?:i|you|he|she|it|we|they)\b[^.;]*\?)",
    re.I,
)


def _negations(text: str, language: str, *, strict: bool) -> list[Span]:
    """Places that say no; strictly those that a translation must render, or all that could render one."""
    if base_language(language) == "zh":
        pattern, words = _chinese_negation(strict)
        return [m.span() for m in pattern.finditer(text) if m.group() in words]
    if strict:
        idle = {i for m in _NOT_NEGATIVE.finditer(text) for i in range(*m.span())}
        return [m.span() for m in _STRICT_ENGLISH.finditer(text) if m.start() not in idle]
    return [m.span() for m in _english_negation().finditer(text)]


# 投不投降, 去没去: a question.
_EITHER_WAY = r"(?P<verb>[\u4e00-\u9fff])[不没](?P=verb)"


@cache
def _chinese_negation(strict: bool) -> tuple[re.Pattern[str], frozenset[str]]:
    """A pattern of the words to look at, the longest first, and those of them that say no."""
    items = word_list("negation_zh.txt")
    idle = [i.lstrip("!") for i in items if i.startswith("!" if strict else "!!")]
    loose = [] if strict else [i[1:] for i in items if i.startswith("~")]
    words = [i for i in items if i[0] not in "!~"] + loose
    either_way = f"{_EITHER_WAY}|" if strict else ""
    return re.compile(f"{either_way}{_either([*idle, *words])}"), frozenset(words)


def _either(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))


@cache
def _english_negation() -> re.Pattern[str]:
    items = word_list("negation_en.txt")
    idle = "|".join(re.escape(i[1:]) for i in items if i.startswith("!"))
    words = [re.escape(i) for i in items if i[0] not in "!-" and not i.endswith("-")]
    starts = [re.escape(i[:-1]) + r"\w{3,}" for i in items if i.endswith("-")]
    ends = [r"\w+" + re.escape(i[1:]) for i in items if i.startswith("-")]
    return re.compile(rf"\b(?!{idle})(?:{'|'.join(words + starts + ends)})\b", re.I)


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."


SPEAKERS: dict[str, Speaker] = {
    "empty": empty,
    "copied": copied,
    "script": script,
    "repeated": repeated,
    "numbers": numbers,
    "unbalanced": unbalanced,
    "negation": negation,
}
