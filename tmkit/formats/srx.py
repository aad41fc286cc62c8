"""SRX 2.0 files, the exchange format of segmentation rules: read with care, written for other tools."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from ..errors import InputError
from ..segment import LanguageMap, Rule, RuleBook, RuleSet
from .files import file_bytes

__all__ = ["SRX_NAMESPACE", "format_srx", "read_srx"]

SRX_NAMESPACE = "http://www.lisa.org/srx20"


def read_srx(path: str | os.PathLike[str]) -> RuleBook:
    """The rules of an SRX file (1.0 or 2.0), whatever namespace prefix it uses.

    A header that does not mention the cascade, as OmegaT writes it, means what OmegaT does: every map that fits adds
    its rules. External entities are not loaded. Raises InputError for what is not XML, is not SRX, maps to no rules or
    to rules that are not there, or has a rule whose break is neither yes nor no.
    """
    from lxml import etree

    name = os.fspath(path)
    # Entities of the document type are filled in, those in other files are not read.
    parser = etree.XMLParser(resolve_entities="internal", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(file_bytes(name), parser)
    except etree.XMLSyntaxError as error:
        cure = "give an SRX file that is whole"
        raise InputError(f"not well-formed XML ({error.msg})", file=name, line=error.lineno, cure=cure) from error
    if _tag(root) != "srx":
        raise InputError(f"the root element is {_tag(root)}, not srx", file=name, cure="give an SRX file")
    return _book(root, name)


def format_srx(book: RuleBook, comment: str = "") -> str:
    """The rules as an SRX 2.0 file without a document type, for tools that take no other; same rules, same text."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    if comment:
        lines.append(f"<!--\n{_comment(comment)}\n-->")
    cascade, subflows = _yes(book.cascade), _yes(book.segment_subflows)
    lines += [
        f'<srx xmlns="{SRX_NAMESPACE}" version="2.0">',
        f'  <header segmentsubflows="{subflows}" cascade="{cascade}">',
        *(f'    <formathandle type="{kind}" include="{_yes(kept)}"/>' for kind, kept in book.format_handles),
        "  </header>",
        "  <body>",
        "    <languagerules>",
        *(line for rules in book.sets for line in _rule_set_lines(rules)),
        "    </languagerules>",
        "    <maprules>",
        *(
            f"      <languagemap languagepattern={_quoted(m.pattern)} languagerulename={_quoted(m.name)}/>"
            for m in book.maps
        ),
        "    </maprules>",
        "  </body>",
        "</srx>",
    ]
    return "\n".join(lines) + "\n"


def _rule_set_lines(rules: RuleSet) -> Iterator[str]:
    yield f"      <languagerule languagerulename={_quoted(rules.name)}>"
    for rule in rules.rules:
        if rule.comment:
            yield f"        <!-- {_comment(rule.comment)} -->"
        yield f'        <rule break="{_yes(rule.breaks)}">'
        yield f"          <beforebreak>{_escaped(rule.before)}</beforebreak>"
        yield f"          <afterbreak>{_escaped(_ahead(rule.after))}</afterbreak>"
        yield "        </rule>"
    yield "      </languagerule>"


def _ahead(pattern: str) -> str:
    """The pattern as a look ahead, so that tools that search for one match after the other overlook no position."""
    return f"(?={pattern})" if pattern else pattern


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _quoted(text: str) -> str:
    """Text as an attribute; the functions of xml.sax would load half the library for it."""
    escaped = _escaped(text).replace('"', "&quot;")
    return '"' + escaped.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;") + '"'


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _comment(text: str) -> str:
    """Text that may stand in an XML comment, where two hyphens may not."""
    return text.replace("--", "\u2010\u2010")


def _book(root: Any, file: str) -> RuleBook:
    header = next(_children(root, "header"), None)
    body = next(_children(root, "body"), root)
    sets = tuple(
        _rule_set(e, file) for part in _children(body, "languagerules") for e in _children(part, "languagerule")
    )
    names = {s.name for s in sets}
    maps = tuple(
        _language_map(e, names, file) for part in _children(body, "maprules") for e in _descendants(part, "languagemap")
    )
    if not any(s.rules for s in sets) or not maps:
        raise InputError("no languagerule or no languagemap in it", file=file, cure="give a complete SRX file")
    attributes = dict(header.attrib) if header is not None else {}
    okapi = next(_children(header, "options"), None)
    return RuleBook(
        sets,
        maps,
        dialect="java" if okapi is None or okapi.get("useJavaRegex") == "yes" else "okapi",
        unicode_breaks=okapi is not None and okapi.get("useIcu4jBreakRules") == "yes",
        cascade=attributes.get("cascade", "yes") == "yes",
        file=file,
        segment_subflows=attributes.get("segmentsubflows", "yes") == "yes",
        format_handles=tuple((e.get("type", ""), e.get("include") == "yes") for e in _children(header, "formathandle")),
    )


def _rule_set(element: Any, file: str) -> RuleSet:
    name = element.get("languagerulename", "")
    rules = tuple(
        Rule(
            breaks=_breaks(rule, file),
            before=_text(rule, "beforebreak"),
            after=_text(rule, "afterbreak"),
            set_name=name,
            number=number,
            line=rule.sourceline or 0,
            comment=_comment_before(rule),
        )
        for number, rule in enumerate(_children(element, "rule"), 1)
    )
    return RuleSet(name, rules, _comment_before(element))


def _breaks(rule: Any, file: str) -> bool:
    value = rule.get("break", "yes").strip().lower()
    if value not in ("yes", "no"):
        raise InputError(f"break is '{value}'", file=file, line=rule.sourceline, cure='write break="yes" or break="no"')
    return bool(value == "yes")


def _language_map(element: Any, names: set[str], file: str) -> LanguageMap:
    name = element.get("languagerulename", "")
    if name not in names:
        message = f"the languagemap names the rules '{name}', which are not there"
        raise InputError(message, file=file, line=element.sourceline, cure="name a languagerule of the file")
    return LanguageMap(element.get("languagepattern", ""), name)


def _text(rule: Any, tag: str) -> str:
    return next(("".join(e.itertext()) for e in _children(rule, tag)), "")


def _comment_before(element: Any) -> str:
    previous = element.getprevious()
    if previous is None or isinstance(previous.tag, str):
        return ""
    return " ".join((previous.text or "").split())


def _children(element: Any, tag: str) -> Iterator[Any]:
    return (child for child in (element if element is not None else ()) if _tag(child) == tag)


def _descendants(element: Any, tag: str) -> Iterator[Any]:
    return (child for child in element.iter() if _tag(child) == tag)


def _tag(element: Any) -> str:
    """The element's name without its namespace; empty for comments and processing instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
