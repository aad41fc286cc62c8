"""A translation beside its source, from any file that holds both: TSV, TMX, XLIFF 1.2 and 2.x, PO; or two line files.

Only what stands in both languages becomes a unit; the rest is counted. Nothing is changed in the files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import InputError
from ..model import Problem, Unit
from ..text import base_language, normal_tag
from .lines import read_lines
from .names import XLIFF

__all__ = ["Bitext", "read_bitext", "read_line_pair"]

_SUFFIXES = " ".join((".tsv .tab .txt .tmx", *XLIFF, ".po"))


@dataclass(frozen=True, slots=True)
class Bitext:
    """Units in file order with their number in `position`, and what was left out."""

    units: tuple[Unit, ...]
    problems: tuple[Problem, ...] = ()
    skipped: tuple[tuple[str, int], ...] = ()


def read_line_pair(source: str | Path, target: str | Path, languages: tuple[str, str] = ("zh-CN", "en-US")) -> Bitext:
    """Two files of one segment a line; an empty line on one side is skipped and counted.

    Raises InputError where the numbers of lines differ.
    """
    left, right = read_lines(source).lines, read_lines(target).lines
    if len(left) != len(right):
        raise InputError(
            f"{len(right)} lines for the {len(left)} lines of {source}",
            file=str(target),
            line=min(len(left), len(right)) + 1,
            cure="write one line a segment, an empty one where there is no translation",
        )
    return _bitext(list(zip(left, right, strict=True)), languages, "", ())


def read_bitext(path: str | Path, languages: tuple[str, str] = ("zh-CN", "en-US")) -> Bitext:
    """One file with both languages, by its suffix; `languages` where the file does not name them.

    Raises InputError for an unknown suffix and for a file that cannot be read.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix in (".tmx", ".gz"):
        return _read_tmx(path, languages)
    if suffix in (".tsv", ".tab", ".txt"):
        return _read_tsv(path, languages)
    if suffix in XLIFF:
        return _read_xliff(path, languages)
    if suffix == ".po":
        return _read_po(path, languages)
    raise InputError(f"'{suffix}' files are not known to hold both languages", file=str(path), cure=f"use {_SUFFIXES}")


def _bitext(
    rows: Sequence[tuple[str, str]], languages: tuple[str, str], origin: str, problems: Sequence[Problem]
) -> Bitext:
    units = [
        Unit(source, target, *languages, origin=origin, position=number)
        for number, (source, target) in enumerate(rows, 1)
        if source.strip() and target.strip()
    ]
    empty = len(rows) - len(units)
    return Bitext(tuple(units), tuple(problems), (("one side is empty", empty),) if empty else ())


def _read_tmx(path: Path, languages: tuple[str, str]) -> Bitext:
    from .tmx import read_tmx

    with read_tmx(path, *languages) as reader:
        units = [replace(u, position=u.position or number) for number, u in enumerate(reader, 1)]
        return Bitext(tuple(units), tuple(reader.problems), tuple(reader.skipped.items()))


def _read_tsv(path: Path, languages: tuple[str, str]) -> Bitext:
    """Source, target, and perhaps the document; a first line that says 'source' and 'target' is a heading."""
    rows, origins, problems = [], [], []
    for number, line in enumerate(read_lines(path).lines, 1):
        cells = line.split("\t")
        if number == 1 and [c.strip().lower() for c in cells[:2]] == ["source", "target"]:
            continue
        if len(cells) < 2:
            problems.append(Problem("no tab between source and target", str(path), number))
        rows.append((cells[0], cells[1] if len(cells) > 1 else ""))
        origins.append(cells[2] if len(cells) > 2 else "")
    found = _bitext(rows, languages, "", problems)
    units = tuple(replace(u, origin=origins[(u.position or 1) - 1]) for u in found.units)
    return replace(found, units=units)


def _read_po(path: Path, languages: tuple[str, str]) -> Bitext:
    from .units.po import forms_of, languages_of, open_po

    catalogue = open_po(str(path))
    said = languages_of(catalogue)
    target = said[1] or languages[1]
    # Most catalogues name the language of their translations only.
    source = said[0] or (languages[1] if base_language(target) == base_language(languages[0]) else languages[0])
    rows = [form for e in catalogue if not e.obsolete and not e.fuzzy for form in forms_of(e)]
    return _bitext(rows, (source, target), path.stem, ())


def _read_xliff(path: Path, languages: tuple[str, str]) -> Bitext:
    from .units.xliff import Xliff

    pairs = list(Xliff(str(path)).pairs())
    units = [
        Unit(*pair.texts, *_named(pair.languages, languages), origin=pair.origin, position=number)
        for number, pair in enumerate(pairs, 1)
        if all(text.strip() for text in pair.texts)
    ]
    empty = len(pairs) - len(units)
    return Bitext(tuple(units), (), (("one side is empty", empty),) if empty else ())


def _named(said: tuple[str, str], usual: tuple[str, str]) -> tuple[str, str]:
    return normal_tag(said[0] or usual[0]), normal_tag(said[1] or usual[1])
