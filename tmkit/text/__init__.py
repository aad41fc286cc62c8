"""What a character is: scripts and widths, folding with offset maps, language tags, numbers as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .folding import Folded, fold, match_key
from .languages import base_language, normal_tag, same_language, script_of_tag
from .scripts import display_width, guess_language, guess_script_variant, han_share, is_cjk, script_of
from .wordlists import word_list

if TYPE_CHECKING:
    from .comparison import Mismatch, NumberComparison, comparable, compare_numbers
    from .numbers import find_numbers
    from .sayings import beside_sayings
    from .units import Unit, convert, unit_named

__all__ = [
    "Folded",
    "Mismatch",
    "NumberComparison",
    "Unit",
    "base_language",
    "beside_sayings",
    "comparable",
    "compare_numbers",
    "convert",
    "display_width",
    "find_numbers",
    "fold",
    "guess_language",
    "guess_script_variant",
    "han_share",
    "is_cjk",
    "match_key",
    "normal_tag",
    "same_language",
    "script_of",
    "script_of_tag",
    "unit_named",
    "word_list",
]

# Their patterns take a tenth of a second to compile, which most commands can do without.
_LATE = frozenset(
    (
        "Mismatch",
        "NumberComparison",
        "Unit",
        "beside_sayings",
        "comparable",
        "compare_numbers",
        "convert",
        "find_numbers",
        "unit_named",
    )
)


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from . import comparison, numbers, sayings, units

    for module in (comparison, numbers, sayings, units):
        if name in module.__all__:
            globals()[name] = getattr(module, name)
    return globals()[name]
