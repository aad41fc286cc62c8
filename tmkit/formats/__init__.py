"""Files to the model and back: one module per format, one registry of readers."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..errors import InputError
from ..model import Document
from .names import language_of_suffix

__all__ = ["READERS", "read_document"]

# suffix -> module:function; imported when used, so that no command pays for formats it does not read
READERS = {
    "": "plain:read_plain",
    ".text": "plain:read_plain",
    ".txt": "plain:read_plain",
    ".docm": "docx:read_docx",
    ".docx": "docx:read_docx",
    ".epub": "epub:read_epub",
    ".htm": "html:read_html",
    ".html": "html:read_html",
    ".xhtml": "html:read_html",
    ".md": "markdown:read_markdown",
    ".markdown": "markdown:read_markdown",
    ".pdf": "pdf:read_pdf",
    ".srt": "subtitles:read_subtitles",
    ".vtt": "subtitles:read_subtitles",
    ".csv": "tables:read_csv",
    ".tsv": "tables:read_tsv",
}

# Fewer characters of one script than this may be a name or a quotation.
_TELLING = 3


def read_document(path: str | Path, language: str | None = None, encoding: str | None = None) -> Document:
    """Read one text file of any known format into a Document whose id is the file's stem; "-" is plain text on stdin.

    A suffix that names a language (NAME.zh, NAME.en-US) is that of a plain text in it. `encoding` overrides what is
    found out or what the file says of itself. Raises InputError for an unknown suffix, naming those that exist, and for
    a file that cannot be read.
    """
    from .files import file_bytes

    language = language or ""
    if str(path) == "-":
        return replace(_read("standard input", file_bytes("-"), READERS[""], language, encoding), id="stdin")
    path = Path(path)
    reader = READERS.get(path.suffix.lower())
    spoken = "" if reader else language_of_suffix(path.suffix)
    if spoken:
        return replace(_read(str(path), file_bytes(path), READERS[""], language or spoken, encoding), id=path.stem)
    if reader is None:
        known = ", ".join(sorted(s for s in READERS if s))
        from .kinds import cure_for_suffix

        cure = cure_for_suffix(path.suffix)
        cure = f"{cure} (known suffixes: {known})" if cure else f"known suffixes: {known}"
        raise InputError(f"no reader for '{path.suffix}' files", file=str(path), cure=cure)
    return replace(_read(str(path), file_bytes(path), reader, language, encoding), id=path.stem)


def _read(file: str, data: bytes, reader: str, language: str, encoding: str | None) -> Document:
    module, name = reader.split(":")
    function: Callable[..., Document] = getattr(importlib.import_module(f".{module}", __name__), name)
    document = function(data, file=file, language=language, encoding=encoding)
    return replace(document, notices=(*document.notices, *_script_notices(document)))


def _script_notices(document: Document) -> list[str]:
    """Simplified and traditional characters are told apart and never mixed without a word."""
    from ..text import base_language, script_of_tag
    from .scripts import script_shares

    if base_language(document.language or "zh") != "zh":
        return []
    hans, hant = script_shares(p.text for p in document.paragraphs)
    smaller, larger = sorted((hans, hant))
    if smaller >= _TELLING and smaller * 5 >= larger:
        return [f"simplified and traditional characters are mixed ({hans} and {hant} that only one of them has)"]
    said = script_of_tag(document.language) if "-" in document.language else ""
    found = "Hans" if hans > hant else "Hant"
    if said in ("Hans", "Hant") and larger >= _TELLING and found != said:
        kind = "simplified" if found == "Hans" else "traditional"
        return [f"the language is given as {document.language}, yet the text is in {kind} characters"]
    return []
