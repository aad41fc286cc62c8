"""Sentence splitting beside its peers: speed by paragraph, short line and dialogue, golden rules, one very long line.

    python tests/bench/segment.py [--line MEGABYTES] [--seconds S] [--gold FOLDER]

FOLDER holds NAME.zh and NAME.en with one sentence a line, as people divided them; eight in a row are then joined to a
paragraph and divided again, and the table shows the F1 of the boundaries inside paragraphs.

Peers are measured where they are installed and skipped with a word where they are not:

    pip install sentencex icu4py pysbd

Speed is millions of characters per second of CPU time, the best of three runs in one process. Golden rules are the
cases of tests/data/segment that need no switch. Figures depend on the machine; their ratios say something.
"""

from __future__ import annotations

import argparse
import importlib
import itertools
import random
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from test_segment import CHINESE, ENGLISH, Case  # noqa: E402  (needs the path above)

from tmkit.pipeline.segment import segment_text  # noqa: E402
from tmkit.segment import Options  # noqa: E402

Splitter = Callable[[str], Iterable[str]]


def tmkit_splitter(language: str) -> Splitter:
    return lambda text: [s.text for s in segment_text(text, language)]


def sentencex_splitter(language: str) -> Splitter:
    module = importlib.import_module("sentencex")
    return lambda text: list(module.segment(language, text))


def icu_splitter(language: str) -> Splitter:
    module = importlib.import_module("icu4py.breakers")
    return lambda text: list(module.SentenceBreaker(text, language))


def pysbd_splitter(language: str) -> Splitter:
    splitter: Splitter = importlib.import_module("pysbd").Segmenter(language=language, clean=False).segment
    return splitter


PEERS = {"tmkit": tmkit_splitter, "sentencex": sentencex_splitter, "icu4py": icu_splitter, "pysbd": pysbd_splitter}


def paragraphs(language: str) -> list[str]:
    """The project's own texts in a language, a paragraph each."""
    folder = ROOT / "seeds"
    files = sorted(folder.glob("*.txt")) if language == "zh" else sorted((folder / "en").glob("*.txt"))
    return [line for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def short_lines(texts: list[str], language: str) -> list[str]:
    """The same texts as lines of 8 to 20 characters, as in subtitles: what stands between two marks, cut if longer."""
    parts = re.split(r"(?<=[。！？；])|[，、：\s]", "".join(texts)) if language == "zh" else " ".join(texts).split()
    if language == "zh":
        return [part[:length] for part, length in zip(parts, itertools.cycle(range(8, 21)), strict=False) if part]
    return [" ".join(parts[at : at + 3]) for at in range(0, len(parts), 3)]


def dialogue(language: str, count: int = 3000) -> list[str]:
    """Dense dialogue, a line of 10 to 80 characters a paragraph: quotations and tails of dialogue.*.txt in turn."""
    text = Path(__file__).with_name(f"dialogue.{language}.txt").read_text(encoding="utf-8")
    said, tails = (part.splitlines() for part in text.split("\n\n"))
    choose, glue = random.Random(7), "" if language == "zh" else " "
    lines: list[str] = []
    while len(lines) < count:
        parts: list[str] = []
        for kind in choose.choice(["qt", "qt", "q", "qtq", "qtq", "tq", "qtqt", "qtt"]):
            parts.append(choose.choice(tails) if kind == "t" else f"“{choose.choice(said)}”")
            if parts[-1][0].islower() and len(parts) > 1:
                parts[-2] = parts[-2].replace(".”", ",”")
        if 10 <= len(line := glue.join(parts)) <= 80:
            lines.append(line)
    return lines


def speed(splitter: Splitter, texts: list[str], seconds: float) -> float:
    """Millions of characters per second of CPU; slow splitters get fewer texts."""
    best, size = 0.0, sum(map(len, texts))
    for _ in range(3):
        done, start = 0, time.process_time()
        while time.process_time() - start < seconds / 3:
            for text in texts:
                splitter(text)
            done += size
        best = max(best, done / (time.process_time() - start) / 1e6)
    return best


def passed(splitter: Splitter, cases: list[Case]) -> int:
    """Golden rules whose segments come out as written, blanks at the edges aside; each case is given whole."""
    return sum([s.strip() for s in splitter(case.text) if s.strip()] == case.segments for case in cases)


def long_line(megabytes: int) -> None:
    """Time per character must not grow with the length of the line."""
    for language in ("zh", "en"):
        text = "".join(paragraphs(language)) if language == "zh" else " ".join(paragraphs(language))
        for share in (10, 1):
            size = megabytes * 1_000_000 // share // (3 if language == "zh" else 1)
            line = text * (size // len(text) + 1)
            start = time.process_time()
            count = len(segment_text(line, language))
            spent = time.process_time() - start
            size_mb = len(line.encode()) / 1e6
            print(f"one line  {language}  {size_mb:6.0f} MB  {len(line) / spent / 1e6:6.2f} Mchar/s  {count} segments")


def boundary_f1(splitter: Splitter, files: Iterable[Path], glue: str, many: int = 8) -> float:
    """F1 of boundaries inside paragraphs of `many` sentences, places counted in letters and signs without blanks."""
    right = told = wanted = 0
    for path in files:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
        for i in range(0, len(lines), many):
            gold = ends(lines[i : i + many])
            found = ends(splitter(glue.join(lines[i : i + many])))
            right, told, wanted = right + len(gold & found), told + len(found), wanted + len(gold)
    return 200 * right / (told + wanted)


def ends(sentences: Iterable[str]) -> set[int]:
    """Where sentences end, but for the last one."""
    return set(list(itertools.accumulate(len("".join(s.split())) for s in sentences))[:-1])


def print_gold(folder: Path) -> None:
    """Boundary F1 of tmkit and its peers on texts that people divided."""
    for language, glue in (("zh", ""), ("en", " ")):
        files = sorted(folder.glob(f"*.{language}"))
        for name, make in PEERS.items():
            try:
                print(f"{language}  {name:10}  F1 of boundaries {boundary_f1(make(language), files, glue):.1f}")
            except ImportError:
                print(f"{language}  {name:10}  not installed")


def main() -> None:
    """Print a table for each language, then the long line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--line", type=int, default=100, metavar="MEGABYTES", help="size of the one long line")
    parser.add_argument("--seconds", type=float, default=3, help="time for each figure")
    parser.add_argument("--gold", type=Path, metavar="FOLDER", help="only boundary F1, on the texts in this folder")
    args = parser.parse_args()
    if args.gold:
        print_gold(args.gold)
        return
    for language, every in (("zh", CHINESE), ("en", ENGLISH)):
        cases = [c for c in every if c.options == Options()]
        texts = paragraphs(language)
        for name, make in PEERS.items():
            try:
                splitter = make(language)
            except ImportError:
                print(f"{language}  {name:10}  not installed")
                continue
            kinds = {"paragraphs": texts, "short lines": short_lines(texts, language), "dialogue": dialogue(language)}
            rates = "".join(f"{speed(splitter, some, args.seconds):7.2f} {kind}  " for kind, some in kinds.items())
            print(f"{language}  {name:10}  Mchar/s: {rates}{passed(splitter, cases):4}/{len(cases)} golden rules")
    long_line(args.line)


if __name__ == "__main__":
    main()
