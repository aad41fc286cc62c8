"""Aligning files: from two paths to an alignment that can be written down, one pair or a list of them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from io import StringIO
from multiprocessing import get_context
from pathlib import Path

from ..align.checks import CHECKS, Texts, check_pairs, parse_check
from ..errors import InputError, TmkitError
from ..formats import read_document
from ..formats.aligned import FORMS, Aligned
from ..formats.lines import read_lines
from ..formats.output import write_text
from ..model import Bead, Document, Segment
from ..text import base_language
from .align import AlignOptions, align_texts
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
]

FORMATS = ("beads", "tsv", "json", "tmx", "html")
_UNSPACED = frozenset({"zh", "ja", "th", "lo", "km", "my"})


@dataclass(frozen=True)
class FileOptions:
    """How files are read and what is kept: `presegmented` means one sentence a line."""

    languages: tuple[str, str] = ("zh", "en")
    presegmented: bool = False
    minimum: float = 0.0
    checks: tuple[str, ...] = ()
    align: AlignOptions = field(default_factory=AlignOptions)


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
    beads = align_texts(texts[0], texts[1], *chosen.languages, paragraphs=paragraphs, options=chosen.align)
    glue = ["" if base_language(language) in _UNSPACED else " " for language in chosen.languages]
    names = Path(source).name, Path(target).name
    aligned = Aligned(texts[0], texts[1], tuple(beads), chosen.languages, names, (glue[0], glue[1]))
    return _checked(aligned, chosen.checks) if chosen.checks else aligned


def read_sentences(path: str | Path, language: str, options: FileOptions) -> list[tuple[str, int]]:
    """The sentences of a file, each with the number of its paragraph."""
    if options.presegmented:
        return [(line, 0) for line in read_lines(path).lines]
    document = read_document(path, language=language)
    return [(segment.text, segment.paragraph) for segment in segment_document(document)]


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
    out = StringIO()
    write_tmx(out, units, TmxHeader(source_language=aligned.languages[0]))
    return out.getvalue()


@dataclass(frozen=True)
class Job:
    """One pair of files and where its alignment goes."""

    source: str
    target: str
    output: str


@dataclass(frozen=True)
class Outcome:
    """What became of a job: `done`, `kept` (was there already) or `failed` with a message."""

    job: Job
    state: str
    beads: int = 0
    gaps: int = 0
    mean: float = 0.0
    dropped: int = 0
    message: str = ""


def read_manifest(path: str | Path, folder: str | Path, form: str) -> list[Job]:
    """Lines of source and target, and the output where it is not FOLDER/SOURCE-NAME.FORM, with tabs between them.

    Relative paths are relative to the manifest. Raises InputError with the line for a wrong number of columns and
    for two jobs that would write the same file.
    """
    base = Path(path).parent
    jobs: list[Job] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(read_lines(path).lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.partition("\t#")[0].split("\t")
        if len(fields) not in (2, 3) or not all(f.strip() for f in fields):
            raise InputError("not source, tab, target", file=str(path), line=number, cure="write SOURCE<tab>TARGET")
        source, target = (str(base / f.strip()) for f in fields[:2])
        output = str(Path(folder) / (fields[2].strip() if len(fields) == 3 else f"{Path(source).stem}.{form}"))
        if output in seen:
            cure = "name an output in a third column"
            raise InputError(f"{output} is also written by line {seen[output]}", file=str(path), line=number, cure=cure)
        seen[output] = number
        jobs.append(Job(source, target, output))
    return jobs


def run_jobs(
    jobs: Sequence[Job], form: str, options: FileOptions, processes: int, again: bool = False
) -> Iterator[Outcome]:
    """Align every pair whose output is not there yet; a pair that fails is an outcome like any other."""
    waiting = []
    for job in jobs:
        if not again and os.path.exists(job.output):
            yield Outcome(job, "kept")
        else:
            waiting.append(job)
    if processes <= 1:
        yield from (_run(job, form, options) for job in waiting)
        return
    _one_thread()
    # Fresh processes: a forked one would inherit the thread pool of the matrix library as it stands.
    with ProcessPoolExecutor(min(processes, max(len(waiting), 1)), mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(_run, job, form, options) for job in waiting]
        for future in as_completed(futures):
            yield future.result()


def _one_thread() -> None:
    """Processes share the cores; the matrix products of those to be started must not take several each."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _run(job: Job, form: str, options: FileOptions) -> Outcome:
    try:
        aligned, dropped = accept(align_files(job.source, job.target, options), options.minimum)
        Path(job.output).parent.mkdir(parents=True, exist_ok=True)
        write_text(job.output, render(aligned, form))
    except (TmkitError, OSError, MemoryError) as error:
        return Outcome(job, "failed", message=str(error) or type(error).__name__)
    pairs: list[Bead] = [b for b in aligned.beads if b.source and b.target]
    mean = sum(b.score for b in pairs) / len(pairs) if pairs else 0.0
    return Outcome(job, "done", len(aligned.beads), len(aligned.beads) - len(pairs), mean, dropped)
