"""Which way a memory is asked: the languages of a text, and the memory's reverse where the text is in its target."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ..errors import InputError
from ..memory.upkeep import reversed_unit
from ..model import Match, Unit
from ..text import base_language, guess_language, guess_script_variant, script_of_tag
from .memory import LookupOptions, Memory

__all__ = ["Direction", "contradict", "directed", "doubt_languages", "reverse_too"]

MOST_REVERSED = 50_000  # units whose reverse is made on the spot, which takes some seconds
_TO_REVERSE = "make a reversed one with `tmkit tm export --reverse`, import that, and ask it"
_EAST = frozenset({"zh", "ja", "ko", "yue"})
_LATIN = frozenset({"de", "en", "es", "fr", "it", "nl", "pl", "pt"})  # the usual ones; of others nothing is said
_TAGS = {"zh": "zh-CN", "en": "en-US"}


@dataclass(frozen=True, slots=True)
class Direction:
    """The memory to ask, its reverse where that is what fits, the languages of the text and its translation."""

    memory: Memory
    languages: tuple[str, str]
    notice: str = ""


def directed(memory: Memory, text: str, source: str | None = None, target: str | None = None) -> Direction:
    """The way in which a memory can answer for `text`, by the script of the text and the languages asked for.

    A memory of zh-CN > en-US answers for English in reverse. One with units both ways is asked in reverse too where
    those of the text's own direction have no match of 100.

    Raises InputError where the text is not in `source`, and where only the reverse of a large memory would do.
    """
    spoken = guess_language(text)
    if source and contradict(source, spoken):
        message = f"the text is said to be {source}, yet its script is that of '{spoken}'"
        raise InputError(message, cure="leave --source-lang out, or name the language of the text")
    pairs = _ranked(memory, text)
    wanted = LookupOptions(source, target)

    def fits(pair: tuple[str, str]) -> bool:
        return wanted.admit(pair) and not contradict(pair[0], spoken)

    languages = next((pair for pair in pairs if fits(pair)), None)
    if languages is not None:
        return _both_ways(memory, languages, [pair for pair in pairs if fits(pair[::-1]) and not fits(pair)])
    back = next((pair[::-1] for pair in pairs if fits(pair[::-1])), None)
    if back is None:
        languages = _usual(source, target, spoken)
        has = ", ".join(map(_arrow, pairs[:3]))
        notice = f"the memory is {has}: it has nothing for {_arrow(languages)}" if pairs else ""
        return Direction(memory, languages, notice)
    has = f"the memory is {_arrow(back[::-1])}"
    if len(memory) > MOST_REVERSED:
        raise InputError(f"{has}, the text is {back[0]}", cure=_TO_REVERSE)
    return Direction(_reverse(memory), back, f"{has}: it was asked in reverse, {_arrow(back)}")


class _BothWays(Memory):
    """A memory whose units of the other direction answer too where its own have no match of 100."""

    def __init__(self, memory: Memory, others: Collection[tuple[str, str]]) -> None:
        super().__init__(memory.store)
        self._others = others

    @cached_property
    def _turned(self) -> Memory:
        return _reverse(self, self._others)

    def lookup(
        self,
        text: str,
        min_score: float = 70,
        limit: int = 5,
        *,
        context: tuple[str | None, str | None] = (None, None),
        options: LookupOptions | None = None,
        codes: int = 0,
    ) -> list[Match]:
        """As Memory.lookup(); the units of the other direction have no neighbours, so that none of them is 101."""
        own = super().lookup(text, min_score, limit, context=context, options=options, codes=codes)
        return self._with_turned(text, own, min_score, limit, options, codes)

    def lookup_many(
        self,
        texts: Sequence[str],
        min_score: float = 70,
        limit: int = 5,
        *,
        options: LookupOptions | None = None,
        jobs: int = 1,
    ) -> Iterator[list[Match]]:
        """As Memory.lookup_many(); the reverse, which is in no file, is asked in this process."""
        found = Memory(self.store).lookup_many(texts, min_score, limit, options=options, jobs=jobs)
        pairs = zip(texts, found, strict=True)
        return (self._with_turned(text, own, min_score, limit, options) for text, own in pairs)

    def _with_turned(
        self, text: str, own: list[Match], min_score: float, limit: int, options: LookupOptions | None, codes: int = 0
    ) -> list[Match]:
        if limit < 1 or (own and own[0].score >= 100):
            return own
        known = {(match.unit.source, match.unit.target) for match in own}
        turned = self._turned.lookup(text, min_score, limit, options=options, codes=codes)
        both = [*own, *(match for match in turned if (match.unit.source, match.unit.target) not in known)]
        return sorted(both, key=lambda match: -match.score)[:limit]


def _both_ways(memory: Memory, languages: tuple[str, str], others: Sequence[tuple[str, str]]) -> Direction:
    """The memory, and the reverse of its units in `others` where there are any, and not too many."""
    if not others:
        return Direction(memory, languages)
    counts = memory.languages()
    units = f"units of the other direction, {', '.join(f'{_arrow(pair)} ({counts[pair]:,})' for pair in others)}"
    if sum(counts[pair] for pair in others) > MOST_REVERSED:
        return Direction(memory, languages, f"{units}, are not asked; {_TO_REVERSE}")
    return Direction(_BothWays(memory, others), languages, f"{units}, are asked too where no other is exact")


def reverse_too(memory: Memory, text: str, source: str | None = None, target: str | None = None) -> Direction | None:
    """The reverse of those units of a memory that go the other way, for a text that the others do not answer.

    None where there are none, or too many to be reversed on the spot.
    """
    spoken, wanted, counts = guess_language(text), LookupOptions(source, target), memory.languages()
    for pair in _ranked(memory, text):
        back = pair[::-1]
        if wanted.admit(back) and not contradict(back[0], spoken) and counts[pair] <= MOST_REVERSED:
            return Direction(_reverse(memory, (pair,)), back, f"found in reverse, in units of {_arrow(pair)}")
    return None


def _ranked(memory: Memory, text: str) -> list[tuple[str, str]]:
    """The pairs of languages of a memory, those of the text's kind of Chinese first, then those with most units."""
    variant = guess_script_variant(text) or "Hans"
    counts = memory.languages()

    def rank(pair: tuple[str, str]) -> tuple[bool, int, tuple[str, str]]:
        scripts = {script_of_tag(tag) or "Hans" for tag in pair if base_language(tag) == "zh"}
        return (bool(scripts) and variant not in scripts, -counts[pair], pair)

    return sorted(counts, key=rank)


def contradict(tag: str, spoken: str) -> bool:
    """Whether a language and what the script of a text suggests, "en" for Latin letters, cannot both be."""
    base = base_language(tag)
    return bool(spoken) and ((base in _EAST) != (spoken in _EAST) or (base in _LATIN and spoken != "en"))


def doubt_languages(units: Iterable[Unit]) -> str:
    """A word on units whose texts, taken together, are not in the script of their languages; or nothing.

    >>> doubt_languages([Unit("Thank you.", "谢谢。"), Unit("5G", "5G")])
    'the texts taken for zh-CN are in the script of en, those taken for en-US in that of zh'
    """
    texts: dict[tuple[str, str], tuple[list[str], list[str]]] = {}
    for unit in units:
        sides = texts.setdefault((unit.source_language, unit.target_language), ([], []))
        sides[0].append(unit.source)
        sides[1].append(unit.target)
    for pair, sides in sorted(texts.items()):
        spoken = [guess_language("\n".join(side)) for side in sides]
        wrong = [(tag, said) for tag, said in zip(pair, spoken, strict=True) if contradict(tag, said)]
        if wrong:
            also = [f", those taken for {tag} in that of {said}" for tag, said in wrong[1:]]
            return f"the texts taken for {wrong[0][0]} are in the script of {wrong[0][1]}{''.join(also)}"
    return ""


def _usual(source: str | None, target: str | None, spoken: str) -> tuple[str, str]:
    first = source or _TAGS.get(spoken, spoken) or "zh-CN"
    return first, target or ("zh-CN" if base_language(first) == "en" else "en-US")


def _arrow(pair: tuple[str, str]) -> str:
    return f"{pair[0]} > {pair[1]}"


def _reverse(memory: Memory, only: Collection[tuple[str, str]] = ()) -> Memory:
    made = Memory.open(":memory:")
    units = (unit for _, unit in memory.store.items_between(only)) if only else iter(memory)
    made.add(map(reversed_unit, units))
    return made
