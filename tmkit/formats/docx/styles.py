"""What the named styles say of a paragraph: heading, title, list, and the numbering that a style brings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .xml import attribute, child, children, is_on, value

__all__ = ["Style", "Styles"]

_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style with what it inherits: `role`, the list it belongs to (`num`, `level`), hidden or not."""

    role: str = "body"
    num: str | None = None
    level: int | None = None
    hidden: bool = False


class Styles:
    """The styles part of a document; without one every paragraph is body text."""

    def __init__(self, root: Any = None) -> None:
        self._elements = {attribute(e, "styleId") or "": e for e in children(root, "style")}
        self._default = next(
            (
                attribute(e, "styleId") or ""
                for e in self._elements.values()
                if attribute(e, "type") == "paragraph" and attribute(e, "default") in ("1", "true")
            ),
            "",
        )
        self._cache: dict[str, Style] = {}

    def of(self, name: str | None) -> Style:
        """The style of a paragraph or run that names it; None is the default style."""
        name = self._default if name is None else name
        if name not in self._cache:
            self._cache[name] = self._resolved(name)
        return self._cache[name]

    def _chain(self, name: str) -> list[Any]:
        chain: list[Any] = []
        while name in self._elements and len(chain) < _DEPTH:
            chain.append(self._elements[name])
            name = value(chain[-1], "basedOn") or ""
        return chain

    def _resolved(self, name: str) -> Style:
        chain = self._chain(name)
        if not chain:
            return Style(role=_role_of_name(name))
        roles = [_role(e) for e in chain]
        numbering = [child(e, "pPr", "numPr") for e in chain]
        num = next((value(n, "numId") for n in numbering if value(n, "numId") is not None), None)
        level = next((value(n, "ilvl") for n in numbering if value(n, "ilvl") is not None), None)
        return Style(
            role=next((r for r in roles if r), "body"),
            num=num,
            level=int(level) if level and level.isdigit() else None,
            hidden=any(is_on(e, "rPr", "vanish") for e in chain),
        )


def _role(style: Any) -> str:
    outline = value(style, "pPr", "outlineLvl")
    named = _role_of_name(value(style, "name") or "")
    if named != "body":
        return named
    return "heading" if outline and outline.isdigit() and int(outline) < 9 else ""


def _role_of_name(name: str) -> str:
    """Word keeps the English names of its own styles in files of every language; some other programs do not."""
    name = name.lower().strip()
    if name in ("title", "标题", "標題"):
        return "title"
    if name in ("subtitle", "副标题", "副標題") or name.startswith(("heading", "标题 ", "標題 ")):
        return "heading"
    if name in ("caption", "题注"):
        return "caption"
    return "list-item" if name.startswith(("list paragraph", "list bullet", "list number", "listparagraph")) else "body"
