"""Memory from Python: arguments of wrong types are named, with what they are to be, and change nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tmkit import InputError, Memory, Unit
from tmkit.pipeline.memory import Memory as PipelineMemory

UNIT = Unit("加快发展。", "Develop faster.")


@pytest.fixture
def memory() -> Memory:
    """A memory with one unit."""
    memory = Memory.open(":memory:")
    memory.add([UNIT])
    return memory


QUESTIONS: list[tuple[Callable[[PipelineMemory], object], str]] = [
    (lambda m: m.lookup(5), "text is to be a str, not 5 of type int"),
    (lambda m: m.lookup(None), "text is to be a str, not None"),
    (lambda m: m.lookup("加快".encode()), "decode it first"),
    (lambda m: m.lookup(["加快"]), "for many texts there is lookup_many()"),
    (lambda m: m.lookup("加快", min_score="70"), "min_score is to be a number from 0 to 101, not '70' of type str"),
    (lambda m: m.lookup("加快", limit="5"), "limit is to be a whole number, not '5' of type str"),
    (lambda m: m.lookup("加快", limit=2.5), "limit is to be a whole number, not 2.5"),
    (lambda m: m.lookup("", limit=None), "limit is to be a whole number, not None"),
    (lambda m: m.concordance(5), "text is to be a str, not 5 of type int"),
    (lambda m: m.concordance("加", limit="50"), "limit is to be a whole number"),
    (lambda m: m.lookup_many("加快"), "texts is to be a list of segments, not one str"),
    (lambda m: m.add(UNIT), "units is to be an iterable of Unit, not Unit: write [unit] for one"),
    (lambda m: m.add("a.tmx"), "not the name 'a.tmx': read the file with read_tmx()"),
    (lambda m: m.add(Path("a.tmx")), "read the file with read_tmx()"),
    (lambda m: m.add(None), "units is to be an iterable of Unit, not NoneType"),
    (lambda m: m.add([("甲", "A")]), "item 1 of units is to be a Unit, not ('甲', 'A') of type tuple"),
    (lambda m: m.add([Unit("甲", "A"), Unit("乙", None)]), "target of item 2 of units is to be a str, not None"),
    (lambda m: m.add([Unit("甲", "A", None)], commit_every=5), "source_language of item 1 of units is to be a str"),
    (lambda m: m.open(None), "path is to be the name of a file, a str or a Path, not None"),
]


@pytest.mark.parametrize(("ask", "message"), QUESTIONS)
def test_a_wrong_type_is_named_and_changes_nothing(memory: Memory, ask: Callable[..., object], message: str) -> None:
    """A TypeError says which argument it is, what it is to be and what it was; no unit of the call goes in."""
    with pytest.raises(TypeError) as error:
        ask(memory)
    assert message in str(error.value)
    assert list(memory) == [UNIT]


def test_what_can_be_counted_with_may_be_given(memory: Memory) -> None:
    """Numbers of numpy are numbers, and any iterable of units will do."""
    assert memory.lookup("加快发展。", min_score=np.float32(70), limit=np.int64(1))[0].score == 100
    assert memory.add(unit for unit in (UNIT, Unit("甲", "A"))).added == 1
    assert len(memory.concordance("甲", limit=np.int64(1))) == 1


def test_wrong_values_are_the_family_of_errors(memory: Memory) -> None:
    """A number that is no percentage, and a side that is none, are InputErrors with a cure."""
    with pytest.raises(InputError, match="give a number from 0 to 101"):
        memory.lookup("加快", min_score=700)
    with pytest.raises(InputError, match="give source or target"):
        memory.concordance("加", side="left")
