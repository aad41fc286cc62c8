"""How good the aligner is: `python tests/bench/align.py GOLD_FOLDER [--leave-one-out] [--set NAME]`.

GOLD_FOLDER holds NAME.zh, NAME.en and NAME.gold (or NAME.beads). The weights in the package are used, or with
--leave-one-out, for every text weights that were learned from the others (both looks). Printed are strict F1 on the
texts as they are and with sentences removed or foreign lines added, gaps found, the reliability of the confidence, and
CPU seconds. How other aligners do on the same texts is told by peers.py.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[2]))

from tmkit.align import Weights, align
from tmkit.align.evaluate import Counts, evaluate, f1_interval
from tmkit.model import Bead
from tmkit.pipeline import train
from tmkit.pipeline.align import default_weights, parse_weights, text_pair

# Name, what is done to every text, seeds.
DAMAGE = (
    ("whole", train.Variant(), (0,)),
    ("10 %, runs 1-8", train.Variant(removed=0.1), (11, 12, 13)),
    ("25 %, runs 1-8", train.Variant(removed=0.25), (21, 22, 23)),
    ("25 %, runs 1-40", train.Variant(removed=0.25, longest=40), (31, 32)),
    ("8 % of zh, single", train.Variant(removed=0.08, longest=1, side=0), (41,)),
    ("8 % of en, single", train.Variant(removed=0.08, longest=1, side=1), (42,)),
    ("lines added to zh", train.Variant(added=0.06, side=0), (51,)),
    ("lines added to en", train.Variant(added=0.06, side=1), (52,)),
)
CALIBRATED = 2  # rows whose beads count for the reliability of the confidence


def weights_for(golds: Sequence[train.Gold], name: str, out: int | None) -> Weights:
    """The package's weights, or weights learned without text number `out`."""
    if out is None:
        return default_weights()[name]
    rest = [g for k, g in enumerate(golds) if k != out]
    print(f"  training without text {out + 1}", file=sys.stderr)
    return parse_weights(train.train_table(rest, [name], lambda _: None))[name]


def null_counts(gold: Sequence[Bead], predicted: Sequence[Bead]) -> Counts:
    """Counts of beads with an empty side only."""
    sides = [{(b.source, b.target) for b in beads if not (b.source and b.target)} for beads in (gold, predicted)]
    right = len(sides[0] & sides[1])
    return Counts(len(sides[1]), right, len(sides[0]), right)


def judge(golds: Sequence[train.Gold], name: str, leave_out: bool) -> None:
    """Print everything about one set of weights."""
    brain = train.SETS[name]
    encoder = brain.make()
    weights = [weights_for(golds, name, k if leave_out else None) for k in range(len(golds))]
    how = "weights learned from the other texts" if leave_out else "weights of the package"
    print(f"{name}, {how}")
    print(f"{'':<18}{'strict F1':>10}{'95 %':>16}{'nm F1':>8}{'gaps P':>8}{'gaps R':>8}{'per s':>8}")
    marks: list[tuple[float, bool]] = []
    for row, (title, variant, seeds) in enumerate(DAMAGE):
        strict, nulls, many, sentences, seconds = [], Counts(), Counts(), 0, 0.0
        for k in range(len(golds)):
            document = Counts()
            for source, target, beads in (train.varied(golds, k, variant, seed) for seed in seeds):
                start = time.process_time()
                predicted = align(text_pair(source, target, brain.languages, encoder), weights[k])
                seconds += time.process_time() - start
                sentences += len(source) + len(target)
                result = evaluate(beads, predicted)
                document += result.counts["strict vecalign"]
                many += result.types.get("n-m", Counts())
                nulls += null_counts(beads, predicted)
                right = {(b.source, b.target) for b in beads}
                marks += [(b.score, (b.source, b.target) in right) for b in predicted if row < CALIBRATED]
            strict.append(document)
        low, high = f1_interval(strict) or (0.0, 0.0)
        f1 = sum(strict, Counts()).rates.f1
        rates = f"{nulls.rates.precision:>8.3f}{nulls.rates.recall:>8.3f}{sentences / seconds:>8.0f}"
        print(f"{title:<18}{f1:>10.4f}{low:>9.3f}-{high:.3f} {many.rates.f1:>8.3f}{rates}", flush=True)
    reliability(marks)


def reliability(marks: Sequence[tuple[float, bool]]) -> None:
    """Of beads with a confidence in a range: how many there are, the mean confidence, the share that is right."""
    print(f"\n{'confidence':<18}{'beads':>10}{'mean':>8}{'right':>8}")
    edges = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001)
    for low, high in [*pairwise(edges), (0.9, 1.0001)]:
        inside = [(s, r) for s, r in marks if low <= s < high]
        if inside:
            mean, right = sum(s for s, _ in inside) / len(inside), sum(r for _, r in inside) / len(inside)
            print(f"{low:.2f} - {min(high, 1):.2f}{'':<7}{len(inside):>10}{mean:>8.3f}{right:>8.3f}")
    print()


def main() -> None:
    """Read the gold folder and judge the sets asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--leave-one-out", action="store_true")
    parser.add_argument(
        "--set", action="append", dest="sets", help="use+dictionary (default), use, none+dictionary ..."
    )
    args = parser.parse_args()
    golds = train.read_gold(args.gold)
    for name in args.sets or ["use+dictionary"]:
        judge(golds, name, args.leave_one_out)


if __name__ == "__main__":
    main()
