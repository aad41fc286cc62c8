"""Units in gettext PO, through polib, which keeps what translate-toolkit's PO class reorders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...model import UNREVIEWED, Unit
from ...text.languages import normal_tag
from ..output import text_stream
from . import UnitOptions, UnitReader

__all__ = ["CONTEXT", "forms_in", "forms_of", "languages_of", "open_po", "read_po", "sources_of", "write_po"]

CONTEXT = "x-context"  # the prop that keeps the msgctxt of an entry


def open_po(name: str) -> Any:
    """The polib file, its lines not wrapped anew."""
    import polib

    if not Path(name).is_file():
        raise InputError("there is no such file", file=name, cure="check the path")
    try:
        return polib.pofile(name, wrapwidth=0)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        cure = "see what `msgfmt --check` says of it"
        raise InputError(f"is not a PO file that can be read ({error})", file=name, cure=cure) from None


def languages_of(po: Any) -> tuple[str, str]:
    """The source and target language that a PO file names in its header; "" where it names none."""
    source, target = (normal_tag(po.metadata.get(name) or "") for name in ("X-Source-Language", "Language"))
    return source, target


def forms_in(po: Any) -> int:
    """The number of forms that plurals have in the language of a PO file, by its header."""
    found = re.search(r"nplurals\s*=\s*(\d+)", po.metadata.get("Plural-Forms") or "")
    return max(1, int(found[1])) if found else 1


def forms_of(entry: Any) -> list[tuple[str, str]]:
    """Source and translation of an entry, of each of its forms where it has plural ones."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    forms = entry.msgstr_plural or {0: ""}
    return list(zip(sources_of(entry, len(forms)), (forms[n] for n in sorted(forms)), strict=True))


def sources_of(entry: Any, count: int) -> list[str]:
    """The source of each of the `count` forms of an entry with plurals.

    Only where it has several, the first is the singular: Chinese has one, which is that for any number.
    """
    return [entry.msgid if count > 1 and number == 0 else entry.msgid_plural for number in range(count)]


def read_po(name: str, options: UnitOptions, reader: UnitReader) -> None:
    """Let `reader` give the translated entries; obsolete and untranslated ones are counted as skipped.

    So are fuzzy ones, unless the reader takes what is unreviewed.
    """
    po = open_po(name)
    said = languages_of(po)
    wanted = options.source_language or said[0] or "en", options.target_language or said[1] or "zh-CN"
    reader.stream = _units(po, (normal_tag(wanted[0]), normal_tag(wanted[1])), reader)


def _units(po: Any, languages: tuple[str, str], reader: UnitReader) -> Iterator[Unit]:
    entries = [entry for entry in po if not entry.obsolete]
    for _ in range(len(po) - len(entries)):
        reader.skip("obsolete")
    for position, entry in enumerate(entries):
        if entry.fuzzy and not reader.takes_unreviewed("fuzzy"):
            continue
        props = [UNREVIEWED] if entry.fuzzy else []
        props += [(CONTEXT, entry.msgctxt)] if entry.msgctxt else []
        before = entries[position - 1].msgid if position else ""
        after = entries[position + 1].msgid if position + 1 < len(entries) else ""
        for source, text in dict.fromkeys(forms_of(entry)):
            yield Unit(
                source,
                text,
                *languages,
                origin=Path(reader.file).name,
                position=position + 1,
                previous=before,
                next=after,
                props=tuple(props),
                notes=tuple(c for c in (entry.comment, entry.tcomment) if c),
            )


def write_po(path: Path, units: Iterable[Unit]) -> int:
    """Write units as translated entries; the same source again is told apart by a context of its number."""
    import polib

    po = polib.POFile(wrapwidth=0)
    seen: dict[str, int] = {}
    for unit in units:
        if not po.metadata:
            po.metadata = {
                "Language": unit.target_language.replace("-", "_"),
                "X-Source-Language": unit.source_language,
                "MIME-Version": "1.0",
                "Content-Type": "text/plain; charset=UTF-8",
                "Content-Transfer-Encoding": "8bit",
            }
        seen[unit.source] = seen.get(unit.source, 0) + 1
        context = dict(unit.props).get(CONTEXT) or (str(seen[unit.source]) if seen[unit.source] > 1 else None)
        comment = "\n".join(unit.notes)
        po.append(polib.POEntry(msgid=unit.source, msgstr=unit.target, msgctxt=context, tcomment=comment))
    with text_stream(path) as stream:
        stream.write(str(po) + "\n")
    return len(po)
