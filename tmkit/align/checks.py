"""Named checks on aligned pairs before they go into a memory: each measures, says why, and leaves the choice to you."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..text import base_language, compare_numbers, find_numbers, han_share

__all__ = ["CHECKS", "Texts", "check_pairs", "parse_check"]


@dataclass(frozen=True)
class Texts:
    """Both sides of the pairs of one document, in order, and their languages."""

    pairs: Sequence[tuple[str, str]]
    languages: tuple[str, str]


_LETTERS = 4  # Latin letters that say as much as one Chinese character

# A check gives for every pair a value and a reason; the pair fails where the value is above the threshold.
Measure = Callable[[Texts], list[tuple[float, str]]]


def _duplicates(texts: Texts) -> list[tuple[float, str]]:
    """1 for a pair that stands in the document before."""
    first: dict[tuple[str, str], int] = {}
    result = []
    for number, pair in enumerate(texts.pairs):
        seen = first.setdefault(pair, number)
        result.append((float(seen != number), f"the same as pair {seen}"))
    return result


def _untranslated(texts: Texts) -> list[tuple[float, str]]:
    """How alike both sides are as strings, 0 to 1; texts of less than two letters are left alone."""
    from rapidfuzz.fuzz import ratio

    result = []
    for source, target in texts.pairs:
        value = ratio(source, target) / 100 if sum(map(str.isalpha, source)) > 1 else 0.0
        result.append((value, f"both sides are {value:.0%} alike"))
    return result


def _language(texts: Texts) -> list[tuple[float, str]]:
    """The share of letters in a script that the language does not write, on the worse side; Chinese and others only."""
    result = []
    for pair in texts.pairs:
        worst, reason = 0.0, ""
        for text, language, side in zip(pair, texts.languages, ("source", "target"), strict=True):
            letters = "".join(ch for ch in text if ch.isalpha())
            if len(letters) > 1:
                share = han_share(letters)
                han = share * _LETTERS / (share * _LETTERS + 1 - share)
                wrong = 1 - han if base_language(language) == "zh" else 0.0 if base_language(language) == "ja" else han
                if wrong > worst:
                    worst, reason = wrong, f"{wrong:.0%} of the {side} is not in {language}"
        result.append((worst, reason))
    return result


def _numbers(texts: Texts) -> list[tuple[float, str]]:
    """How many numbers of either side have no equal on the other; only where both languages' numbers can be read."""
    languages = [base_language(language) for language in texts.languages]
    if set(languages) - {"zh", "en"}:
        return [(0.0, "")] * len(texts.pairs)
    result = []
    for source, target in texts.pairs:
        compared = compare_numbers(find_numbers(source, languages[0]), find_numbers(target, languages[1]))
        lost, added = [n.text for n in compared.source_only], [n.text for n in compared.target_only]
        parts = [
            f"{name} {', '.join(found)}"
            for name, found in (("only in source:", lost), ("only in target:", added))
            if found
        ]
        result.append((float(len(lost) + len(added)), "; ".join(parts)))
    return result


def _length(texts: Texts) -> list[tuple[float, str]]:
    """By how many standard deviations the length ratio is off that of the document (robust: median deviation)."""
    logs = [math.log((len(t) + 4) / (len(s) + 4)) for s, t in texts.pairs]
    if len(logs) < 4:
        return [(0.0, "")] * len(logs)
    middle = statistics.median(logs)
    spread = max(1.4826 * statistics.median(abs(value - middle) for value in logs), 0.1)
    usual = math.exp(middle)
    return [
        (
            abs(value - middle) / spread,
            f"{math.exp(value):.1f} target characters per source character, usual {usual:.1f}",
        )
        for value in logs
    ]


CHECKS: Mapping[str, tuple[Measure, float]] = {
    "duplicate": (_duplicates, 0.5),
    "untranslated": (_untranslated, 0.8),
    "language": (_language, 0.5),
    "numbers": (_numbers, 0.0),
    "length": (_length, 3.0),
}


def parse_check(text: str) -> list[tuple[str, float]]:
    """A check by its name, or with a threshold of one's own; `all` is every check.

    >>> parse_check("length=2.5"), parse_check("duplicate")
    ([('length', 2.5)], [('duplicate', 0.5)])
    """
    name, _, threshold = text.partition("=")
    if name == "all" and not threshold:
        return [(n, default) for n, (_, default) in CHECKS.items()]
    if name not in CHECKS:
        raise ValueError(f"no check is called {name!r}")
    return [(name, _threshold(threshold) if threshold else CHECKS[name][1])]


def _threshold(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or value < 0:
        raise ValueError(f"the threshold {text!r} is no number of 0 or more")
    return value


def check_pairs(texts: Texts, checks: Sequence[tuple[str, float]]) -> list[tuple[str, ...]]:
    """For every pair the checks that it fails, each as `name (reason)`."""
    failed: list[list[str]] = [[] for _ in texts.pairs]
    for name, threshold in checks:
        for found, (value, reason) in zip(failed, CHECKS[name][0](texts), strict=True):
            if value > threshold:
                found.append(f"{name} ({reason})")
    return [tuple(found) for found in failed]
