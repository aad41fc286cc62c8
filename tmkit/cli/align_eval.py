"""tmkit align-eval: an alignment against a gold alignment."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError

if TYPE_CHECKING:
    from ..align.evaluate import Evaluation

__all__ = ["add_parser", "run"]

_EXAMPLES = """examples:
  tmkit align-eval gold/001.gold 001.beads
  tmkit align-eval gold/ aligned/          every NAME.gold against NAME.beads
  tmkit align-eval gold/001.gold 001.beads --json

Strict: a bead counts if it is exactly a gold bead. Lax: if a gold bead shares a sentence with it on both sides.
vecalign's scorer counts null beads for precision only, aligner-eval's for recall as well; published figures need to
say which. With several documents the interval is a bootstrap over them (1,000 samples, 95 %).
"""


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, summary: str) -> None:
    """Add the verb and its options."""
    parser = verbs.add_parser(name, help=summary, description=f"{summary}.", epilog=_EXAMPLES)
    parser.add_argument("gold", metavar="GOLD", help="gold beads, or a folder of NAME.gold (or NAME.beads)")
    parser.add_argument("predicted", metavar="PRED", help="beads to be judged, or a folder of NAME.beads")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Score, print a table."""
    from ..align.evaluate import evaluate
    from ..formats.beads import read_beads

    pairs = _files(Path(args.gold), Path(args.predicted))
    beads = [(read_beads(gold), read_beads(predicted)) for gold, predicted in pairs]
    for (gold, _), (wanted, _) in zip(pairs, beads, strict=True):
        if not wanted:
            raise InputError("holds no beads", file=str(gold), cure="name a gold alignment")
    results = [evaluate(*both) for both in beads]
    report = _report(results)
    print(json.dumps(report, ensure_ascii=False, indent=1) if args.json else _as_text(report))
    return 0


def _files(gold: Path, predicted: Path) -> list[tuple[Path, Path]]:
    if gold.is_dir() != predicted.is_dir():
        raise InputError("one of the two is a folder", file=str(gold), cure="name two files or two folders")
    if not gold.is_dir():
        return [(gold, predicted)]
    golds = sorted(gold.glob("*.gold")) or sorted(gold.glob("*.beads"))
    pairs = [(g, predicted / f"{g.stem}.beads") for g in golds]
    if not pairs:
        cure = "name the folder of the gold alignments"
        raise InputError("no file ends in .gold or .beads", file=str(gold), cure=cure)
    for _, path in pairs:
        if not path.exists():
            raise InputError("is missing", file=str(path), cure="align this document too")
    return pairs


def _report(results: Sequence[Evaluation]) -> dict[str, Any]:
    from ..align.evaluate import Counts, f1_interval

    def total(counts: Iterable[Counts]) -> Counts:
        return sum(counts, Counts())

    report: dict[str, Any] = {"documents": len(results), "scores": {}, "types": {}}
    for name in results[0].counts:
        rates = total(r.counts[name] for r in results).rates
        interval = f1_interval([r.counts[name] for r in results])
        report["scores"][name] = {
            "precision": round(rates.precision, 4),
            "recall": round(rates.recall, 4),
            "f1": round(rates.f1, 4),
            "interval": interval and [round(v, 4) for v in interval],
        }
    for kind in sorted({k for r in results for k in r.types}):
        counts = total(r.types.get(kind, Counts()) for r in results)
        report["types"][kind] = {
            "gold": counts.gold,
            "predicted": counts.predicted,
            "precision": round(counts.rates.precision, 4),
            "recall": round(counts.rates.recall, 4),
            "f1": round(counts.rates.f1, 4),
        }
    return report


def _as_text(report: dict[str, Any]) -> str:
    lines = [f"{'':<22}{'precision':>10}{'recall':>8}{'F1':>8}   95 % interval of F1"]
    for name, row in report["scores"].items():
        interval = "{:.3f} - {:.3f}".format(*row["interval"]) if row["interval"] else "one document: none"
        lines.append(f"{name:<22}{row['precision']:>10.3f}{row['recall']:>8.3f}{row['f1']:>8.3f}   {interval}")
    lines.append("")
    lines.append(f"{'strict, by type':<22}{'precision':>10}{'recall':>8}{'F1':>8}{'gold':>8}{'predicted':>11}")
    for kind, row in report["types"].items():
        rates = f"{row['precision']:>10.3f}{row['recall']:>8.3f}{row['f1']:>8.3f}"
        lines.append(f"{kind:<22}{rates}{row['gold']:>8}{row['predicted']:>11}")
    return "\n".join(lines)
