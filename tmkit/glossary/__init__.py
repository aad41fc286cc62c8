"""Concepts and their terms: recognition in text, lookup, checks of a translation, extraction of candidates.

forms         the forms in which terms and texts are compared
recognition   where terms occur in a text
collection    Glossary: the concepts with their indexes
lookup        queries in Chinese, English, pinyin, initials
rendering     how much of a term's allowed renderings a translation holds
check         the terms of a translation against the glossary
extract       candidates for new terms in a text
propose       their likely renderings, from aligned units
audit         contradictions and slips in the glossary itself
compare       differences between two states; counts
"""

from __future__ import annotations

from .collection import Glossary

__all__ = ["Glossary"]
