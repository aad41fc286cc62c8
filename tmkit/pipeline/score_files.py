"""Scoring of files: columns read by role, the memory asked for references and overlap, scores from elsewhere joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import InputError
from ..formats.columns import read_column
from ..formats.outside import read_outside
from ..score import OutsideScore, Report
from .memory import Memory
from .score import ScoreOptions, check_counts, score_translations

__all__ = ["ScoreFiles", "score_files"]

_LEAST_MATCH = 75


@dataclass(frozen=True, slots=True)
class ScoreFiles:
    """Names of files, each with ::FIELD where that is needed.

    `memory` is asked how much of the source it knows; `reference_memory` for references. `outside` are files of
    scores made elsewhere, `comet` a local checkpoint. With `empty_is_missing` an empty line of a reference is no
    reference.
    """

    hypotheses: tuple[str, ...]
    references: tuple[str, ...] = ()
    source: str | None = None
    documents: str | None = None
    memory: str | None = None
    reference_memory: str | None = None
    outside: tuple[str, ...] = ()
    comet: str | None = None
    empty_is_missing: bool = False


def score_files(files: ScoreFiles, options: ScoreOptions) -> Report:
    """Read everything that `files` names and score it; what was noticed while reading stands in the report."""
    if (files.memory or files.reference_memory or files.comet) and not files.source:
        raise InputError("a memory or COMET needs the source", cure="name it with --source")
    _check_names(files)
    columns, notices = _read(files, (options.source_language, options.target_language))
    if files.reference_memory:
        notices += _add_references(files.reference_memory, columns)
    systems = {name: columns["hypothesis", name] for name in files.hypotheses}
    streams = [c for (role, _), c in columns.items() if role == "reference"]
    source = next((c for (role, _), c in columns.items() if role == "source"), None)
    check_counts({name: lines for (_, name), lines in columns.items()}, streams)
    options = replace(
        options,
        documents=tuple(next((c for (role, _), c in columns.items() if role == "document"), ())),
        outside=_outside(files, systems, streams, source or ()),
    )
    if files.memory and source is not None:
        options = replace(options, memory=Path(files.memory).name, memory_matches=_matches(files.memory, source))
    missing = "" if files.empty_is_missing else None
    references = [[None if line == missing else line for line in stream] for stream in streams]
    report = score_translations(systems, references, source, options)
    return replace(report, notices=(*notices, *report.notices))


Columns = dict[tuple[str, str], Sequence[str]]
"""(role, name of the file) -> segments; in the order hypotheses, references, source, documents."""


def _check_names(files: ScoreFiles) -> None:
    for noun, names in (("system", files.hypotheses), ("reference", files.references)):
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise InputError(f"a {noun} is named twice: {twice}", cure="give each file once")
    if [name for _, name in _wanted(files)].count("-") > 1:
        raise InputError("standard input can be read only once", cure="give the others as files")


def _wanted(files: ScoreFiles) -> list[tuple[str, str]]:
    wanted = [("hypothesis", name) for name in files.hypotheses]
    wanted += [("reference", name) for name in files.references]
    wanted += [("source", files.source)] if files.source else []
    return wanted + ([("document", files.documents)] if files.documents else [])


def _read(files: ScoreFiles, languages: tuple[str, str]) -> tuple[Columns, list[str]]:
    columns: Columns = {}
    notices: list[str] = []
    for role, name in _wanted(files):
        read = read_column(name, role, languages)
        columns[role, name] = read.lines
        notices += [n for n in read.notices if n not in notices]
    return columns, notices


def _add_references(memory: str, columns: Columns) -> list[str]:
    """Take references from the memory; segments that it does not know are left out of all columns."""
    source = next(c for (role, _), c in columns.items() if role == "source")
    with Memory.open(memory, create=False, read_only=True) as opened:
        found = [next(iter(opened.lookup(line, 100, 1)), None) for line in source]
    columns["reference", memory] = [match.unit.target if match else "" for match in found]
    kept = [i for i, match in enumerate(found) if match]
    if not kept:
        raise InputError("the memory has none of the source segments", file=memory, cure="use another memory")
    if len(kept) == len(found):
        return []
    for (role, name), lines in columns.items():
        if len(lines) != len(found):
            message = f"{len(lines)} segments, the source has {len(found)}"
            raise InputError(message, file=name, cure="give one line for each segment of the source")
        columns[role, name] = [lines[i] for i in kept]
    left = len(found) - len(kept)
    return [f"{left} of {len(found)} segments have no reference in {Path(memory).name} and are left out"]


def _matches(memory: str, source: Sequence[str]) -> tuple[float, ...]:
    with Memory.open(memory, create=False, read_only=True) as opened:
        found = [next(iter(opened.lookup(line, _LEAST_MATCH, 1)), None) for line in source]
    return tuple(match.score if match else 0.0 for match in found)


def _outside(
    files: ScoreFiles, systems: Mapping[str, Sequence[str]], streams: Sequence[Sequence[str]], source: Sequence[str]
) -> dict[str, list[OutsideScore]]:
    """Scores from elsewhere by system; a file may name a system by its path or by the last part of it."""
    found: dict[str, list[OutsideScore]] = {name: [] for name in systems}
    for path in files.outside:
        scores = read_outside(path)
        known = {k: name for name in systems for k in (name, Path(name).name, Path(name).stem)}
        for given, score in scores.items():
            if given not in known:
                raise InputError(f"no system is called '{given}'", file=path, cure=f"there are {', '.join(systems)}")
            if score.segments and len(score.segments) != len(systems[known[given]]):
                count = len(score.segments)
                scores_are = f"{count} segment score{'s' * (count != 1)}"
                message = f"'{given}' has {scores_are}, the system {len(systems[known[given]])}"
                raise InputError(message, file=path, cure="score the same segments, or leave their scores out")
            found[known[given]].append(score)
    if files.comet:
        from ..engines.comet import comet_score

        for name, lines in systems.items():
            found[name].append(comet_score(files.comet, source, lines, streams[0]))
    return found
