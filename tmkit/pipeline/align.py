"""Aligning two texts with the weights, the encoder and the dictionary that tmkit brings."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from importlib import resources
from itertools import accumulate
from typing import Any

from ..align import Cuts, TextPair, Weights, align
from ..align.fixed import Around, around_blank, around_fixed, in_order, inside
from ..align.likeness import doubted
from ..align.moved import with_moves
from ..engines import encoder as encoders
from ..engines import lexicon
from ..engines.plugged import named_encoder, plugged
from ..errors import InputError
from ..glossary import Glossary
from ..model import Bead
from ..text import base_language

__all__ = [
    "AlignOptions",
    "align_texts",
    "default_weights",
    "load_brain",
    "parse_weights",
    "shipped_terms",
    "text_pair",
    "weight_set",
]

_WEIGHTS = "aligner-weights.tsv"
_LONGEST = 250_000  # sentences of both sides
_TOGETHER = 500  # sentences in which terms are looked for at once


@dataclass(frozen=True)
class AlignOptions:
    """How to align.

    `encoder` is `use`, `none`, the name or folder of a sentence-transformers model, `module:function`, a function from
    a list of sentences to an array with one row each, an object with such a method `encode`, or one with the method
    `sentences` of engines.encoder.Encoder. `fixed` are beads
    that a person has decided: they come back unchanged. `moves` looks for passages that changed places.
    """

    encoder: str | encoders.Encoder | Callable[[list[str]], Any] = "use"
    fixed: Sequence[Bead] = ()
    moves: bool = True


def align_texts(
    source: Sequence[str],
    target: Sequence[str],
    source_language: str = "zh",
    target_language: str = "en",
    *,
    paragraphs: tuple[Sequence[int], Sequence[int]] | None = None,
    options: AlignOptions | None = None,
) -> list[Bead]:
    """Beads in text order that cover every segment of both sides once; a gap is a bead with an empty side.

    A blank segment is a gap, and the others are aligned as if it were not there. `paragraphs` gives the
    paragraph number of every segment of either side, as evidence. Raises InputError for a document too long to be
    aligned in one piece.

    >>> beads = align_texts(
    ...     ["粮食产量1.39万亿斤。", "谢谢大家！"],
    ...     ["Grain output was 695 million metric tons.", "It was a record.", "Thank you all!"],
    ... )
    >>> [(bead.source, bead.target) for bead in beads]
    [((0,), (0, 1)), ((1,), (2,))]
    """
    languages = base_language(source_language), base_language(target_language)
    chosen = options or AlignOptions()
    _refuse_too_long(len(source), len(target))
    if languages[1] == "zh" and languages[0] != "zh":
        return _from_chinese((target, source), languages[0], paragraphs, chosen)
    around = around_fixed(chosen.fixed, (len(source), len(target)))
    blank = around_blank(source, target, chosen.fixed)
    if blank.fixed:
        texts, numbers = _left((source, target), paragraphs, blank)
        chosen = replace(chosen, fixed=[inside(b, blank) for b in chosen.fixed])
        return blank.whole(align_texts(*texts, *languages, paragraphs=numbers, options=chosen))
    texts, numbers = _left((source, target), paragraphs, around)
    with _one_thread():
        brain = load_brain(chosen.encoder)
        pair = text_pair(*texts, languages, brain, numbers, shipped_terms())
        beads = _beads(pair, brain, languages, around.cuts)
        return around.whole(with_moves(pair, beads) if chosen.moves else beads)


def _from_chinese(
    texts: tuple[Sequence[str], Sequence[str]],
    other: str,
    paragraphs: tuple[Sequence[int], Sequence[int]] | None,
    options: AlignOptions,
) -> list[Bead]:
    """The beads of texts that are given here with the Chinese first, as of the other direction, like `paragraphs`.

    The weights were learned with Chinese as the source: some evidence looks in one direction.
    """
    turned = paragraphs and (paragraphs[1], paragraphs[0])
    options = replace(options, fixed=[_turned(b) for b in options.fixed])
    beads = align_texts(*texts, "zh", other, paragraphs=turned, options=options)
    return in_order([_turned(b) for b in beads])


def _refuse_too_long(source: int, target: int) -> None:
    if source + target > _LONGEST:
        raise InputError(
            f"a document of {source} and {target} sentences is too long to be aligned in one piece",
            cure=f"split it into parts of at most {_LONGEST} sentences together and use a manifest",
        )


def _beads(pair: TextPair, brain: encoders.Encoder | None, languages: tuple[str, str], cuts: Cuts) -> list[Bead]:
    """The beads of a pair, those that are doubtful by our own vectors looked at again."""
    beads = align(pair, default_weights()[weight_set(brain, languages)], cuts)
    return doubted(pair, beads, cuts) if isinstance(brain, encoders.UseEncoder) else beads


def _left(
    texts: tuple[Sequence[str], Sequence[str]], paragraphs: tuple[Sequence[int], Sequence[int]] | None, around: Around
) -> tuple[tuple[list[str], list[str]], tuple[list[int], list[int]] | None]:
    """The sentences that are left to be aligned, and the numbers of their paragraphs."""
    kept = [texts[0][i] for i in around.source], [texts[1][j] for j in around.target]
    if paragraphs is None:
        return kept, None
    return kept, ([paragraphs[0][i] for i in around.source], [paragraphs[1][j] for j in around.target])


def _one_thread() -> AbstractContextManager[object]:
    """Many small matrix products gain nothing from threads, and on a busy machine these wait for each other."""
    try:
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped,import-not-found,unused-ignore]
    except ImportError:
        return nullcontext()
    limits: AbstractContextManager[object] = threadpool_limits(1, user_api="blas")
    return limits


def _turned(bead: Bead) -> Bead:
    names = {"moved-source": "moved-target", "moved-target": "moved-source"}
    flags = tuple(
        names.get(f.partition(":")[0], f.partition(":")[0]) + "".join(f.partition(":")[1:]) for f in bead.flags
    )
    return Bead(bead.target, bead.source, bead.score, flags)


def weight_set(brain: encoders.Encoder | None, languages: tuple[str, str]) -> str:
    """Which column of the table of weights fits what is known about the texts."""
    if brain is None:
        return "none+dictionary"  # other languages have words written alike in place of a dictionary
    kind = "use" if isinstance(brain, encoders.UseEncoder) else "vectors"
    return f"{kind}+dictionary" if languages == ("zh", "en") else kind


def text_pair(
    source: Sequence[str],
    target: Sequence[str],
    languages: tuple[str, str],
    brain: encoders.Encoder | None,
    paragraphs: tuple[Sequence[int], Sequence[int]] | None = None,
    terms: lexicon.FindTerms | None = None,
) -> TextPair:
    """Two texts with everything that the engines and a glossary can say about them."""
    source, target = _encodable(source), _encodable(target)
    channels: dict[str, Any] = {}
    if languages == ("zh", "en"):
        channels["dictionary"] = lexicon.load_lexicon().pair(source, target, terms)
    elif brain is None:
        channels["dictionary"] = lexicon.shared_words(source, target, languages)
    vectors: Any
    if brain is None:
        vectors = lexicon.bag_vectors(channels["dictionary"]) if source and target else (None, None)
    else:
        vectors = brain.sentences(source), brain.sentences(target)
    if isinstance(brain, encoders.UseEncoder):
        channels["tokens"] = encoders.TokenChannel(brain, *vectors)
    return TextPair(source, target, vectors, channels, paragraphs)


def _encodable(texts: Sequence[str]) -> Sequence[str]:
    """The texts; halves of characters (surrogates), which no encoding has, become the replacement character."""
    try:
        "".join(texts).encode("utf-8")
    except UnicodeEncodeError:
        return [text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for text in texts]
    return texts


def load_brain(encoder: str | encoders.Encoder | Callable[[list[str]], Any]) -> encoders.Encoder | None:
    """What AlignOptions.encoder stands for."""
    if isinstance(encoder, str):
        return _named(encoder)
    return encoder if hasattr(encoder, "sentences") else plugged(encoder)


@lru_cache(maxsize=1)
def _named(name: str) -> encoders.Encoder | None:
    if name == "none":
        return None
    return encoders.UseEncoder() if name == "use" else named_encoder(name)


@lru_cache(maxsize=1)
def shipped_terms() -> lexicon.FindTerms | None:
    """What finds the concepts of this package's glossary in a text; None where the glossary is not installed."""
    from .glossary import load_glossary

    try:
        glossary = load_glossary()
    except InputError:
        return None
    return partial(_concepts, glossary)


def _concepts(glossary: Glossary, texts: Sequence[str], language: str) -> list[list[str]]:
    """The concepts in every text, found in many at once: a term does not go on over a blank line."""
    found: list[set[str]] = [set() for _ in texts]
    for first in range(0, len(texts), _TOGETHER):
        part = texts[first : first + _TOGETHER]
        starts = list(accumulate((len(text) + 2 for text in part), initial=0))
        for match in glossary.find("\n\n".join(part), language):
            found[first + bisect_right(starts, match.start) - 1].add(match.concept.id)
    return [sorted(concepts) for concepts in found]


@lru_cache(maxsize=1)
def default_weights() -> dict[str, Weights]:
    """The weights in the package, by set."""
    return parse_weights((resources.files("tmkit") / "data" / _WEIGHTS).read_text("utf-8"), _WEIGHTS)


def parse_weights(text: str, file: str = "") -> dict[str, Weights]:
    """A table: the first line names the sets, every other one a piece of evidence and its weight in each set.

    Names begin with `first.` or `second.` for the two looks; `slope` and `offset` make confidences.
    """
    lines = [(n, line.split()) for n, line in enumerate(text.splitlines(), 1) if line.partition("#")[0].strip()]
    if not lines:
        raise InputError("no weights", file=file, cure="make them with `tmkit train-aligner`")
    sets = lines[0][1][1:]
    tables: list[dict[str, float]] = [{} for _ in sets]
    for number, (name, *values) in lines[1:]:
        try:
            for table, value in zip(tables, values, strict=True):
                table[name] = float(value)
        except ValueError:
            cure = f"give one number for each of {', '.join(sets)}"
            raise InputError(f"not {len(sets)} weights for {name!r}", file=file, line=number, cure=cure) from None
    return {name: _weights(table) for name, table in zip(sets, tables, strict=True)}


def _weights(table: dict[str, float]) -> Weights:
    first, second = (
        {name.removeprefix(look): value for name, value in table.items() if name.startswith(look)}
        for look in ("first.", "second.")
    )
    return Weights(first, second, table.get("slope", 1.0), table.get("offset", 0.0))
