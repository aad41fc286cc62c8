"""tmkit tm import, export, split."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..options import language_tag
from .common import (
    add_tags,
    command,
    counted,
    open_memory,
    open_to_write,
    print_json,
    print_notice,
    print_problems,
    progress,
    whole,
)
from .select import add_selection, selection

if TYPE_CHECKING:
    from ...formats.tmx import TmxHeader
    from ...formats.units import UnitOptions
    from ...memory.upkeep import Selection
    from ...model import Unit, UnitFile
    from ...pipeline.memory import LookupOptions, Memory
    from ...stores.sqlite import AddReport

__all__ = ["ADD"]

_LOOKED_AT = 500  # units from which it is told whether they are in the languages that they are taken for
_TO_REVIEW = ("to be reviewed", "fuzzy", "unfinished")  # as XLIFF, PO and Qt have it
_NOT_ASKED = "not what the conditions ask for"


def _add_import(commands: Any, name: str, summary: str) -> None:
    example = (
        "  tmkit tm import tmx/*.tmx --tm memory.db\n"
        "  tmkit tm import a.zh-CN+a.en-US --tm memory.db\n"
        "  tmkit tm import terms.xlsx --tm memory.db --source-column 中文 --target-column 英文"
    )
    parser = command(commands, name, summary, example, _import)
    what = (
        "TMX (also .gz; -: from standard input), CSV, TSV, XLSX, XLIFF, PO, SDLTM, Qt (.ts, .qph), gettext .mo, "
        "Haiku .catkeys, another memory, or two parallel files joined by +"
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help=what)
    what = (
        "keep what is in after every N units, so that a broken import can go on (default: a file whole or not at all)"
    )
    parser.add_argument("--commit-every", type=whole, metavar="N", help=what)
    words = ("source language (default: as each file says)", "target language (default: as each file says)")
    add_tags(parser, words)
    parser.add_argument(
        "--source-column", default="source", metavar="NAME", help="column of a table, by name or number (source)"
    )
    parser.add_argument(
        "--target-column", default="target", metavar="NAME", help="column of a table, by name or number (target)"
    )
    what = "take translations too that their file calls fuzzy or to be reviewed; in a look-up they lose a point"
    parser.add_argument("--unreviewed", action="store_true", help=what)


def _import(args: argparse.Namespace) -> int:
    from ...formats.units import UnitOptions

    columns = args.source_column, args.target_column
    options = UnitOptions(args.source_lang, args.target_lang, *columns, unreviewed=args.unreviewed)
    reports = []
    with _new_or_kept(args.tm), open_to_write(args, create=True) as memory:
        for file in args.files:
            reports.append(_import_file(memory, file, options, args.commit_every or 0))
            if not args.json:
                _print_import(reports[-1])
        if args.json:
            print_json(reports)
    return 0


@contextmanager
def _new_or_kept(name: str) -> Iterator[None]:
    """Leave no new and empty memory behind where nothing came in."""
    from ...pipeline.memory import Memory

    is_new = not Path(name).exists()
    try:
        yield
    except BaseException:
        with suppress(Exception):
            if is_new and Path(name).is_file():
                with Memory.open(name) as memory:
                    is_empty = not len(memory)
                if is_empty:
                    for end in ("", "-wal", "-shm"):
                        Path(name + end).unlink(missing_ok=True)
        raise


def _import_file(memory: Memory, file: str, options: UnitOptions, commit_every: int) -> dict[str, Any]:
    from ...formats.units import read_units
    from ...pipeline.memory import Memory

    if Path(file).suffix.lower() == ".db":
        with Memory.open(file, read_only=True) as other, progress(f"{file}:") as show:
            return _report(file, _add_memory(memory, other, show, commit_every), None)
    reader = read_units(file, options)
    first = list(islice(reader, _LOOKED_AT))
    _doubt(file, first)
    more: Counter[str] = Counter()
    with progress(f"{file}:") as show:
        report = memory.add(_watched(chain(first, reader), more), show, commit_every, reader.unit_file)
    print_problems(reader.problems)
    return _report(file, report, reader) | ({"kept_unsearched": dict(more)} if more else {})


def _doubt(file: str, units: list[Unit]) -> None:
    """Tell a person where texts cannot be in the languages that they are taken for.

    Files that name the languages themselves, such as TMX, say what they say.
    """
    from ...pipeline.direction import doubt_languages

    is_table = file.lower().endswith((".csv", ".tsv", ".xlsx"))
    is_pair = "+" in file and not Path(file).exists()
    if (is_table or is_pair) and (doubt := doubt_languages(units)):
        order = "the columns the other way round" if is_table else "the files the other way round"
        cure = f"if those are the wrong languages, start anew with --source-lang and --target-lang, or with {order}"
        print_notice(f"{file}: {doubt}; {cure}")


def _add_memory(memory: Memory, other: Memory, show: Callable[[int], None], commit_every: int) -> AddReport:
    if not commit_every:
        return memory.add_memory(other, show)
    total = memory.add((), commit_every=commit_every)
    for number, file in [*((n, f) for n, (f, _) in other.files().items()), (0, None)]:
        report = memory.add((unit for _, unit in other.store.items(number)), show, commit_every, file)
        total.added += report.added
        total.updated += report.updated
        total.unchanged += report.unchanged
    return total


def _watched(units: Iterable[Unit], more: Counter[str]) -> Iterator[Unit]:
    """The same units; counts the variants in further languages, which are kept but not looked up."""
    for unit in units:
        if unit.tu is not None and len(unit.tu.variants) > 2:
            more.update(dict.fromkeys((v.language for v in unit.tu.variants[2:]), 1))
        yield unit


def _report(file: str, report: Any, reader: Any) -> dict[str, Any]:
    counts = {"file": file, "added": report.added, "updated": report.updated, "unchanged": report.unchanged}
    skipped = dict(reader.skipped) if reader else {}
    return {**counts, "skipped": skipped, "problems": len(reader.problems) if reader else 0}


def _print_import(report: dict[str, Any]) -> None:
    counts = ", ".join(f"{report[name]:,} {name}" for name in ("added", "updated", "unchanged", "problems"))
    print(f"{report['file']}: {counts}", file=sys.stderr)
    for reason, count in sorted(report["skipped"].items()):
        cure = " (--unreviewed takes them)" if reason in _TO_REVIEW else ""
        print(f"  {count:,} units {'' if reason.startswith('kept') else 'skipped: '}{reason}{cure}", file=sys.stderr)
    for language, count in sorted(report.get("kept_unsearched", {}).items()):
        print(f"  {count:,} units have {language} too: kept for export, not searched", file=sys.stderr)


def _add_export(commands: Any, name: str, summary: str) -> None:
    example = (
        "  tmkit tm export --tm memory.db -o all.tmx\n"
        "  tmkit tm export --tm memory.db -o british.xlsx --target-lang en-GB --since 2024-01-01\n"
        "  tmkit tm export --tm memory.db --as-languages zh-CN en-US -o for-trados.tmx\n"
        "  tmkit tm export --tm memory.db --style omegat -o project/tm/auto/all.tmx\n"
        "  tmkit tm export --tm memory.db -o - | xmllint --noout -"
    )
    parser = command(commands, name, summary, example, _export)
    what = "file to write; its suffix is the format; -: TMX on standard output"
    parser.add_argument("-o", "--output", required=True, metavar="FILE", help=what)
    what = (
        "inline codes in TMX: dropped, as elements (level2, default), or as OmegaT's tags, with its marks for context"
    )
    parser.add_argument("--style", default="level2", choices=("plain", "level2", "omegat"), help=what)
    add_tags(parser)
    add_selection(parser)
    parser.add_argument("--reverse", action="store_true", help="exchange source and target")
    what = "call the languages of the file so (zh-CN en-US for Trados); units in truly other languages are left out"
    parser.add_argument("--as-languages", nargs=2, type=language_tag, metavar=("SOURCE", "TARGET"), help=what)
    what = "only units that came from this file (`tmkit tm stats` names them); its header is written back"
    parser.add_argument("--from", dest="files", action="append", default=[], metavar="NAME", help=what)
    what = "write one header from those of several files: what they agree on, and all notes and props"
    parser.add_argument("--merge-headers", action="store_true", help=what)
    parser.set_defaults(parser=parser)


def _export(args: argparse.Namespace) -> int:
    from ...formats.tmx import write_tmx
    from ...formats.units import write_units
    from ...memory import mark_variants
    from ...memory.upkeep import reversed_unit
    from ...pipeline.memory import LookupOptions
    from ...pipeline.upkeep import files_named, units_of_files

    _check_output(args)
    wanted = LookupOptions(args.source_lang, args.target_lang)
    left_out: dict[str, int] = {}
    with open_memory(args) as memory:
        files = files_named(memory, args.files)
        units = units_of_files(memory, files) if args.files else iter(memory)
        units = _selected(_admitted(units, wanted, left_out), selection(args), left_out)
        if args.reverse:
            units = (reversed_unit(u) for u in units)
        if args.as_languages:
            source, target = (tag.replace("_", "-") for tag in args.as_languages)
            units = _renamed(units, (source, target), left_out)
        if args.output == "-" or args.output.lower().endswith((".tmx", ".tmx.gz")):
            given = mark_variants(units) if args.style == "omegat" else units
            out = sys.stdout if args.output == "-" else args.output
            report = write_tmx(out, given, _header(args, files.values()), style=args.style)
            written, empty, controls = report.written, report.empty, report.control_characters
        else:
            plain = _for_plain(units, Path(args.output).suffix.lower(), left_out)
            written, empty, controls = write_units(args.output, plain), 0, 0
    if args.json:
        found = {"file": args.output, "written": written, "empty": empty, "control_characters": controls}
        print_json({**found, "skipped": left_out})
        return 0
    print(f"{args.output}: {counted(written)}", file=sys.stderr)
    for name, count in sorted({**left_out, "empty": empty, "control characters removed": controls}.items()):
        if count:
            print(f"  {count:,} left out: {name}", file=sys.stderr)
    return 0


def _check_output(args: argparse.Namespace) -> None:
    from ...errors import InputError
    from ...formats.output import keep_inputs

    if args.output == "-" and args.json:
        args.parser.error("-o - prints the units: --json would get among them")
    if args.output.lower().endswith(".db"):
        cure = f"units go into one with `tmkit tm import {args.tm} --tm {args.output}`"
        raise InputError("is a memory, not a file to export to", file=args.output, cure=cure)
    keep_inputs(args.output, [args.tm])


def _admitted(units: Iterable[Unit], wanted: LookupOptions, left_out: dict[str, int]) -> Iterator[Unit]:
    """The units in the languages that are wanted; others are counted by their languages."""
    for unit in units:
        pair = (unit.source_language, unit.target_language)
        if wanted.admit(pair):
            yield unit
        else:
            left_out[" > ".join(pair)] = left_out.get(" > ".join(pair), 0) + 1


def _selected(units: Iterable[Unit], wanted: Selection, left_out: dict[str, int]) -> Iterator[Unit]:
    """The units that all conditions are true of; others are counted."""
    for unit in units:
        if wanted.takes(unit):
            yield unit
        else:
            left_out[_NOT_ASKED] = left_out.get(_NOT_ASKED, 0) + 1


def _renamed(units: Iterable[Unit], languages: tuple[str, str], left_out: dict[str, int]) -> Iterator[Unit]:
    """The units under these names of their languages; those in other languages are counted."""
    from ...memory.upkeep import renamed_unit

    for unit in units:
        renamed = renamed_unit(unit, languages)
        if renamed is not None:
            yield renamed
        else:
            reason = f"{_arrow(_pair(unit))}, which is not {_arrow(languages)}"
            left_out[reason] = left_out.get(reason, 0) + 1


def _pair(unit: Unit) -> tuple[str, str]:
    return unit.source_language, unit.target_language


def _arrow(pair: tuple[str, str]) -> str:
    return " > ".join(pair)


def _header(args: argparse.Namespace, files: Iterable[UnitFile]) -> TmxHeader | None:
    """The header to write, and a word where the files' own ones are not written."""
    from ...pipeline.upkeep import header_for

    files = [file for file in files if file.attributes or file.info]
    header = header_for(files, merge=args.merge_headers)
    if header is None and files:
        print_notice(
            f"{len(files)} files have different headers: their units are written under one of tmkit's own; "
            "--merge-headers writes what they agree on and all their notes and props, --from NAME a file under its own"
        )
    # OmegaT reads inline elements, which its own style does not use, in a file that names OmegaT as its tool.
    return replace(header, creation_tool="tmkit") if header and args.style == "omegat" else header


def _for_plain(units: Iterable[Unit], suffix: str, left_out: dict[str, int]) -> Iterator[Unit]:
    """The units that a file of this format takes; `left_out` counts others, and what it cannot say of those it takes.

    PO and Moses files have one pair of languages, that of the first unit; units in other spellings or regions of the
    same languages go in too.
    """
    from ...text import same_language

    only: tuple[str, str] | None = None
    for unit in units:
        pair = _pair(unit)
        only = only or pair
        if suffix in (".po", ".moses") and pair != only:
            is_same = all(same_language(had, wanted) for had, wanted in zip(pair, only, strict=True))
            held = f"(the file holds {_arrow(only)})"
            reason = f"the names {_arrow(pair)} of languages {held}" if is_same else f"{_arrow(pair)} {held}"
            left_out[reason] = left_out.get(reason, 0) + 1
            if not is_same:
                continue
        coded = unit.tu is not None and any(not isinstance(p, str) for v in unit.tu.variants[:2] for p in v.content)
        if coded and suffix not in (".xlf", ".xliff"):
            reason = "inline codes of units whose text is kept"
            left_out[reason] = left_out.get(reason, 0) + 1
        yield unit


def _add_split(commands: Any, name: str, summary: str) -> None:
    example = (
        "  tmkit tm split --tm memory.db --by file -o parts\n"
        "  tmkit tm split --tm memory.db --by count --size 5000 -o parts"
    )
    parser = command(commands, name, summary, example, _split)
    parser.add_argument("-o", "--output", required=True, metavar="FOLDER", help="folder for the TMX files")
    what = "by the file they came from, their document (default), languages or project, or so many units each"
    kinds = ("file", "origin", "language", "project", "count")
    parser.add_argument("--by", default="origin", choices=kinds, help=what)
    parser.add_argument("--size", type=whole, default=10_000, metavar="N", help="units a file, for --by count")


def _split(args: argparse.Namespace) -> int:
    from ...pipeline.upkeep import split

    with open_memory(args) as memory:
        written = split(memory, Path(args.output), args.by, args.size, spared=[args.tm])
    if args.json:
        print_json({str(path): count for path, count in written.items()})
        return 0
    for path, count in written.items():
        print(f"{path}: {counted(count)}", file=sys.stderr)
    return 0


ADD = {"import": _add_import, "export": _add_export, "split": _add_split}
