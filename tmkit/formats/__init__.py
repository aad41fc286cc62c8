"""Files to the model and back: one module per format, one registry of readers."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path

from ..errors import InputError
from ..model import Document

__all__ = ["READERS", "read_document"]

# suffix -> module:function; imported when used, so that no command pays for formats it does not read
READERS = {
    ".txt": "plain:read_plain",
    "": "plain:read_plain",
}


def read_document(path: str | Path, *, language: str = "", encoding: str | None = None) -> Document:
    """Read one text file of any known format into a Document whose id is the file's stem.

    Raises InputError for an unknown suffix, naming those that exist, and for a file that cannot be read.
    """
    from dataclasses import replace

    path = Path(path)
    reader = _reader(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", file=str(path), cure="check the path") from None
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror})", file=str(path)) from None
    return replace(reader(data, file=str(path), language=language, encoding=encoding), id=path.stem)


def _reader(path: Path) -> Callable[..., Document]:
    place = READERS.get(path.suffix.lower())
    if place is None:
        known = ", ".join(sorted(s for s in READERS if s))
        raise InputError(f"no reader for '{path.suffix}' files", file=str(path), cure=f"known suffixes: {known}")
    module, name = place.split(":")
    function: Callable[..., Document] = getattr(importlib.import_module(f".{module}", __name__), name)
    return function
