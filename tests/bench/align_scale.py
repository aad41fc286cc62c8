"""Time and memory of one long document: `python -m tests.bench align_scale [SENTENCES ...]`.

The text is made of the gold of the seeds: copies one after the other, all of different sentences. In every copy words
and numbers change places with others, the same ones in both languages; names and numbers are put into what would still
come again; long English sentences are cut in two; a few sentences are left out on either side. So the right beads are
known. Every size runs in a process of its own on one thread; seconds are CPU seconds without loading the model, GB is
the most memory that the process ever took.
"""

from __future__ import annotations

import os
import random
import re
import resource
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from tmkit.model import Bead

# Words that change places with each other, Chinese and English.
_WORDS = (
    "经济 economy|文化 culture|教育 education|农业 agriculture|工业 industry|科技 science|安全 security|市场 market|"
    "农村 countryside|城市 city|企业 enterprise|学校 school|医院 hospital|环境 environment|能源 energy|交通 transport|"
    "投资 investment|消费 consumption|就业 employment|贸易 trade|金融 finance|技术 technology|人才 talent|社会 society"
)
_NAMES = (
    "王立明 Wang Liming|李晓芳 Li Xiaofang|张建国 Zhang Jianguo|刘海燕 Liu Haiyan|陈志强 Chen Zhiqiang|苏州 Suzhou|"
    "杨春梅 Yang Chunmei|赵永胜 Zhao Yongsheng|徐州 Xuzhou|广州 Guangzhou|温州 Wenzhou|孙丽华 Sun Lihua|兰州 Lanzhou"
)
_LONG = 120  # characters of an English sentence that may be cut at a comma
_GONE = 0.03  # of the sentences
_TARGET_SHARE = 43_000 / 30_000


@dataclass
class Text:
    """Two sides and the beads between them."""

    source: list[str] = field(default_factory=list)
    target: list[str] = field(default_factory=list)
    beads: list[Bead] = field(default_factory=list)


def gold() -> list[tuple[list[str], list[str]]]:
    """The sentences of every bead of the seeds."""
    from tmkit.formats.beads import read_beads

    found = []
    for path in sorted((ROOT / "seeds" / "gold").glob("*.beads")):
        sides = [path.with_suffix(f".{side}").read_text("utf-8").splitlines() for side in ("zh", "en")]
        found += [([sides[0][i] for i in b.source], [sides[1][j] for j in b.target]) for b in read_beads(path)]
    return found


class Variation:
    """The changes of one copy: the same words and numbers on both sides."""

    def __init__(self, chance: random.Random) -> None:
        pairs = [pair.split(" ", 1) for pair in _WORDS.split("|")]
        others = chance.sample(pairs, len(pairs))
        self._words = [{a[k]: b[k] for a, b in zip(pairs, others, strict=True)} for k in (0, 1)]
        self._pattern = [re.compile("|".join(map(re.escape, words))) for words in self._words]
        self._digits = str.maketrans("123456789", "".join(chance.sample("123456789", 9)))

    def changed(self, text: str, side: int) -> str:
        """A sentence of a side with other words and numbers."""
        words = self._words[side]
        return self._pattern[side].sub(lambda m: words[m[0]], text).translate(self._digits)


def varied(size: int) -> Text:
    """A text of `size` source sentences and its translation, no sentence twice."""
    chance = random.Random(7)
    text = Text()
    seen: tuple[set[str], set[str]] = (set(), set())
    beads = gold()
    while len(text.source) < size:
        variation = Variation(chance)
        for sides in beads:
            if len(text.source) >= size:
                break
            wide = len(text.target) < _TARGET_SHARE * len(text.source)
            made = [[variation.changed(t, k) for t in side] for k, side in enumerate(sides)]
            made[1] = [part for t in made[1] for part in _cut(t)] if wide else made[1]
            while any(t in old for side, old in zip(made, seen, strict=True) for t in side):
                made = _marked(made, chance)
            for side, old in zip(made, seen, strict=True):
                old.update(side)
            _append(text, [[t for t in side if chance.random() > _GONE] for side in made])
    return text


def _marked(sides: list[list[str]], chance: random.Random) -> list[list[str]]:
    """The sentences of a bead, each with a name and a number before its end, the same ones on both sides."""
    result: list[list[str]] = [[], []]
    for number in range(max(map(len, sides))):
        name = chance.choice(_NAMES.split("|")).split(" ", 1)
        value = chance.randrange(100, 10_000)
        for side, made, own in zip(sides, result, (f"（{name[0]}，{value}）", f" ({name[1]}, {value})"), strict=True):
            made += [f"{t[:-1]}{own}{t[-1]}" for t in side[number : number + 1]]
    return result


def _cut(sentence: str) -> list[str]:
    """A long sentence in two at the comma nearest its middle."""
    commas = [m.end() for m in re.finditer(r"[,;] ", sentence[20:-20])]
    if len(sentence) < _LONG or not commas:
        return [sentence]
    at = 20 + min(commas, key=lambda place: abs(place + 20 - len(sentence) / 2))
    return [sentence[:at].rstrip(), sentence[at:]]


def _append(text: Text, sides: list[list[str]]) -> None:
    from tmkit.model import Bead

    source, target = (
        tuple(range(len(whole), len(whole) + len(side)))
        for whole, side in zip((text.source, text.target), sides, strict=True)
    )
    text.source += sides[0]
    text.target += sides[1]
    if source and target:
        text.beads.append(Bead(source, target))
    else:
        text.beads += [Bead((i,), ()) for i in source] + [Bead((), (j,)) for j in target]


def one(size: int) -> None:
    """Align one text in this process and print a row."""
    from tmkit.align.evaluate import evaluate
    from tmkit.pipeline.align import align_texts

    text = varied(size)
    align_texts(text.source[:5], text.target[:5])
    start = time.process_time()
    beads = align_texts(text.source, text.target)
    seconds = time.process_time() - start
    unit = 2**30 if sys.platform == "darwin" else 2**20
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    total = len(text.source) + len(text.target)
    f1 = evaluate(text.beads, beads).counts["strict vecalign"].rates.f1
    distinct = (len(set(text.source)) + len(set(text.target))) / total
    print(
        f"{len(text.source):>8}{len(text.target):>8}{distinct:>10.1%}{seconds:>9.1f}{total / seconds:>9.0f}"
        f"{memory:>9.2f}{f1:>9.3f}",
        flush=True,
    )


def main() -> None:
    """Every size in a process of its own, so that memory is its own."""
    sizes = [int(a) for a in sys.argv[1:] if a.isdigit()] or [1000, 3000, 10000, 30000]
    if "--one" in sys.argv:
        one(sizes[0])
        return
    head = f"{'source':>8}{'target':>8}{'distinct':>10}{'CPU s':>9}{'per s':>9}{'GB':>9}{'F1':>9}"
    print(head, flush=True)
    for size in sizes:
        subprocess.run([sys.executable, __file__, "--one", str(size)], check=True)


if __name__ == "__main__":
    main()
