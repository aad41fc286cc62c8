"""Writing a whole file so that no reader ever sees half of it: one way for every format."""

from __future__ import annotations

import contextlib
import errno
import itertools
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

from ..errors import InputError

__all__ = ["keep_inputs", "replacing", "text_stream", "write_bytes", "write_text"]

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_ROOM = "make room and try again"


def keep_inputs(output: str | Path | None, inputs: Iterable[str | Path | None]) -> None:
    """Raises InputError where a file that is read would be written over by its result."""
    if not output or not os.path.exists(output):
        return
    for name in inputs:
        if name and os.path.exists(name) and os.path.samefile(name, output):
            raise InputError("is an input and would be overwritten", file=str(output), cure="write to another file")


def write_text(path: str | Path, text: str) -> None:
    """Write UTF-8 text with LF line ends under a temporary name, then move it to its place.

    Raises InputError where the folder does not exist or may not be written to.
    """
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: str | Path, data: bytes) -> None:
    """Write a file under a temporary name, then move it to its place.

    Raises InputError where the folder does not exist or may not be written to.
    """
    with replacing(path) as file:
        file.write(data)


@contextlib.contextmanager
def text_stream(path: str | Path) -> Iterator[TextIO]:
    """A UTF-8 text stream with LF line ends that becomes `path` only when all went well; `.gz` is compressed."""
    import gzip
    import io

    with replacing(path) as raw:
        # A fixed time and no name in the gzip header keep the output deterministic.
        zipped = gzip.GzipFile("", "wb", fileobj=raw, mtime=0) if Path(path).suffix == ".gz" else None
        text = io.TextIOWrapper(zipped or raw, encoding="utf-8", newline="\n")
        yield text
        text.flush()
        text.detach()
        if zipped:
            zipped.close()


@contextlib.contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """A binary file that becomes `path` only when all went well.

    A link keeps pointing where it does, and its target is replaced. A pipe or a device is written to as it stands.
    Raises InputError where the folder does not exist or may not be written to, or a folder stands there.
    """
    place = Path(os.path.realpath(path))
    with _one_sentence(path):
        mode = place.stat().st_mode if place.exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        with _one_sentence(path), place.open("wb") as file:
            yield file
        return
    with _one_sentence(path):
        made, temporary = _temporary(place)
    try:
        with _room(path), made:
            yield made
        with _one_sentence(path):
            if mode is not None:
                os.chmod(temporary, stat.S_IMODE(mode))
            os.replace(temporary, place)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def _temporary(place: Path) -> tuple[BinaryIO, Path]:
    """A new file beside the place, with the permissions that the user's umask gives."""
    for number in itertools.count():
        name = place.with_name(f".{place.name[:100]}.{os.getpid()}.{number}")
        with contextlib.suppress(FileExistsError):
            return name.open("xb"), name
    raise AssertionError("unreachable")


@contextlib.contextmanager
def _room(path: str | Path) -> Iterator[None]:
    """What the disk says while a file is being written; other errors belong to those who write."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"cannot be written ({reason})", file=str(path), cure=_ROOM) from None


@contextlib.contextmanager
def _one_sentence(path: str | Path) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        cure = _ROOM if error.errno in _FULL else "check that the folder exists and may be written to"
        reason = (error.strerror or str(error)).lower()
        raise InputError(f"cannot be written ({reason})", file=str(path), cure=cure) from None
