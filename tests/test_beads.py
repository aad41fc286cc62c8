"""The beads form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmkit.errors import InputError
from tmkit.formats.beads import format_bead, parse_bead, read_beads, write_beads
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


@pytest.mark.parametrize("line", ["", "[0]", "[0]:[a]", "[0]:[1]:high", "[0]:[1]:1-2", "0:0", "[-1]:[0]"])
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
