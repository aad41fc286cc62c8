"""Candidates for new terms with the defaults of this package: its glossary is known, its memory proposes English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ..formats.terms.review import ReviewRow
from ..glossary import Glossary
from ..glossary.extract import Candidate, ExtractOptions, extract_candidates
from ..glossary.propose import Proposal, Proposer
from ..model import Unit
from .glossary import load_glossary, shipped_units

__all__ = ["extract_terms", "review_rows", "word_cutter"]


def extract_terms(
    texts: Sequence[str], *, glossary: Glossary | None = None, options: ExtractOptions | None = None
) -> list[Candidate]:
    """Candidates from Chinese texts, best first; what the glossary has is left out."""
    from ..engines.words import is_guess

    known = load_glossary() if glossary is None else glossary
    options = options or ExtractOptions()
    if options.is_word is None:
        options = replace(options, is_word=lambda word: not is_guess(word))
    return extract_candidates(texts, known, options, word_cutter(known))


def word_cutter(known: Glossary) -> Callable[[str], list[str]]:
    """jieba's words, with every term of the glossary as one word, whatever signs it holds."""
    from ..engines.words import cut_words

    def cut(text: str) -> list[str]:
        words: list[str] = []
        place = 0
        for match in known.find(text, "zh"):
            if match.start >= place:
                words += [*cut_words(text[place : match.start]), match.text]
                place = match.end
        return words + cut_words(text[place:])

    return cut


def review_rows(
    candidates: Iterable[Candidate],
    *,
    memory: str | Path | Sequence[Unit] | None = None,
    glossary: Glossary | None = None,
    proposals: int = 5,
) -> list[ReviewRow]:
    """Candidates with their likely renderings from a memory (this package's by default), as rows to review."""
    from ..formats.bitext import read_bitext

    if memory is None:
        units: Sequence[Unit] = list(shipped_units())
    else:
        units = read_bitext(memory).units if isinstance(memory, str | Path) else memory
    known = load_glossary() if glossary is None else glossary
    proposer = Proposer(units, known)
    return [_row(c, proposer.propose(c.text, proposals)) for c in candidates]


def _row(candidate: Candidate, proposals: Sequence[Proposal]) -> ReviewRow:
    evidence = ", ".join(f"{name} {value:g}" for name, value in candidate.evidence)
    shown = tuple(f"{p.text} (LLR {p.llr:.1f}, Dice {p.dice:.2f}, {p.common} units)" for p in proposals)
    best = proposals[0].text if proposals else ""
    return ReviewRow(candidate.text, candidate.count, candidate.score, evidence, candidate.contexts, shown, best)
