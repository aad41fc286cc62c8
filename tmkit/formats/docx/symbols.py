"""Characters of the symbol fonts that word processors insert by number, as Unicode."""

from __future__ import annotations

__all__ = ["symbol"]

_GREEK = dict(zip("abgdezhqiklmnxoprVstufcyw", "αβγδεζηθικλμνξοπρςστυφχψω", strict=True))
_GREEK |= dict(zip("ABGDEZHQIKLMNXOPRSTUFCYW", "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩ", strict=True))
_SYMBOL = {ord(k): v for k, v in _GREEK.items()} | {
    0x2D: "−", 0xA3: "≤", 0xA5: "∞", 0xAB: "↔", 0xAC: "←", 0xAD: "↑", 0xAE: "→", 0xAF: "↓", 0xB0: "°", 0xB1: "±",
    0xB3: "≥", 0xB4: "×", 0xB5: "∝", 0xB6: "∂", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBA: "≡", 0xBB: "≈", 0xBC: "…",
    0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xD0: "∠", 0xD1: "∇", 0xD2: "®", 0xD3: "©", 0xD4: "™", 0xD6: "√", 0xD7: "·",
    0xDE: "⇒", 0xE5: "∑", 0xF2: "∫",
}  # fmt: skip
_WINGDINGS = {
    0x2A: "✉", 0x28: "☎", 0x4A: "☺", 0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0x9F: "•",
    0xA1: "○", 0xA7: "▪", 0xA8: "□", 0xAB: "★", 0xD8: "➢", 0xE0: "→", 0xDF: "←", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗",
    0xFC: "✓", 0xFD: "☒", 0xFE: "☑", **{0x81 + i: chr(0x2460 + i) for i in range(10)},
}  # fmt: skip
_FONTS = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": {0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0xA3: "□", 0x97: "●"},
}


def symbol(font: str, code: str) -> str:
    """The character at a hexadecimal code of a font; '' where only the font itself knows.

    >>> symbol("Wingdings", "F0FE"), symbol("Symbol", "F062"), symbol("Arial", "2713"), symbol("Webdings", "F061")
    ('☑', 'β', '✓', '')
    """
    try:
        number = int(code, 16)
        known = _FONTS.get(font.lower(), {}).get(number - 0xF000 if 0xF000 <= number < 0xF100 else number)
        return known or ("" if 0xE000 <= number <= 0xF8FF or 0xD800 <= number <= 0xDFFF else chr(number))
    except (ValueError, OverflowError):
        return ""
