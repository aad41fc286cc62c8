"""What makes the search for breaks fast changes nothing: windows never mislead, and `re` says what `regex` says."""

from __future__ import annotations

import re

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from tmkit.pipeline.segment import rule_book
from tmkit.segment.looks import _BLANKS, EMPTY, around, compile_looks
from tmkit.segment.near import WINDOW, Side
from tmkit.segment.patterns import Pattern, read_pattern

RULES = [(rule.name, rule.before, rule.after) for s in rule_book().sets for rule in s.rules]
# Looks in either direction, at a place that the window shows or not, repeats, ends of the text, and looks in looks.
HARD = [
    ("(?!b)[a-z]{2}c", "[a-z]{2}(?<!b)"),
    ("(?<=a)b+(?=c)", "(?=ab?c)[a-c]+(?<=c)"),
    ("^a?b", "a?b$"),
    (r"\bab?", r"ab?\b"),
    ("(?<!a(?<!ba))c", "a(?!b(?!a))"),
    ("(?:ab|c|)*a", "(?>a?b)a"),
    ("(a|b)c?", r"(?<x>[ab])c?\k<x>"),
    ("a*+b", "a*+b"),
    ("(?i:A)b", "(?i)aB"),
    ("(?<![^a])b", "(?![^a])a"),
]
WORDS = [
    *"。！？.…，：“”‘’「」《》（）()[]\"'— \u3000abcABCIX1２他说的了等我是\n~",
    *[
        "……",
        "...",
        "Mr.",
        "No.",
        "U.S.",
        "etc.",
        "Inc",
        "said",
        "He ",
        "a.m.",
        "说道",
        "这句话",
        "I'm",
        "ft",
        ":)",
        "[1]",
    ],
]


def patterns() -> list[tuple[str, Pattern, Pattern]]:
    """Both sides of all our rules and of the hard ones."""
    written = [*RULES, *((before, before, after) for before, after in HARD)]
    return [(name, read_pattern(b, "b", "(?<="), read_pattern(a, "a", "(?=")) for name, b, a in written]


PATTERNS = patterns()
texts = st.one_of(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map("".join), st.text("abcABC \n", min_size=1)
)


@pytest.mark.parametrize(("name", "before", "after"), PATTERNS, ids=[name for name, _, _ in PATTERNS])
@given(text=texts, data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_a_window_tells_of_a_rule_holds(
    name: str, before: Pattern, after: Pattern, text: str, data: st.DataObject
) -> None:
    """A side that fits may fit by every window at its position, and one that surely fits by a window does fit."""
    at, width = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, WINDOW))
    fits = regex.compile(around(before, EMPTY), regex.V1).match(text, at) is not None
    window, side = text[max(0, at - width) : at], Side(before, behind=True)
    assert side.surely_fits(window) <= fits <= side.may_fit(window), (name, window)
    fits = regex.compile(around(EMPTY, after), regex.V1).match(text, at) is not None
    window, side = text[at : at + width], Side(after, behind=False)
    assert side.surely_fits(window) <= fits <= side.may_fit(window), (name, window)


@pytest.mark.parametrize(("name", "before", "after"), PATTERNS, ids=[name for name, _, _ in PATTERNS])
@given(text=texts)
@settings(max_examples=60, deadline=None)
def test_a_rule_says_the_same_in_either_engine(name: str, before: Pattern, after: Pattern, text: str) -> None:
    """Where `re` can take a side of a rule, it fits at the same positions as in `regex`."""
    for pair in ((before, EMPTY), (EMPTY, after), (before, after)):
        fast, slow = compile_looks(*pair), regex.compile(around(*pair), regex.V1)
        for at in range(len(text) + 1):
            assert (fast.match(text, at) is None) == (slow.match(text, at) is None), (name, at)


def test_most_windows_decide() -> None:
    """The windows do tell rules apart: a word before a point is no title, and a final mark in Chinese is one."""
    title = Side(read_pattern(r"(?<![a-z])(?:Mr|Mrs|Dr)\."), behind=True)
    assert [title.may_fit(w) for w in ("Mr.", "Dr.", "he.", "ar.")] == [True, True, False, False]
    mark = Side(read_pattern("[。！？]{1,9}[”’]{0,2}"), behind=True)
    assert [mark.surely_fits(w) for w in ("好。", "。”", "好”")] == [True, True, False]


@pytest.mark.parametrize(
    ("pattern", "behind", "window"),
    [
        ("(?!b)[a-z]{2}c", True, "bc"),
        ("[a-z]{2}(?<!b)", False, "b"),
        ("(?=a)[a-z]{2}c", True, "bc"),
        ("a?b$", False, "a"),
    ],
)
def test_a_look_from_past_the_edge_of_a_window_tells_nothing(pattern: str, behind: bool, window: str) -> None:
    """What looks back into a window from a place that it does not show may hold there."""
    assert Side(read_pattern(pattern), behind).may_fit(window)


def test_blanks_for_the_standard_engine_are_those_of_regex() -> None:
    r"""In place of \s the standard engine gets exactly the characters that `regex` takes for blanks."""
    blanks = re.compile(f"[{_BLANKS}]")
    every = map(chr, range(0x110000))
    assert [c for c in every if (blanks.match(c) is None) != (regex.match(r"\s", c) is None)] == []


def test_the_guard_of_tails_knows_the_last_character_of_every_verb() -> None:
    """The guard of the attribution rule lists what its verbs end in, no more and no less."""
    after = next(rule.after for s in rule_book().sets if s.name == "Chinese attribution" for rule in s.rules)
    guard = regex.match(r"\(\?=[^《]*《告\]\{0,47\}\(\?:\[《告\]\|(\[[^\]]+\])\[。！.｡\]\)\)", after)
    verbs = regex.search(r"\((?:\?:)?(说道\?\|.*)\)\[。！\.｡\]\Z", after)
    assert guard
    assert verbs
    last = read_pattern(f"(?:{verbs[1]})").last
    han = "".join(map(chr, range(0x3400, 0xA000)))
    assert set(regex.findall(guard[1], han)) == {c for one in last or () for c in regex.findall(one, han, regex.V1)}
