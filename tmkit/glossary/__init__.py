"""Concepts and their terms: recognition in text, lookup, checks of a translation, extraction of candidates.

forms         the forms in which terms and texts are compared
recognition   where terms occur in a text
collection    Glossary: the concepts with their indexes
"""

from __future__ import annotations

from .collection import Glossary

__all__ = ["Glossary"]
