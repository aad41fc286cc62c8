"""Stand-in until tmkit.text offers the same."""

from __future__ import annotations

__all__ = ["normal_tag", "same_language"]


def normal_tag(tag: str) -> str:
    """BCP-47 letter case and hyphens: zh_cn -> zh-CN."""
    parts = tag.strip().replace("_", "-").split("-")
    out = [parts[0].lower()]
    for part in parts[1:]:
        out.append(part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part.lower())
    return "-".join(out)


def same_language(a: str, b: str) -> bool:
    """Same primary language, and neither script nor region in conflict over Hans and Hant."""
    return _parts(a) == _parts(b)


def _parts(tag: str) -> tuple[str, str]:
    first, *rest = normal_tag(tag).split("-")
    if first != "zh":
        return first, ""
    hant = "Hant" in rest or ("Hans" not in rest and bool({"TW", "HK", "MO"} & set(rest)))
    return first, "Hant" if hant else "Hans"
