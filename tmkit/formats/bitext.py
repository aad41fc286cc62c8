"""A translation beside its source, from any file that holds both: TSV, TMX, XLIFF 1.2 and 2.x, PO; or two line files.

Only what stands in both languages becomes a unit; the rest is counted. Nothing is changed in the files.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..model import Problem, Unit
from ..text import base_language, normal_tag
from .lines import read_lines

__all__ = ["Bitext", "read_bitext", "read_line_pair"]

_SUFFIXES = ".tsv .tab .txt .tmx .xlf .xliff .sdlxliff .mqxliff .po"


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
    if suffix in (".xlf", ".xliff", ".sdlxliff", ".mqxliff"):
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
    import polib

    try:
        catalogue = polib.pofile(str(path), check_for_duplicates=False)
    except (OSError, ValueError, UnicodeDecodeError) as error:
        raise InputError(f"this is no PO file ({error})", file=str(path), cure="check it with msgfmt -c") from None
    target = normal_tag(catalogue.metadata.get("Language", "")) or languages[1]
    # A catalogue names the language of its translations only.
    source = languages[1] if base_language(target) == base_language(languages[0]) else languages[0]
    rows = [(e.msgid, e.msgstr) for e in catalogue if not e.obsolete and "fuzzy" not in e.flags]
    return _bitext(rows, (source, target), path.stem, ())


def _read_xliff(path: Path, languages: tuple[str, str]) -> Bitext:
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    try:
        root = etree.parse(io.BytesIO(path.read_bytes()), parser).getroot()
    except etree.XMLSyntaxError as error:
        raise InputError(f"broken XML: {str(error.msg).lower()}", file=str(path), line=error.lineno) from None
    except OSError as error:
        raise InputError(f"cannot be read ({(error.strerror or '').lower()})", file=str(path)) from None
    if _local(root) != "xliff":
        raise InputError(f"this is no XLIFF: the outermost element is '{_local(root)}'", file=str(path))
    units: list[Unit] = []
    empty = 0
    for source, target, pair, origin in _xliff_pairs(root, languages):
        if source.strip() and target.strip():
            units.append(Unit(source, target, *pair, origin=origin, position=len(units) + empty + 1))
        else:
            empty += 1
    return Bitext(tuple(units), (), (("one side is empty", empty),) if empty else ())


def _xliff_pairs(root: Any, languages: tuple[str, str]) -> Iterator[tuple[str, str, tuple[str, str], str]]:
    """Source and target of every trans-unit (1.2) or segment (2.x), inline codes left out."""
    for file in root.iterchildren("{*}file"):
        source = file.get("source-language") or root.get("srcLang") or languages[0]
        target = file.get("target-language") or root.get("trgLang") or languages[1]
        origin = file.get("original") or file.get("id") or ""
        for unit in file.iter("{*}trans-unit", "{*}segment"):
            texts = [_plain(unit.find(f"{{*}}{side}")) for side in ("source", "target")]
            yield texts[0], texts[1], (normal_tag(source), normal_tag(target)), origin


_CODES = frozenset({"bpt", "ept", "ph", "it", "x", "bx", "ex", "sc", "ec", "cp"})


def _plain(element: Any) -> str:
    """The text of an element; what stands inside a native code is no text, what a code surrounds is."""
    if element is None:
        return ""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and _local(child) not in _CODES:
            parts.append(_plain(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
