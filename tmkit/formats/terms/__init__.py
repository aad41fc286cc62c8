"""Term collections: files to Concepts and back, one module per format, with what is lost on the way.

csv_long    terms.csv, one row a term: the curated form
tbx_read    TBX of any version and style
tbx_write   TBX-Basic version 3 (DCA, DCT) and version 2
tbx_rules   whether a file is valid TBX-Basic
tables      OmegaT, UTX, Weblate
sheets      one row a concept, as CSV or spreadsheet
page        a page to print
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path

from ...errors import InputError
from ...model import Concept
from ..decode import decode
from .base import TermFile, WriteOptions, Written

__all__ = ["WRITERS", "TermFile", "WriteOptions", "Written", "read_terms", "write_terms"]

# format -> module:function and the ending of its files; imported when used
WRITERS = {
    "csv": ("csv_long:write_csv", ".csv"),
    "tbx": ("tbx_write:write_tbx", ".tbx"),
    "tbx-dct": ("tbx_write:write_tbx_dct", ".dct.tbx"),
    "tbx2": ("tbx_write:write_tbx_v2", ".v2.tbx"),
    "omegat": ("tables:write_omegat", ".txt"),
    "utx": ("tables:write_utx", ".utx"),
    "weblate": ("tables:write_weblate", ".weblate.csv"),
}


def read_terms(path: str | Path, format: str = "", encoding: str | None = None) -> TermFile:
    """Read a file of terms, by its name and content or by the format that is named.

    Entries that cannot be used are in `.problems` of what is returned; `.or_raise()` makes the first an error.
    """
    from .csv_long import read_long

    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError("there is no such file", file=str(path), cure="check the path") from None
    except OSError as error:
        raise InputError(f"cannot be read ({(error.strerror or str(error)).lower()})", file=str(path)) from None
    return read_long(decode(data, file=str(path), encoding=encoding).text, str(path))


def write_terms(concepts: Iterable[Concept], format: str, options: WriteOptions | None = None) -> Written:
    """The bytes of a file in `format`, a key of WRITERS, with the losses.

    Raises InputError for a format that is not known.
    """
    if format not in WRITERS:
        raise InputError(f"'{format}' is no format of terms", cure=f"choose from {', '.join(WRITERS)}")
    module, name = WRITERS[format][0].split(":")
    function: Callable[..., Written] = getattr(importlib.import_module(f".{module}", __name__), name)
    return function(concepts, options or WriteOptions())
