"""DOCX, read as its author sees it: numbers written out, insertions in, deletions and field codes out.

Headers, footers and comments are left out and mentioned; footnotes and endnotes come last, with the role note.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ...model import Document
from ..archive import Archive
from ..layout import Block, Head, lay_out
from .body import Story
from .numbering import Numbering
from .styles import Styles
from .xml import attribute, children, local

__all__ = ["read_docx"]

_KEPT = ("automatic numbers",)


def read_docx(data: bytes, *, file: str = "", language: str = "", encoding: str | None = None) -> Document:
    """A Document with a paragraph for every paragraph of the text, table cells and notes among them.

    `line` counts the paragraphs that are not empty, `place` names the one in the file. Raises InputError for a file
    that is truncated, encrypted, too large once unpacked, or declares entities.
    """
    archive = Archive(data, file=file, kind="DOCX")
    main = _main_part(archive)
    parts = _related(archive, main)
    try:
        story, blocks = _read(archive, main, parts)
    except RecursionError:
        raise archive.too_deep() from None
    story.counts["comments"] += _count(archive, parts.get("comments", ()), "comment")
    story.counts["headers and footers"] += _with_text(archive, [*parts.get("header", ()), *parts.get("footer", ())])
    notices = [
        *_notices(story.counts),
        *(["the encoding of a DOCX file is its own: the one given is not used"] * bool(encoding)),
    ]
    title = next((b.text.replace("\n", " ") for b in blocks if b.role == "title"), "")
    return lay_out(blocks, Head(file, language, "utf-8", title, tuple(notices)))


def _read(archive: Archive, main: str, parts: dict[str, list[str]]) -> tuple[Story, list[Block]]:
    root = archive.xml(main)
    body = next((e for e in root if local(e) == "body"), None)
    if body is None:
        raise archive.broken("it has no text body")
    story = Story(Styles(_part(archive, parts, "styles")), Numbering(_part(archive, parts, "numbering")))
    blocks = list(story.blocks(body))
    for kind in ("footnote", "endnote"):
        blocks += _notes(story, kind, _part(archive, parts, f"{kind}s"))
    return story, blocks


def _notes(story: Story, kind: str, root: Any) -> Iterator[Block]:
    elements = {attribute(e, "id"): e for e in children(root, kind)}
    wanted = list(dict.fromkeys(key for name, key in story.notes if name == kind))
    for number, key in enumerate(wanted, start=1):
        if key in elements:
            for block in story.blocks(elements[key], f"{kind} {number}"):
                yield Block(block.text.strip(), "note", f"{kind} {number}")


def _main_part(archive: Archive) -> str:
    if not archive.has("[Content_Types].xml"):
        raise archive.other()
    if archive.has("_rels/.rels"):
        for relation in archive.xml("_rels/.rels"):
            if (attribute(relation, "Type") or "").endswith("/officeDocument"):
                return (attribute(relation, "Target") or "").lstrip("/")
    return "word/document.xml"


def _related(archive: Archive, main: str) -> dict[str, list[str]]:
    """The parts that belong to the main one, by the last word of their type; nothing outside the file is looked at."""
    folder, name = posixpath.split(main)
    found: dict[str, list[str]] = {}
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    for relation in archive.xml(relations) if archive.has(relations) else ():
        target = attribute(relation, "Target") or ""
        if attribute(relation, "TargetMode") != "External" and target:
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found.setdefault((attribute(relation, "Type") or "").rpartition("/")[2], []).append(path)
    return found


def _part(archive: Archive, parts: dict[str, list[str]], kind: str) -> Any:
    names = [n for n in parts.get(kind, ()) if archive.has(n)]
    return archive.xml(names[0]) if names else None


def _count(archive: Archive, names: Any, element: str) -> int:
    return sum(len(children(archive.xml(n), element)) for n in names if archive.has(n))


def _with_text(archive: Archive, names: list[str]) -> int:
    roots = [archive.xml(n) for n in names if archive.has(n)]
    return sum(any((t.text or "").strip() for t in root.iter() if local(t) == "t") for root in roots)


def _notices(counts: Counter[str]) -> list[str]:
    """What was written out, and what was left out, each with its number."""
    found = {what: n for what, n in sorted(counts.items()) if n}
    kept = [f"{what} written out: {n}" for what, n in found.items() if what in _KEPT]
    digits = [f"{what}: {n}" for what, n in found.items() if what.endswith("digits")]
    left = [f"{what} ({n})" for what, n in found.items() if what not in _KEPT and not what.endswith("digits")]
    return [*kept, *digits, *([f"left out: {', '.join(left)}"] if left else [])]
