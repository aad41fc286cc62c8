"""Does a translation use the terms that the glossary wants? Findings with spans on both sides, and the figures.

What counts as rendered, in this order: an allowed term as it is written (case, hyphens, plurals, articles and line
breaks aside); the same words in another order or form nearby; for concepts that may be paraphrased a part of them;
a person's family name; a rendering to spare in the sentence before or after. Only what is left is a finding.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ..model import Concept, TermMatch, Unit
from .collection import Glossary
from .exchange import exchanged, is_list_of
from .mentions import acronyms_given, is_named_again
from .rendering import Rendering, RenderingFinder
from .stance import is_other_side
from .strict import GRAVE, Surroundings, words_and_keys

__all__ = ["KINDS", "SEVERITIES", "CheckReport", "Figures", "Finding", "Waiver", "check_units"]

KINDS = ("missing", "forbidden", "superseded", "variant", "inconsistent", "too few")
SEVERITIES = ("error", "warning", "note")
_ALLOWED = ("preferred", "admitted")
_SHORT_TYPES = ("shortForm", "acronym", "abbreviation")
# How much of a fixed term must be there to be called a variant of it; less where a grave fault shows what was meant.
_VARIANT = 0.6
_FAULTY = 0.4
# For so many units a term that had its full rendering may be called by its main word.
_MEMORY = 3
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9&+-]*[A-Z0-9]")
_IN_BRACKETS = re.compile(r"\s*[(（]\s*(?:the\s+)?[“\"]?")
_SLIGHT = ("synonym", "dropped")
_FAULTS = {
    "order": "the parts stand in another order",
    "number": "the number is another one",
    "opposite": "a word says the contrary",
    "sibling": "a word of the same family means something else",
    "head": "the main word is another one",
    "mixed": "a word of another term stands in its place",
    "members": "members of the list are missing",
    "dropped": "'socialist' is left out",
    "side": "what stands before it says the contrary",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: `unit` counts from 0, spans are code points, an empty target span means nowhere."""

    kind: str
    severity: str
    unit: int
    concept: str
    source_term: str
    source_span: tuple[int, int]
    target_text: str = ""
    target_span: tuple[int, int] = (0, 0)
    suggestions: tuple[str, ...] = ()
    message: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts over all units, each term of the source counted where it occurs outside a longer one.

    `exact` occurrences have an allowed rendering as written (no more than the source has), `loose` ones another that
    was accepted; `preferred` of the exact ones use a preferred term. `consistency` is the share of the commonest
    rendering per term and document, averaged over those that occur twice or more; 1 without any. `success` is
    `exact` per occurrence, with the 95 % interval of a bootstrap over units.
    """

    occurrences: int = 0
    exact: int = 0
    loose: int = 0
    preferred: int = 0
    forbidden: int = 0
    findings: int = 0
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    waived: int = 0
    consistency: float = 1.0
    interval: tuple[float, float] = (0.0, 0.0)

    @property
    def success(self) -> float:
        """Exact renderings per occurrence."""
        return self.exact / self.occurrences if self.occurrences else 1.0

    @property
    def alarm_rate(self) -> float:
        """Findings per occurrence."""
        return self.findings / self.occurrences if self.occurrences else 0.0


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that is right as it is: which (empty means any), and why; `segment` is a part of the source text."""

    reason: str
    concept: str = ""
    kind: str = ""
    document: str = ""
    segment: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Findings in the order of the text, and the figures; waived ones apart, and waivers that fit nothing."""

    findings: tuple[Finding, ...]
    figures: Figures
    waived: tuple[tuple[Finding, Waiver], ...] = ()
    unused_waivers: tuple[Waiver, ...] = ()


@dataclass(slots=True)
class _Wanted:
    """A stretch of the source that is a term; homonymous concepts are alternatives, of which one is enough."""

    start: int
    end: int
    text: str
    matches: list[TermMatch]

    @property
    def inside(self) -> bool:
        """Whether it stands in a longer term, which may be paraphrased as a whole."""
        return all(m.nested for m in self.matches)


@dataclass(slots=True)
class _Look:
    """What was seen in one unit: terms wanted, also inside longer ones (`asked`), renderings found by concept."""

    unit: Unit
    wanted: list[_Wanted]
    there: list[TermMatch]
    asked: Counter[str]
    found: dict[str, list[TermMatch]]
    outer: list[TermMatch]


@dataclass(slots=True)
class _Tally:
    occurrences: int = 0
    exact: int = 0
    loose: int = 0
    preferred: int = 0
    forbidden: int = 0
    per_unit: list[tuple[int, int]] = field(default_factory=list)
    used: dict[tuple[str, str, str], list[tuple[int, TermMatch, _Wanted]]] = field(
        default_factory=lambda: defaultdict(list)
    )


def check_units(
    glossary: Glossary, units: Sequence[Unit], waivers: Sequence[Waiver] = (), seed: int = 12345
) -> CheckReport:
    """Check every unit of a translation, in order; units of one document have the same `origin`.

    Findings that a waiver fits are kept apart and counted in no figure but `waived`.

    >>> from tmkit.model import Term
    >>> terms = Term("新质生产力", "zh"), Term("new quality forces", "en"), Term("new forces", "en", "deprecated")
    >>> glossary = Glossary([Concept("nqpf", terms=terms)])
    >>> [f.kind for f in check_units(glossary, [Unit("发展新质生产力", "Develop new forces")]).findings]
    ['forbidden']
    """
    checker = _Checker(glossary, [_look(glossary, unit) for unit in units])
    findings = [f for place in range(len(units)) for f in checker.findings_of(place)]
    findings += _inconsistencies(checker.tally)
    findings.sort(key=lambda f: (f.unit, f.source_span, KINDS.index(f.kind)))
    waived = [(f, w) for f in findings if (w := next((w for w in waivers if _fits(w, f, units)), None))]
    rest = [f for f in findings if not any(f is g for g, _ in waived)]
    unused = tuple(w for w in waivers if not any(w is v for _, v in waived))
    return CheckReport(tuple(rest), _figures(checker.tally, rest, len(waived), seed), tuple(waived), unused)


def _fits(waiver: Waiver, finding: Finding, units: Sequence[Unit]) -> bool:
    return (
        waiver.concept in ("", finding.concept)
        and waiver.kind in ("", finding.kind)
        and waiver.document in ("", finding.document)
        and waiver.segment in units[finding.unit].source
    )


def _counts_inside(match: TermMatch, there: Sequence[TermMatch]) -> bool:
    """Whether a term inside longer ones is wanted all the same: it is fixed, and all around it may be paraphrased."""
    around = [m for m in there if m.start <= match.start and match.end <= m.end and m.end - m.start > len(match.text)]
    return not match.concept.paraphrase and all(m.concept.paraphrase for m in around)


def _in_use(matches: Sequence[TermMatch]) -> list[TermMatch]:
    """What a source is asked about: no terms that nobody should write, which may be other words there.

    A term inside one that is left out is inside no more.
    """
    if all(m.term.status in _ALLOWED for m in matches):
        return list(matches)
    kept = [m for m in matches if m.term.status in _ALLOWED]
    return [
        m._replace(
            nested=any(o.start <= m.start and m.end <= o.end and o.end - o.start > m.end - m.start for o in kept)
        )
        for m in kept
    ]


def _look(glossary: Glossary, unit: Unit) -> _Look:
    wanted: dict[tuple[int, int], _Wanted] = {}
    asked: Counter[str] = Counter()
    there = _in_use(glossary.find(unit.source, unit.source_language, nested=True))
    for match in there:
        asked[match.concept.id] += 1
        if (match.nested and not _counts_inside(match, there)) or match.concept.field == "unit":
            continue  # 亿元 becomes another number and another unit: a matter for the check of numbers
        if any(m.concept is match.concept and _IN_BRACKETS.fullmatch(unit.source, m.end, match.start) for m in there):
            continue  # an acronym given in brackets is no second mention
        place = (match.start, match.end)
        wanted.setdefault(place, _Wanted(*place, match.text, [])).matches.append(match)
    found: dict[str, list[TermMatch]] = defaultdict(list)
    everything = glossary.find(unit.target, unit.target_language, nested=True)
    for match in everything:
        found[match.concept.id].append(match)
    return _Look(unit, list(wanted.values()), there, asked, found, [m for m in everything if not m.nested])


class _Checker:
    """Goes through the units and keeps the tally; neighbours are looked at where a rendering is missing."""

    def __init__(self, glossary: Glossary, looks: Sequence[_Look]) -> None:
        self.glossary = glossary
        self.looks = looks
        self.tally = _Tally()
        self._finders: dict[str, RenderingFinder] = {}
        # By document and concept: where a rendering was last seen and which, and acronyms that were given with it.
        self._seen: dict[tuple[str, str], tuple[int, str]] = {}
        self._acronyms: dict[tuple[str, str], set[str]] = defaultdict(set)

    def findings_of(self, place: int) -> Iterator[Finding]:
        look = self.looks[place]
        groups: dict[tuple[str, ...], list[_Wanted]] = defaultdict(list)
        for wanted in look.wanted:
            if any(m.concept.in_language(look.unit.target_language) for m in wanted.matches):
                groups[tuple(sorted({m.concept.id for m in wanted.matches}))].append(wanted)
        before = self.tally.exact
        for names, stretches in groups.items():
            yield from self._findings_of_term(place, names, stretches)
            self._remember(place, names)
        wanted_here = sum(map(len, groups.values()))
        self.tally.occurrences += wanted_here
        self.tally.per_unit.append((self.tally.exact - before, wanted_here))

    def _findings_of_term(self, place: int, names: tuple[str, ...], stretches: Sequence[_Wanted]) -> Iterator[Finding]:
        look, tally = self.looks[place], self.tally
        allowed = _allowed_matches(look, names)
        exact = min(len(allowed), len(stretches))
        tally.exact += exact
        tally.preferred += min(sum(m.term.status == "preferred" for m in allowed), exact)
        for stretch, match in zip(stretches, allowed, strict=False):
            if not stretch.inside and is_other_side(
                look.unit.source, (stretch.start, stretch.end), look.unit.target, match.start
            ):
                yield _absent(place, look, stretch, Rendering(match.term, 1.0, match.start, match.end, fault="side"))
            tally.used[(look.unit.origin, "|".join(names), stretch.text)].append((place, match, stretch))
        bad = list(_bad_terms(place, look, names, stretches))
        tally.forbidden += sum(f.kind == "forbidden" for f in bad)
        yield from bad
        open_ones = [s for s in stretches if not (s.inside and _is_in_rendered(s, look))]
        lacking = len(stretches) - len(allowed) - len(bad)
        if lacking <= len(stretches) - len(open_ones):
            tally.loose += max(lacking, 0)
        elif not allowed and not bad:
            yield from self._absence(place, names, open_ones)
        elif bad or not self._is_said_otherwise(look, stretches[len(allowed)], allowed):
            yield _too_few(place, look, stretches, len(allowed) + len(bad))
        else:
            tally.loose += lacking

    def _remember(self, place: int, names: Sequence[str]) -> None:
        """What has been rendered here may be called by less in what follows."""
        look = self.looks[place]
        for name in names:
            matches = [m for m in look.found.get(name, ()) if m.term.status in _ALLOWED]
            if matches:
                key = (look.unit.origin, name)
                self._seen[key] = (place, matches[-1].text)
                self._acronyms[key] |= acronyms_given(look.unit.target, matches)

    def _is_said_otherwise(self, look: _Look, stretch: _Wanted, allowed: Sequence[TermMatch]) -> bool:
        """Whether a further mention is a pronoun, the main word alone, or the term in another form."""
        text = look.unit.target
        if is_named_again(text, allowed[0].text, allowed[0].end, pronouns=True):
            return True
        for match in allowed:
            text = text[: match.start] + "|" * (match.end - match.start) + text[match.end :]
        nearest = self._nearest(replace(look, unit=replace(look.unit, target=text)), stretch)
        return nearest is not None and nearest.fits

    def _is_known_by_less(self, place: int, names: Sequence[str]) -> bool:
        """Whether the units before have the full rendering, and this one an acronym given there or its main word."""
        unit = self.looks[place].unit
        for name in names:
            key = (unit.origin, name)
            if any(re.search(rf"\b{re.escape(a)}s?\b", unit.target) for a in self._acronyms.get(key, ())):
                return True
            if key in self._seen:
                where, rendering = self._seen[key]
                if place - where <= _MEMORY and is_named_again(unit.target, rendering):
                    return True
        return False

    def _is_rendered_by_parts(self, look: _Look, stretch: _Wanted) -> bool:
        """Whether the term is a list of terms, and each has a rendering."""
        parts = [m for m in _inside(look, stretch) if m.concept.in_language(look.unit.target_language)]
        if not is_list_of(stretch.text, stretch.start, parts):
            return False
        outer = [p for p in parts if not any(p is not o and o.start <= p.start and p.end <= o.end for o in parts)]
        return all(
            any(m.term.status in _ALLOWED for m in look.found.get(p.concept.id, ()))
            or ((near := self._nearest(look, _Wanted(p.start, p.end, p.text, [p]))) is not None and near.fits)
            for p in outer
        )

    def _absence(self, place: int, names: Sequence[str], stretches: Sequence[_Wanted]) -> Iterator[Finding]:
        """No allowed rendering as written: accept what comes near enough, report the rest, once a term and unit."""
        look = self.looks[place]
        nearest = self._nearest(look, stretches[0])
        if (
            (nearest and nearest.fits)
            or any(_by_family_name(c, look) for c in _concepts(stretches[0]))
            or self._is_borrowed(place, names)
            or self._is_known_by_less(place, names)
            or _is_kept(look, stretches[0])
            or self._is_rendered_by_parts(look, stretches[0])
        ):
            self.tally.loose += len(stretches)
            return
        yield _absent(place, look, stretches[0], nearest if nearest and _is_variant(nearest) else None)

    def _nearest(self, look: _Look, stretch: _Wanted) -> Rendering | None:
        language = look.unit.target_language
        if language not in self._finders:
            self._finders[language] = RenderingFinder(self.glossary.concepts, language)
        finder, around = self._finders[language], _surroundings(look, stretch)
        label = any(m.term.type in _SHORT_TYPES for m in stretch.matches)
        inner = list({m.concept.id: m.concept for m in _inside(look, stretch)}.values())
        concepts = [exchanged(c, inner, language) if inner else c for c in _concepts(stretch)]
        found = [r for c in concepts if (r := finder.nearest(c, look.unit.target, around, label))]
        return max(found, key=lambda r: (r.fits, r.share), default=None)

    def _is_borrowed(self, place: int, names: Sequence[str]) -> bool:
        """Whether the unit before or after has renderings to spare: translators move things over borders."""
        for other in (place - 1, place + 1):
            if 0 <= other < len(self.looks) and self.looks[other].unit.origin == self.looks[place].unit.origin:
                look = self.looks[other]
                if len(_allowed_matches(look, names)) > max(look.asked[name] for name in names):
                    return True
        return False


def _is_kept(look: _Look, stretch: _Wanted) -> bool:
    """Whether an acronym stands in the translation as it is in the source: GDP."""
    return bool(_ACRONYM.fullmatch(stretch.text)) and stretch.text in look.unit.target


def _is_in_rendered(wanted: _Wanted, look: _Look) -> bool:
    """Whether a longer term around it has its own rendering as written: 同胞 in 台湾同胞."""
    return any(
        m.term.status in _ALLOWED
        for around in look.there
        if around.start <= wanted.start and wanted.end <= around.end and around.text != wanted.text
        for m in look.found.get(around.concept.id, ())
    )


def _inside(look: _Look, wanted: _Wanted) -> list[TermMatch]:
    """The terms strictly inside a stretch of the source."""
    return [
        m
        for m in look.there
        if wanted.start <= m.start and m.end <= wanted.end and m.end - m.start < wanted.end - wanted.start
    ]


def _concepts(wanted: _Wanted) -> list[Concept]:
    return list({m.concept.id: m.concept for m in wanted.matches}.values())


def _is_variant(nearest: Rendering) -> bool:
    """Whether a rendering that does not count is near enough to be named; what is paraphrased is named by its fault."""
    if nearest.fault == "members":
        return True
    return nearest.share >= (_FAULTY if nearest.fault in (*GRAVE, *_SLIGHT) else _VARIANT)


def _surroundings(look: _Look, stretch: _Wanted) -> Surroundings:
    """What else the translation has to render: terms of the source that do not overlap this one."""
    related = {m.concept.id for m in look.there if m.start < stretch.end and stretch.start < m.end}
    language = look.unit.target_language
    own = _keys_of((m.concept for m in stretch.matches), language)
    others = {m.concept.id: m.concept for m in look.there if m.concept.id not in related}
    spans = {(m.start, m.end) for name in others for m in look.found.get(name, ()) if m.term.status in _ALLOWED}
    asked = {m.concept.id for m in look.there}
    strange = {(m.start, m.end) for m in look.outer if m.concept.id not in asked}
    known = frozenset(_keys_of(others.values(), language) - own)
    return Surroundings(known, tuple(sorted(spans)), tuple(sorted(strange)))


def _keys_of(concepts: Iterable[Concept], language: str) -> set[str]:
    return {key for c in concepts for t in c.in_language(language) for key in words_and_keys(t.text)[1]}


def _allowed_matches(look: _Look, names: Iterable[str]) -> list[TermMatch]:
    """Allowed renderings, one a place, the longest first where they overlap."""
    matches = [m for name in names for m in look.found.get(name, ()) if m.term.status in _ALLOWED]
    kept: list[TermMatch] = []
    for match in sorted(matches, key=lambda m: (m.start, -m.end)):
        if not kept or match.start >= kept[-1].end:
            kept.append(match)
    return kept


def _bad_matches(look: _Look, names: Iterable[str]) -> list[TermMatch]:
    """Forbidden and superseded renderings, unless they are part of, or also are, something that is allowed."""
    wanted = set(names)
    good = {(m.start, m.end) for m in look.outer if m.term.status in _ALLOWED}
    return [
        m
        for m in look.outer
        if m.concept.id in wanted and m.term.status not in _ALLOWED and (m.start, m.end) not in good
    ]


def _bad_terms(place: int, look: _Look, names: Sequence[str], stretches: Sequence[_Wanted]) -> Iterator[Finding]:
    allowed, bad = _allowed_matches(look, names), _bad_matches(look, names)
    for match in bad:
        if len(allowed) >= len(stretches) and len(match.text.split()) < 3:
            continue  # every occurrence has its rendering; so short a word renders something else
        before = sum(m.start < match.start for m in (*allowed, *bad))
        stretch = stretches[min(before, len(stretches) - 1)]
        is_forbidden = match.term.status == "deprecated"
        yield Finding(
            kind="forbidden" if is_forbidden else "superseded",
            severity="error" if is_forbidden else "warning",
            unit=place,
            concept=match.concept.id,
            source_term=stretch.text,
            source_span=(stretch.start, stretch.end),
            target_text=match.text,
            target_span=(match.start, match.end),
            suggestions=_suggestions([match.concept], look.unit.target_language),
            message=f"'{match.text}' is {match.term.status}{f': {match.term.note}' if match.term.note else ''}",
            document=look.unit.origin,
        )


def _absent(place: int, look: _Look, stretch: _Wanted, variant: Rendering | None) -> Finding:
    concepts = _concepts(stretch)
    text = look.unit.target[variant.start : variant.end] if variant else ""
    why = f": {_FAULTS[variant.fault]}" if variant and variant.fault in _FAULTS else ""
    return Finding(
        kind="variant" if variant else "missing",
        severity=_severity_of_variant(variant) if variant else _severity_of_absence(stretch, concepts),
        unit=place,
        concept=concepts[0].id,
        source_term=stretch.text,
        source_span=(stretch.start, stretch.end),
        target_text=text,
        target_span=(variant.start, variant.end) if variant else (0, 0),
        suggestions=_suggestions(concepts, look.unit.target_language),
        message=f"'{text}' is none of the allowed renderings{why}" if variant else "no rendering is there",
        document=look.unit.origin,
    )


def _severity_of_variant(variant: Rendering) -> str:
    """A word that makes another term of it is an error, a choice of words that is understood a note."""
    return "error" if variant.fault in (*GRAVE, "side") else "note" if variant.fault in _SLIGHT else "warning"


def _too_few(place: int, look: _Look, stretches: Sequence[_Wanted], found: int) -> Finding:
    stretch = stretches[found]
    concepts = _concepts(stretch)
    return Finding(
        kind="too few",
        severity="note",
        unit=place,
        concept=concepts[0].id,
        source_term=stretch.text,
        source_span=(stretch.start, stretch.end),
        suggestions=_suggestions(concepts, look.unit.target_language),
        message=f"{len(stretches)} times in the source, {found} in the translation",
        document=look.unit.origin,
    )


def _severity_of_absence(stretch: _Wanted, concepts: Sequence[Concept]) -> str:
    """Long fixed terms are not left out by chance; short ones and what may be paraphrased often are."""
    length = len("".join(stretch.text.split()))
    if any(c.paraphrase for c in concepts):
        return "warning" if length >= 6 else "note"
    if stretch.inside:
        return "warning"
    return "error" if length >= 4 else "warning" if length >= 2 else "note"


def _by_family_name(concept: Concept, look: _Look) -> bool:
    """After the first mention English says 'Xi': a capitalised word of a person's name is enough."""
    if concept.field != "person":
        return False
    words = {w.strip(".,;:’'\"") for w in look.unit.target.replace("’s", "").replace("'s", "").split()}
    terms = concept.in_language(look.unit.target_language)
    return any(w in words for t in terms if t.status in _ALLOWED for w in t.text.split() if w[:1].isupper())


def _suggestions(concepts: Iterable[Concept], language: str) -> tuple[str, ...]:
    """The preferred terms, or the admitted ones where there is none."""
    terms = [t for c in concepts for t in c.in_language(language)]
    best = [t.text for t in terms if t.status == "preferred"] or [t.text for t in terms if t.status == "admitted"]
    return tuple(dict.fromkeys(best))


def _inconsistencies(tally: _Tally) -> Iterator[Finding]:
    """A source term that has one rendering mostly and another one here, in the same document.

    A full form and its short form or acronym are no contradiction, and what may be paraphrased is free.
    """
    for (document, _, text), uses in tally.used.items():
        full = [use for use in uses if use[1].term.type not in _SHORT_TYPES]
        counts = Counter(m.term.text for _, m, _ in full)
        if len(counts) < 2 or any(m.concept.paraphrase for _, m, _ in uses):
            continue
        usual, times = max(counts.items(), key=lambda item: (item[1], item[0]))
        for place, match, wanted in full:
            if match.term.text == usual:
                continue
            yield Finding(
                kind="inconsistent",
                severity="note",
                unit=place,
                concept=match.concept.id,
                source_term=text,
                source_span=(wanted.start, wanted.end),
                target_text=match.text,
                target_span=(match.start, match.end),
                suggestions=(usual,),
                message=f"'{usual}' {times} times elsewhere in this document",
                document=document,
            )


def _figures(tally: _Tally, findings: Sequence[Finding], waived: int, seed: int) -> Figures:
    severities = Counter(f.severity for f in findings)
    return Figures(
        occurrences=tally.occurrences,
        exact=tally.exact,
        loose=tally.loose,
        preferred=tally.preferred,
        forbidden=tally.forbidden,
        findings=len(findings),
        errors=severities["error"],
        warnings=severities["warning"],
        notes=severities["note"],
        waived=waived,
        consistency=_consistency(tally),
        interval=_interval(tally.per_unit, seed),
    )


def _consistency(tally: _Tally) -> float:
    shares = []
    for uses in tally.used.values():
        if len(uses) > 1:
            counts = Counter(m.term.text for _, m, _ in uses)
            shares.append(max(counts.values()) / len(uses))
    return sum(shares) / len(shares) if shares else 1.0


def _interval(per_unit: Sequence[tuple[int, int]], seed: int, rounds: int = 1000) -> tuple[float, float]:
    """Percentiles 2.5 and 97.5 of the success over units drawn with replacement."""
    import numpy

    counted = numpy.array([pair for pair in per_unit if pair[1]], dtype=float).reshape(-1, 2)
    if not len(counted):
        return 1.0, 1.0
    draw = numpy.random.default_rng(seed)
    values: list[float] = []
    for _ in range(rounds):
        exact, all_of_them = counted[draw.integers(len(counted), size=len(counted))].sum(axis=0)
        values.append(float(exact / all_of_them))
    values.sort()
    return values[int(rounds * 0.025)], values[int(rounds * 0.975) - 1]
