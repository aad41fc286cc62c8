"""Several translations of one source: which is the usual one, and marks by which OmegaT tells the others apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from ..model import Unit
from .scoring import folded

__all__ = ["inconsistent", "mark_variants"]


def inconsistent(units: Iterable[Unit]) -> dict[str, Counter[str]]:
    """Folded sources that have more than one translation, with how often each occurs, in order of appearance."""
    targets: dict[str, Counter[str]] = {}
    for unit in units:
        targets.setdefault(folded(unit.source), Counter())[unit.target] += 1
    return {source: found for source, found in targets.items() if len(found) > 1}


def mark_variants(units: Iterable[Unit], suffix: str = ".txt") -> list[Unit]:
    """The units with a `file` prop on every unusual translation whose neighbours are known.

    OmegaT takes a unit by its neighbours only where a prop names the file as well; without one the last unit of
    equal source wins everywhere. The usual translation, the most frequent and of those the first, stays without.
    The file is the unit's origin, with `suffix` where it has none of its own.
    """
    units = list(units)
    usual = {source: found.most_common(1)[0][0] for source, found in inconsistent(units).items()}
    out = []
    for unit in units:
        common = usual.get(folded(unit.source))
        is_variant = common is not None and unit.target != common and bool(unit.origin)
        if is_variant and (unit.previous or unit.next) and "file" not in dict(unit.props):
            name = unit.origin if "." in unit.origin else unit.origin + suffix
            out.append(replace(unit, props=(*unit.props, ("file", name))))
        else:
            out.append(unit)
    return out
