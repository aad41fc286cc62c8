"""TMX to Units, one at a time: lenient in what it reads, exact in what it reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from ...model import Problem, TranslationUnit, Unit, UnitFile, Variant
from ...text.languages import is_tag, normal_tag, same_language
from .fast import Direction, FastUnits
from .parse import BrokenUnit, parse_head, parse_unit, remove_controls
from .scan import Scanner, open_stream
from .units import incomplete_unit, normal_unit, units_of
from .write import TmxHeader, header_of

__all__ = ["TmxReader", "read_tmx"]


class TmxReader(Iterator[Unit]):
    """An iterator of Units over one TMX file that keeps count of what it met.

    header               the file's header, with tmkit's values for missing required attributes
    unit_file            the file's name with its header as it was read
    problems             everything that could not be used as it stands, with its line
    units, skipped       units given; units left out per reason, such as "no en-US (zh-CN, ja)"
    control_characters   characters removed that XML cannot hold
    """

    def __init__(
        self,
        path: str | Path | BinaryIO,
        source: str | None = None,
        target: str | None = None,
        *,
        incomplete: bool = False,
    ) -> None:
        self.problems: list[Problem] = []
        self.skipped: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.units = 0
        self.control_characters = 0
        self._stream, self.file = open_stream(path)
        self._scanner = Scanner(self._stream, self.file, self.problems)
        head = parse_head(self._scanner.head, self.file)
        if head.problem:
            self.problems.append(Problem(head.problem, self.file, head.line))
        self.version = head.version
        self.header: TmxHeader = header_of(head.attributes, head.info)
        self.unit_file = UnitFile(Path(self.file).name, head.attributes, head.info)
        self._entities = head.entities
        self._wanted = (source, target)
        self._incomplete = incomplete
        self._units = self._read()

    def __next__(self) -> Unit:
        return next(self._units)

    def __iter__(self) -> TmxReader:
        return self

    def close(self) -> None:
        """Close the file; reading to the end does it too."""
        self._stream.close()

    def __enter__(self) -> TmxReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _read(self) -> Iterator[Unit]:
        scanner, fast = self._scanner, FastUnits(self._direction)
        while True:
            while (found := fast.at(scanner.text, scanner.position)) is not None:
                unit, scanner.position = found
                self.units += 1
                yield unit
            if scanner.ends_inside():
                continue
            taken = scanner.take_unit()
            if taken is None:
                break
            tu = self._parsed(*taken)
            if tu is not None:
                yield from self._bilingual(tu)
        for pair, count in fast.counts.items():
            self.languages.update({normal_tag(tag): count for tag in pair})
        self.close()

    def _direction(self, first: str, second: str) -> Direction | None:
        """Which of two variants is the source, decided as units_of() decides."""
        variants = (Variant(normal_tag(first), ("a",)), Variant(normal_tag(second), ("b",)))
        units = list(units_of(TranslationUnit(variants), self.header.source_language, *self._wanted))
        if not units or not all(is_tag(v.language) for v in variants):
            return None
        return units[0].source == "b", units[0].source_language, units[0].target_language

    def _parsed(self, text: str, line: int) -> TranslationUnit | None:
        cleaned, removed = remove_controls(text)
        if removed:
            self.control_characters += removed
            self._problem(f"{removed} control character{'s' * (removed > 1)} removed", line)
        try:
            tu, remarks = parse_unit(cleaned, self._entities)
        except BrokenUnit as error:
            self._problem(f"broken unit: {error}", line + error.line)
            return None
        for remark in remarks:
            self._problem(remark, line, dict(tu.attributes).get("tuid", ""))
        return normal_unit(tu)

    def _bilingual(self, tu: TranslationUnit) -> Iterator[Unit]:
        found = [v.language for v in tu.variants]
        self.languages.update(set(found))
        units = list(units_of(tu, self.header.source_language, *self._wanted))
        if not units and self._incomplete and (unit := incomplete_unit(tu)):
            units = [unit]
        elif not units:
            self.skipped[self._reason(tu)] += 1
        for unit in units:
            if not self._incomplete and not (unit.source.strip() and unit.target.strip()):
                side = "source" if not unit.source.strip() else "target"
                self.skipped[f"empty {side}"] += 1
                continue
            self.units += 1
            yield unit

    def _reason(self, tu: TranslationUnit) -> str:
        found = [v.language for v in tu.variants]
        for wanted in self._wanted:
            if wanted and not any(same_language(f, wanted) for f in found):
                return f"no {wanted} ({', '.join(found) or 'no language at all'})"
        return f"only {', '.join(found)}" if found else "no language at all"

    def _problem(self, message: str, line: int, unit: str = "") -> None:
        self.problems.append(Problem(message, self.file, line, unit))


def read_tmx(
    path: str | Path | BinaryIO,
    source_language: str | None = None,
    target_language: str | None = None,
    *,
    incomplete: bool = False,
) -> TmxReader:
    """Read a TMX file of any version and encoding, plain or .gz, as an iterator of Units in constant memory.

    Without languages the header's srclang (or else the first variant) is the source and the next language the
    target. A broken unit is left out and recorded in `.problems` of what is returned; `.skipped` counts units that
    lack a language or a text; with `incomplete` these are given too, with empty texts, and an empty target language
    where there is no second one, so that write_tmx() can copy the file whole. Raises InputError where there is no TMX
    at all or where the file asks for external entities or boundless ones.

    >>> import io
    >>> tmx = '<tmx version="1.4"><header srclang="zh-CN"/><body><tu><tuv xml:lang="zh-CN"><seg>谢谢。</seg></tuv>' \\
    ...     '<tuv xml:lang="en-US"><seg>Thank you.</seg></tuv></tu></body></tmx>'
    >>> [(unit.source, unit.target) for unit in read_tmx(io.BytesIO(tmx.encode()))]
    [('谢谢。', 'Thank you.')]
    """
    return TmxReader(path, source_language, target_language, incomplete=incomplete)
