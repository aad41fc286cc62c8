"""Units of measure and money: their names in Chinese and English, and how they convert."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from .wordlists import word_list

__all__ = ["Unit", "all_units", "convert", "unit_kind", "unit_named"]

_MONEY_NAME_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: `factor` is its size in the base unit of its dimension."""

    name: str
    dimension: str
    factor: float
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()


@cache
def all_units() -> dict[str, Unit]:
    """Every unit of tmkit/data/units.txt by its canonical name."""
    units = (_unit_of(line) for line in word_list("units.txt"))
    return {unit.name: unit for unit in units}


def _unit_of(line: str) -> Unit:
    name, dimension, factor, zh, en = (part.strip() for part in line.split("|"))
    return Unit(name, dimension, float(Fraction(factor)), _names(zh), tuple(n.replace("_", " ") for n in _names(en)))


def _names(cell: str) -> tuple[str, ...]:
    return tuple(n for n in cell.split() if n != "NONE")


@cache
def unit_named(name: str) -> Unit | None:
    """The unit with this canonical, Chinese or English name (plural too), or None.

    >>> unit_named("公顷").name, unit_named("metric tons").name, unit_named("parsec")
    ('ha', 't', None)
    """
    if name in all_units():
        return all_units()[name]
    wanted = name.lower()
    for unit in all_units().values():
        if name in unit.zh or wanted in unit.en or (wanted[-1:] == "s" and wanted[:-1] in unit.en):
            return unit
    return None


def unit_kind(unit: str) -> str:
    """The kind of number that a canonical unit makes: money, percent or measure; cardinal without a unit."""
    if not unit:
        return "cardinal"
    found = all_units()[unit]
    if found.dimension == found.name and len(unit) == _MONEY_NAME_LENGTH:
        return "money"
    return "percent" if found.dimension in ("ratio", "point") else "measure"


def convert(value: float, source: str, target: str) -> float | None:
    """`value` of unit `source` in unit `target`, by any of their names; None where they do not convert.

    >>> convert(1, "斤", "kg"), convert(18, "亩", "hectares"), convert(1, "yuan", "dollar")
    (0.5, 1.2, None)
    """
    a, b = unit_named(source), unit_named(target)
    if a is None or b is None or a.dimension != b.dimension:
        return None
    if a.dimension == "temperature" and a.name != b.name:
        return value * 1.8 + 32 if a.name == "C" else (value - 32) / 1.8
    # 12 digits: enough for any text, and the noise of factors such as 2000/3 goes.
    return float(f"{value * a.factor / b.factor:.12g}") if a.name != b.name else value
