"""Does a text hold a fixed term in another form: the same words, standing to each other as in the term?

Inflection and the noun of a verb are the same word, "productive" and "production" are not. The words may stand as the
term has them, with a little between them or shared in a list ("innovation, industrial, and talent chains"), or turned
round by a preposition ("pollution from plastics"). What only has the words is no rendering: "prudent fiscal policy and
a proactive monetary policy" for a proactive fiscal policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise, product

from ..text.wordlists import word_list
from .forms import light_stem, words_of

__all__ = [
    "GRAVE",
    "Reading",
    "Setting",
    "Surroundings",
    "list_items",
    "read_term",
    "root_of",
    "same_root",
    "word_key",
    "words_and_keys",
]

GRAVE = ("order", "number", "opposite", "sibling", "head", "mixed")
"""Faults that make another term of it; "synonym", "members" and "" are less."""

_FREE_ENDINGS = re.compile(
    r"(ization|isation|ational|ation|ition|ion|ement|ment|ance|ence|anc|enc|ial|al|ics|ic|iz|y)$"
)
_ENDINGS = re.compile(
    r"(izational|ational|ization|isation|ation|ative|ition|ement|ment|ness|ality|ially|ity|ally|ial|al|ly|ive|ion|ary"
    r"|ance|ence|anc|enc|ent|ant|ize|iz|ics|ic|er|or|ist|ism|y|at|t)$"
)
_SHORTEST_ROOT = 4
_COMMON_PART = 0.65
# Families whose members are words of their own, although they share a stem.
_DISTINCT = ("produc", "organ", "govern", "gener", "form", "commun", "part", "stat", "nation", "critic", "person")
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
_ORDINALS += "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
_CARDINALS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
_CARDINALS += "seventeen eighteen nineteen twenty"
_NUMBERS = {word: f"#{i}th" for i, word in enumerate(_ORDINALS.split(), 1)}
_NUMBERS |= {word: f"#{i}" for i, word in enumerate(_CARDINALS.split(), 1)}
_NEGATIONS = frozenset({"no", "not", "never", "without", "non", "nor", "neither", "hardly"})
_CONNECTIVES = frozenset({"before", "after", "while", "then", "through", "instead", "rather"})
_LIST_WORDS = frozenset(
    {"and", "or", "of", "in", "for", "from", "with", "as", "also", "both", "at", "on", "its", "their"}
)
_CONTRARY = {"before": "after", "after": "before"}
_PREPOSITIONS = frozenset(
    {
        "of",
        "from",
        "in",
        "for",
        "on",
        "to",
        "toward",
        "towards",
        "against",
        "by",
        "with",
        "between",
        "at",
        "into",
        "under",
        "through",
    }
)
_PREFIXES = frozenset(
    {
        "pro",
        "counter",
        "anti",
        "non",
        "pre",
        "post",
        "cross",
        "multi",
        "bi",
        "uni",
        "inter",
        "intra",
        "over",
        "under",
        "re",
        "de",
        "dis",
    }
)
_PREFIX = re.compile(r"(counter|multi|inter|intra|under|over|anti|uni|non|pro|dis|un|in|im|de|bi|re)(?=.{5})")
_PLACES = frozenset({"overseas", "abroad", "online", "worldwide", "nationwide", "offshore", "alike"})
_COPULAS = frozenset(
    {"is", "are", "be", "been", "being", "was", "were", "become", "becomes", "became", "remain", "remains", "remained"}
)
_BREAK = re.compile(r"[.;!?](?=[\s”\"’)]|$)|\n\s*\n")
_SIDE_BY_SIDE = re.compile(r"[\s‑-]*(?:(?:the|a|an)[\s-]+)?(?:[’']s\s)?", re.IGNORECASE)
_LIST = re.compile(r",|\b(?:and|or)\b|&", re.IGNORECASE)
_ITEM = re.compile(r",\s*(?:and|or)\b|,|\b(?:and|or)\b", re.IGNORECASE)
_SLACK = 10
_PLAIN_GAP, _LIST_GAP = 2, 8
_TURNS = 2
_NOUN_OF_VERB = re.compile(r"(?:[ts]ion|ment|ance|ence|al|sis)s?$")
_PARTICIPLE = re.compile(r"(?:ed|ing)$")
_POSSESSIVE = re.compile(r"[’']s?\s")


@lru_cache(maxsize=200_000)
def root_of(word: str) -> str:
    """The stem of an English word without its derivational ending, where enough is left.

    >>> [root_of(w) for w in ("digitization", "digital", "governance", "governing")]
    ['digit', 'digit', 'govern', 'govern']
    """
    stem = light_stem(word)
    root = _ENDINGS.sub("", stem)
    return root if len(root) >= _SHORTEST_ROOT else stem


def same_root(a: str, b: str) -> bool:
    """Whether two roots are the same or share a beginning that is most of the longer one."""
    if a == b:
        return True
    common = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return common >= _SHORTEST_ROOT and common >= _COMMON_PART * max(len(a), len(b))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else is wanted of the text: keys of the words of the other terms, and the spans that are such terms.

    `strange` are spans of terms that the source does not have.
    """

    keys: frozenset[str] = frozenset()
    spans: tuple[tuple[int, int], ...] = ()
    strange: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a term is there: `fits` as the same term, how much of it (0 to 1), where, and what is wrong."""

    fits: bool
    share: float
    start: int = 0
    end: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A text by words, with what else is wanted of it and the weight of a word."""

    text: str
    words: tuple[tuple[str, int, int], ...]
    keys: tuple[str, ...]
    around: Surroundings
    weight: Callable[[str], float]


@dataclass(frozen=True, slots=True)
class _Pattern:
    """A term by its meaningful words: `keys` in order, `head` the place of the head, `ordered` by a connective.

    `members` has for each word how many conjunctions stand before it.
    """

    text: str
    words: tuple[str, ...]
    keys: tuple[str, ...]
    head: int
    ordered: bool
    turns: frozenset[int]
    connectives: frozenset[str]
    parts: tuple[tuple[str, ...], ...]
    members: tuple[int, ...]


@lru_cache(maxsize=200_000)
def word_key(word: str) -> str:
    """What two words of a fixed term must have in common to be the same word.

    >>> word_key("modernized") == word_key("modernize"), word_key("productive") == word_key("production")
    (True, False)
    >>> word_key("rural") == word_key("countryside"), word_key("rural") == word_key("urban")
    (True, False)
    >>> word_key("14th") == word_key("fourteenth"), word_key("unilateral") == word_key("unilateralism")
    (True, False)
    """
    if word in _NUMBERS:
        return _NUMBERS[word]
    if digits := re.fullmatch(r"(\d+)(st|nd|rd|th)?", word):
        return f"#{digits[1]}{'th' if digits[2] else ''}"
    stem = light_stem(word)
    stem = _equivalents().get(stem, stem)
    if stem.startswith(_DISTINCT):
        return stem
    root = _FREE_ENDINGS.sub("", stem)
    return root if len(root) >= 4 else stem


@lru_cache(maxsize=1)
def _equivalents() -> dict[str, str]:
    """Stems of words that stand for another one, and the stem they are compared by."""
    groups = [[light_stem(w) for w in line.split()] for line in word_list("english_equivalents.txt")]
    return {stem: group[0] for group in groups for stem in group}


@lru_cache(maxsize=4096)
def words_and_keys(text: str) -> tuple[tuple[tuple[str, int, int], ...], tuple[str, ...]]:
    """The words of a text with their places, and their keys."""
    words = tuple(words_of(text))
    return words, tuple(word_key(w) for w, _, _ in words)


@lru_cache(maxsize=1)
def _empty_words() -> frozenset[str]:
    return frozenset(word_list("english_function_words.txt")) - _NEGATIONS


@lru_cache(maxsize=50_000)
def _pattern(text: str) -> _Pattern:
    words = [w for w, _, _ in words_of(text)]
    empty = _empty_words() | _CONNECTIVES | _PREPOSITIONS
    places = [i for i, w in enumerate(words) if w not in empty] or list(range(len(words)))
    inner = [set(words[a + 1 : b]) for a, b in pairwise(places)]
    turns = frozenset(i + 1 for i, gap in enumerate(inner) if gap & _PREPOSITIONS)
    between = frozenset().union(*inner) if inner else frozenset()
    connectives = frozenset(between) & _CONNECTIVES
    head = min(turns, default=len(places)) - 1
    chosen = tuple(words[i] for i in places)
    keys = tuple(word_key(w) for w in chosen)
    borders = [0, *(i + 1 for i, gap in enumerate(inner) if gap & _CONNECTIVES), len(keys)]
    parts = tuple(keys[a:b] for a, b in pairwise(borders))
    ordered = bool(connectives) or sum(key[0] == "#" for key in keys) > 1  # one country, two systems
    members = tuple(sum(w in ("and", "or") for w in words[:i]) for i in places)
    return _Pattern(text, chosen, keys, head, ordered, turns, connectives, parts, members)


def read_term(term: str, setting: Setting) -> Reading:
    """How a term stands in a text: as the same term in another form, or the nearest stretch and its fault."""
    pattern = _pattern(term)
    if not pattern.keys or not setting.words:
        return Reading(False, 0.0)
    setting = _with_ones(setting, pattern.keys[pattern.head])
    for places in _arrangements(pattern, setting):
        if not _takes_from_others(places, setting):
            return Reading(True, 1.0, setting.words[min(places)][1], setting.words[max(places)][2])
    return _nearest(pattern, setting)


def _with_ones(setting: Setting, head: str) -> Setting:
    """The text with "ones" read as the main word, where this is in the text: traditional industries and new ones."""
    if head not in setting.keys or not any(w == "ones" for w, _, _ in setting.words):
        return setting
    keys = zip(setting.keys, setting.words, strict=True)
    return replace(setting, keys=tuple(head if word[0] == "ones" else key for key, word in keys))


def _arrangements(pattern: _Pattern, setting: Setting) -> Iterator[list[int]]:
    """Places of all the words in an order that means the same, the term's own order first."""
    keys = pattern.keys
    for order in _orders(pattern.parts):
        yield from _in_order(order, None, pattern, setting)
    if pattern.ordered or "and" in words_of_text(pattern.text):
        return
    if keys[0][0] == "#":
        return  # a number stands before what it counts
    for turn in range(1, len(keys)):
        yield from _in_order(keys[turn:] + keys[:turn], len(keys) - turn, pattern, setting, turn in pattern.turns)


def _orders(parts: Sequence[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """The parts of a term one after the other; verb and object of a part may change places (the new is established)."""
    choices = [{part, part[::-1]} if len(parts) > 1 and len(part) == 2 else {part} for part in parts]
    for chosen in product(
        *(sorted(c, key=lambda p, first=part: p != first) for c, part in zip(choices, parts, strict=True))
    ):
        yield tuple(key for part in chosen for key in part)


@lru_cache(maxsize=50_000)
def words_of_text(text: str) -> frozenset[str]:
    """The different words of a text."""
    return frozenset(w for w, _, _ in words_of(text))


def _in_order(
    keys: Sequence[str], turn: int | None, pattern: _Pattern, setting: Setting, turns: bool = False
) -> Iterator[list[int]]:
    """Places of `keys` one after the other; at `turn` a preposition must stand, unless the term has it there."""
    for begin, key in enumerate(setting.keys):
        if key != keys[0]:
            continue
        places = _sequence(keys, begin, setting.keys)
        if not places:
            continue
        gaps = list(pairwise(places))
        if all(_gap_is_fine(a, b, pattern, setting) for a, b in gaps):
            if turn is not None and not turns:
                a, b = gaps[turn - 1]
                if not _says_how(a, b, pattern, setting):
                    continue
            yield places


def _sequence(keys: Sequence[str], begin: int, text: Sequence[str]) -> list[int]:
    """The first places of the keys from `begin` on, drawn together from the end; none where one is missing."""
    place, last = begin, begin
    for key in keys[1:]:
        place = next((i for i in range(last + 1, min(len(text), last + 2 + _SLACK)) if text[i] == key), -1)
        if place < 0:
            return []
        last = place
    places = [last]
    for key in reversed(keys[:-1]):
        places.append(next(i for i in range(places[-1] - 1, begin - 1, -1) if text[i] == key))
    return places[::-1]


def _gap_is_fine(a: int, b: int, pattern: _Pattern, setting: Setting) -> bool:
    """Whether what stands between two words of a term leaves them together."""
    between = setting.text[setting.words[a][2] : setting.words[b][1]]
    if _BREAK.search(between):
        return False
    words = [w for w, _, _ in setting.words[a + 1 : b]]
    if pattern.keys[pattern.head] in setting.keys[a + 1 : b] or any(w in _NEGATIONS for w in words):
        return False
    if any(_CONTRARY.get(c) in words for c in pattern.connectives):
        return False
    filled = sum(w not in _empty_words() for w in words)
    if not _LIST.search(between):
        return filled <= _PLAIN_GAP
    # A list has no verb of its own: "basic, we are promoting science education" is none of basic and science education.
    return filled <= _LIST_GAP and all(w in _LIST_WORDS for w in words if w in _empty_words())


def _takes_from_others(places: Sequence[int], setting: Setting) -> bool:
    """Whether words belong to another term that is wanted; a list may share its first or last word."""
    between = [w for a, b in pairwise(sorted(places)) for w, _, _ in setting.words[a + 1 : b]]
    if all(w in _empty_words() and not _LIST.fullmatch(w) for w in between):
        return False  # they stand together and are the term, whatever else they are
    if any(_mixes(places, span, setting) for span in setting.around.strange):
        return True
    for start, end in setting.around.spans:
        inside = [p for p in places if start <= setting.words[p][1] and setting.words[p][2] <= end]
        if not inside or len(inside) == len(places):
            continue
        whole = setting.text[setting.words[min(places)][1] : setting.words[max(places)][2]]
        if inside not in ([places[0]], [places[-1]]) or not _LIST.search(whole):
            return True
    return False


def _mixes(places: Sequence[int], span: tuple[int, int], setting: Setting) -> bool:
    """Whether a term that nobody asked for has the last word and one before it: special treasury bonds."""
    inside = [i for i, (_, a, b) in enumerate(setting.words) if span[0] <= a and b <= span[1]]
    ours = [i for i in inside if i in places]
    others = [i for i in inside if i not in places and min(places) < i < max(places)]
    return max(places) in ours and bool(others) and len(ours) < len(places)


def _nearest(pattern: _Pattern, setting: Setting) -> Reading:
    """The tightest stretch with most of the term, and what is wrong with it."""
    at = _tightest(frozenset(pattern.keys), pattern, setting)
    if not at:
        return Reading(False, 0.0)
    if len(at) < len(set(pattern.keys)):
        return _with_fault(at, pattern, setting)
    if pattern.ordered:
        return _reading(at.values(), at, pattern, setting, "order")
    for key in dict.fromkeys(pattern.keys):
        # All words are there, but one of them belongs elsewhere: what stands in its place?
        rest = _tightest(frozenset(pattern.keys) - {key}, pattern, setting)
        found = _with_fault(rest, pattern, setting)
        if found.fault in GRAVE:
            return found
    return replace(_reading(at.values(), at, pattern, setting, ""), fits=_is_turned(at, pattern, setting))


def _is_turned(at: dict[str, int], pattern: _Pattern, setting: Setting) -> bool:
    """Whether all words stand together in another order, and every change of it has a word that says how.

    That is a preposition, a verb of being or a possessive: the unemployment rate surveyed in urban areas, competition
    that is fair, the Party's 20th Congress.
    """
    keys = pattern.keys
    if len(set(keys)) < len(keys):
        return False
    places = {place: keys.index(key) for key, place in at.items()}
    members = [pattern.members[places[place]] for place in sorted(places)]
    if members != sorted(members):
        return False
    if any(key[0] == "#" and all(at[key] > at[k] for k in keys[i:]) for i, key in enumerate(keys[:-1], 1)):
        return False  # a number stands before what it counts
    turns = 0
    for a, b in pairwise(sorted(places)):
        if not _gap_is_fine(a, b, pattern, setting):
            return False
        if places[b] < places[a]:
            turns += 1
            if not _says_how(a, b, pattern, setting):
                return False
    return 0 < turns <= _TURNS and not _takes_from_others(sorted(places), setting)


def _says_how(a: int, b: int, pattern: _Pattern, setting: Setting) -> bool:
    """Whether the words after `a` and before `b` say how the two belong together.

    So do a participle after its noun, and a verb in place of a noun made of it: revitalizing the countryside.
    """
    between = [w for w, _, _ in setting.words[a + 1 : b]]
    if any(w in _PREPOSITIONS or w in _COPULAS for w in between):
        return True
    if not between and setting.words[b][0] in _PLACES:
        return True  # warehouses overseas
    if _POSSESSIVE.search(setting.text[setting.words[a][1] : setting.words[b][1]]):
        return True
    if _PARTICIPLE.search(setting.words[b][0]) and setting.keys[b] != pattern.keys[pattern.head] and not between:
        return True  # philosophy centered on people
    noun = pattern.words[pattern.head]
    is_verb = bool(_NOUN_OF_VERB.search(noun)) and not _NOUN_OF_VERB.search(setting.words[a][0])
    return setting.keys[a] == pattern.keys[pattern.head] and is_verb and all(w in _empty_words() for w in between)


def _reading(places: Iterable[int], at: dict[str, int], pattern: _Pattern, setting: Setting, fault: str) -> Reading:
    total = sum(setting.weight(k) for k in set(pattern.keys))
    share = sum(setting.weight(k) for k in at) / total
    places = list(places)
    return Reading(False, share, setting.words[min(places)][1], setting.words[max(places)][2], fault)


def _tightest(wanted: frozenset[str], pattern: _Pattern, setting: Setting) -> dict[str, int]:
    """Where most of the wanted words stand closest together; words of other terms do not count."""
    taken = _taken(setting)
    best: tuple[float, int, dict[str, int]] = (0.0, 0, {})
    for begin, key in enumerate(setting.keys):
        if key not in wanted or begin in taken:
            continue
        seen: dict[str, int] = {}
        for place in range(begin, min(len(setting.keys), begin + len(pattern.keys) + _SLACK)):
            if _BREAK.search(setting.text[setting.words[begin][2] : setting.words[place][1]]):
                break
            here = setting.keys[place]
            if here in wanted and here not in seen and place not in taken:
                seen[here] = place
                share = sum(setting.weight(k) for k in seen)
                best = max(best, (share, begin - place, dict(seen)), key=lambda b: b[:2])
    return best[2]


def _taken(setting: Setting) -> frozenset[int]:
    """The words of the text that are part of another term."""
    spans = setting.around.spans
    return frozenset(i for i, (_, a, b) in enumerate(setting.words) if any(s <= a and b <= e for s, e in spans))


def _with_fault(at: dict[str, int], pattern: _Pattern, setting: Setting) -> Reading:
    """What stands in the place of the words that are missing; the gravest of it is the fault."""
    found, fault = list(at.values()), ""
    for k, key in enumerate(pattern.keys):
        place = None if key in at else _in_its_place(k, pattern, at, setting)
        one = _fault_of(pattern, k, place, setting) if place is not None else ""
        if one and place is not None:
            found.append(place)
        if not fault or one in GRAVE:
            fault = one
    return _reading(found, at, pattern, setting, fault) if found else Reading(False, 0.0)


def _in_its_place(k: int, pattern: _Pattern, at: dict[str, int], setting: Setting) -> int | None:
    """Which word of the text stands where word `k` of the term should: beside a neighbour, no mark between."""
    candidates = []
    if k + 1 < len(pattern.keys) and pattern.keys[k + 1] in at:
        candidates.append((at[pattern.keys[k + 1]] - 1, at[pattern.keys[k + 1]]))
    if k and pattern.keys[k - 1] in at:
        candidates.append((at[pattern.keys[k - 1]], at[pattern.keys[k - 1]] + 1))
    for a, b in candidates:
        if a < 0 or b >= len(setting.words):
            continue
        if not _SIDE_BY_SIDE.fullmatch(setting.text[setting.words[a][2] : setting.words[b][1]]):
            continue
        place = a if a not in at.values() else b
        word = setting.words[place][0]
        if place not in at.values() and place not in _taken(setting) and word not in _empty_words():
            return place
    return None


def _fault_of(pattern: _Pattern, k: int, place: int, setting: Setting) -> str:
    """What is wrong with the word at `place` where word `k` of the term should stand."""
    wanted, there = pattern.words[k], setting.words[place][0]
    key, other = pattern.keys[k], setting.keys[place]
    if key == other:
        return ""
    if key[0] == "#" or other[0] == "#":
        return "number" if key[0] == other[0] else ""
    tests = (
        ("synonym", are_near(wanted, there)),
        ("opposite", are_opposite(wanted, there) or _differ_by_prefix(wanted, there)),
        ("sibling", same_root(root_of(wanted), root_of(there))),
        ("mixed", other in setting.around.keys),
        ("head", k == pattern.head),
    )
    return next((fault for fault, holds in tests if holds), "")


def _differ_by_prefix(a: str, b: str) -> bool:
    """Whether two words are prefixes, or one stem with another prefix or without: unilateral, multilateral."""
    if a in _PREFIXES and b in _PREFIXES:
        return True
    bare = {_PREFIX.sub("", a), a} & {_PREFIX.sub("", b), b}
    return any(len(word) >= 5 for word in bare)


@lru_cache(maxsize=1)
def _opposites() -> dict[str, set[str]]:
    table: dict[str, set[str]] = {}
    for line in word_list("english_opposites.txt"):
        left, _, right = line.partition("|")
        one, two = ({light_stem(w) for w in side.split()} for side in (left, right))
        for side, other in ((one, two), (two, one)):
            for word in side:
                table.setdefault(word, set()).update(other)
    return table


@lru_cache(maxsize=1)
def _near() -> list[frozenset[str]]:
    return [frozenset(light_stem(w) for w in line.split()) for line in word_list("english_near_synonyms.txt")]


def are_opposite(a: str, b: str) -> bool:
    """Whether the list of opposites has the two words on two sides of a line.

    >>> are_opposite("expanding", "restrain"), are_opposite("expand", "widen")
    (True, False)
    """
    return light_stem(b) in _opposites().get(light_stem(a), ())


def are_near(a: str, b: str) -> bool:
    """Whether one is an understandable choice for the other."""
    one, two = light_stem(a), light_stem(b)
    return any(one in group and two in group for group in _near())


def list_items(text: str) -> int:
    """How many things a list names, by its commas and conjunctions.

    >>> list_items("mountains, rivers, forests, and deserts"), list_items("rivers and lakes"), list_items("rivers")
    (4, 2, 1)
    """
    return len(_ITEM.findall(text)) + 1
