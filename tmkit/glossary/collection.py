"""A glossary: concepts, and what is computed from them once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..model import Concept, TermMatch
from ..text import base_language, guess_script_variant, script_of_tag
from .recognition import Recognizer, make_recognizer

__all__ = ["Glossary"]


class Glossary:
    """Concepts with terms in any number of languages; nothing is changed after it has been made.

    `simplify` turns traditional into simplified characters one for one, for texts that have the former. `hidden`
    are strings such as 发展[中国]家, in which the word in brackets is no term.
    """

    def __init__(
        self,
        concepts: Iterable[Concept] = (),
        *,
        name: str = "",
        simplify: Callable[[str], str] | None = None,
        hidden: Sequence[str] = (),
    ) -> None:
        self.concepts = tuple(concepts)
        self.name = name
        self.simplify = simplify
        self._hidden = tuple(hidden)
        self._recognizers: dict[tuple[str, bool], Recognizer] = {}
        self._has_traditional = any(script_of_tag(t.language) == "Hant" for c in self.concepts for t in c.terms)

    def __len__(self) -> int:
        return len(self.concepts)

    def __repr__(self) -> str:
        return f"Glossary({self.name!r}, {len(self)} concepts)"

    @property
    def languages(self) -> tuple[str, ...]:
        """The language tags of all terms, in the order of their first use."""
        return tuple(dict.fromkeys(t.language for c in self.concepts for t in c.terms))

    def find(self, text: str, language: str = "zh", *, nested: bool = False) -> list[TermMatch]:
        """Occurrences of terms of `language` in `text`, by place, longer ones first.

        All that overlap are given, but none that lies strictly inside another, unless `nested` asks for these too.
        Offsets are code points of `text`; a hard line break inside a term does not hide it, a blank line does.

        >>> from tmkit.model import Term
        >>> terms = Term("新质生产力", "zh-CN"), Term("new quality productive force", "en-US")
        >>> glossary = Glossary([Concept("a", terms=terms)])
        >>> [(m.start, m.end) for m in glossary.find("发展新质生\\n产力")]
        [(2, 8)]
        >>> [m.text for m in glossary.find("New Quality Productive Forces are here", "en")]
        ['New Quality Productive Forces']
        """
        simplify = self.simplifier_for(text, language)
        key = (base_language(language), simplify is not None)
        if key not in self._recognizers:
            self._recognizers[key] = make_recognizer(self.concepts, language, simplify, self._hidden)
        return self._recognizers[key].find(text, nested)

    def simplifier_for(self, text: str, language: str = "zh") -> Callable[[str], str] | None:
        """What both terms and text must go through before they are compared; None where both are simplified.

        That is so for a text with any character that only traditional text has, a quotation in a simplified text too,
        and for every text where the glossary has such terms.
        """
        if self.simplify is None or base_language(language) != "zh":
            return None
        # The different characters tell as much as the whole text, and are looked at in no time.
        has_traditional = self._has_traditional or any(guess_script_variant(ch) == "Hant" for ch in set(text))
        return self.simplify if has_traditional else None
