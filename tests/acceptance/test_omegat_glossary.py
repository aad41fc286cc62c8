"""What OmegaT shows of the glossary files that tmkit builds; skipped where OmegaT is not installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import omegat

from tmkit.model import Concept
from tmkit.pipeline.glossary import load_glossary, write_glossary_files

pytestmark = pytest.mark.skipif(omegat.jar() is None, reason="OmegaT is not installed")
_AVOIDED = ("deprecated", "superseded")


def concepts_with_forbidden_terms() -> list[Concept]:
    """Concepts of the package's glossary that say what must not be written, and what should be."""
    found = []
    for concept in load_glossary().concepts:
        statuses = {t.status for t in concept.in_language("en")}
        if statuses & set(_AVOIDED) and "preferred" in statuses and concept.in_language("zh"):
            found.append(concept)
    return found


@pytest.mark.parametrize("ending", [".v2.tbx", ".txt"])
def test_built_files_offer_no_forbidden_term(ending: str, tmp_path: Path) -> None:
    """OmegaT offers the preferred term of every sentence's concept from the built file, and none that is forbidden."""
    chosen = concepts_with_forbidden_terms()
    assert len(chosen) > 20
    write_glossary_files(load_glossary(), tmp_path / "built", "terms")
    text = "\n\n".join(f"{c.in_language('zh')[0].text}。" for c in chosen) + "\n"
    place = "glossary/terms.tbx" if ending == ".v2.tbx" else "glossary/terms.txt"
    answer = omegat.translate(tmp_path, {place: tmp_path / "built" / f"terms{ending}", "source/terms.txt": text})
    shown = {}
    for segment, source, rendering in answer.terms:
        shown.setdefault((segment, source), set()).update(part.strip() for part in rendering.split(", "))
    every = {part for parts in shown.values() for part in parts}
    allowed = {t.text for c in load_glossary().concepts for t in c.in_language("en") if t.status not in _AVOIDED}
    forbidden = {t.text for c in chosen for t in c.in_language("en") if t.status in _AVOIDED} - allowed
    assert not every & forbidden
    renderings = [rendering for _, _, rendering in answer.terms]
    preferred = [next(t.text for t in c.in_language("en") if t.status == "preferred") for c in chosen]
    # OmegaT sorts renderings by the alphabet, so an admitted one may come before the preferred one.
    assert [p for p in preferred if not any(p in r for r in renderings)] == []
