"""Text as XML 1.0 can hold it: one rule for all formats that are XML."""

from __future__ import annotations

import re

__all__ = ["ILLEGAL", "TEXT", "VALUE", "escape", "escape_value", "legal"]

ILLEGAL = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"  # what no document may have, as the inside of a class
_ILLEGAL = re.compile(f"[{ILLEGAL}]")
# Tables for str.translate(), of character data and of attributes in double quotes.
TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
VALUE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)


def legal(text: str) -> str:
    """The text without characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)


def escape(text: str) -> str:
    """Character data; control characters that XML cannot hold are left out."""
    return legal(text).translate(TEXT)


def escape_value(text: str) -> str:
    """The same for an attribute in double quotes."""
    return legal(text).translate(VALUE)
