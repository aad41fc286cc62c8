"""Pre-translation: the memory's matches put into XLIFF, PO and text files as those formats want them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from ..memory.leverage import band_of
from ..model import Match
from ..text import base_language
from .memory import LookupOptions, Memory
from .units import UNSPACED

if TYPE_CHECKING:
    from ..formats.units.docx_job import Job

__all__ = ["PretranslateOptions", "merge_docx", "pretranslate"]

_ILLEGAL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))


@dataclass(frozen=True, slots=True)
class PretranslateOptions:
    """`insert` is the lowest score whose translation is put in, `offer` the lowest that is offered beside it.

    None stands for 75 where the format can say that a translation is to be checked, and for 100 in plain text.
    """

    insert: float | None = None
    offer: float = 50
    limit: int = 3
    source_language: str | None = None
    target_language: str | None = None


@dataclass(slots=True)
class _Job:
    """One file on its way: the memory, what was asked, and how many segments fell into each band."""

    memory: Memory
    options: PretranslateOptions
    bands: Counter[str] = field(default_factory=Counter)

    def lowest(self, usual: float) -> float:
        return usual if self.options.insert is None else self.options.insert

    def matches(self, texts: Sequence[str], index: int, codes: int = 0) -> list[Match]:
        context = texts[index - 1] if index else "", texts[index + 1] if index + 1 < len(texts) else ""
        languages = LookupOptions(self.options.source_language, self.options.target_language)
        lowest = min(self.options.offer, self.lowest(75))
        found = self.memory.lookup(
            texts[index], lowest, self.options.limit, context=context, options=languages, codes=codes
        )
        self.bands[band_of(found[0].score) if found else "new"] += 1
        return found


def pretranslate(
    memory: Memory, path: str | Path, out: str | Path, options: PretranslateOptions | None = None
) -> Counter[str]:
    """Pre-translate an XLIFF, PO or text file (or any document, into XLIFF) and count the segments of each band.

    Segments that have a translation already stay as they are. Raises InputError where `out` cannot hold the result.
    """
    job = _Job(memory, options or PretranslateOptions())
    suffix, wanted = Path(path).suffix.lower(), Path(out).suffix.lower()
    if suffix in (".xlf", ".xliff", ".sdlxliff"):
        _xliff(job, str(path), Path(out))
    elif suffix == ".po":
        _po(job, str(path), Path(out))
    elif wanted in (".xlf", ".xliff"):
        _document(job, path, Path(out))
    elif suffix in (".txt", "") and wanted in (".txt", ""):
        _text(job, path, Path(out))
    else:
        raise InputError(f"a '{suffix}' file is pre-translated into XLIFF", file=str(out), cure="name a file .xlf")
    return job.bands


# XLIFF


def _xliff(job: _Job, path: str, out: Path) -> None:
    from ..formats.units.xliff import Xliff
    from ..formats.units.xliff_fill import fill, mark_incomplete

    xliff = Xliff(path)
    places = list(xliff.places())
    texts = [place.source for place in places]
    for index, place in enumerate(places):
        if place.target.strip() or place.is_closed or not place.source.strip():
            job.bands["translated before"] += 1
            continue
        matches = job.matches(texts, index, place.codes)
        best = matches[0] if matches and matches[0].score >= job.lowest(75) else None
        fill(xliff, place, matches, best)
    if not xliff.is_v2:
        mark_incomplete(xliff)
    xliff.write(out)


def _proposal(match: Match) -> str:
    return (match.proposal or match.unit.target).translate(_ILLEGAL)


# PO


def _po(job: _Job, path: str, out: Path) -> None:
    from ..formats.output import text_stream
    from ..formats.units.po import open_po

    po = open_po(path)
    entries = [entry for entry in po if not entry.obsolete]
    texts = [entry.msgid for entry in entries]
    for index, entry in enumerate(entries):
        if entry.translated() or entry.fuzzy or entry.msgid_plural:
            job.bands["translated before"] += 1
            continue
        matches = job.matches(texts, index)
        if matches and matches[0].score >= job.lowest(75):
            entry.msgstr = _proposal(matches[0])
            if matches[0].score < 100:
                entry.flags.append("fuzzy")
                entry.previous_msgid = matches[0].unit.source
    with text_stream(out) as stream:
        stream.write(str(po) + "\n")


# documents


def _document(job: _Job, path: str | Path, out: Path) -> None:
    """The document's sentences as XLIFF 1.2 without targets, which is then pre-translated like any other."""
    import tempfile

    from ..formats import read_document
    from ..formats.units.xliff import write_docx_job, write_sources
    from .segment import segment_document

    document = read_document(path)
    languages = (document.language or job.options.source_language or "zh-CN", job.options.target_language or "en-US")
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "sources.xlf"
        if Path(path).suffix.lower() == ".docx":
            write_docx_job(sources, _docx(path, languages[0]), languages)
        else:
            texts = [segment.text for segment in segment_document(document)]
            write_sources(sources, texts, Path(path).name, languages)
        _xliff(job, str(sources), out)


def _docx(path: str | Path, language: str) -> Job:
    from ..formats.units.docx_job import Job
    from .segment import segment_text

    return Job(path, lambda text: [(s.start, s.end) for s in segment_text(text, language)])


def merge_docx(xliff: str | Path, docx: str | Path, out: str | Path) -> tuple[int, int, int]:
    """Write `docx` with the translations of the XLIFF file that pretranslate() made of it.

    Gives the numbers of segments with a translation, of those among them that are still to be reviewed, and of those
    without one, which stay in the source language. Raises InputError where the two do not belong together.
    """
    from ..formats.units.xliff import Xliff, read_docx_job

    languages = Xliff(str(xliff)).languages()
    job = _docx(docx, languages[0])
    given = read_docx_job(str(xliff))
    segments = {segment.id: segment.text for segment in job.segments()}
    for number, text in segments.items():
        if number not in given or given[number][0] != text:
            message = f"does not belong to {docx}: its segment '{number}' is not the one there"
            raise InputError(message, file=str(xliff), cure="give the document that the XLIFF file was made from")
    done = {n: spans for n, (_, spans, _) in given.items() if n in segments and any(t.strip() for t, _ in spans)}
    job.put(done, "" if base_language(languages[1]) in UNSPACED else " ")
    job.write(Path(out))
    return len(done), sum(given[number][2] for number in done), len(segments) - len(done)


def _text(job: _Job, path: str | Path, out: Path) -> None:
    """Sentences that the memory knows are exchanged where they stand; everything else stays, as in OmegaT."""
    from ..formats import read_document
    from ..formats.decode import decode
    from ..formats.output import text_stream
    from ..formats.plain import lines_with_offsets
    from .segment import segment_text

    document = read_document(path)
    # The text as it stands, with its blank lines and line ends.
    text = decode(Path(path).read_bytes(), file=str(path)).text
    spans = [
        (start + segment.start, start + segment.end, start)
        for _, start, line in lines_with_offsets(text)
        for segment in segment_text(line, document.language or "zh")
    ]
    texts = [text[start:end] for start, end, _ in spans]
    parts, at, was_used = [], 0, False
    for index, (start, end, line) in enumerate(spans):
        matches = job.matches(texts, index)
        is_used = bool(matches) and matches[0].score >= job.lowest(100)
        between = text[at:start]
        # Chinese sentences follow each other without a blank, their English does not.
        parts.append(" " if not between and at > line and (is_used or was_used) else between)
        parts.append(" ".join(_proposal(matches[0]).splitlines()) if is_used else texts[index])
        at, was_used = end, is_used
    with text_stream(out) as stream:
        stream.write("".join(parts) + text[at:])
