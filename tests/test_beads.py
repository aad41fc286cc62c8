"""The beads form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmkit.errors import InputError
from tmkit.formats.beads import format_bead, parse_bead, read_beads, read_fixes, write_beads
from tmkit.model import Bead

indices = st.lists(st.integers(0, 10**6), max_size=5).map(tuple)


@given(indices, indices, st.integers(0, 100))
def test_bead_survives_writing_and_reading(source: tuple[int, ...], target: tuple[int, ...], score: int) -> None:
    """A bead whose score has two decimals is the same after writing and reading."""
    bead = Bead(source, target, score / 100)
    assert parse_bead(format_bead(bead)) == bead


def test_score_is_optional() -> None:
    """A line without a score, as gold files have it, is a certain bead."""
    assert parse_bead("[2]:[1, 2]") == parse_bead("[2]:[1,2]") == Bead((2,), (1, 2), 1.0)
    assert format_bead(Bead((2,), (), 0.5), scored=False) == "[2]:[]"


@pytest.mark.parametrize(
    "line",
    ["", "[0]", "[0]:[a]", "[0]:[1]:high", "[0]:[1]:1-2", "0:0", "[-1]:[0]", "[0]:[1]:1e999", f"[{'9' * 5000}]:[0]"],
)
def test_other_lines_are_refused_with_their_place(line: str) -> None:
    """What is not a bead is an error that names file and line."""
    with pytest.raises(InputError, match=r"gold:3: not a"):
        parse_bead(line, file="gold", number=3)


def test_file_may_hold_comments_and_blank_lines(tmp_path) -> None:
    """Blank lines and comments in a beads file are passed over; a byte order mark is not part of the first bead."""
    path = tmp_path / "x.beads"
    path.write_text("\ufeff# fixed by hand\n[0]:[0]\n\n[1]:[]:0.30\n", encoding="utf-8", newline="\n")
    assert read_beads(path) == [Bead((0,), (0,)), Bead((1,), (), 0.3)]
    assert write_beads(read_beads(path)) == "[0]:[0]:1.00\n[1]:[]:0.30\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[0]:[0]\n[1]:[9]\n", "x.fixes:2: target sentence 9 is fixed, but the target text has 4 sentences"),
        ("# head\n\n[3]:[]\n", "x.fixes:3: source sentence 3 is fixed, but the source text has 3 sentences"),
        ("[0]:[0]\n[1]:[1]\n[0]:[2]\n", "x.fixes:3: source sentence 0 is already in the bead of line 1"),
        ("[0]:[0]\n[]:[0]\n", "x.fixes:2: target sentence 0 is already in the bead of line 1"),
        ("[1, 1]:[0]\n", "x.fixes:1: source sentence 1 stands twice in the bead"),
        ("[0]:[0]\n[]:[]\n", "x.fixes:2: the bead names no sentence"),
        ("[0]:[0]\nnonsense\n", "x.fixes:2: not a bead"),
    ],
)
def test_fixes_that_do_not_fit_name_their_line(text: str, words: str, tmp_path) -> None:
    """A sentence that is not there, one that is fixed twice, and an empty bead are refused with file and line."""
    (tmp_path / "x.fixes").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_fixes(tmp_path / "x.fixes", (3, 4))
    assert words in str(caught.value)


def test_a_fix_may_be_said_twice(tmp_path) -> None:
    """The same bead on two lines, in whatever order its sentences stand, is one bead."""
    (tmp_path / "x.fixes").write_text("[0, 1]:[0]\n[1, 0]:[0]:0.5\n", encoding="utf-8")
    assert read_fixes(tmp_path / "x.fixes", (3, 4)) == [Bead((0, 1), (0,))]
