"""What a TMX file says goes through the memory and comes out again: units, headers, and which file had what."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from tmkit.cli import main
from tmkit.formats.tmx import read_tmx
from tmkit.model import Unit, UnitFile
from tmkit.pipeline.memory import Memory

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
text = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=12)
full = text.filter(lambda t: t.strip())
word = st.text("abcXYZ0189-_.", min_size=1, max_size=6)
dates = st.sampled_from(["20240105T080000Z", "19991231T235959Z"])
_COMMON = {
    "o-encoding": word, "datatype": word, "usagecount": st.integers(0, 99).map(str), "lastusagedate": dates,
    "creationtool": word, "creationtoolversion": word, "creationdate": dates, "creationid": full,
    "changedate": dates, "changeid": full, "o-tmf": word,
}  # fmt: skip


def attributes(known: dict[str, Any], required: dict[str, Any] | None = None) -> st.SearchStrategy[dict[str, str]]:
    """Any choice of these attributes, and all of the required ones."""
    return st.fixed_dictionaries(required or {}, optional=known)


def node(tag: str, attrs: dict[str, str], *content: Any) -> etree._Element:
    """An element with text and elements in it."""
    made = etree.Element(tag, {XML_LANG if k == "xml:lang" else k: v for k, v in attrs.items()})
    for piece in content:
        if isinstance(piece, str):
            if len(made):
                made[-1].tail = (made[-1].tail or "") + piece
            else:
                made.text = (made.text or "") + piece
        else:
            made.append(piece)
    return made


@st.composite
def info(draw: st.DrawFn) -> list[etree._Element]:
    """Notes and props with all their attributes."""
    more = {"xml:lang": st.sampled_from(["en", "zh-CN"]), "o-encoding": word}
    found = []
    more = draw(st.sampled_from([{}, {}, more]))
    kinds = st.sampled_from(["x-client", "x-document", "prev", "next", "file", "x-position"]) | word
    for _ in range(draw(st.integers(0, 4))):
        if draw(st.booleans()):
            found.append(node("note", draw(attributes(more)), draw(text)))
        else:
            found.append(node("prop", draw(attributes(more, {"type": kinds})), draw(text)))
    return found


@st.composite
def codes(draw: st.DrawFn, depth: int = 2) -> etree._Element:
    """An inline element with all its attributes; codes hold native code and sub, hi and sub hold text and codes."""
    kinds = {
        "bpt": attributes({"x": word, "type": word}, {"i": word}), "ept": attributes({}, {"i": word}),
        "ph": attributes({"x": word, "assoc": st.sampled_from(["p", "f", "b"]), "type": word}),
        "it": attributes({"x": word, "type": word}, {"pos": st.sampled_from(["begin", "end"])}),
        "hi": attributes({"x": word, "type": word}), "ut": attributes({"x": word}),
    }  # fmt: skip
    name = draw(st.sampled_from(sorted(kinds)))
    content: list[Any] = [draw(text)]
    if depth:
        inner = draw(st.lists(codes(depth - 1), max_size=1))
        is_text = name == "hi"
        inside = inner if is_text else [node("sub", draw(attributes({"datatype": word, "type": word})), "s", *inner)]
        content += [*inside, draw(text)] if inner or not is_text else []
    return node(name, draw(kinds[name]), *content)


@st.composite
def unit(draw: st.DrawFn) -> etree._Element:
    """A <tu> in two to four languages, either way, with whatever it may hold."""
    pair = draw(st.sampled_from([["zh-CN", "en-US"], ["zh-CN", "en-US"], ["en-US", "zh-CN"]]))
    tags = [*pair, *draw(st.lists(st.sampled_from(["ja", "fr"]), unique=True))]
    variants = []
    for tag in tags:
        segment = node("seg", {}, draw(full), *draw(st.lists(codes(), max_size=2)), draw(text))
        variants.append(node("tuv", {"xml:lang": tag, **draw(attributes(_COMMON))}, *draw(info()), segment))
    kinds = {**_COMMON, "tuid": full, "segtype": st.sampled_from(["block", "sentence", "phrase"])}
    named = {"srclang": st.sampled_from([tags[0], "*all*"])}
    given_ = attributes({**kinds, **named}) if tags[0] == "zh-CN" else attributes(kinds, named)
    return node("tu", draw(given_), *draw(info()), *variants)


@st.composite
def files(draw: st.DrawFn) -> etree._Element:
    """A whole TMX file: a header with all it may say, notes, props, udes, and units."""
    required = {
        "creationtool": word, "creationtoolversion": word, "o-tmf": word, "adminlang": st.just("en"),
        "segtype": st.sampled_from(["block", "paragraph", "sentence", "phrase"]), "datatype": word,
        "srclang": st.sampled_from(["zh-CN", "*all*"]),
    }  # fmt: skip
    names = ("o-encoding", "creationdate", "creationid", "changedate", "changeid")
    head = draw(attributes({name: _COMMON[name] for name in names}, required))
    mapping = attributes({"code": st.just("#xAA"), "ent": word, "subst": word}, {"unicode": st.just("#xF8FF")})
    maps = [node("map", draw(mapping)) for _ in range(draw(st.integers(0, 2)))]
    ude = [node("ude", {"name": draw(word), "base": "Macintosh"}, *maps)] if maps else []
    header = node("header", head, *draw(info()), *ude)
    units = draw(st.lists(unit(), min_size=1, max_size=3))
    copies = [copy.deepcopy(tu) for tu in draw(st.lists(st.sampled_from(units), max_size=3))]
    for tu in copies:
        draw(changed(tu))
    return node("tmx", {"version": "1.4"}, header, node("body", {}, *units, *copies))


@st.composite
def changed(draw: st.DrawFn, tu: etree._Element) -> None:
    """Let a copy of a unit differ from it in one thing that stands beside its texts, or in none."""
    what = draw(st.sampled_from(["", "creationid", "changedate", "usagecount", "segtype", "prop", "info"]))
    if what == "prop":
        tu.insert(0, node("prop", {"type": "x-client"}, draw(text)))
    elif what == "info":
        tu[:] = [*reversed([e for e in tu if e.tag != "tuv"]), *(e for e in tu if e.tag == "tuv")]
    elif what:
        tu.set(what, draw(st.just("phrase") if what == "segtype" else _COMMON[what]))


def said(element: etree._Element) -> Any:
    """All that an element says, without the order of attributes."""
    inline = element.tag in ("seg", "bpt", "ept", "ph", "it", "hi", "ut", "sub")
    children = [(said(child), child.tail or "" if inline else "") for child in element]
    words = element.text or "" if inline or element.tag in ("note", "prop") else ""
    return element.tag, tuple(sorted(element.attrib.items())), words, tuple(children)


@given(files())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_tmx_to_memory_to_tmx_is_the_identity(root: etree._Element) -> None:
    """All that a TMX file can say is there after the way through a memory file, in its order, copies of units too.

    Under a header of *all* each unit names the source that it has, as it would be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        given_, stored, got = (str(Path(folder) / name) for name in ("a.tmx", "m.db", "b.tmx"))
        Path(given_).write_bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True))
        assert main(["tm", "import", given_, given_, "--tm", stored]) == 0
        assert main(["tm", "export", "--tm", stored, "-o", got]) == 0
        found = etree.parse(got).getroot()
    assert said(found[0]) == said(root[0])
    if root[0].get("srclang") == "*all*":
        for tu in root[1]:
            tu.set("srclang", tu.get("srclang") or tu.find("tuv").get(XML_LANG))
    assert [said(tu) for tu in found[1]] == [said(tu) for tu in root[1]]


XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
UNITS = [Unit(f"第{n}句话。", f"Sentence {n}.", id=str(n)) for n in range(6)]


def head(note: str, tool: str = "t", segtype: str = "phrase") -> tuple[tuple[tuple[str, str], ...], Any]:
    """Attributes and info of a header."""
    from tmkit.model import Element

    pairs = (("creationtool", tool), ("segtype", segtype), ("adminlang", "en"), ("srclang", "zh-CN"))
    return pairs, (Element("note", (), (note,)),)


@pytest.fixture
def two(tmp_path: Path) -> str:
    """A memory of two files that have units 2 and 3 in common, and of one unit that came from none."""
    path = tmp_path / "m.db"
    with Memory.open(path) as memory:
        memory.add(UNITS[:4], file=UnitFile("a.tmx", *head("first")))
        memory.add(UNITS[2:5], file=UnitFile("b.tmx", *head("second", "u")))
        memory.add(UNITS[5:])
    return str(path)


def exported(memory: str, *arguments: str) -> tuple[list[Unit], str]:
    """The units that export writes, and the text."""
    out = str(Path(memory).parent / "out.tmx")
    assert main(["tm", "export", "--tm", memory, "-o", out, *arguments]) == 0
    return list(read_tmx(out)), Path(out).read_text("utf-8")


def test_units_go_back_to_each_file_that_had_them(two: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--from gives all units of a file with its header, those too that another file had brought before."""
    units, text_ = exported(two, "--from", "b.tmx")
    assert units == UNITS[2:5]
    assert 'creationtool="u"' in text_
    assert "<note>second</note>" in text_
    assert exported(two, "--from", "a.tmx")[0] == UNITS[:4]
    assert main(["tm", "export", "--tm", two, "-o", "x.tmx", "--from", "c.tmx"]) == 1
    assert "no units came from a file 'c.tmx'; there are: a.tmx, b.tmx" in capsys.readouterr().err


def test_headers_are_merged_only_when_asked(two: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of different headers none is written, which is said; merged, they give what they agree on and all notes."""
    units, text_ = exported(two)
    assert units == UNITS
    assert 'creationtool="tmkit"' in text_
    assert "<note>" not in text_
    assert "2 files have different headers" in capsys.readouterr().err
    units, text_ = exported(two, "--merge-headers")
    assert units == UNITS
    assert 'creationtool="tmkit"' in text_
    assert 'segtype="phrase"' in text_
    assert text_.index("<note>first</note>") < text_.index("<note>second</note>")


def test_split_by_file_gives_the_files_back(two: str, tmp_path: Path) -> None:
    """Each file is written with its units and its header."""
    assert main(["tm", "split", "--tm", two, "--by", "file", "-o", str(tmp_path / "parts")]) == 0
    found = {path.name: path for path in (tmp_path / "parts").iterdir()}
    assert sorted(found) == ["a.tmx", "b.tmx", "none.tmx"]
    assert list(read_tmx(found["b.tmx"])) == UNITS[2:5]
    assert read_tmx(found["a.tmx"]).header.info == head("first")[1]
    assert list(read_tmx(found["none.tmx"])) == UNITS[5:]


def test_files_stay_when_memories_are_joined(two: str, tmp_path: Path) -> None:
    """A memory imported into another brings its files, once, however often it is imported."""
    for _ in range(2):
        assert main(["tm", "import", two, "--tm", str(tmp_path / "all.db")]) == 0
    with Memory.open(two, read_only=True) as one, Memory.open(tmp_path / "all.db", read_only=True) as other:
        assert other.files() == one.files()
        assert sorted(other, key=lambda u: u.id) == UNITS


def test_the_same_file_again_is_the_same_file(two: str) -> None:
    """Importing again adds no file; the same name with another header is another file."""
    with Memory.open(two) as memory:
        memory.add(UNITS[:4], file=UnitFile("a.tmx", *head("first")))
        assert len(memory.files()) == 2
        memory.add(UNITS[:1], file=UnitFile("a.tmx", *head("third")))
        assert [n for _, n in memory.files().values()] == [4, 3, 1]


def test_maintenance_keeps_files(two: str) -> None:
    """A unit that was changed stays with its files, one that was deleted leaves them."""
    with Memory.open(two) as memory:
        numbers = {unit.id: number for number, unit in memory.store.items()}
        memory.store.exchange([(numbers["2"], Unit("第2句话。", "Changed.", id="2"))])
        memory.store.remove([numbers["3"]])
        for _ in range(2):
            found = {file.name: n for file, n in memory.files().values()}
            assert found == {"a.tmx": 3, "b.tmx": 2}
            memory.store.optimize()


def test_a_header_that_says_a_thing_twice_says_it_twice(tmp_path: Path) -> None:
    """Of one file nothing is merged, equal notes neither."""
    head = '<header srclang="zh-CN"><note>n</note><note>n</note></header>'
    (tmp_path / "a.tmx").write_text(f'<tmx version="1.4">{head}<body></body></tmx>', "utf-8")
    assert main(["tm", "import", str(tmp_path / "a.tmx"), "--tm", str(tmp_path / "m.db")]) == 0
    assert exported(str(tmp_path / "m.db"))[1].count("<note>n</note>") == 2
