"""How far a segment of an XLIFF file is: by its states, and by what Trados, memoQ and Phrase write beside them."""

from __future__ import annotations

from typing import Any

__all__ = ["is_closed", "is_draft", "is_translatable", "note_match"]

_TRADOS = "{http://sdl.com/FileTypes/SdlXliff/1.0}"
_MEMOQ = "{MQXliff}"
_PHRASE = "{http://www.memsource.com/mxlf/2.0}"

# States of a target in XLIFF 1.2 of which the text is not to be relied on.
_DRAFT = frozenset({"new", "needs-translation", "needs-l10n", "needs-review-translation", "needs-review-l10n"})
_TRADOS_DONE = frozenset({"Translated", "ApprovedTranslation", "ApprovedSignOff"})
_MEMOQ_DRAFT = frozenset(
    {"NotStarted", "PartiallyEdited", "Pretranslated", "MachineTranslated", "AssembledFromFragments", "Rejected"}
)
_LOCKED = frozenset({"locked", "true", "yes"})


def is_translatable(element: Any) -> bool:
    """Whether a segment may be translated: the nearest element around it that says so decides."""
    for holder in (element, *element.iterancestors()):
        if holder.get("translate"):
            return bool(holder.get("translate") != "no")
    return True


def is_closed(element: Any, target: Any, mid: str = "") -> bool:
    """Whether a person has closed a trans-unit or segment: approved, signed off, final, or locked in its tool."""
    state = element.get("state") or (target.get("state") if target is not None else "")
    if element.get("approved") == "yes" or state in ("signed-off", "reviewed", "final"):
        return True
    trados = _trados(element, mid)
    own = None if trados is None else trados.get("locked")
    return any(value in _LOCKED for value in (own, element.get(f"{_MEMOQ}locked"), element.get(f"{_PHRASE}locked")))


def is_draft(element: Any, target: Any, mid: str = "") -> bool:
    """Whether the translation, if there is one, is still to be made or to be checked, as the file says."""
    state = element.get("state") or (target.get("state") if target is not None else "")
    if state in _DRAFT or state == "initial":
        return True
    trados = _trados(element, mid)
    if trados is not None and trados.get("conf") not in _TRADOS_DONE:
        return True
    return element.get(f"{_MEMOQ}status") in _MEMOQ_DRAFT or element.get(f"{_PHRASE}confirmed") == "0"


def note_match(element: Any, mid: str, score: float, is_sure: bool) -> None:
    """Say in the terms of the tool that the file comes from that a translation was put in from a memory."""
    percent = str(int(min(score, 100)))
    trados = _trados(element, mid)
    if trados is not None:
        trados.set("conf", "Translated" if is_sure else "Draft")
        trados.set("origin", "tm")
        trados.set("percent", percent)
        trados.attrib.pop("origin-system", None)
    if element.get(f"{_MEMOQ}status"):
        element.set(f"{_MEMOQ}status", "Pretranslated")
        element.set(f"{_MEMOQ}percent", percent)
    if element.get(f"{_PHRASE}confirmed"):
        element.set(f"{_PHRASE}trans-origin", "tm")
        element.set(f"{_PHRASE}score", f"{min(score, 100) / 100:.2f}")


def _trados(element: Any, mid: str) -> Any:
    """What Trados keeps of a segment, None in files of others."""
    found = element.iterfind(f"{_TRADOS}seg-defs/{_TRADOS}seg")
    return next((e for e in found if not mid or e.get("id") == mid), None)
