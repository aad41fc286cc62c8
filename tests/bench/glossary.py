"""Recognition speed, reading of large files, and the quality of checks and proposals: python -m tests.bench.glossary.

Times are CPU seconds of this process. Terms for the speed test are made from the words of CC-CEDICT.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.glossary_cases import SEEDS, gold_units
from tmkit.engines.cedict import cedict_entries
from tmkit.formats.terms import read_terms, write_terms
from tmkit.glossary import Glossary
from tmkit.glossary.check import check_units
from tmkit.glossary.extract import ExtractOptions
from tmkit.glossary.forms import character_form, singular, word_form
from tmkit.glossary.propose import Proposer
from tmkit.model import Concept, Term, Unit
from tmkit.pipeline.glossary import load_glossary
from tmkit.pipeline.glossary_extract import extract_terms


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """CPU seconds, and what came out."""
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def source_text() -> str:
    """The Chinese source, as given."""
    return (SEEDS / "000_f4d9d96fe4767659.txt").read_text(encoding="utf-8")


def recognition() -> None:
    """100,000 terms over the source forty times: characters a second, all matches made."""
    words = [w for w in cedict_entries() if len(w) > 1 and not w.isascii()][:100_000]
    glossary = Glossary(Concept(f"c{i}", terms=(Term(w, "zh-CN"),)) for i, w in enumerate(words))
    text = source_text() * 40
    build, _ = timed(lambda: glossary.find("", "zh"))
    find, matches = timed(lambda: glossary.find(text, "zh"))
    print(f"recognition, {len(words):,} terms, {len(text):,} characters: built in {build:.2f} s")
    print(f"  everyday words: {len(matches):,} matches, {len(text) / find / 1e6:.1f} million characters/s")
    rare = [Concept(c.id, terms=c.terms) for c in load_glossary().concepts]
    rare += [Concept(f"c{i}", terms=(Term(w + w, "zh-CN"),)) for i, w in enumerate(words)]
    glossary = Glossary(rare)
    glossary.find("", "zh")
    find, matches = timed(lambda: glossary.find(text, "zh"))
    print(
        f"  political terms among 100,000: {len(matches):,} matches, {len(text) / find / 1e6:.1f} million characters/s"
    )
    english = "".join(
        (SEEDS / "en" / f"{n}.txt").read_text(encoding="utf-8") for n in ("work-report", "minister-press")
    )
    glossary.find("", "en")
    find, matches = timed(lambda: glossary.find(english * 10, "en"))
    print(f"  English: {len(matches):,} matches, {len(english) * 10 / find / 1e6:.1f} million characters/s")


def large_files(rows: int) -> None:
    """Reading and writing of many terms."""
    concepts = [
        Concept(f"c{i:07d}", "law", terms=(Term(f"术语{i}", "zh-CN"), Term(f"term {i}", "en-US")))
        for i in range(rows // 2)
    ]
    for name in ("csv", "tbx", "utx", "xlsx"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"x.{name}"
            write, written = timed(lambda name=name: write_terms(concepts, name))
            path.write_bytes(written.data)
            read, found = timed(lambda path=path: read_terms(path).or_raise())
            assert len(found.concepts) == len(concepts)
            size = len(written.data) / 1e6
            print(f"{name}: {rows:,} terms, {size:.0f} MB: written in {write:.1f} s, read in {read:.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
    print(f"peak memory {peak:,.0f} MB")


def checks(units: list[Unit]) -> None:
    """Alarms on the references as they are, and findings where every rendering of a term is cut out."""
    glossary = load_glossary()
    seconds, report = timed(lambda: check_units(glossary, units))
    f = report.figures
    print(f"check of {len(units)} units, {f.occurrences} terms, in {seconds:.2f} s: {f.findings} findings")
    print(f"  alarm rate {f.alarm_rate:.2%}, as written {f.success:.1%}, in another form {f.loose / f.occurrences:.1%}")
    planted, caught = Counter[bool](), Counter[bool]()
    for i, unit in enumerate(units):
        here = min(i, 1)
        for concept, cut in cut_out(glossary, unit):
            around = list(units[max(0, i - 1) : i + 2])
            around[here] = Unit(unit.source, cut, origin=unit.origin)
            found = check_units(glossary, around).findings
            planted[concept.paraphrase] += 1
            caught[concept.paraphrase] += any(x.unit == here and x.concept == concept.id for x in found)
    print(f"  rendering cut out: {caught[False]} of {planted[False]} found")
    print(f"  the same where paraphrase is allowed: {caught[True]} of {planted[True]}")


def cut_out(glossary: Glossary, unit: Unit) -> list[tuple[Concept, str]]:
    """For every second concept of a unit, the translation without any of its renderings."""
    wanted = {m.concept.id: m.concept for m in glossary.find(unit.source, "zh") if m.concept.field != "unit"}
    found = glossary.find(unit.target, "en", nested=True)
    results = []
    for concept in list(wanted.values())[::2]:
        spans = sorted({(m.start, m.end) for m in found if m.concept.id == concept.id}, reverse=True)
        text = unit.target
        for start, end in spans:
            text = text[:start] + "this" + text[end:]
        if spans:
            results.append((concept, text))
    return results


def bucket(number: int) -> str:
    """By how many units hold a term."""
    return "1" if number == 1 else "2" if number == 2 else "3-4" if number < 5 else "5-9" if number < 10 else "10+"


def proposals(units: list[Unit]) -> None:
    """Hit rates of proposals for terms whose rendering is in the units, as if no term were known."""
    seconds, proposer = timed(lambda: Proposer(units))
    rows: dict[str, list[int]] = {}
    start = time.process_time()
    forms = [(character_form(u.source).text, word_form(u.target, singular).text) for u in units]
    for concept in load_glossary().concepts:
        terms = [t for t in concept.in_language("en") if t.status in ("preferred", "admitted")]
        allowed = {word_form(t.text, singular).text for t in terms}
        for term in concept.in_language("zh"):
            holders = [english for chinese, english in forms if character_form(term.text).text in chinese]
            if not any(a in english for english in holders for a in allowed):
                continue
            hits = [word_form(p.text, singular).text in allowed for p in proposer.propose(term.text)]
            row = rows.setdefault(bucket(len(holders)), [0, 0, 0])
            row[0] += 1
            row[1] += bool(hits and hits[0])
            row[2] += any(hits)
    total = sum(r[0] for r in rows.values())
    print(f"proposals: index {seconds:.2f} s, {total} terms in {time.process_time() - start:.1f} s")
    for name in ("1", "2", "3-4", "5-9", "10+"):
        n, first, five = rows.get(name, [0, 0, 0])
        if n:
            print(f"  in {name:>3} units: {n:5} terms, hit@1 {first / n:.2f}, hit@5 {five / n:.2f}")


def extraction() -> None:
    """Precision and recall of candidates against the glossary, as if it were not known."""
    text = "\n".join(p.read_text(encoding="utf-8") for p in sorted((SEEDS / "gold").glob("*.zh")))
    form = character_form(text).text
    wanted = {character_form(t.text).text.strip('"') for c in load_glossary().concepts for t in c.in_language("zh")}
    wanted = {w for w in wanted if w in form}
    often = {w for w in wanted if form.count(w) > 1}
    seconds, found = timed(lambda: extract_terms([text], glossary=Glossary(), options=ExtractOptions(limit=1500)))
    terms = [character_form(c.text).text.strip('"') for c in found]
    print(f"extraction: {len(found)} candidates in {seconds:.2f} s")
    for n in (50, 100, 300):
        print(f"  of the first {n}, {len(wanted & set(terms[:n])) / n:.0%} are terms")
    print(f"  recall of terms seen twice or more {len(often & set(terms)) / len(often):.0%}")
    print(f"  recall of all {len(wanted & set(terms)) / len(wanted):.0%}")


def main() -> None:
    """Print every figure; --rows N sets the size of the large files."""
    rows = int(sys.argv[sys.argv.index("--rows") + 1]) if "--rows" in sys.argv else 1_000_000
    units = gold_units()
    recognition()
    checks(units)
    proposals(units)
    extraction()
    large_files(rows)


if __name__ == "__main__":
    main()
