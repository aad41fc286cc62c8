"""TBX of any version, style and dialect into Concepts, entry by entry; what the model has no place for is counted.

Understood are version 3 (tbx, DCA and DCT), version 2 (martif, tig and ntig) and TBX-Min; of other dialects what
TBX-Basic has too.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from ...errors import InputError
from ...model import Concept, Problem, Term
from ...text import normal_tag
from .base import TermFile, language_problem, normal_part_of_speech, normal_status, normal_type
from .tbx_write import CONCEPT_CATEGORIES, FIRST_SEEN, PARAPHRASE, REVIEW, TERM_CATEGORIES
from .xml_ids import from_xml_id

__all__ = ["read_tbx"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ENTRIES = ("conceptEntry", "termEntry", "entry")
_LANGUAGES = ("langSec", "langSet", "langGroup")
_TERMS = ("termSec", "tig", "ntig", "termGroup")
_GROUPS = ("descripGrp", "adminGrp", "termNoteGrp", "termGrp")
_PLAIN = ("termNote", "admin", "descrip", "xref", "ref", "note", "transacGrp", "transac", "date", "transacNote")
_DATED = re.compile(r"(.*); (\d{4}(?:-\d\d){0,2})", re.DOTALL)
_ALIASES = {"normativeAuthorization": "administrativeStatus", "termStatus": "administrativeStatus"}
# An entity that names another one many times over: a bomb, or a file that no terminology tool wrote.
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


class _BadEntryError(Exception):
    """An entry or term that cannot be used."""


@dataclass(slots=True)
class _State:
    file: str
    problems: list[Problem] = field(default_factory=list)
    losses: Counter[str] = field(default_factory=Counter)
    without_status: int = 0


def read_tbx(data: bytes, file: str = "") -> TermFile:
    """Read a TBX file; entries that cannot be used are left out and noted with their line.

    Raises InputError where the file is no TBX at all or defines entities.
    """
    # Without its zero bytes UTF-16 is searched as well.
    if _ENTITY.search(data[:100_000].replace(b"\0", b"")):
        raise InputError("the file defines entities of its own", file=file, cure="write the characters themselves")
    state = _State(file)
    concepts: dict[str, Concept] = {}
    title, notices = _head(data, file)
    for element in _entries(data, state):
        name = from_xml_id(element.get("id") or f"entry-{len(concepts) + 1}")
        try:
            if name in concepts:
                raise _BadEntryError(f"the id '{name}' is used twice")
            concepts[name] = _concept(element, name, state)
        except _BadEntryError as error:
            state.problems.append(Problem(str(error), file, element.sourceline, name))
    if state.without_status:
        notices.append(
            f"{state.without_status} terms have no status: the first of its language in an entry counts as preferred, "
            "the others as admitted"
        )
    losses = tuple(sorted(state.losses.items()))
    return TermFile(tuple(concepts.values()), tuple(state.problems), losses, title, tuple(notices))


def _head(data: bytes, file: str) -> tuple[str, list[str]]:
    """The title and what a reader should know of the dialect, from what stands before the first entry."""
    title = ""
    root: Any = None
    try:
        for event, element in _parse(data, ("start", "end")):
            if root is None:
                root = element
                _check_root(root, file)
            name = _local(element)
            if event == "end" and name == "title":
                title = _text(element)
            elif name in _ENTRIES:
                break
    except _syntax_error() as error:
        if root is None:
            cure = "give a TBX file, or say which with --format"
            raise InputError(f"this is no XML: {_reason(error)}", file=file, line=error.lineno, cure=cure) from None
    dialect = root.get("type") or root.get("dialect") or ""
    known = dialect.startswith("TBX-Basic") or dialect in ("TBX", "TBX-Core", "TBX-Min", "")
    notices = [] if known else [f"the dialect is {dialect}: what TBX-Basic does not have is left out"]
    return title, notices


def _check_root(root: Any, file: str) -> None:
    if _local(root) not in ("tbx", "martif", "TBX"):
        raise InputError(
            f"this is no TBX: the outermost element is '{_local(root)}'",
            file=file,
            line=root.sourceline,
            cure="give a file whose outermost element is tbx or martif",
        )


def _parse(data: bytes, events: tuple[str, ...], tags: tuple[str, ...] | None = None) -> Iterator[tuple[str, Any]]:
    from lxml import etree

    found = etree.iterparse(
        io.BytesIO(data),
        events=events,
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
    )
    for event, element in found:
        if isinstance(element.tag, str):
            yield event, element


def _syntax_error() -> type[Any]:
    from lxml import etree

    error: type[Any] = etree.XMLSyntaxError
    return error


def _reason(error: Any) -> str:
    return re.sub(r", line \d+, column \d+.*", "", str(error.msg or error)).lower()


def _entries(data: bytes, state: _State) -> Iterator[Any]:
    """Whole entries, each forgotten after use; where the XML breaks, what follows is one problem."""
    try:
        for _, element in _parse(data, ("end",), tuple(f"{{*}}{name}" for name in _ENTRIES)):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except _syntax_error() as error:
        line = error.lineno
        state.problems.append(Problem(f"broken XML: {_reason(error)}; nothing after it is read", state.file, line))


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _category(element: Any) -> str:
    """The data category: the type attribute in DCA, the element's own name in DCT."""
    name = _local(element)
    found = element.get("type") or ("" if name in _PLAIN else name)
    return _ALIASES.get(found, found)


def _concept(element: Any, name: str, state: _State) -> Concept:
    concept = Concept(name)
    terms: list[Term] = []
    for child in element.iterchildren("{*}*"):
        if _local(child) in _LANGUAGES:
            found, concept = _language(child, concept, state)
            terms += found
        else:
            concept = _with_item(child, concept, state)
    if not terms:
        raise _BadEntryError(f"the entry '{name}' has no term")
    return replace(concept, terms=tuple(terms))


def _language(element: Any, concept: Concept, state: _State) -> tuple[list[Term], Concept]:
    tag = element.get(_LANG) or ""
    if wrong := language_problem(tag):
        raise _BadEntryError(f"'{concept.id}': {wrong} (xml:lang of {_local(element)})")
    terms: list[Term] = []
    for child in element.iterchildren("{*}*"):
        if _local(child) in _TERMS:
            try:
                terms.append(_term(child, normal_tag(tag), not terms, state))
            except _BadEntryError as error:
                state.problems.append(Problem(f"'{concept.id}': {error}", state.file, child.sourceline, concept.id))
        elif _category(child) == "definition" and concept.definition:
            concept = replace(concept, props=(*concept.props, (f"definition {normal_tag(tag)}", _text(child))))
        else:
            concept = _with_item(child, concept, state)
    return terms, concept


def _with_item(element: Any, concept: Concept, state: _State) -> Concept:
    """The concept with what one element on its level says."""
    name, text = _local(element), _text(element)
    if name in _GROUPS:
        for child in element.iterchildren("{*}*"):
            if _category(child) == "source":
                state.losses["source of a definition"] += 1
            else:
                concept = _with_item(child, concept, state)
        return concept
    category = _category(element)
    if name == "note":
        return _with_note(text, concept)
    if category == "subjectField" and not concept.field:
        return replace(concept, field=text)
    if category == "definition" and not concept.definition:
        return replace(concept, definition=text)
    if category in CONCEPT_CATEGORIES:
        return replace(concept, props=(*concept.props, (category, _referring(element, text))))
    state.losses[f"{category or name} of a concept"] += 1
    return concept


def _with_note(text: str, concept: Concept) -> Concept:
    if text.startswith(PARAPHRASE):
        return replace(concept, paraphrase=text == f"{PARAPHRASE}allowed")
    if text.startswith(FIRST_SEEN):
        return replace(concept, first_seen=text.removeprefix(FIRST_SEEN))
    return replace(concept, props=(*concept.props, ("note", text)))


def _referring(element: Any, text: str) -> str:
    """A reference as text and target in one string."""
    target = element.get("target") or ""
    return f"{text} -> {from_xml_id(target) if _local(element) == 'ref' else target}" if target else text


def _term(element: Any, language: str, is_first: bool, state: _State) -> Term:
    found: dict[str, Any] = {"props": [], "notes": []}
    for item in element.iter("{*}*"):
        _take_item(item, found, state)
    if not found.get("text"):
        raise _BadEntryError("a term is empty")
    if "status" not in found:
        state.without_status += 1
        found["status"] = "preferred" if is_first else "admitted"
    notes, props = found.pop("notes"), tuple(found.pop("props"))
    return Term(language=language, note="; ".join(notes), props=props, **found)


def _take_item(item: Any, found: dict[str, Any], state: _State) -> None:
    """Put what one element below a term says where it belongs."""
    name, text, category = _local(item), _text(item), _category(item)
    if name == "term":
        found["text"] = text
    elif name in (*_TERMS, *_GROUPS, "transacGrp", "hi", "foreign", "bpt", "ept", "ph", "sc", "ec"):
        return
    elif name == "note":
        _take_note(text, found)
    elif category in ("administrativeStatus", "partOfSpeech", "termType"):
        _take_word(category, text, found, state)
    elif category == "source":
        dated = _DATED.fullmatch(text)
        found["source"], found["source_date"] = dated.groups() if dated else (text, "")
    elif category in TERM_CATEGORIES:
        found["props"].append((category, _referring(item, text)))
    else:
        state.losses[f"{category or name} of a term"] += 1


def _take_note(text: str, found: dict[str, Any]) -> None:
    if text.startswith(REVIEW) and text.removeprefix(REVIEW) in ("verified", "proposed"):
        found["review"] = text.removeprefix(REVIEW)
    else:
        found["notes"].append(text)


def _take_word(category: str, text: str, found: dict[str, Any], state: _State) -> None:
    if category == "administrativeStatus":
        found["status"] = normal_status(text)
        if found["status"] is None:
            raise _BadEntryError(f"unknown status '{text}'")
        return
    key = "part_of_speech" if category == "partOfSpeech" else "type"
    word = normal_part_of_speech(text) if category == "partOfSpeech" else normal_type(text)
    if word is None:
        state.losses[f"{category} '{text}'"] += 1
    else:
        found[key] = word
