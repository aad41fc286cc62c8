"""COMET with a checkpoint that is on this computer already; nothing is downloaded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..errors import InputError, MissingExtraError
from ..score import OutsideScore

__all__ = ["comet_score"]


def comet_score(
    checkpoint: str | Path, source: Sequence[str], hypotheses: Sequence[str], references: Sequence[str]
) -> OutsideScore:
    """The score that a COMET checkpoint gives, as unbabel-comet computes it, on the processor.

    Raises MissingExtraError where unbabel-comet is not installed, InputError where the checkpoint is no file.
    """
    if not Path(checkpoint).is_file():
        raise InputError("there is no such checkpoint", file=str(checkpoint), cure="give the path of a .ckpt file")
    model, version = _load(str(checkpoint))
    rows = [{"src": s, "mt": h, "ref": r} for s, h, r in zip(source, hypotheses, references, strict=True)]
    found = model.predict(rows, batch_size=8, gpus=0, progress_bar=False)
    segments = tuple(float(score) for score in found.scores)
    return OutsideScore("COMET", float(found.system_score), Path(checkpoint).name, version, "fp32", True, segments)


def _load(checkpoint: str) -> tuple[Any, str]:
    try:
        from comet import load_from_checkpoint  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        raise MissingExtraError("COMET is not installed", cure="pip install unbabel-comet") from None
    from importlib.metadata import version

    return load_from_checkpoint(checkpoint), version("unbabel-comet")
