"""Aligning two texts with the weights, the encoder and the dictionary that tmkit brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from .. import align
from ..engines import encoder as encoders
from ..errors import InputError
from ..model import Bead

__all__ = ["AlignOptions", "align_texts", "default_weights", "parse_weights"]


@dataclass(frozen=True)
class AlignOptions:
    """What can be chosen: `encoder` is use, none, a sentence-transformers model or an object that encodes."""

    encoder: str | encoders.Encoder = "use"


def align_texts(
    source: Sequence[str],
    target: Sequence[str],
    source_language: str = "zh",
    target_language: str = "en",
    *,
    paragraphs: tuple[Sequence[int], Sequence[int]] | None = None,
    options: AlignOptions | None = None,
) -> list[Bead]:
    """Beads in text order that cover every segment of both sides once; a gap is a bead with an empty side.

    `paragraphs` gives the paragraph number of every segment of either side, as evidence.
    """
    chosen = options or AlignOptions()
    brain = _encoder(chosen.encoder) if isinstance(chosen.encoder, str) else chosen.encoder
    return align.align(source, target, default_weights(), brain)


@lru_cache(maxsize=1)
def _encoder(name: str) -> encoders.Encoder | None:
    return encoders.load_encoder(name)


@lru_cache(maxsize=1)
def default_weights() -> dict[str, float]:
    """The weights in the package."""
    name = "aligner-weights.txt"
    return parse_weights((resources.files("tmkit") / "data" / name).read_text("utf-8"), name)


def parse_weights(text: str, file: str = "") -> dict[str, float]:
    """Lines of a name, a blank and a number; # begins a comment."""
    weights: dict[str, float] = {}
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.partition("#")[0].split()
        if not fields:
            continue
        try:
            name, value = fields
            weights[name] = float(value)
        except ValueError:
            raise InputError(
                f"not a weight: {line.strip()!r}", file=file, line=number, cure="write NAME NUMBER"
            ) from None
    return weights
