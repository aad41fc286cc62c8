"""Which unit of a memory one that comes in is: the same, an earlier or later version of it, or one beside it.

Units that share their texts, languages, codes, neighbours, document and id are a group. Of these one that comes in is

1. the same as one that says the same in all else and was not met before in this file;
2. an earlier version, which changes nothing, where one that was there before this file is its later version;
3. a later version, which takes the place of the latest such one that was there and was not met before in this file;
4. else a unit of its own.

Versions of each other are two that have an id (it is the same in a group), or the same date and author of creation, or
say the same but for who changed and used them when, and that were not changed, used or used last at the same time.
So a file that is read again meets each of its units as it left it, and versions side by side in one file stay.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace

from ...model import TranslationUnit, Unit

__all__ = ["LARGE", "Group", "Known", "Reading"]

LARGE = 100  # units of a group that is kept in mind until the file is read
_OF_USE = frozenset(("usagecount", "lastusagedate", "changedate", "changeid"))

Stamp = tuple[str, int, str]  # date of the last change or else of creation, times used, date of the last use
# A unit of the memory: its id and hash, what it says beyond its group, and a way to have it whole.
Known = tuple[int, bytes, Hashable, Callable[[], Unit]]


class Reading:
    """One way through the units of a file, from the first to the last, in one transaction or in several.

    copies   whether equal units are units of their own, as in a file; otherwise they are one
    alone    whether every unit is one of its own, whatever the memory has
    begun    units with ids from here on came in by it, by one of the same file that broke off before, or by those of
             other files of one memory
    count    units so far
    large    the groups that are kept in mind, by their hash
    """

    def __init__(self, *, copies: bool, alone: bool = False) -> None:
        self.copies = copies
        self.alone = alone
        self.begun = 0
        self.count = 0
        self.large: dict[bytes, Group] = {}
        self._own: list[tuple[int, int]] = []
        self._met = bytearray()

    def add(self, first: int, after: int) -> None:
        """Note that the units with ids from `first` to before `after` were added."""
        if self._own and self._own[-1][1] == first:
            first = self._own.pop()[0]
        self._own.append((first, after))

    def is_own(self, number: int) -> bool:
        """Whether this reading added the unit."""
        place = bisect_left(self._own, (number + 1,)) - 1
        return place >= 0 and number < self._own[place][1]

    def meet(self, number: int) -> None:
        """Note that a unit that was there before was met."""
        if number >= len(self._met):
            self._met.extend(bytes(max(number + 1 - len(self._met), len(self._met))))
        self._met[number] = 1

    def was_met(self, number: int) -> bool:
        """Whether a unit was met before, or added."""
        return (number < len(self._met) and self._met[number] == 1) or self.is_own(number)


class Group:
    """The units of one group that a memory has, as a reading comes upon them."""

    def __init__(self, reading: Reading, known: Iterable[Known] = ()) -> None:
        self._reading = reading
        self._known = sorted(known, key=lambda row: row[0])
        self._last = max((_ordinal(digest) for _, digest, _, _ in self._known), default=-1)
        self._contents = {number: content for number, _, content, _ in self._known}
        self._same: dict[Hashable, list[int]] = {}
        for number, _, content, _ in reversed(self._known):
            self._same.setdefault(content, []).append(number)
        self._latest: dict[Hashable, tuple[Stamp, int]] | None = None
        self._earlier: dict[Hashable, list[tuple[Stamp, int]]] = {}

    def __len__(self) -> int:
        return len(self._known)

    def the_same(self, content: Hashable) -> int | None:
        """The unit that says the same in all else; in a file, only one that was not met."""
        found = self._same.get(content)
        while found and self._reading.copies and self._reading.was_met(found[-1]):
            found.pop()
        return found[-1] if found else None

    def later(self, unit: Unit) -> int | None:
        """A later version of the unit that was there before this reading."""
        latest, mine = self._compared(), _stamp(unit)
        newest = max((latest[key] for key in _keys(unit) if key in latest), default=None)
        return newest[1] if newest and newest[0] > mine else None

    def earlier(self, unit: Unit) -> int | None:
        """The latest of the earlier versions of the unit that were not met."""
        self._compared()
        mine = _stamp(unit)
        for key in _keys(unit):
            found = self._earlier.get(key, [])
            place = bisect_left(found, (mine,))
            while place:
                place -= 1
                number = found.pop(place)[1]
                if not self._reading.was_met(number):
                    return number
        return None

    def _compared(self) -> dict[Hashable, tuple[Stamp, int]]:
        """The latest version there was before, by every key that makes units versions of each other."""
        if self._latest is None:
            self._latest = {}
            for number, _, _, whole in self._known:
                if number < self._reading.begun:
                    self._enter(self._latest, number, whole())
        return self._latest

    def _enter(self, latest: dict[Hashable, tuple[Stamp, int]], number: int, unit: Unit) -> None:
        entry = _stamp(unit), number
        for key in _keys(unit):
            latest[key] = max(latest.get(key, entry), entry)
            insort(self._earlier.setdefault(key, []), entry)

    def add(self, number: int, content: Hashable) -> bytes:
        """Take in a new unit; gives what its hash has beyond that of the group."""
        self._last += 1
        if not self._reading.copies:
            self._same[content] = [number]
        return self._last.to_bytes(4, "big") if self._last else b""

    def change(self, number: int, unit: Unit, content: Hashable) -> None:
        """Note that the unit with this id says what `unit` does now."""
        self._reading.meet(number)
        before = self._same.get(self._contents[number], [])
        if number in before:
            before.remove(number)
        self._contents[number] = content
        self._same.setdefault(content, []).append(number)
        self._enter(self._compared(), number, unit)


def _ordinal(digest: bytes) -> int:
    return int.from_bytes(digest[16:], "big")


def _keys(unit: Unit) -> list[Hashable]:
    """Units of a group with one of these in common are versions of each other."""
    tu = unit.tu
    if tu is not None:
        variants = tuple(replace(v, attributes=_lasting(v.attributes)) for v in tu.variants)
        tu = TranslationUnit(variants, _lasting(tu.attributes), tu.info)
    lasting = replace(
        unit, source_language="", target_language="", change_date="", change_id="", usage_count=None, tu=tu, form=None
    )
    keys: list[Hashable] = [lasting]
    if unit.id:
        keys.append("")
    elif unit.creation_date and unit.creation_id:
        keys.append((unit.creation_date, unit.creation_id))
    return keys


def _lasting(attributes: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple(pair for pair in attributes if pair[0] not in _OF_USE)


def _stamp(unit: Unit) -> Stamp:
    used = ""
    if unit.tu is not None:
        places = (unit.tu.attributes, *(v.attributes for v in unit.tu.variants))
        used = max((value for place in places for name, value in place if name == "lastusagedate"), default="")
    return unit.change_date or unit.creation_date, unit.usage_count or 0, used
