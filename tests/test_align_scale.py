"""The aligner on long, monotonous and broken texts, and on many documents at once."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pytest

from tmkit.align.band import Cuts, band_around, similar_pairs
from tmkit.align.coarse import Steps, survivors
from tmkit.align.lattice import KINDS, Lattice
from tmkit.errors import InputError
from tmkit.formats.beads import read_beads
from tmkit.model import Bead
from tmkit.pipeline.align import AlignOptions, align_texts
from tmkit.pipeline.processes import in_processes

DATA = Path(__file__).parent / "data" / "align"
SOURCE = (DATA / "story.zh").read_text(encoding="utf-8").splitlines()
TARGET = (DATA / "story.en").read_text(encoding="utf-8").splitlines()
GOLD = read_beads(DATA / "story.gold")


def diagonal(beads: list[Bead]) -> int:
    return sum(b.source == b.target and len(b.source) == 1 for b in beads)


@pytest.mark.parametrize(
    ("source", "target"), [(["好的。"], ["OK."]), (["是。", "不是。"], ["Yes.", "No."]), (["你好"], ["你好"])]
)
def test_lines_that_come_again_and_again_are_paired_in_order(source: list[str], target: list[str]) -> None:
    """A thousand equal lines on both sides, or two by turns, are a thousand pairs, not gaps."""
    times = 1000 // len(source)
    assert diagonal(align_texts(source * times, target * times)) == 1000


def test_copies_of_a_text_are_aligned_with_their_own() -> None:
    """A text twelve times over is aligned copy by copy: of equal sentences the one at the same place counts."""
    n, m, copies = len(SOURCE), len(TARGET), 12
    found = {(b.source, b.target) for b in align_texts(SOURCE * copies, TARGET * copies)}
    wanted = {
        (tuple(i + k * n for i in b.source), tuple(j + k * m for j in b.target)) for k in range(copies) for b in GOLD
    }
    assert len(found & wanted) > 0.95 * len(wanted)


def test_the_band_is_linear_where_anchors_leave_many_holes() -> None:
    """However many holes between anchors are small, the nodes are no more than a multiple of the sentences."""
    for n in (20_000, 200_000):
        steps = np.cumsum(np.random.default_rng(2).integers(20, 141, n))
        anchors = [(i, i) for i in steps[steps < n].tolist()]
        band = band_around(anchors, (n, n), Cuts())
        assert 20 * n < band.size < 100 * n


def test_hopeless_texts_leave_a_bounded_number_of_steps() -> None:
    """Where all steps are equally likely, no more than a multiple of the sentences is looked at twice."""
    n = 400
    band = band_around([], (n, n), Cuts(), reach=60)
    lattice = Lattice(band, np.zeros((len(KINDS), band.size), np.float32))
    steps: Steps = survivors(lattice, np.full((len(KINDS), band.size), 1e-3, np.float32))
    assert len(steps.rows) < 60 * 2 * n


def test_similar_pairs_do_not_depend_on_how_many_rows_are_compared_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The block in which similarities are computed is a matter of memory only."""
    vectors = np.random.default_rng(3).standard_normal((60, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    whole = similar_pairs(vectors, vectors[::-1])
    monkeypatch.setattr("tmkit.align.band._CELLS", 60 * 7)
    rows, columns, weights = similar_pairs(vectors, vectors[::-1])
    assert (rows == whole[0]).all()
    assert (columns == whole[1]).all()
    assert np.allclose(weights, whole[2], atol=1e-6)


def test_unrelated_lines_are_all_listed() -> None:
    """Words at random on either side have no alignment; every line is there all the same, and a run ends soon."""
    chance = random.Random(1)
    source = ["".join(chance.choices("山水火木土日月星", k=2)) for _ in range(600)]
    target = [" ".join(chance.choices(["house", "river", "stone", "paper", "light", "cloud"], k=2)) for _ in range(500)]
    beads = align_texts(source, target)
    assert sorted(i for b in beads for i in b.source) == list(range(600))
    assert sorted(j for b in beads for j in b.target) == list(range(500))


def test_one_side_a_hundred_times_longer() -> None:
    """A few sentences beside a long text are found in it, and the rest are gaps."""
    rest = [f"Line {k} of a list of things that nobody has translated." for k in range(len(TARGET) * 10)]
    beads = align_texts(SOURCE[:5], [*rest, *TARGET[:6], *rest])
    found = {(b.source, tuple(j - len(rest) for j in b.target)) for b in beads if b.source and b.target}
    assert len(found & {(b.source, b.target) for b in GOLD[:5]}) >= 3
    assert sum(len(b.target) for b in beads) == 2 * len(rest) + 6


def test_an_empty_side_is_all_gaps() -> None:
    """With nothing on one side every sentence of the other is a gap of its own, whatever their number."""
    assert align_texts([], ["a"] * 3000) == [Bead((), (j,)) for j in range(3000)]
    assert align_texts(["天"] * 3000, []) == [Bead((i,), ()) for i in range(3000)]


def test_a_million_lines_are_refused_in_one_sentence() -> None:
    """What is too long for one piece is an error that says so and what to do, before any work is done."""
    start = time.process_time()
    with pytest.raises(InputError, match="1000000 and 1000000 sentences is too long"):
        align_texts(["字"] * 1_000_000, ["word"] * 1_000_000)
    assert time.process_time() - start < 5


def test_control_characters_and_halves_of_characters_are_text() -> None:
    """Nothing that a str can hold stops the aligner."""
    source = ["\x00\x01\x02", "\ud800", "\udc00x", "\ufffe", "\u202e\u200b", SOURCE[1]]
    target = ["\x07\x1b[0m", "\ud83d", "\x85", "", "\u2028", TARGET[1]]
    beads = align_texts(source, target)
    assert {i for b in beads for i in b.source} == {j for b in beads for j in b.target} == set(range(6))


def _work(item: str) -> str:
    """What the processes of the tests do: see the names."""
    name, _, path = item.partition(":")
    if name == "dies" or (name == "dies-once" and not Path(path).exists()):
        Path(path or os.devnull).touch()
        os._exit(9)
    if name == "fails":
        raise ValueError(item)
    return item.upper()


def test_a_process_that_dies_takes_no_other_work_with_it(tmp_path: Path) -> None:
    """Work lost with a process is done again; what ends its process twice or raises comes back as an error."""
    items = ["a", "dies", "b", "fails", f"dies-once:{tmp_path / 'x'}", "c", "d"]
    found = dict(in_processes(items, _work, 2))
    assert [found[k] for k in "abcd"] == ["A", "B", "C", "D"]
    assert isinstance(found["dies"], BrokenProcessPool)
    assert isinstance(found["fails"], ValueError)
    assert found[items[4]] == items[4].upper()


def _manifest(folder: Path, pairs: int) -> list[str]:
    lines = []
    for k in range(pairs):
        for side, text in (("zh", SOURCE), ("en", TARGET)):
            (folder / f"{k}.{side}").write_text("\n".join(text * 3), encoding="utf-8", newline="\n")
        lines.append(f"{k}.zh\t{k}.en")
    rows = [*lines[:1], "a broken row", *lines[1:], "missing.zh\t0.en"]
    (folder / "pairs.tsv").write_text("\n".join(rows), encoding="utf-8", newline="\n")
    command = "align --manifest pairs.tsv --out out --presegmented --jobs 2 --encoder none"
    return [sys.executable, "-m", "tmkit", *command.split()]


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL on Windows")
def test_a_run_that_was_killed_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """After SIGKILL in the middle no process and no half file is left, and the next run does only what is missing."""
    command, out = _manifest(tmp_path, 6), tmp_path / "out"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL) as process:
        while not list(out.glob("*.beads")) and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    done = {path.name: path.stat().st_mtime_ns for path in out.glob("*.beads")}
    again = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "pairs.tsv:2: not source, tab, target" in again.stderr
    assert "missing.zh: there is no such file" in again.stderr
    assert again.stdout.endswith(" 2 failed\n")
    assert sorted(path.name for path in out.glob("*.beads")) == [f"{k}.beads" for k in range(6)]
    assert all((out / name).stat().st_mtime_ns == when for name, when in done.items())


def test_jobs_run_from_a_program_that_starts_processes_afresh(tmp_path: Path) -> None:
    """With the start method of macOS and Windows, spawn, the results are those of one process."""
    _manifest(tmp_path, 2)
    (tmp_path / "program.py").write_text(
        "import multiprocessing\n"
        "from tmkit.pipeline.align import AlignOptions\n"
        "from tmkit.pipeline.align_files import FileOptions, read_manifest, run_jobs\n"
        "if __name__ == '__main__':\n"
        "    multiprocessing.set_start_method('spawn')\n"
        "    options = FileOptions(presegmented=True, align=AlignOptions(encoder='none'))\n"
        "    jobs = read_manifest('pairs.tsv', 'out', 'json')\n"
        "    print(sorted(outcome.state for outcome in run_jobs(jobs, 'json', options, 2)))\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    run = [sys.executable, "program.py"]
    result = subprocess.run(run, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert result.stdout == "['done', 'done', 'failed', 'failed']\n", result.stderr
    alone = align_texts(SOURCE * 3, TARGET * 3, options=AlignOptions(encoder="none"))
    written = (tmp_path / "out" / "1.json").read_text("utf-8")
    assert written.count('"source"') >= len([b for b in alone if b.source])
