"""COMET with a checkpoint that is on this computer already; nothing is downloaded."""

from __future__ import annotations

import logging
import os
import warnings
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

    Raises MissingExtraError where unbabel-comet is not installed, InputError where the checkpoint cannot be loaded.
    """
    path = Path(checkpoint)
    if not path.is_file():
        raise InputError("there is no such checkpoint", file=str(checkpoint), cure="give the path of a .ckpt file")
    model, version = _load(path)
    rows = [{"src": s, "mt": h, "ref": r} for s, h, r in zip(source, hypotheses, references, strict=True)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a library says to its own developers
        found = model.predict(rows, batch_size=8, gpus=0, progress_bar=False)
    segments = tuple(float(score) for score in found.scores)
    return OutsideScore("COMET", float(found.system_score), _model_name(path), version, "fp32", True, segments)


def _load(checkpoint: Path) -> tuple[Any, str]:
    os.environ["HF_HUB_OFFLINE"] = "1"  # read when the hub's library is first imported
    try:
        from comet import load_from_checkpoint  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        if (error.name or "").split(".")[0] == "comet":
            raise MissingExtraError("COMET is not installed", cure="pip install unbabel-comet") from None
        raise InputError(f"COMET is installed, but cannot be loaded: {error}", cure="mend its installation") from None
    from importlib.metadata import version

    for name in ("pytorch_lightning", "lightning.pytorch", "comet"):
        logging.getLogger(name).setLevel(logging.ERROR)
    try:
        return load_from_checkpoint(str(checkpoint)), version("unbabel-comet")
    except Exception as error:  # what torch, lightning and the hub raise has no common class
        reason = str(error).split("\n")[0].split(". ")[0][:200]
        cure = (
            "keep the checkpoint in the folder in which it came, with its hparams.yaml and its encoder on this computer"
        )
        raise InputError(f"the checkpoint cannot be loaded ({reason})", file=str(checkpoint), cure=cure) from None


def _model_name(checkpoint: Path) -> str:
    """Unbabel/wmt22-comet-da from the hub's folder models--Unbabel--wmt22-comet-da/snapshots/..., else folder/file."""
    hub = next((part for part in checkpoint.resolve().parts if part.startswith("models--")), "")
    if hub:
        return hub.removeprefix("models--").replace("--", "/")
    folder = checkpoint.resolve().parent
    return f"{(folder.parent if folder.name == 'checkpoints' else folder).name}/{checkpoint.name}"
