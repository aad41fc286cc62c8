"""The nouns that the stages share: frozen data, no behaviour, no input or output."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = [
    "UNREVIEWED",
    "Bead",
    "Concept",
    "Document",
    "Edit",
    "Element",
    "Form",
    "Match",
    "Number",
    "Paragraph",
    "Problem",
    "Score",
    "Segment",
    "Term",
    "TermMatch",
    "TranslationUnit",
    "Unit",
    "UnitFile",
    "Variant",
]


@dataclass(frozen=True, slots=True)
class Edit:
    """One change made while reading or cleaning: `before`, at start:end of the decoded file, became `after`."""

    start: int
    end: int
    before: str
    after: str
    reason: str
    line: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph as it goes into segmentation.

    `start` is the offset of its first character in the decoded file, `line` its first line there (1-based).
    `offsets` gives the file offset of every code point of `text` where cleaning took something out or put
    something in; None means that character i stands at start + i.
    `role` is one of title, heading, body, list-item, table-cell, speaker, caption, note.
    `place` says where a reader finds the paragraph when the format has no lines, such as "page 3"; `cell` is its
    table, row and column, counted from 1.
    """

    text: str
    start: int = 0
    line: int = 1
    role: str = "body"
    offsets: Sequence[int] | None = None
    place: str = ""
    cell: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text in one language, decoded and cleaned, with every change on record."""

    id: str
    language: str
    paragraphs: tuple[Paragraph, ...]
    title: str = ""
    file: str = ""
    encoding: str = "utf-8"
    edits: tuple[Edit, ...] = ()
    notices: tuple[str, ...] = ()


# A tuple, since a text has very many: a frozen dataclass takes three times as long to make.
class Segment(NamedTuple):
    """A sentence, heading or list item without blanks at its edges.

    `start` and `end` are code points of the text that was given: of the string for split(), of the decoded
    file for a Document. `paragraph` counts from 0.
    """

    text: str
    start: int
    end: int
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Bead:
    """Indices of source segments that translate indices of target segments; an empty side is a gap.

    `score` is the confidence that exactly this bead is right, 0 to 1.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float = 1.0
    flags: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The bead type, such as '1-2'."""
        return f"{len(self.source)}-{len(self.target)}"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a file that could not be used as it stands: where it is, what it is, and in which unit."""

    message: str
    file: str = ""
    line: int | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """An element that is kept as it was read: an inline code (bpt, ept, ph, it, hi, ut, sub), a note or a prop."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    content: tuple[str | Element, ...] = ()

    @property
    def type(self) -> str:
        """What a prop is called, or a code is of."""
        return dict(self.attributes).get("type", "")

    @property
    def text(self) -> str:
        """What a note or prop says; these hold text only."""
        return "".join(piece for piece in self.content if isinstance(piece, str))


@dataclass(frozen=True, slots=True)
class Variant:
    """One language of a translation unit: its segment with inline codes, attributes, notes and props (`info`)."""

    language: str
    content: tuple[str | Element, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    info: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslationUnit:
    """All that a TMX <tu> can say, in any number of languages; Unit is the bilingual view of it."""

    variants: tuple[Variant, ...] = ()
    attributes: tuple[tuple[str, str], ...] = ()
    info: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """How a file wrote a unit, which says nothing of the unit itself.

    `srclang` is the source language that the unit named for itself, or "*all*" where it named any; `order` the order
    of its notes and props where that is not tmkit's own: n for a note, d o s v x for the props that are origin,
    position, score, previous and next, p for any other.
    """

    srclang: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit: a source segment, its translation, and where they come from.

    Dates are UTC in TMX form, YYYYMMDDThhmmssZ, or empty. `props` and `notes` keep their order. Both texts are
    without inline codes; `tu` is the whole unit as it was read, where it says more than the other fields do. Units
    that differ in `form` only are equal.
    """

    source: str
    target: str
    source_language: str = "zh-CN"
    target_language: str = "en-US"
    id: str = ""
    origin: str = ""
    position: int | None = None
    score: float | None = None
    previous: str = ""
    next: str = ""
    creation_date: str = ""
    creation_id: str = ""
    change_date: str = ""
    change_id: str = ""
    usage_count: int | None = None
    props: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    tu: TranslationUnit | None = None
    form: Form | None = field(default=None, compare=False)


UNREVIEWED = ("x-state", "unreviewed")  # a prop of units whose file calls the translation one to be reviewed


@dataclass(frozen=True, slots=True)
class UnitFile:
    """A file that units came from: its name, and the attributes, notes, props and udes of its header, if it has one."""

    name: str
    attributes: tuple[tuple[str, str], ...] = ()
    info: tuple[Element, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A unit that the memory offers for a query: `score` 0 to 101, `kind` one of ice, exact, repaired, fuzzy."""

    unit: Unit
    score: float
    kind: str
    penalties: tuple[tuple[str, float], ...] = ()
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One designation of a concept in one language.

    `status` is preferred, admitted, superseded or deprecated; `type` fullForm, shortForm, acronym,
    abbreviation, variant or phrase; `review` verified or proposed. `props` keeps what else a file says of the
    term, by the names of TBX-Basic (context, geographicalUsage, grammaticalGender, termLocation, ...).
    """

    text: str
    language: str
    status: str = "preferred"
    type: str = "fullForm"
    part_of_speech: str = "noun"
    note: str = ""
    source: str = ""
    source_date: str = ""
    review: str = "proposed"
    props: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """What a set of terms in several languages means."""

    id: str
    field: str = ""
    definition: str = ""
    paraphrase: bool = False
    first_seen: str = ""
    terms: tuple[Term, ...] = ()
    props: tuple[tuple[str, str], ...] = ()

    def in_language(self, language: str) -> tuple[Term, ...]:
        """The terms whose primary language subtag is that of `language`, preferred ones first."""
        base = language.replace("_", "-").split("-")[0].lower()
        found = [t for t in self.terms if t.language.replace("_", "-").split("-")[0].lower() == base]
        return tuple(sorted(found, key=lambda t: t.status != "preferred"))


class TermMatch(NamedTuple):
    """An occurrence of a term in a text: code points start:end of the text that was given.

    A named tuple, since texts hold hundreds of thousands of them and it is made in half the time.
    """

    concept: Concept
    term: Term
    start: int
    end: int
    text: str
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity read out of running text, as a value.

    `kind` is cardinal, ordinal, percent, fraction, year, date, money or measure; `unit` a canonical unit name or
    empty; `approximate` marks 多, 左右, about, more than; `falls` a percentage that the words around it call a
    decrease.
    """

    value: float
    start: int
    end: int
    text: str
    kind: str = "cardinal"
    unit: str = ""
    approximate: bool = False
    falls: bool = False


@dataclass(frozen=True, slots=True)
class Score:
    """A metric's value with the signature that says how it was made, and its interval where one was computed."""

    name: str
    value: float
    signature: str = ""
    interval: tuple[float, float] | None = None
    details: dict[str, float] = field(default_factory=dict)
