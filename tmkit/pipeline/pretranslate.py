"""Pre-translation: the memory's matches put into XLIFF, PO and text files as those formats want them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..formats import read_document
from ..formats.names import XLIFF, language_of_suffix
from ..formats.output import keep_inputs
from ..formats.xml_text import legal
from ..memory.leverage import band_of
from ..memory.upkeep import reversed_unit
from ..model import Document, Match, Unit
from ..text import base_language, guess_language
from .direction import contradict, directed
from .docx_jobs import docx_job
from .memory import LookupOptions, Memory
from .units import UNSPACED

__all__ = ["PretranslateOptions", "merge_docx", "pretranslate"]

_Own = Callable[[Unit], bool]  # whether a stored unit is that of the very segment, by its id or context
_MORE = 5  # matches that are looked at beyond those that are offered
_TOLD_APART = 2  # forms: one of the singular, one of the plural


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
    notify: Callable[[str], None] | None = None  # is told what a person should know, one sentence at a time


@dataclass(slots=True)
class _Job:
    """One file on its way: the memory, what was asked, how many segments fell into each band, and the languages."""

    memory: Memory
    options: PretranslateOptions
    bands: Counter[str] = field(default_factory=Counter)
    languages: tuple[str, str] = ("", "")

    def turn(self, text: str, source: str = "", target: str = "") -> None:
        """Ask the memory from here on in the direction that fits the text and what its file says of itself."""
        asked = self.options.source_language or source or None, self.options.target_language or target or None
        found = directed(self.memory, text, *asked)
        self.memory, self.languages = found.memory, (asked[0] or found.languages[0], asked[1] or found.languages[1])
        self.say(found.notice)

    def say(self, notice: str) -> None:
        if notice and self.options.notify is not None:
            self.options.notify(notice)

    def lowest(self, usual: float) -> float:
        return usual if self.options.insert is None else self.options.insert

    def matches(self, texts: Sequence[str], index: int, codes: int = 0, own: _Own = lambda unit: True) -> list[Match]:
        """The matches of a text beside its neighbours; of equal ones those first that are the text's `own`."""
        context = texts[index - 1] if index else "", texts[index + 1] if index + 1 < len(texts) else ""
        languages = LookupOptions(*self.languages)
        lowest = min(self.options.offer, self.lowest(75))
        limit = self.options.limit + _MORE
        found = self.memory.lookup(texts[index], lowest, limit, context=context, options=languages, codes=codes)
        self.bands[band_of(found[0].score) if found else "new"] += 1
        found.sort(key=lambda match: (-match.score, not own(match.unit)))
        return [self._with_origin(match) for match in found[: self.options.limit]]

    def _with_origin(self, match: Match) -> Match:
        """The match with the file that its unit came from where the unit names no document."""
        unit = match.unit
        if unit.origin:
            return match
        store = self.memory.store
        return replace(match, unit=replace(unit, origin=store.file_name(unit) or store.file_name(reversed_unit(unit))))

    def best(self, texts: Sequence[str], index: int, own: _Own) -> Match | None:
        found = self.matches(texts, index, own=own)
        return found[0] if found and found[0].score >= self.lowest(75) else None


def pretranslate(
    memory: Memory, path: str | Path, out: str | Path, options: PretranslateOptions | None = None
) -> Counter[str]:
    """Pre-translate an XLIFF, PO or text file (or any document, into XLIFF) and count the segments of each band.

    Segments that have a translation already stay as they are. A memory of the other direction is asked in reverse.
    Raises InputError where `out` cannot hold the result, and where the text is not in the language it is said to be in.
    """
    job = _Job(memory, options or PretranslateOptions())
    suffix = Path(path).suffix.lower()
    if suffix in XLIFF:
        _xliff(job, str(path), Path(out))
    elif suffix == ".po":
        _po(job, str(path), Path(out))
    else:
        _other(job, path, Path(out))
    return job.bands


def _other(job: _Job, path: str | Path, out: Path) -> None:
    """What is not filled in its own format, and so is kept."""
    keep_inputs(out, (path,))
    if out.suffix.lower() in (".xlf", ".xliff"):
        _document(job, path, out)
    elif _is_plain(path) and _is_plain(out):
        _text(job, path, out)
    else:
        what = f"a '{Path(path).suffix.lower()}' file is pre-translated into XLIFF"
        raise InputError(what, file=str(out), cure="name a file .xlf")


def _is_plain(path: str | Path) -> bool:
    return Path(path).suffix.lower() in (".txt", ".text", "") or bool(language_of_suffix(Path(path).suffix))


# XLIFF


def _xliff(job: _Job, path: str, out: Path) -> None:
    from ..formats.units.xliff import Xliff
    from ..formats.units.xliff_fill import fill, mark_incomplete

    xliff = Xliff(path)
    places = list(xliff.places())
    texts = [place.source for place in places]
    jobs: dict[tuple[str, str], _Job] = {}
    for said in dict.fromkeys(place.languages for place in places):
        jobs[said] = replace(job)  # a file may hold several pairs of languages, each with its direction
        _turn_as_said(jobs[said], said, "\n".join(place.source for place in places if place.languages == said))
    for index, place in enumerate(places):
        if not place.is_open or not place.source.strip():
            job.bands["translated before"] += 1
            continue
        asked = jobs[place.languages]
        matches = asked.matches(texts, index, place.codes, _has_id(place.id))
        best = matches[0] if matches and matches[0].score >= asked.lowest(75) else None
        fill(xliff, place, matches, best)
    if not xliff.is_v2:
        mark_incomplete(xliff)
    xliff.write(out)


def _has_id(number: str) -> _Own:
    return lambda unit: unit.id == number


def _has_prop(name: str, value: str | None) -> _Own:
    return lambda unit: dict(unit.props).get(name) == value


def _turn_as_said(job: _Job, said: tuple[str, str], text: str) -> None:
    """Languages that a file names hold, even where its text does not look so, which is mentioned."""
    if said[0] and contradict(said[0], spoken := guess_language(text)) and not job.options.source_language:
        job.say(f"the file says that its source is {said[0]}, yet its script is that of '{spoken}'")
        text = ""
    job.turn(text, *said)


def _proposal(match: Match) -> str:
    return legal(match.proposal or match.unit.target)


# PO


def _po(job: _Job, path: str, out: Path) -> None:
    from ..formats.output import text_stream
    from ..formats.units.po import CONTEXT, forms_in, languages_of, open_po, sources_of

    po = open_po(path)
    entries = [entry for entry in po if not entry.obsolete]
    texts = [entry.msgid for entry in entries]
    _turn_as_said(job, languages_of(po), "\n".join(texts))
    count = forms_in(po)
    for index, entry in enumerate(entries):
        if entry.translated() or entry.fuzzy or any(entry.msgstr_plural.values()):
            job.bands["translated before"] += 1
            continue
        sources = sources_of(entry, count) if entry.msgid_plural else [entry.msgid]
        before, after = texts[max(index - 1, 0) : index], texts[index + 1 : index + 2]
        own = _has_prop(CONTEXT, entry.msgctxt)
        _translate(entry, [job.best([*before, text, *after], len(before), own) for text in sources])
    with text_stream(out) as stream:
        stream.write(str(po) + "\n")


def _translate(entry: Any, best: Sequence[Match | None]) -> None:
    """Put the translations of all forms of an entry in, to be reviewed where one is not exact; none where one lacks."""
    found = [match for match in best if match is not None]
    if len(found) < len(best):
        return
    if entry.msgid_plural:
        entry.msgstr_plural = {number: _proposal(match) for number, match in enumerate(found)}
    else:
        entry.msgstr = _proposal(found[0])
    # A memory does not tell the plurals of languages with three forms or more apart.
    if len(found) > _TOLD_APART or any(match.score < 100 for match in found):
        entry.flags.append("fuzzy")
        entry.previous_msgid = found[0].unit.source
        entry.previous_msgid_plural = found[-1].unit.source if entry.msgid_plural else None


# documents


def _document(job: _Job, path: str | Path, out: Path) -> None:
    """The document's sentences as XLIFF 1.2 without targets, which is then pre-translated like any other."""
    import tempfile

    from ..formats.units.xliff_write import write_docx_job, write_sources
    from .segment import segment_document

    document = _read(job, path)
    languages = job.languages
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "sources.xlf"
        if Path(path).suffix.lower() == ".docx":
            write_docx_job(sources, docx_job(path, languages[0]), languages)
        else:
            texts = [segment.text for segment in segment_document(document)]
            write_sources(sources, texts, Path(path).name, languages)
        _xliff(job, str(sources), out)


def _read(job: _Job, path: str | Path) -> Document:
    """A document in the source language of the job, which its text decides where nobody says it."""
    document = read_document(path, job.options.source_language)
    job.turn("\n".join(paragraph.text for paragraph in document.paragraphs), document.language)
    return replace(document, language=job.languages[0])


def merge_docx(xliff: str | Path, docx: str | Path, out: str | Path) -> tuple[int, int, int]:
    """Write `docx` with the translations of the XLIFF file that pretranslate() made of it.

    Gives the numbers of segments with a translation, of those among them that are still to be reviewed, and of those
    without one, which stay in the source language. Raises InputError where the two do not belong together.
    """
    from ..formats.units.xliff import Xliff
    from ..formats.units.xliff_write import read_docx_job

    if Path(xliff).suffix.lower() == ".docx" and Path(docx).suffix.lower() in (".xlf", ".xliff"):
        raise InputError(
            "stands where the XLIFF file belongs", file=str(xliff), cure="exchange the two: XLIFF, then DOCX"
        )
    if Path(xliff).suffix.lower() in (".db", ".tmx", ".gz"):
        cure = "memories are joined by `tmkit tm import A B --tm M.db`"
        raise InputError("is a memory, no XLIFF file made of a document", file=str(xliff), cure=cure)
    keep_inputs(out, (docx, xliff))
    languages = Xliff(str(xliff)).languages()
    job = docx_job(docx, languages[0])
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
    from ..formats.decode import decode
    from ..formats.files import file_bytes
    from ..formats.output import text_stream
    from ..formats.plain import lines_with_offsets
    from .segment import segment_text

    language = _read(job, path).language
    # The text as it stands, with its blank lines and line ends.
    text = decode(file_bytes(path), file=str(path)).text
    spans = [
        (start + segment.start, start + segment.end, start)
        for _, start, line in lines_with_offsets(text)
        for segment in segment_text(line, language)
    ]
    texts = [text[start:end] for start, end, _ in spans]
    parts, at, was_used = [], 0, False
    for index, (start, end, line) in enumerate(spans):
        matches = job.matches(texts, index)
        is_used = bool(matches) and matches[0].score >= job.lowest(100)
        between = text[at:start]
        if at > line and (is_used or was_used):
            between = _between(between, job.languages[1], is_used and was_used)
        parts.append(between)
        parts.append(" ".join(_proposal(matches[0]).splitlines()) if is_used else texts[index])
        at, was_used = end, is_used
    with text_stream(out) as stream:
        stream.write("".join(parts) + text[at:])


def _between(blank: str, target: str, both: bool) -> str:
    """Chinese sentences follow each other without a blank, their English does not; `both` are translated."""
    is_spaced = base_language(target) not in UNSPACED
    return (blank or " ") if is_spaced else "" if both and blank == " " else blank
