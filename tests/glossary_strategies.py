"""Concepts that hypothesis makes, for the tests of term formats."""

from __future__ import annotations

from hypothesis import strategies as st

from tmkit.formats.terms.base import PARTS_OF_SPEECH, STATUSES, TERM_TYPES
from tmkit.model import Concept, Term

# Signs that every format has to escape or quote, beside letters of both scripts.
_SIGNS = st.sampled_from(list("新质生产力“”\"'<>&;,|=#·－ éAb 1%\\/"))
words = st.text(_SIGNS, min_size=1, max_size=12).map(lambda t: " ".join(t.split())).filter(bool)
maybe = st.one_of(st.just(""), words)
names = st.text(st.sampled_from(list("abc019-_. /新")), min_size=1, max_size=8).map(str.strip).filter(bool)
dates = st.sampled_from(["", "2024", "2024-03", "2024-03-05"])


@st.composite
def terms(draw: st.DrawFn, language: str) -> Term:
    """A term with all that the long form can say of it."""
    source = draw(maybe)
    return Term(
        draw(words),
        language,
        status=draw(st.sampled_from(STATUSES)),
        type=draw(st.sampled_from(TERM_TYPES)),
        part_of_speech=draw(st.sampled_from(PARTS_OF_SPEECH)),
        note=draw(maybe),
        source=source,
        source_date=draw(dates) if source else "",
        review=draw(st.sampled_from(["verified", "proposed"])),
    )


@st.composite
def concepts(draw: st.DrawFn) -> list[Concept]:
    """Concepts by id, with terms grouped by language, no text twice."""
    found = []
    for name in sorted(draw(st.sets(names, max_size=3))):
        chosen: list[Term] = []
        for language in draw(st.sampled_from([("zh-CN", "en-US"), ("zh-CN",), ("zh-CN", "zh-TW", "en-US", "fr")])):
            chosen += draw(st.lists(terms(language), min_size=1, max_size=3, unique_by=lambda t: t.text))
        paraphrase = draw(st.booleans())
        found.append(Concept(name, draw(maybe), draw(maybe), paraphrase, draw(maybe), tuple(chosen)))
    return found
