"""The report as a page."""

from __future__ import annotations

from ...score import Report

__all__ = ["report_html"]


def report_html(report: Report) -> str:
    """One self-contained page."""
    return "<!doctype html>"
