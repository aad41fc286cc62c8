"""Look-up in memories of 100k and 1M units against brute force and other engines, in one table.

usage: python tests/bench/memory_lookup.py [UNITS ...] [--kind words|flat|template|varied-zh|varied-en] [--queries 200]

Every engine answers the same queries in the same run; times are CPU milliseconds. Recall is the share of queries for
which the five best scores equal those of comparing every unit with rapidfuzz.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

sys.path.insert(0, str(Path(__file__).parent))
import memory_data

from tmkit.formats.tmx import read_tmx, write_tmx
from tmkit.memory import folded, folded_many
from tmkit.pipeline.memory import Memory

Answer = Callable[[str], list[float]]


def cpu(function: Callable[[], object]) -> tuple[float, object]:
    """CPU seconds of this process, and the result."""
    start = time.process_time()
    result = function()
    return time.process_time() - start, result


def brute(forms: list[str], lowest: float) -> Answer:
    """Every unit compared: the truth."""

    def answer(query: str) -> list[float]:
        found = process.extract(
            folded(query), forms, scorer=Levenshtein.normalized_similarity, score_cutoff=lowest / 100 - 1e-6, limit=50
        )
        best: dict[str, float] = {text: round(100 * score, 4) for text, score, _ in found}
        return sorted(best.values(), reverse=True)[:5]

    return answer


def ours(memory: Memory, lowest: float) -> Answer:
    """tmkit; scores without penalties, to compare like with like."""

    def answer(query: str) -> list[float]:
        form = folded(query)
        found = (folded(match.unit.source) for match in memory.lookup(query, lowest))
        return sorted((round(100 * Levenshtein.normalized_similarity(form, f), 4) for f in found), reverse=True)

    return answer


def trigram(forms: list[str], lowest: float) -> Answer:
    """SQLite's FTS5 trigram index, the eight rarest trigrams, 200 candidates compared."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE t USING fts5(s, tokenize='trigram', detail='none')")
    db.executemany("INSERT INTO t(rowid, s) VALUES (?, ?)", enumerate(forms))
    db.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'row')")

    def answer(query: str) -> list[float]:
        form = folded(query)
        grams = {form[i : i + 3].lower() for i in range(len(form) - 2)}
        sized = [(db.execute("SELECT doc FROM v WHERE term = ?", (g,)).fetchone() or (0,))[0] for g in grams]
        rare = [g for n, g in sorted(zip(sized, grams, strict=True)) if n][:8]
        if not rare:
            return []
        wanted = " OR ".join('"' + g.replace('"', '""') + '"' for g in rare)
        rows = db.execute("SELECT s FROM t WHERE t MATCH ? ORDER BY rank LIMIT 200", (wanted,)).fetchall()
        scores = {s: Levenshtein.normalized_similarity(form, s) for (s,) in rows}
        return sorted((round(100 * v, 4) for v in scores.values() if v >= lowest / 100 - 1e-9), reverse=True)[:5]

    return answer


def toolkit(forms: list[str], lowest: float) -> Answer:
    """translate-toolkit's matcher, one candidate, since it breaks on ties with more."""
    from translate.search import match
    from translate.storage import base

    store = base.TranslationStore()
    for form in forms:
        unit = base.TranslationUnit(form)
        unit.target = "x"
        store.addunit(unit)
    matcher = match.matcher([store], max_candidates=1, min_similarity=int(lowest), max_length=1000)

    def answer(query: str) -> list[float]:
        form = folded(query)
        found = (str(unit.source) for unit in matcher.matches(form))
        return [round(100 * Levenshtein.normalized_similarity(form, f), 4) for f in found]

    return answer


def measure(answer: Answer, queries: list[str]) -> tuple[np.ndarray, list[list[float]]]:
    """CPU milliseconds and answers of each query."""
    answer(queries[0])
    times, answers = [], []
    for query in queries:
        seconds, found = cpu(lambda q=query: answer(q))
        times.append(1000 * seconds)
        answers.append(found)
    return np.array(times), answers


def row(name: str, times: np.ndarray, same: str, base: float, build: str) -> None:
    """One line of the table."""
    median, p95 = np.median(times), np.percentile(times, 95)
    print(f"| {name} | {build} | {median:.2f} | {p95:.2f} | {base / median:.1f} x | {same} |", flush=True)


def size(count: int, kind: str, number: int, lowest: float) -> None:
    """The table for a memory of `count` units."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "memory.db"
        write_tmx(Path(folder) / "units.tmx", memory_data.units(count, kind))
        wall = time.perf_counter()
        with Memory.open(path) as memory:
            seconds, _ = cpu(lambda: memory.add(read_tmx(Path(folder) / "units.tmx")))
        wall = time.perf_counter() - wall
        start = time.perf_counter()
        memory = Memory.open(path, read_only=True)
        memory.lookup("打开")
        start = time.perf_counter() - start
        sources = [unit.source for unit in memory]
        text = sum(len(u.source.encode()) + len(u.target.encode()) for u in memory)
        table = memory.store._db.execute("SELECT sum(pgsize) FROM dbstat WHERE name = 'unit'").fetchone()[0]
        index = (os.path.getsize(path) - table) / text
        print(f"\n{count:,} units of kind '{kind}', {number} queries, lowest score {lowest:g}")
        print(f"import from TMX: {count / wall:,.0f} units a second, {count / seconds:,.0f} a CPU second")
        megabytes = os.path.getsize(path) / 1e6
        print(f"start-up {start * 1000:.0f} ms, index {index:.2f} times the text, file {megabytes:.0f} MB\n")
        engines(memory, sources, number, lowest)
        concordance(memory)
        memory.close()


def engines(memory: Memory, sources: list[str], number: int, lowest: float) -> None:
    """All engines on the same queries."""
    queries = memory_data.queries(sources, number)
    forms = folded_many(sources)
    print("| engine | build, CPU s | median ms | p95 ms | against brute force | top 5 the same |")
    print("|---|---|---|---|---|---|")
    times, truth = measure(brute(forms, lowest), queries)
    base = float(np.median(times))
    row("rapidfuzz, every unit", times, f"{number}/{number}", base, "0")
    times, found = measure(ours(memory, lowest), queries)
    row("tmkit", times, f"{sum(a == b for a, b in zip(found, truth, strict=True))}/{number}", base, "above")
    build, answer = cpu(lambda: trigram(forms, lowest))
    times, found = measure(answer, queries)
    row(
        "FTS5 trigram",
        times,
        f"{sum(a == b for a, b in zip(found, truth, strict=True))}/{number}",
        base,
        f"{build:.0f}",
    )
    if len(forms) <= 100_000:
        build, answer = cpu(lambda: toolkit(forms, lowest))
        few = queries[:20]
        times, found = measure(answer, few)
        best = sum(a[:1] == b[:1] for a, b in zip(found, truth, strict=False))
        row("translate-toolkit matcher", times, f"best one {best}/{len(few)}", base, f"{build:.0f}")


def concordance(memory: Memory) -> None:
    """Two characters of either side."""
    noise = random.Random(3)
    rows = memory.store._db.execute("SELECT source, target FROM unit WHERE id % 97 = 0 LIMIT 2000").fetchall()
    for side, name in enumerate(("Chinese", "English")):
        times = []
        for text in (noise.choice(rows)[side] for _ in range(100)):
            at = noise.randrange(max(1, len(text) - 2))
            times.append(1000 * cpu(lambda q=text[at : at + 2]: memory.concordance(q))[0])
        print(
            f"concordance, two {name} characters: median {np.median(times):.2f}, p95 {np.percentile(times, 95):.2f} ms"
        )


def main() -> None:
    """Run the sizes that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("units", nargs="*", type=int, default=[100_000, 1_000_000])
    parser.add_argument("--kind", default="words", choices=memory_data.KINDS)
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--lowest", type=float, default=70)
    args = parser.parse_args()
    for count in args.units:
        size(count, args.kind, args.queries, args.lowest)


if __name__ == "__main__":
    main()
