"""Formats of software localisation that translate-toolkit reads and that tmkit has no reader of its own for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...model import UNREVIEWED, Unit
from ...text import normal_tag
from . import UnitOptions, UnitReader

__all__ = ["read_with_toolkit"]


def read_with_toolkit(name: str, options: UnitOptions, reader: UnitReader) -> None:
    """Units of Qt .ts and .qph, gettext .mo and Haiku .catkeys files; unfinished ones are counted and left out.

    The reader may take these too, as unreviewed.
    """
    store = _opened(name)
    source = options.source_language or normal_tag(store.getsourcelanguage() or "en")
    target = options.target_language or normal_tag(store.gettargetlanguage() or "zh-CN")
    reader.stream = _units(store, (source, target), Path(name).stem, reader)


def _opened(name: str) -> Any:
    from translate.storage import factory

    try:
        return factory.getobject(name)
    except Exception as error:
        # Its parsers raise whatever their own parsers raise: ExpatError, UnicodeDecodeError, struct.error, ValueError.
        reason = " ".join(str(error).split()) or type(error).__name__
        raise InputError(f"cannot be read ({reason})", file=name, cure="check that the file is whole") from None


def _units(store: Any, languages: tuple[str, str], origin: str, reader: UnitReader) -> Iterator[Unit]:
    for position, unit in enumerate(store.units, 1):
        if unit.isheader():
            continue
        is_fuzzy = unit.isfuzzy()
        if is_fuzzy and not reader.takes_unreviewed("unfinished"):
            continue
        texts = str(unit.source or ""), str(unit.target or "")
        yield Unit(*texts, *languages, origin=origin, position=position, props=(UNREVIEWED,) if is_fuzzy else ())
