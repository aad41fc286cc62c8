"""Chinese-English parallel text: segment, align, remember, look up, score.

>>> import tmkit
>>> [s.text for s in tmkit.segment_text("科技创新能够催生新产业。要及时应用！", "zh")]
['科技创新能够催生新产业。', '要及时应用！']
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .errors import InputError, MissingExtraError, StoreError, TmkitError
    from .formats import read_document
    from .formats.tmx import read_tmx, write_tmx
    from .glossary import Glossary
    from .model import (
        Bead,
        Concept,
        Document,
        Edit,
        Match,
        Number,
        Paragraph,
        Score,
        Segment,
        Term,
        TermMatch,
        Unit,
    )
    from .pipeline.align import AlignOptions, align_texts
    from .pipeline.build import build_corpus
    from .pipeline.glossary import find_terms, load_glossary
    from .pipeline.memory import Memory
    from .pipeline.score import score_translations
    from .pipeline.segment import segment_document, segment_text
    from .text import find_numbers

__all__ = [
    "AlignOptions",
    "Bead",
    "Concept",
    "Document",
    "Edit",
    "Glossary",
    "InputError",
    "Match",
    "Memory",
    "MissingExtraError",
    "Number",
    "Paragraph",
    "Score",
    "Segment",
    "StoreError",
    "Term",
    "TermMatch",
    "TmkitError",
    "Unit",
    "align_texts",
    "build_corpus",
    "find_numbers",
    "find_terms",
    "load_glossary",
    "read_document",
    "read_tmx",
    "score_translations",
    "segment_document",
    "segment_text",
    "write_tmx",
]

# Names are fetched when first used, so that `import tmkit` costs nothing and the stages stay independent.
_HOMES = {
    "errors": ("InputError", "MissingExtraError", "StoreError", "TmkitError"),
    "formats": ("read_document",),
    "formats.tmx": ("read_tmx", "write_tmx"),
    "glossary": ("Glossary",),
    "model": (
        "Bead",
        "Concept",
        "Document",
        "Edit",
        "Match",
        "Number",
        "Paragraph",
        "Score",
        "Segment",
        "Term",
        "TermMatch",
        "Unit",
    ),
    "pipeline.align": ("AlignOptions", "align_texts"),
    "pipeline.build": ("build_corpus",),
    "pipeline.glossary": ("find_terms", "load_glossary"),
    "pipeline.memory": ("Memory",),
    "pipeline.score": ("score_translations",),
    "pipeline.segment": ("segment_document", "segment_text"),
    "text": ("find_numbers",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module 'tmkit' has no attribute '{name}'")
    import importlib

    return getattr(importlib.import_module(f".{_HOME_OF[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
