"""The English references use the glossary's preferred renderings; every exception is listed with its reason."""

from __future__ import annotations

import csv
import json
import re
from functools import cache
from pathlib import Path

import pytest

from tmkit.pipeline.glossary import load_glossary

ROOT = Path(__file__).parent.parent
IRREGULAR = {"made": "make", "built": "build", "took": "take", "held": "hold", "kept": "keep", "gave": "give"}
IDS = ["politburo-study", "jiangsu-delegation", "work-report", "minister-press"]


@cache
def glossary():
    """The curated terms."""
    return load_glossary(ROOT / "glossary" / "terms.csv")


@cache
def exceptions() -> frozenset[tuple[str, str]]:
    """Document and concept of every listed exception."""
    with (ROOT / "glossary" / "exceptions.csv").open(encoding="utf-8", newline="") as file:
        return frozenset((row["document"], row["concept"]) for row in csv.DictReader(file) if row["reason"].strip())


@cache
def missing(name: str) -> frozenset[str]:
    """Concepts of a document whose preferred English stands neither in the bead nor in one beside it."""
    sides = [
        (ROOT / "seeds" / "gold" / f"{name}.{side}").read_text(encoding="utf-8").removesuffix("\n").split("\n")
        for side in ("zh", "en")
    ]
    pairs = []
    for line in (ROOT / "seeds" / "gold" / f"{name}.beads").read_text(encoding="utf-8").splitlines():
        source, target = (json.loads(part) for part in line.split(":"))
        pairs.append(("".join(sides[0][i] for i in source), " ".join(sides[1][j] for j in target)))
    words = [stems(english) for _, english in pairs]
    lacking = set()
    for place, (chinese, _) in enumerate(pairs):
        near = set().union(*words[max(0, place - 1) : place + 2])
        for match in glossary().find(chinese, "zh"):
            preferred = next(t for t in match.concept.in_language("en") if t.status == "preferred")
            if not stems(preferred.text) <= near:
                lacking.add(match.concept.id)
    return frozenset(lacking)


def stems(text: str) -> set[str]:
    """Words of a text without articles and inflection, so that "develops" and "developing" are one."""
    words = re.findall(r"[a-z0-9+]+", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("'s", ""))
    words = [IRREGULAR.get(w, w) for w in words]
    bare = (re.sub(r"(ing|ed|ies|es|s|e|y)$", "", w) if len(w) > 3 else w for w in words)
    return {re.sub(r"([^aeiou])\1$", r"\1", w) for w in bare} - {"a", "an", "the"}


@pytest.mark.parametrize("name", IDS)
def test_preferred_renderings_are_used(name):
    """Where a term is not in its preferred form, glossary/exceptions.csv says why."""
    listed = {concept for document, concept in exceptions() if document == name}
    assert sorted(missing(name) - listed) == []


def test_exceptions_are_few_and_known():
    """Exceptions name documents and concepts that exist, and stay below a tenth of the concepts."""
    known = {c.id for c in glossary().concepts}
    assert {document for document, _ in exceptions()} <= set(IDS)
    assert {concept for _, concept in exceptions()} <= known
    assert len(exceptions()) < len(known) / 10
