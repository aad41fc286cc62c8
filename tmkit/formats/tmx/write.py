"""Units to TMX 1.4b that is valid by the DTD and that OmegaT, Weblate and Poedit take in."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TextIO

from ...errors import InputError
from ...model import Element, TranslationUnit, Unit, UnitFile, Variant
from ...text.languages import normal_tag, same_language
from ..output import text_stream
from ..xml_text import ILLEGAL, TEXT, VALUE
from .codes import is_legal, may_hold, plain_text, with_required
from .styles import STYLES, Style
from .units import ANY, to_tu

__all__ = ["TmxHeader", "WriteReport", "header_of", "merged_header", "write_tmx"]

_ILLEGAL = re.compile(f"[{ILLEGAL}]")
_LOOK_AHEAD = 1000  # units from which the language of the header is taken
_SEGMENT_TYPES = ("block", "paragraph", "sentence", "phrase")


@dataclass(frozen=True, slots=True)
class TmxHeader:
    """The header's attributes and its notes, props and udes (`info`).

    `source_language` is written as units spell it, "*all*" as it is; empty, or where no unit has it, it stands for that
    of the first unit that names none itself. Dates are YYYYMMDDThhmmssZ or empty, never the
    clock.
    """

    creation_tool: str = "tmkit"
    creation_tool_version: str = ""
    segment_type: str = "sentence"
    original_format: str = "tmkit"
    admin_language: str = "en-US"
    source_language: str = ""
    data_type: str = "plaintext"
    original_encoding: str = ""
    creation_date: str = ""
    creation_id: str = ""
    change_date: str = ""
    change_id: str = ""
    info: tuple[Element, ...] = ()


# in the order of TmxHeader's fields
_HEADER = (
    "creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype", "o-encoding",
    "creationdate", "creationid", "changedate", "changeid",
)  # fmt: skip


def header_of(attributes: tuple[tuple[str, str], ...], info: tuple[Element, ...]) -> TmxHeader:
    """The header that was read, with tmkit's values where a required attribute was missing."""
    named = dict(attributes)
    given = {f.name: named[a] for f, a in zip(fields(TmxHeader), _HEADER, strict=False) if named.get(a)}
    return TmxHeader(info=info, **given)


def merged_header(files: Iterable[UnitFile]) -> TmxHeader:
    """The header for units of several files: attributes that all agree on, and the notes, props and udes of all.

    >>> files = [UnitFile("a", (("segtype", "phrase"), ("adminlang", "zh"))), UnitFile("b", (("segtype", "phrase"),))]
    >>> merged_header(files).segment_type, merged_header(files).admin_language
    ('phrase', 'en-US')
    """
    files = list(files)
    if len(files) == 1:
        return header_of(files[0].attributes, files[0].info)
    agreed = [pair for pair in (files[0].attributes if files else ()) if all(pair in f.attributes for f in files)]
    info = dict.fromkeys(element for file in files for element in file.info)
    return header_of(tuple(agreed), tuple(info))


@dataclass(slots=True)
class WriteReport:
    """What was written and what was left out."""

    written: int = 0
    empty: int = 0
    control_characters: int = 0
    languages: dict[str, int] = field(default_factory=dict)


def write_tmx(
    path: str | Path | TextIO,
    units: Iterable[Unit],
    header: TmxHeader | None = None,
    *,
    style: Style = "level2",
    incomplete: bool = False,
) -> WriteReport:
    """Write units as TMX 1.4b, the source variant first, and report what was left out.

    `style` is "plain" (codes stripped), "level2" (inline elements) or "omegat" (OmegaT's shorthand tags as text).
    Units with an empty side are not written, since OmegaT would blank the segment, unless `incomplete` asks for all
    that read_tmx() gives with it. Control characters are removed
    and counted. A path is written under a temporary name and renamed when complete; `.gz` is compressed.

    >>> import io
    >>> stream = io.StringIO()
    >>> write_tmx(stream, [Unit("谢谢。", "Thank you."), Unit("没有译文", "")]).written
    1
    """
    if style not in STYLES:
        raise InputError(f"'{style}' is no TMX style", cure=f"choose from {', '.join(STYLES)}")
    writer = _Writer(header or TmxHeader(), style, incomplete)
    if not isinstance(path, (str, Path)):
        path.writelines(writer.lines(units))
        return writer.report
    with text_stream(path) as stream:
        stream.writelines(writer.lines(units))
    return writer.report


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("tmkit")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "0"


def _source_language(named: str, units: Iterable[Unit]) -> str:
    """The header's srclang: what it was, as units spell it, where one of them has it or all name their own.

    Otherwise it is that of the first unit that names none.
    """
    if named.lower() == ANY:
        return ANY
    units = list(units)
    silent = [u.source_language for u in units if not _own_language(u) and u.target_language]
    if named and (not silent or any(same_language(tag, named) for tag in silent)):
        return next((tag for tag in silent if same_language(tag, named)), normal_tag(named))
    return next(iter(silent or [u.source_language for u in units if u.source_language]), "zh-CN")


def _own_language(unit: Unit) -> str:
    """The source language that a unit named itself, if that is still its own."""
    named = unit.form.srclang if unit.form else ""
    return (
        named if named == ANY else unit.source_language if named and same_language(named, unit.source_language) else ""
    )


class _Writer:
    """The lines of one file; counts as it goes."""

    def __init__(self, header: TmxHeader, style: Style, incomplete: bool = False) -> None:
        self.header = header
        self.incomplete = incomplete
        self.style = STYLES[style]
        self.report = WriteReport()
        self.source_language = ""

    def lines(self, units: Iterable[Unit]) -> Iterator[str]:
        stream = filter(self._is_wanted, units)
        first = list(itertools.islice(stream, _LOOK_AHEAD))
        self.source_language = _source_language(self.header.source_language, first)
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx version="1.4">\n'
        yield self._head()
        yield "  <body>\n"
        for unit in itertools.chain(first, stream):
            yield self._unit(unit)
        yield "  </body>\n</tmx>\n"

    def _is_wanted(self, unit: Unit) -> bool:
        wanted = self.incomplete or bool(unit.source.strip() and unit.target.strip())
        self.report.empty += not wanted
        return wanted

    def _head(self) -> str:
        values = [str(getattr(self.header, f.name)) for f in fields(TmxHeader)[:-1]]
        values[1] = values[1] or _version()
        values[2] = values[2] if values[2] in _SEGMENT_TYPES else "sentence"
        values[5] = self.source_language
        attributes = "".join(self._attribute(n, v) for n, v in zip(_HEADER, values, strict=True) if v)
        if not self.header.info:
            return f"  <header{attributes}/>\n"
        info = "".join(f"    {self._element(e)}\n" for e in self.header.info if e.name in ("note", "prop", "ude"))
        return f"  <header{attributes}>\n{info}  </header>\n"

    def _unit(self, unit: Unit) -> str:
        tu = self.style(to_tu(unit))
        self.report.written += 1
        attributes = [(k, v) for k, v in tu.attributes if is_legal("tu", k, v) and k != "srclang"]
        if srclang := self._srclang(unit):
            attributes.append(("srclang", srclang))
        lines = [f"    <tu{self._attributes(attributes)}>\n"]
        lines += (f"      {self._element(e)}\n" for e in tu.info)
        lines += (self._variant(v) for v in self._variants(tu))
        lines.append("    </tu>\n")
        return "".join(lines)

    def _srclang(self, unit: Unit) -> str:
        """What a unit says of its source language where its file did, or where the header says something else."""
        if own := _own_language(unit):
            return own
        # Where the header says only *all*, programs such as Poedit find nothing.
        is_said = self.source_language == unit.source_language or not unit.target_language
        return "" if is_said else unit.source_language

    def _variants(self, tu: TranslationUnit) -> Iterator[Variant]:
        """Those that are written: of further languages those with text, as an empty target would blank a segment."""
        for index, variant in enumerate(tu.variants):
            if index < 2 or self.incomplete or plain_text(variant.content).strip():
                yield variant

    def _variant(self, variant: Variant) -> str:
        attributes = self._attributes([(k, v) for k, v in variant.attributes if is_legal("tuv", k, v)])
        opening = f'      <tuv xml:lang="{self._value(variant.language)}"{attributes}>'
        segment = f"<seg>{self._content(variant.content, 'seg')}</seg>"
        if not variant.info:
            return f"{opening}{segment}</tuv>\n"
        info = "".join(f"        {self._element(e)}\n" for e in variant.info)
        return f"{opening}\n{info}        {segment}\n      </tuv>\n"

    def _content(self, content: Iterable[str | Element], inside: str) -> str:
        return "".join(
            self._text(p) if isinstance(p, str)
            else self._element(p) if may_hold(inside, p.name) or p.name == "map"
            else self._content(p.content, inside)
            for p in content
        )  # fmt: skip

    def _element(self, element: Element) -> str:
        attributes = with_required(element.name, element.attributes)
        inside = self._content(element.content, element.name)
        name, given = element.name, self._attributes(attributes)
        return f"<{name}{given}>{inside}</{name}>" if inside or name != "map" else f"<{name}{given}/>"

    def _attributes(self, attributes: Iterable[tuple[str, str]]) -> str:
        return "".join(self._attribute(name, value) for name, value in attributes)

    def _attribute(self, name: str, value: str) -> str:
        return f' {name}="{self._value(value)}"'

    def _text(self, text: str) -> str:
        return self._clean(text).translate(TEXT)

    def _value(self, value: str) -> str:
        return self._clean(value).translate(VALUE)

    def _clean(self, text: str) -> str:
        text, removed = _ILLEGAL.subn("", text)
        self.report.control_characters += removed
        return text
