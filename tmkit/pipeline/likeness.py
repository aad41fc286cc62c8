"""Whether two aligned texts say the same at all: what the encoder thinks of the pairs themselves."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Unit

__all__ = ["likeness", "pair_likeness"]

_SAMPLE = 100


def likeness(units: Sequence[Unit]) -> float:
    """Mean cosine of the sentence vectors of source and target over at most 100 units spread over the text, -1 to 1.

    An aligner pairs whatever it is given, and on short texts it cannot know better. Translations have 0.4 to 0.8 here,
    texts of something else less than 0.2.
    """
    return pair_likeness([(unit.source, unit.target) for unit in units])


def pair_likeness(units: Sequence[tuple[str, str]]) -> float:
    """As likeness, of pairs of texts."""
    if not units:
        return 0.0
    import numpy as np

    from .align import load_brain

    encoder = load_brain("use")
    if encoder is None:
        return 0.0
    step = max(1, -(-len(units) // _SAMPLE))
    chosen = units[::step]
    ends = np.arange(1, len(chosen) + 1)
    sources = encoder.sentences([source for source, _ in chosen])
    targets = encoder.sentences([target for _, target in chosen])
    return float((sources.spans(1, ends) * targets.spans(1, ends)).sum(axis=1).mean())
