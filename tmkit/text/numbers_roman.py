"""Roman numerals that number the parts of a text: Chapter IV, IV. Disputes, 第IV章."""

from __future__ import annotations

import re

__all__ = ["CHINESE_ROMAN", "ROMAN", "english_roman", "roman_value"]

# I to XXXIX; other letters (L, C, D, M) are more often names than numbers.
_NUMERAL = r"(?:X{0,3}(?:IX|IV|VI{1,3}|V|I{1,3})|X{1,3})"
ROMAN = rf"(?:WWI{{1,2}}|{_NUMERAL})"
_PARTS = (
    "Chapter|Part|Section|Article|Title|Book|Volume|Vol\\.|Annex|Annexe|Appendix|Schedule|Division"
    "|Phase|Stage|Class|Type|Grade|Level|Category|Tier|Group|Table|Figure|Act|Scene|Protocol|World War"
)
_NUMBERED = re.compile(
    rf"\b(?i:{_PARTS})(?i:s|es)? (?:{_NUMERAL}(?:, and |, | and | to | or | ?[-\N{{EN DASH}}] ?)){{0,6}}$"
)
_BEFORE = 72
# "V. I. Lenin" opens no list.
_HEADING = re.compile(rf"{_NUMERAL}(?=[.)] (?![A-Z]\.)|\N{{IDEOGRAPHIC COMMA}})")
_CLAUSE = re.compile(r" (?!of\b|and\b|to\b|or\b|shall\b)[a-z]|['\N{RIGHT SINGLE QUOTATION MARK}]")
_SIGNS = {chr(0x2160 + i): i + 1 for i in range(12)}
_SIGN = f"[{''.join(_SIGNS)}]"
# A lone V or X is a shape or a name (V型反弹, X级) unless 第 says that it counts.
CHINESE_ROMAN = re.compile(
    rf"(?:第{_NUMERAL}(?![A-Za-z])|(?<![A-Za-z])(?=[IVX]{{2}}){_NUMERAL}(?![A-Za-z])|第?{_SIGN}) ?"
    rf"(?=期|型|级|类|章|节|条|编|卷|部分|度|阶段)|^(?:{_NUMERAL}|{_SIGN})(?=[、.\uff0e])",
    re.M,
)
_LETTERS = {"I": 1, "V": 5, "X": 10}


def roman_value(numeral: str) -> int:
    """The value of a numeral of I, V and X, or of one sign (Ⅳ).

    >>> [roman_value(n) for n in ("IV", "XIX", "XXX")]
    [4, 19, 30]
    """
    if numeral in _SIGNS:
        return _SIGNS[numeral]
    values = [_LETTERS[ch] for ch in numeral]
    return sum(-a if a < b else a for a, b in zip(values, [*values[1:], 0], strict=True))


def english_roman(text: str, start: int) -> tuple[int, int, str] | None:
    """End, value and unit ('list' where it opens a heading) of the numeral at `start`; None where it is a word."""
    found = _ROMAN_WORD.match(text, start)
    if not found:
        return None
    if found[0].startswith("WW"):
        return found.end(), len(found[0]) - 2, ""
    if numbered := _NUMBERED.search(text, max(0, start - _BEFORE), start):
        if numbered[0][0].islower() and len(found[0]) == 1:
            return None
        # "the part that Part I play": the pronoun goes on with a verb.
        is_pronoun = found[0] == "I" and _CLAUSE.match(text, found.end())
        return None if is_pronoun else (found.end(), roman_value(found[0]), "")
    opens = start == 0 or text[start - 1] in "(\n" or text[:start].isspace()
    heading = _HEADING.match(text, start) if opens else None
    return (heading.end(), roman_value(heading[0]), "list") if heading else None


_ROMAN_WORD = re.compile(rf"{ROMAN}\b")
