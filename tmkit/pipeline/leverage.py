"""Analysis: what a memory would save on files, counted as agencies bill."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ..errors import InputError
from ..formats.files import file_bytes
from ..formats.names import XLIFF
from ..memory import folded
from ..memory.leverage import RATES, Leverage, band_of, count_text
from ..model import Unit
from .direction import directed
from .docx_jobs import segments_with_codes
from .memory import LookupOptions, Memory

__all__ = ["analyze", "load_rates", "segments_of"]

_HIGHEST_RATE = 2  # what is more was meant in percent


def segments_of(path: str | Path, language: str | None = None) -> Iterator[tuple[str, int]]:
    """(text, number of inline codes) of each segment of an XLIFF, PO or text document, in order.

    Those of a document are the ones that pre-translation makes of it; `language` is its own, where its text does not
    decide.
    """
    suffix = Path(path).suffix.lower()
    if suffix in XLIFF:
        from ..formats.units.xliff import Xliff

        yield from ((place.source, place.codes) for place in Xliff(str(path)).places())
    elif suffix == ".po":
        from ..formats.units.po import open_po

        yield from ((entry.msgid, 0) for entry in open_po(str(path)) if not entry.obsolete)
    else:
        yield from _of_document(path, language)


def _of_document(path: str | Path, language: str | None) -> Iterator[tuple[str, int]]:
    from ..formats import read_document
    from .segment import segment_document

    document = read_document(path, language)
    if Path(path).suffix.lower() == ".docx":
        yield from segments_with_codes(path, document.language)
    else:
        yield from ((segment.text, 0) for segment in segment_document(document))


def analyze(
    memory: Memory,
    paths: Sequence[str | Path],
    notify: Callable[[str], None] = lambda notice: None,
    languages: tuple[str | None, str | None] = (None, None),
) -> list[Leverage]:
    """The bands of each file, and of all together as the last entry.

    A segment that stood before, in this file or an earlier one, is a repetition; one that is more like an earlier
    segment than like anything in the memory is an internal fuzzy match. A memory of the other direction is asked in
    reverse, of which `notify` is told. As in pre-translation, only units of one pair of languages count: `languages`,
    or those that fit the texts and have most units.
    """
    seen: set[str] = set()
    out = []
    files = [[row for row in segments_of(path, languages[0]) if row[0].strip()] for path in paths]
    found = directed(memory, "\n".join(text for rows in files for text, _ in rows), *languages)
    known = _Known(found.memory, LookupOptions(*found.languages))
    total = Leverage("total", languages=found.languages)
    if found.notice:
        notify(found.notice)
    with Memory.open(":memory:") as earlier:
        for path, rows in zip(paths, files, strict=True):
            report = Leverage(str(path), languages=found.languages)
            for index, (text, codes) in enumerate(rows):
                context = rows[index - 1][0] if index else "", rows[index + 1][0] if index + 1 < len(rows) else ""
                band = _band(known, (earlier, seen), text, context, codes)
                report.bands[band].add(count_text(text, codes))
            for band, counts in report.bands.items():
                total.bands[band].add(counts)
            out.append(report)
    return [*out, total]


class _Known(NamedTuple):
    """What is asked: a memory, and which units of it."""

    memory: Memory
    options: LookupOptions


def _band(known: _Known, before: tuple[Memory, set[str]], text: str, context: tuple[str, str], codes: int = 0) -> str:
    earlier, seen = before
    form = folded(text)
    if form in seen:
        return "repetitions"
    matches = known.memory.lookup(text, 50, 1, context=context, codes=codes, options=known.options)
    score = matches[0].score if matches else 0.0
    inside = earlier.lookup(text, 50, 1) if score < 95 else []
    seen.add(form)
    earlier.add([Unit(text, text)])
    if inside and inside[0].score > score:
        return f"internal {band_of(min(inside[0].score, 99.0))}"
    return band_of(score)


def load_rates(path: str | Path | None) -> Mapping[str, float]:
    """The net-rate table: lines "band = rate" of a TOML file over the usual rates."""
    if path is None:
        return RATES
    import tomllib

    try:
        given = tomllib.loads(file_bytes(path).decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"is not TOML ({error})", file=str(path), cure='write lines such as "95-99" = 0.3') from None
    for band, rate in given.items():
        if band not in RATES or not isinstance(rate, (int, float)):
            known = ", ".join(RATES)
            raise InputError(f"'{band} = {rate}' is no rate", file=str(path), cure=f"the bands are {known}")
        if not 0 <= rate <= _HIGHEST_RATE:
            cure = 'rates are shares of the full one: write "95-99" = 0.3 for 30 percent'
            raise InputError(f"'{band} = {rate}' is no rate", file=str(path), cure=cure)
    return {**RATES, **given}
