"""A translation memory in one SQLite file: units, and an index that finds the similar ones among a million.

schema   tables, opening, sentences for errors
rows     Unit <-> row
grams    text -> grams; ids <-> bytes
index    the index in the file
store    SqliteStore: add, remove, exact, candidates, substring, count, languages
"""

from .index import Budget
from .store import AddReport, SqliteStore

__all__ = ["AddReport", "Budget", "SqliteStore"]
