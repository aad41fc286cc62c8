"""One side of a file that holds translations: TMX by language, XLIFF and PO by element or by the file's languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import InputError
from ..text.languages import normal_tag, same_language
from .lines import Lines

__all__ = ["Side", "read_po_side", "read_tmx_side", "read_xliff_side"]

_SOURCE = ("source", "src", "msgid")
_TARGET = ("target", "tgt", "msgstr", "translation")


@dataclass(frozen=True, slots=True)
class Side:
    """What is wanted of a file: `field` as it stands after '::', else the side of the role.

    `languages` are those of source and target that the caller asks for.
    """

    path: str
    field: str
    is_source: bool
    languages: tuple[str, str]

    @property
    def by_name(self) -> bool | None:
        """Whether the source is wanted, told by the name of an element or by the role; None for a language."""
        name = self.field.lower()
        if not name:
            return self.is_source
        return True if name in _SOURCE else False if name in _TARGET else None

    def missing(self, kinds: str, known: Sequence[str]) -> InputError:
        """What to say of a field that the file does not have."""
        wanted = f"side '{self.field}'" if self.field else f"pair of {' and '.join(self.languages)}"
        return InputError(
            f"there is no {wanted}; {kinds}: {', '.join(known) or 'none'}",
            file=self.path,
            cure=f"name one: {self.path}::SIDE",
        )


def read_tmx_side(side: Side) -> Lines:
    """The texts in one language; units that lack it or its partner are left out and counted.

    Raises InputError where no unit has the language, with those that the file has.
    """
    source, target = side.languages
    wants_source = side.by_name
    if wants_source is None:
        wants_source = same_language(side.field, source)
        if not wants_source and not same_language(side.field, target):
            target = side.field
    lines, skipped, found = _tmx_lines(side.path, (source, target), wants_source)
    if not lines:
        raise side.missing("its languages are", found)
    count = sum(skipped.values())
    reasons = "; ".join(f"{reason}: {number}" for reason, number in sorted(skipped.items()))
    notice = f"{side.path}: {count} unit{'s' * (count != 1)} left out ({reasons})"
    return Lines(tuple(lines), (notice,) if count else ())


def _tmx_lines(path: str, languages: tuple[str, str], wants_source: bool) -> tuple[list[str], Any, list[str]]:
    from .tmx import read_tmx

    with read_tmx(path, *languages) as units:
        lines = [flat(u.source if wants_source else u.target) for u in units]
        return lines, units.skipped, sorted(units.languages)


def read_xliff_side(side: Side) -> Lines:
    """The segments of XLIFF 1.x (trans-unit) and 2.x (segment) without codes; one without a translation is empty."""
    from .units.xliff import Xliff

    xliff = Xliff(side.path)
    number = 0 if _is_source(side, *xliff.declared()) else 1
    return Lines(tuple(flat(pair.texts[number]) for pair in xliff.pairs()))


def _is_source(side: Side, source: str, target: str, names: Sequence[str] = ("source", "target")) -> bool:
    if side.by_name is not None:
        return side.by_name
    for language, wanted in ((source, True), (target, False)):
        if same_language(side.field, language):
            return wanted
    raise side.missing("its sides are", [*names, *(normal_tag(tag) for tag in (source, target) if tag)])


def read_po_side(side: Side) -> Lines:
    """The entries that are not obsolete; each plural form is a segment of its own, with msgid_plural as its source.

    Only where an entry has several forms, the first is that of msgid. Fuzzy entries are taken, and mentioned.
    """
    from .units.po import forms_of, languages_of, open_po

    po = open_po(side.path)
    number = 0 if _is_source(side, *languages_of(po), names=("msgid", "msgstr")) else 1
    entries = [e for e in po if not e.obsolete]
    lines = tuple(flat(form[number]) for e in entries for form in forms_of(e))
    return Lines(lines, tuple(f"{side.path}: {notice}" for notice in _po_notices(entries)))


def _po_notices(entries: Sequence[Any]) -> Iterator[str]:
    for told, found in (
        ("fuzzy, taken as written", [e for e in entries if e.fuzzy]),
        ("plural, each form a segment of its own", [e for e in entries if e.msgid_plural]),
    ):
        if found:
            entry = "1 entry is" if len(found) == 1 else f"{len(found)} entries are"
            yield f"{entry} {told} (line {found[0].linenum})"


def flat(text: str) -> str:
    """A text in one line."""
    return " ".join(text.split("\n")).rstrip()
