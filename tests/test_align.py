"""The aligner."""

from __future__ import annotations

import io
import json
import os
import random
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tmkit.align.band import Band, Cuts, band_around, chain
from tmkit.align.checks import CHECKS, Texts, check_pairs, parse_check
from tmkit.align.evaluate import evaluate
from tmkit.align.lattice import KINDS, SKIP_SOURCE, SKIP_TARGET, Lattice
from tmkit.align.train import damaged, gold_path
from tmkit.cli import main
from tmkit.errors import InputError
from tmkit.formats.aligned import Aligned, to_tsv
from tmkit.formats.beads import parse_bead, read_beads
from tmkit.model import Bead
from tmkit.pipeline.align import AlignOptions, align_texts, parse_weights

DATA = Path(__file__).parent / "data" / "align"
SOURCE = (DATA / "story.zh").read_text(encoding="utf-8").splitlines()
TARGET = (DATA / "story.en").read_text(encoding="utf-8").splitlines()
GOLD = read_beads(DATA / "story.gold")


def pairs(beads: list[Bead]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(b.source, b.target) for b in beads]


def assert_covers(beads: list[Bead], n: int, m: int) -> None:
    assert [i for b in beads for i in b.source] == list(range(n))
    assert [j for b in beads for j in b.target] == list(range(m))


@pytest.mark.parametrize("encoder", ["use", "none"])
def test_a_clear_text_is_aligned_without_a_fault(encoder: str) -> None:
    """With the encoder, and with nothing but the dictionary, a plain text gets exactly its gold beads."""
    assert pairs(align_texts(SOURCE, TARGET, options=AlignOptions(encoder=encoder))) == pairs(GOLD)


def test_the_languages_may_be_given_in_either_order() -> None:
    """English to Chinese is the mirror image of Chinese to English."""
    turned = align_texts(TARGET, SOURCE, "en", "zh-CN")
    assert sorted((b.target, b.source) for b in turned) == sorted(pairs(GOLD))


def test_the_same_input_gives_the_same_bytes() -> None:
    """Scores do not depend on what was aligned before, nor on chance."""
    first = align_texts(SOURCE, TARGET)
    align_texts(TARGET, TARGET, "en", "en")
    assert align_texts(SOURCE, TARGET) == first


def test_a_passage_left_out_becomes_gaps_and_the_path_finds_back() -> None:
    """Sentences without counterpart are gaps of one sentence each; what follows is aligned as before."""
    beads = align_texts(SOURCE, TARGET[:3] + TARGET[9:])
    assert_covers(beads, len(SOURCE), len(TARGET) - 6)
    tail = [(b.source, tuple(j + 6 for j in b.target)) for b in beads if b.target and b.target[0] >= 4]
    assert set(tail) <= set(pairs(GOLD))
    assert len(tail) >= 8
    assert all(len(b.source) + len(b.target) == 1 for b in beads if not (b.source and b.target))
    assert sum(not b.target for b in beads) >= 3


def test_a_moved_passage_is_reported_at_both_places() -> None:
    """A passage that stands elsewhere in the translation stays a gap on both sides, and both gaps name each other."""
    moved = TARGET[13:16] + TARGET[:13] + TARGET[16:]
    beads = align_texts(SOURCE, moved)
    assert_covers(beads, len(SOURCE), len(TARGET))
    to = {b.source[0]: int(f.split(":")[1]) for b in beads for f in b.flags if f.startswith("moved-target")}
    back = {b.target[0]: int(f.split(":")[1]) for b in beads for f in b.flags if f.startswith("moved-source")}
    assert to
    assert {j: i for i, j in to.items()} == back


@pytest.mark.parametrize("at", [4, 11, 14, 15, 16])
def test_neighbours_that_changed_places_are_one_bead_with_a_flag(at: int) -> None:
    """Two sentences in the other order come out as one bead that says they cross."""
    swapped = list(TARGET)
    swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
    crossing = [b for b in align_texts(SOURCE, swapped) if "crossing" in b.flags]
    assert [b.target for b in crossing] == [(at, at + 1)]


def test_what_a_person_fixed_is_never_changed() -> None:
    """Fixed beads come back as they are, however odd, and no other bead reaches across them."""
    fixed = [Bead((3,), (5,)), Bead((10,), ()), Bead((11, 12), (13,))]
    beads = align_texts(SOURCE, TARGET, options=AlignOptions(fixed=fixed))
    assert {(b.source, b.target) for b in fixed} <= set(pairs(beads))
    assert_covers(beads, len(SOURCE), len(TARGET))
    assert all(b.score == 1 for b in beads if "fixed" in b.flags)


def test_fixes_that_cannot_be_are_refused() -> None:
    """A sentence beyond the text, or in two fixed beads, is an error that names it."""
    with pytest.raises(InputError, match="source sentence 99"):
        align_texts(SOURCE, TARGET, options=AlignOptions(fixed=[Bead((99,), (0,))]))
    with pytest.raises(InputError, match="target sentence 1 is in two"):
        align_texts(SOURCE, TARGET, options=AlignOptions(fixed=[Bead((0,), (1,)), Bead((1,), (1,))]))


def test_fixes_that_are_no_beads_are_refused() -> None:
    """A fixed bead without sentences, or with one sentence twice, is an error that says so; one given twice is not."""
    with pytest.raises(InputError, match="not a bead"):
        align_texts(SOURCE, TARGET, options=AlignOptions(fixed=[Bead((), ())]))
    with pytest.raises(InputError, match=r"\[5, 5\]:\[6\] names source sentence 5 twice"):
        align_texts(SOURCE, TARGET, options=AlignOptions(fixed=[Bead((5, 5), (6,))]))
    once, twice = ([Bead((3,), (5,))] * times for times in (1, 2))
    assert align_texts(SOURCE, TARGET, options=AlignOptions(fixed=twice)) == align_texts(
        SOURCE, TARGET, options=AlignOptions(fixed=once)
    )


def test_blank_lines_are_gaps_and_hinder_nothing() -> None:
    """A blank sentence is a gap of its own; without it the beads are those of the text that has none."""
    source = ["", *SOURCE[:5], "\u3000", " ", *SOURCE[5:]]
    target = [*TARGET[:9], "", *TARGET[9:]]
    beads = align_texts(source, target, options=AlignOptions(fixed=[Bead((4,), (4,))]))
    assert {((0,), ()), ((6,), ()), ((7,), ()), ((), (9,))} <= set(pairs(beads))
    left = [(tuple(source[i] for i in b.source), tuple(target[j] for j in b.target)) for b in beads]
    gold = [(tuple(SOURCE[i] for i in b.source), tuple(TARGET[j] for j in b.target)) for b in GOLD]
    assert [pair for pair in left if any(t.strip() for side in pair for t in side)] == gold


UNRELATED = [
    ("我叫王小明。", "The committee met on Tuesday."),
    ("河水结冰了。", "Prices fell by 3%."),
    ("请勿倚靠车门。", "He bought three dictionaries."),
]


@pytest.mark.parametrize("pair", UNRELATED)
def test_short_texts_that_have_nothing_in_common_score_low(pair: tuple[str, str]) -> None:
    """One line against another, alone or between fixed beads, is not certain only because nothing else is left."""
    assert all(b.score < 0.5 for b in align_texts([pair[0]], [pair[1]]) if b.kind == "1-1")
    source, target = [SOURCE[0], pair[0], SOURCE[1]], [TARGET[0], pair[1], TARGET[1]]
    fixed = [Bead((0,), (0,)), Bead((2,), (2,))]
    between = align_texts(source, target, options=AlignOptions(fixed=fixed))
    assert [b.score for b in between if "fixed" in b.flags] == [1, 1]
    assert all(b.score < 0.5 for b in between if (b.source, b.target) == ((1,), (1,)))


@pytest.mark.parametrize("pair", [("是。", "Yes."), ("“走吧。”", "Let's go, then."), ("《论语》", "The Analects")])
def test_short_texts_that_are_translations_score_high(pair: tuple[str, str]) -> None:
    """A single line and its translation, down to a word, keep their confidence."""
    (bead,) = align_texts([pair[0]], [pair[1]])
    assert bead.score > 0.99


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([*SOURCE, "", " ", "a", "\x00\x07", "。" * 50]), max_size=12), st.integers(0, 19))
def test_any_input_gives_beads_that_cover_it(source: list[str], size: int) -> None:
    """Empty sides, blank sentences, control characters and sides of any proportion: a result, every sentence once."""
    beads = align_texts(source, TARGET[:size])
    assert sorted(i for b in beads for i in b.source) == list(range(len(source)))
    assert sorted(j for b in beads for j in b.target) == list(range(size))
    assert all(0 <= b.score <= 1 for b in beads)


def test_the_same_text_on_both_sides_is_aligned_with_itself() -> None:
    """An untranslated copy aligns one to one."""
    assert [b.kind for b in align_texts(TARGET, TARGET, "en", "en")] == ["1-1"] * len(TARGET)


def test_an_encoder_can_be_a_function() -> None:
    """Any function from sentences to vectors is an encoder; one that returns something else is an error."""

    def letters(texts: list[str]) -> np.ndarray:  # type: ignore[type-arg]
        return np.array([[t.count(c) + 0.01 for c in "0123456789年月"] for t in texts])

    beads = align_texts(SOURCE, TARGET, options=AlignOptions(encoder=letters))
    assert_covers(beads, len(SOURCE), len(TARGET))
    with pytest.raises(InputError, match="one row"):
        align_texts(SOURCE, TARGET, options=AlignOptions(encoder=lambda texts: np.zeros(3)))


@pytest.mark.parametrize("size", [(1, 1), (3, 3), (2, 4), (4, 2), (0, 3), (3, 0)])
def test_lattice_agrees_with_the_enumeration_of_all_paths(size: tuple[int, int]) -> None:
    """Best path, probabilities and gap counts are those that listing every path gives."""
    n, m = size
    low = np.zeros(n + 1, int)
    band = Band(low, low + m, np.arange(n + 2) * (m + 1))
    scores = np.random.default_rng(n * 7 + m).normal(size=(len(KINDS), band.size)).astype(np.float32)
    lattice = Lattice(band, scores, (-0.7, -0.3))
    found = list(all_paths(lattice, 0, 0, None, 0.0, []))
    totals = np.array([total for total, _ in found])
    shares = np.exp(totals - np.logaddexp.reduce(totals))
    expected = np.zeros(scores.shape)
    for share, (_, steps) in zip(shares, found, strict=True):
        for i, j, kind in steps:
            expected[kind, i * (m + 1) + j] += share
    assert np.allclose(lattice.posteriors().steps, expected, atol=1e-6)
    assert lattice.best_path() == found[int(np.argmax(totals))][1]


def all_paths(lattice: Lattice, i: int, j: int, last: int | None, total: float, steps: list):  # type: ignore[no-untyped-def, type-arg]
    n, m = len(lattice.band.low) - 1, int(lattice.band.high[0])
    if (i, j) == (n, m):
        yield total, list(steps)
    for kind, (a, b) in enumerate(KINDS):
        if i + a > n or j + b > m or (kind == SKIP_SOURCE and last == SKIP_TARGET):
            continue
        gap = {SKIP_SOURCE: 0, SKIP_TARGET: 1}.get(kind)
        price = lattice.gaps[gap] if gap is not None and last != kind else 0.0
        score = float(lattice.scores[kind, (i + a) * (m + 1) + j + b])
        yield from all_paths(lattice, i + a, j + b, kind, total + score + price, [*steps, (i + a, j + b, kind)])


def test_band_holds_the_way_around_a_hole_of_any_size() -> None:
    """Between far anchors, where a text without counterpart is, the band leads along source, then along target."""
    anchors = [(k, k) for k in range(200)] + [(1000 + k, 900 + k) for k in range(200)]
    band = band_around(anchors, (1200, 1100), Cuts())
    rows = np.array([200, 600, 1000, 1000, 1000])
    columns = np.array([200, 200, 200, 500, 900])
    assert (band.number(rows, columns) < band.size).all()
    assert band.size < 60_000


def test_chain_is_the_heaviest_rising_one() -> None:
    """Against all subsets of pairs: none that rises in both coordinates weighs more."""
    chance = random.Random(3)
    for _ in range(30):
        points = sorted({(chance.randrange(6), chance.randrange(6)) for _ in range(8)})
        weights = [chance.random() for _ in points]
        best = 0.0
        for mask in range(1 << len(points)):
            chosen = [p for k, p in enumerate(points) if mask >> k & 1]
            if all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(chosen)):
                best = max(best, sum(w for k, w in enumerate(weights) if mask >> k & 1))
        found = chain(*(np.array(v) for v in zip(*points, strict=True)), np.array(weights, dtype=np.float32))
        assert sum(weights[points.index(p)] for p in found) == pytest.approx(best, abs=1e-5)


def test_damage_leaves_gold_that_covers_what_is_left() -> None:
    """After removing sentences the gold beads cover the rest once, and what lost its counterpart is single gaps."""
    kept_source, kept_target, left = damaged((len(SOURCE), len(TARGET)), GOLD, 0.3, 4, seed=5)
    assert sorted(i for b in left for i in b.source) == list(range(len(kept_source)))
    assert sorted(j for b in left for j in b.target) == list(range(len(kept_target)))
    assert all(b.kind in ("1-0", "0-1") for b in left if not (b.source and b.target))


def test_both_conventions_for_gaps() -> None:
    """vecalign's scorer does not ask for gold gaps back, aligner-eval's does; lax accepts an overlap on both sides."""
    gold = [Bead((0,), (0,)), Bead((1,), ()), Bead((2, 3), (1,))]
    predicted = [Bead((0,), (0,)), Bead((1, 2), (1,)), Bead((3,), ())]
    counts = evaluate(gold, predicted).counts
    assert counts["strict vecalign"].rates.recall == 1 / 2
    assert counts["strict aligner-eval"].rates.recall == 1 / 3
    assert counts["strict vecalign"].rates.precision == counts["strict aligner-eval"].rates.precision == 1 / 3
    assert counts["lax vecalign"].rates.recall == 1


CASES = json.loads((DATA / "checks.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_checks_name_what_is_wrong(case: dict) -> None:  # type: ignore[type-arg]
    """Every check finds its fault in the last pair and nothing in the good pairs before it."""
    texts = Texts([tuple(p) for p in case["pairs"]], tuple(case["languages"]))
    *good, last = check_pairs(texts, parse_check(case["check"]))
    assert not any(good)
    assert [f.partition(" ")[0] for f in last] == [case["check"].partition("=")[0]]


def test_every_check_has_a_case() -> None:
    """No check goes untested."""
    assert {c["check"].partition("=")[0] for c in CASES} == set(CHECKS)


def test_weights_are_refused_with_their_line() -> None:
    """A table of weights with a wrong number of columns names the line."""
    with pytest.raises(InputError, match="w:2"):
        parse_weights("evidence a b\nfirst.cosine 1\n", "w")


def test_command_writes_every_form(tmp_path: Path) -> None:
    """Every --format gives a file that holds the whole text; the review page needs nothing from outside."""
    for form in ("beads", "tsv", "json", "tmx", "html"):
        out = tmp_path / f"x.{form}"
        files = [str(DATA / "story.zh"), str(DATA / "story.en")]
        assert main(["align", *files, "--presegmented", "--format", form, "-o", str(out)]) == 0
        text = out.read_text(encoding="utf-8")
        if form == "beads":
            assert pairs(read_beads(out)) == pairs(GOLD)
        else:
            assert all(json.dumps(t, ensure_ascii=False)[1:-1] in text for t in SOURCE)
    assert "http" not in text
    assert "src=" not in text


def test_manifest_goes_on_where_it_stopped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is aligned already is kept, a bad pair does not stop the others, and the exit code tells of it."""
    (tmp_path / "pairs.tsv").write_text(
        f"{DATA}/story.zh\t{DATA}/story.en\n{DATA}/none.zh\t{DATA}/story.en\n", encoding="utf-8", newline="\n"
    )
    command = ["align", "--manifest", str(tmp_path / "pairs.tsv"), "--out", str(tmp_path), "--presegmented"]
    assert main(command) == 1
    assert "1 aligned" in capsys.readouterr().out
    assert main(command) == 1
    captured = capsys.readouterr()
    assert "0 aligned (0 beads, 0 of them gaps), 1 kept, 1 failed" in captured.out
    assert "none.zh" in captured.err


FILES = [str(DATA / "story.zh"), str(DATA / "story.en")]


def test_an_input_is_never_written_over(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """-o may name neither text nor the fixes, not even through a link; no line of a manifest may name a text."""
    texts = [tmp_path / "a.zh", tmp_path / "a.en", tmp_path / "fix"]
    for path, text in zip(texts, ("你好。\n", "Hello.\n", "[0]:[0]\n"), strict=True):
        path.write_text(text, encoding="utf-8", newline="\n")
    (tmp_path / "link").symlink_to(texts[1])
    names = [str(p) for p in texts]
    before = [p.read_bytes() for p in texts]
    for out in (*names, str(tmp_path / "link")):
        assert main(["align", *names[:2], "--presegmented", "--fix", names[2], "-o", out]) == 1
        assert "would be overwritten" in capsys.readouterr().err
    (tmp_path / "pairs").write_text(f"a.zh\ta.en\t{names[0]}\n", encoding="utf-8", newline="\n")
    assert main(["align", "--manifest", str(tmp_path / "pairs"), "--presegmented"]) == 1
    assert "is a text that is to be read" in capsys.readouterr().err
    assert [p.read_bytes() for p in texts] == before


def test_reasons_of_checks_reach_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    """The memory carries the reason as a note; the beads form, which has no room, says how many are marked."""
    command = ["align", *FILES, "--presegmented", "--check", "length=0"]
    assert main([*command, "--format", "tmx"]) == 0
    assert "<note>check: length (" in capsys.readouterr().out
    assert main(command) == 0
    assert "fail a check" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--manifest", "m", "-o", "x"], "-o has no place beside --manifest"),
        (["--manifest", "m", "--fix", "x"], "--fix has no place beside --manifest"),
        (["--manifest", "m", "--match-documents"], "--match-documents has no place"),
        (["--manifest", "m", "a", "b"], "SRC has no place"),
        ([*FILES, "--out", "x"], "--out has no place beside a single pair"),
        ([*FILES, "--jobs", "2"], "--jobs has no place"),
        (["--match-documents", "a", "b", "--format", "tsv"], "--format has no place"),
        (["--manifest", "m", "--jobs", "0"], "'0' is no number of processes"),
        ([*FILES, "--src-lang", "xx"], "'xx' is no language code"),
        ([*FILES, "--tgt-lang", "english"], "'english' is no language code"),
        ([*FILES, "--min-score", "abc"], "'abc' is no confidence"),
        ([*FILES, "--check", "length=abc"], "the threshold 'abc' is no number"),
        ([*FILES, "--check", "lenght"], "no check is called 'lenght'"),
        (["-", "-"], "cannot both be standard input"),
    ],
)
def test_options_that_make_no_sense_are_usage_errors(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An option that contradicts another, does nothing, or has no such value ends with 2 and one sentence."""
    with pytest.raises(SystemExit) as stop:
        main(["align", *options])
    assert stop.value.code == 2
    assert message in capsys.readouterr().err


def test_lines_are_read_in_any_encoding_and_from_standard_input(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of one sentence a line may be GB18030, and one of the two may be standard input."""
    (tmp_path / "gb.zh").write_bytes("\n".join(SOURCE).encode("gb18030"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(FILES[1]).read_bytes())))
    assert main(["align", str(tmp_path / "gb.zh"), "-", "--presegmented"]) == 0
    found = [parse_bead(line) for line in capsys.readouterr().out.splitlines()]
    assert pairs(found) == pairs(GOLD)


def test_a_bad_line_or_file_does_not_stop_the_rest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A malformed line of a manifest and an unreadable file among documents are named, and the others are done."""
    manifest = tmp_path / "pairs.tsv"
    manifest.write_text("only one column\n" + "\t".join(FILES) + "\n", encoding="utf-8", newline="\n")
    assert main(["align", "--manifest", str(manifest), "--out", str(tmp_path / "out"), "--presegmented"]) == 1
    captured = capsys.readouterr()
    assert "1 aligned" in captured.out
    assert "pairs.tsv:1: not source, tab, target" in captured.err
    for side, text in (("zh", SOURCE), ("en", TARGET)):
        (tmp_path / side).mkdir()
        (tmp_path / side / f"x.{side}").write_text("\n".join(text), encoding="utf-8", newline="\n")
    (tmp_path / "zh" / "a.bin").write_bytes(b"PK\x03\x04\x00\x00")
    assert main(["align", "--match-documents", str(tmp_path / "zh"), str(tmp_path / "en"), "--presegmented"]) == 1
    captured = capsys.readouterr()
    assert len(captured.out.splitlines()) == 1
    assert "a.bin: this is a binary file" in captured.err


def test_a_result_older_than_its_text_is_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A manifest keeps what is up to date, makes anew what is older than one of its texts, and says so."""
    for path, text in ((tmp_path / "a.zh", "你好。\n"), (tmp_path / "a.en", "Hello.\n")):
        path.write_text(text, encoding="utf-8", newline="\n")
    (tmp_path / "pairs").write_text("a.zh\ta.en\n", encoding="utf-8", newline="\n")
    command = ["align", "--manifest", str(tmp_path / "pairs"), "--out", str(tmp_path), "--presegmented"]
    assert main(command) == 0
    made = (tmp_path / "a.beads").stat().st_mtime_ns
    os.utime(tmp_path / "a.en", ns=(made, made))
    capsys.readouterr()
    assert main(command) == 0
    assert "1 kept" in capsys.readouterr().out
    os.utime(tmp_path / "a.en", ns=(made + 10**9, made + 10**9))
    assert main(command) == 0
    captured = capsys.readouterr()
    assert "1 aligned" in captured.out
    assert "aligned again" in captured.err


def test_a_table_holds_no_control_characters() -> None:
    """In TSV a tab or a line end inside a text is a blank, and other control characters are gone."""
    aligned = Aligned(("甲\x07\x1b[31m乙\t丙\x00",), ("a\x85b\x9bc\x7f",), (Bead((0,), (0,)),))
    assert to_tsv(aligned) == "1.00\t1-1\t甲[31m乙 丙\ta bc\t\n"


def test_min_score_says_how_many_it_drops(capsys: pytest.CaptureFixture[str]) -> None:
    """Beads below the confidence are left out of the result and counted on standard error."""
    files = [str(DATA / "story.zh"), str(DATA / "story.en")]
    assert main(["align", *files, "--presegmented", "--min-score", "1"]) == 0
    captured = capsys.readouterr()
    kept = len(captured.out.splitlines())
    assert f"{len(GOLD) - kept} of {len(GOLD)} beads are below" in captured.err


def test_documents_find_their_partners(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Files are paired by what they say, and a file without a partner is named."""
    for side, text in (("zh", SOURCE), ("en", TARGET)):
        (tmp_path / side).mkdir()
        half = len(text) // 2
        (tmp_path / side / f"{'b' if side == 'zh' else 'x'}.txt").write_text(
            "\n".join(text[:half]), encoding="utf-8", newline="\n"
        )
        (tmp_path / side / f"{'a' if side == 'zh' else 'y'}.txt").write_text(
            "\n".join(text[half:]), encoding="utf-8", newline="\n"
        )
    (tmp_path / "en" / "z.txt").write_text(
        "An entirely different matter.\nIt is about nuclear physics.\n", encoding="utf-8", newline="\n"
    )
    assert main(["align", "--match-documents", str(tmp_path / "zh"), str(tmp_path / "en"), "--presegmented"]) == 0
    captured = capsys.readouterr()
    found = [tuple(Path(p).name for p in line.split("\t")[:2]) for line in captured.out.splitlines()]
    assert found == [("a.txt", "y.txt"), ("b.txt", "x.txt")]
    assert "z.txt: no partner" in captured.err


def test_eval_prints_both_conventions(capsys: pytest.CaptureFixture[str]) -> None:
    """The gold alignment scores 1 against itself by every measure."""
    assert main(["align-eval", str(DATA / "story.gold"), str(DATA / "story.gold"), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert {row["f1"] for row in report["scores"].values()} == {1.0}


def test_gold_path_is_whole_even_where_a_bead_is_not_contiguous() -> None:
    """Interlocking beads are joined and unknown kinds become gaps, so that no sentence is missing from the path."""
    beads = [Bead((0,), (0,)), Bead((1, 3), (1,)), Bead((2,), ()), *(Bead((i,), ()) for i in (4,))]
    beads += [Bead(tuple(range(5, 16)), tuple(range(2, 8)))]
    band = Band(np.zeros(17, int), np.full(17, 8), np.arange(18) * 9)
    found = gold_path(beads, band)
    assert found is not None
    taken = np.array([KINDS[kind] for kind, _ in found[0]]).sum(axis=0)
    assert taken.tolist() == [16, 8]
    assert KINDS[found[0][1][0]] == (3, 1)
    assert found[1] == (1, 1)
    narrow = Band(np.zeros(17, int), np.zeros(17, int), np.arange(18))
    assert gold_path(beads, narrow) is None
