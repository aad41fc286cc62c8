"""A scoring report as a table for the terminal, as JSON, as TSV and as a page to read."""

from __future__ import annotations

from collections.abc import Callable

from ...score import Report
from .html import report_html
from .json import report_json
from .table import report_table
from .tsv import report_tsv

__all__ = ["WRITERS", "report_html", "report_json", "report_table", "report_tsv"]

WRITERS: dict[str, Callable[[Report], str]] = {
    "table": report_table,
    "json": report_json,
    "tsv": report_tsv,
    "html": report_html,
}
