"""A text with its terms marked, as a page to read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise

from ...model import TermMatch
from ...text import base_language

__all__ = ["marked_page"]

_STYLE = """
body { font: 12pt/1.9 Georgia, "Songti SC", SimSun, serif; margin: 2em auto; max-width: 48em; padding: 0 1em }
pre { font: inherit; white-space: pre-wrap }
mark { background: #fff3bf; border-bottom: 2px solid #f08c00; padding: 0 }
mark.deprecated, mark.superseded { background: #ffe3e3; border-color: #c92a2a }
"""


def marked_page(text: str, matches: Sequence[TermMatch], language: str, title: str) -> str:
    """The whole text, every term in a mark whose title gives status and renderings; crossing terms share theirs."""
    parts = [
        f'<!DOCTYPE html>\n<html lang="{escape(language)}">\n<head>\n<meta charset="utf-8">\n',
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<pre>",
        *_pieces(text, matches, language),
        "</pre>\n</body>\n</html>\n",
    ]
    return "".join(parts)


def _pieces(text: str, matches: Sequence[TermMatch], language: str) -> Iterator[str]:
    """Stretches between borders of terms; HTML cannot cross elements, so crossing terms become three marks."""
    borders = sorted({0, len(text), *(m.start for m in matches), *(m.end for m in matches)})
    waiting = sorted(matches, key=lambda m: m.start)
    here: list[TermMatch] = []
    for start, end in pairwise(borders):
        while waiting and waiting[0].start <= start:
            here.append(waiting.pop(0))
        here = [m for m in here if m.end > start]
        piece = escape(text[start:end])
        if not here:
            yield piece
            continue
        status = next(
            (m.term.status for m in here if m.term.status in ("deprecated", "superseded")), here[0].term.status
        )
        yield f'<mark class="{status}" title="{escape(" | ".join(_label(m, language) for m in here))}">{piece}</mark>'


def _label(match: TermMatch, language: str) -> str:
    others = [t for t in match.concept.terms if base_language(t.language) != base_language(language)]
    best = [t.text for t in others if t.status == "preferred"] or [t.text for t in others[:1]]
    return f"{match.term.text} [{match.term.status}] = {'; '.join(best)}"
