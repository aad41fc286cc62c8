"""What makes units a memory, as pure rules: forms, scores, kinds of match, penalties, repairs."""

from .numbers import repair, skeleton
from .ranking import Query, judge, rank
from .scoring import Penalties, folded, search_form, similarity

__all__ = ["Penalties", "Query", "folded", "judge", "rank", "repair", "search_form", "similarity", "skeleton"]
