"""Training the aligner: from a folder of gold alignments to the table of weights.

The folder holds NAME.zh and NAME.en, one sentence a line, and NAME.gold, one bead a line. Every text is used whole and
with random runs of sentences removed or foreign lines added, so that the model learns what a gap looks like.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..align import Weights, beads_of, lattice_of, prepare
from ..align.coarse import COARSE_NAMES, GAPS, coarse_evidence, coarse_lattice, survivors
from ..align.evidence import evidence
from ..align.inputs import TextPair
from ..align.lattice import Lattice
from ..align.train import Example, Examples, Loss, damaged, fit, gold_path, minimise, paragraphs_for, with_strangers
from ..engines import encoder as encoders
from ..errors import InputError
from ..formats.beads import read_beads
from ..formats.lines import read_lines
from ..formats.output import write_text
from ..model import Bead
from .align import text_pair

__all__ = ["SETS", "Variant", "read_gold", "train_aligner", "train_table", "variants", "varied"]

Doubles = npt.NDArray[np.float64]
Gold = tuple[Sequence[str], Sequence[str], list[Bead]]
Note = Callable[[str], None]


@dataclass(frozen=True)
class Variant:
    """What is done to a text: sentences removed in runs, or lines of other texts added to one side.

    `side` is 0 for the source, 1 for the target, None for both. `paragraphs` are made up. `counts` is how much it
    teaches.
    """

    removed: float = 0.0
    longest: int = 8
    added: float = 0.0
    side: int | None = None
    paragraphs: bool = False
    counts: float = 1.0


_VARIANTS = (
    Variant(),
    Variant(paragraphs=True),
    Variant(removed=0.1),
    Variant(removed=0.1, paragraphs=True),
    Variant(removed=0.25, paragraphs=True),
    Variant(removed=0.25, longest=40),
    # A single surplus line is rarer in real texts than here.
    Variant(removed=0.08, longest=1, side=0, paragraphs=True, counts=0.3),
    Variant(removed=0.08, longest=1, side=1, counts=0.3),
    Variant(added=0.06, side=0, paragraphs=True, counts=0.3),
    Variant(added=0.06, side=1, counts=0.3),
)
_FIRST_LOOK = (0, 2, 4, 5)
_FIRST_DECAY, _FIRST_ROUNDS = 1.0, 30
_DECAY, _ROUNDS, _CALIBRATION_ROUNDS = 48.0, 80, 30


@dataclass(frozen=True)
class Brain:
    """What a set of weights is for: which encoder, and whether the dictionary is there."""

    make: Callable[[], encoders.Encoder | None]
    languages: tuple[str, str]


def _plain_use() -> encoders.Encoder:
    use = encoders.UseEncoder()
    return encoders.PlainEncoder(lambda texts: use.sentences(texts).spans(1, np.arange(1, len(texts) + 1)))


# "und" (undetermined) stands for a language without dictionary.
SETS = {
    "use+dictionary": Brain(encoders.UseEncoder, ("zh", "en")),
    "use": Brain(encoders.UseEncoder, ("und", "en")),
    "vectors+dictionary": Brain(_plain_use, ("zh", "en")),
    "vectors": Brain(_plain_use, ("und", "en")),
    "none+dictionary": Brain(lambda: None, ("zh", "en")),
}


def read_gold(folder: Path) -> list[Gold]:
    """Every NAME.zh, NAME.en, NAME.gold of a folder (NAME.beads where none ends in .gold), in order of their names."""
    found: list[Gold] = [
        (
            read_lines(gold.with_suffix(".zh")).lines,
            read_lines(gold.with_suffix(".en")).lines,
            read_beads(gold),
        )
        for gold in sorted(folder.glob("*.gold")) or sorted(folder.glob("*.beads"))
    ]
    if not found:
        raise InputError(
            "no file ends in .gold or .beads", file=str(folder), cure="name the folder of the gold alignments"
        )
    return found


def variants(golds: Sequence[Gold], number: int) -> Iterator[tuple[Gold, tuple[list[int], list[int]] | None]]:
    """Text number `number` as it is and damaged, each with made-up paragraphs or without."""
    for k, variant in enumerate(_VARIANTS):
        source, target, beads = varied(golds, number, variant, 100 * number + k)
        sizes = len(source), len(target)
        yield (source, target, beads), paragraphs_for(beads, sizes, 100 * number + k) if variant.paragraphs else None


def varied(golds: Sequence[Gold], number: int, variant: Variant, seed: int) -> Gold:
    """Text number `number` after what is done to it; lines that are added come from the other texts."""
    source, target, beads = golds[number]
    if variant.added and variant.side is not None and len(golds) > 1:
        others = [
            line for k, gold in enumerate(golds) if k != number for line in (gold[1] if variant.side else gold[0])
        ]
        return with_strangers((source, target), beads, others, variant.side, variant.added, seed)
    if variant.removed:
        sizes = len(source), len(target)
        i, j, left = damaged(sizes, beads, variant.removed, variant.longest, seed, variant.side)
        return [source[k] for k in i], [target[k] for k in j], left
    return source, target, beads


@dataclass(frozen=True)
class _Case:
    """A text pair with its gold beads, which text it was made of, and how much it teaches."""

    pair: TextPair
    beads: list[Bead]
    text: int
    counts: float


def _cases(golds: Sequence[Gold], brain: Brain) -> list[_Case]:
    encoder = brain.make()
    return [
        _Case(text_pair(source, target, brain.languages, encoder, paragraphs), beads, number, variant.counts)
        for number in range(len(golds))
        for variant, ((source, target, beads), paragraphs) in zip(_VARIANTS, variants(golds, number), strict=True)
    ]


def _first_loss(case: _Case) -> Loss | None:
    seen, band = prepare(case.pair)
    found = gold_path(case.beads, band)
    if found is None:
        return None
    path, gaps = found
    values = coarse_evidence(seen, band, 0, len(band.low))
    gold = sum((values[:, kind, node].astype(np.float64) for kind, node in path), np.zeros(len(values)))
    gold = np.append(gold, gaps)

    def loss(w: Doubles) -> tuple[float, Doubles]:
        scores = np.tensordot(w[:-2].astype(np.float32), values, axes=1)
        likely = Lattice(band, scores, (w[-2], w[-1])).posteriors()
        expected = np.append(np.tensordot(values, likely.steps, axes=([1, 2], [0, 1])), likely.gaps)
        return likely.total - float(w @ gold), expected - gold

    return loss


def _first_weights(cases: Sequence[_Case]) -> dict[str, float]:
    losses = [_first_loss(case) for k, case in enumerate(cases) if k % len(_VARIANTS) in _FIRST_LOOK]
    used = [loss for loss in losses if loss is not None]
    names = (*COARSE_NAMES, *GAPS)
    return dict(zip(names, fit(used, len(names), decay=_FIRST_DECAY, rounds=_FIRST_ROUNDS).tolist(), strict=True))


def _example(case: _Case, first: Mapping[str, float]) -> tuple[list[str], Example]:
    """What the second look sees; a case whose gold path leaves the band teaches nothing."""
    seen, band = prepare(case.pair)
    lattice = coarse_lattice(seen, band, first)
    found = gold_path(case.beads, band)
    path, gaps = found or ([], (0, 0))
    steps = survivors(lattice, lattice.posteriors().steps, path)
    names, values = evidence(seen, steps)
    at = {key: n for n, key in enumerate(zip(steps.kinds.tolist(), steps.nodes.tolist(), strict=True))}
    return names, Example(steps, values, [at[step] for step in path], gaps, case.counts if found else 0.0)


def _train_set(golds: Sequence[Gold], brain: Brain, first: dict[str, float], note: Note) -> dict[str, float]:
    """All weights of one set, by the names of the table; those of the first look may be known."""
    cases = _cases(golds, brain)
    if not first:
        note("first look")
        first.update(_first_weights(cases))
    note("second look")
    seen = [_example(case, first) for case in cases]
    names = seen[0][0]
    scale = np.sqrt(np.mean(np.concatenate([e.values for _, e in seen]) ** 2, axis=0)) + 1e-9
    examples = [replace(e, values=e.values / scale) for _, e in seen]
    together = Examples(examples)
    weights = fit([together.loss], together.size, decay=_DECAY, rounds=_ROUNDS)
    second = dict(zip((*names, *GAPS), [*(weights[:-2] / scale), *weights[-2:]], strict=True))
    note("calibration")
    slope, offset = _calibration(examples, together, cases)
    table = {f"first.{k}": v for k, v in first.items()} | {f"second.{k}": v for k, v in second.items()}
    return {"slope": slope, "offset": offset} | table


def _calibration(examples: Sequence[Example], together: Examples, cases: Sequence[_Case]) -> tuple[float, float]:
    """Slope and offset that turn the model's log odds into those of being right, learned on texts left out."""
    odds: list[float] = []
    right: list[bool] = []
    for text in sorted({case.text for case in cases}):
        out = [k for k, case in enumerate(cases) if case.text == text]
        weights = fit([partial(together.loss, out=out)], together.size, decay=_DECAY, rounds=_CALIBRATION_ROUNDS)
        for k in out:
            gold = {(b.source, b.target) for b in cases[k].beads}
            scores = examples[k].values @ weights[:-2].astype(np.float32)
            lattice = lattice_of(examples[k].steps, scores, dict(zip(GAPS, weights[-2:].tolist(), strict=True)))
            for bead in beads_of(lattice, Weights({}, {})):
                odds.append(math.log(bead.score / (1 - bead.score)))
                right.append((bead.source, bead.target) in gold)
    return _logistic(np.array(odds), np.array(right, dtype=np.float64))


def _logistic(x: Doubles, y: Doubles) -> tuple[float, float]:
    """Slope and offset of the logistic curve through events y, 0 or 1, at x."""

    def loss(w: Doubles) -> tuple[float, Doubles]:
        z = w[0] * x + w[1]
        error = 1 / (1 + np.exp(-z)) - y
        return float(np.sum(np.logaddexp(0, z) - y * z)), np.array([error @ x, error.sum()])

    slope, offset = minimise(loss, np.array([1.0, 0.0]))
    return float(slope), float(offset)


def _tell(note: Note, name: str, stage: str) -> None:
    note(f"{name}: {stage}")


def train_table(golds: Sequence[Gold], sets: Sequence[str], note: Note) -> str:
    """The table of weights as text."""
    # The first look knows no words: it is the same for all sets with the same encoder.
    first: dict[Callable[[], encoders.Encoder | None], dict[str, float]] = {}
    columns = {
        name: _train_set(golds, SETS[name], first.setdefault(SETS[name].make, {}), partial(_tell, note, name))
        for name in sets
    }
    rows = list(dict.fromkeys(name for column in columns.values() for name in column))
    lines = [["evidence", *columns], *([row, *(f"{c.get(row, 0.0):.5g}" for c in columns.values())] for row in rows)]
    return "".join("\t".join(line) + "\n" for line in lines)


def train_aligner(
    gold: str | Path, output: str | Path, sets: Sequence[str] = (), note: Note = lambda stage: None
) -> None:
    """Read a folder of gold alignments, train the sets (default: all), write the table of weights with its history."""
    folder = Path(gold)
    golds = read_gold(folder)
    table = train_table(golds, sets or list(SETS), note)
    beads = sum(len(g[2]) for g in golds)
    head = (
        "# How much each piece of evidence counts in the alignment model; made by `tmkit train-aligner`.\n"
        f"# Trained on {folder.name}: {len(golds)} texts, {beads} beads, each text whole, with random runs of\n"
        "# sentences removed, and with lines of the other texts added. One column per set: what the encoder is, and\n"
        "# whether there is a dictionary.\n"
    )
    write_text(str(output), head + table)
