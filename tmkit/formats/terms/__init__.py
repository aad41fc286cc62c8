"""Term collections: files to Concepts and back, one module per format, with what is lost on the way.

csv_long    terms.csv, one row a term: the curated form
tbx_read    TBX of any version and style
tbx_write   TBX-Basic version 3 (DCA, DCT) and version 2
tbx_rules   whether a file is valid TBX-Basic
tables, tables_read   OmegaT, UTX, Weblate
sheets      one row a concept, as CSV or spreadsheet
page        a page to print
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterable
from pathlib import Path

from ...errors import InputError
from ...model import Concept
from .base import TermFile, WriteOptions, Written
from .open import FORMATS_READ, read_terms
from .tables_read import ReadOptions

__all__ = [
    "ENDINGS",
    "FORMATS_READ",
    "WRITERS",
    "ReadOptions",
    "TermFile",
    "WriteOptions",
    "Written",
    "format_of",
    "read_terms",
    "write_terms",
]

# format -> module:function, imported when used
WRITERS = {
    "csv": "csv_long:write_csv",
    "tbx": "tbx_write:write_tbx",
    "tbx-dct": "tbx_write:write_tbx_dct",
    "tbx2": "tbx_write:write_tbx_v2",
    "omegat": "tables:write_omegat",
    "utx": "tables:write_utx",
    "weblate": "tables:write_weblate",
    "wide": "sheets:write_wide_csv",
    "xlsx": "sheets:write_wide_xlsx",
    "html": "page:write_page",
}
# the ending of a file of each format; a longer ending is looked for first
ENDINGS = {
    "tbx-dct": ".dct.tbx",
    "tbx2": ".v2.tbx",
    "tbx": ".tbx",
    "weblate": ".weblate.csv",
    "wide": ".wide.csv",
    "csv": ".csv",
    "omegat": ".txt",
    "utx": ".utx",
    "xlsx": ".xlsx",
    "html": ".html",
}


def format_of(path: str | Path) -> str:
    """The format that the ending of a file's name stands for.

    >>> format_of("terms.v2.tbx"), format_of("terms.tbx"), format_of("a/terms.weblate.csv")
    ('tbx2', 'tbx', 'weblate')
    """
    name = Path(path).name.lower()
    for format_name, ending in ENDINGS.items():
        if name.endswith(ending):
            return format_name
    known = ", ".join(ENDINGS.values())
    raise InputError("the ending says no format of terms", file=str(path), cure=f"name a format, or end it in {known}")


def write_terms(concepts: Iterable[Concept], format: str, options: WriteOptions | None = None) -> Written:
    """The bytes of a file in `format`, a key of WRITERS, with the losses.

    Raises InputError for a format that is not known.
    """
    if format not in WRITERS:
        raise InputError(f"'{format}' is no format of terms", cure=f"choose from {', '.join(WRITERS)}")
    module, name = WRITERS[format].split(":")
    function: Callable[..., Written] = getattr(importlib.import_module(f".{module}", __name__), name)
    written = function(concepts, options or WriteOptions())
    written.losses = +written.losses
    return written
