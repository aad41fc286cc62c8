"""A scoring report as a table for the terminal and as JSON."""

from __future__ import annotations

from .json import report_json
from .table import report_table

__all__ = ["report_json", "report_table"]
