"""What speaks against two aligned texts being translations of each other: said before anybody trusts the result."""

from __future__ import annotations

from collections.abc import Sequence

from ..formats.aligned import Aligned
from ..text import base_language
from .align import AlignOptions
from .foreign import foreign_script
from .likeness import pair_likeness

__all__ = ["belonging", "doubts"]

_LEAST = 0.2
_LEAST_CONFIDENCE = 0.25
# The languages of the encoder; of others it knows little, and low figures would mean nothing.
_ENCODED = frozenset(("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"))


def doubts(aligned: Aligned, options: AlignOptions, swapped: bool = False) -> list[str]:
    """One sentence for each reason to think that two texts are no translations of each other; none for most texts.

    A side without text, the same text twice, a text in another script than that of its language (not where the sides
    are known to be swapped), and texts that have little in common (`belonging`).
    """
    empty = [side for side in (0, 1) if not any(text.strip() for text in _sides(aligned)[side])]
    if empty:
        return [_without_text(aligned, side) for side in empty]
    if aligned.source == aligned.target:
        return [f"{aligned.names[0]} and {aligned.names[1]} hold the same text"]
    languages = [] if swapped else [said for side in (0, 1) if (said := _wrong_script(aligned, side))]
    if languages:
        return languages
    found = belonging(aligned, options)
    if found is None or found >= (_LEAST if options.encoder == "use" else _LEAST_CONFIDENCE):
        return []
    likeness = f"likeness {max(found, 0):.2f}"
    return [f"{' and '.join(aligned.names)} hardly belong together ({likeness}): is one of them another text?"]


def belonging(aligned: Aligned, options: AlignOptions) -> float | None:
    """Likeness of the paired sentences times the share of text that is paired, of the side of which more is; -1 to 1.

    Translations have .4 to .8, other texts less than .15, an excerpt as much as the whole. Without the encoder the mean
    confidence stands for the likeness. None where the encoder does not know one of the languages.
    """
    pairs = [bead for bead in aligned.beads if bead.source and bead.target]
    if not pairs:
        return 0.0
    paired = [{n for bead in pairs for n in (bead.source, bead.target)[side]} for side in (0, 1)]
    covered = max(_share(text, kept) for text, kept in zip(_sides(aligned), paired, strict=True))
    if options.encoder != "use":
        return covered * sum(bead.score for bead in pairs) / len(pairs)
    if not {base_language(language) for language in aligned.languages} <= _ENCODED:
        return None
    return covered * pair_likeness([aligned.texts(bead) for bead in pairs])


def _sides(aligned: Aligned) -> tuple[Sequence[str], Sequence[str]]:
    return aligned.source, aligned.target


def _share(text: Sequence[str], kept: set[int]) -> float:
    return sum(len(text[n]) for n in kept) / max(1, sum(map(len, text)))


def _without_text(aligned: Aligned, side: int) -> str:
    name, other = aligned.names[side], aligned.names[1 - side]
    return f"{name} holds no text: everything in {other} is without counterpart"


def _wrong_script(aligned: Aligned, side: int) -> str:
    """That a text is in another script than that of the language given for it; '' where it is not."""
    language = aligned.languages[side]
    found = foreign_script(_sides(aligned)[side], language)
    option = ("--source-lang", "--target-lang")[side]
    taken = f"{aligned.names[side]} is taken for {language}, but is written in {found} script"
    return f"{taken}: is it the right file, and {option} right?" if found else ""
