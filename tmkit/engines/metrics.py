"""sacreBLEU's metrics: its tokenizers, n-grams, formulas and signatures, asked for statistics segment by segment.

Only here are private methods of sacreBLEU called; the version is pinned to 2.6 and the tests compare with its command.
The references of a segment are taken apart once for all systems and forgotten again: sacreBLEU's own cache of their
n-grams would take gigabytes for a large test set.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import InputError, MissingExtraError
from ..score.edits import count_edits
from ..score.metrics import Rows
from ..text import base_language

__all__ = [
    "METRIC_NAMES",
    "SMOOTHING",
    "TOKENIZERS",
    "MetricOptions",
    "SacreMetric",
    "default_names",
    "default_tokenizer",
    "extract_rows",
    "language_notices",
    "make_metrics",
    "metrics_of_signatures",
]

METRIC_NAMES = ("BLEU", "chrF2", "chrF2++", "TER")
TOKENIZERS = ("13a", "zh", "ja-mecab", "ko-mecab", "intl", "char", "none")
SMOOTHING = ("exp", "floor", "add-k", "none")
_UNSPACED = frozenset({"zh", "ja", "yue", "th", "lo", "km", "my"})
_CHAR_COLUMNS = 18
# Tokenizers that sacreBLEU has for a language and that need a package of their own.
_MECAB = {"ja": ("ja-mecab", "MeCab"), "ko": ("ko-mecab", "mecab_ko")}


@dataclass(frozen=True, slots=True)
class MetricOptions:
    """sacreBLEU's options under the names of its command; None means as the target language wants it."""

    tokenize: str | None = None
    lowercase: bool = False
    smooth_method: str = "exp"
    smooth_value: float | None = None
    chrf_lowercase: bool = False
    chrf_whitespace: bool = False
    chrf_eps_smoothing: bool = False
    ter_case_sensitive: bool = False
    ter_no_punct: bool = False
    ter_normalized: bool | None = None
    ter_asian_support: bool | None = None


@dataclass(frozen=True)
class SacreMetric:
    """One sacreBLEU metric; see tmkit.score.metrics.Metric for what its methods promise."""

    name: str
    metric: Any
    sentence_metric: Any
    higher_is_better: bool = True

    @property
    def adds_in_place(self) -> bool:
        """BLEU adds k to its counts where they stand."""
        return getattr(self.metric, "smooth_method", "") == "add-k"

    def score(self, sums: Sequence[float]) -> float:
        """sacreBLEU's own formula on summed statistics."""
        return float(self.metric._compute_score_from_stats(list(sums)).score)

    def raw_score(self, sums: Any) -> Any:
        """The formula in the arithmetic of `sums`; a float32 array gives what sacreBLEU's bootstrap gives."""
        return self.metric._compute_score_from_stats(sums).score

    def segment_score(self, row: Sequence[float]) -> float:
        """As `sacrebleu --sentence-level` scores: BLEU with effective order."""
        return float(self.sentence_metric._compute_score_from_stats(list(row)).score)

    def signature(self, **extra: object) -> str:
        """sacreBLEU's signature, with further entries such as bs and seed at the places it gives them."""
        signature = self.metric.get_signature()
        for key, value in extra.items():
            signature.update(key, value)
        return str(signature.format())


def default_names(target_language: str) -> tuple[str, ...]:
    """The metrics that make sense for a target language: chrF2++ only where blanks separate words.

    >>> default_names("zh-CN")
    ('BLEU', 'chrF2', 'TER')
    """
    return tuple(n for n in METRIC_NAMES if n != "chrF2++" or base_language(target_language) not in _UNSPACED)


def make_metrics(
    target_language: str, names: Sequence[str] = (), options: MetricOptions | None = None
) -> list[SacreMetric]:
    """The named metrics, or those that suit the target language.

    Raises InputError for a name, tokenizer or smoothing method that does not exist, MissingExtraError for one that is
    not installed.
    """
    # sacreBLEU logs advice to the root handlers; what a user must know stands in the report.
    logging.getLogger("sacrebleu").setLevel(logging.ERROR)
    chosen = options or MetricOptions()
    for value, known, noun in (
        (chosen.tokenize, TOKENIZERS, "tokenizer"),
        (chosen.smooth_method, SMOOTHING, "smoothing method"),
        *((name, METRIC_NAMES, "metric") for name in names),
    ):
        if value is not None and value not in known:
            raise InputError(f"unknown {noun} '{value}'", cure=f"choose from {', '.join(known)}")
    missing = next((f"sacrebleu[{k}]" for k, (t, m) in _MECAB.items() if t == chosen.tokenize and not _has(m)), "")
    if missing:
        raise MissingExtraError(f"the tokenizer {chosen.tokenize} is not installed", cure=f"pip install '{missing}'")
    language = base_language(target_language)
    return [_make(name, language, chosen) for name in dict.fromkeys(names or default_names(target_language))]


def _make(name: str, language: str, options: MetricOptions) -> SacreMetric:
    from sacrebleu.metrics.chrf import CHRF
    from sacrebleu.metrics.ter import TER

    if name == "BLEU":
        return _make_bleu(language, options)
    if name == "TER":
        asian = language in _UNSPACED
        ter = TER(
            normalized=asian if options.ter_normalized is None else options.ter_normalized,
            asian_support=asian if options.ter_asian_support is None else options.ter_asian_support,
            case_sensitive=options.ter_case_sensitive,
            no_punct=options.ter_no_punct,
        )
        return SacreMetric(name, ter, ter, higher_is_better=False)
    chrf = CHRF(
        word_order=2 if name == "chrF2++" else 0,
        lowercase=options.chrf_lowercase,
        whitespace=options.chrf_whitespace,
        eps_smoothing=options.chrf_eps_smoothing,
    )
    return SacreMetric(name, chrf, chrf)


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def default_tokenizer(target_language: str) -> str:
    """BLEU's tokenizer for a language: sacreBLEU's where it is installed, characters for others without blanks.

    >>> default_tokenizer("zh-CN"), default_tokenizer("th"), default_tokenizer("de")
    ('zh', 'char', '13a')
    """
    language = base_language(target_language)
    if language in _MECAB and _has(_MECAB[language][1]):
        return _MECAB[language][0]
    return "zh" if language in ("zh", "yue") else "char" if language in _UNSPACED else "13a"


def language_notices(target_language: str, tokenize: str | None = None) -> list[str]:
    """What to say of a target language that sacreBLEU would treat otherwise, or that no list of languages has."""
    language = base_language(target_language)
    found = []
    if not tokenize and language in _MECAB and not _has(_MECAB[language][1]):
        wanted, used = _MECAB[language][0], default_tokenizer(language)
        found.append(
            f"sacreBLEU's tokenizer for {language}, {wanted}, is not installed (pip install 'sacrebleu[{language}]'): "
            f"BLEU uses {used}, and is not comparable with others"
        )
    if f" {language} " not in _KNOWN:
        found.append(
            f"the target language '{target_language}' is not known; it is taken for one with blanks between words"
        )
    return found


# ISO 639-1 and Cantonese.
_KNOWN = (
    " aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en"
    " eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv"
    " ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne"
    " ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st"
    " su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo yue za zh zu "
)


def _make_bleu(language: str, options: MetricOptions) -> SacreMetric:
    from sacrebleu.metrics.bleu import BLEU

    tokenize = options.tokenize or default_tokenizer(language)

    def make(effective_order: bool) -> Any:
        return BLEU(
            lowercase=options.lowercase,
            force=True,
            tokenize=tokenize,
            smooth_method=options.smooth_method,
            smooth_value=options.smooth_value,
            effective_order=effective_order,
        )

    return SacreMetric("BLEU", make(False), make(True))


def metrics_of_signatures(signatures: Mapping[str, str]) -> list[SacreMetric]:
    """Metrics with the formulas that signatures describe, to score statistics that were extracted before.

    Raises InputError for a metric that is not known.
    """
    metrics = []
    for name, signature in signatures.items():
        facts = dict(part.split(":", 1) for part in signature.split("|") if ":" in part)
        method, _, value = facts.get("smooth", "exp").partition("[")
        options = MetricOptions(
            smooth_method=method,
            smooth_value=float(value.rstrip("]")) if value else None,
            chrf_eps_smoothing=name.startswith("chrF") and facts.get("eff") == "no",
        )
        metrics += make_metrics("en", (name,), options)
    return metrics


Extractor = Callable[[Sequence[str], Sequence[str]], list[list[list[float]]]]
"""Statistics of one segment, (hypotheses of all systems, references) -> [metric][system] -> numbers."""


def extract_rows(
    metrics: Sequence[SacreMetric],
    systems: Sequence[Sequence[str]],
    references: Sequence[Sequence[str | None]],
) -> list[list[Rows]]:
    """The statistics of every segment, [system][metric] -> one row a segment, in one pass over the references.

    `references` are streams, each as long as every system; a None is a reference that is missing. The signatures of
    `metrics` speak of these references afterwards.
    """
    streams = [list(stream) for stream in references]
    segments = [[r for r in together if r is not None] for together in zip(*streams, strict=True)]
    counts = {len(present) for present in segments}
    for metric in metrics:
        metric.metric.num_refs = next(iter(counts)) if len(counts) == 1 else -1
    families = _families(metrics)
    found: list[list[list[list[float]]]] = [[[] for _ in metrics] for _ in systems]
    for i, present in enumerate(segments):
        hypotheses = [system[i] for system in systems]
        for numbers, extract in families:
            for m, of_systems in zip(numbers, extract(hypotheses, present), strict=True):
                for s, statistics in enumerate(of_systems):
                    found[s][m].append(statistics)
    return [[np.array(rows, dtype=np.float64) for rows in system] for system in found]


def _families(metrics: Sequence[SacreMetric]) -> list[tuple[list[int], Extractor]]:
    """Which metrics are counted together: the chrF metrics share their characters."""
    families: list[tuple[list[int], Extractor]] = []
    chrf = [i for i, m in enumerate(metrics) if m.name.startswith("chrF")]
    if chrf:
        families.append((chrf, _chrf_extractor([metrics[i].metric for i in chrf])))
    for i, m in enumerate(metrics):
        if m.name == "BLEU":
            families.append(([i], _bleu_extractor(m.metric)))
        elif m.name == "TER":
            families.append(([i], _ter_extractor(m.metric)))
    return families


def _bleu_extractor(bleu: Any) -> Extractor:
    def extract(hypotheses: Sequence[str], references: Sequence[str]) -> list[list[list[float]]]:
        info = bleu._extract_reference_info([bleu._preprocess_segment(r) for r in references])
        return [[bleu._compute_segment_statistics(bleu._preprocess_segment(h), info) for h in hypotheses]]

    return extract


def _ter_extractor(ter: Any) -> Extractor:
    def extract(hypotheses: Sequence[str], references: Sequence[str]) -> list[list[list[float]]]:
        # sacreBLEU takes references apart twice, hypotheses once; for odd text that is not the same.
        words = [ter._preprocess_segment(ter._preprocess_segment(r)).split() for r in references]
        length = sum(len(w) for w in words) / len(words)
        split = [ter._preprocess_segment(h).split() for h in hypotheses]
        return [[[min(count_edits(hyp, ref) for ref in words), length] for hyp in split]]

    return extract


def _chrf_extractor(metrics: Sequence[Any]) -> Extractor:
    """Characters are counted once for chrF and chrF++; of several references each metric takes its own best."""
    widest = max(metrics, key=lambda m: m.word_order)
    widths = [_CHAR_COLUMNS + 3 * m.word_order for m in metrics]

    def extract(hypotheses: Sequence[str], references: Sequence[str]) -> list[list[list[float]]]:
        info = widest._extract_reference_info([widest._preprocess_segment(r) for r in references])["ref_ngrams"]
        found: list[list[list[float]]] = [[] for _ in metrics]
        for hypothesis in hypotheses:
            ngrams = widest._extract_reference_info([widest._preprocess_segment(hypothesis)])["ref_ngrams"][0]
            per_reference = [_matches(ngrams, reference) for reference in info]
            for m, (metric, width) in enumerate(zip(metrics, widths, strict=True)):
                candidates = [statistics[:width] for statistics in per_reference]
                best = candidates[0] if len(candidates) == 1 else max(candidates, key=metric._compute_f_score)
                found[m].append(best)
        return found

    return extract


def _matches(hypothesis: Sequence[Any], reference: Sequence[Any]) -> list[float]:
    """n-grams of the hypothesis, of the reference, and in both, for each order; as sacreBLEU counts them."""
    statistics: list[float] = []
    for hyp, ref in zip(hypothesis, reference, strict=True):
        shared = hyp.keys() & ref.keys()
        matched = sum([min(hyp[n], ref[n]) for n in shared])
        statistics += (hyp.total() if ref else 0, ref.total(), matched)
    return statistics
