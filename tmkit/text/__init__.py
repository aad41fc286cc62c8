"""What a character is: scripts and widths, folding with offset maps, language tags, numbers as values."""

from __future__ import annotations

from .comparison import Mismatch, NumberComparison, comparable, compare_numbers
from .folding import Folded, fold, match_key
from .languages import base_language, normal_tag, same_language, script_of_tag
from .numbers import find_numbers
from .scripts import display_width, guess_language, guess_script_variant, han_share, is_cjk, script_of
from .units import Unit, convert, unit_named
from .wordlists import word_list

__all__ = [
    "Folded",
    "Mismatch",
    "NumberComparison",
    "Unit",
    "base_language",
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
