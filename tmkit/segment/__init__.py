"""Sentence segmentation: SRX rules over one paragraph at a time, lossless."""

from __future__ import annotations

from .boundaries import split, split_document
from .patterns import PatternError
from .rules import LanguageMap, Options, Rule, RuleBook, Rules, RuleSet

__all__ = ["LanguageMap", "Options", "PatternError", "Rule", "RuleBook", "RuleSet", "Rules", "split", "split_document"]
