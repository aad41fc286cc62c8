"""An alignment as one HTML page to review it with, which needs no other file and no network."""

from __future__ import annotations

import json
from importlib import resources

from .aligned import Aligned

__all__ = ["to_html"]

_PLACE = "/*DATA*/"


def to_html(aligned: Aligned) -> str:
    """Two columns with the bead types in colour, a map of the path, and tools that make a file of fixes."""
    data = {
        "names": [name or side for name, side in zip(aligned.names, ("source", "target"), strict=True)],
        "languages": list(aligned.languages),
        "source": list(aligned.source),
        "target": list(aligned.target),
        "beads": [
            {
                "source": list(bead.source),
                "target": list(bead.target),
                "score": round(bead.score, 2),
                "remarks": [f for f in bead.flags if f != "fixed"] + list(aligned.complaints.get(number, ())),
                "fixed": "fixed" in bead.flags,
            }
            for number, bead in enumerate(aligned.beads)
        ],
    }
    page = (resources.files("tmkit") / "data" / "review.html").read_text("utf-8")
    # Inside a script element only "</" and "<!--" could end or change the element; JSON may write < as an escape.
    return page.replace(_PLACE, json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"), 1)
