"""Units in gettext PO, through polib, which keeps what translate-toolkit's PO class reorders."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...model import Unit
from ...text.languages import normal_tag
from ..output import text_stream
from . import UnitOptions, UnitReader

__all__ = ["open_po", "read_po", "write_po"]


def open_po(name: str) -> Any:
    """The polib file, its lines not wrapped anew."""
    import polib

    try:
        return polib.pofile(name, wrapwidth=0)
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise InputError(f"is not a PO file that can be read ({error})", file=name) from None


def read_po(name: str, options: UnitOptions, reader: UnitReader) -> None:
    """Let `reader` give the translated entries; fuzzy, obsolete and untranslated ones are counted as skipped."""
    po = open_po(name)
    target = options.target_language or po.metadata.get("Language") or "zh-CN"
    source = options.source_language or po.metadata.get("X-Source-Language") or "en"
    reader.stream = _units(po, (normal_tag(source), normal_tag(target)), reader)


def _units(po: Any, languages: tuple[str, str], reader: UnitReader) -> Iterator[Unit]:
    entries = list(po)
    for position, entry in enumerate(entries):
        if entry.obsolete or entry.fuzzy:
            reader.skip("obsolete" if entry.obsolete else "fuzzy")
            continue
        text = entry.msgstr or entry.msgstr_plural.get(max(entry.msgstr_plural, default=0), "")
        before = entries[position - 1].msgid if position else ""
        after = entries[position + 1].msgid if position + 1 < len(entries) else ""
        yield Unit(
            entry.msgid,
            text,
            *languages,
            origin=Path(reader.file).name,
            position=position + 1,
            previous=before,
            next=after,
            props=(("x-context", entry.msgctxt),) if entry.msgctxt else (),
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
        context = dict(unit.props).get("x-context") or (str(seen[unit.source]) if seen[unit.source] > 1 else None)
        comment = "\n".join(unit.notes)
        po.append(polib.POEntry(msgid=unit.source, msgstr=unit.target, msgctxt=context, tcomment=comment))
    with text_stream(path) as stream:
        stream.write(str(po) + "\n")
    return len(po)
