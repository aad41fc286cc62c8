"""Scores, signatures and refusals are those of the sacrebleu command, run in a process of its own."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tmkit.cli import main
from tmkit.score.edits import count_edits

CASES = json.loads((Path(__file__).parent / "data" / "score" / "equal.json").read_text(encoding="utf-8"))
METRICS = [["bleu", "chrf", "ter"], ["chrf", "--chrf-word-order", "2"]]


# With numpy 2 the command's paired bootstrap cannot print its own float32 as JSON; everything else is untouched.
MAIN = """
import json
json.JSONEncoder.default = lambda self, value: float(value)
from sacrebleu.sacrebleu import main
main()
"""


def sacrebleu(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the real command."""
    command = [sys.executable, "-c", MAIN, *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def write_case(case: dict[str, Any], folder: Path) -> tuple[Path, list[Path]]:
    """The files of a case, byte for byte; a lone surrogate stands for a byte that is not UTF-8."""
    texts = {"hyp": case["hyp"]} | {f"ref{i}": text for i, text in enumerate(case["refs"])}
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    return folder / "hyp", [folder / f"ref{i}" for i in range(len(case["refs"]))]


def both(case: dict[str, Any], folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[Any, Any]:
    """What sacrebleu says of a case, and what tmkit says; None for a refusal."""
    hyp, refs = write_case(case, folder)
    options = case.get("options", [])
    expected: dict[str, Any] | None = {}
    for metrics in METRICS:
        language = ["-l", f"en-{case['lang']}"] if "lang" in case else []
        run = sacrebleu(*map(str, refs), "-i", str(hyp), *language, "-w", "15", *options, "-m", *metrics)
        if run.returncode:
            expected = None
            break
        found = json.loads(run.stdout)
        for score in found if isinstance(found, list) else [found]:
            expected[score["name"]] = (score["score"], score["signature"])  # type: ignore[index]
    command = ["score", str(hyp), "--json", "--resamples", "0", "--metrics", "BLEU,chrF2,chrF2++,TER", *options]
    command += ["--tgt-lang", case.get("lang", "en")]
    code = main([*command, *(a for ref in refs for a in ("-r", str(ref)))])
    output = capsys.readouterr().out
    if code:
        return expected, None
    scores = json.loads(output)["systems"][0]["scores"]
    return expected, {name: (s["score"], s["signature"]) for name, s in scores.items()}


def assert_equal(expected: dict[str, Any], found: dict[str, Any]) -> None:
    """Scores to 1e-9, signatures to the letter."""
    assert found.keys() == expected.keys()
    for name, (score, signature) in expected.items():
        assert found[name][0] == pytest.approx(score, abs=1e-9), name
        assert found[name][1] == signature, name


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_scores_and_refusals_are_sacrebleus(
    case: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """For every awkward file: the same scores and signatures as the command, or a refusal where it refuses."""
    expected, found = both(case, tmp_path, capsys)
    assert (expected is None) == case.get("refused", False)
    if expected is None:
        assert found is None
    else:
        assert_equal(expected, found)


@pytest.mark.parametrize("case", [c for c in CASES if "refused" not in c][:20], ids=lambda c: c["name"])
def test_segment_scores_are_sacrebleus(
    case: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Segment scores are those of sacrebleu --sentence-level, whose BLEU is smoothed by effective order."""
    hyp, refs = write_case(case, tmp_path)
    options = case.get("options", [])
    command = ["score", str(hyp), "--json", "--resamples", "0", *options]
    assert main([*command, *(a for ref in refs for a in ("-r", str(ref)))]) == 0
    scores = json.loads(capsys.readouterr().out)["systems"][0]["scores"]
    for metric, name in (("bleu", "BLEU"), ("ter", "TER")):
        run = sacrebleu(*map(str, refs), "-i", str(hyp), "-w", "15", *options, "-m", metric, "-sl", "-b")
        assert scores[name]["segments"] == pytest.approx([float(x) for x in run.stdout.split()], abs=1e-9)


def test_a_byte_order_mark_is_dropped_as_with_utf_8_sig(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mark in the hypothesis does not count as text, and the user is told."""
    hyp, refs = write_case({"hyp": "\ufeffa b c d e\nf g h i\n", "refs": ["a b c d x\nf g h i\n"]}, tmp_path)
    run = sacrebleu(str(refs[0]), "-i", str(hyp), "-w", "15", "-e", "utf-8-sig")
    assert main(["score", str(hyp), "-r", str(refs[0]), "--json"]) == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)["systems"][0]["scores"]["BLEU"]["score"]
    assert found == pytest.approx(json.loads(run.stdout)["score"], abs=1e-9)
    assert "byte order mark dropped" in captured.err


TOKENS = [
    "the",
    "a",
    "cat",
    "sat",
    "on",
    "mat",
    ".",
    ",",
    "!",
    "3.5",
    "5%",
    "&amp;",
    "“x”",
    "发展",
    "高质量。",
    "é",
    "it's继",
]
words = st.lists(st.sampled_from(TOKENS), max_size=30)
anything = st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=40)
lines = st.lists(st.tuples(words.map(" ".join) | anything, words.map(" ".join) | anything), min_size=1, max_size=40)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=lines, language=st.sampled_from(["en", "zh"]))
def test_scores_of_made_up_text_are_sacrebleus(
    lines: list[tuple[str, str]], language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Any text at all gets the scores of the command."""
    hyp, ref = ("".join(line[i] + "\n" for line in lines).removeprefix("\ufeff") for i in (0, 1))
    case = {"hyp": hyp, "refs": [ref], "lang": language}
    if language == "zh":
        case["options"] = ["--ter-normalized", "--ter-asian-support"]
    expected, found = both(case, tmp_path, capsys)
    assert_equal(expected, found)


def made_up_systems() -> tuple[list[list[str]], list[list[str]]]:
    """Three systems that damage the same text more and more, and three references of it."""
    rng = random.Random(7)
    text = [[f"w{rng.randrange(300)}" for _ in range(rng.randrange(3, 25))] for _ in range(150)]

    def damage(share: float) -> list[str]:
        return [" ".join(f"w{rng.randrange(300)}" if rng.random() < share else w for w in line) for line in text]

    return [damage(share) for share in (0.3, 0.32, 0.5)], [damage(share) for share in (0.1, 0.2, 0.3)]


@pytest.mark.parametrize(("kind", "samples"), [("bs", 300), ("ar", 200)])
@pytest.mark.parametrize("references", [1, 3])
def test_p_values_and_intervals_are_sacrebleus(
    kind: str, samples: int, references: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Paired tests against the first system have the command's p-values; bootstrap intervals are equal too."""
    systems, refs = made_up_systems()
    texts = {f"h{i}": lines for i, lines in enumerate(systems)} | {f"r{i}": lines for i, lines in enumerate(refs)}
    for name, lines in texts.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    hyps = [str(tmp_path / f"h{i}") for i in range(3)]
    streams = [str(tmp_path / f"r{i}") for i in range(references)]
    run = sacrebleu(
        *streams, "-i", *hyps, "-m", "bleu", "chrf", "ter", f"--paired-{kind}", f"--paired-{kind}-n", str(samples)
    )
    expected = json.loads(run.stdout)
    number = ["--resamples" if kind == "bs" else "--trials", str(samples)]
    command = ["score", *hyps, "--json", "--test", kind, *number, *(a for r in streams for a in ("-r", r))]
    assert main(command) == 0
    report = json.loads(capsys.readouterr().out)
    p_values = {(c["metric"], c["second"]): c["p_value"] for c in report["comparisons"] if c["first"] == hyps[0]}
    for row, name in zip(expected[1:], hyps[1:], strict=True):
        for metric in ("BLEU", "chrF2", "TER"):
            assert p_values[metric, name] == row[metric]["p_value"]
    if kind == "bs":
        for row, system in zip(expected, report["systems"], strict=True):
            for metric in ("BLEU", "chrF2", "TER"):
                interval = system["scores"][metric]["interval"]
                assert interval["mean"] == row[metric]["mean"]
                assert (interval["upper"] - interval["lower"]) / 2 == pytest.approx(row[metric]["ci"], abs=1e-5)


def test_p_values_are_sacrebleus_where_smoothing_adds_a_fraction(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In approximate randomisation the command adds k to whole numbers in place, which cuts 0.5 to nothing."""
    systems, refs = made_up_systems()
    texts = {"h0": systems[0][:12], "h1": systems[2][:12], "r": refs[0][:12]}
    for name, lines in texts.items():
        (tmp_path / name).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    hyps, smoothing = (
        [str(tmp_path / "h0"), str(tmp_path / "h1")],
        ["--smooth-method", "add-k", "--smooth-value", "0.5"],
    )
    run = sacrebleu(str(tmp_path / "r"), "-i", *hyps, "--paired-ar", "--paired-ar-n", "100", *smoothing)
    command = ["score", *hyps, "-r", str(tmp_path / "r"), "--json", "--test", "ar", "--trials", "100", *smoothing]
    assert main(command) == 0
    found = json.loads(capsys.readouterr().out)["comparisons"][0]
    assert found["p_value"] == json.loads(run.stdout)[1]["BLEU"]["p_value"]


def test_the_interval_of_one_system_is_sacrebleus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Mean, half-width and signature of the interval are those of sacrebleu --confidence."""
    systems, refs = made_up_systems()
    (tmp_path / "h").write_text("\n".join(systems[0]), encoding="utf-8", newline="\n")
    (tmp_path / "r").write_text("\n".join(refs[0]), encoding="utf-8", newline="\n")
    run = sacrebleu(str(tmp_path / "r"), "-i", str(tmp_path / "h"), "-m", "bleu", "chrf", "ter", "-ci", "-w", "15")
    assert main(["score", str(tmp_path / "h"), "-r", str(tmp_path / "r"), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)["systems"][0]["scores"]
    for row in json.loads(run.stdout):
        interval = scores[row["name"]]["interval"]
        assert interval["signature"] == row["signature"]
        assert interval["mean"] == pytest.approx(row["confidence_mean"], abs=1e-5)
        assert (interval["upper"] - interval["lower"]) / 2 == pytest.approx(row["confidence_var"], abs=1e-5)


def damaged(words: list[str], rng: random.Random, vocabulary: int) -> list[str]:
    """The words with some dropped, some added, and some runs moved."""
    for _ in range(rng.randrange(8)):
        here, there, size = rng.randrange(len(words) + 1), rng.random(), rng.randrange(1, 12)
        run, rest = words[here : here + size], words[:here] + words[here + size :]
        place = int(there * (len(rest) + 1))
        kind = rng.random()
        words = rest if kind < 0.2 else rest[:place] + run + rest[place:]
        words = words if kind < 0.6 else [*words[:place], f"w{rng.randrange(vocabulary)}", *words[place:]]
    return words


@pytest.mark.parametrize(
    ("pairs", "longest", "vocabulary"), [(120, 30, 20), (60, 30, 3), (20, 110, 30), (6, 180, 8), (150, 8, 4)]
)
def test_edits_are_counted_as_sacrebleu_counts(pairs: int, longest: int, vocabulary: int) -> None:
    """Every segment has exactly sacreBLEU's edits: short and long, few and many words, with and without beam."""
    from sacrebleu.metrics.lib_ter import translation_edit_rate

    rng = random.Random(longest * vocabulary)
    for _ in range(pairs):
        reference = [f"w{rng.randrange(vocabulary)}" for _ in range(rng.randrange(longest))]
        other = [f"w{rng.randrange(vocabulary)}" for _ in range(rng.randrange(longest))]
        hypothesis = damaged(reference, rng, vocabulary) if rng.random() < 0.7 else other
        assert count_edits(hypothesis, reference) == translation_edit_rate(hypothesis, reference)[0]


@pytest.mark.parametrize("distance", range(22, 30))
def test_edits_are_equal_where_the_beam_binds(distance: int) -> None:
    """Sentences out of step by about the width of sacreBLEU's beam lose what lies outside it, as they do there."""
    from sacrebleu.metrics.lib_ter import translation_edit_rate

    rng = random.Random(distance)
    reference = [f"w{rng.randrange(40)}" for _ in range(60)]
    filling = [f"x{rng.randrange(9)}" for _ in range(distance)]
    for hypothesis in (filling + reference[:-distance], reference[distance:] + filling):
        assert count_edits(hypothesis, reference) == translation_edit_rate(hypothesis, reference)[0]
