"""Zip containers of DOCX and EPUB: parts read by name under limits, XML without entities, network or DTD."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Any
from urllib.parse import unquote

from ..errors import InputError
from .kinds import kind_of

__all__ = ["Archive", "parse_xml"]

_PART_LIMIT = 100 * 1024 * 1024
# An element takes some hundred bytes of memory, however short it is in the file.
_MOST_TAGS = 8_000_000
_TOTAL_LIMIT = 300 * 1024 * 1024
# Text compresses to about a tenth, empty table cells to a hundredth; what shrinks more is made to burst.
_RATIO_LIMIT = 400
_RATIO_FLOOR = 8 * 1024 * 1024


class Archive:
    """An open container; `kind` names the format in messages.

    Raises InputError for bytes that are no complete zip file, and for contents beyond the limits.
    """

    def __init__(self, data: bytes, *, file: str, kind: str) -> None:
        self.file, self.kind = file, kind
        self._total = 0
        what, cure = kind_of(data)
        self._kind = (what, cure)
        if what and not data.startswith(b"PK"):
            raise InputError(f"is no {kind} file but {what}", file=file, cure=cure)
        if re.match(rb"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html)", data[:500], re.IGNORECASE):
            cure = "give it the suffix .html"
            raise InputError(f"is no {kind} file but a web page", file=file, cure=cure)
        if not data.startswith(b"PK"):
            raise InputError(f"is no {kind} file ({kind} files are zip archives)", file=file, cure="check the file")
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, EOFError):
            raise self.broken("the archive is truncated or damaged") from None
        # Some programs write the names of parts with the separator of Windows.
        self._names = {info.filename.replace("\\", "/").lower(): info for info in self._zip.infolist()}

    def broken(self, why: str) -> InputError:
        """The complaint about a file that cannot be used as it stands."""
        return InputError(
            f"{self.kind} file cannot be read: {why}", file=self.file, cure="get a whole copy of the file"
        )

    def other(self) -> InputError:
        """The complaint about an archive of another format."""
        if self._kind[0] in ("", "a zip archive"):
            return self.broken("it is a zip archive of something else")
        return InputError(f"is no {self.kind} file but {self._kind[0]}", file=self.file, cure=self._kind[1])

    def too_many(self, name: str) -> InputError:
        """The complaint about a part with more elements than fit into memory."""
        message = f"the part {name} has more than {_MOST_TAGS:,} tags"
        return InputError(message, file=self.file, cure="split the document into parts")

    def too_deep(self) -> InputError:
        """The complaint about tables in tables, or other elements in one another, hundreds of levels deep."""
        return InputError(
            "its tables or other elements are nested too deeply to be a text", file=self.file, cure="check the file"
        )

    def has(self, name: str) -> bool:
        """Whether there is a part of this name; names do not depend on case."""
        return _normal(name) in self._names

    def read(self, name: str) -> bytes:
        """The bytes of a part."""
        info = self._names.get(_normal(name))
        if info is None:
            raise self.broken(f"the part {name} is missing")
        self._check(info)
        try:
            with self._zip.open(info) as part:
                data = part.read(_PART_LIMIT + 1)
        except RuntimeError:
            raise self.broken("it is encrypted") from None
        except _damages():
            raise self.broken(f"the part {name} is truncated or damaged") from None
        return data

    def _check(self, info: zipfile.ZipInfo) -> None:
        """Sizes are those that the archive declares; reading never gives more than is declared."""
        self._total += info.file_size
        ratio = info.file_size / max(1, info.compress_size)
        if (
            info.file_size > _PART_LIMIT
            or self._total > _TOTAL_LIMIT
            or (ratio > _RATIO_LIMIT and info.file_size > _RATIO_FLOOR)
        ):
            raise InputError(
                f"is refused as a zip bomb: {info.filename} would grow from {info.compress_size} "
                f"to {info.file_size} bytes",
                file=self.file,
                cure="check where the file comes from",
            )

    def xml(self, name: str) -> Any:
        """The root element of an XML part."""
        return parse_xml(self.read(name), self, name)


def _damages() -> tuple[type[Exception], ...]:
    """What reading a part of a damaged archive raises."""
    import lzma
    import zlib

    kinds = (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError)
    return (*kinds, zlib.error, lzma.LZMAError)


def _normal(name: str) -> str:
    return posixpath.normpath(unquote(name)).lstrip("/").lower()


def parse_xml(data: bytes, archive: Archive, name: str) -> Any:
    """The root of an XML document; entities are not resolved, nothing is fetched, and a DTD of its own is refused."""
    from lxml import etree

    if data.count(b"<") > _MOST_TAGS:
        raise archive.too_many(name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        if "depth" in str(error):
            raise archive.too_deep() from None
        # The parser names a switch of its own where one piece of text has more than ten million characters.
        if "huge" in str(error).lower():
            raise archive.broken(f"the part {name} holds a piece of text that is too large") from None
        reason = str(error).split(", line")[0].splitlines()[0] if str(error) else "it is empty"
        raise archive.broken(f"the part {name} is no well-formed XML ({reason})") from None
    dtd: Any = root.getroottree().docinfo.internalDTD
    if dtd is not None and any(True for _ in dtd.iterentities()):
        raise InputError(
            f"is refused: the part {name} declares entities, which could read other files",
            file=archive.file,
            cure="check where the file comes from",
        )
    return root
