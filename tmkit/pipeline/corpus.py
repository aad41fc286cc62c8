"""corpus.toml: what to read, what to clean and why; checked as a whole before anything is built.

Every complaint names the file, the line and the cure.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..formats import read_document
from ..formats.cleaning import REPAIRS, clean, drop_text, join_lines, skip_lines
from ..model import Document
from ..text import normal_tag
from ..text.languages import is_plain_tag

__all__ = ["Corpus", "CorpusDocument", "System", "load_corpus", "read_source", "read_target"]

_CORPUS_KEYS = {
    "name": str,
    "title": str,
    "source_language": str,
    "target_language": str,
    "glossary": str,
    "glossary_name": str,
    "creation_date": str,
    "creation_id": str,
    "licence": str,
    "clean": list,
    "minimum_score": float,
    "minimum_aligned": float,
    "minimum_likeness": float,
}
_DOCUMENT_KEYS = {
    "id": str,
    "source": str,
    "target": str,
    "lines": list,
    "target_lines": list,
    "encoding": str,
    "target_encoding": str,
    "title": str,
    "title_target": str,
    "date": datetime.date,
    "issuer": str,
    "genre": str,
    "clean": list,
    "target_clean": list,
    "accept_misaligned": bool,
    "join": list,
    "skip": list,
    "drop": list,
    "target_skip": list,
    "reference": dict,
}
_REFERENCE_KEYS = {"made_by": str, "how": str, "date": datetime.date, "licence": str}
_SYSTEM_KEYS = {"name": str, "hypotheses": str}
_TABLES = {"corpus": dict, "document": list, "system": list}
_SPAN_KEYS = {"lines": list, "reason": str}
_DROP_KEYS = {"line": int, "text": str, "reason": str}
_PARTS: dict[str, Mapping[str, type]] = {
    "join": _SPAN_KEYS,
    "skip": _SPAN_KEYS,
    "target_skip": _SPAN_KEYS,
    "drop": _DROP_KEYS,
}
_ID = re.compile(r"\w[\w.-]{0,99}(?<!\.)")
_LETTERS = (2, 3)  # of a language
# Windows cannot have files of these names, whatever their suffix.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LANGUAGES = {"source_language": "zh-CN", "target_language": "en-US"}
_OPEN_END = 10**9


@dataclass(frozen=True, slots=True)
class _Repair:
    kind: str
    first: int
    last: int
    reason: str
    text: str = ""
    place: int = 1


@dataclass(frozen=True, slots=True)
class CorpusDocument:
    """One text and its translation: where they are, which lines count, what is cleaned and why."""

    id: str
    source: Path
    target: Path
    lines: tuple[int, int]
    target_lines: tuple[int, int]
    encoding: str | None
    target_encoding: str | None
    facts: Mapping[str, str]
    clean: tuple[str, ...]
    target_clean: tuple[str, ...]
    repairs: tuple[_Repair, ...]
    target_repairs: tuple[_Repair, ...]
    accept_misaligned: bool
    places: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class System:
    """A machine translation system: its name and the pattern of its output files, with {id} for the document."""

    name: str
    hypotheses: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """A checked corpus file; `folder` is what its paths are relative to."""

    file: Path
    folder: Path
    name: str
    title: str
    source_language: str
    target_language: str
    documents: tuple[CorpusDocument, ...]
    systems: tuple[System, ...]
    glossary: Path | None
    glossary_name: str
    creation_date: str
    creation_id: str
    licence: str
    minimum_score: float
    minimum_aligned: float
    minimum_likeness: float


class _Source:
    """The text of a corpus file, to find the line of a key for a complaint."""

    def __init__(self, file: Path, text: str) -> None:
        self.file = str(file)
        self._lines = text.splitlines()

    def line(self, table: str, index: int = 0, key: str = "", nth: int = 0) -> int:
        """The line of the nth `key` within the index-th [[table]] or [table]; the table's own where there is none."""
        heads = [n for n, line in enumerate(self._lines) if re.match(rf"\s*\[\[?\s*{re.escape(table)}\s*\]", line)]
        start = heads[index] if index < len(heads) else 0
        name = re.escape(key)
        wanted = re.compile(rf"\s*[\"']?{name}[\"']?\s*=|\s*\[\[?\s*{re.escape(table)}\.{name}\s*\]")
        found = []
        for number in range(start + 1 if heads else 0, len(self._lines)):
            if self._ends(self._lines[number], table):
                break
            if key and wanted.match(self._lines[number]):
                found.append(number)
        return (found[min(nth, len(found) - 1)] if found else start) + 1

    def _ends(self, line: str, table: str) -> bool:
        head = re.match(r"\s*\[\[?\s*([\w.-]+)\s*\]", line)
        return bool(head) and not str(head and head[1]).startswith(f"{table}.")

    def error(self, message: str, table: str, index: int = 0, key: str = "", *, cure: str = "") -> InputError:
        return InputError(message, file=self.file, line=self.line(table, index, key), cure=cure)


def load_corpus(path: str | Path) -> Corpus:
    """Read and check a corpus file and everything that it names; raises InputError on the first fault."""
    file = Path(path)
    source, data = _parse(file)
    _check_keys(source, data, _TABLES, "corpus")
    settings = data.get("corpus", {})
    _check_keys(source, settings, _CORPUS_KEYS, "corpus")
    _check_settings(source, settings)
    if not data.get("document"):
        raise source.error("no document is named", "corpus", cure="add a [[document]] with source and target")
    documents = tuple(_document(source, file.parent, settings, d, i) for i, d in enumerate(data["document"]))
    _check_identities(source, documents)
    _check_overlaps(source, documents)
    return _corpus(source, file, settings, documents, _systems(source, data.get("system", [])))


def _parse(file: Path) -> tuple[_Source, dict[str, Any]]:
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError("there is no such corpus file", file=str(file), cure="check --corpus") from None
    except OSError as error:
        raise InputError(
            f"cannot be read ({(error.strerror or str(error)).lower()})", file=str(file), cure="check --corpus"
        ) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"is not UTF-8 (byte {error.start})", file=str(file), line=line, cure="save it as UTF-8"
        ) from None
    try:
        return _Source(file, text), tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError:
        raise InputError("is nested too deeply", file=str(file), cure="write it as the example shows") from None
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        message = re.sub(r" \(at .*\)$", "", str(error))
        raise InputError(f"is not valid TOML: {message}", file=str(file), line=line, cure="mend this line") from None


def _check_keys(source: _Source, table: Any, known: Mapping[str, type], name: str, index: int = 0) -> None:
    if not isinstance(table, dict):
        raise source.error(
            f"an entry of '{name}' is no table", name, index, cure=f"write [[{name}]] and its keys below"
        )
    for key, value in table.items():
        if key not in known:
            raise source.error(f"unknown key '{key}'", name, index, key, cure=f"known here: {', '.join(sorted(known))}")
        if not _fits(value, known[key]):
            message = f"'{key}' must be {_describe(known[key])}, not {_shown(value)}"
            raise source.error(message, name, index, key, cure=_cure(key, known))


def _fits(value: Any, wanted: type) -> bool:
    if isinstance(value, bool) and wanted is not bool:
        return False
    return isinstance(value, (int, float) if wanted is float else wanted)


def _shown(value: Any) -> str:
    """A value as TOML would have it, shortened."""
    if isinstance(value, dict):
        return "a table"
    text = str(value) if isinstance(value, datetime.date) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _cure(key: str, known: Mapping[str, type]) -> str:
    if known is _TABLES:
        return f"write [[{key}]] with two brackets" if known[key] is list else f"write [{key}] with one bracket"
    return "correct the value"


def _describe(kind: type) -> str:
    names = {
        str: "a string",
        int: "a whole number",
        float: "a number",
        list: "a list",
        dict: "a table",
        bool: "true or false",
    }
    return names.get(kind, "a date such as 2024-03-05")


def _check_settings(source: _Source, settings: Mapping[str, Any]) -> None:
    date = settings.get("creation_date", "")
    if date and not _is_tmx_date(date):
        raise source.error(
            f"'{date}' is not a TMX date", "corpus", 0, "creation_date", cure="write it as 20240305T000000Z"
        )
    for key in ("name", "glossary_name"):
        if not _is_name(settings.get(key, "x")):
            message = f"'{settings[key]}' cannot be a file name"
            raise source.error(message, "corpus", 0, key, cure="use letters, digits, - and _")
    for key in ("minimum_score", "minimum_aligned", "minimum_likeness"):
        if not 0 <= settings.get(key, 0) <= 1:
            raise source.error(f"'{key}' must lie between 0 and 1", "corpus", 0, key, cure="correct the value")
    _check_languages(source, settings)
    _check_repairs(source, settings.get("clean", []), "corpus", 0, "clean")


def _check_languages(source: _Source, settings: Mapping[str, Any]) -> None:
    tags = {key: settings.get(key, default) for key, default in _LANGUAGES.items()}
    for key, tag in tags.items():
        if not is_plain_tag(tag, _LETTERS):
            raise source.error(f"'{tag}' is no language tag", "corpus", 0, key, cure="write one such as zh-CN or en-US")
    if normal_tag(tags["source_language"]) == normal_tag(tags["target_language"]):
        raise source.error("both languages are the same", "corpus", 0, "target_language", cure="correct one of them")


def _is_tmx_date(text: str) -> bool:
    try:
        return bool(datetime.datetime.strptime(text, "%Y%m%dT%H%M%SZ")) and len(text) == len("20240305T000000Z")
    except ValueError:
        return False


def _is_name(text: str) -> bool:
    """Whether a name can be a file name on every system."""
    return bool(_ID.fullmatch(text)) and not _RESERVED.fullmatch(text)


def _check_repairs(source: _Source, names: Sequence[Any], table: str, index: int, key: str) -> None:
    for name in names:
        if not isinstance(name, str) or name not in REPAIRS:
            raise source.error(
                f"unknown repair {_shown(name)}", table, index, key, cure=f"known repairs: {', '.join(sorted(REPAIRS))}"
            )


def _document(
    source: _Source, folder: Path, settings: Mapping[str, Any], table: dict[str, Any], index: int
) -> CorpusDocument:
    _check_keys(source, table, _DOCUMENT_KEYS, "document", index)
    for key in ("source", "target"):
        if not table.get(key):
            raise source.error(f"'{key}' is missing", "document", index, cure=f'add {key} = "path of the file"')
        _check_file(source, folder / table[key], ("document", index, key), table[key])
    if (folder / table["source"]).resolve() == (folder / table["target"]).resolve() and "lines" not in table:
        raise source.error("source and target are the same file", "document", index, "target", cure="name two files")
    for key in ("clean", "target_clean"):
        _check_repairs(source, table.get(key, []), "document", index, key)
    _check_keys(source, table.get("reference", {}), _REFERENCE_KEYS, "document", index)
    return CorpusDocument(
        id=_identity(source, table, index),
        source=folder / table["source"],
        target=folder / table["target"],
        lines=_range(source, table, "lines", index),
        target_lines=_range(source, table, "target_lines", index),
        encoding=table.get("encoding"),
        target_encoding=table.get("target_encoding"),
        facts=_facts(table),
        clean=tuple(table.get("clean", settings.get("clean", ("indents", "trailing-blanks")))),
        target_clean=tuple(table.get("target_clean", ("indents", "trailing-blanks"))),
        repairs=_repairs(source, table, ("join", "skip", "drop"), index),
        target_repairs=_repairs(source, table, ("target_skip",), index),
        accept_misaligned=table.get("accept_misaligned", False),
        places={key: source.line("document", index, key) for key in ("", "lines", "target_lines")},
    )


def _check_file(source: _Source, path: Path, place: tuple[str, int, str], name: str) -> None:
    if path.is_file():
        return
    message = f"'{name}' is a folder, not a file" if path.is_dir() else f"there is no file '{name}'"
    raise source.error(message, *place, cure="correct the path; it is relative to this file")


def _identity(source: _Source, table: Mapping[str, Any], index: int) -> str:
    name = str(table.get("id") or _id_of(Path(table["source"])))
    if not _is_name(name):
        cure = "use letters, digits, '.', '-' and '_'" if "id" in table else 'add id = "..." to this document'
        raise source.error(f"'{name}' cannot be a document id", "document", index, "id", cure=cure)
    return name


def _id_of(path: Path) -> str:
    """The stem of a file without a language at its end and without blanks: 'my report.zh.txt' is my-report."""
    stem = re.sub(r"[._-](zh|en|source|src)([-_]\w{2,4})?$", "", path.stem, flags=re.IGNORECASE)
    return re.sub(r"[^\w.-]+", "-", stem).strip("-.") or path.stem


def _facts(table: Mapping[str, Any]) -> dict[str, str]:
    return {k: str(table[k]) for k in ("title", "title_target", "date", "issuer", "genre") if k in table}


def _range(source: _Source, table: Mapping[str, Any], key: str, index: int) -> tuple[int, int]:
    if key not in table:
        return (1, _OPEN_END)
    return _span(source, table[key], "document", index, key)


def _span(source: _Source, value: Any, table: str, index: int, key: str) -> tuple[int, int]:
    right = isinstance(value, list) and len(value) == 2 and all(type(v) is int for v in value)
    if not right or value[0] < 1 or value[1] < value[0]:
        raise source.error(
            f"{value!r} is not a range of lines", table, index, key, cure="write [first, last], counted from 1"
        )
    return (value[0], value[1])


def _repairs(source: _Source, table: Mapping[str, Any], kinds: Sequence[str], index: int) -> tuple[_Repair, ...]:
    found = []
    for kind in kinds:
        for nth, entry in enumerate(table.get(kind, [])):
            if not isinstance(entry, dict):
                message = f"an entry of '{kind}' is no table"
                raise source.error(message, "document", index, kind, cure=f"write [[document.{kind}]]")
            _check_keys(source, entry, _PARTS[kind], "document", index)
            found.append(replace(_repair(source, kind, entry, index), place=source.line("document", index, kind, nth)))
    return tuple(found)


def _repair(source: _Source, kind: str, entry: Mapping[str, Any], index: int) -> _Repair:
    if not str(entry.get("reason", "")).strip():
        raise source.error(f"a '{kind}' gives no reason", "document", index, kind, cure='add reason = "why"')
    if kind == "drop":
        if not entry.get("text") or entry.get("line", 0) < 1:
            raise source.error("a 'drop' needs line and text", "document", index, kind, cure="add what is missing")
        return _Repair(kind, entry["line"], entry["line"], entry["reason"], entry["text"])
    if "lines" not in entry:
        raise source.error(f"a '{kind}' names no lines", "document", index, kind, cure="add lines = [first, last]")
    first, last = _span(source, entry["lines"], "document", index, kind)
    return _Repair(kind, first, last, entry["reason"])


def _check_identities(source: _Source, documents: Sequence[CorpusDocument]) -> None:
    seen: dict[str, str] = {}
    for index, document in enumerate(documents):
        # Two ids that differ in case only would overwrite each other's file on Windows and macOS.
        if document.id.lower() in seen:
            raise source.error(
                f"the id '{document.id}' is given twice", "document", index, "id", cure="give each document its own id"
            )
        seen[document.id.lower()] = document.id


def _check_overlaps(source: _Source, documents: Sequence[CorpusDocument]) -> None:
    for index, document in enumerate(documents):
        for other in documents[:index]:
            if document.source.resolve() != other.source.resolve():
                continue
            if document.lines[0] <= other.lines[1] and other.lines[0] <= document.lines[1]:
                raise source.error(
                    f"the lines of '{document.id}' overlap those of '{other.id}' in {document.source.name}",
                    "document",
                    index,
                    "lines",
                    cure="give each document lines of its own",
                )


def _systems(source: _Source, tables: Sequence[Any]) -> tuple[System, ...]:
    systems: list[System] = []
    for index, table in enumerate(tables):
        _check_keys(source, table, _SYSTEM_KEYS, "system", index)
        if not table.get("name") or "{id}" not in table.get("hypotheses", ""):
            raise source.error(
                "a system needs a name and hypotheses with {id} in the path",
                "system",
                index,
                cure="add what is missing",
            )
        if any(table["name"] == s.name for s in systems):
            raise source.error(
                f"the system '{table['name']}' is named twice", "system", index, "name", cure="rename one"
            )
        systems.append(System(table["name"], table["hypotheses"]))
    return tuple(systems)


def _corpus(
    source: _Source,
    file: Path,
    settings: Mapping[str, Any],
    documents: tuple[CorpusDocument, ...],
    systems: tuple[System, ...],
) -> Corpus:
    glossary = file.parent / settings["glossary"] if settings.get("glossary") else None
    if glossary:
        _check_file(source, glossary, ("corpus", 0, "glossary"), settings["glossary"])
    name = settings.get("name") or _id_of(file)
    if name.lower() in {d.id.lower() for d in documents}:
        raise source.error(
            f"the corpus has the same name as its document '{name}'", "corpus", 0, "name", cure="rename one of them"
        )
    return Corpus(
        file=file,
        folder=file.parent,
        name=name,
        title=settings.get("title", ""),
        source_language=normal_tag(settings.get("source_language", _LANGUAGES["source_language"])),
        target_language=normal_tag(settings.get("target_language", _LANGUAGES["target_language"])),
        documents=documents,
        systems=systems,
        glossary=glossary,
        glossary_name=settings.get("glossary_name") or (glossary.stem if glossary else ""),
        creation_date=settings.get("creation_date", ""),
        creation_id=settings.get("creation_id", ""),
        licence=settings.get("licence", ""),
        minimum_score=float(settings.get("minimum_score", 0.4)),
        minimum_aligned=float(settings.get("minimum_aligned", 0.5)),
        minimum_likeness=float(settings.get("minimum_likeness", 0.25)),
    )


def read_source(corpus: Corpus, entry: CorpusDocument) -> Document:
    """The cleaned source text of one corpus document, with every change on record."""
    document = read_document(entry.source, language=corpus.source_language, encoding=entry.encoding)
    document = _cut(replace(document, id=entry.id), entry.lines, corpus, entry.places["lines"])
    return clean(_repaired(document, entry.repairs, corpus), entry.clean)


def read_target(corpus: Corpus, entry: CorpusDocument) -> Document:
    """The cleaned target text of one corpus document."""
    document = read_document(entry.target, language=corpus.target_language, encoding=entry.target_encoding)
    document = _cut(replace(document, id=entry.id), entry.target_lines, corpus, entry.places["target_lines"])
    return clean(_repaired(document, entry.target_repairs, corpus), entry.target_clean)


def _cut(document: Document, lines: tuple[int, int], corpus: Corpus, place: int) -> Document:
    """The paragraphs that begin in a range of lines of the file."""
    last = document.paragraphs[-1].line if document.paragraphs else 0
    if lines[0] > max(last, 1) or (lines[1] != _OPEN_END and lines[1] > last):
        raise InputError(
            f"lines {lines[0]}-{lines[1]} of '{document.id}' go beyond {Path(document.file).name}, "
            f"whose text ends at line {last}",
            file=str(corpus.file),
            line=place,
            cure="correct the range",
        )
    return replace(document, paragraphs=tuple(p for p in document.paragraphs if lines[0] <= p.line <= lines[1]))


def _repaired(document: Document, repairs: Sequence[_Repair], corpus: Corpus) -> Document:
    """Joins come first, so that what is skipped or dropped is looked for in whole sentences."""
    lines = {p.line for p in document.paragraphs}
    for repair in sorted(repairs, key=lambda r: ("join", "drop", "skip").index(r.kind.removeprefix("target_"))):
        for line in () if repair.kind == "drop" else (repair.first, repair.last):
            if line not in lines:
                raise _misfit(f"line {line} holds no text of '{document.id}' to {repair.kind}", corpus, repair)
        try:
            document = _apply(document, repair)
        except InputError as error:
            raise _misfit(f"'{document.id}', line {repair.first}: {error.message}", corpus, repair) from None
    return document


def _apply(document: Document, repair: _Repair) -> Document:
    if repair.kind == "join":
        return join_lines(document, repair.first, repair.last, repair.reason)
    if repair.kind == "drop":
        return drop_text(document, repair.first, repair.text, repair.reason)
    return skip_lines(document, repair.first, repair.last, repair.reason)


def _misfit(message: str, corpus: Corpus, repair: _Repair) -> InputError:
    return InputError(message, file=str(corpus.file), line=repair.place, cure="correct the lines or the text")
