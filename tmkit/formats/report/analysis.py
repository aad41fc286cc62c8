"""An analysis as text, CSV, JSON or an HTML page."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...memory.leverage import Leverage

__all__ = ["Analysis"]

_FIGURES = ("segments", "characters", "words", "numbers", "codes")
_HEAD = ("file", "band", *_FIGURES, "volume", "rate", "weighted")
_STYLE = (
    "body{font-family:sans-serif;margin:2em}table{border-collapse:collapse}"
    "th,td{text-align:right;padding:.15em .6em}th{border-bottom:1px solid}"
    "th:nth-child(-n+2),td:nth-child(-n+2){text-align:left}tr.all td{font-weight:bold;border-top:1px solid}"
    "tbody.total{background:#eee}tbody+tbody td{padding-top:.3em}dt{font-weight:bold;float:left;width:8em}"
)
_MEANING = "Volume is Chinese characters and words together, weighted is volume times rate."


@dataclass(frozen=True, slots=True)
class Analysis:
    """The reports of files, the last one of all together, with what they were made with."""

    reports: Sequence[Leverage]
    rates: Mapping[str, float]
    memory: str
    rates_file: str = ""
    note: str = ""

    def text(self, kind: str) -> str:
        """The analysis in one of the forms text, csv, json and html."""
        return {"json": self._json, "html": self._html, "csv": self._csv, "text": self._table}[kind]()

    @property
    def _shown(self) -> Sequence[Leverage]:
        """What a person is shown: of one file the total says nothing new."""
        return self.reports[:1] if len(self.reports) == 2 else self.reports

    def _json(self) -> str:
        found = [_as_json(report, self.rates) for report in self.reports]
        return json.dumps(found, ensure_ascii=False, indent=2) + "\n"

    def _csv(self) -> str:
        rows = [row for report in self.reports for row in _rows(report, self.rates)]
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows([_HEAD, *rows])
        return stream.getvalue()

    def _table(self) -> str:
        lines = []
        for report in self._shown:
            lines.append(f"{report.name}\n  {'':<15}" + "".join(f"{head:>12}" for head in _HEAD[2:]))
            for row in _rows(report, self.rates):
                lines.append(f"  {row[1]:<15}" + "".join(f"{cell:>12}" for cell in row[2:]))
        return "\n".join(lines) + "\n"

    def _html(self) -> str:
        names = [report.name for report in self.reports[:-1]]
        title = f"Analysis of {names[0] if len(names) == 1 else f'{len(names)} files'}"
        rates = self.rates_file or "the usual ones of agencies"
        facts = {"Memory": self.memory, "Languages": " to ".join(self.reports[-1].languages), "Rates": rates}
        said = "".join(f"<dt>{name}</dt><dd>{html.escape(value)}</dd>" for name, value in facts.items())
        note = f"<p>{html.escape(self.note)}</p>\n" if self.note else ""
        bodies = "\n".join(self._body(report) for report in self._shown)
        return (
            f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
            f"<style>{_STYLE}</style></head>\n<body><h1>{html.escape(title)}</h1>\n{note}<dl>{said}</dl>\n"
            f"<table>\n<thead>{_line(_HEAD, 'th')}</thead>\n{bodies}\n</table>\n<p>{_MEANING}</p></body></html>\n"
        )

    def _body(self, report: Leverage) -> str:
        *rows, last = _rows(report, self.rates)
        kind = ' class="total"' if report is self.reports[-1] else ""
        lines = "\n".join([*(_line(row, "td") for row in rows), _line(last, "td", ' class="all"')])
        return f"<tbody{kind}>\n{lines}\n</tbody>"


def _rows(report: Leverage, rates: Mapping[str, float]) -> list[list[str]]:
    rows = []
    for band, counts in report.bands.items():
        if counts.segments or not band.startswith("internal"):
            figures = [str(getattr(counts, name)) for name in _FIGURES]
            weighted = counts.volume * rates[band]
            rows.append([report.name, band, *figures, str(counts.volume), f"{rates[band]:g}", f"{weighted:.1f}"])
    total = report.total()
    figures = [str(getattr(total, name)) for name in _FIGURES]
    rows.append([report.name, "all", *figures, str(total.volume), "", f"{report.weighted(rates):.1f}"])
    return rows


def _as_json(report: Leverage, rates: Mapping[str, float]) -> dict[str, Any]:
    bands = {
        band: {**{name: getattr(counts, name) for name in _FIGURES}, "volume": counts.volume}
        for band, counts in report.bands.items()
    }
    return {"file": report.name, "bands": bands, "weighted": round(report.weighted(rates), 1)}


def _line(cells: Sequence[str], tag: str, kind: str = "") -> str:
    return f"<tr{kind}>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"
