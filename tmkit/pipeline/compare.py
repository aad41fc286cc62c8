"""Two reports in JSON compared: the same references, one system each, before and after."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError
from ..formats.report.json import FORMAT
from ..score import Rows
from ..score.regression import Change, Limits, judge
from ..score.resample import PairedTest, compare_all, holm

__all__ = ["Limits", "SystemChoice", "compare_reports"]


@dataclass(frozen=True, slots=True)
class SystemChoice:
    """A report file and the name of the system in it; an empty name means the only one, `option` is how to name it."""

    file: str | Path
    system: str = ""
    option: str = "system="


def compare_reports(before: SystemChoice, after: SystemChoice, limits: Limits | None = None) -> Sequence[Change]:
    """Every metric of both reports, tested by paired bootstrap over segments.

    Raises InputError where the two were not made alike: other signatures, references, or numbers of segments.
    """
    limits = limits or Limits()
    choices = (before, after)
    reports = [_load(choice) for choice in choices]
    try:
        systems = [_system(report, choice) for report, choice in zip(reports, choices, strict=True)]
        names = _check_alike(reports, systems, choices)
        scores = [{n: float(s["scores"][n]["score"]) for n in names} for s in systems]
        errors = _errors(reports, systems, choices, limits)
        return judge(scores[0], scores[1], _p_values(names, systems, limits), errors, limits)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError):
        cure = "make both with `tmkit score --json`"
        raise InputError(
            f"cannot be compared with {after.file}: one of them lacks a part", file=str(before.file), cure=cure
        ) from None


def _errors(
    reports: Sequence[Mapping[str, Any]],
    systems: Sequence[Mapping[str, Any]],
    choices: tuple[SystemChoice, SystemChoice],
    limits: Limits,
) -> tuple[int, int] | None:
    """Segments with errors before and after; None where not both were checked alike, which a limit does not allow."""
    ran = [{c["name"] for c in r["checks"] if c["severity"] == "error"} for r in reports]
    if ran[0] == ran[1] and ran[0]:
        before, after = (len({c["line"] for c in s["checks"] if c["severity"] == "error"}) for s in systems)
        return before, after
    if limits.errors is None:
        return None
    bare = next((i for i in (0, 1) if not ran[i]), None)
    cure = "score both with --source and the same checks"
    if bare is not None:
        raise InputError("no checks were run, so new errors cannot be counted", file=str(choices[bare].file), cure=cure)
    message = f"was checked otherwise than {choices[0].file} ({', '.join(sorted(ran[0] ^ ran[1]))})"
    raise InputError(message, file=str(choices[1].file), cure=cure)


def _load(choice: SystemChoice) -> dict[str, Any]:
    file = str(choice.file)
    cure = "make it with `tmkit score --json`"
    try:
        data = json.loads(Path(choice.file).read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise InputError("there is no such report", file=file, cure=cure) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"cannot be read ({reason})", file=file, cure="name a report that you may read") from None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise InputError("is not JSON", file=file, cure=cure) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise InputError(f"is not a report of the form {FORMAT}", file=file, cure=cure)
    return data


def _system(report: Mapping[str, Any], choice: SystemChoice) -> dict[str, Any]:
    names = [s["name"] for s in report["systems"]]
    if not choice.system and len(names) > 1:
        cure = f"name one: {choice.option}{shlex.quote(names[0])}"
        raise InputError(f"holds {len(names)} systems: {', '.join(names)}", file=str(choice.file), cure=cure)
    wanted = choice.system or names[0]
    if wanted not in names:
        message = f"holds no system '{wanted}', but {', '.join(names)}"
        raise InputError(message, file=str(choice.file), cure="name one of these")
    found: dict[str, Any] = report["systems"][names.index(wanted)]
    return found


def _check_alike(
    reports: Sequence[Mapping[str, Any]],
    systems: Sequence[Mapping[str, Any]],
    choices: tuple[SystemChoice, SystemChoice],
) -> list[str]:
    """The metrics that both have, each computed alike."""
    file = str(choices[1].file)
    if reports[0]["reference_digest"] != reports[1]["reference_digest"]:
        message = f"was scored on other references than {choices[0].file}"
        raise InputError(message, file=file, cure="score both on the same references")
    names = [n for n in systems[0]["scores"] if n in systems[1]["scores"]]
    if not names:
        raise InputError(f"has no metric in common with {choices[0].file}", file=file, cure="score both alike")
    for name in names:
        signatures = [s["scores"][name]["signature"] for s in systems]
        if signatures[0] != signatures[1]:
            message = f"{name} was computed otherwise: {signatures[1]} against {signatures[0]}"
            raise InputError(message, file=file, cure="score both with the same options")
    return names


def _p_values(names: Sequence[str], systems: Sequence[Mapping[str, Any]], limits: Limits) -> dict[str, float]:
    """Corrected for the number of metrics, since any one of them can fail the comparison."""
    from ..engines.metrics import metrics_of_signatures

    metrics = metrics_of_signatures({n: systems[0]["scores"][n]["signature"] for n in names})
    tables: dict[str, list[Rows]] = {
        side: [np.array(s["scores"][n]["statistics"], dtype=np.float64) for n in names]
        for side, s in zip(("before", "after"), systems, strict=True)
    }
    found = compare_all(metrics, tables, PairedTest(level=limits.level))
    corrected = holm([c.p_value if c.difference else 1.0 for c in found])
    return {c.metric: p for c, p in zip(found, corrected, strict=True)}
