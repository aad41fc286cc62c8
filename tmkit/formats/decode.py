"""Bytes to text, once: a byte order mark, then strict UTF-8, then the legacy encodings of Chinese; or as told."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from ..errors import InputError

__all__ = ["Decoded", "decode"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = ["gb18030", "big5", "utf_16_le", "utf_16_be", "cp1252", "shift_jis", "euc_kr"]
# Chinese encodings win a draw: a Western code page accepts any bytes at all.
_HAN_LIMIT = 0.2


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, the encoding it was read with, and what a reader of the report should know."""

    text: str
    encoding: str
    notices: tuple[str, ...] = ()


def decode(data: bytes, *, file: str = "", encoding: str | None = None) -> Decoded:
    """Decode a whole file; `encoding` overrides every guess. A mark at the start is dropped and mentioned.

    Raises InputError with file and line where the bytes are not in the named encoding, or are no text.

    >>> decode("高质量".encode("gb18030")).encoding
    'gb18030'
    """
    mark, marked = next(((m, name) for m, name in _MARKS if data.startswith(m)), (b"", ""))
    notices = ("byte order mark dropped",) if mark else ()
    if encoding:
        return Decoded(_strict(data, encoding, file).removeprefix("\ufeff"), _codec_name(encoding, file), notices)
    if mark:
        return Decoded(_strict(data[len(mark) :], marked, file), marked, notices)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _guess(data, error, file)
    if "\0" in text:
        return _guess_utf16(data, file)
    return Decoded(text, "utf-8")


def _codec_name(encoding: str, file: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise InputError(
            f"unknown encoding '{encoding}'", file=file, cure="name one such as utf-8, gb18030, big5 or utf-16"
        ) from None


def _strict(data: bytes, encoding: str, file: str) -> str:
    name = _codec_name(encoding, file)
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"the bytes are not {name} (byte {error.start}: {error.reason})",
            file=file,
            line=line,
            cure="name the right encoding, or leave it out to have it found",
        ) from None
    except UnicodeError as error:
        raise InputError(f"the bytes are not {name} ({error})", file=file, cure="name the right encoding") from None


def _guess_utf16(data: bytes, file: str) -> Decoded:
    """UTF-16 without a mark has a zero in nearly every pair of an ASCII character; other files with zeros are no text."""
    even, odd = data[::2].count(0), data[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    if len(data) % 2 == 0 and max(even, odd) > 10 * max(1, min(even, odd)):
        try:
            return Decoded(data.decode(name), name, (f"no byte order mark: read as {name}",))
        except UnicodeDecodeError:
            pass
    raise InputError(
        "this is a binary file, not text (it holds NUL bytes)",
        file=file,
        line=data.count(b"\n", 0, data.index(0)) + 1,
        cure="convert it to text first",
    )


def _guess(data: bytes, error: UnicodeDecodeError, file: str) -> Decoded:
    from charset_normalizer import from_bytes

    sample = data[:200_000]
    for name in [_first_guess(sample), *(m.encoding for m in from_bytes(sample, cp_isolation=_LEGACY))]:
        try:
            text = data.decode(name) if name else ""
        except UnicodeDecodeError:
            continue
        if text and not _looks_binary(text):
            return Decoded(text, name.replace("_", "-"), (f"not UTF-8: read as {name.replace('_', '-')}",))
    raise InputError(
        f"the bytes are neither UTF-8 nor a Chinese encoding that can be told (byte {error.start})",
        file=file,
        line=data.count(b"\n", 0, error.start) + 1,
        cure="name the encoding, or convert the file to UTF-8",
    )


def _first_guess(sample: bytes) -> str:
    """gb18030 where it decodes and gives mostly common Han characters; detectors need far more text than this."""
    text = sample[: len(sample) // 2 * 2].decode("gb18030", errors="ignore")
    common = sum(ch in _COMMON for ch in text)
    letters = sum(not ch.isascii() for ch in text)
    return "gb18030" if letters and common / letters > _HAN_LIMIT else ""


_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法"
    "所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那"
    "社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通"
    "，。、：；（）“”《》"
)


def _looks_binary(text: str) -> bool:
    control = sum(ch < " " and ch not in "\t\n\r\f\v" for ch in text[:20_000])
    return control > len(text[:20_000]) / 200
