"""Whether a file is valid TBX-Basic, by the rules of ISO 30042 and of the dialect; every breach with its line.

Version 3 in both styles, and version 2. The general schema of the standard knows only the core structure; what the
dialect allows where is in the tables here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ...errors import InputError
from ...model import Problem
from ...text.languages import is_xml_language

__all__ = ["check_tbx"]

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_CORES = ("urn:iso:std:iso:30042:ed-2", "urn:iso:std:iso:30042:ed:3.0")
_CONCEPT, _LANGUAGE, _TERM = "concept", "language", "term"
_LEVELS = {
    "conceptEntry": _CONCEPT, "termEntry": _CONCEPT, "langSec": _LANGUAGE, "langSet": _LANGUAGE,
    "termSec": _TERM, "tig": _TERM, "ntig": _TERM,
}  # fmt: skip
_ALL = frozenset({_CONCEPT, _LANGUAGE, _TERM})
_HERE = {
    "administrativeStatus": ("termNote", {_TERM}), "partOfSpeech": ("termNote", {_TERM}),
    "termType": ("termNote", {_TERM}), "grammaticalGender": ("termNote", {_TERM}),
    "geographicalUsage": ("termNote", {_TERM}), "termLocation": ("termNote", {_TERM}),
    "customerSubset": ("admin", {_TERM}), "projectSubset": ("admin", {_TERM}), "source": ("admin", _ALL),
    "subjectField": ("descrip", {_CONCEPT}), "definition": ("descrip", {_CONCEPT, _LANGUAGE}),
    "context": ("descrip", {_TERM}), "externalCrossReference": ("xref", {_CONCEPT, _TERM}),
    "xGraphic": ("xref", {_CONCEPT}), "crossReference": ("ref", {_CONCEPT, _TERM}),
    "transactionType": ("transac", _ALL), "responsibility": ("transacNote", _ALL),
}  # fmt: skip
_VALUES = {
    "administrativeStatus": tuple(f"{s}Term-admn-sts" for s in ("preferred", "admitted", "deprecated", "superseded")),
    "partOfSpeech": ("noun", "verb", "adjective", "adverb", "other"),
    "termType": ("fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"),
    "grammaticalGender": ("masculine", "feminine", "neuter", "other"),
    "transactionType": ("origination", "modification"),
}
_TYPED = frozenset({"termNote", "admin", "descrip", "xref", "ref", "transac", "transacNote"})
_CORE = frozenset({*_LEVELS, "term", "note", "date", "hi", "foreign", "sc", "ec", "ph", "termGrp"})
_CORE |= frozenset({"descripGrp", "adminGrp", "transacGrp", "termNoteGrp"})
_NAME = re.compile(r"[^\W\d][\w.\-]*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(slots=True)
class _Seen:
    """What must be unique or must exist in the whole file."""

    ids: dict[str, int] = field(default_factory=dict)
    targets: list[tuple[str, int]] = field(default_factory=list)
    entries: int = 0


def check_tbx(data: bytes, file: str = "") -> list[Problem]:
    """Every breach of the rules, in the order of the file; an empty list means valid.

    Raises InputError where the file is no well-formed XML.
    """
    from lxml import etree

    problems: list[Problem] = []
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
        root = etree.parse(io.BytesIO(data), parser).getroot()
    except etree.XMLSyntaxError as error:
        cure = "mend the XML there, or export it again"
        raise InputError(f"broken XML: {str(error.msg).lower()}", file=file, line=error.lineno, cure=cure) from None
    seen = _Seen()
    for line, message in _breaches(root, seen):
        problems.append(Problem(message, file, line))
    for target, line in seen.targets:
        if target not in seen.ids:
            problems.append(Problem(f"the reference to '{target}' leads nowhere", file, line))
    return problems


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _children(element: Any) -> list[Any]:
    return [c for c in element if isinstance(c.tag, str)]


def _breaches(root: Any, seen: _Seen) -> Iterator[tuple[int, str]]:
    yield from _root_breaches(root)
    header = {_local(e) for e in root.iter("{*}*")} if len(root) else set()
    if "sourceDesc" not in header:
        yield root.sourceline, "the header has no sourceDesc"
    body = root.find("{*}text/{*}body")
    if body is None:
        yield root.sourceline, "there is no text with a body"
        return
    for entry in _children(body):
        seen.entries += 1
        if _LEVELS.get(_local(entry)) != _CONCEPT:
            yield entry.sourceline, f"'{_local(entry)}' stands where an entry belongs"
        else:
            yield from _entry_breaches(entry, seen)
    if not seen.entries:
        yield body.sourceline, "there is no entry"


def _root_breaches(root: Any) -> Iterator[tuple[int, str]]:
    name, space = _local(root), str(root.tag).rpartition("}")[0].lstrip("{")
    if name not in ("tbx", "martif"):
        yield root.sourceline, f"the outermost element is '{name}', not tbx or martif"
    if root.get("type") != "TBX-Basic":
        yield root.sourceline, f"the dialect is '{root.get('type') or ''}', not TBX-Basic"
    if not is_xml_language(root.get(_LANG) or ""):
        yield root.sourceline, "the outermost element has no xml:lang"
    if name == "tbx" and space not in _CORES:
        yield root.sourceline, f"the namespace is '{space}', not {_CORES[0]}"
    if name == "tbx" and root.get("style") not in ("dca", "dct"):
        yield root.sourceline, f"the style is '{root.get('style') or ''}', neither dca nor dct"


def _entry_breaches(entry: Any, seen: _Seen) -> Iterator[tuple[int, str]]:
    languages: set[str] = set()
    if entry.get("id") is None:
        yield entry.sourceline, f"{_local(entry)} has no id"
    children = _children(entry)
    sections = [c for c in children if _LEVELS.get(_local(c)) == _LANGUAGE]
    if not sections:
        yield entry.sourceline, f"the entry '{entry.get('id')}' has no language"
    yield from _late_items(children, sections)
    yield from _item_breaches(entry, _CONCEPT, seen)
    for section in sections:
        tag = section.get(_LANG) or ""
        if not is_xml_language(tag):
            yield section.sourceline, f"{_local(section)} has no valid xml:lang ('{tag}')"
        elif tag.lower() in languages:
            yield section.sourceline, f"the language '{tag}' stands twice in one entry"
        languages.add(tag.lower())
        yield from _language_breaches(section, seen)


def _late_items(children: list[Any], sections: list[Any]) -> Iterator[tuple[int, str]]:
    """What describes a level stands before the level below begins."""
    if sections:
        after = children[children.index(sections[0]) :]
        for child in after:
            if child not in sections:
                yield child.sourceline, f"'{_local(child)}' stands after the first {_local(sections[0])}"


def _language_breaches(section: Any, seen: _Seen) -> Iterator[tuple[int, str]]:
    children = _children(section)
    terms = [c for c in children if _LEVELS.get(_local(c)) == _TERM]
    if not terms:
        yield section.sourceline, f"{_local(section)} has no term"
    yield from _late_items(children, terms)
    yield from _item_breaches(section, _LANGUAGE, seen)
    for term in terms:
        yield from _term_breaches(term, seen)


def _term_breaches(element: Any, seen: _Seen) -> Iterator[tuple[int, str]]:
    inner = element if _local(element) != "ntig" else next(element.iterchildren("{*}termGrp"), element)
    children = _children(inner)
    words = [c for c in children if _local(c) == "term"]
    if len(words) != 1 or (children and children[0] is not words[0]):
        yield element.sourceline, f"{_local(element)} must begin with its one term"
    elif not "".join(words[0].itertext()).strip():
        yield words[0].sourceline, "the term is empty"
    is_late = False
    for child in children[1:]:
        is_note = _local(child) in ("termNote", "termNoteGrp") or _local(child) in _HERE
        if is_note and is_late and _local(child) not in _HERE:
            yield child.sourceline, f"'{_local(child)}' stands after what is no termNote"
        is_late = is_late or not is_note
    yield from _item_breaches(inner, _TERM, seen)
    if inner is not element:
        yield from _item_breaches(element, _TERM, seen)


def _item_breaches(element: Any, level: str, seen: _Seen) -> Iterator[tuple[int, str]]:
    """The items that describe `element` itself, in groups or not; levels below have their own turn."""
    yield from _id_breaches(element, seen)
    for child in _children(element):
        name = _local(child)
        if name in _LEVELS or name == "termGrp":
            continue
        if name.endswith("Grp") and name in _CORE:
            yield from _item_breaches(child, level, seen)
            continue
        yield from _id_breaches(child, seen)
        yield from _category_breaches(child, name, level, seen)


def _id_breaches(element: Any, seen: _Seen) -> Iterator[tuple[int, str]]:
    name = element.get("id")
    if name is None:
        return
    if not _NAME.fullmatch(name):
        yield element.sourceline, f"the id '{name}' is no XML name (it must begin with a letter or _)"
    if name in seen.ids and seen.ids[name] != element.sourceline:
        yield element.sourceline, f"the id '{name}' is used before, in line {seen.ids[name]}"
    seen.ids[name] = element.sourceline


def _category_breaches(item: Any, name: str, level: str, seen: _Seen) -> Iterator[tuple[int, str]]:
    """Is the category known, in the right element, on the right level, with an allowed value?"""
    line, text = item.sourceline, " ".join("".join(item.itertext()).split())
    if name in _CORE:
        if name == "date" and not _DATE.fullmatch(text):
            yield line, f"'{text}' is no date of the form YYYY-MM-DD"
        return
    category = item.get("type") if name in _TYPED else name
    if not category:
        yield line, f"'{name}' has no type"
        return
    if category not in _HERE:
        yield line, f"'{category}' is no data category of TBX-Basic"
        return
    home, levels = _HERE[category]
    if name in _TYPED and name != home:
        yield line, f"'{category}' belongs in {home}, not in {name}"
    if level not in levels:
        yield line, f"'{category}' is not allowed on the level of the {level}"
    if category in _VALUES and text not in _VALUES[category]:
        yield line, f"'{text}' is no value of {category}: {', '.join(_VALUES[category])}"
    yield from _target_breaches(item, home, line, seen)


def _target_breaches(item: Any, home: str, line: int, seen: _Seen) -> Iterator[tuple[int, str]]:
    target = item.get("target") or ""
    if home == "xref" and not re.match(r"https?://.", target):
        yield line, f"xref needs a target that begins with http:// or https:// ('{target}')"
    if home == "ref":
        seen.targets.append((target, line))
