"""What users found in the translation memory: each test guards one finding that was mended."""

from __future__ import annotations

import errno
import gzip
import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from tmkit.cli import main
from tmkit.errors import InputError, StoreError
from tmkit.formats.output import replacing
from tmkit.formats.tmx import read_tmx, write_tmx
from tmkit.formats.units import read_units
from tmkit.memory import Query, folded, nearest, rank, similarity
from tmkit.model import Unit
from tmkit.pipeline.memory import LookupOptions, Memory
from tmkit.pipeline.pretranslate import pretranslate


def test_own_export_adds_nothing(tmp_path: Path) -> None:
    """A memory with units of both directions, exported and imported again, has nothing new."""
    units = [
        Unit("甲乙。", "A b."),
        Unit("C d.", "丙丁。", "en-US", "zh-CN"),
        Unit("E.", "戊。", "en-US", "zh-CN", "i"),
    ]
    with Memory.open(tmp_path / "m.db") as memory:
        memory.add(units)
        write_tmx(tmp_path / "m.tmx", memory)
        report = memory.add(read_tmx(tmp_path / "m.tmx"))
        assert (report.added, report.unchanged) == (0, 3)
        assert list(read_tmx(tmp_path / "m.tmx")) == units


@pytest.mark.parametrize("kind", ["cut", "changed"])
def test_broken_gz_gives_what_can_be_read(tmp_path: Path, kind: str) -> None:
    """Of a cut or damaged .gz all units before the break are read, and the problem names a line."""
    rng = random.Random(1)
    units = [Unit("".join(rng.choices("甲乙丙丁戊己庚辛", k=30)), f"{rng.random()} {i}") for i in range(3000)]
    write_tmx(tmp_path / "a.tmx.gz", units)
    data = (tmp_path / "a.tmx.gz").read_bytes()
    at = len(data) * 4 // 5
    broken = data[:at] if kind == "cut" else data[:at] + b"\xff" * 64 + data[at + 64 :]
    (tmp_path / "b.tmx.gz").write_bytes(broken)
    reader = read_tmx(tmp_path / "b.tmx.gz")
    found = list(reader)
    assert len(found) > 0.75 * len(units)
    problem = next(p for p in reader.problems if "compressed" in p.message)
    assert problem.line is not None
    assert problem.line > len(found)


def test_gz_of_several_members(tmp_path: Path) -> None:
    """A .gz that was put together from parts, with zeros behind it, is read whole."""
    write_tmx(tmp_path / "a.tmx", [Unit("甲乙。", "A b.")])
    data = (tmp_path / "a.tmx").read_bytes()
    (tmp_path / "a.tmx.gz").write_bytes(gzip.compress(data[:100]) + gzip.compress(data[100:]) + b"\0" * 9)
    reader = read_tmx(tmp_path / "a.tmx.gz")
    assert len(list(reader)) == 1
    assert not reader.problems


def test_newer_translation_first() -> None:
    """Of equal matches used equally often the one changed last comes first."""
    old, new = (
        Unit("甲。", "Old.", change_date="20200101T000000Z"),
        Unit("甲。", "New.", creation_date="20240101T000000Z"),
    )
    assert [m.unit.target for m in rank(Query("甲。"), [old, new], 70, 5)] == ["New.", "Old."]


def test_context_among_many() -> None:
    """A match in its context is found among 3,000 units of the same source, and so is another language's only one."""
    units = [Unit("是。", "Yes.", id=f"n{i}", previous=f"前{i}", next=f"后{i}", usage_count=1) for i in range(3000)]
    with Memory.open(":memory:") as memory:
        memory.add([*units, Unit("是。", "はい。", target_language="ja"), Unit("是。", "Yeah.", usage_count=7)])
        found = memory.lookup("是。", context=("前2900", "后2900"))
        assert (found[0].kind, found[0].score, found[0].unit.id) == ("ice", 101, "n2900")
        assert memory.lookup("是。")[0].unit.target == "Yeah."
        assert {m.unit.target for m in memory.lookup("是。")} == {"Yes.", "はい。", "Yeah."}
        found = memory.lookup("是。", options=LookupOptions(target_language="ja"))
        assert [m.unit.target for m in found] == ["はい。"]


def test_only_context_matches() -> None:
    """At 101 percent only matches in their context are asked for; what is no percentage is one clear sentence."""
    with Memory.open(":memory:") as memory:
        memory.add([Unit("是。", "Yes.", previous="前", next="后"), Unit("否。", "No.")])
        assert [m.kind for m in memory.lookup("是。", 101, context=("前", "后"))] == ["ice"]
        assert memory.lookup("否。", 101) == []
        for wrong in (102, float("nan")):
            with pytest.raises(InputError, match="percentage"):
                memory.lookup("是。", wrong)


def in_xliff(version: str, body: str) -> str:
    """An XLIFF file around its units, the second version without a target language."""
    if version == "2":
        head = '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="zh-CN"><file id="f">'
        return f"{head}{body}</file></xliff>"
    head = '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" '
    return (
        f'{head}source-language="zh-CN" target-language="en-US" datatype="plaintext"><body>{body}</body></file></xliff>'
    )


@pytest.fixture
def memory() -> Iterator[Memory]:
    """Two exact matches."""
    with Memory.open(":memory:") as made:
        made.add([Unit("加快发展。", "Develop faster."), Unit("稳步推进。", "Advance steadily.")])
        yield made


def test_text_keeps_its_layout(memory: Memory, tmp_path: Path) -> None:
    """Blank lines, blanks at the edges, CRLF and a missing final line end stay; only segments are exchanged."""
    text = "  加快发展。稳步推进。\r\n\r\n\r\n别的句子。\r\n\t稳步推进。"
    (tmp_path / "a.txt").write_bytes(text.encode())
    pretranslate(memory, tmp_path / "a.txt", tmp_path / "b.txt")
    expected = "  Develop faster. Advance steadily.\r\n\r\n\r\n别的句子。\r\n\tAdvance steadily."
    assert (tmp_path / "b.txt").read_bytes().decode() == expected


@pytest.mark.parametrize(("version", "code"), [("1", '<g id="1">发展</g>'), ("2", '<pc id="1">发展</pc>')])
def test_codes_in_xliff_count(memory: Memory, tmp_path: Path, version: str, code: str) -> None:
    """A source with codes that the unit lacks is no exact match: half a point for each end of a pair, as in TMX."""
    source = f"<source>加快{code}。</source>"
    body = (
        f'<trans-unit id="1">{source}</trans-unit>'
        if version == "1"
        else (f'<unit id="1"><segment>{source}</segment></unit>')
    )
    (tmp_path / "a.xlf").write_text(in_xliff(version, body), encoding="utf-8")
    assert dict(pretranslate(memory, tmp_path / "a.xlf", tmp_path / "b.xlf")) == {"95-99": 1}
    text = (tmp_path / "b.xlf").read_text(encoding="utf-8")
    assert "exact-match" not in text
    assert "99.00" in text or "fuzzy-match" in text
    reader = read_units(tmp_path / "b.xlf")
    assert list(reader) == []  # which is to be reviewed before a memory takes it
    assert reader.skipped == {"to be reviewed": 1}
    done = re.sub(r' (state|subState|state-qualifier)="[^"]*"', "", text)
    (tmp_path / "c.xlf").write_text(done, encoding="utf-8")
    reader = read_units(tmp_path / "c.xlf")
    (unit,) = reader
    assert unit.tu is not None
    assert len([piece for piece in unit.tu.variants[0].content if not isinstance(piece, str)]) == 2
    assert not reader.skipped


def test_xliff_2_says_its_target_language(memory: Memory, tmp_path: Path) -> None:
    """A file that gets targets gets trgLang too."""
    body = '<unit id="1"><segment><source>加快发展。</source></segment></unit>'
    (tmp_path / "a.xlf").write_text(in_xliff("2", body), encoding="utf-8")
    pretranslate(memory, tmp_path / "a.xlf", tmp_path / "b.xlf")
    assert etree.parse(tmp_path / "b.xlf").getroot().get("trgLang") == "en-US"


def test_segments_of_a_trans_unit(memory: Memory, tmp_path: Path) -> None:
    """Each mrk of a seg-source is a segment with its own translation, and importing gives them one by one."""
    marks = '<mrk mtype="seg" mid="1">加快发展。</mrk><mrk mtype="seg" mid="2">{}</mrk>'
    units = "".join(
        f'<trans-unit id="{i}"><source>加快发展。{second}</source><seg-source>{marks.format(second)}</seg-source>'
        "</trans-unit>"
        for i, second in enumerate(("稳步推进。", "完全不同的句子在这里。"))
    )
    (tmp_path / "a.xlf").write_text(in_xliff("1", units), encoding="utf-8")
    pretranslate(memory, tmp_path / "a.xlf", tmp_path / "b.xlf")
    targets = list(etree.parse(tmp_path / "b.xlf").iter("{*}trans-unit"))
    states = [unit.find("{*}target").get("state") for unit in targets]
    assert states == ["translated", "needs-translation"]
    assert [[m.text for m in unit.find("{*}target")] for unit in targets] == [
        ["Develop faster.", "Advance steadily."],
        ["Develop faster."],
    ]
    assert [e.get("mid") for e in targets[0].findall("{*}alt-trans")] == ["1", "2"]
    assert [unit.target for unit in read_units(tmp_path / "b.xlf")][:2] == ["Develop faster.", "Advance steadily."]


def test_every_language_that_is_not_used_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Further languages of a unit, pairs that a PO file cannot hold and codes that are dropped are all reported."""
    tuv = '<tuv xml:lang="{}"><seg>{}</seg></tuv>'
    texts = {"zh-CN": '甲<ph x="1"/>乙', "en-US": "A", "ja": "あ", "de": "D"}
    units = (tuv.format(language, text) for language, text in texts.items())
    more = tuv.format("zh-CN", "丙"), tuv.format("fr", "C")
    body = f"<tu>{''.join(units)}</tu><tu>{''.join(more)}</tu>"
    (tmp_path / "a.tmx").write_text(f'<tmx version="1.4"><header srclang="zh-CN"/><body>{body}</body></tmx>', "utf-8")
    store = str(tmp_path / "m.db")
    assert main(["tm", "import", str(tmp_path / "a.tmx"), "--tm", store]) == 0
    said = capsys.readouterr().err
    assert "1 units have de too: kept for export, not searched" in said
    assert "1 units have ja too" in said
    for name in ("a.po", "a.moses"):
        assert main(["tm", "export", "--tm", store, "-o", str(tmp_path / name), "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert found["written"] == 1
        assert found["skipped"] == {
            "zh-CN > fr (the file holds zh-CN > en-US)": 1,
            "inline codes of units whose text is kept": 1,
        }


BOMB = '<!DOCTYPE tmx [<!ENTITY a "x"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'


def test_refused_import_leaves_nothing(tmp_path: Path) -> None:
    """A file that is refused leaves no new memory behind."""
    (tmp_path / "a.tmx").write_text(f'{BOMB}<tmx version="1.4"><header/><body/></tmx>', "utf-8")
    assert main(["tm", "import", str(tmp_path / "a.tmx"), "--tm", str(tmp_path / "m.db")]) != 0
    assert [p.name for p in tmp_path.iterdir()] == ["a.tmx"]


def test_one_sentence_each(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder for a memory, half a character and a wrong language tag are one sentence; no limit gives nothing."""
    with pytest.raises(StoreError, match="is a folder"):
        Memory.open(tmp_path)
    with Memory.open(":memory:") as memory:
        with pytest.raises(StoreError, match="surrogate"):
            memory.add([Unit("甲\ud800", "A")])
        memory.add([Unit("甲", "A")])
        assert memory.concordance("甲", 0) == []
    with pytest.raises(SystemExit):
        main(["tm", "lookup", "甲", "--tm", "x.db", "--source", "not a tag!!"])
    assert "is no language code" in capsys.readouterr().err


def test_broken_import_says_what_is_in(tmp_path: Path) -> None:
    """Where parts were committed before the store gave up, the sentence says how many units."""
    units = [*(Unit(f"第{i}条", f"Article {i}") for i in range(10)), Unit("\ud800", "A")]
    with Memory.open(tmp_path / "m.db") as memory:
        with pytest.raises(StoreError, match="10 units were committed before"):
            memory.add(units, commit_every=5)
        assert len(memory) == 10


def test_full_disk_names_the_file(tmp_path: Path) -> None:
    """A disk that fills up while a file is written is a sentence with the path, and nothing half is left."""
    with pytest.raises(InputError, match=r"a\.tmx: cannot be written \(no space"), replacing(tmp_path / "a.tmx"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert not list(tmp_path.iterdir())


def test_a_header_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Notes, props and dates of a header come out of the memory as they went in, even where no unit did."""
    head = '<header srclang="zh-CN" creationdate="20240101T000000Z"><note>n</note><prop type="p">v</prop></header>'
    (tmp_path / "a.tmx").write_text(f'<tmx version="1.4">{head}<body></body></tmx>', "utf-8")
    assert main(["tm", "import", str(tmp_path / "a.tmx"), "--tm", str(tmp_path / "m.db")]) == 0
    assert capsys.readouterr().err.endswith("a.tmx: 0 added, 0 updated, 0 unchanged, 0 problems\n")
    assert main(["tm", "export", "--tm", str(tmp_path / "m.db"), "-o", str(tmp_path / "b.tmx")]) == 0
    written = (tmp_path / "b.tmx").read_text("utf-8")
    for piece in ('creationdate="20240101T000000Z"', "<note>n</note>", '<prop type="p">v</prop>'):
        assert piece in written


def test_short_english_sentences_that_share_their_words() -> None:
    """Among thousands of short sentences of the same words, shorter and longer than the query, none is missed."""
    rng = random.Random(5)
    words = [w.split() for w in ("Save Open Close Print Delete", "all new old last first", "file page table row image")]
    ends = ["", "now", "here", "again", "in text", "in file", "of page", "of table", "only", "first"]
    drawn = (" ".join(map(rng.choice, words)) + f" {rng.choice(ends)} {rng.choice(ends)}" for _ in range(60_000))
    forms = sorted({folded(text) for text in drawn})
    with Memory.open(":memory:") as memory:
        memory.add(Unit(form, f"译{i}", "en-US", "zh-CN") for i, form in enumerate(forms))
        for query in (form[:-1] + "x" for form in rng.sample([f for f in forms if 15 <= len(f) <= 25], 40)):
            expected = [round(score, 4) for score, _ in nearest(query, forms, 70)[:5]]
            found = sorted((similarity(query, folded(m.unit.source)) for m in memory.lookup(query, 70)), reverse=True)
            assert [round(score, 4) for score in found] == expected
