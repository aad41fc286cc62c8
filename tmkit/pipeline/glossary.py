"""Terms with the defaults of this package: its glossary, its memory, pinyin, traditional characters."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from ..errors import InputError
from ..formats.output import write_bytes
from ..formats.terms import ENDINGS, TermFile, WriteOptions, read_terms, write_terms
from ..formats.terms.review import read_review
from ..glossary import Glossary
from ..glossary.lookup import Hit, LookupOptions, look_up
from ..model import Concept, Problem, TermMatch, Unit
from ..text import base_language
from ..text.wordlists import word_list
from .staging import check_out

__all__ = [
    "Answer",
    "built_files",
    "find_terms",
    "load_glossary",
    "look_up_term",
    "merge_reviewed",
    "readings",
    "shipped_file",
    "shipped_units",
    "write_glossary_files",
]

# What `build` writes for a glossary, in this order: format and the ending of the file.
_BUILT = ("tbx", "tbx2", "omegat", "utx", "weblate", "xlsx", "html")
_SHIPPED = {"terms.csv": "glossary/terms.csv", "seeds.zh-en.tmx": "tmx/seeds.zh-en.tmx"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a lookup found, with units of the memory in which the concept's terms stand."""

    hit: Hit
    examples: tuple[Unit, ...]


def shipped_file(name: str) -> Path:
    """A file that the package ships: from the installed package, or from the checkout that it is run from.

    Raises InputError where it is in neither.
    """
    package = Path(str(files("tmkit")))
    for place in (package / "data" / "shipped" / name, package.parent / _SHIPPED[name]):
        if place.is_file():
            return place
    raise InputError(f"'{name}' is not part of this installation", cure="install the wheel, or run `tmkit build` first")


def load_glossary(path: str | Path | None = None, *, partial: bool = False) -> Glossary:
    """The glossary of this package, or one from a file of any format that can be read.

    Raises InputError for the first entry that cannot be used; with `partial` such entries are left out.

    >>> glossary = load_glossary()
    >>> [m.concept.id for m in glossary.find("加快发展新质生产力")]
    ['new-quality-productive-forces']
    """
    return _shipped_glossary() if path is None else _read_glossary(Path(path), partial)


@functools.cache
def _shipped_glossary() -> Glossary:
    return _read_glossary(shipped_file("terms.csv"), partial=False)


def _read_glossary(path: Path, partial: bool) -> Glossary:
    found = read_terms(path)
    concepts = found.concepts if partial else found.or_raise().concepts
    return Glossary(concepts, name=path.name, simplify=_simplify, hidden=word_list("hidden_terms_zh.txt"))


def _simplify(text: str) -> str:
    from ..engines.hant import simplify

    return simplify(text)


def find_terms(text: str, language: str = "zh") -> list[TermMatch]:
    """Occurrences of this package's fixed terms in a text, by place, without those inside a longer term.

    >>> [(m.start, m.text, m.concept.in_language("en")[0].text) for m in find_terms("加快发展新质生产力")]
    [(4, '新质生产力', 'new quality productive forces')]
    """
    return load_glossary().find(text, language)


def write_glossary_files(
    glossary: Glossary, folder: Path, name: str, options: WriteOptions | None = None, *, also: Sequence[str] = ()
) -> list[Path]:
    """Write the glossary into `folder` in every format that tools read, and those of `also`; returns the paths.

    The bytes depend on nothing but the concepts and the options.
    """
    options = options or WriteOptions(title=name)
    if options.readings is None:
        options = replace(options, readings=readings)
    check_out(folder)
    paths = built_files(folder, name, also)
    for format_name, path in paths.items():
        write_bytes(path, write_terms(glossary.concepts, format_name, options).data)
    return list(paths.values())


def built_files(folder: Path, name: str, also: Sequence[str] = ()) -> dict[str, Path]:
    """The files that a glossary is written into, by format; InputError for a name that leads out of the folder."""
    if Path(name).name != name:
        raise InputError(f"'{name}' is no name of files", cure="give one without a folder")
    return {format_name: folder / f"{name}{ENDINGS[format_name]}" for format_name in (*_BUILT, *also)}


def merge_reviewed(
    concepts: Sequence[Concept], sheet: str | Path, *, partial: bool = False
) -> tuple[tuple[Concept, ...], int, tuple[Problem, ...]]:
    """Concepts with the accepted rows of a review sheet behind them; how many are new; what could not be used.

    A row whose term some concept has already is a problem; without `partial` the first problem is an InputError.
    """
    found = read_review(sheet)
    known = {t.text for c in concepts for t in c.terms}
    taken = {c.id for c in concepts}
    new: list[Concept] = []
    problems = list(found.problems)
    for concept in found.concepts:
        if concept.terms[0].text in known:
            problems.append(Problem(f"'{concept.terms[0].text}' is in the glossary already", str(sheet)))
        else:
            new.append(replace(concept, id=_free_id(concept.id, taken)))
    if not partial:
        TermFile((), tuple(problems)).or_raise()
    return (*concepts, *new), len(new), tuple(problems)


def _free_id(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free


def look_up_term(
    query: str,
    options: LookupOptions | None = None,
    *,
    glossary: Glossary | None = None,
    memory: str | Path | None = None,
    examples: int = 2,
) -> list[Answer]:
    """What the glossary knows of a query in Chinese, English, pinyin or its initials, with examples from a memory.

    An empty query lists what the options leave. Raises InputError for a field or language that the
    glossary does not have.

    >>> look_up_term("xzscl", examples=0)[0].hit.term.text
    '新质生产力'
    """
    chosen = load_glossary() if glossary is None else glossary
    options = options or LookupOptions()
    fields = sorted({c.field for c in chosen.concepts if c.field})
    if options.field and options.field not in fields:
        raise InputError(f"the glossary has no field '{options.field}'", cure=f"one of {', '.join(fields) or 'none'}")
    languages = sorted({t.language for c in chosen.concepts for t in c.terms})
    if options.language and base_language(options.language) not in {base_language(n) for n in languages}:
        known = ", ".join(languages) or "none"
        raise InputError(f"the glossary has no language '{options.language}'", cure=f"one of {known}")
    hits = look_up(chosen, query, options, readings)
    if not hits or examples < 1:
        return [Answer(hit, ()) for hit in hits]
    found = _examples(chosen, hits, memory, examples)
    return [Answer(hit, tuple(found.get(hit.concept.id, ()))) for hit in hits]


def readings(text: str) -> Sequence[Sequence[str]]:
    """The syllables of every character of a text, by CC-CEDICT, the likeliest first."""
    from ..engines.pinyin import readings_of

    return readings_of(text)


def _examples(glossary: Glossary, hits: Sequence[Hit], memory: str | Path | None, wanted: int) -> dict[str, list[Unit]]:
    """The first units whose source has a term of each concept; shorter ones read better, but place decides."""
    concepts = {h.concept.id: h.concept for h in hits}
    small = Glossary(concepts.values(), simplify=_simplify, hidden=word_list("hidden_terms_zh.txt"))
    found: dict[str, list[Unit]] = {}
    for unit in shipped_units() if memory is None else _units(memory):
        for match in small.find(unit.source, unit.source_language, nested=True):
            units = found.setdefault(match.concept.id, [])
            if len(units) < wanted and unit not in units:
                units.append(unit)
        if len(found) == len(concepts) and all(len(u) >= wanted for u in found.values()):
            break
    return found


def shipped_units() -> Iterator[Unit]:
    """The units of the memory that the package ships; none where it has not been built yet."""
    try:
        memory = shipped_file("seeds.zh-en.tmx")
    except InputError:
        return
    yield from _units(memory)


def _units(memory: str | Path) -> Iterator[Unit]:
    from ..formats.tmx import read_tmx

    with read_tmx(memory) as units:
        yield from units
