"""What has no counterpart, what was moved, and what the aligner learns both from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tmkit.align.band import Band
from tmkit.align.batch import StepBatch
from tmkit.align.coarse import Steps
from tmkit.align.lattice import KINDS, Lattice
from tmkit.align.marks import note_marks
from tmkit.align.train import damaged, with_strangers
from tmkit.align.words import cover
from tmkit.engines.lexicon import WordPairs, load_lexicon
from tmkit.formats.beads import read_beads
from tmkit.model import Bead
from tmkit.pipeline.align import align_texts, shipped_terms

DATA = Path(__file__).parent / "data" / "align"
SOURCE = (DATA / "story.zh").read_text(encoding="utf-8").splitlines()
TARGET = (DATA / "story.en").read_text(encoding="utf-8").splitlines()
GOLD = read_beads(DATA / "story.gold")


def all_steps(n: int, m: int) -> tuple[Steps, Band]:
    """Every step that fits between two corners."""
    low = np.zeros(n + 1, int)
    band = Band(low, low + m, np.arange(n + 2) * (m + 1))
    found = [
        (i * (m + 1) + j, kind, i, j)
        for i in range(n + 1)
        for j in range(m + 1)
        for kind, (a, b) in enumerate(KINDS)
        if a <= i and b <= j
    ]
    nodes, kinds, rows, columns = np.array(found).T
    return Steps(rows, columns, kinds, nodes, np.ones(len(nodes), np.float32), band), band


def test_a_batch_of_texts_has_the_probabilities_of_each_text() -> None:
    """Learning looks at all texts at once, and sees what the lattice of each text alone would say."""
    texts = [all_steps(3, 4), all_steps(1, 2), all_steps(5, 2)]
    scores = np.random.default_rng(4).normal(size=sum(len(s.kinds) for s, _ in texts))
    likely, begun, total = StepBatch.of([s for s, _ in texts]).posteriors(scores, (-0.7, -0.3))
    at = 0
    for k, (steps, band) in enumerate(texts):
        part = slice(at, at + len(steps.kinds))
        at = part.stop
        table = np.full((len(KINDS), band.size), -1e4)
        table[steps.kinds, steps.nodes] = scores[part]
        alone = Lattice(band, table.astype(np.float32), (-0.7, -0.3)).posteriors()
        assert np.allclose(likely[part], alone.steps[steps.kinds, steps.nodes], atol=1e-5)
        assert np.allclose(begun[:, k], alone.gaps, atol=1e-5)
        assert total[k] == pytest.approx(alone.total, abs=1e-4)


def random_words(seed: int) -> WordPairs:
    """Sentences of a few random words out of thirty, some of which translate each other."""
    random = np.random.default_rng(seed)
    sides = [[np.unique(random.integers(0, 30, random.integers(0, 6))) for _ in range(40)] for _ in range(2)]
    weights = [random.random(30).astype(np.float32) for _ in range(2)]
    pairs = {k: (np.arange(30), (random.random(30) * (random.random(30) < 0.2)).astype(np.float32)) for k in range(30)}
    return WordPairs(sides[0], sides[1], weights[0], weights[1], pairs)


def test_what_a_bead_loses_without_its_first_or_last_sentence() -> None:
    """The sentence that can best be spared is found by leaving out either edge, for every kind of bead."""
    words, random = random_words(1), np.random.default_rng(2)
    a, b = random.integers(1, 4, 50), random.integers(1, 5, 50)
    rows, columns = random.integers(4, 40, 50), random.integers(5, 40, 50)
    found = cover(words, "source", (rows, a), (columns, b))

    def covered(k: int, first: int, last: int) -> float:
        own = [w for i in range(rows[k] - a[k], rows[k]) for w in words.source[i].tolist()]
        other = [w for j in range(first, last) for w in words.target[j].tolist()]
        return sum(float(words.source_weights[w]) * max((words.pairs[w][1][o] for o in other), default=0) for w in own)

    for k in range(50):
        first, last = columns[k] - b[k], columns[k]
        whole = covered(k, first, last)
        assert found.inside[k] == pytest.approx(whole, abs=1e-4)
        spare = min(whole - covered(k, first + 1, last), whole - covered(k, first, last - 1))
        assert found.spare[k] == pytest.approx(spare, abs=1e-4)


@pytest.mark.parametrize("side", [0, 1])
def test_foreign_lines_are_put_between_beads(side: int) -> None:
    """Every line added is a gap, the rest of the gold is as before, and nothing was put into a bead."""
    source, target, beads = with_strangers(
        (SOURCE, TARGET), GOLD, ["完全无关。", "别的事情，别的人。"], side, 0.3, seed=2
    )
    texts, before = (source, target), (SOURCE, TARGET)
    assert texts[1 - side] == before[1 - side]
    gaps = [b for b in beads if not (b.source and b.target)]
    assert len(gaps) == round(0.3 * len(before[side])) == len(texts[side]) - len(before[side])
    read = [(tuple(source[i] for i in b.source), tuple(target[j] for j in b.target)) for b in beads if b not in gaps]
    gold = [(tuple(SOURCE[i] for i in b.source), tuple(TARGET[j] for j in b.target)) for b in GOLD]
    assert read == gold
    assert all(max(s) - min(s) + 1 == len(s) for b in beads for s in (b.source, b.target) if s)


def test_damage_of_one_side_spares_the_other() -> None:
    """Runs of one sentence can be removed from one side alone."""
    kept_source, kept_target, _ = damaged((len(SOURCE), len(TARGET)), GOLD, 0.2, 1, seed=3, side=1)
    assert len(kept_source) == len(SOURCE)
    assert len(kept_target) == len(TARGET) - 4


NOTES = [
    ("(Continued on page 14)", True), ("（下转第四版）", True), ("[3] See the report of 1998.", True), ("— 14 —", True),
    ("* As of June.", True), ("注：见上文。", True), ("（一）坚持党的领导", False), ("(1) We must go on.", False),
    ("注意安全。", False), ("2. Item", False), ("He left (at last).", False),
]  # fmt: skip


@pytest.mark.parametrize(("line", "note"), NOTES)
def test_notes_are_told_from_list_items(line: str, note: bool) -> None:
    """A line in brackets, behind a reference mark, or a page number is a note; a numbered item is none."""
    assert note_marks([line]).note.tolist() == [note]


SURPLUS = [
    (0, "编者注：本文有删节。"), (0, "图为夜色中的新大桥。"), (0, "资料来源：国家统计局"), (0, "（下转第四版）"),
    (1, "The new bridge at night. Photo by Li Wei"), (1, "Subscribe now and save 20 percent on the cover price!"),
    (1, "(Continued on page 14)"),
]  # fmt: skip


@pytest.mark.parametrize(("side", "line"), SURPLUS)
def test_a_line_that_belongs_to_nothing_is_a_gap(side: int, line: str) -> None:
    """A note, a caption or an advertisement between two sentences is left out at three places of four or more."""
    found = []
    for bead in (GOLD[k] for k in (3, 5, 9, 12)):
        texts = [list(SOURCE), list(TARGET)]
        at = (bead.source, bead.target)[side][0]
        texts[side].insert(at, line)
        gap = Bead((), (at,)) if side else Bead((at,), ())
        beads = align_texts(*texts)
        found.append((gap.source, gap.target) in {(b.source, b.target) for b in beads})
    assert sum(found) >= 3


@pytest.mark.parametrize("side", [0, 1])
def test_a_moved_passage_names_every_sentence(side: int) -> None:
    """A passage of three beads, one of them with two sentences, is reported whole, whichever side it was moved on."""
    texts = [list(SOURCE), list(TARGET)]
    first, last = (GOLD[8], GOLD[10]) if side else (GOLD[7], GOLD[9])
    place = slice((first.source, first.target)[side][0], (last.source, last.target)[side][-1] + 1)
    passage = texts[side][place]
    del texts[side][place]
    texts[side][1:1] = passage
    flags = [f for b in align_texts(*texts) for f in b.flags]
    counts = [sum(f.startswith(name) for f in flags) for name in ("moved-target", "moved-source")]
    assert counts == [last.source[-1] - first.source[0] + 1, last.target[-1] - first.target[0] + 1]


LINKS = [
    ("三、主要任务", "III. Main tasks"), ("（二）坚持", "2. Upholding"), ("第五章 附则", "Chapter V Rules"),
    ("①加强管理", "(1) Better management"), ("第三，要抓好落实。", "Third, we must deliver."),
    ("产量1.39万亿斤。", "Output was 695 million metric tons."), ("约三分之二。", "About two thirds."),
]  # fmt: skip


def words_in_common(chinese: str, english: str, **options: object) -> int:
    """How many words of a line have a counterpart in the other."""
    words = load_lexicon().pair([chinese, "无关"], [english, "nothing"], **options)  # type: ignore[arg-type]
    return int((words.similarity(words.source[0], words.target[0]) == 1).any(axis=1).sum())


@pytest.mark.parametrize(("chinese", "english"), LINKS)
def test_heading_numbers_and_quantities_are_words_of_both_sides(chinese: str, english: str) -> None:
    """Item three is item three however it is written, and half a jin is a quarter of a kilogram."""
    other = english.translate(str.maketrans("IV123456", "XX987654")).replace("Third", "Ninth").replace("two", "nine")
    assert words_in_common(chinese, english) > words_in_common(chinese, other)


def test_terms_of_a_glossary_are_words_of_both_sides() -> None:
    """A term and its rendering are one concept; without a glossary nothing changes."""
    pair = "发展新质生产力。", "We develop new quality productive forces."
    terms = shipped_terms()
    assert terms is not None
    assert terms([pair[0]], "zh") == terms([pair[1]], "en") == [["new-quality-productive-forces"]]
    assert words_in_common(*pair, terms=terms) == words_in_common(*pair) + 1
    assert words_in_common(*pair, terms=lambda texts, language: [[] for _ in texts]) == words_in_common(*pair)
