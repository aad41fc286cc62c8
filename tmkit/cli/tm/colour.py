"""Signs that mark text on a terminal; where there is none, or NO_COLOR is set, text has signs of its own."""

from __future__ import annotations

import os
import sys

__all__ = ["ADDED", "DELETED", "FOUND", "has_colour"]

_PLAIN = "\x1b[0m"
DELETED = ("\x1b[31;9m", _PLAIN)  # red and struck out, ...
ADDED = ("\x1b[32;4m", _PLAIN)  # ... green and underlined: told without colours too
FOUND = ("\x1b[1;33m", _PLAIN)


def has_colour() -> bool:
    """Whether standard output is a terminal that shows colours, and these are wanted (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
