"""Tables of term pairs into Concepts: OmegaT's glossary, UTX, Weblate's CSV."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ...errors import InputError
from ...model import Concept, Problem, Term
from ...text import normal_tag
from .base import STATUSES, TermFile, language_of, language_problem, normal_part_of_speech, normal_status
from .csv_long import delimiter_of, plain_name, read_csv_rows

__all__ = ["ReadOptions", "read_deepl", "read_omegat", "read_utx", "read_weblate"]

_UTX_STATUS = {
    "approved": "preferred",
    "provisional": "admitted",
    "non-standard": "superseded",
    "forbidden": "deprecated",
}
_WEBLATE_NAMES = {"comment": "translator_comments", "note": "translator_comments", "notes": "translator_comments"}
_UTX_HEAD = re.compile(r"#\s*UTX\b[^;]*;\s*([\w-]+)\s*/\s*([\w-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """The languages of the two columns where the file does not name them."""

    source_language: str = "zh-CN"
    target_language: str = "en-US"


@dataclass(slots=True)
class _Pairs:
    """Collects pairs into concepts; pairs with the same key are one concept."""

    file: str
    languages: tuple[str, str]
    concepts: dict[str, Concept] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def add(self, key: str, source: Term, target: Term | None, definition: str = "") -> None:
        concept = self.concepts.get(key) or Concept(key, definition=definition)
        for term in (source, target):
            if term and all((t.text, t.language) != (term.text, term.language) for t in concept.terms):
                status = term.status
                if not status:
                    mates = any(t.language == term.language and t.status == "preferred" for t in concept.terms)
                    status = "admitted" if mates else "preferred"
                concept = replace(concept, terms=(*concept.terms, replace(term, status=status)))
        self.concepts[key] = concept

    def wrong(self, number: int, line: int, message: str) -> None:
        self.problems.append(Problem(f"row {number}: {message}", self.file, line))

    def result(self, notices: Sequence[str] = (), losses: Sequence[tuple[str, int]] = ()) -> TermFile:
        return TermFile(
            tuple(self.concepts.values()), tuple(self.problems), losses=tuple(losses), notices=tuple(notices)
        )


def read_omegat(text: str, file: str, options: ReadOptions) -> TermFile:
    """OmegaT's glossary: source, target, comment; rows with the same source are one concept.

    A comment that begins with one of our status words gives the status; the rest is the note.
    """
    pairs = _Pairs(file, (options.source_language, options.target_language))
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [c.strip() for c in line.split("\t")]
        if len(cells) < 2 or not cells[0] or not cells[1]:
            pairs.wrong(number, number, "a source and a target term are needed, with a tab between them")
            continue
        status, note = _status_and_note(cells[2] if len(cells) > 2 else "")
        target = Term(cells[1], options.target_language, status=status, note=note)
        pairs.add(cells[0], Term(cells[0], options.source_language, status=""), target)
    languages = f"{options.source_language} and {options.target_language}"
    return pairs.result([f"the file names no languages: read as {languages}"])


def _status_and_note(comment: str) -> tuple[str, str]:
    first, _, rest = comment.partition(";")
    return (first.strip(), rest.strip()) if first.strip() in STATUSES else ("", comment)


def read_utx(text: str, file: str, options: ReadOptions) -> TermFile:
    """UTX 1.0 to 1.20: the languages of its first line, columns by the names of its second."""
    lines = text.replace("\r\n", "\n").split("\n")
    head = _UTX_HEAD.match(lines[0])
    languages = (
        (normal_tag(head[1]), normal_tag(head[2])) if head else (options.source_language, options.target_language)
    )
    names = next((_utx_columns(line) for line in lines[:20] if line.startswith("#src")), [])
    if not names:
        raise InputError("no line names the columns", file=file, line=1, cure="write '#src<TAB>tgt<TAB>src:pos'")
    pairs = _Pairs(file, languages)
    known = {"src", "tgt", "src:pos", "tgt:pos", "term status", "concept id", "comment"}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            cells = dict.fromkeys(known, "") | dict(zip(names, (c.strip() for c in line.split("\t")), strict=False))
            _add_utx(pairs, cells, number)
    notices = [] if head else ["the first line names no languages"]
    return pairs.result(notices, [(f"column '{n}'", 1) for n in names if n not in known])


def _utx_columns(line: str) -> list[str]:
    return [name.strip().lower() for name in line.removeprefix("#").split("\t")]


def _add_utx(pairs: _Pairs, cells: dict[str, str], number: int) -> None:
    if not cells["src"] or not cells["tgt"]:
        pairs.wrong(number, number, "src or tgt is empty")
        return
    word = cells["term status"].lower()
    status = _UTX_STATUS.get(word) or normal_status(word) if word else ""
    if status is None:
        pairs.wrong(number, number, f"unknown term status '{cells['term status']}'")
        return
    source, target = pairs.languages
    source_pos = normal_part_of_speech(cells["src:pos"]) or "noun"
    target_pos = normal_part_of_speech(cells["tgt:pos"]) or source_pos
    pairs.add(
        cells["concept id"] or cells["src"],
        Term(cells["src"], source, status="", part_of_speech=source_pos),
        Term(cells["tgt"], target, status=status, part_of_speech=target_pos, note=cells["comment"]),
    )


def read_weblate(text: str, file: str, options: ReadOptions) -> TermFile:
    """Weblate's CSV: source, target, context; rows of one context, or else of one source, are a concept."""
    rows = read_csv_rows(text, file, delimiter_of(text))
    header = [_WEBLATE_NAMES.get(name, name) for name in map(plain_name, next(rows)[2])]
    pairs = _Pairs(file, (options.source_language, options.target_language))
    for line, number, row in rows:
        cells = dict(zip(header, (c.strip() for c in row), strict=False))
        if not cells.get("source") or not cells.get("target"):
            pairs.wrong(number, line, "source or target is empty")
            continue
        status, note = _status_and_note(cells.get("developer_comments", ""))
        note = "; ".join(n for n in (cells.get("translator_comments", ""), note) if n)
        target = Term(cells["target"], options.target_language, status=status, note=note)
        key = cells.get("context") or cells["source"]
        pairs.add(key, Term(cells["source"], options.source_language, status=""), target)
    unknown = [
        n for n in header if n not in {"source", "target", "context", "developer_comments", "translator_comments"}
    ]
    notice = f"the file names no languages: read as {options.source_language} and {options.target_language}"
    wrong = [w for w in map(language_problem, pairs.languages) if w]
    return pairs.result([notice, *wrong], [(f"column '{n}'", 1) for n in unknown if n])


def read_deepl(text: str, file: str, options: ReadOptions) -> TermFile:
    """DeepL's glossary: source, target, their languages, no header; the languages of the first row count."""
    rows = list(read_csv_rows(text, file, delimiter_of(text)))
    languages = tuple(language_of(cell) for cell in rows[0][2][2:4])
    pairs = _Pairs(file, (languages[0], languages[1]))
    for line, number, row in rows:
        cells = [c.strip() for c in row]
        if len(cells) < 4 or not cells[0] or not cells[1]:
            pairs.wrong(number, line, "source, target and their languages are needed")
        elif tuple(map(language_of, cells[2:4])) != languages:
            pairs.wrong(number, line, f"the languages '{cells[2]}' and '{cells[3]}' are not those of the first row")
        else:
            source, target = Term(cells[0], languages[0], status=""), Term(cells[1], languages[1], status="")
            pairs.add(cells[0], source, target)
    return pairs.result()
