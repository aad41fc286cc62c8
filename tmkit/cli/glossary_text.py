"""How the verbs of tmkit glossary print what the library answers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..model import Concept, Term, Unit
    from ..pipeline.glossary import Answer

__all__ = ["answers_as_json", "answers_as_text"]


def answers_as_text(answers: Sequence[Answer]) -> str:
    """One paragraph a concept: its terms by language with status and source, then the examples."""
    return "\n".join("".join(f"{line}\n" for line in _answer_lines(a)) for a in answers)


def _answer_lines(answer: Answer) -> list[str]:
    concept = answer.hit.concept
    how = "" if answer.hit.kind == "exact" else f" ({answer.hit.kind}: {answer.hit.term.text})"
    lines = [f"{concept.id} [{concept.field}]{how}" if concept.field else f"{concept.id}{how}"]
    if concept.definition:
        lines.append(f"  {concept.definition}")
    lines += [f"  {_term_line(term)}" for term in concept.terms]
    if concept.paraphrase:
        lines.append("  may be paraphrased in running text")
    for unit in answer.examples:
        lines += [f"  {_place(unit)}", f"    {unit.source}", f"    {unit.target}"]
    return lines


def _term_line(term: Term) -> str:
    facts = [term.status, term.type if term.type != "fullForm" else "", term.review]
    source = f"{term.source}{f', {term.source_date}' if term.source_date else ''}" if term.source else ""
    rest = "; ".join(part for part in (", ".join(f for f in facts if f), source, term.note) if part)
    return f"{term.language}  {term.text}  [{rest}]"


def _place(unit: Unit) -> str:
    return f"{unit.origin or unit.id}, {unit.position}:" if unit.position else f"{unit.origin or unit.id}:"


def answers_as_json(query: str, answers: Sequence[Answer]) -> str:
    """The same as JSON, with everything that the glossary says of each concept."""
    rows = [
        {
            "kind": a.hit.kind,
            "score": round(a.hit.score, 4),
            "matched": a.hit.term.text,
            **concept_as_data(a.hit.concept),
            "examples": [
                {"id": u.id, "origin": u.origin, "position": u.position, "source": u.source, "target": u.target}
                for u in a.examples
            ],
        }
        for a in answers
    ]
    return json.dumps({"query": query, "answers": rows}, ensure_ascii=False, indent=2) + "\n"


def concept_as_data(concept: Concept) -> dict[str, Any]:
    """A concept as plain data for JSON."""
    from dataclasses import asdict

    data = asdict(concept)
    data["terms"] = [{k: v for k, v in t.items() if v not in ("", ())} for t in data["terms"]]
    return {k: v for k, v in data.items() if v not in ("", ())}
