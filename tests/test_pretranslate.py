"""Pre-translation: states, qualities and order as XLIFF and gettext want them."""

from __future__ import annotations

from pathlib import Path

import polib
import pytest
from lxml import etree

from tmkit.errors import InputError
from tmkit.formats.units import read_units
from tmkit.model import Unit, UnitFile
from tmkit.pipeline.memory import Memory
from tmkit.pipeline.pretranslate import PretranslateOptions, pretranslate

V1 = "{urn:oasis:names:tc:xliff:document:1.2}"
V2 = "{urn:oasis:names:tc:xliff:document:2.0}"
MTC = "{urn:oasis:names:tc:xliff:matches:2.0}"


@pytest.fixture
def memory() -> Memory:
    """A memory with an exact, a fuzzy and a number match for the texts below."""
    memory = Memory.open(":memory:")
    memory.add([
        Unit("加快发展新质生产力。", "Develop new quality productive forces faster."),
        Unit("稳步推进乡村振兴。", "Advance rural revitalization steadily."),
        Unit("2022年增长5.0%。", "Growth was 5.0% in 2022."),
    ])  # fmt: skip
    return memory


TEXTS = ["加快发展新质生产力。", "稳步推进乡村全面振兴。", "2023年增长5.2%。", "完全不同的句子在这里。"]


def xliff1(*units: str) -> str:
    """An XLIFF 1.2 file around trans-units."""
    return (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a" datatype="plaintext" '
        f'source-language="zh-CN" target-language="en-US"><body>{"".join(units)}</body></file></xliff>'
    )


def test_xliff_1(memory: Memory, tmp_path: Path) -> None:
    """Targets carry state and qualifier, alternatives follow in falling quality, source before target."""
    (tmp_path / "a.xlf").write_text(
        xliff1(*(f'<trans-unit id="{i}"><source>{t}</source><note>n</note></trans-unit>' for i, t in enumerate(TEXTS))),
        encoding="utf-8",
        newline="\n",
    )
    bands = pretranslate(memory, tmp_path / "a.xlf", tmp_path / "b.xlf")
    assert dict(bands) == {"100": 1, "75-84": 1, "95-99": 1, "new": 1}
    units = list(etree.parse(tmp_path / "b.xlf").iter(V1 + "trans-unit"))
    states = [
        None if (t := u.find(V1 + "target")) is None else (t.get("state"), t.get("state-qualifier")) for u in units
    ]
    assert states == [
        ("translated", "exact-match"),
        ("needs-review-translation", "fuzzy-match"),
        ("needs-review-translation", "fuzzy-match"),
        None,
    ]
    assert units[2].find(V1 + "target").text == "Growth was 5.2% in 2023."
    beside = units[2].find(V1 + "alt-trans")  # a pair that the memory holds, not the old source with the new numbers
    assert [side.text for side in beside] == ["2022年增长5.0%。", "Growth was 5.0% in 2022."]
    assert [c.tag.removeprefix(V1) for c in units[0]] == ["source", "target", "alt-trans", "note"]
    for unit in units[:3]:
        alternatives = unit.findall(V1 + "alt-trans")
        qualities = [int(a.get("match-quality").rstrip("%")) for a in alternatives]
        assert qualities == sorted(qualities, reverse=True)
        assert all([c.tag.removeprefix(V1) for c in a] == ["source", "target"] for a in alternatives)


def test_what_is_translated_or_closed_stays(memory: Memory, tmp_path: Path) -> None:
    """Existing targets, approved and locked segments are not touched."""
    text = TEXTS[0]
    content = xliff1(
        f'<trans-unit id="1"><source>{text}</source><target>Mine.</target></trans-unit>',
        f'<trans-unit id="2" approved="yes"><source>{text}</source><target/></trans-unit>',
        f'<trans-unit id="3" translate="no"><source>{text}</source></trans-unit>',
        f'<trans-unit id="4"><source>{text[:2]}<g id="1">{text[2:]}</g></source></trans-unit>',
    )
    (tmp_path / "a.xlf").write_text(content, encoding="utf-8", newline="\n")
    pretranslate(memory, tmp_path / "a.xlf", tmp_path / "b.xlf")
    units = list(etree.parse(tmp_path / "b.xlf").iter(V1 + "trans-unit"))
    assert [u.findtext(V1 + "target") for u in units[:3]] == ["Mine.", "", None]
    assert units[3].find(V1 + "target").get("state") == "needs-review-translation"


def test_xliff_2(memory: Memory, tmp_path: Path) -> None:
    """Targets go into segments, candidates into the matches module at the head of the unit, with ref and quality."""
    segments = "".join(f"<segment><source>{t}</source></segment>" for t in TEXTS)
    (tmp_path / "a.xlf").write_text(
        '<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="zh-CN" trgLang="en-US">'
        f'<file id="f1"><unit id="u1">{segments}</unit></file></xliff>',
        encoding="utf-8",
        newline="\n",
    )
    pretranslate(memory, tmp_path / "a.xlf", tmp_path / "b.xlf")
    unit = next(etree.parse(tmp_path / "b.xlf").iter(V2 + "unit"))
    found = unit.findall(V2 + "segment")
    assert [s.get("state") for s in found] == ["translated", "initial", "initial", None]
    assert [s.get("subState") for s in found] == [None, "tmkit:needs-review", "tmkit:needs-review", None]
    repaired = [m.findtext(V2 + "target") for m in unit[0] if m.get("ref") == f"#{found[2].get('id')}"]
    assert (found[2].findtext(V2 + "target"), repaired) == ("Growth was 5.2% in 2023.", ["Growth was 5.0% in 2022."])
    assert unit[0].tag == MTC + "matches"
    first = unit[0][0]
    assert (first.get("ref"), first.get("matchQuality")) == (f"#{found[0].get('id')}", "100.00")
    assert [c.tag for c in first] == [V2 + "source", V2 + "target"]


def test_po(memory: Memory, tmp_path: Path) -> None:
    """Exact matches are translations, others fuzzy with the old source; what was there stays."""
    po = polib.POFile()
    po.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    po.extend(polib.POEntry(msgid=text) for text in TEXTS)
    po.append(polib.POEntry(msgid="已有", msgstr="here"))
    po.save(str(tmp_path / "a.po"))
    pretranslate(memory, tmp_path / "a.po", tmp_path / "b.po")
    entries = list(polib.pofile(str(tmp_path / "b.po")))
    assert [(e.msgstr != "", e.fuzzy) for e in entries] == [
        (True, False), (True, True), (True, True), (False, False), (True, False)
    ]  # fmt: skip
    assert entries[1].previous_msgid == "稳步推进乡村振兴。"


def test_the_same_file_again_is_all_101(memory: Memory, tmp_path: Path) -> None:
    """A file that was translated and taken into the memory comes back as context matches."""
    units = (
        f'<trans-unit id="{i}"><source>{t}</source><target>t{i}</target></trans-unit>' for i, t in enumerate(TEXTS)
    )
    (tmp_path / "done.xlf").write_text(xliff1(*units), encoding="utf-8", newline="\n")
    memory.add(read_units(tmp_path / "done.xlf"))
    (tmp_path / "a.xlf").write_text(
        xliff1(*(f'<trans-unit id="{i}"><source>{t}</source></trans-unit>' for i, t in enumerate(TEXTS))),
        encoding="utf-8",
        newline="\n",
    )
    assert dict(pretranslate(memory, tmp_path / "a.xlf", tmp_path / "b.xlf")) == {"101": 4}
    assert [u.target for u in read_units(tmp_path / "b.xlf")] == ["t0", "t1", "t2", "t3"]


def test_text_and_documents(memory: Memory, tmp_path: Path) -> None:
    """Text keeps its layout and takes exact matches only unless asked; any document becomes XLIFF."""
    (tmp_path / "a.txt").write_text(f"{TEXTS[0]}{TEXTS[2]}\n\n{TEXTS[3]}\n", encoding="utf-8", newline="\n")
    pretranslate(memory, tmp_path / "a.txt", tmp_path / "b.txt")
    first, last = (tmp_path / "b.txt").read_text(encoding="utf-8").strip().split("\n\n")
    assert first == f"Develop new quality productive forces faster. {TEXTS[2]}"
    assert last == TEXTS[3]
    pretranslate(memory, tmp_path / "a.txt", tmp_path / "c.txt", PretranslateOptions(insert=70))
    assert "faster. Growth was 5.2% in 2023." in (tmp_path / "c.txt").read_text(encoding="utf-8")
    pretranslate(memory, tmp_path / "a.txt", tmp_path / "a.xlf")
    assert len(list(etree.parse(tmp_path / "a.xlf").iter(V1 + "trans-unit"))) == 3
    with pytest.raises(InputError, match="pre-translated into XLIFF"):
        pretranslate(memory, tmp_path / "a.txt", tmp_path / "a.docx")


def po_file(path: Path, entries: str, head: str = "") -> Path:
    """A PO file with these entries and lines of its header."""
    lines = "".join(f'"{line}\\n"\n' for line in ("Content-Type: text/plain; charset=UTF-8", *head.split("|")) if line)
    path.write_text(f'msgid ""\nmsgstr ""\n{lines}\n{entries}', "utf-8")
    return path


PLURALS = 'msgid "one file"\nmsgid_plural "%d files"\nmsgstr[0] "{}"\nmsgstr[1] "{}"\n\nmsgid "open"\nmsgstr "{}"\n'


def test_po_plurals_come_back(tmp_path: Path) -> None:
    """Each form of a plural is a unit with its own source, and an empty catalogue gets all of them again."""
    head = "Language: de|Plural-Forms: nplurals=2; plural=(n != 1);"
    done = po_file(tmp_path / "a.po", PLURALS.format("eine Datei", "%d Dateien", "öffnen"), head)
    units = list(read_units(done))
    assert [(u.source, u.target) for u in units] == [
        ("one file", "eine Datei"), ("%d files", "%d Dateien"), ("open", "öffnen")
    ]  # fmt: skip
    memory = Memory.open(":memory:")
    memory.add(units)
    bands = pretranslate(memory, po_file(tmp_path / "b.po", PLURALS.format("", "", ""), head), tmp_path / "c.po")
    assert sum(bands.values()) == bands["101"] + bands["100"] == 3
    first, second = polib.pofile(str(tmp_path / "c.po"))
    assert (first.msgstr_plural, first.fuzzy, second.msgstr) == ({0: "eine Datei", 1: "%d Dateien"}, False, "öffnen")


def test_po_plurals_that_cannot_be_told_apart(tmp_path: Path) -> None:
    """Of three forms two have the same source: what is put in is fuzzy; where a form lacks, nothing is put in."""
    memory = Memory.open(":memory:")
    memory.add([Unit("one file", "jeden plik", "en", "pl"), Unit("%d files", "%d pliki", "en", "pl")])
    three = PLURALS.format("", "", "").replace('msgstr[1] ""\n', 'msgstr[1] ""\nmsgstr[2] ""\n')
    head = "Language: pl|Plural-Forms: nplurals=3; plural=0;"
    pretranslate(memory, po_file(tmp_path / "a.po", three, head), tmp_path / "b.po")
    first, second = polib.pofile(str(tmp_path / "b.po"))
    assert (first.msgstr_plural, first.fuzzy) == ({0: "jeden plik", 1: "%d pliki", 2: "%d pliki"}, True)
    assert second.msgstr == ""
    memory = Memory.open(":memory:")
    memory.add([Unit("one file", "jeden plik", "en", "pl")])
    pretranslate(memory, tmp_path / "a.po", tmp_path / "b.po")
    assert polib.pofile(str(tmp_path / "b.po"))[0].msgstr_plural == {0: "", 1: "", 2: ""}


def test_po_is_translated_into_its_language(tmp_path: Path) -> None:
    """A catalogue that says its language gets no translations in another one."""
    memory = Memory.open(":memory:")
    memory.add([Unit("open", "打开", "en", "zh-CN"), Unit("open", "ouvrir", "en", "fr")])
    for tag, text in (("fr", "ouvrir"), ("zh_CN", "打开"), ("ja", "")):
        job = po_file(tmp_path / "a.po", 'msgid "open"\nmsgstr ""\n', f"Language: {tag}")
        pretranslate(memory, job, tmp_path / "b.po")
        assert polib.pofile(str(tmp_path / "b.po"))[0].msgstr == text


def test_of_equal_matches_the_own_one(tmp_path: Path) -> None:
    """Between equal matches the context of a PO entry decides, and the id of an XLIFF segment."""
    entries = "".join(
        f'msgctxt "{context}"\nmsgid "{word}"\nmsgstr "{{}}"\n\n'
        for context in "abc"
        for word in ("April", "May", "June")
    )
    words = [f"{word} {context}" for context in "abc" for word in ("四月", "五月", "六月")]
    done = po_file(tmp_path / "a.po", entries.format(*words), "Language: zh_CN")
    memory = Memory.open(":memory:")
    memory.add(read_units(done))
    pretranslate(memory, po_file(tmp_path / "b.po", entries.replace("{}", ""), "Language: zh_CN"), tmp_path / "c.po")
    assert [entry.msgstr for entry in polib.pofile(str(tmp_path / "c.po"))] == words
    units = [f'<trans-unit id="{n}"><source>甲乙丙</source>{{}}</trans-unit>' for n in range(4)]
    (tmp_path / "a.xlf").write_text(
        xliff1(*(unit.format(f"<target>t{n}</target>") for n, unit in enumerate(units))), "utf-8"
    )
    (tmp_path / "b.xlf").write_text(xliff1(*(unit.format("") for unit in units)), "utf-8")
    memory = Memory.open(":memory:")
    memory.add(read_units(tmp_path / "a.xlf"))
    pretranslate(memory, tmp_path / "b.xlf", tmp_path / "c.xlf")
    found = etree.parse(tmp_path / "c.xlf").iter(V1 + "trans-unit")
    assert [unit.findtext(V1 + "target") for unit in found] == ["t0", "t1", "t2", "t3"]


def test_obsolete_entries_are_no_neighbours(tmp_path: Path) -> None:
    """What is obsolete in a catalogue is counted, and does not keep the last entry from being found as 101."""
    text = 'msgid "open"\nmsgstr "打开"\n\nmsgid "close"\nmsgstr "关闭"\n\n#~ msgid "old"\n#~ msgstr "旧"\n'
    done = po_file(tmp_path / "a.po", text, "Language: zh_CN")
    memory = Memory.open(":memory:")
    reader = read_units(done)
    memory.add(reader)
    assert reader.skipped == {"obsolete": 1}
    job = po_file(tmp_path / "b.po", text.replace('"打开"', '""').replace('"关闭"', '""'), "Language: zh_CN")
    assert dict(pretranslate(memory, job, tmp_path / "c.po")) == {"101": 2}


@pytest.mark.parametrize(
    ("unit", "file", "origin"),
    [
        (Unit("谢谢。", "Thanks.", origin="report"), "client.tmx", "report"),
        (Unit("谢谢。", "Thanks."), "client.tmx", "client.tmx"),
        (Unit("Thanks.", "谢谢。", "en-US", "zh-CN"), "client.tmx", "client.tmx"),
        (Unit("谢谢。", "Thanks."), "", "tmkit"),
    ],
)
def test_a_match_names_where_it_comes_from(tmp_path: Path, unit: Unit, file: str, origin: str) -> None:
    """The document of its unit, else the file that the unit came from, also where that goes the other way."""
    (tmp_path / "a.xlf").write_text(xliff1('<trans-unit id="1"><source>谢谢。</source></trans-unit>'), "utf-8")
    with Memory.open(":memory:") as memory:
        memory.add([unit], file=UnitFile(file) if file else None)
        memory.add([Unit("别的话。", "Other words.")])
        pretranslate(memory, tmp_path / "a.xlf", tmp_path / "b.xlf")
    (found,) = etree.parse(tmp_path / "b.xlf").iter(V1 + "alt-trans")
    assert found.get("origin") == origin
