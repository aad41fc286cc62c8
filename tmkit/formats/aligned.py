"""An alignment of two texts in the forms in which people and programs take it away."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from ..model import Bead
from .beads import write_beads

__all__ = ["FORMS", "Aligned", "to_beads", "to_json", "to_tsv"]

_BREAK = re.compile(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f]")
_NOTHING: Mapping[int, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True)
class Aligned:
    """Two texts as sentences and the beads over them; `complaints` gives the checks that a bead fails, by its place."""

    source: tuple[str, ...]
    target: tuple[str, ...]
    beads: tuple[Bead, ...]
    languages: tuple[str, str] = ("zh", "en")
    names: tuple[str, str] = ("", "")
    glue: tuple[str, str] = ("", " ")
    complaints: Mapping[int, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)

    def texts(self, bead: Bead) -> tuple[str, str]:
        """Both sides of a bead as one string each."""
        return (
            self.glue[0].join(self.source[i] for i in bead.source),
            self.glue[1].join(self.target[j] for j in bead.target),
        )


def to_beads(aligned: Aligned) -> str:
    """One bead a line with its score."""
    return write_beads(aligned.beads)


def to_tsv(aligned: Aligned) -> str:
    """Score, type, source, target, and what is to be said of the bead (flags and failed checks), tab between them.

    Tabs and line ends inside a text become blanks; other control characters go.
    """
    lines = []
    for number, bead in enumerate(aligned.beads):
        source, target = (_CONTROL.sub("", _BREAK.sub(" ", text)) for text in aligned.texts(bead))
        remarks = " ".join((*bead.flags, *aligned.complaints.get(number, ())))
        lines.append(f"{bead.score:.2f}\t{bead.kind}\t{source}\t{target}\t{remarks}\n")
    return "".join(lines)


def to_json(aligned: Aligned) -> str:
    """One object: languages, names, the beads with their texts, and the passages that were moved."""
    beads = []
    for number, bead in enumerate(aligned.beads):
        source, target = aligned.texts(bead)
        beads.append(
            {
                "source": list(bead.source),
                "target": list(bead.target),
                "type": bead.kind,
                "score": round(bead.score, 2),
                "source_text": source,
                "target_text": target,
                "flags": list(bead.flags),
                "checks": list(aligned.complaints.get(number, ())),
            }
        )
    whole = {
        "source": aligned.names[0],
        "target": aligned.names[1],
        "source_language": aligned.languages[0],
        "target_language": aligned.languages[1],
        "moved": moved_passages(aligned.beads),
        "beads": beads,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def moved_passages(beads: tuple[Bead, ...]) -> list[dict[str, list[int]]]:
    """Neighbouring sentences that were moved together, with their indices on both sides."""
    passages: list[dict[str, list[int]]] = []
    for bead in beads:
        for flag in bead.flags:
            if flag.startswith("moved-target:"):
                i, j = bead.source[0], int(flag.partition(":")[2])
                if passages and passages[-1]["source"][-1] == i - 1 and passages[-1]["target"][-1] == j - 1:
                    passages[-1]["source"].append(i)
                    passages[-1]["target"].append(j)
                else:
                    passages.append({"source": [i], "target": [j]})
    return passages


FORMS: dict[str, Callable[[Aligned], str]] = {"beads": to_beads, "tsv": to_tsv, "json": to_json}
