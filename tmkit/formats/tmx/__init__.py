"""TMX: the translation memory exchange format, read leniently and written strictly.

scan      bytes -> text -> head and units, cut out one by one
parse     the text of a unit -> TranslationUnit
units     TranslationUnit <-> Unit
styles    how inline codes are written
read, write
"""

from .read import TmxReader, read_tmx
from .units import plain_text, to_tu, units_of
from .write import TmxHeader, WriteReport, write_tmx

__all__ = ["TmxHeader", "TmxReader", "WriteReport", "plain_text", "read_tmx", "to_tu", "units_of", "write_tmx"]
