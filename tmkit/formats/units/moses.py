"""Parallel text in two files, one segment a line, as Moses and OPUS keep it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from ...errors import InputError
from ...model import Unit
from ...text.languages import base_language, normal_tag, same_language
from ..files import file_bytes
from ..output import text_stream
from . import UnitOptions, UnitReader

__all__ = ["read_moses", "write_moses"]


def read_moses(source: str, target: str, options: UnitOptions) -> UnitReader:
    """Units from two files with the same number of lines; languages are their suffixes where those are tags.

    Without tags they are Chinese and English, the other one where one of the two is named. Raises InputError where
    both are one file.
    """
    if all(Path(name).is_file() for name in (source, target)) and Path(source).samefile(target):
        cure = "name a text and its translation: a.zh.txt+a.en.txt"
        raise InputError("stands on both sides, which makes no translation", file=source, cure=cure)
    texts = [_lines(name) for name in (source, target)]
    if len(texts[0]) != len(texts[1]):
        message = f"has {len(texts[0]):,} lines, but {target} has {len(texts[1]):,}"
        raise InputError(message, file=source, cure="give files with one segment a line, line by line translations")
    languages = _languages(
        options.source_language or _suffix(source),
        options.target_language or _suffix(target),
    )
    name = Path(source).stem
    pairs = zip(*texts, strict=True)
    units = (Unit(s, t, *languages, origin=name, position=i) for i, (s, t) in enumerate(pairs, 1))
    return UnitReader(f"{source}+{target}", units)


def _lines(name: str) -> list[str]:
    try:
        text = file_bytes(name).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8 (byte {error.start})", file=name, cure="convert it to UTF-8") from None
    return text.removesuffix("\n").split("\n")


def _suffix(name: str) -> str:
    """The language that a name ends in, also before .txt, or nothing.

    >>> _suffix("a.en-US"), _suffix("a.zh.txt"), _suffix("a.txt"), _suffix("a.b")
    ('en-US', 'zh', '', '')
    """
    tag = Path(name.removesuffix(".txt")).suffix[1:]
    return normal_tag(tag) if 2 <= len(base_language(tag)) <= 3 and tag.lower() != "txt" else ""


def _languages(source: str, target: str) -> tuple[str, str]:
    source = source or ("en-US" if base_language(target) == "zh" else "zh-CN")
    return source, target or ("zh-CN" if base_language(source) == "en" else "en-US")


def write_moses(path: Path, units: Iterable[Unit]) -> int:
    """Write NAME.moses as NAME.zh-CN and NAME.en-US, by the languages of the first unit; gives the number of units.

    Units in other spellings or regions of these languages go in too, those in other languages do not. Line breaks
    inside a segment become blanks, since a line is a segment.
    """
    stream: Iterator[Unit] = iter(units)
    first = next(stream, None)
    if first is None:
        return 0
    count = 0
    with ExitStack() as stack:
        languages = first.source_language, first.target_language
        names = (path.with_suffix(f".{first.source_language}"), path.with_suffix(f".{first.target_language}"))
        files = [stack.enter_context(text_stream(name)) for name in names]
        for unit in (u for some in ([first], stream) for u in some):
            if _is_in(unit, languages):
                for file, text in zip(files, (unit.source, unit.target), strict=True):
                    file.write(" ".join(text.split("\n")) + "\n")
                count += 1
    return count


def _is_in(unit: Unit, languages: tuple[str, str]) -> bool:
    pair = unit.source_language, unit.target_language
    # Tags that name no language are the same as none but themselves.
    return pair == languages or all(same_language(had, wanted) for had, wanted in zip(pair, languages, strict=True))
