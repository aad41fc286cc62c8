"""Whether a text is in another script than that of the language it is taken for."""

from __future__ import annotations

from collections.abc import Sequence

from ..model import Document
from ..text import base_language, guess_language, han_share

__all__ = ["foreign_script", "script_notices"]

_LOOKED_AT = 200  # sentences that tell the script of a text
_LETTERS = 4  # fewer are a name or a number, which any language has
_SOME = 0.1
_LATIN = frozenset(
    (
        *("ca", "cs", "cy", "da", "de", "en", "es", "et", "eu", "fi", "fr", "ga", "gl", "hr", "hu", "id", "is", "it"),
        *("la", "lt", "lv", "ms", "mt", "nl", "no", "pl", "pt", "ro", "sk", "sl", "sq", "sv", "sw", "tl", "tr", "vi"),
    )
)
_OWN_SCRIPT = {
    "zh": "Chinese",
    "ja": "Japanese",
    "ko": "Korean",
    "ru": "Cyrillic",
    "ar": "Arabic",
    "he": "Hebrew",
    "el": "Greek",
    "th": "Thai",
    "hi": "Devanagari",
    "bo": "Tibetan",
    "hy": "Armenian",
}


def foreign_script(texts: Sequence[str], language: str) -> str:
    """The script of a text that is none of its language, in words; '' where nothing speaks against the language.

    >>> foreign_script(["他来了。谢谢大家！"], "en"), foreign_script(["He came."], "en-US")
    ('Chinese', '')
    """
    language = base_language(language)
    text = "".join(texts[:_LOOKED_AT])
    script = guess_language(text)
    if sum(ch.isalpha() for ch in text) < _LETTERS or script in ("", language):
        return ""
    known = language in _OWN_SCRIPT or (language in _LATIN and script in _OWN_SCRIPT)
    # Japanese may do without kana, and a Chinese text may be full of foreign names.
    if not known or {script, language} == {"zh", "ja"} or (language == "zh" and han_share(text) > _SOME):
        return ""
    return _OWN_SCRIPT.get(script, "Latin" if script == "en" else "another")


def script_notices(document: Document) -> list[str]:
    """That a document is in another script than that of its language, in one sentence; nothing for most documents."""
    found = foreign_script([paragraph.text for paragraph in document.paragraphs[:_LOOKED_AT]], document.language)
    return [f"the language is given as {document.language}, yet the text is in {found} script"] if found else []
