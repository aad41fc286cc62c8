"""The main job: a corpus file becomes memories, glossary files and reports.

Everything that can be wrong with the files named is found before the first text is aligned, and every output is
written beside its place and moved there when all are complete, so that a failure leaves what was there before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..formats.decode import decode
from ..formats.tmx import TmxHeader, write_tmx
from ..model import Bead, Document, Element, Segment, Unit
from .align import align_texts
from .corpus import Corpus, CorpusDocument, load_corpus, read_source, read_target
from .likeness import likeness
from .segment import segment_document
from .staging import Stage, check_out, staging
from .units import beads_to_units, join_segments

__all__ = ["BuildOptions", "BuildReport", "DocumentResult", "align_document", "build_corpus"]

Progress = Callable[[str], None]
_COPIES = 0.5  # share of units whose two sides are equal that makes a text its own translation


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """`accept` holds ids of documents that go into the memory though they do not look parallel; `jobs` processes."""

    accept: tuple[str, ...] = ()
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class DocumentResult:
    """One document pair after alignment.

    `aligned` is the share of characters that stand in beads with two sides, the mean of both texts; `mean_score` the
    mean score of those beads, `likeness` the mean cosine of their two sides; `refusal` says why the pair is kept out
    of the memory, or is empty.
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

    @property
    def gaps(self) -> int:
        """How many segments of either side have no counterpart."""
        return sum(len(b.source) + len(b.target) for b in self.beads if not b.source or not b.target)

    @property
    def notices(self) -> tuple[str, ...]:
        """What reading the two files brought up, such as an encoding that was guessed."""
        sides = (self.source, self.target)
        return tuple(f"{Path(side.file).name}: {notice}" for side in sides for notice in side.notices)


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

    Raises InputError, before anything is aligned or written, for whatever is wrong with the corpus file, the files it
    names, or the folder.
    """
    options = options or BuildOptions()
    corpus, out = load_corpus(corpus_file), Path(out)
    _check_accepted(corpus, options)
    check_out(out)
    glossary = _glossary(corpus)
    hypotheses = _checked_texts(corpus)
    documents = tuple(_aligned_documents(corpus, options, progress))
    with staging(out) as stage:
        _write_memories(corpus, documents, stage)
        if glossary is not None:
            _write_glossary(corpus, glossary, stage)
        progress("scoring the sample systems" if corpus.systems else "writing reports")
        scores = _write_reports(corpus, documents, hypotheses, stage)
        stage.move(_inputs(corpus))
    concepts = glossary.concepts if glossary is not None else ()
    return BuildReport(
        corpus, documents, len(concepts), sum(len(c.terms) for c in concepts), scores, tuple(stage.moved)
    )


def _check_accepted(corpus: Corpus, options: BuildOptions) -> None:
    known = {d.id for d in corpus.documents}
    if unknown := [name for name in options.accept if name not in known]:
        raise InputError(f"no document '{unknown[0]}' to accept", file=str(corpus.file), cure="name an id of this file")


def _inputs(corpus: Corpus) -> list[Path]:
    """Every file that the build reads, so that none is overwritten."""
    texts = [path for d in corpus.documents for path in (d.source, d.target)]
    outputs = [_hypothesis_path(corpus, s.hypotheses, d.id) for s in corpus.systems for d in corpus.documents]
    return [corpus.file, *texts, *outputs, *([corpus.glossary] if corpus.glossary else [])]


def _glossary(corpus: Corpus) -> Any:
    if corpus.glossary is None:
        return None
    from .glossary import load_glossary

    try:
        return load_glossary(corpus.glossary)
    except InputError as error:
        raise InputError(error.message, file=error.file, line=error.line, cure="mend the glossary file") from None


_Hypotheses = dict[tuple[str, str], list[str]]


def _checked_texts(corpus: Corpus) -> _Hypotheses:
    """Read and split every text once, so that faults show at once; gives the systems' lines by system and document."""
    hypotheses: _Hypotheses = {}
    for entry in corpus.documents:
        read_target(corpus, entry)
        segments = len(segment_document(read_source(corpus, entry)))
        for system in corpus.systems:
            path = _hypothesis_path(corpus, system.hypotheses, entry.id)
            hypotheses[system.name, entry.id] = _hypothesis_lines(corpus, path, entry.id, segments)
    return hypotheses


def _hypothesis_path(corpus: Corpus, pattern: str, document: str) -> Path:
    return corpus.folder / pattern.replace("{id}", document)


def _hypothesis_lines(corpus: Corpus, path: Path, document: str, segments: int) -> list[str]:
    if not path.is_file():
        raise InputError(
            f"there is no system output '{path}'", file=str(corpus.file), cure="make it, or take the [[system]] out"
        )
    text = decode(path.read_bytes(), file=str(path)).text
    lines = [line.strip() for line in text.removesuffix("\n").split("\n")] if text else []
    if len(lines) != segments:
        raise InputError(
            f"{len(lines)} lines for the {segments} source segments of '{document}'",
            file=str(path),
            line=min(len(lines), segments) + 1,
            cure="write one line a segment",
        )
    if segments and not any(lines):
        raise InputError("holds nothing but blank lines", file=str(path), cure="make the system's output again")
    return lines


def _aligned_documents(corpus: Corpus, options: BuildOptions, progress: Progress) -> Iterator[DocumentResult]:
    """One result a document, in order; several processes where asked for."""
    total = len(corpus.documents)
    if options.jobs < 2 or total < 2:
        for number, entry in enumerate(corpus.documents, 1):
            progress(f"aligning {entry.id} ({number}/{total})")
            yield _judged(corpus, entry, align_document(corpus, entry), options)
        return
    try:
        with ProcessPoolExecutor(min(options.jobs, total)) as pool:
            results = pool.map(align_document, [corpus] * total, corpus.documents)
            for number, (entry, result) in enumerate(zip(corpus.documents, results, strict=True), 1):
                progress(f"aligned {entry.id} ({number}/{total})")
                yield _judged(corpus, entry, result, options)
    except BrokenProcessPool:
        raise InputError(
            "a process that aligned documents was killed, perhaps for want of memory",
            file=str(corpus.file),
            cure="use fewer --jobs",
        ) from None


def align_document(corpus: Corpus, entry: CorpusDocument) -> DocumentResult:
    """Read, clean, segment and align one document pair: a pure function of the corpus, for any process to run."""
    source, target = read_source(corpus, entry), read_target(corpus, entry)
    segments = tuple(segment_document(source)), tuple(segment_document(target))
    beads = _beads(corpus, segments)
    units = tuple(beads_to_units(source, target, segments, beads, (corpus.creation_date, corpus.creation_id)))
    pairs = [b for b in beads if b.source and b.target]
    return DocumentResult(
        id=entry.id,
        source=source,
        target=target,
        source_segments=segments[0],
        target_segments=segments[1],
        beads=beads,
        units=units,
        aligned=(_share(segments[0], pairs, "source") + _share(segments[1], pairs, "target")) / 2,
        mean_score=sum(b.score for b in pairs) / len(pairs) if pairs else 0.0,
        likeness=likeness(units),
    )


def _beads(corpus: Corpus, segments: tuple[Sequence[Segment], Sequence[Segment]]) -> tuple[Bead, ...]:
    source, target = segments
    if not source or not target:
        gaps = [Bead((i,), ()) for i in range(len(source))], [Bead((), (j,)) for j in range(len(target))]
        return (*gaps[0], *gaps[1])
    texts = [s.text for s in source], [s.text for s in target]
    paragraphs = [s.paragraph for s in source], [s.paragraph for s in target]
    return tuple(align_texts(*texts, corpus.source_language, corpus.target_language, paragraphs=paragraphs))


def _share(segments: Sequence[Segment], pairs: Sequence[Bead], side: str) -> float:
    total = sum(len(s.text) for s in segments)
    inside = sum(len(segments[i].text) for b in pairs for i in getattr(b, side))
    return inside / total if total else 0.0


def _judged(corpus: Corpus, entry: CorpusDocument, result: DocumentResult, options: BuildOptions) -> DocumentResult:
    """Refuse a pair that does not look like a text and its translation, unless the user has said that it is one."""
    if entry.accept_misaligned or entry.id in options.accept:
        return result
    return replace(result, refusal=_refusal(corpus, result))


def _refusal(corpus: Corpus, result: DocumentResult) -> str:
    if not result.source_segments or not result.target_segments:
        return f"the {'source' if not result.source_segments else 'target'} text is empty"
    copies = sum(u.source == u.target for u in result.units) / max(1, len(result.units))
    if copies > _COPIES:
        return f"{copies:.0%} of the units have the same text on both sides"
    for value, limit, message in (
        (result.aligned, corpus.minimum_aligned, "the share of aligned characters"),
        (result.mean_score, corpus.minimum_score, "the mean alignment score"),
        (result.likeness, corpus.minimum_likeness, "the likeness of the two texts"),
    ):
        if value < limit:
            return f"{message} is {value:.2f} (at least {limit:.2f} wanted)"
    return ""


def _language_pair(corpus: Corpus) -> str:
    return f"{corpus.source_language.split('-')[0]}-{corpus.target_language.split('-')[0]}".lower()


def _write_memories(corpus: Corpus, documents: Sequence[DocumentResult], stage: Stage) -> None:
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


def _write_glossary(corpus: Corpus, glossary: Any, stage: Stage) -> None:
    from ..formats.terms import WriteOptions
    from .glossary import write_glossary_files

    date = corpus.creation_date
    options = WriteOptions(
        title=corpus.glossary_name,
        description=corpus.title,
        licence=corpus.licence,
        date=f"{date[:4]}-{date[4:6]}-{date[6:8]}" if date else "",
        source_language=corpus.source_language,
        target_language=corpus.target_language,
    )
    write_glossary_files(glossary, stage.path("glossary/x").parent, corpus.glossary_name, options)


def _write_reports(corpus: Corpus, documents: Sequence[DocumentResult], hypotheses: _Hypotheses, stage: Stage) -> Any:
    rows = json.dumps([_document_row(d) for d in documents], ensure_ascii=False, indent=2)
    for name, text in (
        ("cleaning.tsv", _cleaning_table(documents)),
        ("unaligned.tsv", _unaligned_table(documents)),
        ("documents.json", rows + "\n"),
    ):
        stage.path(f"build/{name}").write_text(text, encoding="utf-8", newline="\n")
    accepted = [d for d in documents if not d.refusal]
    if not corpus.systems or not any(d.units for d in accepted):
        return None
    return _score(corpus, accepted, hypotheses, stage)


def _cleaning_table(documents: Sequence[DocumentResult]) -> str:
    rows = ["document\tfile\tline\tstart\tend\treason\tbefore\tafter"]
    for result in documents:
        for side in (result.source, result.target):
            for e in side.edits:
                cells = [
                    result.id,
                    Path(side.file).name,
                    e.line,
                    e.start,
                    e.end,
                    e.reason,
                    repr(e.before),
                    repr(e.after),
                ]
                rows.append("\t".join(str(c) for c in cells))
    return "\n".join(rows) + "\n"


def _unaligned_table(documents: Sequence[DocumentResult]) -> str:
    rows = ["document\tfile\tline\tsegment\ttext"]
    for result in documents:
        gaps = [b for b in result.beads if not b.source or not b.target]
        rows += _gap_rows(result.id, result.source, result.source_segments, [i for b in gaps for i in b.source])
        rows += _gap_rows(result.id, result.target, result.target_segments, [j for b in gaps for j in b.target])
    return "\n".join(rows) + "\n"


def _gap_rows(name: str, side: Document, segments: Sequence[Segment], chosen: Sequence[int]) -> Iterator[str]:
    for i in chosen:
        text = segments[i].text.replace("\t", " ")
        yield f"{name}\t{Path(side.file).name}\t{side.paragraphs[segments[i].paragraph].line}\t{i + 1}\t{text}"


def _document_row(result: DocumentResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "source_segments": len(result.source_segments),
        "target_segments": len(result.target_segments),
        "units": len(result.units),
        "gaps": result.gaps,
        "aligned": round(result.aligned, 4),
        "mean_score": round(result.mean_score, 2),
        "likeness": round(result.likeness, 2),
        "refusal": result.refusal,
        "notices": list(result.notices),
        "beads": [asdict(b) | {"score": round(b.score, 2)} for b in result.beads],
    }


def _score(corpus: Corpus, documents: Sequence[DocumentResult], hypotheses: _Hypotheses, stage: Stage) -> Any:
    """Score every system over all accepted documents; a segment is a bead, so that both sides say the same."""
    from .score import ScoreOptions, score_translations, write_score_files

    units = [u for d in documents for u in d.units]
    options = ScoreOptions(
        source_language=corpus.source_language,
        target_language=corpus.target_language,
        glossary=corpus.glossary,
        documents=tuple(u.origin for u in units),
    )
    systems = {
        s.name: [h for d in documents for h in _joined(corpus, hypotheses[s.name, d.id], d)] for s in corpus.systems
    }
    report = score_translations(systems, [[u.target for u in units]], [u.source for u in units], options)
    write_score_files(report, stage.path("build/x").parent)
    return report


def _joined(corpus: Corpus, lines: Sequence[str], result: DocumentResult) -> list[str]:
    """A system's lines, one a source segment, joined as the beads join the source."""
    pairs = [b for b in result.beads if b.source and b.target]
    return [join_segments([lines[i] for i in bead.source], corpus.target_language) for bead in pairs]
