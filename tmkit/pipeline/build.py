"""The main job: a corpus file becomes memories, glossary files and reports.

Every file is written beside its place first and moved there when all of them are complete, so that a failure leaves
what was there before.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..formats.tmx import TmxHeader, write_tmx
from ..model import Bead, Document, Element, Segment, Unit
from .align import align_texts
from .corpus import Corpus, CorpusDocument, load_corpus, read_source, read_target
from .likeness import likeness
from .segment import segment_document
from .units import beads_to_units, join_segments

__all__ = ["BuildOptions", "BuildReport", "DocumentResult", "build_corpus"]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """`accept` holds ids of documents that go into the memory though they do not look parallel; `jobs` processes."""

    accept: tuple[str, ...] = ()
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One document pair after alignment.

    `aligned` is the share of characters of both sides, each side counting half, that stand in beads with two sides;
    `mean_score` the mean score of those beads, `likeness` the mean cosine of their two sides; `refusal` says why the
    pair is kept out of the memory, or is empty.
    """

    id: str
    source: Document
    target: Document
    source_segments: tuple[Segment, ...]
    target_segments: tuple[Segment, ...]
    beads: tuple[Bead, ...]
    units: tuple[Unit, ...]
    aligned: float
    mean_score: float
    likeness: float
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did: documents in corpus order, counts of the glossary, the scoring report, files written."""

    corpus: Corpus
    documents: tuple[DocumentResult, ...]
    concepts: int
    terms: int
    scores: Any
    files: tuple[Path, ...]


def build_corpus(
    corpus_file: str | Path,
    out: str | Path,
    options: BuildOptions | None = None,
    progress: Progress = lambda message: None,
) -> BuildReport:
    """Build everything that a corpus file names into OUT/tmx, OUT/glossary and OUT/build.

    Raises InputError, before anything is written, for whatever is wrong with the corpus file or the files it names.
    """
    options = options or BuildOptions()
    corpus = load_corpus(corpus_file)
    known = {d.id for d in corpus.documents}
    if unknown := [name for name in options.accept if name not in known]:
        raise InputError(f"no document '{unknown[0]}' to accept", file=str(corpus.file), cure="name an id of this file")
    for entry in corpus.documents:
        read_source(corpus, entry)  # every fault of the texts is found before the first of them is aligned
        read_target(corpus, entry)
    documents = tuple(_aligned_documents(corpus, options, progress))
    out = Path(out)
    with _staging(out) as stage:
        _write_memories(corpus, documents, stage)
        concepts, terms = _write_glossary(corpus, stage, progress)
        scores = _write_reports(corpus, documents, stage, progress)
    return BuildReport(corpus, documents, concepts, terms, scores, tuple(stage.moved))


def _aligned_documents(corpus: Corpus, options: BuildOptions, progress: Progress) -> Iterator[DocumentResult]:
    """One result a document, in order; several processes where asked for."""
    total = len(corpus.documents)
    if options.jobs < 2 or total < 2:
        for number, entry in enumerate(corpus.documents, 1):
            progress(f"aligning {entry.id} ({number}/{total})")
            yield _judged(corpus, entry, align_document(corpus, entry), options)
        return
    with ProcessPoolExecutor(min(options.jobs, total)) as pool:
        results = pool.map(align_document, [corpus] * total, corpus.documents)
        for number, (entry, result) in enumerate(zip(corpus.documents, results, strict=True), 1):
            progress(f"aligned {entry.id} ({number}/{total})")
            yield _judged(corpus, entry, result, options)


def align_document(corpus: Corpus, entry: CorpusDocument) -> DocumentResult:
    """Read, clean, segment and align one document pair."""
    source, target = read_source(corpus, entry), read_target(corpus, entry)
    segments = segment_document(source), segment_document(target)
    beads: Sequence[Bead] = ()
    if segments[0] and segments[1]:
        beads = align_texts(
            [s.text for s in segments[0]],
            [s.text for s in segments[1]],
            corpus.source_language,
            corpus.target_language,
            paragraphs=([s.paragraph for s in segments[0]], [s.paragraph for s in segments[1]]),
        )
    units = beads_to_units(source, target, segments, beads, (corpus.creation_date, corpus.creation_id))
    pairs = [b for b in beads if b.source and b.target]
    mean = sum(b.score for b in pairs) / len(pairs) if pairs else 0.0
    return DocumentResult(
        id=entry.id,
        source=source,
        target=target,
        source_segments=tuple(segments[0]),
        target_segments=tuple(segments[1]),
        beads=tuple(beads),
        units=tuple(units),
        aligned=(_share(segments[0], pairs, "source") + _share(segments[1], pairs, "target")) / 2,
        mean_score=mean,
        likeness=likeness(units),
    )


def _share(segments: Sequence[Segment], pairs: Sequence[Bead], side: str) -> float:
    total = sum(len(s.text) for s in segments)
    inside = sum(len(segments[i].text) for b in pairs for i in getattr(b, side))
    return inside / total if total else 0.0


def _judged(corpus: Corpus, entry: CorpusDocument, result: DocumentResult, options: BuildOptions) -> DocumentResult:
    """Refuse a pair that does not look like a text and its translation, unless the user has said that it is one."""
    from dataclasses import replace

    if entry.accept_misaligned or entry.id in options.accept:
        return result
    reason = ""
    if not result.source_segments or not result.target_segments:
        reason = f"the {'source' if not result.source_segments else 'target'} text is empty"
    elif result.aligned < corpus.minimum_aligned:
        reason = f"only {result.aligned:.0%} of the characters are aligned (at least {corpus.minimum_aligned:.0%} wanted)"
    elif result.mean_score < corpus.minimum_score:
        reason = f"the mean alignment score is {result.mean_score:.2f} (at least {corpus.minimum_score:.2f} wanted)"
    elif result.likeness < corpus.minimum_likeness:
        reason = f"the two texts have a likeness of {result.likeness:.2f} (at least {corpus.minimum_likeness:.2f} wanted)"
    return replace(result, refusal=reason)


class _Stage:
    """A folder beside the outputs, where files wait until all of them are complete."""

    def __init__(self, out: Path) -> None:
        out.mkdir(parents=True, exist_ok=True)
        self.out = out
        self.folder = Path(tempfile.mkdtemp(prefix=".tmkit-", dir=out))
        self.moved: list[Path] = []

    def path(self, relative: str) -> Path:
        path = self.folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def move(self) -> None:
        for path in sorted(p for p in self.folder.rglob("*") if p.is_file()):
            place = self.out / path.relative_to(self.folder)
            place.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, place)
            self.moved.append(place)


@contextmanager
def _staging(out: Path) -> Iterator[_Stage]:
    stage = _Stage(out)
    try:
        yield stage
        stage.move()
    finally:
        shutil.rmtree(stage.folder, ignore_errors=True)


def _language_pair(corpus: Corpus) -> str:
    return f"{corpus.source_language.split('-')[0]}-{corpus.target_language.split('-')[0]}".lower()


def _write_memories(corpus: Corpus, documents: Sequence[DocumentResult], stage: _Stage) -> None:
    pair = _language_pair(corpus)
    header = TmxHeader(
        source_language=corpus.source_language,
        creation_date=corpus.creation_date,
        creation_id=corpus.creation_id,
        info=tuple(Element("note", content=(n,)) for n in (corpus.title, corpus.licence) if n),
    )
    accepted = [d for d in documents if not d.refusal]
    for document in accepted:
        write_tmx(stage.path(f"tmx/{document.id}.{pair}.tmx"), document.units, header)
    if accepted:
        write_tmx(stage.path(f"tmx/{corpus.name}.{pair}.tmx"), [u for d in accepted for u in d.units], header)


def _write_glossary(corpus: Corpus, stage: _Stage, progress: Progress) -> tuple[int, int]:
    if corpus.glossary is None:
        return 0, 0
    from .glossary import load_glossary, write_glossary_files

    progress("writing the glossary")
    glossary = load_glossary(corpus.glossary)
    write_glossary_files(glossary, stage.path("glossary/x").parent, corpus.glossary_name)
    return len(glossary.concepts), sum(len(c.terms) for c in glossary.concepts)


def _write_reports(corpus: Corpus, documents: Sequence[DocumentResult], stage: _Stage, progress: Progress) -> Any:
    stage.path("build/cleaning.tsv").write_text(_cleaning_table(documents), encoding="utf-8", newline="\n")
    rows = [_document_row(d) for d in documents]
    text = json.dumps(rows, ensure_ascii=False, indent=2) + "\n"
    stage.path("build/documents.json").write_text(text, encoding="utf-8", newline="\n")
    if not corpus.systems:
        return None
    progress("scoring the sample systems")
    return _score(corpus, [d for d in documents if not d.refusal], stage)


def _cleaning_table(documents: Sequence[DocumentResult]) -> str:
    rows = ["document\tfile\tline\tstart\tend\treason\tbefore\tafter"]
    for result in documents:
        for side in (result.source, result.target):
            for e in side.edits:
                cells = [result.id, Path(side.file).name, e.line, e.start, e.end, e.reason, repr(e.before), repr(e.after)]
                rows.append("\t".join(str(c) for c in cells))
    return "\n".join(rows) + "\n"


def _document_row(result: DocumentResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "source_segments": len(result.source_segments),
        "target_segments": len(result.target_segments),
        "units": len(result.units),
        "aligned": round(result.aligned, 4),
        "mean_score": round(result.mean_score, 2),
        "likeness": round(result.likeness, 2),
        "refusal": result.refusal,
        "notices": [*result.source.notices, *result.target.notices],
        "beads": [asdict(b) | {"score": round(b.score, 2)} for b in result.beads],
    }


def _score(corpus: Corpus, documents: Sequence[DocumentResult], stage: _Stage) -> Any:
    """Score every system over all accepted documents; a segment is a bead, so that both sides say the same."""
    from .score import ScoreOptions, score_translations, write_score_files

    hypotheses = {s.name: [h for d in documents for h in _hypotheses(corpus, s.hypotheses, d)] for s in corpus.systems}
    units = [u for d in documents for u in d.units]
    options = ScoreOptions(
        source_language=corpus.source_language,
        target_language=corpus.target_language,
        glossary=corpus.glossary,
        documents=tuple(u.origin for u in units),
    )
    report = score_translations(hypotheses, [[u.target for u in units]], [u.source for u in units], options)
    write_score_files(report, stage.path("build/x").parent)
    return report


def _hypotheses(corpus: Corpus, pattern: str, result: DocumentResult) -> list[str]:
    """The system's lines, one a source segment, joined as the beads join the source."""
    path = corpus.folder / pattern.replace("{id}", result.id)
    if not path.is_file():
        raise InputError(
            f"there is no system output '{path}'", file=str(corpus.file), cure="make it, or take the [[system]] out"
        )
    lines = [line.strip() for line in _lines(path)]
    if len(lines) != len(result.source_segments):
        raise InputError(
            f"{len(lines)} lines for the {len(result.source_segments)} source segments of '{result.id}'",
            file=str(path),
            line=min(len(lines), len(result.source_segments)) + 1,
            cure="write one line a segment",
        )
    return [
        join_segments([lines[i] for i in bead.source], corpus.target_language)
        for bead in result.beads
        if bead.source and bead.target
    ]


def _lines(path: Path) -> list[str]:
    from ..formats.decode import decode

    text = decode(path.read_bytes(), file=str(path)).text
    return text.removesuffix("\n").split("\n") if text else []


