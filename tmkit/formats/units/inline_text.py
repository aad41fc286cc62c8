"""Stored segments with codes as the text of XLIFF 1.2."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from ...model import Element
from ..xml_text import escape, escape_value

__all__ = ["as_xliff", "quoted"]

# A tag of XLIFF itself, which stood for a code when the segment was read.
_OWN = re.compile(r'<(g|x|bx|ex)((?: [a-z-]+="[^"<>&]*")*)( ?/)?>|</g>')
_NAMES = {"bpt": "bpt", "ept": "ept", "ph": "ph", "ut": "ph", "it": "it"}
_TYPES = {
    "bpt": ("bold", "italic", "underlined", "link"), "it": ("bold", "italic", "underlined", "link"),
    "ph": ("image", "pb", "lb"), "ept": (),
    "mrk": (
        "abbrev", "abbreviated-form", "abbreviation", "acronym", "appellation", "collocation", "common-name",
        "datetime", "equation", "expanded-form", "formula", "head-term", "initialism",
        "international-scientific-term", "internationalism", "logical-expression", "materials-management-unit",
        "name", "near-synonym", "part-number", "phrase", "phraseological-unit", "protected", "romanized-form",
        "set-phrase", "short-form", "sku", "standard-text", "symbol", "synonym", "synonymous-phrase", "term",
        "transcribed-form", "transliterated-form", "truncated-term", "variant",
    ),
}  # fmt: skip


def quoted(text: str) -> str:
    """An attribute's value in XML with its quotation marks."""
    return f'"{escape_value(text)}"'


def as_xliff(content: Iterable[str | Element]) -> str:
    """The inside of a source or target; codes that XLIFF's own tags stood for are those tags again."""
    pieces = list(content)
    return _inside(pieces, _Numbers(set(_reserved(pieces))))


def _reserved(pieces: list[str | Element]) -> Iterator[str]:
    """The ids of tags that stand as they are, inside other codes too."""
    for tag in _own_tags(pieces).values():
        yield from re.findall(r' id="([^"]*)"', tag)
    for piece in pieces:
        if isinstance(piece, Element):
            yield from _reserved(list(piece.content))


@dataclass(slots=True)
class _Numbers:
    """What stands once in a source or target: the ids of codes, and the numbers (rid) of pairs with the id of each."""

    ids: set[str] = field(default_factory=set)
    pairs: dict[str, str] = field(default_factory=dict)

    def pairs_in(self, pieces: list[str | Element]) -> dict[int, str]:
        """By place, the number of each opening and closing code that has its other half."""
        found: dict[int, str] = {}
        open_: dict[str, list[int]] = {}
        for index, piece in enumerate(pieces):
            key = "" if isinstance(piece, str) else dict(piece.attributes).get("i") or ""
            if isinstance(piece, Element) and piece.name == "bpt":
                open_.setdefault(key, []).append(index)
            elif isinstance(piece, Element) and piece.name == "ept" and open_.get(key):
                found[open_[key].pop()] = found[index] = number = _free(key, self.pairs)
                self.pairs[number] = ""
        return found

    def id_of(self, code: Element, pair: str, others: set[str]) -> str:
        """The id of a code, which the two halves of a pair share."""
        named = dict(code.attributes)
        if code.name == "ept" and self.pairs.get(pair):
            return self.pairs[pair]
        wanted = named.get("x") or named.get("i") or ""
        number = _free(wanted, self.ids if wanted and wanted not in self.ids else self.ids | others)
        self.ids.add(number)
        if pair:
            self.pairs[pair] = number
        return number


def _free(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or where that is taken the first number that is not."""
    numbers = (str(n) for n in range(1, 10**9))
    return wanted if wanted and wanted not in taken else next(n for n in numbers if n not in taken)


def _inside(pieces: list[str | Element], numbers: _Numbers) -> str:
    own, pairs = _own_tags(pieces), numbers.pairs_in(pieces)
    others = {v for e in pieces if isinstance(e, Element) for k, v in e.attributes if k in ("x", "i")}
    parts = []
    for index, piece in enumerate(pieces):
        if isinstance(piece, str):
            parts.append(escape(piece))
        elif piece.name == "hi":
            kind = _type("mrk", dict(piece.attributes).get("type") or "hi")
            parts.append(f"<mrk mtype={quoted(kind)}>{_inside(list(piece.content), numbers)}</mrk>")
        elif piece.name in _NAMES:
            parts.append(own.get(index) or _code(piece, pairs.get(index, ""), others, numbers))
    return "".join(parts)


def _own_tags(pieces: list[str | Element]) -> dict[int, str]:
    """By place, the tags that may stand as they are: well-formed, and <g> only where each is closed in its turn."""
    found: dict[int, str] = {}
    open_: list[int] = []
    pairs: list[tuple[int, int]] = []
    for index, piece in enumerate(pieces):
        text = piece.content[0] if isinstance(piece, Element) and len(piece.content) == 1 else ""
        tag = _OWN.fullmatch(text) if isinstance(text, str) else None
        if tag is None or isinstance(piece, str):
            continue
        names = re.findall(r" ([a-z-]+)=", tag.group(2) or "")
        if tag.group() == "</g>" and open_ and piece.name == "ept":
            pairs.append((open_.pop(), index))
        elif len(set(names)) < len(names) or "id" not in names:
            continue
        elif tag.group(1) == "g" and not tag.group(3) and piece.name == "bpt":
            open_.append(index)
        elif tag.group(1) != "g" and tag.group(3):
            found[index] = tag.group()
    for ends in pairs:
        for index in ends:
            code = pieces[index]
            found[index] = str(code.content[0]) if isinstance(code, Element) else ""
    return found


def _code(code: Element, pair: str, others: set[str], numbers: _Numbers) -> str:
    """A code with its native text; half a pair (`pair` is the number of a whole one) is an isolated code."""
    name, named = _NAMES[code.name], dict(code.attributes)
    given = f" id={quoted(numbers.id_of(code, pair, others))}"
    if name in ("bpt", "ept") and pair:
        given += f" rid={quoted(pair)}"
    elif name in ("bpt", "ept", "it"):
        is_end = name == "ept" or named.get("pos") == "end"
        name = "it"
        given += ' pos="close"' if is_end else ' pos="open"'
    if named.get("type") and name != "ept":
        given += f" ctype={quoted(_type(name, named['type']))}"
    return f"<{name}{given}>{_native(code, numbers)}</{name}>"


def _native(code: Element, numbers: _Numbers) -> str:
    return "".join(
        escape(piece) if isinstance(piece, str)
        else f"<sub>{_inside(list(piece.content), numbers)}</sub>" if piece.name == "sub" else ""
        for piece in code.content
    )  # fmt: skip


def _type(name: str, kind: str) -> str:
    """A type that XLIFF 1.2 knows, or one of our own (x-)."""
    return kind if kind in _TYPES[name] or kind.startswith("x-") else f"x-{kind}"
