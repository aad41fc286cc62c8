"""On which side a sentence is: 反对单边主义 is no support for unilateralism, though the term is there as written."""

from __future__ import annotations

import re
from functools import lru_cache

from ..text.wordlists import word_list
from .forms import light_stem, words_of

__all__ = ["is_other_side"]

_REACH = 12
_NEAR = 3
_FOR = 1
# What may stand between verb and term; what must come after the term for a verb to be for it, and not for its cure.
_FILLING = re.compile('(?:一切|任何|各种|各类|所有|形形色色|形式|的|[“”"])+$')
_ENDS = re.compile('[，。；！？：、”"\\s]|和|与|及|$')
_JOINTS = frozenset({"and", "or", "but", "while", "yet"})
_NEGATED = frozenset({"no", "not", "never", "without", "stop", "end", "less", "nor", "neither", "fail", "refus"})
_CLAUSE = re.compile(r"[.;!?,:]\s")
_EMPTY = frozenset({"the", "a", "an", "of", "for", "to", "all", "any", "form", "kind", "every", "other"})


@lru_cache(maxsize=1)
def _verbs() -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    rows = [line.partition("|") for line in word_list("stance_verbs.txt")]
    return tuple((tuple(left.split()), frozenset(light_stem(w) for w in right.split())) for left, _, right in rows)


def is_other_side(source: str, span: tuple[int, int], target: str, place: int) -> bool:
    """Whether a verb before the term in `source` is for it and the one before its rendering against, or the reverse.

    `span` is where the term is and `place` where its rendering begins. What is negated, and what has verbs of both
    sides in its clause, is left to the reader.

    >>> is_other_side("反对单边主义", (2, 6), "support for unilateralism", 12)
    True
    >>> is_other_side("反对单边主义", (2, 6), "we oppose unilateralism", 10)
    False
    """
    side = _side_of_source(source[: span[0]])
    if side is None or (side == _FOR and not _ENDS.match(source, span[1])):
        return False
    clause = _CLAUSE.split(target[:place])[-1]
    words = [light_stem(w) for w, _, _ in words_of(clause) if w not in _EMPTY]
    while words and words[-1] in _JOINTS:
        words.pop()
    own, other = _verbs()[side][1], _verbs()[1 - side][1]
    last = next((i for i in reversed(range(max(0, len(words) - _NEAR), len(words))) if words[i] in own | other), None)
    if last is None or words[last] in own:
        return False
    for word in reversed(words[max(0, last - _NEAR) : last]):
        if word in _JOINTS:
            break
        if word in own or word in _NEGATED:
            return False
    return True


def _side_of_source(before: str) -> int | None:
    """0 against, 1 for, by the verb that stands right before a term; None where there is none."""
    clause = _FILLING.sub("", before[-_REACH:])
    return next((side for side, (verbs, _) in enumerate(_verbs()) if clause.endswith(verbs)), None)
