"""Bits of many texts counted side by side are those that counting one text after the other gives."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmkit.stores.sqlite.marks import BOUNDS, LONGEST, SHAPES, Shape, code_of, codes_of, mark_of, marks_of
from tmkit.stores.sqlite.planes import WORD, Adder, Planes, bits_of


def numbers(planes: list[np.ndarray], count: int) -> list[int]:
    """The numbers that stand in planes."""
    rows = [[int(word) for word in plane] for plane in planes]
    return [sum((row[i // WORD] >> (i % WORD) & 1) << power for power, row in enumerate(rows)) for i in range(count)]


@given(st.lists(st.tuples(st.integers(0, 2**64 - 1), st.integers(0, 4)), max_size=60))
def test_an_adder_adds(rows: list[tuple[int, int]]) -> None:
    """Rows of bits of any weights, in any order and number, come to their sum in every column."""
    adder = Adder(1)
    for bits, weight in rows:
        adder.take(np.array([bits], np.uint64), weight)
    sums = [sum((bits >> i & 1) << weight for bits, weight in rows) for i in range(WORD)]
    assert numbers(adder.sums(12), WORD) == sums


def test_an_adder_leaves_what_it_is_given() -> None:
    """Rows are read only."""
    rows = np.arange(40, dtype=np.uint64).reshape(20, 2)
    before, adder = rows.copy(), Adder(2)
    for row in rows:
        adder.take(row, 0)
        adder.take(row, 1)
    adder.sums(8)
    assert np.array_equal(rows, before)


@pytest.mark.parametrize("weights", [(0, 0), (1, 0), (0, 2)])
@pytest.mark.parametrize("count", [1, 63, 64, 65, 1000])
def test_bits_that_differ_are_counted(count: int, weights: tuple[int, int]) -> None:
    """For every limit those texts are within it whose bits that differ, with their weights, are not more."""
    noise = random.Random(count)
    marks = [[noise.getrandbits(64) & noise.getrandbits(64) for _ in weights] for _ in range(count)]
    query = np.array([noise.getrandbits(64) for _ in weights], np.uint64)
    planes = Planes(np.array(marks, np.uint64), [(1, weight) for weight in weights])
    alike = planes.alike(query, slice(0, -(-count // WORD)), (0, 1))
    differ = [sum((a ^ b).bit_count() << w for a, b, w in zip(m, query.tolist(), weights, strict=True)) for m in marks]
    whole = slice(0, -(-count // WORD))
    for limit in (-1, 0, min(differ), sorted(differ)[count // 2], max(differ), 10_000):
        found = [place for place in bits_of(alike.within(limit, whole)).tolist() if place < count]
        assert found == [place for place, number in enumerate(differ) if number <= limit]
    if part := count // WORD:
        few = alike.nearest(10, alike.within(max(differ), slice(0, part)), slice(0, part))
        assert few == sorted(differ[: part * WORD])[9]


def test_lengths_have_codes() -> None:
    """Each code stands for the lengths up to its bound, in order; lengths up to 160 are told apart."""
    lengths = list(range(LONGEST + 100))
    codes = codes_of(lengths)
    assert codes.tolist() == [code_of(length) for length in lengths]
    assert codes[:161].tolist() == list(range(161))
    for length, code in zip(lengths, codes.tolist(), strict=True):
        assert code == 0 or BOUNDS[code - 1] < length
        assert code == 255 or length <= BOUNDS[code]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_mark_in_any_shape_is_the_one_of_its_own(shape: Shape) -> None:
    """mark_of() gives for a text of that length what marks_of() does."""
    letters = random.Random(5)
    first = {24: 1, 160: 25, 254: 161}
    for length in (first[shape.last], int(BOUNDS[shape.last])):
        text = "".join(letters.choices("abcdefgh 甲乙丙丁", k=length))
        assert np.array_equal(mark_of(text, shape), marks_of([text]))
