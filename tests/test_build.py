"""The main job: deterministic, complete, and careful with what is already there."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import tmkit
from tmkit.errors import InputError
from tmkit.pipeline.build import BuildOptions, build_corpus
from tmkit.pipeline.staging import Stage, staging

ROOT = Path(__file__).parent.parent
CURATED = {"terms.csv", "exceptions.csv"}
IDS = ["politburo-study", "jiangsu-delegation", "work-report", "minister-press"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The shipped corpus, built into an empty folder."""
    out = tmp_path_factory.mktemp("out")
    return out, build_corpus(ROOT / "seeds" / "corpus.toml", out)


@pytest.mark.parametrize("folder", ["tmx", "glossary"])
def test_the_build_gives_what_is_committed(built, folder):
    """Building again leaves every file of tmx/ and glossary/ as it is in the repository, byte for byte."""
    out, _ = built
    made = {p.name: p.read_bytes() for p in (out / folder).iterdir()}
    kept = {p.name: p.read_bytes() for p in (ROOT / folder).iterdir() if p.name not in CURATED}
    assert sorted(made) == sorted(kept)
    for name, content in made.items():
        assert content == kept[name], f"{folder}/{name} differs from what is committed"


def test_every_kept_sentence_is_in_the_memory_or_a_gap(built):
    """Each segment of both sides stands in exactly one bead, and units carry all beads with two sides."""
    _, report = built
    for result in report.documents:
        assert [i for b in result.beads for i in b.source] == list(range(len(result.source_segments)))
        assert sorted(i for b in result.beads for i in b.target) == list(range(len(result.target_segments)))
        assert len(result.units) == sum(bool(b.source and b.target) for b in result.beads)
        assert not result.refusal


def test_units_can_be_traced(built):
    """A unit's id tells its document and its first sentence; ids are unique and stable."""
    _, report = built
    ids = [u.id for d in report.documents for u in d.units]
    assert len(set(ids)) == len(ids)
    assert ids[0] == "politburo-study-0001"
    assert [d.id for d in report.documents] == IDS


def test_changes_are_noted_on_their_units(built):
    """The joined kicker and the dropped remnant leave a note on the unit they touched, and only there."""
    _, report = built
    noted = {u.id: u.notes for d in report.documents for u in d.units if u.notes}
    assert any("hard line end" in n for n in noted["politburo-study-0001"])
    dropped = [ident for ident, notes in noted.items() if any("word processor" in n for n in notes)]
    assert len(dropped) == 1
    assert dropped[0].startswith("minister-press-")


def test_the_cleaning_report_lists_every_edit(built):
    """build/cleaning.tsv has one row for each change, with its line and its reason."""
    out, report = built
    rows = (out / "build" / "cleaning.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) == sum(len(side.edits) for d in report.documents for side in (d.source, d.target))
    assert all(len(row.split("\t")) == 8 and row.split("\t")[5] for row in rows)


def write(folder: Path, name: str, text: str) -> None:
    """One UTF-8 file."""
    (folder / name).write_text(text, encoding="utf-8", newline="\n")


ZH = "今年是中华人民共和国成立75周年。粮食产量1.3万亿斤以上。我们要坚持稳中求进。谢谢大家！\n"
EN = (
    "This year is the 75th anniversary of the founding of the People's Republic of China. "
    "Grain output will exceed 650 million metric tons. "
    "We must pursue progress while ensuring stability. Thank you all!\n"
)
OTHER = (
    "The kitten slept on the warm windowsill. Rain fell on the tin roof of the barn. "
    "Nobody answered the telephone. A red bicycle leaned against the fence.\n"
)


@pytest.fixture
def small(tmp_path):
    """Somebody else's corpus: two documents, no glossary, no systems."""
    for name, text in (("a.zh", ZH), ("a.en", EN), ("b.zh", ZH), ("b.en", OTHER), ("e.en", "")):
        write(tmp_path, name + ".txt", text)
    write(
        tmp_path,
        "corpus.toml",
        "[[document]]\nid = 'a'\nsource = 'a.zh.txt'\ntarget = 'a.en.txt'\n"
        "[[document]]\nid = 'b'\nsource = 'b.zh.txt'\ntarget = 'b.en.txt'\n",
    )
    return tmp_path


def test_somebody_elses_corpus(small):
    """Two paths a document are enough for a memory."""
    report = build_corpus(small / "corpus.toml", small / "out")
    good, other = report.documents
    assert not good.refusal
    assert other.refusal, "a text of something else altogether must be refused"
    units = list(tmkit.read_tmx(small / "out" / "tmx" / "corpus.zh-en.tmx"))
    assert {u.origin for u in units} == {"a"}
    assert [u.target for u in units if "1.3万亿斤" in u.source] == ["Grain output will exceed 650 million metric tons."]
    assert not (small / "out" / "tmx" / "b.zh-en.tmx").exists()


def test_what_is_refused_can_be_accepted(small):
    """--accept takes a document in against the advice; naming no document is an error."""
    report = build_corpus(small / "corpus.toml", small / "out", BuildOptions(accept=("b",)))
    assert not report.documents[1].refusal
    assert (small / "out" / "tmx" / "b.zh-en.tmx").exists()
    with pytest.raises(InputError, match="no document 'zz'"):
        build_corpus(small / "corpus.toml", small / "out", BuildOptions(accept=("zz",)))


def test_an_empty_side_is_reported_not_built(small):
    """A document whose English is empty is kept out, and the build says so."""
    write(small, "b.en.txt", "\n\n")
    report = build_corpus(small / "corpus.toml", small / "out")
    assert report.documents[1].refusal == "the target text is empty"


def test_processes_give_the_same_result(small):
    """Aligning in two processes changes nothing."""
    build_corpus(small / "corpus.toml", small / "one")
    build_corpus(small / "corpus.toml", small / "two", BuildOptions(jobs=2))
    for path in (small / "one" / "tmx").iterdir():
        assert path.read_bytes() == (small / "two" / "tmx" / path.name).read_bytes()


@pytest.mark.parametrize("fault", ["missing system", "bad lines", "bad glossary"])
def test_a_failed_build_leaves_the_old_files(small, fault):
    """Whatever goes wrong, tmx/ and glossary/ keep their old contents and no temporary file stays."""
    out = small / "out"
    build_corpus(small / "corpus.toml", out)
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    toml = (small / "corpus.toml").read_text(encoding="utf-8")
    if fault == "missing system":
        toml += "[[system]]\nname = 's'\nhypotheses = 'none/{id}.txt'\n"
    elif fault == "bad lines":
        toml += "lines = [1, 99]\n"
    else:
        write(small, "terms.csv", "concept,field\nx,y,z,too,many\n")
        toml = "[corpus]\nglossary = 'terms.csv'\n" + toml
    write(small, "corpus.toml", toml)
    write(small, "a.en.txt", EN.replace("650", "651"))
    with pytest.raises(InputError):
        build_corpus(small / "corpus.toml", out)
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before


def test_a_place_that_is_taken_leaves_everything_as_it_was(small):
    """A folder where a file should go is named, and no other output has been replaced."""
    out = small / "out"
    build_corpus(small / "corpus.toml", out)
    (out / "tmx" / "corpus.zh-en.tmx").unlink()
    (out / "tmx" / "corpus.zh-en.tmx").mkdir()
    before = {p: p.read_bytes() for p in out.rglob("*") if p.is_file()}
    write(small, "a.en.txt", EN.replace("650", "651"))
    with pytest.raises(InputError, match=r"corpus\.zh-en\.tmx: a folder stands where a file should go"):
        build_corpus(small / "corpus.toml", out)
    assert {p: p.read_bytes() for p in out.rglob("*") if p.is_file()} == before
    assert not list(out.glob(".tmkit-*"))


class Losing(Stage):
    """A stage whose last file is taken away, as by a cleaning program, when the others are about to be moved."""

    def places(self) -> list[tuple[Path, Path]]:
        found = super().places()
        found[-1][0].unlink()
        return found


def test_a_move_that_fails_half_way_is_undone(tmp_path):
    """When the last of three files cannot be moved, the first is what it was and the second is gone again."""
    write(tmp_path, "a", "old")
    stage = Losing(tmp_path)
    for name in ("a", "b", "c/d"):
        stage.path(name).write_text("new", encoding="utf-8", newline="\n")
    with pytest.raises(FileNotFoundError):
        stage.move()
    assert stage.moved == [tmp_path / "a", tmp_path / "b"], "two files were in their new places when it failed"
    assert (tmp_path / "a").read_text(encoding="utf-8") == "old"
    assert not (tmp_path / "b").exists()
    assert not (tmp_path / "c" / "d").exists()


def test_trouble_with_the_disk_is_one_sentence(tmp_path):
    """An OSError while files are written or moved names the folder and a cure, and the stage is gone afterwards."""
    with (
        pytest.raises(InputError, match=r"cannot be written \(.*make room or name another folder"),
        staging(tmp_path) as stage,
    ):
        stage.path("a").rename(tmp_path / "b")
    assert not list(tmp_path.iterdir())


def test_inputs_are_never_overwritten(small):
    """A glossary that stands where the build would write its own files is kept, and the cure is named."""
    write(small, "terms.csv", (ROOT / "glossary" / "terms.csv").read_text(encoding="utf-8"))
    (small / "glossary").mkdir()
    tmkit_file = small / "glossary" / "terms.utx"
    build_corpus_from = "[corpus]\nglossary = 'terms.csv'\n" + (small / "corpus.toml").read_text(encoding="utf-8")
    write(small, "corpus.toml", build_corpus_from)
    build_corpus(small / "corpus.toml", small)
    before = tmkit_file.read_bytes()
    write(small, "corpus.toml", build_corpus_from.replace("terms.csv", "glossary/terms.utx"))
    with pytest.raises(InputError, match="would be overwritten; choose another --out, or another glossary_name"):
        build_corpus(small / "corpus.toml", small)
    assert tmkit_file.read_bytes() == before


def test_a_text_that_is_not_translated_is_refused(small):
    """The same text on both sides is no translation, however well it aligns."""
    write(small, "b.en.txt", ZH)
    report = build_corpus(small / "corpus.toml", small / "out")
    assert "the same text on both sides" in report.documents[1].refusal


def test_what_has_no_counterpart_is_listed(small):
    """build/unaligned.tsv names each sentence without a counterpart with its file, line and text."""
    write(small, "a.en.txt", EN + "The following passage was added by the translator for foreign readers only.\n")
    report = build_corpus(small / "corpus.toml", small / "out")
    rows = (small / "out" / "build" / "unaligned.tsv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) == sum(d.gaps for d in report.documents)
    assert any(row.startswith("a\ta.en.txt\t2\t5\tThe following passage") for row in rows)


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command line, as a user runs it."""
    command = [sys.executable, "-m", "tmkit", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False)


def test_the_command_says_what_it_kept_out(small):
    """Data on stdout, the complaint in one line on stderr, exit code 1; no traceback."""
    done = run("build", "--corpus", "corpus.toml", "--out", "out", "--json", cwd=small)
    assert done.returncode == 1
    assert [d["id"] for d in json.loads(done.stdout)["documents"]] == ["a", "b"]
    (line,) = done.stderr.splitlines()
    assert line.startswith("tmkit: corpus.toml: 'b' is kept out of the memory: ")
    assert "--accept b" in line


def test_a_missing_corpus_file_is_one_sentence(tmp_path):
    """Exit code 1 and one line, not a traceback; wrong usage is 2."""
    done = run("build", "--corpus", "no.toml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "tmkit: no.toml: there is no such corpus file; check --corpus\n"
    assert run("build", cwd=tmp_path).returncode == 2
