"""Candidates for new terms in Chinese text, for a person to judge.

Three sources: what the text itself puts in quotation marks or title marks; character strings that hold together
(lowest pointwise mutual information of any division) and stand in many surroundings (branching entropy, Cheng et al.
1999), measured the best statistical source on political text; and, as a wide net, sequences of words by C-value
(Frantzi, Ananiadou and Mima 2000). Nothing finds all terms that occur once: quotation marks find some of them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..text import is_cjk
from ..text.wordlists import word_list
from .collection import Glossary
from .forms import character_form

__all__ = ["Candidate", "ExtractOptions", "extract_candidates"]

CutWords = Callable[[str], Sequence[str]]

_QUOTED = re.compile(r"[“「『]([^“”「」『』]{2,24})[”」』]|《([^《》]{2,30})》")
_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\u3007]{2,}")
_LAYOUT = re.compile(r"(?<=[^\x00-\x7f\s])\s+(?=[^\x00-\x7f\s])")
_SENTENCE_MARK = re.compile(r"[。！？；，：…]")
_CONTEXT = 18
_PIECE = 0.6


@dataclass(frozen=True, slots=True)
class ExtractOptions:
    """Bounds: how often a string must occur, how long it may be, how many candidates of each source, contexts each.

    `is_word` says of a string that it is an ordinary word of the language: alone it is no candidate unless quoted.
    """

    minimum_count: int = 2
    longest: int = 10
    limit: int = 300
    contexts: int = 3
    minimum_entropy: float = 0.8
    minimum_pmi: float = 3.0
    is_word: Callable[[str], bool] | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A string that may be a term: how often, by which evidence with what value, and where it stands."""

    text: str
    count: int
    score: float
    evidence: tuple[tuple[str, float], ...]
    contexts: tuple[str, ...] = ()


@dataclass(slots=True)
class _Statistics:
    """Counts of all strings up to a length, and of what stands to their left and right."""

    counts: Counter[str] = field(default_factory=Counter)
    left: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    right: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    characters: int = 0


def extract_candidates(
    texts: Iterable[str],
    known: Glossary | None = None,
    options: ExtractOptions | None = None,
    cut_words: CutWords | None = None,
) -> list[Candidate]:
    """Candidates in the order of their score; terms of `known` are left out. Texts are documents or paragraphs.

    `cut_words` divides Chinese into words for C-value; without it that source is left out.

    >>> [c.text for c in extract_candidates(["坚持“两个维护”。", "做到“两个维护”。"])]
    ['两个维护']
    """
    options = options or ExtractOptions()
    joined = [_LAYOUT.sub("", text) for text in texts]
    masked = [_without_terms(text, known) for text in joined]
    evidence: dict[str, dict[str, float]] = defaultdict(dict)
    counts: Counter[str] = Counter()
    for source, found in (
        ("quoted", _quoted(joined)),
        ("cohesion", _cohesive(masked, options)),
        ("c-value", _c_values(masked, options, cut_words) if cut_words else {}),
    ):
        for text, (count, value) in found.items():
            evidence[text][source] = value
            counts[text] = max(counts[text], count)
    taken = _known_forms(known)
    kept = {
        t: e
        for t, e in evidence.items()
        if character_form(t).text not in taken and ("quoted" in e or not (options.is_word and options.is_word(t)))
    }
    scores = {t: _score(t, counts[t], e) for t, e in kept.items()}
    ranked = sorted(kept, key=lambda t: (-scores[t], t))[: options.limit]
    contexts = _contexts(joined, ranked, options.contexts)
    return [Candidate(t, counts[t], scores[t], tuple(sorted(kept[t].items())), contexts[t]) for t in ranked]


def _without_terms(text: str, known: Glossary | None) -> str:
    """The text with bars in place of known terms, so that no piece of one is a candidate."""
    signs = list(text)
    for match in known.find(text, "zh") if known else []:
        signs[match.start : match.end] = "|" * (match.end - match.start)
    return "".join(signs)


def _known_forms(known: Glossary | None) -> set[str]:
    terms = [t for c in known.concepts for t in c.in_language("zh")] if known else []
    forms = {character_form(t.text).text for t in terms}
    return forms | {form.strip('"') for form in forms}


def _score(text: str, count: int, evidence: dict[str, float]) -> float:
    """Quoted strings first, then cohesion, then the net; longer ones and those of several sources are better."""
    value = 100.0 if "quoted" in evidence else 0.0
    value += evidence.get("cohesion", 0.0) * math.log2(len(text)) + math.log2(1 + evidence.get("c-value", 0.0))
    return round(value + math.log2(count), 4)


def _quoted(texts: Sequence[str]) -> dict[str, tuple[int, float]]:
    """What stands in quotation or title marks, unless it is a sentence that somebody said."""
    counts: Counter[str] = Counter()
    for text in texts:
        for match in _QUOTED.finditer(text):
            inside = (match[1] or match[2]).strip()
            if not _SENTENCE_MARK.search(inside) and any(map(is_cjk, inside)):
                counts[inside] += 1
    return {text: (count, float(count)) for text, count in counts.items()}


def _cohesive(texts: Sequence[str], options: ExtractOptions) -> dict[str, tuple[int, float]]:
    """Strings by least PMI of a division times branching entropy of the poorer side."""
    statistics = _count_strings(texts, options.longest)
    edges = frozenset(word_list("term_edges_zh.txt"))
    found: dict[str, tuple[int, float]] = {}
    for text, count in statistics.counts.items():
        if len(text) < 2 or count < options.minimum_count or text[0] in edges or text[-1] in edges:
            continue
        entropy = min(_entropy(statistics.left[text]), _entropy(statistics.right[text]))
        if entropy < options.minimum_entropy:
            continue
        pmi = _least_pmi(text, statistics)
        if pmi >= options.minimum_pmi:
            found[text] = (count, round(pmi * entropy, 4))
    whole = _without_pieces(found)
    best = sorted(whole, key=lambda t: (-found[t][1], t))[: options.limit]
    return {t: found[t] for t in best}


def _without_pieces(found: dict[str, tuple[int, float]]) -> list[str]:
    """Strings that do not stand mostly inside one longer string of the list."""
    around: dict[str, int] = {}
    for text, (count, _) in found.items():
        for part in {text[i:j] for i in range(len(text)) for j in range(i + 2, len(text) + 1)} - {text}:
            around[part] = max(around.get(part, 0), count)
    return [t for t, (count, _) in found.items() if around.get(t, 0) < _PIECE * count]


def _count_strings(texts: Iterable[str], longest: int) -> _Statistics:
    statistics = _Statistics()
    for text in texts:
        for run in _RUN.finditer(text):
            _count_run(run.group(), statistics, longest)
    return statistics


def _count_run(run: str, statistics: _Statistics, longest: int) -> None:
    """The border of a run counts as a new neighbour each time: a string that fills a run is free on that side."""
    size = len(run)
    statistics.characters += size
    for start in range(size):
        for end in range(start + 1, min(start + longest, size) + 1):
            text = run[start:end]
            statistics.counts[text] += 1
            if end - start > 1:
                number = statistics.counts[text]
                statistics.left[text][run[start - 1] if start else f"<{number}"] += 1
                statistics.right[text][run[end] if end < size else f">{number}"] += 1


def _entropy(counts: Counter[str]) -> float:
    """Shannon entropy in bits."""
    total = sum(counts.values())
    return -sum(n / total * math.log2(n / total) for n in counts.values()) if total else 0.0


def _least_pmi(text: str, statistics: _Statistics) -> float:
    """The pointwise mutual information, in bits, of the division where the string holds together least."""
    counts, total = statistics.counts, statistics.characters
    whole = counts[text]
    return min(math.log2(whole * total / (counts[text[:i]] * counts[text[i:]])) for i in range(1, len(text)))


def _c_values(texts: Sequence[str], options: ExtractOptions, cut_words: CutWords) -> dict[str, tuple[int, float]]:
    """C-value of sequences of two to five words: length times frequency, less the mean of the longer ones around."""
    counts: Counter[tuple[str, ...]] = Counter()
    edges = frozenset(word_list("term_edges_zh.txt"))
    for text in texts:
        for run in _RUN.finditer(text):
            counts.update(_word_sequences(cut_words(run.group()), edges))
    frequent = {words: n for words, n in counts.items() if n >= options.minimum_count}
    around: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for words, n in frequent.items():
        for part in {words[i:j] for i in range(len(words)) for j in range(i + 2, len(words) + 1)} - {words}:
            around[part].append(n)
    values = {w: _c_value(w, n, around.get(w, ())) for w, n in frequent.items()}
    best = sorted((w for w in values if values[w] > 0), key=lambda w: (-values[w], w))[: options.limit]
    return {"".join(w): (frequent[w], round(values[w], 4)) for w in best}


def _word_sequences(words: Sequence[str], edges: frozenset[str]) -> Iterator[tuple[str, ...]]:
    for start in range(len(words)):
        for end in range(start + 2, min(start + 5, len(words)) + 1):
            if words[start][0] not in edges and words[end - 1][-1] not in edges:
                yield tuple(words[start:end])


def _c_value(words: tuple[str, ...], count: int, longer: Sequence[int]) -> float:
    free = count - (sum(longer) / len(longer) if longer else 0.0)
    return math.log2(len(words)) * free


def _contexts(texts: Sequence[str], candidates: Sequence[str], wanted: int) -> dict[str, tuple[str, ...]]:
    """The first places where each candidate stands, with some characters around it."""
    found: dict[str, tuple[str, ...]] = {}
    for candidate in candidates:
        places: list[str] = []
        for text in texts:
            at = text.find(candidate)
            while at >= 0 and len(places) < wanted:
                end = at + len(candidate)
                places.append(" ".join(text[max(0, at - _CONTEXT) : end + _CONTEXT].split()))
                at = text.find(candidate, end)
            if len(places) >= wanted:
                break
        found[candidate] = tuple(places)
    return found
