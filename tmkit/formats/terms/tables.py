"""Tables of term pairs: OmegaT's glossary, UTX, Weblate's CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from ...model import Concept
from .base import WriteOptions, Written
from .pairs import pairs_of, remarks_of

__all__ = ["write_omegat", "write_utx", "write_weblate"]

_USABLE = ("preferred", "admitted")
_UTX_STATUS = {
    "preferred": "approved",
    "admitted": "provisional",
    "superseded": "non-standard",
    "deprecated": "forbidden",
}
_WEBLATE_COLUMNS = ("source", "target", "context", "translator_comments", "developer_comments")


def write_omegat(concepts: Iterable[Concept], options: WriteOptions) -> Written:
    """OmegaT's glossary: source, target and comment between tabs, UTF-8.

    OmegaT knows no status, so superseded and forbidden targets are no entries; the comment names the forbidden ones.
    """
    written = Written()
    head = (options.title, options.description, options.licence)
    lines = [f"# {' '.join(line.split())}" for line in head if line]
    for pair in pairs_of(concepts, options, written, _USABLE):
        lines.append("\t".join(_flat(c) for c in (pair.source.text, pair.target.text, remarks_of(pair))))
    written.losses["definitions, statuses and fields are in the comment only"] += 1
    written.data = ("\n".join(lines) + "\n").encode("utf-8")
    return written


def write_utx(concepts: Iterable[Concept], options: WriteOptions) -> Written:
    """UTX 1.20: tab-separated, CRLF, UTF-8 without a mark, with the status of every term."""
    written = Written()
    facts = [
        f"UTX 1.20; {options.source_language}/{options.target_language}",
        f"{options.date}T00:00:00Z" if options.date else "",
    ]
    facts.append(f"license: {options.licence}" if options.licence else "")
    columns = ("src", "tgt", "src:pos", "tgt:pos", "term status", "concept ID", "comment")
    lines = [f"#{'; '.join(f for f in facts if f)}", "#" + "\t".join(columns)]
    for pair in pairs_of(concepts, options, written):
        status = _UTX_STATUS[pair.target.status]
        parts_of_speech = (pair.source.part_of_speech, pair.target.part_of_speech)
        remark = "; ".join(p for p in (pair.concept.field, pair.target.note, pair.concept.definition) if p)
        cells = (pair.source.text, pair.target.text, *parts_of_speech, status, pair.concept.id, remark)
        lines.append("\t".join(_flat(c) for c in cells))
    written.data = ("\r\n".join(lines) + "\r\n").encode("utf-8")
    return written


def write_weblate(concepts: Iterable[Concept], options: WriteOptions) -> Written:
    """Weblate's CSV for glossary components: one preferred or admitted target a row, the concept as context."""
    written = Written()
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(_WEBLATE_COLUMNS)
    for pair in pairs_of(concepts, options, written, _USABLE):
        writer.writerow((pair.source.text, pair.target.text, pair.concept.id, "", remarks_of(pair)))
    written.data = stream.getvalue().encode("utf-8")
    return written


def _flat(cell: str) -> str:
    return " ".join(cell.split())
