"""What each verb of tmkit glossary does: call the library, print, say by the exit code how it went."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError
from . import glossary_text as text

if TYPE_CHECKING:
    from ..formats.bitext import Bitext
    from ..formats.terms import TermFile, Written
    from ..model import Problem

__all__ = ["build", "check", "convert", "diff", "extract", "find", "lookup", "stats", "validate"]

_SEVERITIES = ("error", "warning", "note")


def _say(message: str) -> None:
    print(f"tmkit: {message}", file=sys.stderr)


def _say_problems(problems: Iterable[Problem]) -> None:
    for p in problems:
        _say(f"{p.file}:{p.line}: {p.message}" if p.line else f"{p.file}: {p.message}")


def _read(path: str, args: argparse.Namespace, format_name: str = "") -> TermFile:
    """The terms of a file with all that is to be said of it; a fault stops here unless a partial import is wanted."""
    from ..formats.terms import ReadOptions, read_terms

    languages = ReadOptions(getattr(args, "source_lang", "zh-CN"), getattr(args, "target_lang", "en-US"))
    found = read_terms(path, format_name, getattr(args, "encoding", None), languages)
    if not args.partial:
        found.or_raise()
    _say_problems(found.problems)
    for notice in found.notices:
        _say(f"{path}: {notice}")
    for what, count in found.losses:
        _say(f"{path}: not taken over: {what} ({count})")
    return found


def lookup(args: argparse.Namespace) -> int:
    """Print what the glossary knows; 1 when that is nothing."""
    from ..glossary.lookup import LookupOptions
    from ..pipeline.glossary import load_glossary, look_up_term

    query = " ".join(args.query).strip()
    if not query and not (args.field or args.status or args.lang):
        _say("there is nothing to look up; give a TERM, or --field, --status or --lang for a list")
        return 2
    limit = (10 if query else None) if args.limit is None else args.limit
    examples = (2 if query else 0) if args.examples is None else args.examples
    options = LookupOptions(tuple(args.kind or ()), args.lang, args.field, args.status, limit)
    glossary = load_glossary(args.glossary, partial=args.partial)
    answers = look_up_term(query, options, glossary=glossary, memory=args.memory, examples=examples)
    print(text.answers_as_json(query, answers) if args.json else text.answers_as_text(answers), end="")
    if not answers:
        _say(f"no term answers to '{query}'" if query else "no term is like that")
    return 0 if answers else 1


def find(args: argparse.Namespace) -> int:
    """Print the terms of a text, or write it with its terms marked."""
    from ..formats.output import keep_inputs, write_text
    from ..formats.terms.marked import marked_page
    from ..pipeline.glossary import load_glossary
    from ..text import guess_language

    keep_inputs(args.html, [args.file, args.glossary])
    content = _text_of(args.file, args.encoding)
    language = args.lang or guess_language(content) or "zh"
    matches = load_glossary(args.glossary, partial=args.partial).find(content, language, nested=args.nested)
    if args.html:
        write_text(args.html, marked_page(content, matches, language, Path(args.file).name))
    elif args.json:
        print(text.matches_as_json(matches, language), end="")
    else:
        print(text.matches_as_text(content, matches, language), end="")
    return 0


def _text_of(path: str, encoding: str | None = None) -> str:
    """The text of a file as it stands there; of a file that is no plain text, its paragraphs one a line."""
    from ..formats import READERS, read_document
    from ..formats.decode import decode
    from ..formats.files import file_bytes

    suffix = Path(path).suffix.lower()
    if suffix in READERS and suffix not in ("", ".txt", ".text"):
        document = read_document(path, encoding=encoding)
        _say(f"{path}: offsets count in its paragraphs, one a line")
        return "\n".join(p.text for p in document.paragraphs)
    decoded = decode(file_bytes(path), file=path, encoding=encoding)
    for notice in decoded.notices:
        _say(f"{path}: {notice}")
    return decoded.text


def _bitext(args: argparse.Namespace) -> Bitext:
    from ..formats.bitext import read_bitext, read_line_pair

    languages = (args.source_lang, args.target_lang)
    found = read_line_pair(args.source, args.target, languages) if args.target else read_bitext(args.source, languages)
    if not found.units and found.problems and found.problems[0].message.startswith("no tab"):
        raise InputError(
            "one column only: no line has a tab between source and translation",
            file=args.source,
            cure="give the translation as a second file, or a file with two columns",
        )
    _say_problems(found.problems)
    for what, count in found.skipped:
        _say(f"{args.target or args.source}: {count} skipped: {what}")
    return found


def check(args: argparse.Namespace) -> int:
    """Print findings and figures; 1 when a finding is as grave as was asked for."""
    from ..formats.lines import read_lines
    from ..pipeline.glossary import load_glossary
    from ..pipeline.glossary_check import check_terms

    units = _bitext(args).units
    if not units:
        cure = "give source and translation"
        raise InputError("there is nothing to check: no unit has both languages", file=args.source, cure=cure)
    reference = None
    if args.reference:
        lines = read_lines(args.reference).lines
        reference = [lines[(u.position or 1) - 1] if (u.position or 1) <= len(lines) else "" for u in units]
    compared = check_terms(
        units,
        glossary=load_glossary(args.glossary, partial=args.partial),
        reference=reference,
        waivers=args.waivers or (),
    )
    show = text.check_as_json if args.json else text.check_as_text
    print(show(compared, units), end="")
    for waiver in compared.report.unused_waivers:
        _say(f"{args.waivers}:{waiver.line}: this waiver fits no finding; take it out")
    if args.fail_on == "never":
        return 0
    grave = _SEVERITIES[: _SEVERITIES.index(args.fail_on) + 1]
    return int(any(f.severity in grave for f in compared.report.findings))


def extract(args: argparse.Namespace) -> int:
    """Print candidates or write a sheet for review."""
    from ..formats.output import keep_inputs, write_bytes
    from ..formats.terms.review import write_review
    from ..glossary.extract import ExtractOptions
    from ..pipeline.glossary import load_glossary
    from ..pipeline.glossary_extract import extract_terms, review_rows

    keep_inputs(args.output, [*args.files, args.glossary, args.memory])
    texts = [_text_of(f) for f in args.files]
    glossary = load_glossary(args.glossary, partial=args.partial)
    options = ExtractOptions(minimum_count=args.minimum_count, limit=args.limit)
    candidates = extract_terms(texts, glossary=glossary, options=options)
    rows = review_rows(candidates, memory=args.memory, glossary=glossary)
    if args.output:
        write_bytes(args.output, write_review(rows, Path(args.output).suffix.lower()))
        _say(f"{args.output}: {len(rows)} candidates; write yes in the column accept of those that are terms")
    else:
        print(text.review_as_json(rows) if args.json else text.review_as_text(rows), end="")
    return 0


def build(args: argparse.Namespace) -> int:
    """Write every format; accepted rows of review sheets come in as new concepts."""
    from ..formats.output import keep_inputs
    from ..formats.terms import WriteOptions
    from ..glossary import Glossary
    from ..pipeline.glossary import built_files, merge_reviewed, write_glossary_files

    name = args.name or Path(args.file).name.split(".")[0]
    formats = ("csv",) if args.review else ()
    for path in built_files(Path(args.out), name, formats).values():
        keep_inputs(path, [args.file, *args.review])
    concepts = _read(args.file, args).concepts
    for sheet in args.review:
        concepts, added, problems = merge_reviewed(concepts, sheet, partial=args.partial)
        _say_problems(problems)
        _say(f"{sheet}: {added} new concepts")
    options = WriteOptions(title=name, source_language=args.source_lang, target_language=args.target_lang)
    for path in write_glossary_files(Glossary(concepts, name=name), Path(args.out), name, options, also=formats):
        print(path)
    return 0


def validate(args: argparse.Namespace) -> int:
    """Print everything that is wrong with a file of terms; 1 when something is an error."""
    from ..formats.files import file_bytes
    from ..formats.terms import read_terms
    from ..formats.terms.tbx_rules import check_tbx
    from ..glossary import Glossary
    from ..glossary.audit import audit
    from ..pipeline.glossary import shipped_file

    path = args.file or str(shipped_file("terms.csv"))
    data = file_bytes(path)
    is_tbx = args.format == "tbx" or (not args.format and data[:200].lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"))
    problems = check_tbx(data, path) if is_tbx else []
    found = read_terms(path, args.format or "", data=data)
    problems += [p for p in found.problems if p.line not in {q.line for q in problems}]
    for notice in found.notices:
        _say(f"{path}: {notice}")
    findings = audit(Glossary(found.concepts))
    show = text.audit_as_json if args.json else text.audit_as_text
    print(show(path, problems, findings, len(found.concepts)), end="")
    return int(bool(problems) or any(f.severity == "error" for f in findings))


def convert(args: argparse.Namespace) -> int:
    """Write the terms of one file as another, and say what is lost."""
    from ..formats.output import keep_inputs, write_bytes
    from ..formats.terms import WriteOptions, format_of, write_terms
    from ..pipeline.glossary import readings

    keep_inputs(args.output, [args.input])
    target = args.to_format or format_of(args.output)
    found = _read(args.input, args, args.from_format or "")
    title = found.title or Path(args.input).name.split(".")[0]
    options = WriteOptions(title, source_language=args.source_lang, target_language=args.target_lang, readings=readings)
    written = write_terms(found.concepts, target, options)
    write_bytes(args.output, written.data)
    _say(f"{args.output}: {len(found.concepts)} concepts written as {target}")
    _say_losses(args.output, written)
    return 0


def _say_losses(path: str, written: Written) -> None:
    for what, count in sorted(written.losses.items()):
        _say(f"{path}: lost: {what} ({count})")


def diff(args: argparse.Namespace) -> int:
    """Print the differences; 1 when there are any, as diff does."""
    from ..glossary.compare import compare_concepts

    changes = compare_concepts(_read(args.old, args).concepts, _read(args.new, args).concepts)
    print(text.changes_as_json(changes) if args.json else text.changes_as_text(changes), end="")
    return int(bool(changes))


def stats(args: argparse.Namespace) -> int:
    """Print the counts."""
    from ..glossary.compare import count_terms
    from ..pipeline.glossary import load_glossary

    concepts = _read(args.file, args).concepts if args.file else load_glossary().concepts
    counted = count_terms(concepts)
    print(text.statistics_as_json(counted) if args.json else text.statistics_as_text(counted), end="")
    return 0
