"""Finding the pairs among the files of two folders."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from ..align.inputs import Floats
from ..align.matching import Profile, match_profiles
from ..engines.encoder import Encoder
from ..engines.lexicon import bag_vectors, load_lexicon
from ..errors import InputError, TmkitError
from ..text import base_language, find_numbers
from .align import load_brain
from .align_files import FileOptions, read_sentences

__all__ = ["Matched", "Pair", "match_folders"]

_MOST = 400  # sentences of a text that are looked at
_CLOSELY = 200  # of these the ones that are compared one by one


@dataclass(frozen=True)
class Pair:
    """Two files that belong together, and how far they stand out from the others."""

    source: Path
    target: Path
    score: float


@dataclass(frozen=True)
class Matched:
    """The pairs in order of the source names, the files without a partner, and why others could not be read."""

    pairs: tuple[Pair, ...]
    alone: tuple[Path, ...]
    failed: tuple[str, ...] = ()


def match_folders(source: str | Path, target: str | Path, options: FileOptions) -> Matched:
    """Pair the files of two folders one to one by what they say, not by their names."""
    if Path(source).resolve() == Path(target).resolve():
        raise InputError("is named twice", file=str(source), cure="name the folders of the two languages")
    folders = [_files(Path(folder)) for folder in (source, target)]
    brain = load_brain(options.align.encoder)
    failed: list[str] = []
    read = [_read(files, language, options, failed) for files, language in zip(folders, options.languages, strict=True)]
    paths, texts = [list(side) for side in read], [list(side.values()) for side in read]
    profiles = [
        [_profile(sentences, vectors, language) for sentences, vectors in zip(side, own, strict=True)]
        for side, own, language in zip(texts, _vectors(texts, brain, options), options.languages, strict=True)
    ]
    found = match_profiles(profiles[0], profiles[1])
    pairs = [Pair(paths[0][i], paths[1][j], score) for i, j, score in sorted(found)]
    taken = {p.source for p in pairs} | {p.target for p in pairs}
    return Matched(tuple(pairs), tuple(f for side in paths for f in side if f not in taken), tuple(failed))


def _read(files: list[Path], language: str, options: FileOptions, failed: list[str]) -> dict[Path, list[str]]:
    """The first sentences of every file; what cannot be read is added to `failed`."""
    texts = {}
    for path in files:
        try:
            texts[path] = [text for text, _ in read_sentences(path, language, options)][:_MOST]
        except (TmkitError, OSError) as error:
            failed.append(str(error))
    return texts


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise InputError("is not a folder", file=str(folder), cure="name two folders to match the documents in")
    files = sorted(p for p in folder.iterdir() if p.is_file() and not p.name.startswith("."))
    if not files:
        raise InputError("holds no files", file=str(folder), cure="name two folders to match the documents in")
    return files


def _vectors(texts: list[list[list[str]]], brain: Encoder | None, options: FileOptions) -> list[Iterable[Floats]]:
    """Unit vectors of the sentences of every text of both sides, one text after the other."""
    if brain is not None:
        return [(brain.sentences(s).spans(1, np.arange(1, len(s) + 1)) for s in side) for side in texts]
    if tuple(map(base_language, options.languages)) != ("zh", "en"):
        raise InputError("documents of these languages cannot be matched without an encoder", cure="use --encoder use")
    # One bag for all texts of a side, so that all vectors are in the same space.
    flat = [[sentence for text in side for sentence in text] for side in texts]
    both = bag_vectors(load_lexicon().pair(flat[0], flat[1]))
    result: list[Iterable[Floats]] = []
    for side, vectors in zip(texts, both, strict=True):
        edges = np.cumsum([0, *map(len, side)])
        everything = vectors.spans(1, np.arange(1, int(edges[-1]) + 1))
        result.append([everything[a:b] for a, b in pairwise(edges)])
    return result


def _profile(sentences: list[str], vectors: Floats, language: str) -> Profile:
    found = (n.value for t in sentences for n in find_numbers(t, base_language(language)))
    numbers = frozenset(f"{value:.4g}" for value in found if math.isfinite(value) and abs(value) > 12)
    mean = vectors.mean(axis=0) if len(vectors) else np.zeros(vectors.shape[1], np.float32)
    # Half the precision is enough to compare, and there may be many texts.
    return Profile(mean, numbers, sum(map(len, sentences)), vectors[:_CLOSELY].astype(np.float16))
