"""What is wrong with a glossary itself: contradictions, duplicates, slips of typing."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..model import Concept, Term, TermMatch
from ..text import base_language, guess_script_variant, han_share, script_of_tag
from .collection import Glossary
from .forms import character_form, is_spaced, light_stem, singular, word_form

__all__ = ["AuditFinding", "audit"]

_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x1f]")
_FULL_WIDTH = re.compile(r"[\uff01-\uff5e\u3000-\u3002]")
_ALLOWED = ("preferred", "admitted")
_SEVERITIES = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class AuditFinding:
    """One thing to look at in a glossary: kind, severity (error, warning, note), the concepts and the term."""

    kind: str
    severity: str
    concepts: tuple[str, ...]
    term: str
    message: str


def audit(glossary: Glossary) -> list[AuditFinding]:
    """Everything that contradicts itself or was mistyped, gravest first, then by concept.

    Kinds: blanks, unseen, script, double, forbidden elsewhere, same term, same rendering, no preferred, nested.
    """
    found = [
        *_slips(glossary.concepts),
        *_doubles(glossary.concepts),
        *_forbidden_elsewhere(glossary.concepts),
        *_shared(glossary.concepts),
        *_without_preferred(glossary.concepts),
        *_nested(glossary),
    ]
    return sorted(found, key=lambda f: (_SEVERITIES.index(f.severity), f.concepts, f.kind, f.term))


def _each(concepts: Iterable[Concept]) -> Iterator[tuple[Concept, Term]]:
    return ((c, t) for c in concepts for t in c.terms)


def _slips(concepts: Iterable[Concept]) -> Iterator[AuditFinding]:
    for concept, term in _each(concepts):
        for kind, message in _slips_of(term):
            yield AuditFinding(kind, "error", (concept.id,), term.text, message)
        if term.note != term.note.strip() or concept.definition != concept.definition.strip():
            yield AuditFinding(
                "blanks", "warning", (concept.id,), term.text, "a note or definition has blanks at its edge"
            )


def _slips_of(term: Term) -> Iterator[tuple[str, str]]:
    text = term.text
    if text != text.strip() or "  " in text:
        yield "blanks", f"'{text}' has blanks at its edge or two in a row"
    if _UNSEEN.search(text):
        yield "unseen", f"'{text}' holds a character that is not seen"
    if base_language(term.language) == "zh":
        if han_share(text) == 0 and not text.isascii():
            yield "script", f"'{text}' is marked {term.language} and has no Chinese character"
        wanted, found = script_of_tag(term.language), guess_script_variant(text)
        if wanted in ("Hans", "Hant") and found and found != wanted:
            yield "script", f"'{text}' is marked {term.language} and is written in {found}"
    elif is_spaced(term.language):
        if han_share(text) > 0:
            yield "script", f"'{text}' is marked {term.language} and has Chinese characters"
        elif _FULL_WIDTH.search(text):
            yield "script", f"'{text}' is marked {term.language} and has full-width signs"


def _key(term: Term) -> str:
    """What is the same for a reader; forms of a verb differ, so that 'build' and 'building' may both stand."""
    if is_spaced(term.language):
        return word_form(term.text, singular).text
    return character_form(term.text).text


def _doubles(concepts: Iterable[Concept]) -> Iterator[AuditFinding]:
    """One concept that has the same term twice, but for case, hyphen, plural or width."""
    for concept in concepts:
        seen: dict[tuple[str, str], Term] = {}
        for term in concept.terms:
            key = (base_language(term.language), _key(term))
            other = seen.setdefault(key, term)
            if other is not term and other.status == term.status:
                message = f"'{term.text}' and '{other.text}' are the same for every comparison"
                yield AuditFinding("double", "note", (concept.id,), term.text, message)
            elif other is not term:
                grave = "deprecated" in (term.status, other.status) and other.text == term.text
                message = f"'{other.text}' is {other.status}, '{term.text}' {term.status}"
                yield AuditFinding("double", "error" if grave else "note", (concept.id,), term.text, message)


def _by_key(concepts: Iterable[Concept], statuses: Sequence[str]) -> dict[tuple[str, str], list[tuple[Concept, Term]]]:
    table: dict[tuple[str, str], list[tuple[Concept, Term]]] = defaultdict(list)
    for concept, term in _each(concepts):
        if term.status in statuses:
            table[(base_language(term.language), _key(term))].append((concept, term))
    return table


def _forbidden_elsewhere(concepts: Sequence[Concept]) -> Iterator[AuditFinding]:
    """A term that one concept forbids and another, with the same source term, prefers."""
    preferred = _by_key(concepts, ("preferred",))
    for key, uses in _by_key(concepts, ("deprecated",)).items():
        for concept, term in uses:
            for other, _ in preferred.get(key, ()):
                if other.id != concept.id and _share_a_term(concept, other, term.language):
                    message = f"'{term.text}' is forbidden here and preferred in {other.id}"
                    yield AuditFinding("forbidden elsewhere", "error", (concept.id, other.id), term.text, message)


def _share_a_term(a: Concept, b: Concept, except_language: str) -> bool:
    keys = [{(base_language(t.language), _key(t)) for t in c.terms} for c in (a, b)]
    return any(language != base_language(except_language) for language, _ in keys[0] & keys[1])


def _shared(concepts: Sequence[Concept]) -> Iterator[AuditFinding]:
    """The same term in several concepts: a contradiction where the preferred renderings differ, else a double entry."""
    for (language, _), uses in _by_key(concepts, _ALLOWED).items():
        several = {c.id: (c, t) for c, t in uses}
        if len(several) < 2:
            continue
        names = tuple(several)
        term = uses[0][1].text
        renderings = {_preferred_elsewhere(c, language) for c, _ in several.values()}
        both = all(t.status == "preferred" for _, t in several.values())
        if is_spaced(language):
            message = f"'{term}' renders {len(names)} concepts"
            yield AuditFinding("same rendering", "warning" if both else "note", names, term, message)
        elif len(renderings) > 1:
            shown = "; ".join(" / ".join(r) for r in sorted(renderings))
            yield AuditFinding(
                "same term", "warning", names, term, f"'{term}' has different preferred renderings: {shown}"
            )
        else:
            yield AuditFinding("same term", "warning", names, term, f"'{term}' stands in {len(names)} concepts")


def _preferred_elsewhere(concept: Concept, language: str) -> tuple[str, ...]:
    others = [t.text for t in concept.terms if base_language(t.language) != language and t.status == "preferred"]
    return tuple(sorted(others))


def _without_preferred(concepts: Iterable[Concept]) -> Iterator[AuditFinding]:
    for concept in concepts:
        languages = dict.fromkeys(base_language(t.language) for t in concept.terms)
        for language in languages:
            number = sum(t.status == "preferred" for t in concept.in_language(language))
            if number == 0:
                message = f"no {language} term is preferred"
                yield AuditFinding("no preferred", "error", (concept.id,), concept.id, message)
        if len(languages) < 2:
            only = next(iter(languages), "no language")
            yield AuditFinding("one language", "warning", (concept.id,), concept.id, f"there are terms in {only} only")


def _nested(glossary: Glossary) -> Iterator[AuditFinding]:
    """A source term inside a longer one of another concept whose renderings hold none of its own.

    Often right (a fixed whole is more than its parts), so a note; but the place where renderings drift apart.
    """
    for concept in glossary.concepts:
        for language in dict.fromkeys(base_language(t.language) for t in concept.terms if not is_spaced(t.language)):
            for term in concept.in_language(language)[:1]:
                for match in glossary.find(term.text, language, nested=True):
                    if match.concept.id != concept.id and match.nested and _conflicts(match, concept, language):
                        inner = " / ".join(t.text for t in _targets(match.concept, language)[:2])
                        message = f"'{match.text}' inside '{term.text}' is '{inner}' elsewhere"
                        yield AuditFinding("nested", "note", (concept.id, match.concept.id), term.text, message)


def _targets(concept: Concept, language: str) -> list[Term]:
    return [t for t in concept.terms if base_language(t.language) != language and t.status in _ALLOWED]


def _conflicts(match: TermMatch, outer: Concept, language: str) -> bool:
    inner, whole = _targets(match.concept, language), _targets(outer, language)
    if not inner or not whole:
        return False
    forms = [_stems(t) for t in whole]
    return not any(_stems(t) in form for t in inner for form in forms)


def _stems(term: Term) -> str:
    return word_form(term.text, light_stem).text if is_spaced(term.language) else character_form(term.text).text
