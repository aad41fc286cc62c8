"""EPUB: the chapters of a book in the order of its spine."""

from __future__ import annotations

import posixpath
from dataclasses import replace
from typing import Any
from urllib.parse import unquote, urldefrag

from ..model import Document
from .archive import Archive
from .cleaning import STANDARD
from .html import read_page
from .html.charset import decode_page
from .layout import Block, Head, lay_out

__all__ = ["read_epub"]

_SHOWN = 5
_TEXT_TYPES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_FONT_OBFUSCATION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")


def read_epub(data: bytes, *, file: str = "", language: str = "", encoding: str | None = None) -> Document:
    """A Document of all chapters; `place` is the chapter's file and the line in it.

    The navigation document and parts outside the linear order are left out and mentioned, and so are chapters that
    the file does not hold. Raises InputError for a file that is truncated, protected, or has none of its chapters.
    """
    archive = Archive(data, file=file, kind="EPUB")
    package = _package_part(archive)
    root = archive.xml(package)
    _refuse_protection(archive)
    chapters, notices = _spine(root, posixpath.dirname(package), archive)
    if encoding:
        notices.append("the encoding of an EPUB file is its own: the one given is not used")
    blocks: list[Block] = []
    titled = False
    missing = [name for name in chapters if not archive.has(name)]
    if missing and len(missing) == len(chapters):
        raise archive.broken(f"the part {missing[0]} is missing")
    notices += [f"missing in the file: {', '.join(missing[:_SHOWN])}{' ...' * (len(missing) > _SHOWN)}"] * bool(missing)
    for name in (name for name in chapters if name not in missing):
        page = decode_page(archive.read(name), file=f"{file} ({name})")
        notices += page.notices
        for block in read_page(page.text, file=file, place=f"{posixpath.basename(name)}, line", heuristics=False)[0]:
            # Every chapter has a first heading; the first of the book is its title.
            blocks.append(replace(block, role="heading") if titled and block.role == "title" else block)
            titled = titled or block.role == "title"
    title = next((" ".join((e.text or "").split()) for e in root.iter("{*}title")), "")
    return lay_out(blocks, Head(file, language, "utf-8", title, tuple(notices)), STANDARD)


def _package_part(archive: Archive) -> str:
    if not archive.has("META-INF/container.xml"):
        raise archive.other()
    for element in archive.xml("META-INF/container.xml").iter("{*}rootfile"):
        return str(element.get("full-path") or "")
    raise archive.broken("its container names no book")


def _refuse_protection(archive: Archive) -> None:
    """Obfuscated fonts are common and harmless; anything else under encryption is protected text."""
    if not archive.has("META-INF/encryption.xml"):
        return
    methods = [e.get("Algorithm") for e in archive.xml("META-INF/encryption.xml").iter("{*}EncryptionMethod")]
    if any(method not in _FONT_OBFUSCATION for method in methods):
        raise archive.broken("it is protected by digital rights management")


def _spine(root: Any, folder: str, archive: Archive) -> tuple[list[str], list[str]]:
    items = {e.get("id"): e for e in root.iter("{*}item")}
    chapters: list[str] = []
    left: list[str] = []
    for reference in root.iter("{*}itemref"):
        item = items.get(reference.get("idref"))
        if item is None or item.get("media-type") not in _TEXT_TYPES:
            continue
        name = posixpath.normpath(posixpath.join(folder, unquote(urldefrag(item.get("href") or "")[0])))
        if "nav" in (item.get("properties") or "").split() or reference.get("linear") == "no":
            left.append(posixpath.basename(name))
        else:
            chapters.append(name)
    if not chapters and not left:
        raise archive.broken("its spine names no chapter")
    return chapters, [f"left out: {', '.join(left)} (navigation or outside the reading order)"] if left else []
