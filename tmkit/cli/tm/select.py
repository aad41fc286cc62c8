"""Options that say which units a command is about, the same for clean and export."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from .common import a_date

if TYPE_CHECKING:
    from ...memory.upkeep import Selection

__all__ = ["add_selection", "selection"]


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Conditions that all must be true of a unit."""
    parser.add_argument("--before", type=a_date, metavar="YYYY-MM-DD", help="last changed before this day")
    parser.add_argument("--since", type=a_date, metavar="YYYY-MM-DD", help="last changed on this day or later")
    parser.add_argument("--user", default="", metavar="ID", help="made or changed by this user")
    parser.add_argument("--project", default="", metavar="NAME", help="units of this project")
    parser.add_argument("--origin", default="", metavar="NAME", help="units of this document")
    parser.add_argument("--pattern", default="", metavar="REGEX", help="found in source or target")


def selection(
    args: argparse.Namespace,
    languages: tuple[str, str] | None = None,
    below_score: float | None = None,
    untranslated: bool = False,
) -> Selection:
    """What was said; raises InputError where the pattern is none."""
    import re

    from ...errors import InputError
    from ...memory.upkeep import Selection

    try:
        re.compile(args.pattern)
    except re.error as error:
        cure = "a sign such as [ ( * stands for itself with \\ before it"
        raise InputError(f"'{args.pattern}' is no regular expression ({error})", cure=cure) from None
    return Selection(
        languages, args.before or "", args.since or "", args.user, args.project, args.origin, args.pattern,
        below_score, untranslated,
    )  # fmt: skip
