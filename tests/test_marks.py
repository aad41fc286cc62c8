"""Marks of texts: no unit that is alike enough is ever left out, and none is thought more unlike than it is."""

from __future__ import annotations

import random

import numpy as np
import pytest
from rapidfuzz.distance import Levenshtein

from tmkit.model import Unit
from tmkit.pipeline.memory import LookupOptions, Memory
from tmkit.stores.sqlite.likely import Marks
from tmkit.stores.sqlite.marks import codes_of, marks_of, texts_of

LETTERS = "abcdefgh 甲乙丙丁"


def made(seed: int, count: int) -> list[str]:
    """Texts of all lengths, some of them empty."""
    noise = random.Random(seed)
    lengths = [0, 1, 2, 3, 5, 8, 10, 13, 20, 39, 40, 41, 60, 100, 160, 161, 254, 300, 700]
    return ["".join(noise.choices(LETTERS, k=noise.choice(lengths))) for _ in range(count)]


def changed(text: str, noise: random.Random) -> str:
    """The text after up to four edits."""
    letters = list(text)
    for _ in range(noise.randint(0, 4)):
        at = noise.randrange(len(letters) + 1)
        letters[at : at + noise.randrange(2)] = noise.choices(LETTERS, k=noise.randrange(2))
    return "".join(letters) or "a"


@pytest.mark.parametrize("share", [0.0, 0.5, 0.6, 0.7, 0.9])
def test_nothing_alike_is_left_out(share: float) -> None:
    """Every text of the likeness that is asked for is kept, and the bounds hold."""
    texts, noise = made(1, 1500), random.Random(2)
    marks = Marks(codes_of([len(text) for text in texts]), marks_of(texts), texts_of(texts))
    alike = Levenshtein.normalized_similarity
    for text in noise.choices([text for text in texts if text], k=20):
        query = changed(text, noise)
        wanted = {i for i, other in enumerate(texts) if other and alike(query, other) >= share - 1e-9}
        found = marks.likely(query, share)
        assert wanted <= set(found.ids.tolist())
        assert all(alike(query, texts[i]) <= most + 1e-6 for i, most in zip(found.ids, found.most, strict=True))


def test_copies_do_not_hide_others() -> None:
    """Thousands of units with the same sentences leave room for the less alike ones."""
    cities = ["北京", "上海", "深圳", "南京", "苏州", "武汉", "成都"]
    units = [Unit(f"争议应提交{cities[i % 7]}仲裁委员会。", f"t{i % 7}", id=str(i)) for i in range(7 * 1500)]
    with Memory.open(":memory:") as memory:
        memory.add(units)
        found = memory.lookup("争议应提交苏州的仲裁委员会。", 70, limit=60)
    assert {match.unit.source[5:7] for match in found} == set(cities)


@pytest.mark.parametrize("length", [20, 110, 150, 250, 400])
@pytest.mark.parametrize("copies", [300, 5000])
def test_copies_of_any_length_do_not_hide_others(length: int, copies: int) -> None:
    """Of three sentences with very many units each all are found, in the index or waiting outside, in any language."""
    text = "".join(random.Random(length).choices("abcdefghijklmnop ", k=length))
    sources = [text[:n] + "#" * n + text[2 * n :] for n in (1, 2, 3)]
    pairs = [("en", "zh-CN"), ("en", "de")]
    units = [Unit(s, s[:9], *pair, id=str(i)) for s in sources for pair in pairs for i in range(copies // 2)]
    with Memory.open(":memory:") as memory:
        memory.add(units[: len(units) if copies > 1000 else 900])
        for options in (LookupOptions(), LookupOptions(target_language="zh-CN")):
            assert [match.unit.source for match in memory.lookup(text, 70, options=options)] == sources


def test_other_languages_outside_the_index_do_not_hide_those_asked_for() -> None:
    """Where each text has ten languages and none is in the index yet, as many of one language are found as exist."""
    languages = ["de", "fr", "es", "it", "nl", "pt", "sv", "da", "pl", "zh-CN"]
    texts = [f"the quick brown fox number {chr(97 + i)}" for i in range(26)]
    with Memory.open(":memory:") as memory:
        memory.add(
            Unit(f"{text}{text[-1]}{i}", str(i), "en", name) for text in texts for i in "xyz" for name in languages
        )
        found = memory.lookup(
            "the quick brown fox number", 70, limit=70, options=LookupOptions(target_language="zh-CN")
        )
        assert len(found) == 70


def test_texts_with_the_same_mark_do_not_hide_each_other() -> None:
    """A text is found beside many copies of one that has its words in another order, which the marks do not tell."""
    common = "we will sell pears and apples and plums and melons and figs"
    wanted = "we will sell melons and plums and pears and apples and figs"
    assert np.array_equal(marks_of([common]), marks_of([wanted]))
    units = [Unit(common, str(i), "en", name) for i in range(3) for name in ("de", "fr", "es")] + [Unit(wanted, "x")]
    more = [Unit(f"{chr(97 + i % 26)}{i} other", str(i)) for i in range(2000)]  # so that units are in the index
    with Memory.open(":memory:") as memory:
        memory.add([*units, *more])
        assert memory.lookup(wanted.replace("sell", "sale"), 90)[0].unit.source == wanted


def test_a_text_does_not_depend_on_its_batch() -> None:
    """The marks of many texts are those of each, one after the other."""
    texts = made(3, 300)
    assert np.array_equal(marks_of(texts), np.concatenate([marks_of([text]) for text in texts]))


@pytest.mark.parametrize("score", [50, 60, 70, 75, 80, 90])
def test_a_text_exactly_as_alike_as_asked_for_is_found(score: int) -> None:
    """A unit of exactly the lowest score is a match at every length, whatever the rounding."""
    with Memory.open(":memory:") as memory:
        for length in range(4, 41):
            if length * score % 100:
                continue
            changed = length - length * score // 100
            text = "".join(chr(0x4E00 + i) for i in range(length))
            memory.add([Unit("x" * changed + text[changed:], str(length))])
            found = {match.unit.target for match in memory.lookup(text, score, limit=50)}
            assert str(length) in found


def test_other_spellings_of_many_copies_are_found() -> None:
    """A unit in small letters is found though many units with the same letters as capitals are less alike."""
    units = [Unit("Sorting Of Ten Words", f"排序{i}") for i in range(30)] + [Unit("sorting of ten words", "排序")]
    more = [Unit(f"{chr(97 + i % 26)}{i} other", str(i)) for i in range(2000)]  # so that units are in the index
    with Memory.open(":memory:") as memory:
        memory.add([*units, *more])
        assert [m.unit.target for m in memory.lookup("sort ng of ten words", 90)] == ["排序"]


def test_longer_texts_among_many_like_them_are_found() -> None:
    """Where thousands of clauses differ in a name and a number, the five most alike are those of comparing all."""
    noise = random.Random(4)
    names = [a + b for a in ("Wei", "Jing", "Yang", "Chao", "Min", "Tao") for b in ("ming", "hua", "qiang", "li", "na")]
    forms = [
        f"the registered capital of {noise.choice(names)} {noise.choice(names)} is rmb {noise.randrange(9000) + 1000}"
        f",000, paid in {noise.randrange(60) + 2} instalments."
        for _ in range(4000)
    ]
    with Memory.open(":memory:") as memory:
        memory.add(Unit(form, str(i)) for i, form in enumerate(forms))
        for text in noise.sample(forms, 20):
            query = text.replace("capital", "capitol")
            alike = sorted((Levenshtein.normalized_similarity(query, f) for f in set(forms)), reverse=True)[:5]
            found = [match.unit.source for match in memory.lookup(query, 70, limit=40)]
            scores = sorted({f: Levenshtein.normalized_similarity(query, f) for f in found}.values(), reverse=True)
            assert scores[:5] == pytest.approx(alike)


@pytest.mark.parametrize("length", [200, 400, 900, 2000, 3000])
def test_long_texts_among_thousands_of_variants_are_found(length: int) -> None:
    """The five most alike of thousands of variants of a long sentence are those of comparing all."""
    noise = random.Random(length)
    words = ["".join(noise.choices("etaoinsrhldcumfpgwybvkxjqz", k=noise.randint(2, 9))) for _ in range(400)]
    sentence = noise.choices(words, k=length // 6)
    forms = set()
    for _ in range(3000):
        some = list(sentence)
        for _ in range(noise.randint(1, 12)):
            some[noise.randrange(len(some))] = noise.choice(words)
        forms.add(" ".join(some))
    query = " ".join(sentence)
    with Memory.open(":memory:") as memory:
        memory.add(Unit(form, str(i)) for i, form in enumerate(sorted(forms)))
        alike = sorted((Levenshtein.normalized_similarity(query, f) for f in forms), reverse=True)[:5]
        found = [Levenshtein.normalized_similarity(query, m.unit.source) for m in memory.lookup(query, 70)]
        assert found == pytest.approx(alike)


def test_long_chinese_texts_are_found_though_their_marks_are_full() -> None:
    """A text of 2,400 different characters is found by one without a twelfth of it, among others of all lengths."""
    noise = random.Random(6)
    texts = ["".join(map(chr, noise.choices(range(0x4E00, 0x5A00), k=noise.randint(2000, 2500)))) for _ in range(1300)]
    with Memory.open(":memory:") as memory:
        memory.add(Unit(text, str(i)) for i, text in enumerate(texts))
        for text in texts[:10]:
            assert memory.lookup(text[:900] + text[900 + len(text) // 12 :], 90)[0].unit.source == text
