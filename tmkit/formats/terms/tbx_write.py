"""TBX-Basic: version 3 (ISO 30042:2019) in both styles, and version 2 (martif, 2008) for tools that know only that.

What TBX-Basic has no data category for goes into notes of a fixed wording, so that our reader finds it again:
"Paraphrase in running text: allowed", "First occurrence: 12", "Review: verified".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from ...model import Concept, Term
from ...text import base_language
from ..xml_text import escape, escape_value
from .base import WriteOptions, Written, by_id
from .xml_ids import to_xml_id

__all__ = ["FIRST_SEEN", "PARAPHRASE", "REVIEW", "write_tbx", "write_tbx_dct", "write_tbx_v2"]

PARAPHRASE = "Paraphrase in running text: "
FIRST_SEEN = "First occurrence: "
REVIEW = "Review: "
AVOID = "Not to be used: "
# Readers of version 2 offer every term of an entry; OmegaT does so in the order of the alphabet, whatever its status.
_OFFERED = ("preferred", "admitted")
_LEFT_OUT = (
    "Deprecated and superseded terms stand in notes only: tools that read this version offer every term whatever its "
    "status. The version 3 file has them as terms."
)

CORE = "urn:iso:std:iso:30042:ed-2"
MIN = "http://www.tbxinfo.net/ns/min"
BASIC = "http://www.tbxinfo.net/ns/basic"
# DCT: the namespaces of the data category modules that TBX-Basic is made of
_IN_MIN = {"administrativeStatus", "customerSubset", "externalCrossReference", "partOfSpeech", "subjectField"}

# Data categories of TBX-Basic for what a term may carry besides our own fields, and the element each belongs to.
TERM_CATEGORIES = {
    "geographicalUsage": "termNote",
    "grammaticalGender": "termNote",
    "grammaticalNumber": "termNote",
    "termLocation": "termNote",
    "customerSubset": "admin",
    "projectSubset": "admin",
    "context": "descrip",
    "externalCrossReference": "xref",
    "crossReference": "ref",
}
CONCEPT_CATEGORIES = {"externalCrossReference": "xref", "xGraphic": "xref", "crossReference": "ref"}


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a version and style writes a data category, and the names of its levels."""

    concept: str
    language: str
    term: str
    is_dct: bool = False

    def item(self, element: str, category: str, text: str, target: str = "") -> str:
        goal = f' target="{escape_value(target)}"' if target else ""
        if not self.is_dct:
            return f'<{element} type="{category}"{goal}>{escape(text)}</{element}>'
        name = f"{'min' if category in _IN_MIN else 'basic'}:{category}"
        return f"<{name}{goal}>{escape(text)}</{name}>"


_V3 = _Dialect("conceptEntry", "langSec", "termSec")
_V3_DCT = _Dialect("conceptEntry", "langSec", "termSec", is_dct=True)
_V2 = _Dialect("termEntry", "langSet", "tig")


def write_tbx(concepts: Iterable[Concept], options: WriteOptions) -> Written:
    """TBX-Basic version 3, data categories as attributes (DCA): the form that says most."""
    head = f'<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="{CORE}">'
    return _file(concepts, options, _V3, (head, "tbxHeader", "", "</tbx>"))


def write_tbx_dct(concepts: Iterable[Concept], options: WriteOptions) -> Written:
    """TBX-Basic version 3, data categories as tags (DCT)."""
    spaces = f'xmlns="{CORE}" xmlns:min="{MIN}" xmlns:basic="{BASIC}"'
    return _file(
        concepts,
        options,
        _V3_DCT,
        (f'<tbx type="TBX-Basic" style="dct" xml:lang="en" {spaces}>', "tbxHeader", "", "</tbx>"),
    )


def write_tbx_v2(concepts: Iterable[Concept], options: WriteOptions) -> Written:
    """TBX-Basic version 2 (martif) with tig, which OmegaT, Weblate and translate-toolkit read.

    These do not look at a term's status, so deprecated and superseded terms are named in notes and counted as lost.
    """
    encoding = (
        '    <encodingDesc><p type="XCSURI">http://www.ttt.org/oscarstandards/tbx/TBXBasicXCS.xcs</p></encodingDesc>\n'
    )
    return _file(
        concepts, options, _V2, ('<martif type="TBX-Basic" xml:lang="en">', "martifHeader", encoding, "</martif>")
    )


def _file(
    concepts: Iterable[Concept], options: WriteOptions, dialect: _Dialect, frame: tuple[str, str, str, str]
) -> Written:
    start, header, encoding, stop = frame
    written = Written()
    parts = [f'<?xml version="1.0" encoding="UTF-8"?>\n{start}\n  <{header}>\n']
    parts.append(f"    <fileDesc>\n      <titleStmt><title>{escape(options.title)}</title></titleStmt>\n")
    about = (options.description or options.title, options.licence, options.date, _LEFT_OUT * (dialect is _V2))
    facts = [f for f in about if f]
    parts.append(f"      <sourceDesc>{''.join(f'<p>{escape(f)}</p>' for f in facts)}</sourceDesc>\n    </fileDesc>\n")
    parts.append(f"{encoding}  </{header}>\n  <text>\n    <body>\n")
    for given in by_id(concepts):
        concept = _offered(given, written) if dialect is _V2 else given
        if concept.terms:
            # Readers of version 2 take the first language as the source.
            first = options.source_language if dialect is _V2 else ""
            parts.extend(_entry(concept, dialect, written, first))
        else:
            written.losses["concept without terms"] += 1
    parts.append(f"    </body>\n  </text>\n{stop}\n")
    written.data = "".join(parts).encode("utf-8")
    return written


def _offered(concept: Concept, written: Written) -> Concept:
    """The concept with the terms that may be offered; the others in a note each."""
    avoided = [t for t in concept.terms if t.status not in _OFFERED]
    for term in avoided:
        written.losses[f"{term.status} term, kept in a note"] += 1
    notes = tuple(("note", f"{AVOID}{t.text} ({t.language}, {t.status})") for t in avoided)
    kept = tuple(t for t in concept.terms if t.status in _OFFERED)
    return replace(concept, terms=kept, props=(*concept.props, *notes)) if avoided else concept


def _entry(concept: Concept, dialect: _Dialect, written: Written, first: str) -> Iterator[str]:
    yield f'      <{dialect.concept} id="{to_xml_id(concept.id)}">\n'
    for item in _concept_items(concept, dialect, written):
        yield f"        {item}\n"
    languages = dict.fromkeys(t.language for t in concept.terms)
    for language in sorted(languages, key=lambda tag: bool(first) and base_language(tag) != base_language(first)):
        yield f'        <{dialect.language} xml:lang="{escape_value(language)}">\n'
        for name, value in concept.props:
            if name == f"definition {language}":
                yield f"          {dialect.item('descrip', 'definition', value)}\n"
        for term in concept.terms:
            if term.language == language:
                items = "".join(_term_items(term, dialect, written))
                yield f"          <{dialect.term}><term>{escape(term.text)}</term>{items}</{dialect.term}>\n"
        yield f"        </{dialect.language}>\n"
    yield f"      </{dialect.concept}>\n"


def _concept_items(concept: Concept, dialect: _Dialect, written: Written) -> Iterator[str]:
    if concept.field:
        yield dialect.item("descrip", "subjectField", concept.field)
    if concept.definition:
        yield dialect.item("descrip", "definition", concept.definition)
    yield from _other_items(concept.props, CONCEPT_CATEGORIES, dialect, written)
    yield f"<note>{PARAPHRASE}{'allowed' if concept.paraphrase else 'not allowed'}</note>"
    if concept.first_seen:
        yield f"<note>{FIRST_SEEN}{escape(concept.first_seen)}</note>"


def _term_items(term: Term, dialect: _Dialect, written: Written) -> Iterator[str]:
    yield dialect.item("termNote", "administrativeStatus", f"{term.status}Term-admn-sts")
    yield dialect.item("termNote", "partOfSpeech", term.part_of_speech)
    yield dialect.item("termNote", "termType", term.type)
    # The schema wants what is a termNote before everything else.
    props = sorted(term.props, key=lambda prop: TERM_CATEGORIES.get(prop[0]) != "termNote")
    yield from _other_items(props, TERM_CATEGORIES, dialect, written)
    if term.source:
        dated = f"{term.source}; {term.source_date}" if term.source_date else term.source
        yield dialect.item("admin", "source", dated)
    elif term.source_date:
        written.losses["date without a source"] += 1
    if term.note:
        yield f"<note>{escape(term.note)}</note>"
    yield f"<note>{REVIEW}{term.review}</note>"


def _other_items(
    props: Iterable[tuple[str, str]], categories: dict[str, str], dialect: _Dialect, written: Written
) -> Iterator[str]:
    for name, value in props:
        element = categories.get(name)
        if name.startswith("definition "):
            continue
        if name == "note":
            yield f"<note>{escape(value)}</note>"
        elif element in ("xref", "ref"):
            text, _, target = value.rpartition(" -> ")
            yield dialect.item(str(element), name, text or target, target if element == "xref" else to_xml_id(target))
        elif element:
            yield dialect.item(element, name, value)
        else:
            written.losses[f"property '{name}'"] += 1
