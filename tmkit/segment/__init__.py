"""Sentence segmentation: SRX rules over one paragraph at a time, lossless."""

from __future__ import annotations

from .boundaries import Decision, explain, split, split_document
from .compiled import Rules
from .patterns import PatternError
from .rules import LanguageMap, Options, Rule, RuleBook, RuleSet

__all__ = [
    "Decision",
    "LanguageMap",
    "Options",
    "PatternError",
    "Rule",
    "RuleBook",
    "RuleSet",
    "Rules",
    "explain",
    "split",
    "split_document",
]
