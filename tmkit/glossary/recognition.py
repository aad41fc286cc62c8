"""Finds terms in running text: every occurrence, also overlapping ones, without those inside a longer term."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick

from ..model import Concept, Term, TermMatch
from .forms import character_form, is_spaced, light_stem, singular, split_words, word_form

__all__ = ["Recognizer", "make_recognizer"]

Entry = tuple[Concept, Term]
Span = tuple[int, int, int]
"""The index of a pattern, start and end."""
Found = tuple[list[Span], Sequence[int], Sequence[Sequence[Entry]]]
"""Spans, what their places are in the text that was given, and the entries behind each index."""
_QUOTES = re.compile('["《》〈〉]')
_LONG_TEXT = 10_000
_NEW = tuple.__new__
_CAPITALS = re.compile(r"\b[A-Z]{2,5}(?=s?\b)")


@dataclass(frozen=True, slots=True)
class Recognizer:
    """The terms of one language, ready to be searched for in texts of that language.

    `hidden` are surroundings in which a term stands by accident, with its place in them. `marks` has a 1 for each of
    these and for each pattern that begins or ends with a Latin letter or digit, which must not be cut out of a word.
    """

    spaced: bool
    simplify: Callable[[str], str] | None
    entries: Sequence[Sequence[Entry]]
    automaton: AhoCorasick | None
    marks: bytes = b""
    hidden: dict[int, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    inflected: tuple[Sequence[Sequence[Entry]], AhoCorasick | None] = field(default=((), None))

    def find(self, text: str, nested: bool = False) -> list[TermMatch]:
        """Occurrences by place, longer ones first; with `nested` also those inside a longer one, so marked.

        Time is linear in text and matches. Two concepts that share a term are two matches at one place.
        """
        with _collector_paused(len(text)):
            spans, offsets, entries = self._word_spans(text) if self.spaced else self._character_spans(text)
            if nested:
                spans = sorted(_moved(spans, offsets), key=lambda s: (s[1], -s[2]))
                return list(_all_matches(text, spans, entries))
            return [
                _NEW(TermMatch, (concept, term, start, end, text[start:end], False))  # without a call of its own
                for index, first, after in _outermost(spans)
                for start in [offsets[first]]
                for end in [offsets[after - 1] + 1]
                for concept, term in entries[index]
            ]

    def _character_spans(self, text: str) -> Found:
        """All matches by their end, longer ones first where ends are equal, as the automaton gives them.

        Their places are those of the folded text; beside them what these are in the text that was given.
        """
        if self.automaton is None:
            return [], range(0), ()
        form = character_form(text, self.simplify)
        found = self.automaton.find_matches_as_indexes(form.text, overlapping=True)
        return self._without_accidents(form.text, found), form.offsets, self.entries

    def _without_accidents(self, text: str, found: list[Span]) -> list[Span]:
        """Without the surroundings of hidden terms, these terms, and pieces of Latin words."""
        marks, surroundings = self.marks, self.hidden
        special = [m for m in found if marks[m[0]]]
        drop = {m for m in special if m[0] in surroundings or _splits_latin(text, m[1], m[2])}
        hidden = {(m[1] + a, m[1] + b) for m in special for a, b in surroundings.get(m[0], ())}
        if hidden:
            return [m for m in found if m not in drop and (m[1], m[2]) not in hidden]
        return [m for m in found if m not in drop] if drop else found

    def _word_spans(self, text: str) -> Found:
        """The same for words; the places are those of the text itself."""
        spans: list[tuple[list[Entry], int, int]] = []
        words = split_words(text)
        for stem, entries, automaton in (
            (singular, self.entries, self.automaton),
            (light_stem, *self.inflected),
        ):
            if automaton is None:
                continue
            form = word_form(text, stem, words)
            for index, start, end in automaton.find_matches_as_indexes(form.text, overlapping=True):
                span = form.span(start, end)
                if span is None:
                    continue
                fitting = _fitting(entries[index], text[span[0] : span[1]])
                if fitting:
                    spans.append((fitting, *span))
        ordered = sorted(_without_repeats(spans), key=lambda s: (s[2], s[1]))
        return [(i, s[1], s[2]) for i, s in enumerate(ordered)], range(len(text)), [s[0] for s in ordered]


def _fitting(entries: Sequence[Entry], found: str) -> list[Entry]:
    """The entries that the words found can be, one a concept: the term written like that, else its first."""
    chosen: dict[str, Entry] = {}
    for concept, term in entries:
        if _has_capitals(term.text, found) and (concept.id not in chosen or term.text == found):
            chosen[concept.id] = (concept, term)
    return list(chosen.values())


def _without_repeats(spans: list[tuple[list[Entry], int, int]]) -> list[tuple[list[Entry], int, int]]:
    """A concept once at a place, though two of its terms are found there (one as a noun, one in an inflected form)."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[tuple[list[Entry], int, int]] = []
    for entries, start, end in spans:
        new = [e for e in entries if (e[0].id, start, end) not in seen]
        seen.update((concept.id, start, end) for concept, _ in new)
        if new:
            kept.append((new, start, end))
    return kept


@contextmanager
def _collector_paused(size: int) -> Iterator[None]:
    """No garbage collection while a long text is searched.

    Hundreds of thousands of objects are made and none is garbage; Python would walk over the whole glossary again
    and again, which measured takes seven times as long as making them.
    """
    pause = size > _LONG_TEXT and gc.isenabled()
    if pause:
        gc.disable()
    try:
        yield
    finally:
        if pause:
            if not gc.get_freeze_count():
                # What was made counts as old, without the look at all of it that would come next.
                gc.freeze()
                gc.unfreeze()
            gc.enable()


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
    if not spaced:
        _add_without_quotes(plain)
    for table in (plain, inflected):
        table.pop("", None)
    contexts = {} if spaced else _contexts(hidden, plain)
    places = {pattern: i for i, pattern in enumerate(plain)}
    marks = bytes(p in contexts or _is_ascii_word(p[0]) or _is_ascii_word(p[-1]) for p in plain)
    return Recognizer(
        spaced,
        simplify,
        tuple(plain.values()),
        _automaton(plain),
        b"" if spaced else marks,
        {places[pattern]: tuple(spans) for pattern, spans in contexts.items()},
        (tuple(inflected.values()), _automaton(inflected)),
    )


def _add_without_quotes(plain: dict[str, list[Entry]]) -> None:
    """A term in quotation or title marks is the same term without them: 三农 for “三农”."""
    for pattern, entries in list(plain.items()):
        bare = _QUOTES.sub("", pattern)
        if bare not in (pattern, ""):
            there = plain.setdefault(bare, [])
            known = {concept.id for concept, _ in there}
            there.extend(entry for entry in entries if entry[0].id not in known)


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


def _outermost(spans: Iterable[Span]) -> list[Span]:
    """Spans that lie strictly inside no other; they come by end, longer first, and leave by start.

    What is kept so far has rising starts and ends, so a new span can only swallow the last ones.
    """
    kept: list[Span] = []
    last_start, last_end = -1, -1
    for span in spans:
        _, start, end = span
        if start > last_start:
            if end == last_end:
                continue
        else:
            while kept and last_start >= start and (last_start > start or last_end < end):
                kept.pop()
                _, last_start, last_end = kept[-1] if kept else (0, -1, -1)
        kept.append(span)
        last_start, last_end = start, end
    return kept


def _moved(spans: list[Span], offsets: Sequence[int]) -> list[Span]:
    """Spans of the folded text as spans of the text that was given."""
    if isinstance(offsets, range):
        return spans
    return [(index, offsets[start], offsets[end - 1] + 1) for index, start, end in spans]


def _all_matches(text: str, spans: Sequence[Span], entries: Sequence[Sequence[Entry]]) -> Iterator[TermMatch]:
    """Spans come by start, longer first, so what has been seen reaches as far as anything that could hold a span.

    A term inside a longer one of its own concept is no news: 三农 in “三农”.
    """
    reach, last = -1, (-1, -1)
    reach_of: dict[str, tuple[int, int]] = {}
    inside = False
    for index, start, end in spans:
        if (start, end) != last:
            inside = end <= reach
            last = (start, end)
            reach = max(reach, end)
        for concept, term in entries[index]:
            first, furthest = reach_of.get(concept.id, (-1, -1))
            if end <= furthest and (first, furthest) != (start, end):
                continue
            reach_of[concept.id] = max((first, furthest), (start, end), key=lambda span: span[1])
            yield TermMatch(concept, term, start, end, text[start:end], inside)


def _splits_latin(text: str, start: int, end: int) -> bool:
    """Whether a Latin word or a number of the text is cut in two: G20 is not in G200, 5G not in 15G."""
    return (start > 0 and _is_ascii_word(text[start]) and _is_ascii_word(text[start - 1])) or (
        end < len(text) and _is_ascii_word(text[end - 1]) and _is_ascii_word(text[end])
    )


def _is_ascii_word(ch: str) -> bool:
    return ch < "\x80" and ch.isalnum()


def _has_capitals(term: str, found: str) -> bool:
    """A short word in capitals keeps them: US is not us. In company it needs none, and all capitals say nothing.

    The last is so for headlines, the one before for texts that were made lower case: cpc central committee.
    """
    return " " in term or found.isupper() or all(c in found for c in _CAPITALS.findall(term))
