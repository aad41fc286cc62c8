"""What makes units a memory, as pure rules: forms, scores, kinds of match, penalties, repairs."""

from .changes import Change, changes, marked
from .numbers import repair, repair_values, skeleton
from .occurrences import occurrences
from .ranking import Query, judge, rank
from .scoring import Penalties, folded, folded_many, lowered, nearest, search_form, similarity
from .variants import inconsistent, mark_variants

__all__ = [
    "Change",
    "Penalties",
    "Query",
    "changes",
    "folded",
    "folded_many",
    "inconsistent",
    "judge",
    "lowered",
    "mark_variants",
    "marked",
    "nearest",
    "occurrences",
    "rank",
    "repair",
    "repair_values",
    "search_form",
    "similarity",
    "skeleton",
]
