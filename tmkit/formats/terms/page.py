"""A page to print: the terms by pinyin with all that is known of them, and an index by English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from itertools import groupby

from ...model import Concept, Term
from .base import WriteOptions, Written, by_id

__all__ = ["write_page"]


def write_page(concepts: Iterable[Concept], options: WriteOptions) -> Written:
    """One HTML file that needs nothing else, sorted by pinyin (where `readings` are given) and by English."""
    written = Written()
    rows = sorted(
        ((_reading(c, options), c) for c in by_id(concepts) if c.terms), key=lambda row: (row[0].casefold(), row[1].id)
    )
    parts = [
        *_head(options),
        *_by_reading(rows, options),
        *_by_target([c for _, c in rows], options),
        "</body>\n</html>\n",
    ]
    for _, concept in rows:
        written.losses["property"] += len(concept.props) + sum(len(t.props) for t in concept.terms)
    written.data = "".join(parts).encode("utf-8")
    return written


def _reading(concept: Concept, options: WriteOptions) -> str:
    """The pinyin of the first source term, syllable by syllable, as the key to sort by and to show."""
    terms = concept.in_language(options.source_language)
    if not terms:
        return "~"
    if options.readings is None:
        return terms[0].text
    syllables = options.readings(terms[0].text)
    return " ".join(s[0] for ch, s in zip(terms[0].text, syllables, strict=True) if ch.isalnum()) or "~"


def _head(options: WriteOptions) -> Iterator[str]:
    title = escape(options.title)
    style = (files("tmkit") / "data" / "glossary_page.css").read_text(encoding="utf-8")
    yield f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"<style>\n{style}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
    for line in (options.description, options.licence, options.date):
        if line:
            yield f"<p>{escape(line)}</p>\n"


def _by_reading(rows: Sequence[tuple[str, Concept]], options: WriteOptions) -> Iterator[str]:
    groups = [(letter, list(group)) for letter, group in groupby(rows, key=lambda row: row[0][:1].upper())]
    yield "<nav>" + "".join(f'<a href="#s-{escape(g)}">{escape(g)}</a>' for g, _ in groups)
    yield '<a href="#english">English</a></nav>\n'
    for letter, group in groups:
        yield f'<h2 id="s-{escape(letter)}">{escape(letter)}</h2>\n'
        for reading, concept in group:
            yield from _article(reading if options.readings else "", concept, options)


def _article(reading: str, concept: Concept, options: WriteOptions) -> Iterator[str]:
    sources = concept.in_language(options.source_language)
    first = ", ".join(escape(t.text) for t in sources) or escape(concept.id)
    language = escape(options.source_language)
    yield f'<article id="c-{escape(concept.id)}"><span class="zh" lang="{language}">{first}</span>'
    yield f'<span class="read">{escape(reading)}</span>' if reading else ""
    yield f' <span class="note">{escape(concept.field)}</span>' if concept.field else ""
    yield f'<div class="def">{escape(concept.definition)}</div>' if concept.definition else ""
    others = [t for t in concept.terms if t not in sources]
    yield (
        "<ul>" + "".join(_item(t) for t in sorted(others, key=lambda t: t.status != "preferred")) + "</ul></article>\n"
    )


def _item(term: Term) -> str:
    facts = [term.source, term.source_date, term.note]
    note = "; ".join(escape(f) for f in facts if f)
    status = "" if term.status == "preferred" else f' <span class="status">{escape(term.status)}</span>'
    remark = f' <span class="note">{note}</span>' if note else ""
    text = f'<span class="{escape(term.status)}" lang="{escape(term.language)}">{escape(term.text)}</span>'
    return f"<li>{text}{status}{remark}</li>"


def _by_target(concepts: Sequence[Concept], options: WriteOptions) -> Iterator[str]:
    """Every usable target term in alphabetical order, articles and case aside."""
    rows = [
        (t.text, c)
        for c in concepts
        for t in c.in_language(options.target_language)
        if t.status in ("preferred", "admitted")
    ]
    yield '<h2 id="english">English</h2>\n<dl>\n'
    for text, concept in sorted(rows, key=lambda row: (_sort_key(row[0]), row[1].id)):
        sources = ", ".join(t.text for t in concept.in_language(options.source_language))
        link = f'<a href="#c-{escape(concept.id)}" lang="{escape(options.source_language)}">{escape(sources)}</a>'
        yield f'<dt lang="{escape(options.target_language)}">{escape(text)}</dt><dd>{link}</dd>\n'
    yield "</dl>\n"


def _sort_key(text: str) -> str:
    low = text.casefold().lstrip("“\"‘'")
    return next((low.removeprefix(a) for a in ("the ", "an ", "a ") if low.startswith(a)), low)
