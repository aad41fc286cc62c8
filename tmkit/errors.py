"""What can go wrong, as one family.

TmkitError              anything that is the user's to mend; carries a place and a cure
├── InputError          a file or an argument holds something that cannot be used
├── StoreError          a memory file cannot be opened, read or written
└── MissingExtraError   an optional package is needed for what was asked
"""

from __future__ import annotations

__all__ = ["InputError", "MissingExtraError", "StoreError", "TmkitError"]


class TmkitError(Exception):
    """One sentence on what is wrong, where, and what to do next.

    >>> str(InputError("line range 30-20 runs backwards", file="corpus.toml", line=7, cure="swap the two numbers"))
    'corpus.toml:7: line range 30-20 runs backwards; swap the two numbers'
    """

    def __init__(self, message: str, *, file: str = "", line: int | None = None, cure: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.cure = cure

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}: " if self.file and self.line else f"{self.file}: " if self.file else ""
        cure = f"; {self.cure}" if self.cure else ""
        return f"{place}{self.message}{cure}"


class InputError(TmkitError):
    """A file or an argument holds something that cannot be used."""


class StoreError(TmkitError):
    """A memory file cannot be opened, read or written."""


class MissingExtraError(TmkitError):
    """An optional package is needed for what was asked."""
