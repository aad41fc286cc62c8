"""Rows of the gram index: what is packed comes out again, and a gram is found in whichever run and row it is."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tmkit.model import Unit
from tmkit.pipeline.memory import LookupOptions, Memory
from tmkit.stores.sqlite.blocks import Block, find, pack

LISTS = st.dictionaries(
    st.one_of(st.integers(0, 300), st.integers(0, (1 << 34) - 1)),
    st.one_of(st.binary(min_size=1, max_size=9), st.binary(min_size=250, max_size=700)),
    max_size=400,
)


@given(LISTS)
def test_what_is_packed_comes_out_again(lists: dict[int, bytes]) -> None:
    """Every list comes out byte by byte in the order of the grams, and asked for by its gram."""
    codes = np.array(sorted(lists), np.int64)
    data = [lists[code] for code in codes.tolist()]
    starts = np.array([0, *np.cumsum([len(piece) for piece in data]).tolist()], np.int64)
    rows = list(pack(codes, starts, b"".join(data)))
    assert [entry for first, row in rows for entry in Block.of(first, row).between(0, 1 << 34)] == sorted(lists.items())
    for first, row in rows:
        for code in Block.of(first, row).codes.tolist():
            assert find(row, code - first) == lists[code]
            assert code + 1 in lists or find(row, code + 1 - first) is None


def test_merged_runs_answer_as_one() -> None:
    """Hundreds of small imports leave few runs, and pieces on either side are found in all of them."""
    noise = random.Random(2)
    letters = "天地玄黄宇宙洪荒日月盈昃abcdefg"
    with Memory.open(":memory:") as memory:
        for _ in range(40):
            texts = ["".join(noise.choices(letters, k=noise.randint(2, 30))) for _ in range(1100)]
            memory.add(Unit(text, text[::-1], id=str(i)) for i, text in enumerate(texts))
        runs = memory.store._db.execute("SELECT count(*) FROM run WHERE side = 0").fetchone()[0]
        assert runs <= 16
        sources = [unit.source for unit in memory]
        for piece in ("天", "a", "g", "ab", "天地", "玄黄宇", "abc", "日a"):
            wanted = sum(piece in source or piece in source[::-1] for source in sources)
            assert len(list(memory.store.substring(piece, 100_000))) == wanted


def test_texts_too_long_for_a_mark_are_found() -> None:
    """Paragraphs of a thousand characters and more are found by rare grams, the most alike first."""
    noise = random.Random(3)
    words = ["".join(noise.choices("abcdefghijklmnoprstuw", k=noise.randint(2, 9))) for _ in range(3000)]
    texts = [" ".join(noise.choices(words, k=noise.randint(60, 300))) for _ in range(3000)]
    with Memory.open(":memory:") as memory:
        memory.add(Unit(text, str(i)) for i, text in enumerate(texts))
        for text in noise.sample(texts, 20):
            cut = len(text) // 10
            found = memory.lookup(text[cut:] + "xyz", 70)
            assert found[0].unit.source == text


def test_other_languages_do_not_hide_those_asked_for() -> None:
    """Where each text has ten languages, the five most alike of one language are found among the others."""
    noise = random.Random(4)
    forms = ["".join(noise.choices("abcdefgh ", k=30)) for _ in range(200)]
    near = [forms[0][:i] + "zz" + forms[0][i + 2 :] for i in range(0, 28, 4)]
    languages = ["de", "fr", "es", "it", "nl", "pt", "sv", "da", "pl", "zh-CN"]
    units = [Unit(form, f"{form} {name}", "en", name) for form in [*forms[1:], *near] for name in languages]
    with Memory.open(":memory:") as memory:
        memory.add(units)
        found = memory.lookup(forms[0], 70, limit=7, options=LookupOptions(target_language="zh-CN"))
        assert {match.unit.source for match in found} == set(near)
