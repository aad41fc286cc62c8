"""Scoring against sacreBLEU in one run: metrics, TER, bootstrap, and the whole report for five systems.

Run: python -m tests.bench score
"""

from __future__ import annotations

import random
import resource
import time
from collections.abc import Callable
from functools import partial
from typing import Any

__all__ = ["run"]


def made_up(segments: int, systems: int, seed: int = 1) -> tuple[list[list[str]], list[str]]:
    """Systems that damage the same English-like text: words replaced, dropped, runs moved; and the text."""
    rng = random.Random(seed)
    words = ["the", "of", "and", "to", "a", "in"] * 60 + [f"word{i:x}ing"[-3 - i % 9 :] for i in range(3000)]
    text = [[rng.choice(words) for _ in range(max(3, int(rng.gauss(25, 9))))] for _ in range(segments)]

    def damage(line: list[str], share: float) -> str:
        kept = [rng.choice(words) if rng.random() < share else w for w in line if rng.random() > share / 3]
        for _ in range(rng.randrange(3)):
            here, place = rng.randrange(len(kept) + 1), rng.randrange(len(kept) + 1)
            run, kept = kept[here : here + 3], kept[:here] + kept[here + 3 :]
            kept = kept[:place] + run + kept[place:]
        return " ".join(kept).capitalize() + "."

    references = [" ".join(line).capitalize() + "." for line in text]
    return [[damage(line, 0.2 + 0.05 * s) for line in text] for s in range(systems)], references


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds and the result."""
    start = time.process_time()
    result = action()
    return time.process_time() - start, result


def run() -> None:
    """Print the figures."""
    bench_edits()
    bench_bootstrap()
    bench_report()


def bench_edits(segments: int = 2000) -> None:
    """TER edits of every segment, by sacreBLEU and by tmkit."""
    from sacrebleu.metrics.lib_ter import translation_edit_rate

    from tmkit.score.edits import count_edits

    (system,), references = made_up(segments, 1)
    pairs = [(h.lower().split(), r.lower().split()) for h, r in zip(system, references, strict=True)]
    theirs, expected = timed(lambda: [translation_edit_rate(h, r)[0] for h, r in pairs])
    ours, found = timed(lambda: [count_edits(h, r) for h, r in pairs])
    print(
        f"TER edits, {segments} segments: sacreBLEU {theirs:.2f} s, tmkit {ours:.2f} s, {theirs / ours:.1f} x", end=""
    )
    print(f"; {sum(a == b for a, b in zip(expected, found, strict=True))} of {segments} equal")


def bench_bootstrap(segments: int = 20_000) -> None:
    """1,000 bootstrap samples of BLEU and chrF2 from the same statistics."""
    from sacrebleu.significance import _bootstrap_resample

    from tmkit.engines.metrics import extract_rows, make_metrics
    from tmkit.score.resample import bootstrap

    systems, references = made_up(segments, 1)
    metrics = make_metrics("en", ("BLEU", "chrF2"))
    rows = extract_rows(metrics, systems, [references])[0]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _, found = timed(lambda: bootstrap(metrics, [rows], 1000))
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(f"bootstrap, {segments} segments, memory added: {max(0, after - before) / 1024:.0f} MB")
    for metric, table, together in zip(metrics, rows, found[0], strict=True):
        alone, _ = timed(partial(bootstrap, [metric], [[table]], 1000))
        theirs, (_, scores) = timed(partial(_bootstrap_resample, table.astype(int).tolist(), metric.metric, 1000))
        equal = [s.score for s in scores] == together.tolist()
        print(f"  {metric.name}: sacreBLEU {theirs:.2f} s, tmkit {alone:.2f} s, {theirs / alone:.1f} x; equal: {equal}")


def bench_report(segments: int = 2000, systems: int = 5) -> None:
    """All metrics, all pairs, 1,000 samples."""
    from tmkit.formats.report import report_html, report_json
    from tmkit.pipeline.score import score_translations

    outputs, references = made_up(segments, systems)
    named = {f"system {i + 1}": lines for i, lines in enumerate(outputs)}
    spent, report = timed(lambda: score_translations(named, [references]))
    print(f"{segments} segments, {systems} systems, all metrics and pairs: {spent:.1f} s")
    for name, writer in (("JSON", report_json), ("HTML", report_html)):
        spent, text = timed(partial(writer, report))
        print(f"  {name}: {spent:.1f} s, {len(text) / 1e6:.1f} MB")


if __name__ == "__main__":
    run()
