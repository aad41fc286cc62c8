"""Language tags as BCP 47 writes them, and which of them mean the same."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = [
    "base_language",
    "is_plain_tag",
    "is_tag",
    "is_xml_language",
    "kept_apart",
    "normal_tag",
    "same_language",
    "script_of_tag",
]

# Macro-language names that files use for what zh means (IANA language subtag registry, extlang and grandfathered).
_CHINESE = frozenset({"cmn", "zho", "chi"})
_THREE_LETTERS = {
    "eng": "en",
    "jpn": "ja",
    "kor": "ko",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
    "fre": "fr",
    "rus": "ru",
}
_GRANDFATHERED = {"zh-guoyu": "zh", "zh-cmn": "zh", "i-hak": "hak", "zh-min-nan": "nan", "zh-chs": "zh-Hans"}
_GRANDFATHERED |= {"zh-cht": "zh-Hant", "zh-cmn-hans": "zh-Hans", "zh-cmn-hant": "zh-Hant"}
_TAG = re.compile(r"([a-zA-Z]{1,8})(?:[-_][a-zA-Z0-9]{1,8})*")
_HANT_REGIONS = frozenset({"TW", "HK", "MO"})


@lru_cache(maxsize=4096)
def normal_tag(tag: str) -> str:
    """A language tag in the usual case and with hyphens; an empty one stays empty.

    POSIX suffixes (.UTF-8, @euro) go. Unknown subtags are kept as they are, in lower case.

    >>> [normal_tag(t) for t in ("zh_CN", "ZH-hans-cn", "EN", "en_us.UTF-8", "cmn-Hans")]
    ['zh-CN', 'zh-Hans-CN', 'en', 'en-US', 'zh-Hans']
    """
    plain = tag.strip().split(".")[0].split("@")[0].replace("_", "-").strip("-").lower()
    plain = _GRANDFATHERED.get(plain, plain)
    first, *rest = plain.split("-")
    first = "zh" if first in _CHINESE else _THREE_LETTERS.get(first, first)
    extension = next((i for i, part in enumerate(rest) if len(part) == 1), len(rest))
    return "-".join([first, *(_cased(part) for part in rest[:extension]), *rest[extension:]])


def _cased(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 and part.isalpha() else part


def base_language(tag: str) -> str:
    """The primary language of a tag: 'zh' for zh-Hans-CN and for cmn, 'en' for en_GB."""
    return normal_tag(tag).split("-")[0]


def script_of_tag(tag: str) -> str:
    """The script that a tag names or its region implies for Chinese: 'Hans', 'Hant', another, or '' for zh alone.

    >>> [script_of_tag(t) for t in ("zh-TW", "zh-CN", "zh", "zh-Hant-CN", "en-US")]
    ['Hant', 'Hans', '', 'Hant', '']
    """
    first, *rest = normal_tag(tag).split("-")
    for part in rest:
        if len(part) == 4 and part.isalpha():
            return part
    if first != "zh" or not rest:
        return ""
    return "Hant" if _HANT_REGIONS.intersection(rest) else "Hans"


def is_plain_tag(tag: str, letters: tuple[int, int] = (1, 8)) -> bool:
    """Whether a text as it stands has the form of a language tag, its language having so many letters, least and most.

    >>> [is_plain_tag(t, (2, 3)) for t in ("zh_CN", "cmn-Hans", "chinese", "zh.UTF-8", " zh", "x-none")]
    [True, True, False, False, False, False]
    """
    found = _TAG.fullmatch(tag)
    return found is not None and letters[0] <= len(found[1]) <= letters[1]


def is_xml_language(tag: str) -> bool:
    """Whether xml:lang may say so: the form of a language tag, with hyphens alone."""
    return "_" not in tag and is_plain_tag(tag)


@lru_cache(maxsize=4096)
def is_tag(tag: str) -> bool:
    """Whether a text has the form of a language tag, whether or not it is registered.

    >>> [is_tag(t) for t in ("zh_CN", "en-US.UTF-8", "chinese", "Chinese (PRC)", "2052", "", "zh-")]
    [True, True, True, False, False, False, False]
    """
    return is_plain_tag(normal_tag(tag)) and tag.strip()[-1:] not in ("-", "_")


@lru_cache(maxsize=4096)
def kept_apart(tag: str) -> str:
    """A name of the language that units of equal tags share; the usual spellings of simplified Chinese are one.

    >>> [kept_apart(t) for t in ("zh", "zh_CN", "zh-Hans-CN", "zh-TW", "zh-SG", "en-us", "en")]
    ['zh-CN', 'zh-CN', 'zh-CN', 'zh-TW', 'zh-SG', 'en-US', 'en']
    """
    normal = normal_tag(tag)
    return "zh-CN" if normal in ("zh", "zh-CN", "zh-Hans", "zh-Hans-CN") else normal


@lru_cache(maxsize=4096)
def same_language(a: str, b: str, mix_scripts: bool = False) -> bool:
    """Whether text tagged `a` may serve where `b` is asked for.

    Regions do not matter (en matches en-US and en-GB); scripts do: Hans and Hant match only with `mix_scripts`.
    Bare zh counts as Hans. Empty tags match nothing, not even each other.

    >>> same_language("zh_CN", "zh-Hans"), same_language("zh", "zh-TW"), same_language("zh-TW", "zh-HK")
    (True, False, True)
    """
    base = base_language(a)
    if not base or base != base_language(b):
        return False
    return mix_scripts or _script_or_default(a) == _script_or_default(b)


def _script_or_default(tag: str) -> str:
    return script_of_tag(tag) or ("Hans" if base_language(tag) == "zh" else "")
