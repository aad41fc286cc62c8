"""What makes units a memory, as pure rules: forms, scores, kinds of match, penalties, repairs."""

from .numbers import repair, repair_values, skeleton
from .ranking import Query, judge, rank
from .scoring import Penalties, folded, folded_many, lowered, nearest, search_form, similarity
from .variants import inconsistent, mark_variants

__all__ = [
    "Penalties",
    "Query",
    "folded",
    "folded_many",
    "inconsistent",
    "judge",
    "lowered",
    "mark_variants",
    "nearest",
    "rank",
    "repair",
    "repair_values",
    "search_form",
    "similarity",
    "skeleton",
]
