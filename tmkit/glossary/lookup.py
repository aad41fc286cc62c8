"""Looking terms up as people do: as written, by a part, nearly right, by pinyin or its initials, from either side."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from ..model import Concept, Term
from ..text import base_language, han_share
from .collection import Glossary
from .forms import character_form, is_spaced, plain_pinyin, singular, words_of

__all__ = ["KINDS", "LISTED", "Hit", "LookupOptions", "Readings", "look_up"]

LISTED = "listed"
KINDS = ("exact", "prefix", "substring", "contained", "pinyin", "initials", "fuzzy")
Readings = Callable[[str], Sequence[Sequence[str]]]
"""readings(term) gives for each character its syllables in plain letters."""

_FUZZY_FLOOR = 0.6
_NEARLY_WHOLE = 0.75
# A part of a word that is shorter says nothing of an English term: "sn" in "consciousness".
_SHORTEST_PART = 4
_SHORTEST_PINYIN = 2
# Short syllables are alike by chance: two letters in eight may be a slip, two in four are another word.
_SHORTEST_NEAR_PINYIN = 7
_NEAR_PINYIN = 0.85
# What can be pinyin at all, the last syllable perhaps cut short; other queries need no table of readings.
_PINYIN = re.compile(
    r"(?:(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|[aeu]i|ao|[oi]u|[iuv]e|er|[aeiuv]n|ia|u[ao]|[aoeiuv]))*"
    r"(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?"
)
_INITIALS = re.compile(r"[bpmfdtnlgkhjqxrzcsywaeo]{2,16}")


@dataclass(frozen=True, slots=True)
class Hit:
    """A concept that answers a query, by which of its terms, in what way, and how well (0 to 1)."""

    concept: Concept
    term: Term
    kind: str
    score: float


@dataclass(frozen=True, slots=True)
class LookupOptions:
    """What may answer: kinds of hit (all where none is named), language, field and status of the term.

    `limit` is how many, None for all.
    """

    kinds: tuple[str, ...] = ()
    language: str = ""
    field: str = ""
    status: str = ""
    limit: int | None = 20


def look_up(glossary: Glossary, query: str, options: LookupOptions, readings: Readings | None = None) -> list[Hit]:
    """The concepts that a query leads to, each once by its best hit, best kinds first.

    Case, width, quotes, hyphens, plurals and articles make no difference. Pinyin and initials need `readings`; they
    are tried where the query is in Latin letters. Fuzzy hits are given only where no better kind has any, or where
    they are asked for by name. Without a query all concepts of the field, status and language answer, by their ids.
    """
    if not query.strip():
        return _listed(glossary, options)
    wanted = options.kinds or KINDS
    simplify = glossary.simplifier_for(query)
    rows = [
        _Row(c, t, _key(t.text, t.language, simplify))
        for c in glossary.concepts
        for t in c.terms
        if _fits(c, t, options)
    ]
    hits: dict[str, Hit] = {}
    for kind in KINDS:
        if kind not in wanted or (not options.kinds and _is_needless(kind, hits.values())):
            continue
        for hit in sorted(_hits(kind, glossary, query, rows, readings), key=_rank_in_concept):
            hits.setdefault(hit.concept.id, hit)
    ranked = sorted(hits.values(), key=lambda h: (_place(h), -h.score, len(h.term.text), h.concept.id))
    return ranked[: options.limit]


def _is_needless(kind: str, hits: Collection[Hit]) -> bool:
    """Whether better kinds have answered already: of a slip only a part was found as a term, which is no answer."""
    if kind == "fuzzy":
        return any(h.kind != "contained" for h in hits)
    # What is an English term as it stands was not meant as pinyin, and the table of readings is slow to load.
    return kind in ("pinyin", "initials") and any(h.kind == "exact" for h in hits)


def _place(hit: Hit) -> float:
    """The rank of a hit by its kind; what is nearly the whole query comes before what is a part of it."""
    if hit.kind == "fuzzy" and hit.score >= _NEARLY_WHOLE:
        return KINDS.index("contained") - 0.5
    return KINDS.index(hit.kind)


def _listed(glossary: Glossary, options: LookupOptions) -> list[Hit]:
    """Every concept with a term that may answer, by its first one; none where the options leave everything."""
    if not (options.field or options.status or options.language):
        return []
    firsts = ((c, next((t for t in c.terms if _fits(c, t, options)), None)) for c in glossary.concepts)
    hits = [Hit(concept, term, LISTED, 1.0) for concept, term in firsts if term]
    return sorted(hits, key=lambda h: h.concept.id)[: options.limit]


@dataclass(frozen=True, slots=True)
class _Row:
    """A term that may answer, with the form in which it is compared."""

    concept: Concept
    term: Term
    key: str


def _rank_in_concept(hit: Hit) -> tuple[int, float]:
    """A concept answers by its best term: an allowed one before one that is not, then the nearest."""
    return (0 if hit.term.status in ("preferred", "admitted") else 1, -hit.score)


def _fits(concept: Concept, term: Term, options: LookupOptions) -> bool:
    return (
        (not options.language or base_language(term.language) == base_language(options.language))
        and (not options.field or concept.field == options.field)
        and (not options.status or term.status == options.status)
    )


def _hits(kind: str, glossary: Glossary, query: str, rows: Sequence[_Row], readings: Readings | None) -> Iterable[Hit]:
    """All hits of one kind."""
    if kind == "contained":
        return _contained(glossary, query, rows)
    if kind in ("pinyin", "initials"):
        return _read_aloud(kind, query, rows, readings) if readings else ()
    simplify = glossary.simplifier_for(query)
    keys = {language: _key(query, language, simplify) for language in {r.term.language for r in rows}}
    scored = ((r, _score(kind, keys[r.term.language], r.key)) for r in rows)
    hits = [Hit(r.concept, r.term, kind, score) for r, score in scored if score > 0]
    if kind == "fuzzy" and readings and not any(h.score >= _NEARLY_WHOLE for h in hits):
        hits += _nearly_read_aloud(query, rows, readings)
    return hits


def _key(text: str, language: str, simplify: Callable[[str], str] | None) -> str:
    if not is_spaced(language):
        return character_form(text, simplify).text.strip("\"'<>《》〈〉 ")
    return " ".join(singular(word) for word, _, _ in words_of(text))


def _score(kind: str, query: str, key: str) -> float:
    if not query or not key:
        return 0.0
    if kind == "exact":
        return float(query == key)
    if kind == "prefix":
        return len(query) / len(key) if key != query and key.startswith(query) else 0.0
    if kind == "substring":
        return len(query) / len(key) if _is_part(query, key) or _has_all_words(query, key) else 0.0
    score = Indel.normalized_similarity(query, key, score_cutoff=_FUZZY_FLOOR)
    return score if score < 1 else 0.0


def _is_part(query: str, key: str) -> bool:
    """Whether the query is inside a term; a short one in letters must begin a word."""
    if query.isascii() and len(query) < _SHORTEST_PART:
        return f" {query}" in key
    return query in key[1:]


def _has_all_words(query: str, key: str) -> bool:
    """Whether several words of a query all stand in a term, in whatever order."""
    words = query.split()
    return len(words) > 1 and query != key and not key.startswith(query) and set(words) <= set(key.split())


def _contained(glossary: Glossary, query: str, rows: Sequence[_Row]) -> Iterable[Hit]:
    """Terms inside the query, for those who look up a whole phrase."""
    allowed = {(r.concept.id, r.term.language, r.term.text) for r in rows}
    for language in dict.fromkeys(base_language(r.term.language) for r in rows):
        for match in glossary.find(query, language):
            if (match.concept.id, match.term.language, match.term.text) in allowed:
                yield Hit(match.concept, match.term, "contained", (match.end - match.start) / len(query))


def _read_aloud(kind: str, query: str, rows: Iterable[_Row], readings: Readings) -> Iterable[Hit]:
    letters = plain_pinyin(query)
    likely = (_INITIALS if kind == "initials" else _PINYIN).fullmatch(letters)
    if not likely or len(letters) < _SHORTEST_PINYIN or han_share(query) > 0:
        return
    for row in rows:
        if is_spaced(row.term.language):
            continue
        text = row.term.text
        syllables = [s for ch, s in zip(text, readings(text), strict=True) if ch.isalnum()]
        score = _reading_score(letters, syllables, kind == "initials")
        if score:
            yield Hit(row.concept, row.term, kind, score)


def _nearly_read_aloud(query: str, rows: Iterable[_Row], readings: Readings) -> Iterable[Hit]:
    """Whole terms whose pinyin is the query but for a slip or two; ü may be typed as u."""
    letters = plain_pinyin(query).replace("v", "u")
    if len(letters) < _SHORTEST_NEAR_PINYIN or not letters.isascii() or not letters.isalpha():
        return
    for row in rows:
        if is_spaced(row.term.language):
            continue
        text = row.term.text
        spelled = "".join(s[0] for ch, s in zip(text, readings(text), strict=True) if ch.isalnum() and s)
        score = Indel.normalized_similarity(letters, spelled.replace("v", "u"), score_cutoff=_NEAR_PINYIN)
        if score:
            yield Hit(row.concept, row.term, "fuzzy", score)


def _reading_score(letters: str, syllables: Sequence[Sequence[str]], initials: bool) -> float:
    """The share of the syllables that the letters spell from some syllable on; the start of a term counts most."""
    best = 0.0
    for start in range(len(syllables)):
        used = _spelled(letters, syllables[start:], initials)
        if used:
            best = max(best, used / len(syllables) * (1 if start == 0 else 0.5))
    return best


def _spelled(letters: str, syllables: Sequence[Sequence[str]], initials: bool) -> int:
    """How many syllables the letters use up, 0 where they do not fit; the last syllable may be cut short."""
    if not syllables:
        return 0
    for syllable in syllables[0]:
        pieces = _initials_of(syllable) if initials else (syllable,)
        for piece in pieces:
            if letters == piece or (not initials and piece.startswith(letters)):
                return 1
            if letters.startswith(piece):
                more = _spelled(letters[len(piece) :], syllables[1:], initials)
                if more:
                    return more + 1
    return 0


def _initials_of(syllable: str) -> tuple[str, ...]:
    """The first letter, and the two of zh, ch and sh.

    >>> _initials_of("zhi"), _initials_of("xin")
    (('zh', 'z'), ('x',))
    """
    return (syllable[:2], syllable[0]) if syllable[:2] in ("zh", "ch", "sh") else (syllable[0],)
