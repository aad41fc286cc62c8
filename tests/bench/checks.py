"""How often each check speaks on professional translations, and how often it finds planted errors.

Run: python -m tests.bench checks. With TMKIT_DEV_DATA, a second, literary corpus is measured as well.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from tmkit.engines.names import name_tools, spelled_names
from tmkit.pipeline.glossary import load_glossary
from tmkit.score.checks import CHECKS, CheckTools, run_checks
from tmkit.score.rows import Table
from tmkit.score.terms import TermTask, check_terms

__all__ = ["clean_pairs", "run"]

SEEDS = Path(__file__).parent.parent.parent / "seeds" / "gold"
Pairs = list[tuple[str, str]]


def clean_pairs(folder: Path, source: str, target: str, beads: str) -> Pairs:
    """Source and target of each bead with two sides, joined."""
    pairs = []
    for path in sorted(folder.glob(f"*.{beads}")):
        left = path.with_suffix(f".{source}").read_text(encoding="utf-8").split("\n")
        right = path.with_suffix(f".{target}").read_text(encoding="utf-8").split("\n")
        for line in path.read_text(encoding="utf-8").split("\n"):
            sides = [[int(n) for n in re.findall(r"\d+", side)] for side in line.split(":")[:2]]
            if line and all(sides):
                pairs.append(("".join(left[i] for i in sides[0]), " ".join(right[i] for i in sides[1])))
    return pairs


def spoken(pairs: Pairs, languages: tuple[str, str], targets: Sequence[str] | None = None) -> dict[str, set[int]]:
    """The lines on which each check speaks."""
    references = [p[1] for p in pairs]
    table = Table([p[0] for p in pairs], targets or references, references)
    _, remarks = check_terms(TermTask(load_glossary(), table.source, languages), table.target)
    tools = CheckTools(languages, {"": remarks}, name_tools())
    found: dict[str, set[int]] = {c.name: set() for c in CHECKS}
    for finding in run_checks(table, CHECKS, tools):
        found[finding.check].add(finding.line)
    return found


def run() -> None:
    """Print the figures."""
    corpora = {"seeds": clean_pairs(SEEDS, "zh", "en", "beads")}
    if data := os.environ.get("TMKIT_DEV_DATA"):
        corpora["literary"] = clean_pairs(Path(data) / "gold" / "mac-dev", "zh", "en", "gold")
    for name, pairs in corpora.items():
        for languages in (("zh", "en"), ("en", "zh")):
            turned = pairs if languages[0] == "zh" else [(b, a) for a, b in pairs]
            found = spoken(turned, languages)
            rates = ", ".join(f"{c} {100 * len(lines) / len(pairs):.1f}" for c, lines in found.items() if lines)
            print(f"{name} {'-'.join(languages)}, {len(pairs)} clean pairs, % of pairs with a false alarm: {rates}")
            planted(turned, languages)


Damage = Callable[[str, random.Random], str]


def drop_half(text: str, rng: random.Random) -> str:
    """The first half of a translation."""
    return text[: len(text) // 2]


def wrong_digit(text: str, rng: random.Random) -> str:
    """One digit changed."""
    places = [m.start() for m in re.finditer(r"\d", text)]
    if not places:
        return text
    place = rng.choice(places)
    return text[:place] + str((int(text[place]) + rng.randrange(1, 9)) % 10) + text[place + 1 :]


def wrong_scale(text: str, rng: random.Random) -> str:
    """Millions for billions and the like."""
    turned = {"million": "billion", "billion": "trillion", "trillion": "billion", "万": "亿", "亿": "万"}
    return re.sub(r"million|billion|trillion|(?<=\d)[万亿]", lambda m: turned[m.group()], text, count=1)


def no_negation(text: str, rng: random.Random) -> str:
    """The first negation taken out."""
    return re.sub(r"\b(?:not|never|no)\b |n't\b|[不没未](?=[能会要有得是可])", "", text, count=1)


def loop(text: str, rng: random.Random) -> str:
    """The last words again and again."""
    return text + " " + " ".join([" ".join(text.split()[-2:])] * 4) if " " in text else text + text[-3:] * 4


_SURNAMES = ("Zhou", "Feng", "Cao", "Deng", "Xie", "Liang", "Tang", "Peng", "Jiang", "Fang")
_SYLLABLES = ("Ming", "De", "Hua", "Zhen", "Yu", "Hai", "Tao", "Fang", "Jun", "Lei", "Guang", "Bo")


def other_name(text: str, rng: random.Random) -> str:
    """The first full name in pinyin turned into another person's."""
    name = next(iter(spelled_names(text)), None)
    other = f"{rng.choice(_SURNAMES)} {rng.choice(_SYLLABLES)}{rng.choice(_SYLLABLES).lower()}"
    return text if name is None else text[: name.start] + other + text[name.end :]


def half_quote(text: str, rng: random.Random) -> str:
    """A closing sign lost."""
    return re.sub(r"[”)）》]", "", text, count=1)


def planted(pairs: Pairs, languages: tuple[str, str]) -> None:
    """Plant one kind of error in every pair that can have it."""
    damages: dict[str, Damage] = {
        "length": drop_half,
        "numbers: digit": wrong_digit,
        "numbers: scale": wrong_scale,
        "negation": no_negation,
        "repeated": loop,
        "unbalanced": half_quote,
        "names": other_name,
        "empty": lambda text, rng: "",
    }
    rng = random.Random(5)
    told = []
    for name, damage in damages.items():
        targets = [damage(target, rng) for _, target in pairs]
        changed = {i + 1 for i, (t, p) in enumerate(zip(targets, pairs, strict=True)) if t != p[1]}
        if changed:
            found = spoken(pairs, languages, targets)[name.split(":")[0]] & changed
            told.append(f"{name} {len(found)}/{len(changed)}")
    for name, targets in (("copied", [p[0] for p in pairs]), ("shifted", ["", *(p[1] for p in pairs[:-1])])):
        told.append(f"{name} {len(spoken(pairs, languages, targets)[name])}/{len(pairs)}")
    print(f"  found of planted errors: {', '.join(told)}")


if __name__ == "__main__":
    run()
