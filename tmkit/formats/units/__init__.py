"""Files of translation units other than TMX: one module per format, one registry of readers and one of writers."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...model import Problem, Unit, UnitFile
from ...text.languages import is_tag
from ..names import XLIFF, is_tmx

__all__ = ["READERS", "WRITERS", "UnitOptions", "UnitReader", "read_units", "write_units"]

# suffix -> module:function, imported when used
READERS = {
    ".csv": "table:read_table",
    ".tsv": "table:read_table",
    ".xlsx": "table:read_table",
    **dict.fromkeys(XLIFF, "xliff:read_xliff"),
    ".po": "po:read_po",
    ".sdltm": "sdltm:read_sdltm",
    ".ts": "toolkit:read_with_toolkit",
    ".qph": "toolkit:read_with_toolkit",
    ".mo": "toolkit:read_with_toolkit",
    ".catkeys": "toolkit:read_with_toolkit",
}
WRITERS = {
    ".csv": "table:write_table",
    ".tsv": "table:write_table",
    ".xlsx": "table:write_table",
    ".xlf": "xliff_write:write_xliff",
    ".xliff": "xliff_write:write_xliff",
    ".po": "po:write_po",
    ".moses": "moses:write_moses",
}


@dataclass(frozen=True, slots=True)
class UnitOptions:
    """What a file may not say of itself: its languages, and which columns hold the texts (a name, or 1, 2, ...).

    With `unreviewed` translations are taken too that the file calls fuzzy or to be reviewed, with UNREVIEWED as a prop.
    """

    source_language: str | None = None
    target_language: str | None = None
    source_column: str = "source"
    target_column: str = "target"
    unreviewed: bool = False


@dataclass(slots=True)
class UnitReader(Iterator[Unit]):
    """An iterator of Units over one file that keeps what it could not use."""

    file: str
    stream: Iterator[Unit] = field(default_factory=lambda: iter(()))
    problems: list[Problem] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)
    unreviewed: bool = False
    languages: set[str] = field(default_factory=set)

    def __next__(self) -> Unit:
        while True:
            unit = next(self.stream)
            for language in (unit.source_language, unit.target_language):
                if language not in self.languages:
                    self._meet(language)
            if unit.source.strip() and unit.target.strip():
                return unit
            self.skip("empty source" if not unit.source.strip() else "empty target")

    @property
    def unit_file(self) -> UnitFile:
        """The file by its name."""
        return UnitFile(Path(self.file).name)

    def _meet(self, language: str) -> None:
        """Tell of what is no language tag, once; it is kept as it is, since nobody knows what was meant."""
        self.languages.add(language)
        if not is_tag(language):
            self.problem(f"{language[:40]!r} is no language tag; --source-lang and --target-lang say what is meant")

    def skip(self, reason: str) -> None:
        """Count a unit that is left out."""
        self.skipped[reason] = self.skipped.get(reason, 0) + 1

    def takes_unreviewed(self, reason: str) -> bool:
        """Whether a translation that is still to be reviewed is a unit; otherwise it is counted."""
        if not self.unreviewed:
            self.skip(reason)
        return self.unreviewed

    def problem(self, message: str, line: int | None = None) -> None:
        """Record what could not be read."""
        self.problems.append(Problem(message, self.file, line))


def read_units(path: str | Path, options: UnitOptions | None = None) -> Any:
    """The units of a file whose suffix is in READERS, of a TMX file, or of two parallel files joined by '+'.

    What comes through a pipe, or standard input ("-"), is TMX.

    What is returned iterates over Units and has `problems`, `skipped` and `unit_file`.
    """
    options = options or UnitOptions()
    name = str(path)
    if is_tmx(name):
        from ..tmx import read_tmx

        return read_tmx(path, options.source_language, options.target_language)
    if "+" in name and not Path(name).exists():
        from .moses import read_moses

        source, target = name.split("+", 1)
        return read_moses(source, target, options)
    reader = UnitReader(name, unreviewed=options.unreviewed)
    _known(name, READERS, "reader")(name, options, reader)
    return reader


def write_units(path: str | Path, units: Iterable[Unit]) -> int:
    """Write units in the format that the suffix names; gives the number written. TMX has its own write_tmx."""
    count: int = _known(str(path), WRITERS, "writer")(Path(path), units)
    return count


def _known(name: str, places: dict[str, str], kind: str) -> Callable[..., Any]:
    place = places.get(Path(name).suffix.lower())
    if kind == "reader" and Path(name).is_dir():
        raise InputError("is a folder, not a file of units", file=name, cure="name the files in it")
    if place is None:
        cure = f"known are {', '.join(['.tmx', *sorted(places)])}"
        if kind == "reader":
            cure += "; two parallel files go in as one name, joined by +: a.zh.txt+a.en.txt"
        raise InputError(f"no {kind} of units for '{Path(name).suffix}' files", file=name, cure=cure)
    if kind == "reader" and not Path(name).is_file():
        raise InputError("there is no such file", file=name, cure="check the path")
    module, function = place.split(":")
    found: Callable[..., Any] = getattr(importlib.import_module(f".{module}", __name__), function)
    return found
