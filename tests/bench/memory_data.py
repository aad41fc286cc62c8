"""Synthetic Chinese-English units and queries for the memory's benchmarks: the same on every computer.

`words` draws words by their frequency in jieba's dictionary, as running text does; `flat` draws them all alike, which
gives far more distinct pairs of characters than real text has; `template` fills slots of a few hundred sentence
patterns, which gives far fewer and very many near-duplicates; `varied-zh` and `varied-en` are of memory_varied.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from memory_varied import varied_units

from tmkit.model import Unit

KINDS = ("words", "flat", "template", "varied-zh", "varied-en")


def units(count: int, kind: str = "words", seed: int = 1) -> Iterator[Unit]:
    """`count` units, those of the first three kinds with a mean source length of about 33 characters."""
    if kind.startswith("varied-"):
        yield from varied_units(count, kind.removeprefix("varied-"), seed)
        return
    chinese, weights, english = _vocabulary()
    random_ = np.random.default_rng(seed)
    chance = {"words": weights**0.75, "flat": np.ones(len(weights)), "template": weights**0.75}[kind]
    chance = chance / chance.sum()
    made = 0
    patterns = _patterns(random_, chance) if kind == "template" else None
    while made < count:
        size = min(20_000, count - made)
        lengths = random_.lognormal(2.6, 0.5, size).clip(1, 60).astype(int)
        words = random_.choice(len(chinese), int(lengths.sum()), p=chance)
        at = 0
        for length in lengths.tolist():
            picked = words[at : at + length].tolist()
            at += length
            if patterns is not None:
                picked = _filled(patterns[(made * 7919) % len(patterns)], picked)
            made += 1
            yield _unit(made, picked, chinese, english)


def _unit(number: int, picked: list[int], chinese: list[str], english: list[str]) -> Unit:
    source, target = [], []
    for order, word in enumerate(picked):
        source.append(chinese[word])
        target.append(english[word])
        if order % 7 == 6:
            source.append("，")
    if number % 5 == 0:
        source.append(f"{number % 900 + 10}.{number % 10}%")
        target.append(f"{number % 900 + 10}.{number % 10}%")
    sentence = " ".join(target)
    return Unit(
        "".join(source) + "。",
        sentence[:1].upper() + sentence[1:] + ".",
        id=f"u{number}",
        origin=f"file{number // 1000}",
        creation_date="20240105T080000Z",
    )


def _vocabulary() -> tuple[list[str], np.ndarray, list[str]]:
    import jieba

    lines = (Path(jieba.__file__).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split(" ") for line in lines]
    rows = [row for row in rows if len(row[0]) <= 4 and all("\u4e00" <= ch <= "\u9fff" for ch in row[0])]
    rows.sort(key=lambda row: (-int(row[1]), row[0]))
    rows = rows[:120_000]
    random_ = random.Random(5)
    syllables = [
        c + v + e for c in "bcdfglmnprstv" for v in ("a", "e", "i", "o", "u", "ea", "io") for e in ("", "n", "r", "st")
    ]
    english = ["".join(random_.choices(syllables, k=1 + (i > 300) + (i > 5000))) for i in range(len(rows))]
    return [row[0] for row in rows], np.array([int(row[1]) + 1 for row in rows], float), english


def _patterns(random_: np.random.Generator, chance: np.ndarray) -> list[list[int]]:
    return [random_.choice(len(chance), random_.integers(6, 20), p=chance).tolist() for _ in range(400)]


def _filled(pattern: list[int], picked: list[int]) -> list[int]:
    out = list(pattern)
    for order, word in enumerate(picked[:4]):
        out[(order * 5 + word) % len(out)] = word
    return out


def edited(text: str, random_: random.Random, share: float, others: str) -> str:
    """`text` with about `share` of its characters deleted, exchanged or followed by another one."""
    out = []
    for ch in text:
        if random_.random() >= share:
            out.append(ch)
            continue
        kind = random_.randrange(3)
        if kind != 0:
            out.append(random_.choice(others))
        if kind == 2:
            out.append(ch)
    return "".join(out) or text


def queries(texts: list[str], count: int, seed: int = 2, short: bool = False) -> list[str]:
    """Edited sources; `short` cuts pieces of 3 to 10 characters out of them first."""
    random_ = random.Random(seed)
    others = "".join(texts[:200])
    picked = []
    while len(picked) < count:
        text = random_.choice(texts)
        picked.append(edited(text, random_, random_.uniform(0.03, 0.25), others))
    return picked
