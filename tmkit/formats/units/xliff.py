"""XLIFF 1.2 and 2.x: units out of them, units into them, and files opened to be pre-translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...model import Unit
from ...text.languages import normal_tag
from ..output import text_stream
from . import UnitOptions, UnitReader

__all__ = ["Place", "Xliff", "read_xliff", "write_sources", "write_xliff"]

_V1 = "urn:oasis:names:tc:xliff:document:1.2"
_V2 = re.compile(r"urn:oasis:names:tc:xliff:document:2\.\d")
_CODE_TEXT = ("bpt", "ept", "ph", "it")  # what they hold is native code, not text
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Place:
    """A segment in an XLIFF file: its element (trans-unit or segment), texts, number of inline codes, origin.

    `mid` is that of the mrk where XLIFF 1.2 has several segments in a trans-unit (seg-source).
    """

    element: Any
    source: str
    target: str
    codes: int
    origin: str
    id: str
    is_closed: bool = False
    mid: str = ""


class Xliff:
    """An XLIFF file held as it is, so that everything that is not touched stays."""

    def __init__(self, name: str) -> None:
        from lxml import etree

        self.file = name
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
        try:
            self.tree = etree.parse(name, parser)
        except FileNotFoundError:
            raise InputError("there is no such file", file=name, cure="check the path") from None
        except (etree.XMLSyntaxError, OSError) as error:
            line = getattr(error, "lineno", None)
            raise InputError(f"is not well-formed XML ({error})", file=name, line=line) from None
        root = self.tree.getroot()
        self.namespace = etree.QName(root).namespace or ""
        self.is_v2 = bool(_V2.fullmatch(self.namespace))
        if etree.QName(root).localname != "xliff" or not (self.is_v2 or self.namespace in (_V1, "")):
            raise InputError(f"is not XLIFF 1.2 or 2.x: its root is <{root.tag}>", file=name)

    def tag(self, name: str) -> str:
        """A name of the file's own XLIFF namespace."""
        return f"{{{self.namespace}}}{name}" if self.namespace else name

    def languages(self) -> tuple[str, str]:
        """Source and target language, as the file says."""
        if self.is_v2:
            root = self.tree.getroot()
            return normal_tag(root.get("srcLang") or "zh-CN"), normal_tag(root.get("trgLang") or "en-US")
        file = self.tree.find(f".//{self.tag('file')}")
        values = file.attrib if file is not None else {}
        return normal_tag(values.get("source-language") or "zh-CN"), normal_tag(
            values.get("target-language") or "en-US"
        )

    def places(self) -> Iterator[Place]:
        """The segments in document order; those that must not be translated are left out."""
        for file in self.tree.iter(self.tag("file")):
            origin = file.get("original") or Path(self.file).name
            for element in file.iter(self.tag("segment" if self.is_v2 else "trans-unit")):
                owner: Any = element.getparent() if self.is_v2 else element
                source = element.find(self.tag("source"))
                if source is None or "no" in (owner.get("translate"), element.get("translate")):
                    continue
                target = element.find(self.tag("target"))
                text, codes = self._text(source)
                done = self._text(target)[0] if target is not None else ""
                number = element.get("id") or owner.get("id") or ""
                parts = self._parts(element, target, done)
                for mid, (text, codes), there in parts:
                    is_closed = _is_closed(element, target, self.is_v2)
                    yield Place(element, text, there, codes, origin, f"{number}-{mid}", is_closed, mid)
                if parts:
                    continue
                yield Place(element, text, done, codes, origin, number, _is_closed(element, target, self.is_v2))

    def _parts(self, element: Any, target: Any, done: str) -> list[tuple[str, tuple[str, int], str]]:
        """(mid, text and codes, translation) of each segment of a trans-unit that was cut into several."""
        source = None if self.is_v2 else element.find(self.tag("seg-source"))
        sources = {} if source is None else self._marked(source)
        targets = {} if target is None else self._marked(target)
        if not sources or (done.strip() and not targets):
            return []
        return [(mid, text, targets.get(mid, ("", 0))[0]) for mid, text in sources.items()]

    def _marked(self, element: Any) -> dict[str, tuple[str, int]]:
        marks = (e for e in element.iter(self.tag("mrk")) if e.get("mtype") == "seg" and e.get("mid"))
        return {mark.get("mid"): self._text(mark) for mark in marks}

    def _text(self, element: Any) -> tuple[str, int]:
        """Text without codes, and the number of codes."""
        parts, codes = [element.text or ""], 0
        for child in element:
            name = child.tag.rpartition("}")[2] if isinstance(child.tag, str) else ""
            if name and name not in ("mrk", "sm", "em"):
                codes += 1
            if name and name not in _CODE_TEXT:
                inner, more = self._text(child)
                parts.append(inner)
                codes += more
            parts.append(child.tail or "")
        return "".join(parts), codes

    def write(self, path: Path) -> None:
        """Write the file with UTF-8 and its own layout."""
        from lxml import etree

        with text_stream(path) as stream:
            stream.write(etree.tostring(self.tree, encoding="UTF-8", xml_declaration=True).decode("utf-8") + "\n")


def _is_closed(element: Any, target: Any, is_v2: bool) -> bool:
    """Whether a human has closed the segment: approved, or in a state that says so."""
    if is_v2:
        return element.get("state") in ("reviewed", "final")
    state = target.get("state") if target is not None else ""
    return element.get("approved") == "yes" or state in ("signed-off", "final")


def read_xliff(name: str, options: UnitOptions, reader: UnitReader) -> None:
    """Let `reader` give the translated segments with their neighbours; codes are left out."""
    xliff = Xliff(name)
    languages = xliff.languages()
    source = normal_tag(options.source_language or languages[0])
    target = normal_tag(options.target_language or languages[1])
    reader.stream = _units(list(xliff.places()), (source, target), reader)


def _units(places: list[Place], languages: tuple[str, str], reader: UnitReader) -> Iterator[Unit]:
    for index, place in enumerate(places):
        if place.codes and place.source.strip() and place.target.strip():
            reader.skip("kept without their inline codes")
        yield Unit(
            place.source,
            place.target,
            *languages,
            id=place.id,
            origin=place.origin,
            position=index + 1,
            previous=places[index - 1].source if index else "",
            next=places[index + 1].source if index + 1 < len(places) else "",
        )


def write_xliff(path: Path, units: Iterable[Unit]) -> int:
    """Write units as XLIFF 1.2, one <file> for each run of units of one origin and pair of languages."""
    from xml.sax.saxutils import escape, quoteattr

    def clean(text: str) -> str:
        return escape(_ILLEGAL.sub("", text))

    count, last = 0, ("", "", "")
    with text_stream(path) as stream:
        stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="{_V1}">\n')
        for unit in units:
            place = (unit.origin or path.stem, unit.source_language, unit.target_language)
            if place != last:
                stream.write("</body></file>\n" if count else "")
                names = zip(("original", "source-language", "target-language"), place, strict=True)
                stream.write(
                    "<file" + "".join(f" {n}={quoteattr(v)}" for n, v in names) + ' datatype="plaintext"><body>\n'
                )
                last = place
            count += 1
            number = quoteattr(unit.id or str(count))
            stream.write(f'<trans-unit id={number} xml:space="preserve"><source>{clean(unit.source)}</source>')
            stream.write(f'<target state="translated">{clean(unit.target)}</target>')
            stream.write("".join(f"<note>{clean(note)}</note>" for note in unit.notes) + "</trans-unit>\n")
        stream.write(("</body></file>\n" if count else "") + "</xliff>\n")
    return count


def write_sources(path: Path, texts: Iterable[str], original: str, languages: tuple[str, str]) -> None:
    """Write segments as an XLIFF 1.2 file that is still to be translated."""
    from xml.sax.saxutils import escape, quoteattr

    with text_stream(path) as stream:
        source, target = map(quoteattr, languages)
        stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="{_V1}">\n')
        stream.write(f"<file original={quoteattr(original)} source-language={source} target-language={target}")
        stream.write(' datatype="plaintext"><body>\n')
        for number, text in enumerate(texts, 1):
            clean = escape(_ILLEGAL.sub("", text))
            stream.write(f'<trans-unit id="{number}" xml:space="preserve"><source>{clean}</source></trans-unit>\n')
        stream.write("</body></file>\n</xliff>\n")
