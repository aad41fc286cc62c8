"""TMX: the translation memory exchange format, read leniently and written strictly.

scan      bytes -> text -> head and units, cut out one by one
parse     the text of a unit -> TranslationUnit
units     TranslationUnit <-> Unit
styles    how inline codes are written
read, write
"""

from .codes import plain_text
from .read import TmxReader, read_tmx
from .units import units_of, with_contents
from .write import TmxHeader, WriteReport, merged_header, write_tmx

__all__ = [
    "TmxHeader",
    "TmxReader",
    "WriteReport",
    "merged_header",
    "plain_text",
    "read_tmx",
    "units_of",
    "with_contents",
    "write_tmx",
]
