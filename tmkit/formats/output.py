"""Writing a whole file so that no reader ever sees half of it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from ..errors import InputError

__all__ = ["write_bytes", "write_text"]


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text with LF line ends under a temporary name, then move it to its place.

    Raises InputError where the folder does not exist or may not be written to.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write a file under a temporary name, then move it to its place.

    Raises InputError where the folder does not exist or may not be written to.
    """
    place = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    except OSError as error:
        raise InputError(
            f"cannot be written ({(error.strerror or '').lower()})",
            file=str(place),
            cure="check that the folder exists and may be written to",
        ) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, place)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
