"""HTML: the main text of a page in its blocks, without navigation, scripts and page furniture."""

from __future__ import annotations

from .read import read_html, read_page

__all__ = ["read_html", "read_page"]
