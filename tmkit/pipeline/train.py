"""Training the aligner: `python -m tmkit.pipeline.train GOLD_FOLDER -o tmkit/data/aligner-weights.tsv`.

The folder holds NAME.zh and NAME.en, one sentence a line, and NAME.gold, one bead a line. Every text is used whole and
with random runs of sentences removed, so that the model learns what a gap looks like.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ..align import Weights, beads_of, lattice_of, prepare
from ..align.coarse import COARSE_NAMES, GAPS, Steps, coarse_evidence, coarse_lattice, survivors
from ..align.evidence import evidence
from ..align.inputs import Floats, TextPair
from ..align.lattice import Lattice, Posteriors
from ..align.train import Example, damaged, fit, gold_path, minimise, paragraphs_for
from ..engines import encoder as encoders
from ..errors import InputError
from ..formats.beads import read_beads
from ..formats.lines import read_lines
from ..formats.output import write_text
from ..model import Bead
from .align import text_pair

__all__ = ["main", "read_gold", "train_table", "variants"]

Doubles = npt.NDArray[np.float64]
Gold = tuple[Sequence[str], Sequence[str], list[Bead]]

# Share of sentences removed, longest run, and whether paragraphs are made up.
_VARIANTS = ((0.0, 0, False), (0.0, 0, True), (0.1, 8, False), (0.1, 8, True), (0.25, 8, True), (0.25, 40, False))
_FIRST_LOOK = (0, 2, 4, 5)
_FIRST_DECAY, _FIRST_ROUNDS = 1.0, 60
_DECAY, _ROUNDS, _CALIBRATION_ROUNDS = 24.0, 120, 50


@dataclass(frozen=True)
class Brain:
    """What a set of weights is for: which encoder, and whether the dictionary is there."""

    make: Callable[[], encoders.Encoder | None]
    languages: tuple[str, str]


def _plain_use() -> encoders.Encoder:
    use = encoders.UseEncoder()
    return encoders.PlainEncoder(lambda texts: use.sentences(texts).spans(1, np.arange(1, len(texts) + 1)))


# "und" (undetermined) stands for a language without dictionary.
_SETS = {
    "use+dictionary": Brain(encoders.UseEncoder, ("zh", "en")),
    "use": Brain(encoders.UseEncoder, ("und", "en")),
    "vectors+dictionary": Brain(_plain_use, ("zh", "en")),
    "vectors": Brain(_plain_use, ("und", "en")),
    "none+dictionary": Brain(lambda: None, ("zh", "en")),
}


def read_gold(folder: Path) -> list[Gold]:
    """Every NAME.zh, NAME.en, NAME.gold of a folder, in order of their names."""
    found: list[Gold] = [
        (
            read_lines(gold.with_suffix(".zh")).lines,
            read_lines(gold.with_suffix(".en")).lines,
            read_beads(gold),
        )
        for gold in sorted(folder.glob("*.gold"))
    ]
    if not found:
        raise InputError("no file ends in .gold", file=str(folder), cure="name the folder of the gold alignments")
    return found


def variants(gold: Gold, seed: int) -> Iterator[tuple[Gold, tuple[list[int], list[int]] | None]]:
    """A text as it is and damaged, each with made-up paragraphs or without."""
    source, target, beads = gold
    for number, (share, longest, with_paragraphs) in enumerate(_VARIANTS):
        kept_source, kept_target = list(range(len(source))), list(range(len(target)))
        left = beads
        if share:
            kept_source, kept_target, left = damaged((len(source), len(target)), beads, share, longest, seed + number)
        texts = [source[i] for i in kept_source], [target[j] for j in kept_target]
        sizes = len(texts[0]), len(texts[1])
        yield (*texts, left), paragraphs_for(left, sizes, seed + number) if with_paragraphs else None


@dataclass(frozen=True)
class _Case:
    """A text pair with its gold beads and what the first look left over."""

    pair: TextPair
    beads: list[Bead]


def _first_example(case: _Case) -> Example | None:
    seen, band = prepare(case.pair)
    found = gold_path(case.beads, band)
    if found is None:
        return None
    path, gaps = found
    values = coarse_evidence(seen, band, 0, len(band.low))
    gold = sum((values[:, kind, node].astype(np.float64) for kind, node in path), np.zeros(len(values)))

    def lattice(w: Doubles) -> Lattice:
        return Lattice(band, np.tensordot(w[:-2].astype(np.float32), values, axes=1), (w[-2], w[-1]))

    def expected(likely: Posteriors) -> Doubles:
        return np.append(np.tensordot(values, likely.steps, axes=([1, 2], [0, 1])), likely.gaps)

    return Example(lattice, expected, np.append(gold, gaps))


@dataclass(frozen=True)
class _Second:
    """What the second look sees of a case, scaled so that all evidence is of the same size."""

    steps: Steps
    values: Floats
    path: list[tuple[int, int]]
    gaps: tuple[int, int]

    @classmethod
    def of(cls, case: _Case, first: Mapping[str, float]) -> tuple[list[str], _Second]:
        """A case whose gold path leaves the band has an empty path."""
        seen, band = prepare(case.pair)
        lattice = coarse_lattice(seen, band, first)
        path, gaps = gold_path(case.beads, band) or ([], (0, 0))
        steps = survivors(lattice, lattice.posteriors().steps, path)
        names, values = evidence(seen, steps)
        return names, cls(steps, values, path, gaps)

    def example(self, scale: Floats) -> Example:
        values = self.values / scale
        at = {key: n for n, key in enumerate(zip(self.steps.kinds.tolist(), self.steps.nodes.tolist(), strict=True))}
        gold = values[[at[step] for step in self.path]].sum(axis=0, dtype=np.float64)
        empty = lattice_of(self.steps, np.zeros(len(values), np.float32), {})
        nodes = empty.band.number(self.steps.rows, self.steps.columns)

        def lattice(w: Doubles) -> Lattice:
            scores = empty.scores.copy()
            scores[self.steps.kinds, nodes] = values @ w[:-2].astype(np.float32)
            return Lattice(empty.band, scores, (w[-2], w[-1]))

        def expected(likely: Posteriors) -> Doubles:
            return np.append(likely.steps[self.steps.kinds, nodes] @ values, likely.gaps)

        return Example(lattice, expected, np.append(gold, self.gaps))


def _train_set(golds: Sequence[Gold], brain: Brain, note: Callable[[str], None]) -> dict[str, float]:
    """All weights of one set, by the names of the table."""
    encoder = brain.make()
    cases = [
        [
            _Case(text_pair(source, target, brain.languages, encoder, paragraphs), beads)
            for (source, target, beads), paragraphs in variants(gold, 100 * number)
        ]
        for number, gold in enumerate(golds)
    ]
    note("first look")
    seen = [_first_example(case[k]) for case in cases for k in _FIRST_LOOK]
    used = [example for example in seen if example is not None]
    first = dict(zip((*COARSE_NAMES, *GAPS), fit(used, decay=_FIRST_DECAY, rounds=_FIRST_ROUNDS), strict=True))
    note("second look")
    seconds = [[_Second.of(case, first) for case in row] for row in cases]
    names = seconds[0][0][0]
    scale = np.sqrt(np.mean(np.concatenate([s.values for row in seconds for _, s in row]) ** 2, axis=0)) + 1e-9
    examples = [[s.example(scale) for _, s in row] for row in seconds]
    usable = [[bool(s.path) for _, s in row] for row in seconds]
    weights = fit(_chosen(examples, usable), decay=_DECAY, rounds=_ROUNDS)
    second = dict(zip((*names, *GAPS), [*(weights[:-2] / scale), *weights[-2:]], strict=True))
    note("calibration")
    slope, offset = _calibration(examples, usable, cases)
    table = {f"first.{k}": v for k, v in first.items()} | {f"second.{k}": v for k, v in second.items()}
    return {"slope": slope, "offset": offset} | table


def _chosen(examples: Sequence[Sequence[Example]], usable: Sequence[Sequence[bool]], out: int = -1) -> list[Example]:
    """The usable examples of all texts but one."""
    rows = [row for k, row in enumerate(zip(examples, usable, strict=True)) if k != out]
    return [e for row, flags in rows for e, flag in zip(row, flags, strict=True) if flag]


def _calibration(
    examples: Sequence[Sequence[Example]], usable: Sequence[Sequence[bool]], cases: Sequence[Sequence[_Case]]
) -> tuple[float, float]:
    """Slope and offset that turn the model's log odds into those of being right, learned on texts left out."""
    odds: list[float] = []
    right: list[bool] = []
    for out in range(len(examples)):
        weights = fit(_chosen(examples, usable, out), decay=_DECAY, rounds=_CALIBRATION_ROUNDS)
        for example, case in zip(examples[out], cases[out], strict=True):
            gold = {(b.source, b.target) for b in case.beads}
            for bead in beads_of(example.lattice(weights), Weights({}, {})):
                odds.append(math.log(bead.score / (1 - bead.score)))
                right.append((bead.source, bead.target) in gold)
    x, y = np.array(odds), np.array(right, dtype=np.float64)

    def loss(w: Doubles) -> tuple[float, Doubles]:
        z = w[0] * x + w[1]
        error = 1 / (1 + np.exp(-z)) - y
        return float(np.sum(np.logaddexp(0, z) - y * z)), np.array([error @ x, error.sum()])

    slope, offset = minimise(loss, np.array([1.0, 0.0]))
    return float(slope), float(offset)


def _tell(note: Callable[[str], None], name: str, stage: str) -> None:
    note(f"{name}: {stage}")


def train_table(golds: Sequence[Gold], sets: Sequence[str], note: Callable[[str], None]) -> str:
    """The table of weights as text."""
    columns = {name: _train_set(golds, _SETS[name], partial(_tell, note, name)) for name in sets}
    rows = list(dict.fromkeys(name for column in columns.values() for name in column))
    lines = [["evidence", *columns], *([row, *(f"{c.get(row, 0.0):.5g}" for c in columns.values())] for row in rows)]
    return "".join("\t".join(line) + "\n" for line in lines)


def main(argv: Sequence[str] | None = None) -> int:
    """Read a folder of gold alignments, train every set, write the table."""
    parser = argparse.ArgumentParser(prog="python -m tmkit.pipeline.train", description=__doc__)
    parser.add_argument("gold", type=Path, help="folder of NAME.zh, NAME.en and NAME.gold")
    parser.add_argument("-o", "--output", required=True, help="the table of weights")
    parser.add_argument("--set", action="append", choices=list(_SETS), dest="sets", help="train this set only")
    args = parser.parse_args(argv)
    golds = read_gold(args.gold)
    table = train_table(golds, args.sets or list(_SETS), lambda stage: print(stage, file=sys.stderr))
    beads = sum(len(g[2]) for g in golds)
    head = (
        "# How much each piece of evidence counts in the alignment model; made by `python -m tmkit.pipeline.train`.\n"
        f"# Trained on {args.gold.name}: {len(golds)} texts, {beads} beads, each text whole and with random runs of\n"
        "# sentences removed. One column per set: what the encoder is, and whether there is a dictionary.\n"
    )
    write_text(args.output, head + table)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
