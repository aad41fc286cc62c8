"""Checking a translation with the defaults of this package, always beside a human reference."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import InputError
from ..formats.terms.waivers import read_waivers
from ..glossary import Glossary
from ..glossary.check import CheckReport, Waiver, check_units
from ..model import Unit
from ..text import base_language, han_share
from .glossary import load_glossary, shipped_units

__all__ = ["ComparedCheck", "check_terms"]


@dataclass(frozen=True, slots=True)
class ComparedCheck:
    """The check of a translation, the same check of a reference, and what the reference is."""

    report: CheckReport
    reference: CheckReport | None
    yardstick: str


def check_terms(
    units: Sequence[Unit],
    *,
    glossary: Glossary | None = None,
    reference: Sequence[str] | None = None,
    waivers: str | Path | Sequence[Waiver] = (),
) -> ComparedCheck:
    """Check units against a glossary (this package's by default), and a reference in the same way.

    `reference` holds a human translation of the same units. Without it the translations in the package's memory
    serve, of the same sources where it has them all, else all of it: a check says little unless one knows how often
    it complains of good work. Raises InputError without units, where the script of the source is not that of its
    language (files in the wrong order), and where the reference has another length.
    """
    if not units:
        raise InputError("there is nothing to check: no unit has both languages", cure="give source and translation")
    _refuse_wrong_script(units)
    chosen = load_glossary() if glossary is None else glossary
    found = read_waivers(waivers) if isinstance(waivers, str | Path) else waivers
    report = check_units(chosen, units, found)
    if reference is not None:
        if len(reference) != len(units):
            message = f"the reference has {len(reference)} segments, the translation {len(units)}"
            raise InputError(message, cure="give one line of reference for each segment")
        others = [replace(u, target=t) for u, t in zip(units, reference, strict=True)]
        return ComparedCheck(report, check_units(chosen, others), "the reference given")
    known = _known_translations()
    if all(u.source in known for u in units):
        others = [replace(u, target=known[u.source]) for u in units]
        return ComparedCheck(report, check_units(chosen, others), "this package's translation of the same text")
    own = _own_units()
    if not own:
        return ComparedCheck(report, None, "none: this installation has no memory to compare with")
    return ComparedCheck(report, check_units(chosen, own), "this package's reference translations")


def _refuse_wrong_script(units: Sequence[Unit]) -> None:
    """Raises InputError for a Chinese source without Han characters, and an English one that is mostly Han."""
    source, target = ("\n".join(side) for side in zip(*((u.source, u.target) for u in units), strict=True))
    language, other = base_language(units[0].source_language), base_language(units[0].target_language)
    if language == "zh":
        # A segment or two may be nothing but names in Latin letters.
        is_wrong = not han_share(source) and (han_share(target) > 0 or len(source) > _FEW_LETTERS)
    else:
        is_wrong = language == "en" and han_share(source) > _MOSTLY
    if not is_wrong:
        return
    seen = "has no Han characters" if language == "zh" else "is written in Han characters"
    swapped = (han_share(target) > _MOSTLY) if language == "zh" else not han_share(target)
    cure = "give the source first and the translation second, or " if swapped else ""
    raise InputError(
        f"the source is said to be {language} and {seen}",
        cure=f"{cure}name the languages: --source-lang {other if swapped else 'LANG'} --target-lang "
        f"{language if swapped else 'LANG'}",
    )


_FEW_LETTERS = 200
_MOSTLY = 0.3


@functools.cache
def _own_units() -> tuple[Unit, ...]:
    return tuple(shipped_units())


def _known_translations() -> dict[str, str]:
    return {u.source: u.target for u in _own_units()}
