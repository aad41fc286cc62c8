"""Where the characters of a cleaned paragraph stand in the file, kept as runs: small however long the paragraph."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import overload

__all__ = ["Offsets", "runs"]


class Offsets(Sequence[int]):
    """An immutable sequence of offsets made of ranges of step 1.

    >>> offsets = Offsets([range(3, 6), range(9, 11)])
    >>> len(offsets), offsets[3], list(offsets[1:4]), offsets == (3, 4, 5, 9, 10)
    (5, 9, [4, 5, 9], True)
    """

    __slots__ = ("_firsts", "_length", "_runs")

    def __init__(self, parts: Iterable[range]) -> None:
        self._runs: list[range] = []
        self._firsts: list[int] = []
        self._length = 0
        for part in parts:
            if self._runs and part and self._runs[-1].stop == part.start:
                self._runs[-1] = range(self._runs[-1].start, part.stop)
            elif part:
                self._firsts.append(self._length)
                self._runs.append(part)
            self._length += len(part)

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Offsets: ...
    def __getitem__(self, index: int | slice) -> int | Offsets:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._length)
            return Offsets(
                self.between(start, stop)
                if step == 1
                else (range(self[i], self[i] + 1) for i in range(start, stop, step))
            )
        place = index + self._length if index < 0 else index
        if not 0 <= place < self._length:
            raise IndexError(index)
        run = bisect_right(self._firsts, place) - 1
        return self._runs[run][place - self._firsts[run]]

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(self._runs)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Offsets):
            return self._runs == other._runs
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self._runs))

    def __repr__(self) -> str:
        return f"Offsets({self._runs})"

    def between(self, start: int, stop: int) -> Iterator[range]:
        """The runs of a slice."""
        number = max(0, bisect_right(self._firsts, start) - 1)
        while start < stop and number < len(self._runs):
            first, run = self._firsts[number], self._runs[number]
            yield run[start - first : stop - first]
            start, number = first + len(run), number + 1


def runs(offsets: Sequence[int], start: int, stop: int) -> Iterator[range]:
    """The offsets of a slice as ranges of step 1, whatever kind of sequence they are."""
    if isinstance(offsets, range):
        yield offsets[start:stop]
    elif isinstance(offsets, Offsets):
        yield from offsets.between(start, stop)
    else:
        yield from (range(offset, offset + 1) for offset in offsets[start:stop])
