"""XLIFF 1.2 written: units of a memory, sentences of documents to be translated; and the latter read back."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...model import Unit
from ...text.languages import is_xml_language
from ..output import text_stream
from ..xml_text import escape
from .docx_job import Inline, Job, JobSegment
from .inline import Tokens, text_of, tokens_in
from .inline_text import as_xliff, quoted
from .xliff import Xliff

__all__ = ["read_docx_job", "write_docx_job", "write_sources", "write_xliff"]

_V1 = "urn:oasis:names:tc:xliff:document:1.2"


def write_xliff(path: Path, units: Iterable[Unit]) -> int:
    """Write units as XLIFF 1.2, one <file> for each run of units of one origin and pair of languages."""
    count, last = 0, ("", "", "")
    numbers: set[str] = set()
    with text_stream(path) as stream:
        stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<xliff version="1.2" xmlns="{_V1}">\n')
        for unit in units:
            place = (unit.origin or path.stem, _language(unit.source_language), _language(unit.target_language))
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


def _language(tag: str) -> str:
    """A tag that XML takes for a language; what a memory may hold beside such is of no known one."""
    return tag if is_xml_language(tag) else "und"


_NO_UNITS = '<file original="none" source-language="zh-CN" datatype="plaintext"><body/></file>\n'


def _trans_unit(unit: Unit, number: str) -> str:
    variants = unit.tu.variants[:2] if unit.tu else ()
    source, target = (as_xliff(v.content) for v in variants) if variants else map(escape, (unit.source, unit.target))
    notes = "".join(f"<note>{escape(note)}</note>" for note in unit.notes)
    return (
        f'<trans-unit id={quoted(number)} xml:space="preserve"><source>{source}</source>'
        f'<target state="translated">{target}</target>{notes}</trans-unit>\n'
    )


def write_sources(path: Path, texts: Iterable[str], original: str, languages: tuple[str, str]) -> None:
    """Write segments as an XLIFF 1.2 file that is still to be translated."""
    units = ((str(number), escape(text)) for number, text in enumerate(texts, 1))
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
        inside = escape(text)
        parts.append(f'<g id="{code}">{inside}</g>' if code and text else f'<x id="{code}"/>' if code else inside)
    return "".join(parts)


def read_docx_job(name: str) -> dict[str, tuple[str, list[Inline], bool]]:
    """By id, of each segment of write_docx_job(): source, translation in spans, and whether it is to be reviewed."""
    xliff = Xliff(name)
    found = {}
    for unit in xliff.tree.iter(xliff.tag("trans-unit")):
        source, target = unit.find(xliff.tag("source")), unit.find(xliff.tag("target"))
        spans = [] if target is None else _spans(tokens_in(target, {}))
        text = "" if source is None else text_of(tokens_in(source, {}))
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
