"""tmkit build."""

from __future__ import annotations

import argparse
import glob
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError

if TYPE_CHECKING:
    from ..pipeline.build import BuildReport, DocumentResult

__all__ = ["add_parser", "run"]

_EXAMPLES = """examples:
  tmkit build --corpus seeds/corpus.toml --out .
  tmkit build --corpus my/corpus.toml --out my --jobs 4 --json > build.json
  tmkit build --corpus my/corpus.toml --out my --accept chapter-7

Memories go to OUT/tmx, glossary files to OUT/glossary, reports to OUT/build. A document that does not look like
a text and its translation is kept out of the memory, and the exit code is 1; --accept ID takes it in.
"""


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str) -> None:
    """Add the verb and its options."""
    parser = verbs.add_parser(name, help=summary, description=f"{summary}.", epilog=_EXAMPLES)
    parser.add_argument("--corpus", required=True, metavar="FILE", help="the corpus file (TOML)")
    parser.add_argument("--out", default=".", metavar="DIR", help="where tmx/, glossary/ and build/ go (default: here)")
    parser.add_argument("--accept", action="append", default=[], metavar="ID", help="take this document in as it is")
    parser.add_argument("--jobs", type=_count, default=1, metavar="N", help="processes for alignment (default: 1)")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.set_defaults(run=run)


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes; write 1 or more")
    return int(text)


def run(args: argparse.Namespace) -> int:
    """Build, print the summary, complain of documents that were kept out."""
    from ..pipeline.build import BuildOptions, build_corpus

    if not args.out:
        raise InputError("--out names no folder", cure="write --out . for this one")
    report = build_corpus(args.corpus, args.out, BuildOptions(tuple(args.accept), args.jobs), _progress)
    _clear()
    print(_as_json(report) if args.json else _as_text(report))
    refused = [d for d in report.documents if d.refusal]
    for document in refused:
        print(
            f"tmkit: {args.corpus}: '{document.id}' is kept out of the memory: {document.refusal}; "
            f"check the two texts, or take it in with --accept {document.id}{_left(args.out, document)}",
            file=sys.stderr,
        )
    return 1 if refused else 0


def _left(out: str, document: DocumentResult) -> str:
    """A word on a memory that an earlier build made of the document."""
    old = sorted(Path(out, "tmx").glob(f"{glob.escape(document.id)}.??-??.tmx"))
    return f" ({old[0]} is of an earlier build)" if old else ""


def _progress(message: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{message}", end="", file=sys.stderr, flush=True)


def _clear() -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _as_json(report: BuildReport) -> str:
    import json

    rows = [
        {
            "id": d.id,
            "source_segments": len(d.source_segments),
            "target_segments": len(d.target_segments),
            "units": len(d.units),
            "gaps": d.gaps,
            "aligned": round(d.aligned, 4),
            "mean_score": round(d.mean_score, 2),
            "likeness": round(d.likeness, 2),
            "refusal": d.refusal,
            "notices": list(d.notices),
        }
        for d in report.documents
    ]
    from ..formats.report import report_json

    scores = json.loads(report_json(report.scores)) if report.scores else None
    files = [str(f) for f in report.files]
    data = {"documents": rows, "concepts": report.concepts, "terms": report.terms, "scores": scores, "files": files}
    return json.dumps(data, ensure_ascii=False, indent=2)


def _as_text(report: BuildReport) -> str:
    from ..formats.report import report_table

    parts = [report.corpus.title or report.corpus.name, "", _document_table(report.documents), ""]
    if notices := [f"{d.id}: {notice}" for d in report.documents for notice in d.notices]:
        parts += [*notices, ""]
    if report.concepts:
        parts += [f"Glossary: {report.concepts} concepts, {report.terms} terms", ""]
    if report.scores:
        parts += ["Sample systems scored against the references:", report_table(report.scores)]
    folders: dict[str, list[str]] = {}
    for file in report.files:
        folders.setdefault(str(file.parent), []).append(file.name)
    parts += [f"{folder}: {', '.join(names)}" for folder, names in sorted(folders.items())]
    return "\n".join(parts)


def _document_table(documents: tuple[DocumentResult, ...]) -> str:
    source = documents[0].source.language.split("-")[0]
    target = documents[0].target.language.split("-")[0]
    sizes = (f"{source} chars", f"{source} seg.", f"{target} seg.")
    head = ("document", *sizes, "units", "1-1", "gaps", "aligned", "score", "likeness", "")
    rows = [head, *(_row(d) for d in documents)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:-1], widths[1:-1], strict=True)), row[-1]]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _row(document: DocumentResult) -> tuple[str, ...]:
    pairs = [b for b in document.beads if b.source and b.target]
    ones = sum(b.kind == "1-1" for b in pairs) / len(pairs) if pairs else 0
    return (
        document.id,
        f"{sum(len(s.text) for s in document.source_segments):,}",
        f"{len(document.source_segments):,}",
        f"{len(document.target_segments):,}",
        f"{len(document.units):,}",
        f"{ones:.0%}",
        f"{document.gaps:,}",
        f"{document.aligned:.1%}",
        f"{document.mean_score:.2f}",
        f"{document.likeness:.2f}",
        "KEPT OUT" if document.refusal else "",
    )
