"""Which parts of a page are not its text: navigation, menus, footers, share buttons, lists of links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ...text.wordlists import word_list

__all__ = ["SILENT", "Furniture", "find_furniture"]

# Never text.
SILENT = frozenset(
    {"script", "style", "noscript", "template", "head", "button", "select", "textarea", "input", "option", "datalist"}
    | {"iframe", "object", "embed", "svg", "canvas", "video", "audio", "map", "area", "rt", "rp", "rtc", "frameset"}
)
_LANDMARKS = frozenset({"nav", "aside", "footer", "menu", "dialog"})
_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "menu", "menubar", "toolbar", "dialog"}
    | {"alertdialog", "tablist", "tree"}
)
# Names that say so only when they stand alone: page-header is the head of a page, article-header that of a text.
_WHOLE_NAMES = frozenset({"header", "head", "top", "bottom", "page-header", "site-header", "site-footer", "site-title"})
_LINKS_IN = frozenset(["div", "ul", "ol", "dl", "table", "td", "p", "section", "center", "span", "li", "tbody", "tr"])
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_LEAST_LINKS = 3
_LINK_SHARE = 0.6
_LINK_LENGTH = 30
_WHOLE = 0.4


@cache
def _names() -> frozenset[str]:
    return frozenset(word for line in word_list("page_furniture.txt") for word in line.split())


@dataclass(slots=True)
class Furniture:
    """Elements to pass over, by identity, and how many of each kind."""

    elements: set[Any] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Extent:
    """Characters, characters in links and links of an element with all that it holds."""

    text: int = 0
    linked: int = 0
    links: int = 0
    sentences: int = 0


def find_furniture(root: Any) -> Furniture:
    """The outermost parts of a page that are no text; `root` is its body or main part."""
    extents = _measure(root)
    found = _pick(root, extents, lists=True)
    if extents[root].text and extents[root].text == sum(extents[e].text for e in found.elements):
        # A page of nothing but links is an index: its links are the text.
        found = _pick(root, extents, lists=False)
    return found


def _pick(root: Any, extents: dict[Any, _Extent], *, lists: bool) -> Furniture:
    page = extents[root]
    titled = {e for h1 in root.iter("h1") for e in h1.iterancestors()}
    found = Furniture()
    for element in _outermost(root, found):
        extent = extents[element]
        kind = _kind(element, extent, _is_most(extent, page), element in titled)
        if not kind and lists and element.tag in _LINKS_IN and _is_link_list(extent):
            kind = "lists of links"
        if kind:
            found.elements.add(element)
            found.counts[kind] += bool(extent.text)
    return found


def _outermost(root: Any, found: Furniture) -> Iterator[Any]:
    """Every element in document order that is not inside one that was found already."""
    from lxml import etree

    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if element is not root and isinstance(element.tag, str):
            yield element
            if element in found.elements:
                walk.skip_subtree()


def _measure(root: Any) -> dict[Any, _Extent]:
    """Extents of all elements, children before parents, so that each character is counted once."""
    from lxml import etree

    extents: dict[Any, _Extent] = {}
    for _, element in etree.iterwalk(root, events=("end",)):
        extent = extents.setdefault(element, _Extent())
        silent = not isinstance(element.tag, str) or element.tag in SILENT
        own = "" if silent else "".join(filter(None, [element.text, *(child.tail for child in element)]))
        extent.text = len("".join(own.split()))
        extent.sentences = sum(own.count(mark) for mark in "。！？") + len(re.findall(r"[.!?]\s", own))
        for child in () if silent else element:
            inner = extents[child]
            extent.text += inner.text
            extent.linked += inner.linked
            extent.links += inner.links
            extent.sentences += inner.sentences
        if element.tag == "a" and element.get("href") is not None:
            extent.linked, extent.links = extent.text, 1
    return extents


def _is_most(extent: _Extent, page: _Extent) -> bool:
    """A part with a good share of a page's text and most of its sentences is the page, whatever it is called."""
    return extent.text > page.text * _WHOLE and extent.sentences * 2 > page.sentences


def _kind(element: Any, extent: _Extent, is_most: bool, has_title: bool) -> str:
    tag = element.tag
    # So does LibreOffice write the head and foot of pages.
    page_edge = tag == "div" and element.get("title") in ("header", "footer")
    if tag in SILENT or page_edge:
        return f"page {element.get('title')}s" if page_edge else "scripts and controls"
    role = (element.get("role") or "").lower()
    # Some sites hide the text itself until a script shows it.
    if _is_hidden(element) and not is_most:
        return "hidden parts"
    if tag in _LANDMARKS or role in _ROLES or (tag == "header" and not has_title and not _inside_text(element)):
        return "" if has_title and tag not in _LANDMARKS else f"{role or tag} parts"
    if tag == "sup" and extent.links and extent.linked == extent.text and extent.text <= 6:
        return "reference marks"
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    named = next((n for n in (w.lower() for w in _WORDS.findall(names)) if n in _names()), "")
    if not named and not _inside_text(element):
        named = next((n for n in names.lower().split() if n in _WHOLE_NAMES), "")
    if named and not has_title and not is_most and tag not in ("body", "html", "main", "article"):
        return f"parts named {named}"
    return ""


def _is_hidden(element: Any) -> bool:
    return (
        element.get("hidden") is not None
        or (element.get("aria-hidden") or "").lower() == "true"
        or bool(_HIDDEN.search(element.get("style") or ""))
    )


def _inside_text(element: Any) -> bool:
    return any(e.tag in ("article", "main") for e in element.iterancestors())


def _is_link_list(extent: _Extent) -> bool:
    return (
        extent.links >= _LEAST_LINKS
        and extent.linked >= extent.text * _LINK_SHARE
        and extent.linked <= extent.links * _LINK_LENGTH
        and extent.sentences == 0
    )
