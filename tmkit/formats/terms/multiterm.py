"""MultiTerm's own XML (mtf): entries with languages, terms and descriptive fields that each termbase names itself."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from typing import Any

from ...errors import InputError
from ...model import Concept, Problem, Term
from .base import TermFile, language_of, normal_part_of_speech, normal_status, normal_type

__all__ = ["is_multiterm", "read_multiterm"]

_STATUS = frozenset({"status", "termstatus", "usage", "usagestatus", "administrativestatus", "approval"})
_FIELD = frozenset({"subject", "subjectfield", "domain", "field"})
_WORDS = {
    "partofspeech": normal_part_of_speech,
    "pos": normal_part_of_speech,
    "type": normal_type,
    "termtype": normal_type,
}


def is_multiterm(data: bytes) -> bool:
    """Whether the outermost element is MultiTerm's."""
    head = data[:2000].replace(b"\0", b"").lower()
    return b"<mtf" in head or b"<conceptgrp" in head


def read_multiterm(data: bytes, file: str = "") -> TermFile:
    """Read an export; fields that the model has no place for are counted, entries without a use are noted.

    Raises InputError where the XML is broken.
    """
    from lxml import etree

    state = _State(file)
    try:
        events = etree.iterparse(io.BytesIO(data), tag="conceptGrp", resolve_entities=False, no_network=True)
        for _, element in events:
            state.take(element)
            element.clear()
    except etree.XMLSyntaxError as error:
        raise InputError(f"broken XML: {error.msg}", file=file, line=error.lineno, cure="export it again") from None
    losses = tuple(sorted(state.losses.items()))
    return TermFile(tuple(state.concepts.values()), tuple(state.problems), losses)


class _State:
    """Collects entries into concepts."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.concepts: dict[str, Concept] = {}
        self.problems: list[Problem] = []
        self.losses: Counter[str] = Counter()

    def take(self, entry: Any) -> None:
        name = (entry.findtext("concept") or "").strip() or f"entry-{len(self.concepts) + 1}"
        line = entry.sourceline
        if name in self.concepts:
            self.problems.append(Problem(f"the id '{name}' is used twice", self.file, line, name))
            return
        concept = self._with_fields(Concept(name), entry)
        terms: list[Term] = []
        for group in entry.iterchildren("languageGrp"):
            language = group.find("language")
            said = [] if language is None else [language.get("lang") or "", language.get("type") or ""]
            tag = next((t for t in map(language_of, said) if t), "")
            if not tag:
                message = f"'{name}': '{'/'.join(said)}' is no language that is known"
                self.problems.append(Problem(message, self.file, group.sourceline, name))
                continue
            concept = self._with_fields(concept, group)
            terms += self._terms(group, tag, name)
        if terms:
            self.concepts[name] = replace(concept, terms=tuple(terms))
        else:
            self.problems.append(Problem(f"the entry '{name}' has no term", self.file, line, name))

    def _with_fields(self, concept: Concept, element: Any) -> Concept:
        for key, name, text in _fields(element):
            if key in _FIELD and not concept.field:
                concept = replace(concept, field=text)
            elif key == "definition" and not concept.definition:
                concept = replace(concept, definition=text)
            elif key in ("note", "comment"):
                concept = replace(concept, props=(*concept.props, ("note", text)))
            else:
                self.losses[f"field '{name}' of an entry"] += 1
        return concept

    def _terms(self, group: Any, tag: str, name: str) -> list[Term]:
        terms: list[Term] = []
        for element in group.iterchildren("termGrp"):
            text = " ".join((element.findtext("term") or "").split())
            term = Term(text, tag, status="admitted" if terms else "preferred")
            try:
                term = self._with_words(term, element)
            except ValueError as error:
                self.problems.append(Problem(f"'{name}': {error}", self.file, element.sourceline, name))
                continue
            if not text:
                self.problems.append(Problem(f"'{name}': a term is empty", self.file, element.sourceline, name))
            else:
                terms.append(term)
        return terms

    def _with_words(self, term: Term, element: Any) -> Term:
        for key, name, text in _fields(element):
            if key in _STATUS:
                status = normal_status(text)
                if status is None:
                    raise ValueError(f"unknown status '{text}'")
                term = replace(term, status=status)
            elif key in _WORDS and (word := _WORDS[key](text)):
                term = replace(term, part_of_speech=word) if "type" not in key else replace(term, type=word)
            elif key in ("note", "comment", "usagenote"):
                term = replace(term, note="; ".join(t for t in (term.note, text) if t))
            elif key == "source":
                term = replace(term, source=text)
            else:
                self.losses[f"field '{name}' of a term"] += 1
        return term


def _fields(element: Any) -> list[tuple[str, str, str]]:
    """The descriptive fields right below an element: the name as it is compared, as it is written, and the text."""
    found = []
    for group in element.iterchildren("descripGrp"):
        for item in group.iterchildren("descrip"):
            name, text = item.get("type") or "", " ".join("".join(item.itertext()).split())
            if text:
                found.append(("".join(name.casefold().split()).replace("_", ""), name, text))
    return found
