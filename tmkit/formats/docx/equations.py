r"""The fields of old that draw what they show: EQ with a character in a circle, a reading above it, or a fraction.

They have no result in the file; their code is all there is: EQ \o\ac(○,1), EQ \o\ad(\s\up 9(zhōng),中), EQ \f(1,2).
"""

from __future__ import annotations

import re

from .numerals import numeral

__all__ = ["equation"]

_DRAWN = re.compile(r"^\s*eq\b.*?\\([of])(?:\\a[clrd])?\s*\((.*)\)[^()]*$", re.IGNORECASE | re.DOTALL)
_RAISED = re.compile(r"\\s\s*\\?(?:up|do)\s*\d*\s*\([^()]*\)", re.IGNORECASE)
_SWITCH = re.compile(r"\\[a-z]+(?:\s?\d+)?", re.IGNORECASE)
_ENCLOSED = {"一": "㊀", "二": "㊁", "三": "㊂", "四": "㊃", "五": "㊄", "六": "㊅", "七": "㊆", "八": "㊇", "九": "㊈"}
_ENCLOSED |= {"十": "㊉", "密": "㊙", "正": "㊣"}
_LIMIT = 500


def equation(code: str) -> str:
    r"""What the code of an EQ field shows as text; '' for any other field.

    >>> equation(r" eq \o\ac(○,12) "), equation(r"EQ \* jc2 \o\ad(\s\up 9(zhōng),中)"), equation(r"EQ \f(1,2)")
    ('⑫', '中', '1/2')
    >>> equation(" PAGE ")
    ''
    """
    drawn = _DRAWN.match(code) if len(code) <= _LIMIT else None
    if not drawn:
        return ""
    parts = [_SWITCH.sub("", part).strip(" ()") for part in re.split("[,;，；]", _RAISED.sub("", drawn.group(2)))]
    parts = [part for part in parts if part]
    if drawn.group(1).lower() == "f":
        return "/".join(parts)
    if not parts or parts[0] not in "○◯〇":
        return parts[-1] if parts else ""
    return _circled(parts[-1]) if len(parts) > 1 else parts[0]


def _circled(text: str) -> str:
    number = text if text.isascii() and text.isdigit() and len(text) <= 2 else ""
    return (numeral(int(number), "decimalEnclosedCircle") or text) if number else _ENCLOSED.get(text, text)
