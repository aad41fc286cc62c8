"""The bytes of a file that holds a text, read once and never more than a text can be."""

from __future__ import annotations

import gzip
import os
import sys
import zlib
from pathlib import Path

from ..errors import InputError
from .decode import read_limited

__all__ = ["file_bytes"]


def file_bytes(path: str | Path, *, unpack: bool = False) -> bytes:
    """All bytes of a file, of standard input for "-"; with `unpack` those inside a .gz file.

    Raises InputError for what is no file, cannot be read, or is larger than a text can be, packed or unpacked.
    """
    if str(path) == "-":
        return read_limited("standard input", sys.stdin.buffer)
    path = Path(path)
    try:
        # A folder, a pipe without a writer or a device is no text, and opening it may never end.
        if path.exists() and not path.is_file() and not path.is_fifo():
            raise InputError("is not a file", file=str(path), cure="name a file")
        with path.open("rb") as stream:
            if unpack and path.suffix == ".gz":
                with gzip.GzipFile(fileobj=stream) as inside:
                    return read_limited(str(path), inside)  # type: ignore[arg-type, unused-ignore]
            return read_limited(str(path), stream, os.fstat(stream.fileno()).st_size)
    except FileNotFoundError:
        raise InputError("there is no such file", file=str(path), cure="check the path") from None
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise InputError("is not a whole gzip file", file=str(path), cure="compress it again") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise InputError(f"cannot be read ({reason})", file=str(path), cure="check that you may read it") from None
