"""How passages that changed places are reported: `python tests/bench/align_moves.py GOLD_FOLDER`.

In every text one block each of 1, 2, 3, 5 and 8 sentences is put somewhere else, once on the source and once on the
target side, and in another copy neighbouring sentences are swapped. Printed are, per sentence, how many of the reports
are right and how many of the moved sentences are reported; how many swaps come out as one bead with a flag; and how
many reports there are in texts from which sentences were only removed, where every report is false. GOLD_FOLDER holds
NAME.zh, NAME.en and NAME.gold or NAME.beads.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np

from tmkit.align.train import damaged
from tmkit.model import Bead
from tmkit.pipeline import train
from tmkit.pipeline.align import align_texts

SIZES = (1, 2, 3, 5, 8)
APART, AWAY = 3, 25  # beads between blocks, sentences from the old to the new place
Place = tuple[int, set[int], set[int]]  # size of the block, and the sentences of one of its beads


def sides(bead: Bead, side: int) -> tuple[int, ...]:
    """The sentences of one side."""
    return bead.target if side else bead.source


def blocks(beads: Sequence[Bead], side: int, random: np.random.Generator) -> Iterator[list[Bead]]:
    """Runs of whole beads that hold exactly as many sentences of a side as a block has."""
    taken: set[int] = set()
    for size in SIZES:
        for _ in range(200):
            first = last = int(random.integers(len(beads) - size))
            while last < len(beads) and sum(len(sides(b, side)) for b in beads[first:last]) < size:
                last += 1
            run, around = beads[first:last], set(range(first - APART, last + APART))
            whole = all(b.source and b.target for b in run)
            if whole and sum(len(sides(b, side)) for b in run) == size and not taken & around:
                taken |= around
                yield list(run)
                break


def moved(gold: train.Gold, side: int, seed: int) -> tuple[list[list[str]], list[Place]]:
    """A text with blocks of one side elsewhere, and the beads of these blocks as they are numbered now."""
    source, target, beads = gold
    random = np.random.default_rng(seed)
    runs = list(blocks(beads, side, random))
    gone = [i for run in runs for b in run for i in sides(b, side)]
    order = [i for i in range(len((source, target)[side])) if i not in gone]
    free = [sides(b, side)[0] for b in beads if b.source and b.target and sides(b, side)[0] not in gone]
    for run in runs:
        own = [i for b in run for i in sides(b, side)]
        far = [i for i in free if abs(i - own[0]) > AWAY] or [i for i in free if abs(i - own[0]) > len(free) // 3]
        at = order.index(far[int(random.integers(len(far)))])
        order[at:at] = own
    number = {old: new for new, old in enumerate(order)}
    texts = [list(source), list(target)]
    texts[side] = [texts[side][i] for i in order]
    places = []
    for run in runs:
        for bead in run:
            both = [set(bead.source), set(bead.target)]
            both[side] = {number[i] for i in both[side]}
            places.append((sum(len(sides(b, side)) for b in run), both[0], both[1]))
    return texts, places


def reports(beads: Sequence[Bead]) -> tuple[dict[int, int], dict[int, int]]:
    """Where moved source and target sentences are said to be."""
    found: tuple[dict[int, int], dict[int, int]] = ({}, {})
    for bead in beads:
        for flag in bead.flags:
            name, _, place = flag.partition(":")
            if name in ("moved-target", "moved-source"):
                side = int(name == "moved-source")
                found[side][sides(bead, side)[0]] = int(place)
    return found


def swapped(gold: train.Gold, side: int, seed: int) -> tuple[list[list[str]], list[Bead]]:
    """A text with neighbours that changed places here and there, and the beads that these now should be."""
    source, target, beads = gold
    texts, result = [list(source), list(target)], []
    random = np.random.default_rng(seed)
    at = 0
    while at + 1 < len(beads):
        one, two = beads[at], beads[at + 1]
        if one.kind == two.kind == "1-1":
            i, j = sides(one, side)[0], sides(two, side)[0]
            texts[side][i], texts[side][j] = texts[side][j], texts[side][i]
            result.append(Bead(one.source + two.source, one.target + two.target))
            at += int(random.integers(15, 30))
        at += 1
    return texts, result


def judge(golds: Sequence[train.Gold]) -> None:
    """Print all figures."""
    right, said, there, seen = 0, 0, Counter[int](), Counter[int]()
    swaps = Counter[str]()
    for seed, gold in enumerate(golds):
        for side in (0, 1):
            texts, places = moved(gold, side, seed)
            found = reports(align_texts(*texts))
            for size, *both in places:
                for own, other, to in ((both[0], both[1], found[0]), (both[1], both[0], found[1])):
                    there[size] += len(own)
                    good = sum(to.get(i, -1) in other for i in own)
                    seen[size] += good
                    right += good
            said += len(found[0]) + len(found[1])
        texts, beads = swapped(gold, seed % 2, seed)
        got = {(b.source, b.target): b.flags for b in align_texts(*texts)}
        swaps["all"] += len(beads)
        swaps["one bead"] += sum((b.source, b.target) in got for b in beads)
        swaps["flagged"] += sum("crossing" in got.get((b.source, b.target), ()) for b in beads)
        i, j, left = damaged((len(gold[0]), len(gold[1])), gold[2], 0.15, 8, seed)
        removed = align_texts([gold[0][k] for k in i], [gold[1][k] for k in j])
        swaps["false"] += sum(map(len, reports(removed)))
        swaps["crossing"] += sum("crossing" in b.flags for b in removed)
        swaps["gaps"] += sum(not (b.source and b.target) for b in left)
    share = {size: round(seen[size] / there[size], 2) for size in SIZES if there[size]}
    print(f"moved sentences: precision {right / max(said, 1):.3f}, recall {seen.total() / there.total():.3f}; {share}")
    print(f"swaps: {swaps['all']}, as one bead {swaps['one bead']}, with the flag {swaps['flagged']}")
    print(f"texts with sentences removed: {swaps['false']} false reports among {swaps['gaps']} gaps", end="")
    print(f", {swaps['crossing']} false swaps")


def main() -> None:
    """Read the gold folder and judge."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    judge(train.read_gold(parser.parse_args().gold))


if __name__ == "__main__":
    main()
