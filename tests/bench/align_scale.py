"""Time and memory of one long document: `python tests/bench/align_scale.py [SENTENCES ...]`.

The text is made of the seeds: copies one after the other, in each of which a few sentences are left out on either
side and a third of the sentences carry a number of their own, the same in both languages.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))


def seed_texts() -> tuple[list[str], list[str]]:
    """All sentences of the seeds, Chinese and English."""
    from tmkit.pipeline.corpus import load_corpus, read_source, read_target
    from tmkit.pipeline.segment import segment_document

    corpus = load_corpus(ROOT / "seeds" / "corpus.toml")
    sides: tuple[list[str], list[str]] = ([], [])
    for entry in corpus.documents:
        for side, read in zip(sides, (read_source, read_target), strict=True):
            side += [s.text for s in segment_document(read(corpus, entry))]
    return sides


def varied(size: int) -> tuple[list[str], list[str]]:
    """A source of `size` sentences and its translation."""
    chance = random.Random(7)
    source, target = seed_texts()
    long: tuple[list[str], list[str]] = ([], [])
    copy = 0
    while len(long[0]) < size:
        copy += 1
        for side, text in zip(long, (source, target), strict=True):
            for k, sentence in enumerate(text):
                if chance.random() > 0.03:
                    mark = int(k / len(text) * 200)
                    side.append(f"{sentence[:-1]} {copy}-{mark}{sentence[-1]}" if mark % 3 == 0 else sentence)
    return long[0][:size], long[1]


def one(size: int) -> None:
    """Align one text in this process and print a row."""
    from tmkit.pipeline.align import align_texts

    source, target = varied(size)
    target = target[: int(size * len(target) / max(len(source), 1))] if len(source) < size else target
    align_texts(source[:5], target[:5])
    start = time.process_time()
    beads = align_texts(source, target)
    seconds = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    total = len(source) + len(target)
    pairs = sum(bool(b.source and b.target) for b in beads)
    print(f"{len(source):>8}{len(target):>8}{seconds:>9.1f}{total / seconds:>9.0f}{memory:>9.2f}{pairs:>9}", flush=True)


def main() -> None:
    """Every size in a process of its own, so that memory is its own."""
    sizes = [int(a) for a in sys.argv[1:] if a.isdigit()] or [1000, 3000, 10000, 30000]
    if "--one" in sys.argv:
        one(sizes[0])
        return
    print(f"{'source':>8}{'target':>8}{'CPU s':>9}{'per s':>9}{'GB':>9}{'pairs':>9}", flush=True)
    for size in sizes:
        subprocess.run([sys.executable, __file__, "--one", str(size)], check=True)


if __name__ == "__main__":
    main()
