"""A translation memory in one SQLite file: units, and an index that finds the similar ones among a million.

schema   tables, opening, sentences for errors
rows     Unit <-> row
grams    text -> grams; ids <-> bytes
marks    text -> bits; the units that may be alike to a short text
runs     posting lists in the file
index    the index in the file
versions which unit of the memory one that comes in is
adding   units into the tables and the index
store    SqliteStore: add, remove, exact, near, substring, count, languages
"""

from .adding import AddReport
from .store import SqliteStore, Wanted
from .versions import Reading

__all__ = ["AddReport", "Reading", "SqliteStore", "Wanted"]
