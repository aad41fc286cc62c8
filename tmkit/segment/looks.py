"""A rule as a look behind and a look ahead from a position, and the expression that takes them fastest.

The standard `re` is three times as fast as `regex` at what both can do; `regex` alone looks behind for patterns of
varying length and knows Unicode properties.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import regex

from .patterns import Node, Pattern, read_pattern

__all__ = ["EMPTY", "PLAIN", "Pair", "around", "compile_looks", "one_of"]

Pair = tuple[Pattern, Pattern]

EMPTY = read_pattern("")
# Single characters and classes in the syntax that `re` and `regex` share.
PLAIN = re.compile(r"(?:\[\^?(?:[^\[\]\\&|~-]|\\u[0-9A-F]{4}|\\[\[\]()\-]|(?<=\w)-(?=[\\\w]))+\]|[^\W_])*")
_FEW_FIRST = 40
# One character that means itself or any, and classes, as above with blanks, marks and all ranges.
_MEMBER = r"(?:[^\[\]\\&|~-]|\\u[0-9A-F]{4}|\\s|\\[^\w\s\\])"
_SHARED = re.compile(rf"\[\^?(?:{_MEMBER}(?:-{_MEMBER})?)+\]|[\w.,:;'\"/<>=%&@#!~-]|[^\x00-\x7F]|\\[^\w\s\\]")
_SHARED_OPENINGS = frozenset(["(?:", "(?=", "(?!", "(?<=", "(?<!"])
# What \s means to `regex`; `re` takes four control characters for blanks as well.
_BLANKS = " \\t\\n\\x0b\\f\\r\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000"


def around(before: Pattern, after: Pattern) -> str:
    """A look behind and a look ahead; what is shorter to say is as a rule faster to refuse and comes first.

    A look at the next character alone stands before a look behind, unless there is no more than that to look at.
    """
    ahead = f"(?={after.forward})" if after.source else ""
    behind = f"(?<={before.backward})" if before.source else ""
    if len(after.source) <= len(before.source):
        return ahead + behind
    few = after.first and len(after.first) <= _FEW_FIRST and not PLAIN.fullmatch(after.source)
    return (f"(?={one_of(after.first or ())})" if few else "") + behind + ahead


def one_of(chars: Sequence[str]) -> str:
    """One character out of several one-character expressions, as a class where they allow it."""
    if any(c == "." or c.startswith("(?") for c in chars):
        return f"(?:{'|'.join(chars)})"
    members = "".join("\\-" if c == "-" else c for c in chars)
    return f"[{members}]"


def compile_looks(before: Pattern, after: Pattern) -> re.Pattern[str] | regex.Pattern[str]:
    """The expression that matches where both sides fit, compiled by `re` if it can."""
    if _is_shared(before.tree) and _is_shared(after.tree):
        looks = (f"(?<={before.backward})" if before.source else "") + (f"(?={after.forward})" if after.source else "")
        try:
            return re.compile(looks.replace(r"\s", _BLANKS))
        except re.error:  # a look behind for something of varying length
            pass
    return regex.compile(around(before, after), regex.V1)


def _is_shared(node: Node) -> bool:
    """Whether `re` and `regex` take the pattern for the same."""
    if node.kind == "atom":
        return _SHARED.fullmatch(node.text) is not None
    if node.kind == "zero":
        return node.text in ("^", "$")
    if node.kind == "back" or (node.kind == "group" and node.text not in _SHARED_OPENINGS):
        return False
    return all(_is_shared(part) for part in node.parts)
