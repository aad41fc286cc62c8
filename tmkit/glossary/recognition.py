"""Finds terms in running text: every occurrence, also overlapping ones, without those inside a longer term."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick

from ..model import Concept, Term, TermMatch
from .forms import character_form, is_spaced, light_stem, singular, word_form

__all__ = ["Recognizer", "make_recognizer"]

Entry = tuple[Concept, Term]
Span = tuple[int, int, Sequence[Entry]]
_CAPITALS = re.compile(r"\b[A-Z]{2,5}(?=s?\b)")


@dataclass(frozen=True, slots=True)
class Recognizer:
    """The terms of one language, ready to be searched for in texts of that language."""

    spaced: bool
    simplify: Callable[[str], str] | None
    entries: Sequence[Sequence[Entry]]
    automaton: AhoCorasick | None
    hidden: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    inflected: tuple[Sequence[Sequence[Entry]], AhoCorasick | None] = field(default=((), None))

    def find(self, text: str, nested: bool = False) -> list[TermMatch]:
        """Occurrences by place, longer ones first; with `nested` also those inside a longer one, so marked.

        Time is linear in text and matches. Two concepts that share a term are two matches at one place.
        """
        spans = sorted(self._spans(text), key=lambda s: (s[0], -s[1]))
        return list(_matches(text, spans, nested))

    def _spans(self, text: str) -> Iterator[Span]:
        return self._word_spans(text) if self.spaced else self._character_spans(text)

    def _character_spans(self, text: str) -> Iterator[Span]:
        if self.automaton is None:
            return
        form = character_form(text, self.simplify)
        plain = form.text
        same = not form.cuts and isinstance(form.offsets, range)
        found = self.automaton.find_matches_as_indexes(plain, overlapping=True)
        hidden = {(at + a, at + b) for index, at, _ in found for a, b in self.hidden.get(index, ())}
        for index, start, end in found:
            if not self.entries[index] or (start, end) in hidden or _splits_latin(plain, start, end):
                continue
            first, last = (start, end) if same else form.span(start, end)
            yield first, last, self.entries[index]

    def _word_spans(self, text: str) -> Iterator[Span]:
        for stem, entries, automaton in (
            (singular, self.entries, self.automaton),
            (light_stem, *self.inflected),
        ):
            if automaton is None:
                continue
            form = word_form(text, stem)
            for index, start, end in automaton.find_matches_as_indexes(form.text, overlapping=True):
                span = form.span(start, end)
                if span is None:
                    continue
                fitting = [e for e in entries[index] if _has_capitals(e[1].text, text[span[0] : span[1]])]
                if fitting:
                    yield *span, fitting


def make_recognizer(
    concepts: Iterable[Concept], language: str, simplify: Callable[[str], str] | None = None, hidden: Sequence[str] = ()
) -> Recognizer:
    """Prepare the terms of `language`.

    `hidden` are strings such as 发展[中国]家: the word in brackets is not found in these surroundings.
    """
    spaced = is_spaced(language)
    plain: dict[str, list[Entry]] = {}
    inflected: dict[str, list[Entry]] = {}
    for concept in concepts:
        for term in concept.in_language(language):
            if not spaced:
                plain.setdefault(character_form(term.text, simplify).text, []).append((concept, term))
            elif term.type == "phrase" or term.part_of_speech == "verb":
                inflected.setdefault(word_form(term.text, light_stem).text, []).append((concept, term))
            else:
                plain.setdefault(word_form(term.text, singular).text, []).append((concept, term))
    for table in (plain, inflected):
        table.pop("", None)
    contexts = {} if spaced else _contexts(hidden, plain)
    places = {pattern: i for i, pattern in enumerate(plain)}
    return Recognizer(
        spaced,
        simplify,
        tuple(plain.values()),
        _automaton(plain),
        {places[pattern]: tuple(spans) for pattern, spans in contexts.items()},
        (tuple(inflected.values()), _automaton(inflected)),
    )


def _contexts(hidden: Sequence[str], plain: dict[str, list[Entry]]) -> dict[str, list[tuple[int, int]]]:
    """Where in each of the surroundings the hidden word stands; they become patterns without an entry."""
    contexts: dict[str, list[tuple[int, int]]] = {}
    for line in hidden:
        before, _, rest = line.partition("[")
        word, _, after = rest.partition("]")
        if word in plain:
            contexts.setdefault(before + word + after, []).append((len(before), len(before) + len(word)))
    for pattern in contexts:
        plain.setdefault(pattern, [])
    return contexts


def _automaton(table: dict[str, list[Entry]]) -> AhoCorasick | None:
    return AhoCorasick(list(table)) if any(table.values()) else None


def _matches(text: str, spans: Sequence[Span], nested: bool) -> Iterator[TermMatch]:
    """Spans come by start, longer first, so what has been seen reaches as far as anything that could hold a span."""
    reach, last = -1, (-1, -1)
    inside = False
    for start, end, entries in spans:
        if (start, end) != last:
            inside = end <= reach
            last = (start, end)
            reach = max(reach, end)
        if inside and not nested:
            continue
        for concept, term in entries:
            yield TermMatch(concept, term, start, end, text[start:end], inside)


def _splits_latin(text: str, start: int, end: int) -> bool:
    """Whether a Latin word or a number of the text is cut in two: G20 is not in G200, 5G not in 15G."""
    return (start > 0 and _is_ascii_word(text[start]) and _is_ascii_word(text[start - 1])) or (
        end < len(text) and _is_ascii_word(text[end - 1]) and _is_ascii_word(text[end])
    )


def _is_ascii_word(ch: str) -> bool:
    return ch < "\x80" and ch.isalnum()


def _has_capitals(term: str, found: str) -> bool:
    """Short words in capitals keep them: AI is not ai, US is not us; a text all in capitals says nothing."""
    return found.isupper() or all(c in found for c in _CAPITALS.findall(term))
