"""What a report says in sentences."""

from __future__ import annotations

from ...score import Report

__all__ = ["METRICS_ARE_WEAK", "TESTS", "last_part", "verdict"]

METRICS_ARE_WEAK = (
    "These metrics compare strings. They cannot tell a good rewording from an error, and small differences mean little."
)
TESTS = {"bs": "paired bootstrap", "ar": "paired approximate randomisation"}


def last_part(name: str) -> str:
    """The name of a system without folders.

    >>> last_part("runs/2024/a.txt")
    'a.txt'
    """
    return name.replace("\\", "/").rsplit("/", 1)[-1]


def verdict(report: Report) -> list[str]:
    """Which systems stand first on each metric, and how sure that is."""
    said = []
    for metric in report.systems[0].scores if report.ranks else ():
        ranks = [r for r in report.ranks if r.metric == metric]
        first = [last_part(r.system) for r in ranks if r.cluster == 1]
        rest = len(ranks) - len(first)
        if len(first) == 1:
            said.append((metric, f"{first[0]} is significantly better than {_others(rest)}"))
        elif rest:
            said.append((metric, f"{_listed(first)} are first and not told apart by the test"))
        else:
            said.append((metric, "no group of systems stands apart from the others"))
    grouped: dict[str, list[str]] = {}
    for metric, sentence in said:
        grouped.setdefault(sentence, []).append(metric)
    return [f"By {_listed(metrics)}, {sentence}." for sentence, metrics in grouped.items()]


def _others(count: int) -> str:
    return "the other system" if count == 1 else f"the {count} other systems"


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
