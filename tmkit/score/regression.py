"""Is a new system significantly worse than the one before? From segment statistics kept in reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Change", "Limits", "judge"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What still passes: how much worse a metric may be, and whether only significant losses count.

    `tolerance` is in points of the metric; `level` the significance level after Holm's correction; `errors` how many
    more segments with errors are allowed, None for any number.
    """

    tolerance: float = 0.0
    level: float = 0.05
    errors: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One figure before and after. `p_value` is None where nothing was tested; `worse` says that it does not pass."""

    name: str
    before: float
    after: float
    p_value: float | None
    worse: bool

    @property
    def difference(self) -> float:
        """After minus before."""
        return self.after - self.before


def judge(
    before: Mapping[str, float],
    after: Mapping[str, float],
    p_values: Mapping[str, float],
    errors: tuple[int, int] | None,
    limits: Limits,
) -> Sequence[Change]:
    """Judge every metric that both sides have, then the segments with errors, unless these were not counted.

    A metric is worse when it lost more than the tolerance and chance does not explain it.

    >>> judge({"BLEU": 30.0}, {"BLEU": 28.0}, {"BLEU": 0.01}, (0, 0), Limits())[0].worse
    True
    >>> judge({"BLEU": 30.0}, {"BLEU": 28.0}, {"BLEU": 0.2}, (0, 0), Limits())[0].worse
    False
    """
    changes = []
    for name in before.keys() & after.keys():
        loss = after[name] - before[name] if name == "TER" else before[name] - after[name]
        p = p_values.get(name)
        worse = loss > limits.tolerance and p is not None and p < limits.level
        changes.append(Change(name, before[name], after[name], p, worse))
    order = list(before)
    changes.sort(key=lambda c: order.index(c.name))
    if errors is None:
        return changes
    too_many = limits.errors is not None and errors[1] - errors[0] > limits.errors
    return [*changes, Change("segments with errors", errors[0], errors[1], None, too_many)]
