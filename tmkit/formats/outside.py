"""Scores that other programs made (COMET, MetricX, xCOMET), read from JSON.

{"metric": "COMET", "model": "Unbabel/wmt22-comet-da", "version": "2.2.6", "precision": "fp32",
 "higher_is_better": true, "systems": {"system.txt": {"score": 0.83, "segments": [0.81, ...]}}}
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..score import OutsideScore
from .files import file_bytes

__all__ = ["read_outside"]


def read_outside(path: str | Path) -> dict[str, OutsideScore]:
    """The scores of a file by the name of the system; a missing "score" is the mean of the segments.

    Raises InputError where the file names no metric or no model: a score without them cannot be compared.
    """
    try:
        data = json.loads(file_bytes(path).decode("utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            f"is not JSON ({error})", file=str(path), cure="see the form in `tmkit score --help`"
        ) from None
    if not isinstance(data, dict) or not isinstance(data.get("systems"), dict):
        raise InputError("names no systems", file=str(path), cure='add "systems": {"name": {"score": 0.8}}')
    for key in ("metric", "model"):
        if not data.get(key):
            raise InputError(f"does not say which {key} made the scores", file=str(path), cure=f'add "{key}"')
    return {name: _score(str(path), data, name, entry) for name, entry in data["systems"].items()}


def _score(path: str, data: dict[str, Any], name: str, entry: Any) -> OutsideScore:
    segments = entry.get("segments", []) if isinstance(entry, dict) else []
    value = entry.get("score") if isinstance(entry, dict) else entry
    if value is None and segments:
        value = sum(segments) / len(segments)
    numbers = [value, *segments]
    if not all(isinstance(n, int | float) and not isinstance(n, bool) for n in numbers):
        raise InputError(f"the scores of '{name}' are not numbers", file=path, cure="give a score or segments")
    if not all(math.isfinite(n) for n in numbers):
        raise InputError(f"a score of '{name}' is not finite (NaN or Infinity)", file=path, cure="leave the system out")
    return OutsideScore(
        str(data["metric"]),
        float(value or 0.0),
        str(data["model"]),
        str(data.get("version", "")),
        str(data.get("precision", "")),
        bool(data.get("higher_is_better", True)),
        tuple(float(s) for s in segments),
    )
