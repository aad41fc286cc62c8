"""One segment a line, read exactly as sacreBLEU's command reads: only LF ends a line, trailing blanks go."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError
from .files import file_bytes

__all__ = ["Lines", "read_lines"]


@dataclass(frozen=True, slots=True)
class Lines:
    """The segments of a file and what was found on the way."""

    lines: tuple[str, ...]
    notices: tuple[str, ...] = ()


def read_lines(path: str | Path, *, keep_tabs: bool = False) -> Lines:
    """Read a UTF-8 file of one segment a line; a byte order mark and CRLF are dropped and mentioned.

    The file may be compressed (.gz); - is standard input.
    U+2028, U+0085, form feeds and lone carriage returns stay inside their line. `keep_tabs` leaves trailing blanks
    but those of the line end, for files with columns. Raises InputError with the line where the bytes are not UTF-8,
    and for a file that cannot be read.
    """
    data = file_bytes(path, unpack=True)
    marked = data.startswith(codecs.BOM_UTF8)
    text = _decode(data.removeprefix(codecs.BOM_UTF8), str(path))
    lines = text.split("\n")
    if lines[-1] == "":
        lines.pop()
    notices = [f"{path}: byte order mark dropped"] if marked else []
    if "\r\n" in text:
        notices.append(f"{path}: lines end in CRLF, read as LF")
    if "\0" in text:
        notices.append(f"{path}: line {text[: text.index(chr(0))].count(chr(10)) + 1} holds a NUL character")
    blanks = "\r" if keep_tabs else None
    return Lines(tuple(line.rstrip(blanks) for line in lines), tuple(notices))


def _decode(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"the bytes are not UTF-8 (byte {error.start})",
            file=file,
            line=data.count(b"\n", 0, error.start) + 1,
            cure="convert the file to UTF-8",
        ) from None
