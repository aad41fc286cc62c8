"""XLIFF 1.2 and 2.x: units out of them, units into them, and files opened to be pre-translated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...model import Unit
from ...text.languages import normal_tag
from ..output import text_stream
from ..tmx import to_tu
from . import UnitOptions, UnitReader
from .docx_job import Inline, Job, JobSegment
from .inline import Content, Tokens, content_of, count_codes, tokens_in
from .inline_text import as_xliff, escaped, quoted

__all__ = [
    "Place",
    "Xliff",
    "read_docx_job",
    "read_xliff",
    "write_docx_job",
    "write_sources",
    "write_xliff",
]

_V1 = "urn:oasis:names:tc:xliff:document:1.2"
_V2 = re.compile(r"urn:oasis:names:tc:xliff:document:2\.\d")


@dataclass(slots=True)
class Place:
    """A segment in an XLIFF file: its element (trans-unit or segment), source and target with codes, and origin.

    `mid` is that of the mrk where XLIFF 1.2 has several segments in a trans-unit (seg-source).
    """

    element: Any
    tokens: Tokens
    translation: Tokens
    origin: str
    id: str
    is_closed: bool = False
    mid: str = ""

    @property
    def source(self) -> str:
        """The source without codes."""
        return "".join(t for t in self.tokens if isinstance(t, str))

    @property
    def target(self) -> str:
        """The translation without codes."""
        return "".join(t for t in self.translation if isinstance(t, str))

    @property
    def codes(self) -> int:
        """The number of inline codes in the source."""
        return count_codes(content_of(self.tokens))


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

    def declared(self) -> tuple[str, str]:
        """Source and target language, as the file says; "" where it says none."""
        holder = self.tree.getroot() if self.is_v2 else self.tree.find(f".//{self.tag('file')}")
        names = ("srcLang", "trgLang") if self.is_v2 else ("source-language", "target-language")
        source, target = ("" if holder is None else normal_tag(holder.get(name) or "") for name in names)
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
                owner: Any = element.getparent() if self.is_v2 else element
                source = element.find(self.tag("source"))
                if source is None or "no" in (owner.get("translate"), element.get("translate")):
                    continue
                yield from self._in(element, source, owner, origin)

    def _in(self, element: Any, source: Any, owner: Any, origin: str) -> Iterator[Place]:
        """The one segment of an element, or those that its trans-unit was cut into."""
        target = element.find(self.tag("target"))
        data = self._data(owner)
        numbers: dict[str, int] = {}
        tokens = tokens_in(source, numbers, data)
        done = tokens_in(target, numbers, data) if target is not None else []
        number = element.get("id") or owner.get("id") or ""
        is_closed = _is_closed(element, target, self.is_v2)
        place = Place(element, tokens, done, origin, number, is_closed)
        parts = self._parts(place, target, numbers)
        for mid, (part, there) in parts.items():
            yield Place(element, part, there, origin, f"{number}-{mid}", is_closed, mid)
        if not parts:
            yield place

    def _data(self, owner: Any) -> dict[str, str]:
        """The original data of a unit of XLIFF 2, by id."""
        found = owner.iterfind(f"{self.tag('originalData')}/{self.tag('data')}") if self.is_v2 else ()
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
        return {mark.get("mid"): tokens_in(mark, numbers) for mark in marks}

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
    """Let `reader` give the translated segments with their inline codes and their neighbours."""
    xliff = Xliff(name)
    languages = xliff.languages()
    source = normal_tag(options.source_language or languages[0])
    target = normal_tag(options.target_language or languages[1])
    reader.stream = _units(list(xliff.places()), (source, target))


def _units(places: list[Place], languages: tuple[str, str]) -> Iterator[Unit]:
    for index, place in enumerate(places):
        unit = Unit(
            place.source,
            place.target,
            *languages,
            id=place.id,
            origin=place.origin,
            position=index + 1,
            previous=places[index - 1].source if index else "",
            next=places[index + 1].source if index + 1 < len(places) else "",
        )
        contents = content_of(place.tokens), content_of(place.translation)
        yield _with_codes(unit, contents) if any(map(count_codes, contents)) else unit


def _with_codes(unit: Unit, contents: tuple[Content, Content]) -> Unit:
    """The unit as TMX would say it, with the codes in their places."""
    built = to_tu(unit)
    pairs = zip(built.variants, contents, strict=True)
    variants = tuple(replace(variant, content=content) for variant, content in pairs)
    return replace(unit, tu=replace(built, variants=variants))


def write_xliff(path: Path, units: Iterable[Unit]) -> int:
    """Write units as XLIFF 1.2, one <file> for each run of units of one origin and pair of languages."""
    count, last = 0, ("", "", "")
    numbers: set[str] = set()
    with text_stream(path) as stream:
        stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="{_V1}">\n')
        for unit in units:
            place = (unit.origin or path.stem, unit.source_language, unit.target_language)
            if place != last:
                stream.write("</body></file>\n" if count else "")
                names = zip(("original", "source-language", "target-language"), place, strict=True)
                stream.write(
                    "<file" + "".join(f" {n}={quoted(v)}" for n, v in names) + ' datatype="plaintext"><body>\n'
                )
                last, numbers = place, set()
            count += 1
            # Within a <file> an id may stand once.
            number = unit.id if unit.id and unit.id not in numbers else f"{unit.id or 'unit'}-{count}"
            numbers.add(number)
            stream.write(_trans_unit(unit, number))
        # A file must hold something: an XLIFF document without one is none.
        stream.write("</body></file>\n" if count else _NO_UNITS)
        stream.write("</xliff>\n")
    return count


_NO_UNITS = '<file original="none" source-language="zh-CN" datatype="plaintext"><body/></file>\n'


def _trans_unit(unit: Unit, number: str) -> str:
    variants = unit.tu.variants[:2] if unit.tu else ()
    source, target = (as_xliff(v.content) for v in variants) if variants else map(escaped, (unit.source, unit.target))
    notes = "".join(f"<note>{escaped(note)}</note>" for note in unit.notes)
    return (
        f'<trans-unit id={quoted(number)} xml:space="preserve"><source>{source}</source>'
        f'<target state="translated">{target}</target>{notes}</trans-unit>\n'
    )


def write_sources(path: Path, texts: Iterable[str], original: str, languages: tuple[str, str]) -> None:
    """Write segments as an XLIFF 1.2 file that is still to be translated."""
    units = ((str(number), escaped(text)) for number, text in enumerate(texts, 1))
    _write_job(path, units, (f'original={quoted(original)} datatype="plaintext"', ""), languages)


def write_docx_job(path: Path, job: Job, languages: tuple[str, str]) -> None:
    """Write the sentences of a DOCX file, which is named as their skeleton, with their codes."""
    units = ((segment.id, _coded(segment)) for segment in job.segments())
    skeleton = f"<header><skl><external-file href={quoted(job.name)}/></skl></header>\n"
    _write_job(path, units, (f'original={quoted(job.name)} datatype="x-docx"', skeleton), languages)


def _write_job(path: Path, units: Iterable[tuple[str, str]], head: tuple[str, str], languages: tuple[str, str]) -> None:
    with text_stream(path) as stream:
        source, target = map(quoted, languages)
        stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="{_V1}">\n')
        stream.write(f"<file {head[0]} source-language={source} target-language={target}>\n{head[1]}<body>\n")
        for number, content in units:
            unit = f'<trans-unit id={quoted(number)} xml:space="preserve"><source>{content}</source></trans-unit>\n'
            stream.write(unit)
        stream.write("</body></file>\n</xliff>\n")


def _coded(segment: JobSegment) -> str:
    parts = []
    for text, code in segment.spans:
        inside = escaped(text)
        parts.append(f'<g id="{code}">{inside}</g>' if code and text else f'<x id="{code}"/>' if code else inside)
    return "".join(parts)


def read_docx_job(name: str) -> dict[str, tuple[str, list[Inline], bool]]:
    """By id, of each segment of write_docx_job(): source, translation in spans, and whether it is to be reviewed."""
    xliff = Xliff(name)
    found = {}
    for unit in xliff.tree.iter(xliff.tag("trans-unit")):
        source, target = unit.find(xliff.tag("source")), unit.find(xliff.tag("target"))
        spans = [] if target is None else _spans(tokens_in(target, {}))
        text = "".join(t for t in tokens_in(source, {}) if isinstance(t, str)) if source is not None else ""
        is_open = target is not None and (target.get("state") or "").startswith("needs-")
        found[unit.get("id") or ""] = text, spans, is_open
    return found


def _spans(tokens: Tokens) -> list[Inline]:
    spans: list[Inline] = []
    open_: list[int] = []
    for token in tokens:
        if isinstance(token, str):
            spans.append((token, open_[-1] if open_ else 0))
            continue
        number = token.origin.get("id") or ""
        code = int(number) if number.isdecimal() else 0
        if token.role in ("open", "begin"):
            open_.append(code)
        elif token.role in ("close", "end") and open_:
            open_.pop()
        elif token.role == "alone":
            spans.append(("", code))
    return spans
