"""Conversion between simplified and traditional characters by OpenCC, an optional extra."""

from __future__ import annotations

from functools import cache
from typing import Any

from ..errors import MissingExtraError

__all__ = ["convert_script"]

# Character for character: what changes words too (s2twp, tw2sp) would make other text of it.
_CONFIGURATIONS = {"Hans": "t2s", "Hant": "s2t"}


def convert_script(text: str, script: str) -> str:
    """The text in 'Hans' or 'Hant'; raises MissingExtraError without the package opencc."""
    return str(_converter(_CONFIGURATIONS[script]).convert(text))


@cache
def _converter(configuration: str) -> Any:
    try:
        import opencc
    except ImportError:
        raise MissingExtraError(
            "conversion between simplified and traditional characters needs the package OpenCC",
            cure='run: pip install "tmkit[opencc]"',
        ) from None
    return opencc.OpenCC(configuration)
