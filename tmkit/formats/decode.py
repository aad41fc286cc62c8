"""Bytes to text, once: a byte order mark, then strict UTF-8, then the legacy encodings of Chinese; or as told."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from ..errors import InputError
from .kinds import kind_of

__all__ = ["Decoded", "decode", "read_limited", "refuse_binary"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = ["gb18030", "big5", "utf_16_le", "utf_16_be", "cp1252", "shift_jis", "euc_kr"]
# A file beyond this is refused before it is read whole: its text and its paragraphs would take several times as much.
MAXIMUM_BYTES = 256 * 1024 * 1024
_SAMPLE = 60_000
# Below this a guess is no better than chance; measured on four-character texts in six encodings.
_READABLE = 0.12
# In longer texts chance evens out: what is in none of our encodings scores below 0.3, what is in one above 0.36.
_LONG, _LONG_READABLE = 500, 0.32
_CLEAR_LEAD = 0.25
_ENOUGH_LINES = 1000
_UTF8_RUN = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}){4}")
_LARGER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "cp950": "big5hkscs", "shift_jis": "cp932"}
_LARGER |= {"euc_kr": "cp949", "ascii": "utf-8"}
_HZ = re.compile(rb"~\{(?:[\x21-\x77][\x21-\x7e])+~\}")
_UTF8_SURROGATE = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, the encoding it was read with, and what a reader of the report should know."""

    text: str
    encoding: str
    notices: tuple[str, ...] = ()


def decode(data: bytes, *, file: str = "", encoding: str | None = None) -> Decoded:
    """Decode a whole file; `encoding` overrides every guess. A mark at the start is dropped and mentioned.

    Raises InputError with file and line where the bytes are not in the named encoding, change their encoding on
    the way, or are no text.

    >>> decode("高质量".encode("gb18030")).encoding
    'gb18030'
    """
    mark, marked = next(((m, name) for m, name in _MARKS if data.startswith(m)), (b"", ""))
    notices = ("byte order mark dropped",) if mark else ()
    if encoding:
        return _as_told(data, encoding, file, notices)
    if mark:
        return Decoded(_strict(data[len(mark) :], marked, file, named=False), marked, notices)
    refuse_binary(data, file)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _guess(data, error, file)
    return _other_reading(data, text, file) or Decoded(text, "utf-8")


def _other_reading(data: bytes, text: str, file: str) -> Decoded | None:
    """What bytes that would do as UTF-8 are meant to be; None where they are just that."""
    escaped = _seven_bit(data) if b"~{" in data or b"\x1b$" in data else None
    if escaped:
        return escaped
    if "\0" in text and not _stray_zeros(text):
        return _guess_utf16(data) or (None if _few_zeros(text) else _binary(data, file))
    if len(text) < _SAMPLE and _looks_binary(text):
        return _guess_utf16(data) or _kept_or_binary(data, text, file)
    return None


def read_limited(path: str, stream: BinaryIO, size: int = 0) -> bytes:
    """All bytes of an open binary stream, or an InputError when they are more than a text can be."""
    data = stream.read(MAXIMUM_BYTES + 1) if size <= MAXIMUM_BYTES else b""
    if max(size, len(data)) > MAXIMUM_BYTES:
        raise InputError(
            f"is larger than {MAXIMUM_BYTES >> 20} MB, too much to hold in memory",
            file=path,
            cure="split it into parts",
        )
    return data


def refuse_binary(data: bytes, file: str) -> None:
    """Raise InputError for a file whose first bytes say that it is something other than text, and say what."""
    what, cure = kind_of(data)
    if what:
        raise InputError(f"this is a binary file, not text ({what})", file=file, cure=cure)


def _as_told(data: bytes, encoding: str, file: str, notices: tuple[str, ...]) -> Decoded:
    """In the encoding that was named, or in the larger one that contains it where the file needs that."""
    name = _codec_name(encoding, file)
    larger = _LARGER.get(name)
    text = _decoded(data, larger) if larger and _decoded(data, name) is None else None
    if larger and text is not None:
        return Decoded(text, larger, (*notices, f"not all {name}: read as {larger}, which contains it"))
    return Decoded(_strict(data, encoding, file).removeprefix("\ufeff"), name, notices)


def _codec_name(encoding: str, file: str) -> str:
    cure = "name one such as utf-8, gb18030, big5 or utf-16"
    try:
        found = codecs.lookup(encoding)
    except (LookupError, ValueError):
        raise InputError(f"unknown encoding '{encoding}'", file=file, cure=cure) from None
    # base64, rot13 and their like are codecs, yet no encodings of text.
    if not getattr(found, "_is_text_encoding", True):
        raise InputError(f"'{encoding}' is not an encoding of text", file=file, cure=cure)
    return found.name


def _strict(data: bytes, encoding: str, file: str, *, named: bool = True) -> str:
    name = _codec_name(encoding, file)
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        line = _line_of(data, name, error.start)
        if not named and error.end >= len(data) and ("truncated" in error.reason or "unexpected end" in error.reason):
            raise InputError("the file ends in the middle of a character", file=file, line=line, cure=_CUT) from None
        what = "a lone surrogate" if "surrogate" in error.reason else error.reason
        raise InputError(
            f"the bytes are not {name} (byte {error.start}: {what})",
            file=file,
            line=line,
            cure="name the right encoding, or leave it out to have it found",
        ) from None
    except UnicodeError as error:
        raise InputError(f"the bytes are not {name} ({error})", file=file, cure="name the right encoding") from None


_CUT = "it may be cut off: get the whole file"


def _line_of(data: bytes, encoding: str, position: int) -> int:
    return data[:position].decode(encoding, errors="ignore").count("\n") + 1


def _stray_zeros(text: str) -> bool:
    """A few NUL characters in a long text are dirt that cleaning takes out; many are another encoding or no text."""
    return text.count("\0") * 1000 <= len(text) and not _looks_binary(text)


def _few_zeros(text: str) -> bool:
    """One or two NUL characters in a line of text: as many letters of UTF-16 would hold more of them."""
    return text.count("\0") <= 2 and len(text) >= 10 and not _looks_binary(text)


def _guess_utf16(data: bytes) -> Decoded | None:
    """UTF-16 and UTF-32 without a mark: mostly ASCII once read as pairs, or mostly frequent Chinese."""
    from .encodings import readability

    for name in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        plain = sum(ch.isascii() and (ch.isprintable() or ch.isspace()) for ch in text[:_SAMPLE])
        if "\0" not in text and (plain * 2 > len(text[:_SAMPLE]) or readability(text[:_SAMPLE]) > 2 * _READABLE):
            return Decoded(text, name, (f"no byte order mark: read as {name}",))
    return None


def _binary(data: bytes, file: str) -> Decoded:
    what = "NUL bytes" if b"\0" in data else "control characters"
    raise InputError(
        f"this is a binary file, not text (it holds {what})",
        file=file,
        line=data.count(b"\n", 0, max(0, data.find(0))) + 1,
        cure="convert it to text first",
    )


def _kept_or_binary(data: bytes, text: str, file: str) -> Decoded:
    control = sum(ch < " " and not ch.isspace() for ch in text)
    return Decoded(text, "utf-8") if control * 5 < len(text) or len(text) < 40 else _binary(data, file)


def _seven_bit(data: bytes) -> Decoded | None:
    """Encodings that write Chinese, Japanese or Korean in ASCII with escapes, as old mail did."""
    from .encodings import readability

    for name in ("hz",) if b"\x1b$" not in data else ("iso2022_jp_2", "iso2022_jp_ext", "iso2022_kr"):
        text = _decoded(data, name)
        if text and (name != "hz" or _HZ.search(data)) and readability(text) > _READABLE:
            shown = name.replace("_", "-")
            return Decoded(text, shown, (f"escapes in ASCII: read as {shown}",))
    return None


def _guess(data: bytes, error: UnicodeDecodeError, file: str) -> Decoded:
    from .encodings import rank_encodings

    found = (_guess_utf16(data) if b"\0" in data else None) or _paired_surrogates(data, file)
    if found:
        return found
    _refuse_mixture_with_utf8(data, file)
    sample = _telling(data, error.start)
    ranking = rank_encodings(sample)
    best = ranking[0][0]
    enough = _READABLE if len(sample) < _LONG else _LONG_READABLE
    for score, name in ranking:
        if score < enough or best - score > _CLEAR_LEAD:
            break
        text = _decoded(data, name)
        if text is not None and not _looks_binary(text):
            return Decoded(text, name.replace("_", "-"), (_guessed(name),))
    if best >= enough:
        raise _damage(data, ranking[0][1], file)
    return _ask_detector(data, error, file)


def _guessed(name: str) -> str:
    """The notice of a guess; the Western code pages share too many letters with others to be sure."""
    shown = name.replace("_", "-")
    hint = " (if letters are wrong, name the encoding with --encoding)" if name in ("cp1252", "mac-roman") else ""
    return f"not UTF-8: read as {shown}{hint}"


def _telling(data: bytes, first: int) -> bytes:
    """The part of a file that shows its encoding: its start, or with the line of the first byte that is not UTF-8."""
    if len(data) <= _SAMPLE:
        return data
    start = 0 if first < _SAMPLE // 2 else data.rfind(b"\n", 0, first) + 1
    return (
        data[:_SAMPLE]
        if start == 0 or first - start > _SAMPLE // 2
        else data[: _SAMPLE // 2] + data[start : start + _SAMPLE // 2]
    )


def _decoded(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _paired_surrogates(data: bytes, file: str) -> Decoded | None:
    """UTF-8 of UTF-16 (CESU-8), as some databases write it; a surrogate without its partner is no character."""
    found = _UTF8_SURROGATE.search(data)
    if not found:
        return None
    try:
        halves = data.decode("utf-8", "surrogatepass")
        text = halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError as error:
        if error.encoding.startswith("utf-16"):
            line = data.count(b"\n", 0, found.start()) + 1
            raise InputError(
                "holds a lone surrogate, which is no character", file=file, line=line, cure="remove it"
            ) from None
        return None
    return Decoded(text, "utf-8", ("surrogate pairs in UTF-8 (CESU-8) put together",))


def _refuse_mixture_with_utf8(data: bytes, file: str) -> None:
    """A file with whole lines of Chinese in UTF-8 among others is in two encodings, or damaged in one place."""
    first, utf8, other = 0, 0, 0
    found = _UTF8_RUN.search(data)
    while found and utf8 < _ENOUGH_LINES:
        start, end = data.rfind(b"\n", 0, found.start()) + 1, data.find(b"\n", found.end())
        end = end if end >= 0 else len(data)
        if _decoded(data[start:end], "utf-8") is not None:
            first = first or data.count(b"\n", 0, start) + 1
            utf8 += 1
        found = _UTF8_RUN.search(data, end)
    if not utf8:
        return
    for line in data[: _SAMPLE * 10].split(b"\n"):
        other += not line.isascii() and _decoded(line, "utf-8") is None
    if utf8 >= other:
        raise _damage(data, "utf-8", file)
    from .encodings import rank_encodings

    rest = [line for line in data[:_SAMPLE].split(b"\n") if _decoded(line, "utf-8") is None]
    raise _mixture(first, "utf-8", rank_encodings(b"\n".join(rest))[0][1], file)


def _damage(data: bytes, name: str, file: str) -> InputError:
    """Why a file that is clearly in one encoding cannot be decoded in it."""
    from .encodings import rank_encodings

    try:
        data.decode(name)
    except UnicodeDecodeError as error:
        line = _line_of(data, name, error.start)
        if len(data) - error.start < 4 and (error.end >= len(data) or "incomplete" in error.reason):
            return InputError("the file ends in the middle of a character", file=file, line=line, cure=_CUT)
        start = data.rfind(b"\n", 0, error.start) + 1
        end = data.find(b"\n", error.start)
        score, other = rank_encodings(data[start : end if end >= 0 else len(data)])[0]
        return _mixture(line, other if score > _READABLE and other != name else "", name, file, error.start)
    return InputError(f"reads as {name}, but as no text", file=file, cure="convert it to text first")


def _mixture(line: int, part: str, rest: str, file: str, byte: int | None = None) -> InputError:
    place = "" if byte is None else f" (byte {byte})"
    message = (
        f"this line reads as {part}, the rest of the file as {rest}"
        if part
        else f"this line is not {rest} as the rest of the file is"
    )
    return InputError(
        f"mixed encodings: {message}{place}", file=file, line=line, cure="convert the file to UTF-8, or mend that line"
    )


def _ask_detector(data: bytes, error: UnicodeDecodeError, file: str) -> Decoded:
    """A second opinion for long texts that are in none of the usual encodings."""
    from charset_normalizer import from_bytes

    for match in from_bytes(data[:_SAMPLE], cp_isolation=_LEGACY) if len(data) > 400 else ():
        text = _decoded(data, match.encoding)
        if text and not _looks_binary(text) and match.chaos < 0.1 and match.coherence > 0.1:
            name = match.encoding.replace("_", "-")
            return Decoded(text, name, (_guessed(name),))
    raise InputError(
        f"the bytes are neither UTF-8 nor a Chinese encoding that can be told (byte {error.start})",
        file=file,
        line=data.count(b"\n", 0, error.start) + 1,
        cure="name it with --encoding, such as cp1251 or cp1250, or convert the file to UTF-8",
    )


def _looks_binary(text: str) -> bool:
    sample = text[:20_000]
    control = sum((ch < " " and ch not in "\t\n\r\f\v") or "\x7f" <= ch <= "\x9f" for ch in sample)
    return control > max(3, len(sample) / 200)
