"""sacreBLEU's metrics, bound to references once and asked for statistics, scores and signatures.

Only here are private methods of sacreBLEU called; the version is pinned to 2.6 and the tests compare with its command.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InputError
from ..score.metrics import Metric, Rows

__all__ = ["METRIC_NAMES", "TOKENIZERS", "MetricOptions", "SacreMetric", "default_names", "make_metrics"]

METRIC_NAMES = ("BLEU", "chrF2", "chrF2++", "TER")
TOKENIZERS = ("13a", "zh", "intl", "char", "none")
_UNSPACED = frozenset({"zh", "ja", "yue", "th", "lo", "km", "my"})


@dataclass(frozen=True, slots=True)
class MetricOptions:
    """What sacreBLEU's options are; None means as the target language wants it."""

    tokenize: str | None = None
    lowercase: bool = False
    chrf_lowercase: bool = False
    ter_case_sensitive: bool = False
    ter_no_punct: bool = False
    ter_normalized: bool | None = None
    ter_asian_support: bool | None = None


@dataclass(frozen=True)
class SacreMetric:
    """One sacreBLEU metric with its references; see tmkit.score.metrics.Metric."""

    name: str
    metric: Any
    sentence_metric: Any
    higher_is_better: bool = True

    def rows(self, hypotheses: Sequence[str]) -> Rows:
        """The statistics of each segment as sacreBLEU extracts them."""
        return np.array(self.metric._extract_corpus_statistics(hypotheses, None), dtype=np.float64)

    def score(self, sums: Sequence[float]) -> float:
        """sacreBLEU's own formula on summed statistics."""
        return float(self.metric._compute_score_from_stats(list(sums)).score)

    def segment_score(self, row: Sequence[float]) -> float:
        """As `sacrebleu --sentence-level` scores: BLEU with effective order."""
        return float(self.sentence_metric._compute_score_from_stats(list(row)).score)

    def signature(self, **extra: object) -> str:
        """sacreBLEU's signature, with further entries such as bs and seed in its order."""
        signature = self.metric.get_signature()
        for key, value in extra.items():
            signature.update(key, value)
        return str(signature.format())


def primary(language: str) -> str:
    """The primary subtag of a language tag, in lower case."""
    return language.replace("_", "-").split("-")[0].lower()


def default_names(target_language: str) -> tuple[str, ...]:
    """The metrics that make sense for a target language: chrF2++ only where blanks separate words."""
    return tuple(n for n in METRIC_NAMES if n != "chrF2++" or primary(target_language) not in _UNSPACED)


def make_metrics(
    references: Sequence[Sequence[str | None]],
    target_language: str,
    names: Sequence[str] = (),
    options: MetricOptions | None = None,
) -> list[Metric]:
    """Bind the named metrics to streams of references; a None in a stream is a reference that is missing.

    Raises InputError for a name that is not in METRIC_NAMES.
    """
    # sacreBLEU logs advice to the root handlers; what a user must know stands in the report.
    logging.getLogger("sacrebleu").setLevel(logging.ERROR)
    chosen = options or MetricOptions()
    streams: Any = [list(stream) for stream in references]
    return [_make(name, streams, primary(target_language), chosen) for name in names or default_names(target_language)]


def _make(name: str, references: Any, language: str, options: MetricOptions) -> SacreMetric:
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    if name == "BLEU":
        return _make_bleu(references, language, options)
    if name in ("chrF2", "chrF2++"):
        order = 2 if name == "chrF2++" else 0
        chrf = CHRF(word_order=order, lowercase=options.chrf_lowercase, references=references)
        return SacreMetric(name, chrf, chrf)
    if name == "TER":
        asian = language in _UNSPACED
        ter = TER(
            normalized=asian if options.ter_normalized is None else options.ter_normalized,
            asian_support=asian if options.ter_asian_support is None else options.ter_asian_support,
            case_sensitive=options.ter_case_sensitive,
            no_punct=options.ter_no_punct,
            references=references,
        )
        return SacreMetric(name, ter, ter, higher_is_better=False)
    raise InputError(f"unknown metric '{name}'", cure=f"known metrics: {', '.join(METRIC_NAMES)}")


def _make_bleu(references: Any, language: str, options: MetricOptions) -> SacreMetric:
    from sacrebleu.metrics.bleu import BLEU

    tokenize = options.tokenize or ("zh" if language in ("zh", "yue") else "char" if language in _UNSPACED else "13a")
    bleu = BLEU(tokenize=tokenize, lowercase=options.lowercase, force=True, references=references)
    sentence = BLEU(tokenize=tokenize, lowercase=options.lowercase, force=True, effective_order=True)
    return SacreMetric("BLEU", bleu, sentence)
