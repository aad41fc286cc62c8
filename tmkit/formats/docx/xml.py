"""Small reads of WordprocessingML by local names, so that transitional and strict files are one."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

__all__ = ["attribute", "child", "children", "is_on", "local", "value"]


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def local(element: Any) -> str:
    """The name of an element without its namespace; '' for comments and entities."""
    return _local(element.tag) if isinstance(element.tag, str) else ""


def attribute(element: Any, name: str) -> str | None:
    """An attribute by its local name."""
    for key, text in element.items():
        if _local(key) == name:
            return str(text)
    return None


def children(element: Any, *names: str) -> list[Any]:
    """The child elements of these names, in order."""
    return [] if element is None else [e for e in element if local(e) in names]


def child(element: Any, *path: str) -> Any:
    """The first element down a path of names, or None."""
    for name in path:
        element = next((e for e in element if local(e) == name), None) if element is not None else None
    return element


def value(element: Any, *path: str) -> str | None:
    """The val attribute of the element down a path, or None."""
    found = child(element, *path)
    return None if found is None else attribute(found, "val")


def is_on(element: Any, *path: str) -> bool:
    """Whether a switch such as <w:vanish/> is there and not set to false."""
    found = child(element, *path)
    return found is not None and (attribute(found, "val") or "1").lower() not in ("0", "false", "off", "none")
