"""What the rules say of a position, as far as the few characters next to it tell; kept, since texts repeat them.

Most rules look at more than these characters, but the characters show of most that they cannot fit, and of some that
they are sure to. What is then left to ask at a position is seldom more than a rule or two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from .near import Side
from .rules import Rule

__all__ = ["Asked", "Questions", "Verdict", "Verdicts", "answer"]

# Matches a rule at a position of a text.
Asked = Callable[[str, int], object | None]
# Rules to ask in order, each with what it says if it fits, and what holds if none does.
Questions = tuple[tuple[tuple[Asked, bool], ...], bool]
Verdict = bool | Questions
# What may fit before a position and what surely does.
_Fitting = tuple[tuple[int, ...], frozenset[int]]

# Texts of one language have fewer different characters in front of a position; others shall not fill the memory.
_AT_MOST = 20_000


class Verdicts(dict[str, "_After"]):
    """For what stands before a position, the verdicts by what stands after it; worked out when first met."""

    def __init__(
        self,
        rules: Sequence[Rule],
        sides: Sequence[tuple[Side, Side]],
        kept: Mapping[str, tuple[int, ...]],
        asked: Callable[[int, bool, bool], Asked],
    ) -> None:
        super().__init__()
        self._rules = rules
        self._sides = sides
        self._kept = kept
        self._after: dict[_Fitting, _After] = {}
        self._asked = asked

    def __missing__(self, before: str) -> _After:
        kept = self._kept.get(before[-1:], range(len(self._rules)))
        may = tuple(i for i in kept if self._sides[i][0].may_fit(before))
        fitting = may, frozenset(i for i in may if self._sides[i][0].surely_fits(before))
        if len(self) >= _AT_MOST:
            self.clear()
            self._after.clear()
        self[before] = after = self._after.setdefault(fitting, _After(self, *fitting))
        return after

    def of(self, known: _After, after: str) -> Verdict:
        """The verdict for a position in front of which these rules may and surely do fit."""
        questions: list[tuple[tuple[int, bool, bool], bool]] = []
        verdict = False
        for i in known.may:
            if self._sides[i][1].may_fit(after):
                left, right = i in known.surely, self._sides[i][1].surely_fits(after)
                if left and right:
                    verdict = self._rules[i].breaks
                    break
                questions.append(((i, left, right), self._rules[i].breaks))
        while questions and questions[-1][1] is verdict:
            questions.pop()
        return (tuple((self._asked(*what), breaks) for what, breaks in questions), verdict) if questions else verdict


class _After(dict[str, Verdict]):
    """The verdicts for what stands after a position where the same rules may and surely do fit before it."""

    def __init__(self, verdicts: Verdicts, may: tuple[int, ...], surely: frozenset[int]) -> None:
        super().__init__()
        self.may = may
        self.surely = surely
        self._verdicts = verdicts

    def __missing__(self, after: str) -> Verdict:
        if len(self) >= _AT_MOST:
            self.clear()
        self[after] = verdict = self._verdicts.of(self, after)
        return verdict


def answer(questions: Questions, text: str, position: int) -> bool:
    """What the rules that are left to ask say of a position."""
    for fits, breaks in questions[0]:
        if fits(text, position) is not None:
            return breaks
    return questions[1]
