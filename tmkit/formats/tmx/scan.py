"""TMX bytes to text, and the text cut into its head and its units, in constant memory.

Every unit is cut out before it is parsed, so that one broken unit costs one unit and never the file.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import re
import sys
import zlib
from pathlib import Path
from typing import BinaryIO

from ...errors import InputError
from ...model import Problem
from ..decode import refuse_binary
from ..names import STDIN

__all__ = ["Scanner", "open_stream"]

_BLOCK = 1 << 18
_LONGEST = 1 << 22  # characters in one unit or in the header; more is a broken file, not a unit
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)""")
_NAME = r"(?:[\w.-]+:)?"  # some files give every element a prefix
_HEAD_END = re.compile(
    rf"<!--|<!\[CDATA\[|<\?|<!DOCTYPE|<{_NAME}body(?=[\s>/])|<{_NAME}tu(?=[\s>/])|</{_NAME}(?:body|tmx)\s*>", re.I
)
# In a DOCTYPE; a root element shows that it has no end.
_DOCTYPE = re.compile(rf"""["'\[\]>]|<!--|<\?|<{_NAME}tmx(?=[\s>/])""", re.I)
_BETWEEN = re.compile(rf"<!--|<!\[CDATA\[|<\?|<{_NAME}tu(?=[\s>/])|</{_NAME}(?:body|tmx)\s*>", re.I)
_INSIDE = re.compile(rf"<!--|<!\[CDATA\[|<\?|</{_NAME}tu\s*>|<{_NAME}tu(?=[\s>/])|</{_NAME}body\s*>", re.I)
_RESUME = re.compile(rf"</{_NAME}tu\s*>|<{_NAME}tu(?=[\s>/])|</{_NAME}body\s*>", re.I)
_CUT = "the file ends inside this unit"
_ENOUGH = 12  # bytes beyond ASCII that are UTF-8 throughout, which text in no other encoding is
_TAG_END = re.compile(">")
_TOKEN = 16  # characters at the end of a block in which a token may begin that ends in the next one
_CLOSERS = {"<!--": "-->", "<![CDATA[": "]]>", "<?": "?>"}
# Encodings, by Python's names, that real files use more of than Python reads under these names.
_WIDER = {
    "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949",
    "iso8859-1": "cp1252",
}  # fmt: skip
# What Python can decode and no file is in.
_NO_ENCODINGS = frozenset(("undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape"))


class Scanner:
    """Cut one TMX file into `head` and units, taken one by one; `problems` collects what could not be read."""

    def __init__(self, stream: BinaryIO, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self._stream = _unzipped(stream)
        self.text = ""
        self.position = 0
        self._line = 1  # of the first character of `text`
        self._counted = (0, 1)  # a position and its line, from where lines are counted on
        self._closing: int | None = None  # where the next </tu> is, -1 for nowhere in `text`, None for not looked for
        first = self._read(1 << 16)
        if not first.strip():
            raise InputError("the file is empty", file=file, cure="export it again")
        refuse_binary(first, file)
        self.encoding, self._decode = _decoder(first, file, problems)
        self._pending: bytes | None = first
        self._ended = False
        self.complete = False
        self.head = self._take_head()

    def line(self, position: int) -> int:
        """The line of the file, from 1, at a position of the text in hand."""
        before, line = self._counted if self._counted[0] <= position else (0, self._line)
        self._counted = position, line + self.text.count("\n", before, position)
        return self._counted[1]

    def take_unit(self) -> tuple[str, int] | None:
        """The next <tu> as text with the line where it starts; None at the end of the body or of the file."""
        while (start := self.next_unit()) is not None:
            line = self.line(start)
            end = self._unit_end()
            if end is not None:
                chunk = self.text[self.position : end]
                self.position = end
                return chunk, line
        return None

    def ends_inside(self) -> bool:
        """Whether the text in hand ends before the next unit does; if so, and there is more, read it."""
        if self._closing is None or 0 <= self._closing < self.position:
            self._closing = self.text.find("</tu>", self.position)
        return self._closing < 0 and len(self.text) - self.position < _LONGEST and self.more()

    def next_unit(self) -> int | None:
        """Where the next <tu> starts, None at the end of the body or of the file."""
        while True:
            found = self._next_token()
            if found is None:
                self._note_end(self.position)
                return None
            if found.group() in _CLOSERS:
                self.position = self._skip(found.group(), found.end())
            elif found.group().startswith("</"):
                self.complete, self.position = True, found.end()
            else:
                self.position = found.start()
                if self.complete:
                    message = "the body ended before this unit: several files in one?"
                    self.problems.append(Problem(message, self.file, self.line(self.position)))
                    self.complete = False
                return self.position

    def _next_token(self) -> re.Match[str] | None:
        """The next thing that is more than text between units; what is passed over is not kept, only told of, once."""
        is_told = False
        while (found := _BETWEEN.search(self.text, self.position)) is None:
            kept = max(self.position, len(self.text) - _TOKEN)
            is_told = is_told or self._note_stray(self.position, kept)
            self.position = kept
            if not self.more():
                return None
        if not is_told:
            self._note_stray(self.position, found.start())
        return found

    def more(self) -> bool:
        """Read another block, dropping what lies before `position`; False at the end of the file."""
        if self._ended:
            return False
        data = self._pending if self._pending is not None else self._read(_BLOCK)
        self._pending = None
        if not data:
            self._ended = True
        self._line = self.line(self.position)
        self.text = self.text[self.position :] + self._decode(data)
        self.position, self._counted, self._closing = 0, (0, self._line), None
        return True

    def _read(self, size: int) -> bytes:
        try:
            return self._stream.read(size)
        except (EOFError, zlib.error) as error:
            line = self.line(len(self.text))
            self.problems.append(Problem(f"the compressed file is broken behind this line ({error})", self.file, line))
            return b""

    def _find(self, pattern: re.Pattern[str], start: int) -> re.Match[str] | None:
        """Search from `start`, reading on as far as needed; positions stay valid only until the next call."""
        inside = start - self.position  # the position moves when more is read, this distance does not
        while True:
            found = pattern.search(self.text, start)
            if found or len(self.text) - self.position - inside > _LONGEST:
                return found
            kept = max(start, len(self.text) - _TOKEN)
            before = self.position
            if not self.more():
                return None
            start = kept - before

    def _skip(self, opener: str, start: int) -> int:
        """The position behind the comment, CDATA section or instruction whose inside starts at `start`.

        One that is not closed is reported, and what follows its opening is read as if it were not there.
        """
        inside = start - self.position  # the position moves when more is read, this distance does not
        found = self._find(re.compile(re.escape(_CLOSERS[opener.upper()])), start)
        if found is not None:
            return found.end()
        line = self.line(self.position + inside)
        self.problems.append(Problem(f"{opener} is not closed", self.file, line))
        return self.position + inside

    def _take_head(self) -> str:
        at = 0
        while True:
            found = self._find(_HEAD_END, at)
            if found is None:
                head, self.position = self.text, len(self.text)
                return head
            token = found.group().upper()
            if token == "<!DOCTYPE":
                at = self._doctype_end(found.end())
                continue
            if token in _CLOSERS:
                at = self._skip(token, found.end())
                continue
            head = self.text[: found.start()]
            self.position = found.start()
            if found.group().lower().endswith("body"):
                tag = self._find(_TAG_END, self.position)
                self.position = tag.end() if tag else len(self.text)
            return head

    def _doctype_end(self, start: int) -> int:
        """The position behind a DOCTYPE, whose literals may hold anything; `start` where it has no end."""
        at, depth = start, 0
        while (found := self._find(_DOCTYPE, at)) is not None:
            token, at = found.group(), found.end()
            if token in _CLOSERS:
                at = self._skip(token, at)
            elif token in "\"'":
                closed = self._find(re.compile(token), at)
                if closed is None:
                    break
                at = closed.end()
            elif token == ">" and depth == 0:
                return at
            elif token in "[]":
                depth += 1 if token == "[" else -1
            elif token != ">":
                break
        return start

    def _unit_end(self) -> int | None:
        """The position behind the </tu> of the unit at `position`; one that never ends is reported and skipped."""
        tag = self._find(_TAG_END, self.position)
        if tag is not None and self.text[tag.start() - 1] == "/":
            return tag.end()
        found = self._find(_INSIDE, self.position + 3)
        while found is not None and found.group() in _CLOSERS:
            found = self._find(_INSIDE, self._skip(found.group(), found.end()))
        if found is not None and _is_end_of_unit(found.group()):
            return found.end()
        line = self.line(self.position)
        if found is not None:
            self.problems.append(Problem("this unit has no </tu>", self.file, line))
            self.position = found.start()
        elif self._ended:
            self.problems.append(Problem(_CUT, self.file, line))
            self.position = len(self.text)
        else:
            self.problems.append(Problem(f"this unit is longer than {_LONGEST:,} characters", self.file, line))
            self._pass_over()
        return None

    def _pass_over(self) -> None:
        """Go on to the end of the unit at `position`, or to what cannot be in it, without holding what lies between."""
        start = self.position + 3
        while (found := _RESUME.search(self.text, start)) is None:
            self.position = max(start, len(self.text) - _TOKEN)
            if not self.more():
                self.position = len(self.text)
                return
            start = 0
        self.position = found.end() if _is_end_of_unit(found.group()) else found.start()

    def _note_stray(self, start: int, end: int) -> bool:
        stray = self.text[start:end].strip()
        if stray and not self.complete:
            self.problems.append(Problem(f"text between units: {stray[:40]!r}", self.file, self.line(start)))
        return bool(stray)

    def _note_end(self, position: int) -> None:
        if self.complete:
            return
        self._note_stray(position, len(self.text))
        if self.problems and self.problems[-1].message == _CUT:
            return
        message = "the file ends without </body>: it may have been cut off"
        self.problems.append(Problem(message, self.file, self.line(len(self.text))))


def _is_end_of_unit(token: str) -> bool:
    return token.startswith("</") and not token.rstrip("> \t\n").lower().endswith("body")


def open_stream(path: str | Path | BinaryIO) -> tuple[BinaryIO, str]:
    """The file, or standard input ("-"), as a binary stream, and its name for messages."""
    if not isinstance(path, (str, Path)):
        return path, getattr(path, "name", "<stream>")
    if str(path) == STDIN:
        if sys.stdin.buffer.closed:
            raise InputError("was read already", file="standard input", cure="name a file in one of the two places")
        return sys.stdin.buffer, "standard input"
    try:
        return open(path, "rb"), str(path)
    except FileNotFoundError:
        raise InputError("there is no such file", file=str(path), cure="check the path") from None
    except OSError as error:
        cure = "check that it is a file that you may read"
        raise InputError(f"cannot be read ({(error.strerror or '').lower()})", file=str(path), cure=cure) from None


class _Unzipped:
    """The text of a .gz file; all of it that can be had comes out before the error that a broken file raises."""

    _PIECE = 1 << 14

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self._unpack = zlib.decompressobj(31)
        self._rest = b""
        self._error: Exception | None = None
        self._is_over = False

    def read(self, size: int) -> bytes:
        """At most `size` bytes; raises EOFError or zlib.error, once, where nothing more can be read."""
        out = bytearray()
        while len(out) < size and self._error is None and self._has_more():
            self._step(out, size - len(out))
        if not out and self._error is not None:
            error, self._error, self._is_over = self._error, None, True
            raise error
        return bytes(out)

    def _has_more(self) -> bool:
        """Whether there is input; a file may hold several members, and zeros behind them."""
        while not self._is_over:
            if self._unpack.eof:
                self._rest = self._rest.lstrip(b"\0")
            if self._rest:
                if self._unpack.eof:
                    self._unpack = zlib.decompressobj(31)
                return True
            self._rest = self._raw.read(self._PIECE)
            if not self._rest:
                self._error = None if self._unpack.eof else EOFError("it ends too early")
                break
        return False

    def _step(self, out: bytearray, size: int) -> None:
        before = self._unpack.copy()
        try:
            out += self._unpack.decompress(self._rest, size)
            self._rest = self._unpack.unused_data if self._unpack.eof else self._unpack.unconsumed_tail
        except zlib.error as error:
            self._error = error
            # What lies before the broken byte can be read: byte by byte, as the error gives nothing out.
            with contextlib.suppress(zlib.error):
                for at in range(len(self._rest)):
                    out += before.decompress(self._rest[at : at + 1])


def _unzipped(stream: BinaryIO) -> BinaryIO:
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(stream)  # type: ignore[type-var]
    if buffered.peek(2)[:2] == b"\x1f\x8b":
        return _Unzipped(buffered)  # type: ignore[return-value]
    return buffered


def _decoder(first: bytes, file: str, problems: list[Problem]) -> tuple[str, _Decode]:
    name = _encoding_of(first)
    try:
        factory = codecs.getincrementaldecoder(_codec(name))
        first.decode(_codec(name), "ignore")
    except LookupError:
        cure = "convert the file to UTF-8 or correct its first line"
        raise InputError(f"declares the unknown encoding {name!r}", file=file, line=1, cure=cure) from None
    meant = _meant(first, name)
    if meant != name:
        problems.append(Problem(f"is not {name.upper()}; read as {meant.upper()}", file, 1))
        name, factory = meant, codecs.getincrementaldecoder(meant)
    errors = "replace" if name.startswith("utf-16") or name.startswith("utf-32") else "surrogateescape"
    # XML has one line end: translate=True turns CRLF and CR into LF, across block borders too.
    newlines = io.IncrementalNewlineDecoder(factory(errors), translate=True)
    return name, _Decode(newlines)


def _codec(name: str) -> str:
    """Python's name for the encoding to read a file in that declares this one."""
    found = codecs.lookup(name).name
    if found.replace("-", "_") in _NO_ENCODINGS:
        raise LookupError(name)
    return _WIDER.get(found, found)


def _meant(first: bytes, name: str) -> str:
    """The encoding that the bytes are in, where they contradict the one that is declared."""
    if name == "utf-8":
        return "gb18030" if not _is(first, "utf-8") and _is(first, "gb18030") else name
    if name.startswith(("utf", "hz", "iso-2022", "iso2022")) or not _is(first, "utf-8"):
        return name
    # Bytes of other encodings make UTF-8 by chance only where they are few; in ASCII both say the same.
    foreign = sum(byte > 127 for byte in first)
    is_other = foreign and not _is(first, _codec(name))
    return "utf-8" if foreign >= _ENOUGH or is_other else name


class _Decode:
    """Bytes to text block by block; an empty block is the end."""

    def __init__(self, decoder: io.IncrementalNewlineDecoder) -> None:
        self._decoder = decoder
        self._first = True

    def __call__(self, data: bytes) -> str:
        text = str(self._decoder.decode(data, final=not data))
        if self._first and text:
            self._first = False
            return text.removeprefix("\ufeff")
        return text


def _encoding_of(first: bytes) -> str:
    if first.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    for mark, name in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")):
        if first.startswith(mark):
            return name
    if first[:4].replace(b" ", b"<").startswith((b"<\0",)):
        return "utf-16-le"
    if first.startswith(b"\0<"):
        return "utf-16-be"
    declared = _DECLARED.match(first)
    name = declared.group(1).decode("ascii").lower() if declared else "utf-8"
    # A declaration that could be read as ASCII shows that the bytes are not UTF-16, whatever it says.
    return "utf-8" if name.startswith(("utf-16", "utf16", "ucs", "utf8", "utf-8")) else name


def _is(first: bytes, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        decoder.decode(first)
    except UnicodeDecodeError:
        return False
    return True
