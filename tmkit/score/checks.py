"""Checks that string metrics cannot do, each with a name, a severity and a measured rate of false alarms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..text import base_language
from .names import NameTools, name_speaker
from .pairs import SPEAKERS, Pair, Remark, Speaker
from .report import CheckInfo, Finding
from .rows import Table, length_remarks, merged_remarks, shift_remarks, split_remarks

__all__ = ["CHECKS", "CheckTools", "run_checks"]

CHECKS = (
    CheckInfo("empty", "error", "there is no translation", (0.0, 0.0)),
    CheckInfo("copied", "error", "the source was copied", (0.0, 0.0)),
    CheckInfo("script", "error", "text was left in the script of the source", (0.0, 0.0)),
    CheckInfo("repeated", "error", "the same words again and again", (0.0, 0.2)),
    CheckInfo("numbers", "error", "a number has no equal on the other side", (0.0, 1.5)),
    CheckInfo("shifted", "error", "the translation fits a neighbouring line better", (0.0, 0.0)),
    CheckInfo("length", "warning", "much shorter or longer than the source makes likely", (2.9, 3.0)),
    CheckInfo("terms", "warning", "a fixed term is not translated as the glossary wants", (5.4, 3.0)),
    CheckInfo("names", "warning", "a Chinese name and its pinyin do not agree", (0.0, 0.9)),
    CheckInfo("negation", "warning", "the source says no and the translation does not", (0.3, 5.5)),
    CheckInfo("unbalanced", "warning", "a quote or bracket without its partner", (0.3, 0.4)),
    CheckInfo("split", "note", "the same source was translated differently before", (0.6, 0.1)),
    CheckInfo("merged", "note", "another source was translated the same before", (0.0, 0.0)),
)


@dataclass(frozen=True, slots=True)
class CheckTools:
    """What checks need from outside; a check without its tool does not run.

    `languages` are those of source and translation; by the system's name, `terms` is what the glossary's check says,
    and `likeness` shift_remarks' argument.
    """

    languages: tuple[str, str]
    terms: Mapping[str, Sequence[tuple[int, Remark]]] = field(default_factory=dict)
    names: NameTools | None = None
    likeness: Mapping[str, Sequence[Sequence[float]]] = field(default_factory=dict)


def run_checks(table: Table, checks: Sequence[CheckInfo], tools: CheckTools, system: str = "") -> list[Finding]:
    """What the checks say of the translations of one system, by line, in the order of CHECKS within a line."""
    found = [
        Finding(check.name, line + 1, check.severity, remark.message, remark.source_spans, remark.target_spans)
        for check in checks
        for line, remark in _remarks(check.name, table, tools, system)
    ]
    order = {check.name: i for i, check in enumerate(CHECKS)}
    return sorted(found, key=lambda f: (f.line, order[f.check]))


def _remarks(name: str, table: Table, tools: CheckTools, system: str) -> Iterator[tuple[int, Remark]]:
    if name == "length":
        yield from length_remarks(table, chinese=base_language(tools.languages[1]) == "zh")
    elif name == "terms":
        yield from tools.terms.get(system, ())
    elif name == "shifted":
        yield from shift_remarks(table, tools.likeness.get(system))
    elif name == "split":
        yield from split_remarks(table)
    elif name == "merged":
        yield from merged_remarks(table)
    else:
        speaker = _speaker(name, tools)
        if speaker is not None:
            for i, (source, target) in enumerate(zip(table.source, table.target, strict=True)):
                for remark in speaker(Pair(source, target, *tools.languages)):
                    yield i, remark


def _speaker(name: str, tools: CheckTools) -> Speaker | None:
    if name == "names":
        return name_speaker(tools.names) if tools.names else None
    return SPEAKERS[name]
