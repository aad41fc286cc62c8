"""The corpus file: what it says about the seeds, and what bad ones get."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from tmkit.errors import InputError
from tmkit.pipeline.corpus import load_corpus, read_source, read_target

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
SOURCE = SEEDS / "000_f4d9d96fe4767659.txt"


@pytest.fixture(scope="module")
def corpus():
    """The corpus that the project ships."""
    return load_corpus(SEEDS / "corpus.toml")


def test_the_source_file_is_untouched():
    """The user's source file is kept byte for byte."""
    digest = hashlib.sha256(SOURCE.read_bytes()).hexdigest()
    assert digest == "7b3eec5aa1140a5eb42870ec49fdfef1d9ff55ec358537ea58775a71fd56abd8"


def test_the_documents_cover_every_line_with_text(corpus):
    """Each line with text belongs to exactly one document."""
    lines = SOURCE.read_text(encoding="utf-8").split("\n")
    with_text = {number for number, line in enumerate(lines, 1) if line.strip()}
    ranges = [range(d.lines[0], d.lines[1] + 1) for d in corpus.documents]
    for number in with_text:
        assert sum(number in r for r in ranges) == 1, f"line {number}"


def test_paragraphs_kept_of_each_document(corpus):
    """Bullets are skipped, the hard wraps are joined, and nothing else is lost."""
    kept = {d.id: read_source(corpus, d) for d in corpus.documents}
    # 19 paragraphs less the 8 bullets; the facts of the file are counted by hand
    assert {name: len(d.paragraphs) for name, d in kept.items()} == {
        "politburo-study": 11,
        "jiangsu-delegation": 10,
        "work-report": 90,
        "minister-press": 25,
    }
    first = kept["politburo-study"].paragraphs[0]
    assert first.text == "习近平在中共中央政治局第十一次集体学习时强调"
    assert not any("bookmark" in p.text for d in kept.values() for p in d.paragraphs)
    assert not any("■" in p.text for d in kept.values() for p in d.paragraphs)


def test_every_change_has_place_and_reason(corpus):
    """Each edit quotes exactly what stands at its place in the raw file, and says why it was made."""
    raw = SOURCE.read_text(encoding="utf-8")
    for entry in corpus.documents:
        for edit in read_source(corpus, entry).edits:
            assert edit.reason
            whole = raw[edit.start : edit.end]
            assert whole == edit.before or "\n" in whole, edit


def test_both_sides_are_read(corpus):
    """Every document has English text without ASCII quotes or stray blanks."""
    for entry in corpus.documents:
        text = "\n".join(p.text for p in read_target(corpus, entry).paragraphs)
        assert text
        assert '"' not in text
        assert "  " not in text


def make(folder: Path, toml: str) -> Path:
    """A corpus of two short texts with the given corpus file."""
    (folder / "a.txt").write_text("一。\n二。\n三。\n", encoding="utf-8", newline="\n")
    (folder / "b.txt").write_text("One.\nTwo.\nThree.\n", encoding="utf-8", newline="\n")
    file = folder / "corpus.toml"
    file.write_text(toml, encoding="utf-8", newline="\n")
    return file


def read_all(file: Path) -> None:
    """What a build does first: the corpus file, then every text."""
    corpus = load_corpus(file)
    for entry in corpus.documents:
        read_source(corpus, entry)


GOOD = '[[document]]\nid = "a"\nsource = "a.txt"\ntarget = "b.txt"\n'
BAD = [
    ("", "no document is named", 1),
    ("[corpus]\nname = 1\n" + GOOD, "'name' must be a string, not 1", 2),
    ("[corpus]\ncolour = 'red'\n" + GOOD, "unknown key 'colour'", 2),
    (GOOD + "speaker = 'x'\n", "unknown key 'speaker'", 5),
    (GOOD.replace("b.txt", "no.txt"), "there is no file 'no.txt'", 4),
    (GOOD + "lines = [3, 1]\n", r"\[3, 1\] is not a range of lines", 5),
    (GOOD + "lines = [0, 1]\n", r"\[0, 1\] is not a range of lines", 5),
    (GOOD + "lines = [1, 9]\n", "lines 1-9 of 'a' go beyond a.txt", 5),
    (GOOD + "\n" + GOOD, "the id 'a' is given twice", 7),
    (GOOD + "lines = [1, 2]\n" + GOOD.replace('"a"', '"c"') + "lines = [2, 3]\n", "overlap those of 'a'", 10),
    (GOOD + "clean = ['polish']\n", "unknown repair 'polish'", 5),
    (GOOD + "[[document.skip]]\nlines = [1, 1]\n", "a 'skip' gives no reason", 5),
    (GOOD + "[[document.drop]]\nline = 2\ntext = 'zzz'\nreason = 'r'\n", "there is no 'zzz' to drop", 5),
    (GOOD + "encoding = 'utf-16'\n", "the bytes are not utf-16", None),
    (GOOD + "encoding = 'klingon'\n", "unknown encoding 'klingon'", None),
    ("[corpus]\nglossary = 'no.csv'\n" + GOOD, "there is no file 'no.csv'", 2),
    ("[corpus]\ncreation_date = 'today'\n" + GOOD, "'today' is not a TMX date", 2),
    (GOOD + "id = 'b'\n", "is not valid TOML", 5),
    (GOOD + "[[system]]\nname = 's'\nhypotheses = 'x.txt'\n", "hypotheses with {id}", 5),
    ("[corpus]\nname = 'a'\n" + GOOD, "the same name as its document", 2),
    ("[corpus]\nglossary_name = '../x'\n" + GOOD, "cannot be a file name", 2),
    ("[corpus]\nsource_language = '../zh'\n" + GOOD, "is no language tag", 2),
    ("[corpus]\nsource_language = 'en-US'\n" + GOOD, "both languages are the same", 1),
    ("[corpus]\nminimum_score = nan\n" + GOOD, "must lie between 0 and 1", 2),
    ("[corpus]\ncreation_date = '99999999T999999Z'\n" + GOOD, "is not a TMX date", 2),
    ("[corpus]\nclean = [['a']]\n" + GOOD, "unknown repair", 2),
    ("[document]\nsource = 'a.txt'\n", r"'document' must be a list, not a table; write \[\[document\]\]", 1),
    (GOOD + "join = [1]\n", "an entry of 'join' is no table", 5),
    (GOOD + "[[document.skip]]\nreason = 'r'\n", "a 'skip' names no lines", 5),
    (GOOD + "[[document.join]]\nlines = [1, 20]\nreason = 'r'\n", "line 20 holds no text of 'a' to join", 5),
    (GOOD + GOOD.replace('"a"', '"c"') + "[document.reference]\nwhy = 1\n", "unknown key 'why'", 10),
    (GOOD.replace("b.txt", "."), "'.' is a folder, not a file", 4),
    (GOOD.replace("b.txt", "a.txt"), "source and target are the same file", 4),
    (GOOD.replace('"a"', '"NUL"'), "'NUL' cannot be a document id", 2),
    (GOOD + "date = 'today'\n", "'date' must be a date", 5),
    (GOOD + "x = " + "[" * 5000 + "\n", "nested too deeply|not valid TOML", None),
]


@pytest.mark.parametrize(("toml", "message", "line"), BAD, ids=[b[1][:30] for b in BAD])
def test_a_bad_corpus_file_gets_one_sentence(tmp_path, toml, message, line):
    """The complaint names what is wrong, and the line of the corpus file where it stands."""
    file = make(tmp_path, toml)
    with pytest.raises(InputError, match=message) as caught:
        read_all(file)
    if line is not None:
        assert caught.value.file == str(file)
        assert caught.value.line == line


def test_a_minimal_corpus_needs_only_two_paths(tmp_path):
    """Source and target suffice; the id is the file's stem, the languages Chinese and English."""
    corpus = load_corpus(make(tmp_path, "[[document]]\nsource = 'a.txt'\ntarget = 'b.txt'\n"))
    (entry,) = corpus.documents
    assert (entry.id, corpus.source_language, corpus.target_language) == ("a", "zh-CN", "en-US")
    assert [p.text for p in read_source(corpus, entry).paragraphs] == ["一。", "二。", "三。"]


@pytest.mark.parametrize(
    ("file", "identity"),
    [("report.zh.txt", "report"), ("my story.txt", "my-story"), ("报告 2024.txt", "报告-2024"), ("en.txt", "en")],
)
def test_a_document_without_id_is_named_after_its_file(tmp_path, file, identity):
    """The id is the file's stem without its language, with hyphens for blanks; Chinese names stay."""
    toml = make(tmp_path, f"[[document]]\nsource = '{file}'\ntarget = 'b.txt'\n")
    (tmp_path / file).write_text("一。\n", encoding="utf-8", newline="\n")
    assert load_corpus(toml).documents[0].id == identity


def test_a_corpus_file_with_mark_and_windows_line_ends(tmp_path):
    """Editors on Windows write a byte order mark and CRLF; both are read."""
    file = make(tmp_path, GOOD)
    file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load_corpus(file).documents[0].id == "a"
