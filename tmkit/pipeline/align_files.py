"""Aligning files: from two paths to an alignment that can be written down, one pair or a list of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import partial
from io import StringIO
from pathlib import Path

from ..align.checks import CHECKS, Texts, check_pairs, parse_check
from ..errors import InputError, TmkitError
from ..formats import read_document
from ..formats.aligned import FORMS, Aligned
from ..formats.beads import read_fixes
from ..formats.decode import decode
from ..formats.files import file_bytes
from ..formats.lines import read_lines
from ..formats.output import write_text
from ..formats.plain import read_plain
from ..model import Bead, Document, Segment
from ..text import base_language, han_share
from .align import AlignOptions, align_texts
from .doubts import doubts
from .processes import in_processes
from .segment import segment_document

__all__ = [
    "FORMATS",
    "FileOptions",
    "Job",
    "Outcome",
    "accept",
    "align_files",
    "read_manifest",
    "read_sentences",
    "render",
    "run_jobs",
    "swapped",
]

FORMATS = ("beads", "tsv", "json", "tmx", "html")
_LOOKED_AT = 200  # sentences that tell the script of a text
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})


@dataclass(frozen=True)
class FileOptions:
    """How files are read and what is kept: `presegmented` means one sentence a line.

    `fixes` is a file of beads that a person has decided; they count beside those of `align`. `encoding` is that of
    both texts, found out where it is empty.
    """

    languages: tuple[str, str] = ("zh", "en")
    presegmented: bool = False
    minimum: float = 0.0
    checks: tuple[str, ...] = ()
    align: AlignOptions = field(default_factory=AlignOptions)
    fixes: str = ""
    encoding: str = ""


def align_files(source: str | Path, target: str | Path, options: FileOptions | None = None) -> Aligned:
    """Read, segment and align two files."""
    chosen = options or FileOptions()
    sides = [
        read_sentences(path, language, chosen)
        for path, language in zip((source, target), chosen.languages, strict=True)
    ]
    texts = [tuple(text for text, _ in side) for side in sides]
    numbers = [[number for _, number in side] for side in sides]
    paragraphs = None if chosen.presegmented else (numbers[0], numbers[1])
    how = chosen.align
    if chosen.fixes:
        fixed = read_fixes(chosen.fixes, (len(texts[0]), len(texts[1])))
        how = replace(how, fixed=(*how.fixed, *fixed))
    beads = align_texts(texts[0], texts[1], *chosen.languages, paragraphs=paragraphs, options=how)
    glue = ["" if base_language(language) in _UNSPACED else " " for language in chosen.languages]
    names = Path(source).name, Path(target).name
    aligned = Aligned(texts[0], texts[1], tuple(beads), chosen.languages, names, (glue[0], glue[1]))
    return _checked(aligned, chosen.checks) if chosen.checks else aligned


def read_sentences(path: str | Path, language: str, options: FileOptions) -> list[tuple[str, int]]:
    """The sentences of a file, each with the number of its paragraph; with the language as its suffix it is a text."""
    encoding = options.encoding or None
    if options.presegmented:
        return [(line, 0) for line in _lines(path, encoding)]
    if base_language(Path(path).suffix[1:]) == base_language(language):
        document = read_plain(file_bytes(path, unpack=True), file=str(path), language=language, encoding=encoding)
    else:
        document = read_document(path, language=language, encoding=encoding)
    return [(segment.text, segment.paragraph) for segment in segment_document(document)]


def _lines(path: str | Path, encoding: str | None) -> list[str]:
    """The lines of a file in whatever encoding texts are read in; .gz is unpacked, - is standard input."""
    name = "standard input" if str(path) == "-" else str(path)
    text = decode(file_bytes(path, unpack=True), file=name, encoding=encoding).text
    # Old Macintosh files end their lines with CR alone.
    lines = text.split("\n" if "\n" in text else "\r")
    return [line.rstrip() for line in (lines if lines[-1] else lines[:-1])]


def swapped(aligned: Aligned) -> bool:
    """Whether one side is said to be Chinese, and the other one is."""
    chinese = [base_language(language) == "zh" for language in aligned.languages]
    if chinese[0] == chinese[1] or "ja" in map(base_language, aligned.languages):
        return False
    shares = [han_share("".join(side[:_LOOKED_AT])) for side in (aligned.source, aligned.target)]
    if not chinese[0]:
        shares.reverse()
    return shares[0] < 0.1 and shares[1] > 0.5


def _checked(aligned: Aligned, names: Sequence[str]) -> Aligned:
    """The failed checks of every bead with two sides."""
    try:
        checks = [check for name in names for check in parse_check(name)]
    except ValueError as error:
        raise InputError(str(error), cure=f"use all, or one of {', '.join(CHECKS)}, or NAME=THRESHOLD") from None
    places = [n for n, b in enumerate(aligned.beads) if b.source and b.target]
    texts = Texts([aligned.texts(aligned.beads[n]) for n in places], aligned.languages)
    failed = check_pairs(texts, checks)
    return replace(aligned, complaints={n: found for n, found in zip(places, failed, strict=True) if found})


def accept(aligned: Aligned, minimum: float) -> tuple[Aligned, int]:
    """The beads with two sides and at least this score, and how many others were dropped."""
    kept = [n for n, b in enumerate(aligned.beads) if b.score >= minimum]
    complaints = {new: aligned.complaints[old] for new, old in enumerate(kept) if old in aligned.complaints}
    return replace(aligned, beads=tuple(aligned.beads[n] for n in kept), complaints=complaints), len(
        aligned.beads
    ) - len(kept)


def render(aligned: Aligned, form: str) -> str:
    """The text of an alignment in one of FORMATS."""
    if form == "tmx":
        return _tmx(aligned)
    if form == "html":
        from ..formats.review import to_html

        return to_html(aligned)
    return FORMS[form](aligned)


def _tmx(aligned: Aligned) -> str:
    from ..formats.tmx import TmxHeader, write_tmx
    from .units import beads_to_units

    documents = [
        Document(id=Path(name).stem or side, language=language, paragraphs=())
        for name, language, side in zip(aligned.names, aligned.languages, ("source", "target"), strict=True)
    ]
    segments = [[Segment(text, 0, 0) for text in side] for side in (aligned.source, aligned.target)]
    units = beads_to_units(documents[0], documents[1], (segments[0], segments[1]), aligned.beads, ("", ""))
    # One unit for every bead with two sides, in their order.
    sided = [n for n, b in enumerate(aligned.beads) if b.source and b.target]
    units = [
        replace(unit, notes=(*unit.notes, *(f"check: {c}" for c in aligned.complaints.get(n, ()))))
        for n, unit in zip(sided, units, strict=True)
    ]
    out = StringIO()
    write_tmx(out, units, TmxHeader(source_language=aligned.languages[0]))
    return out.getvalue()


@dataclass(frozen=True)
class Job:
    """One pair of files and where its alignment goes; `problem` says why a line of a manifest is no such pair."""

    source: str
    target: str
    output: str
    problem: str = ""


@dataclass(frozen=True)
class Outcome:
    """What became of a job: `done`, `kept` (was there already) or `failed` with a message.

    `dropped` beads were below the least confidence, `marked` ones fail a check. A job that was done again because a
    text had changed has a message too.
    """

    job: Job
    state: str
    beads: int = 0
    gaps: int = 0
    mean: float = 0.0
    dropped: int = 0
    message: str = ""
    marked: int = 0
    doubts: tuple[str, ...] = ()


def read_manifest(path: str | Path, folder: str | Path, form: str) -> list[Job]:
    """Lines of source and target, and the output where it is not FOLDER/SOURCE-NAME.FORM, with tabs between them.

    Relative paths are relative to the manifest. A line with a wrong number of columns, one that would write what
    another writes, and one that would write over a text is a job with a problem.
    """
    lines = [
        (number, line)
        for number, line in enumerate(read_lines(path).lines, 1)
        if line.strip() and not line.startswith("#")
    ]
    jobs = [_job(line, Path(path), number, Path(folder), form) for number, line in lines]
    read = {os.path.realpath(text) for job in jobs if not job.problem for text in (job.source, job.target)}
    seen: dict[str, int] = {}
    for place, (number, _) in enumerate(lines):
        job = jobs[place]
        output = os.path.realpath(job.output)
        if not job.problem and (output in read or output in seen):
            what = "is a text that is to be read" if output in read else f"is also written by line {seen[output]}"
            jobs[place] = _problem(f"{job.output} {what}", Path(path), number, "name an output in a third column")
        elif not job.problem:
            seen[output] = number
    return jobs


def _job(line: str, manifest: Path, number: int, folder: Path, form: str) -> Job:
    fields = [f.strip() for f in line.partition("\t#")[0].split("\t")]
    if len(fields) not in (2, 3) or not all(fields):
        return _problem("not source, tab, target", manifest, number, "write SOURCE<tab>TARGET")
    source, target = (str(manifest.parent / f) for f in fields[:2])
    return Job(source, target, str(folder / (fields[2] if len(fields) == 3 else f"{Path(source).stem}.{form}")))


def _problem(message: str, manifest: Path, number: int, cure: str) -> Job:
    return Job("", "", "", str(InputError(message, file=str(manifest), line=number, cure=cure)))


def run_jobs(
    jobs: Sequence[Job], form: str, options: FileOptions, processes: int, again: bool = False
) -> Iterator[Outcome]:
    """Align every pair whose output is not there yet, or older than one of its texts.

    A pair that fails is an outcome like any other.
    """
    waiting = []
    for job in jobs:
        if job.problem:
            yield Outcome(job, "failed", message=job.problem)
        elif not again and os.path.exists(job.output) and not _newer_text(job):
            yield Outcome(job, "kept")
        else:
            waiting.append(job)
    if processes <= 1:
        yield from (_run(job, form, options) for job in waiting)
        return
    _one_thread()
    for job, outcome in in_processes(waiting, partial(_run, form=form, options=options), processes):
        yield outcome if isinstance(outcome, Outcome) else _lost(job, outcome)


def _lost(job: Job, error: Exception) -> Outcome:
    """What becomes of a job that came back from its process without an outcome."""
    if isinstance(error, BrokenProcessPool):
        cure = "is there enough memory? align it alone, or split it into parts"
        problem = InputError("the process that aligned it was ended from outside", file=job.source, cure=cure)
        return Outcome(job, "failed", message=str(problem))
    return Outcome(job, "failed", message=f"{job.source}: {type(error).__name__}: {error}")


def _newer_text(job: Job) -> str:
    """The text of a job that was changed after its output was written, if there is one."""
    if not os.path.exists(job.output):
        return ""
    made = os.stat(job.output).st_mtime_ns
    return next((t for t in (job.source, job.target) if os.path.exists(t) and os.stat(t).st_mtime_ns > made), "")


def _one_thread() -> None:
    """Processes share the cores; the matrix products of those to be started must not take several each."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _run(job: Job, form: str, options: FileOptions) -> Outcome:
    newer = _newer_text(job)
    try:
        whole = align_files(job.source, job.target, options)
        aligned, dropped = accept(whole, options.minimum)
        Path(job.output).parent.mkdir(parents=True, exist_ok=True)
        write_text(job.output, render(aligned, form))
    except (TmkitError, OSError) as error:
        return Outcome(job, "failed", message=str(error))
    except Exception as error:  # a fault of ours in one document is no reason to lose the others
        return Outcome(job, "failed", message=f"{job.source}: {type(error).__name__}: {error}")
    pairs: list[Bead] = [b for b in aligned.beads if b.source and b.target]
    mean = sum(b.score for b in pairs) / len(pairs) if pairs else 0.0
    message = f"{job.output}: aligned again, since {newer} is newer" if newer else ""
    gaps, marked = len(aligned.beads) - len(pairs), len(aligned.complaints)
    said = tuple(doubts(whole, options.align))
    return Outcome(job, "done", len(aligned.beads), gaps, mean, dropped, message, marked, said)
