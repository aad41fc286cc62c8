"""XLIFF 1.0 to 2.x read: units out of files, and files opened to be pre-translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...model import UNREVIEWED, Unit
from ...text import guess_language, normal_tag
from ..output import text_stream
from ..tmx import with_contents
from . import UnitOptions, UnitReader
from .inline import Token, Tokens, content_of, count_codes, text_of, tokens_in
from .xliff_states import is_closed, is_draft, is_translatable

__all__ = ["Pair", "Place", "Xliff", "read_xliff"]

_V1 = re.compile(r"urn:oasis:names:tc:xliff:document:1\.[0-2]|")
_V2 = re.compile(r"urn:oasis:names:tc:xliff:document:2\.\d")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_START, _END = re.compile(r"\A[ \t\r]*\n[ \t\r\n]*"), re.compile(r"[ \t\r]*\n[ \t\r\n]*\Z")


@dataclass(slots=True)
class Place:
    """A segment in an XLIFF file: its element (trans-unit or segment), source and target with codes, and origin.

    `mid` is that of the mrk where XLIFF 1.2 has several segments in a trans-unit (seg-source). `is_draft` says that the
    translation is not one to rely on yet.
    """

    element: Any
    tokens: Tokens
    translation: Tokens
    origin: str
    id: str
    languages: tuple[str, str] = ("", "")
    is_closed: bool = False
    is_draft: bool = False
    mid: str = ""

    @property
    def source(self) -> str:
        """The source without codes."""
        return text_of(self.tokens)

    @property
    def target(self) -> str:
        """The translation without codes."""
        return text_of(self.translation)

    @property
    def is_open(self) -> bool:
        """Whether there is nothing but perhaps a copy of the source that its file does not take for a translation."""
        target = self.target.strip()
        return not self.is_closed and (not target or (self.is_draft and target == self.source.strip()))

    @property
    def codes(self) -> int:
        """The number of inline codes in the source."""
        return count_codes(content_of(self.tokens))


@dataclass(frozen=True, slots=True)
class Pair:
    """Source and target of a trans-unit or segment as texts without codes, "" where there is none; its file's name."""

    texts: tuple[str, str]
    languages: tuple[str, str]
    origin: str


class Xliff:
    """An XLIFF file held as it is, so that everything that is not touched stays."""

    def __init__(self, name: str) -> None:
        from lxml import etree

        self.file = name
        parser = etree.XMLParser(resolve_entities="internal", no_network=True, load_dtd=False)
        try:
            self.tree = etree.parse(name, parser)
        except FileNotFoundError:
            raise InputError("there is no such file", file=name, cure="check the path") from None
        except etree.XMLSyntaxError as error:
            cure = "mend it there, or export it again from its program"
            raise InputError(f"is not well-formed XML ({error.msg})", file=name, line=error.lineno, cure=cure) from None
        except OSError as error:
            raise InputError(f"cannot be read ({error})", file=name, cure="check that you may read it") from None
        root = self.tree.getroot()
        self.namespace = etree.QName(root).namespace or ""
        is_v1 = bool(_V1.fullmatch(self.namespace))
        self.is_v2 = bool(_V2.fullmatch(self.namespace) or (not self.namespace and root.get("version", "") > "2"))
        if etree.QName(root).localname != "xliff" or not (self.is_v2 or is_v1):
            cure = "give a file of version 1.0 to 2.x"
            raise InputError(f"is not XLIFF: its root is <{root.tag}>", file=name, line=root.sourceline, cure=cure)

    def tag(self, name: str) -> str:
        """A name of the file's own XLIFF namespace."""
        return f"{{{self.namespace}}}{name}" if self.namespace else name

    def declared(self, file: Any = None) -> tuple[str, str]:
        """Source and target language, as a <file> or the first one says; "" where it says none."""
        first = self.tree.find(f".//{self.tag('file')}") if file is None else file
        holder = self.tree.getroot() if self.is_v2 or first is None else first
        names = ("srcLang", "trgLang") if self.is_v2 else ("source-language", "target-language")
        source, target = (normal_tag(holder.get(name) or "") for name in names)
        return source, target

    def languages(self) -> tuple[str, str]:
        """Source and target language, as the file says, else Chinese and English."""
        source, target = self.declared()
        return source or "zh-CN", target or "en-US"

    def places(self) -> Iterator[Place]:
        """The segments in document order; those that must not be translated are left out."""
        for file in self.tree.iter(self.tag("file")):
            origin = file.get("original") or Path(self.file).name
            for element in file.iter(self.tag("segment" if self.is_v2 else "trans-unit")):
                if element.find(self.tag("source")) is not None and is_translatable(element):
                    yield from self._in(element, origin, self.declared(file))

    def pairs(self) -> Iterator[Pair]:
        """Every trans-unit or segment with a source or target, whole and whatever its state."""
        for file in self.tree.iter(self.tag("file")):
            origin = file.get("original") or file.get("id") or ""
            for element in file.iter(self.tag("segment" if self.is_v2 else "trans-unit")):
                sides = (element.find(self.tag(name)) for name in ("source", "target"))
                source, target = ("" if side is None else text_of(_tokens(side, {})) for side in sides)
                yield Pair((source, target), self.declared(file), origin)

    def _in(self, element: Any, origin: str, languages: tuple[str, str]) -> Iterator[Place]:
        """The one segment of an element, or those that its trans-unit was cut into."""
        source, target = element.find(self.tag("source")), element.find(self.tag("target"))
        numbers: dict[str, int] = {}
        data = self._data(element)
        tokens = _tokens(source, numbers, data)
        done = _tokens(target, numbers, data) if target is not None else []
        states = is_closed(element, target), is_draft(element, target)
        place = Place(element, tokens, done, origin, self._id(element), languages, *states)
        parts = self._parts(place, target, numbers)
        for mid, (part, there) in parts.items():
            states = is_closed(element, target, mid), is_draft(element, target, mid)
            yield Place(element, part, there, origin, f"{place.id}-{mid}", languages, *states, mid)
        if not parts:
            yield place

    def _id(self, element: Any) -> str:
        """What tells a segment from others of its file: in XLIFF 2 the unit and, if it has several, the segment."""
        own: str = element.get("id") or ""
        if not self.is_v2:
            return own
        unit = element.getparent()
        segments = unit.findall(self.tag("segment"))
        name: str = unit.get("id") or own
        return name if len(segments) == 1 else f"{name}-{own or segments.index(element) + 1}"

    def _data(self, element: Any) -> dict[str, str]:
        """The original data of the unit of a segment of XLIFF 2, by id."""
        path = f"{self.tag('originalData')}/{self.tag('data')}"
        found = element.getparent().iterfind(path) if self.is_v2 else ()
        return {data.get("id", ""): "".join(data.itertext()) for data in found}

    def _parts(self, place: Place, target: Any, numbers: dict[str, int]) -> dict[str, tuple[Tokens, Tokens]]:
        """Source and translation, by mid, of each segment of a trans-unit that was cut into several."""
        source = None if self.is_v2 else place.element.find(self.tag("seg-source"))
        sources = {} if source is None else self._marked(source, numbers)
        targets = {} if target is None else self._marked(target, numbers)
        if not sources or (place.target.strip() and not targets):
            return {}
        return {mid: (tokens, targets.get(mid, [])) for mid, tokens in sources.items()}

    def _marked(self, element: Any, numbers: dict[str, int]) -> dict[str, Tokens]:
        marks = (e for e in element.iter(self.tag("mrk")) if e.get("mtype") == "seg" and e.get("mid"))
        return {mark.get("mid"): _tokens(mark, numbers) for mark in marks}

    def write(self, path: Path) -> None:
        """Write the file with UTF-8 and its own layout."""
        from lxml import etree

        with text_stream(path) as stream:
            stream.write(etree.tostring(self.tree, encoding="UTF-8", xml_declaration=True).decode("utf-8") + "\n")


def _tokens(holder: Any, numbers: dict[str, int], data: dict[str, str] | None = None) -> Tokens:
    """The tokens of an element; line breaks at its edges are layout, unless the file says that blanks count."""
    tokens = tokens_in(holder, numbers, data)
    spaces = (e.get(_SPACE) for e in (holder, *holder.iterancestors()))
    if not tokens or next(filter(None, spaces), "") == "preserve":
        return tokens
    return [t for t in (_stripped(t, i, len(tokens) - 1) for i, t in enumerate(tokens)) if t]


def _stripped(token: str | Token, index: int, last: int) -> str | Token:
    if isinstance(token, Token):
        return token
    start = _START.sub("", token) if index == 0 else token
    return _END.sub("", start) if index == last else start


def read_xliff(name: str, options: UnitOptions, reader: UnitReader) -> None:
    """Let `reader` give the translated segments with their inline codes and their neighbours.

    Translations that are still to be checked, as the file says, are counted and left out, unless the reader takes
    them; copies of the source among them are none.
    """
    asked = options.source_language or "", options.target_language or ""
    places = list(Xliff(name).places())
    usual = ("", "") if all(all(place.languages) for place in places) else _guessed(places)
    reader.stream = _units(places, (asked, usual), reader)


def _guessed(places: list[Place]) -> tuple[str, str]:
    """The languages of a file that does not name them, by the script of its texts."""
    known = {"zh": "zh-CN", "en": "en-US"}
    source, target = (guess_language("\n".join(getattr(p, side) for p in places)) for side in ("source", "target"))
    # Two languages in Latin letters look the same; the other one is not known.
    other = "und" if source == target else known.get(target, target)
    return known.get(source, source) or "zh-CN", other or "en-US"


def _units(
    places: list[Place], languages: tuple[tuple[str, str], tuple[str, str]], reader: UnitReader
) -> Iterator[Unit]:
    """Units in the languages that are asked for, else those of the file, else the usual ones."""
    asked, usual = languages
    for index, place in enumerate(places):
        is_draft = place.is_draft and bool(place.target.strip())
        if is_draft and place.is_open:
            reader.skip("copies of their source, not translated")
            continue
        if is_draft and not reader.takes_unreviewed("to be reviewed"):
            continue
        unit = Unit(
            place.source,
            place.target,
            normal_tag(asked[0] or place.languages[0] or usual[0]),
            normal_tag(asked[1] or place.languages[1] or usual[1]),
            id=place.id,
            origin=place.origin,
            position=index + 1,
            previous=places[index - 1].source if index else "",
            next=places[index + 1].source if index + 1 < len(places) else "",
            props=(UNREVIEWED,) if is_draft else (),
        )
        contents = content_of(place.tokens), content_of(place.translation)
        yield with_contents(unit, contents) if any(map(count_codes, contents)) else unit
