"""TMX in and out: nothing lost, nothing invalid written, nothing in a file that stops the rest of it."""

from __future__ import annotations

import functools
import gzip
import io
import os
import re
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tmkit.errors import InputError
from tmkit.formats.tmx import TmxHeader, read_tmx, write_tmx
from tmkit.model import Element, TranslationUnit, Unit, Variant

DATA = Path(__file__).parent / "data" / "memory"
PAIR = '<tuv xml:lang="zh-CN"><seg>你好</seg></tuv><tuv xml:lang="en-US"><seg>Hello</seg></tuv>'


def tmx(body: str, header: str = '<header srclang="zh-CN"/>', before: str = "") -> str:
    """A small TMX file around `body`."""
    return f'<?xml version="1.0"?>{before}<tmx version="1.4">{header}<body>{body}</body></tmx>'


def read(text: str | bytes, source: str | None = None, target: str | None = None) -> tuple[list[Unit], object]:
    """Units and reader of a file in memory."""
    data = text.encode() if isinstance(text, str) else text
    reader = read_tmx(io.BytesIO(data), source, target)
    return list(reader), reader


def written(units: list[Unit], **options: object) -> str:
    """What write_tmx writes."""
    out = io.StringIO()
    write_tmx(out, units, **options)
    return out.getvalue()


# reading


@pytest.mark.parametrize(
    "encode",
    [
        lambda t: t.encode("utf-8"),
        lambda t: t.encode("utf-8-sig"),
        lambda t: t.replace("<?xml", "<?xml", 1).encode("utf-16"),
        lambda t: t.replace('version="1.0"', 'version="1.0" encoding="UTF-16"', 1).encode("utf-16-le"),
        lambda t: t.replace('version="1.0"', 'version="1.0" encoding="UTF-16"', 1).encode("utf-16-be"),
        lambda t: t.replace('version="1.0"', 'version="1.0" encoding="GB18030"', 1).encode("gb18030"),
        lambda t: t.replace('version="1.0"', 'version="1.0" encoding="gb2312"', 1).encode("gbk"),
        lambda t: t.replace('version="1.0"', 'version="1.0" encoding="UTF-16"', 1).encode("utf-8"),
        lambda t: t.encode("gb18030"),
        lambda t: gzip.compress(t.encode()),
        lambda t: t.replace("><", ">\r\n<").encode(),
    ],
)
def test_every_encoding_gives_the_same_unit(encode) -> None:
    """UTF-8 and UTF-16 with and without BOM, GB18030, wrong declarations and gzip all read alike."""
    units, _ = read(encode(tmx(f"<tu>{PAIR}</tu>")))
    assert [(u.source, u.target) for u in units] == [("你好", "Hello")]


def cases() -> list[Path]:
    """The TMX files under data/memory/tmx with what must come out beside them."""
    found = sorted((DATA / "tmx").glob("*.tmx"))
    assert found, "no cases"
    return found


@pytest.mark.parametrize("path", cases(), ids=lambda p: p.stem)
def test_odd_files_give_what_the_case_says(path: Path) -> None:
    """Each odd file gives the units and the problems (line: words) written in its .txt."""
    reader = read_tmx(path)
    lines = [f"{u.source_language} {u.source!r} | {u.target_language} {u.target!r}" for u in reader]
    lines += [f"problem {p.line}: {p.message}" for p in reader.problems]
    lines += [f"skipped {count}: {reason}" for reason, count in sorted(reader.skipped.items())]
    assert lines == path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", ["xxe", "parameter", "bomb", "circle"])
def test_dangerous_entities_are_refused(case: str) -> None:
    """External entities and boundless ones are an error with a sentence, before any unit is given."""
    laughs = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    declared = {
        "xxe": '<!ENTITY x SYSTEM "file:///etc/passwd">',
        "parameter": '<!ENTITY % x SYSTEM "http://localhost:9/x.dtd">%x;',
        "bomb": laughs,
        "circle": '<!ENTITY a "&b;"><!ENTITY b "&a;">',
    }[case]
    with pytest.raises(InputError, match="entity"):
        read(tmx("<tu><tuv xml:lang='zh'><seg>&x;</seg></tuv></tu>", before=f"<!DOCTYPE tmx [{declared}]>"))


@pytest.mark.parametrize(
    ("content", "message"),
    [("", "empty"), ("<html/>", "root element is <html>"), ("plain text", "not a TMX file"), ("\0\1\2", "not a TMX")],
)
def test_what_is_no_tmx_is_one_sentence(content: str, message: str) -> None:
    """A file that is no TMX at all is an InputError that says so."""
    with pytest.raises(InputError, match=message):
        read(content)


def test_a_cut_file_gives_what_stood_before_the_cut() -> None:
    """Truncation anywhere gives the complete units and a problem that names the line."""
    text = tmx("\n".join(f"<tu tuid='{i}'>{PAIR}</tu>" for i in range(50)))
    for cut in range(len(text) // 2, len(text) - 20, 97):
        units, reader = read(text[:cut].encode())
        complete = text[:cut].count("</tu>")
        assert len(units) == complete
        assert reader.problems[-1].line == 1 + text[:cut].count("\n")


def test_a_cut_gzip_gives_what_stood_before_the_cut() -> None:
    """A compressed file that breaks off gives units and a problem, not a traceback."""
    import random

    noise = random.Random(1)
    units = [Unit("".join(chr(noise.randrange(0x4E00, 0x9FFF)) for _ in range(40)), f"t{i}") for i in range(3000)]
    data = gzip.compress(written(units).encode())
    found, reader = read(data[: len(data) // 2])
    assert 1000 < len(found) < 2000
    assert any("compressed" in p.message for p in reader.problems)


def test_languages_are_chosen_as_asked() -> None:
    """Tags match by BCP-47; Hans and Hant never stand in for each other."""
    variants = "".join(
        f'<tuv xml:lang="{tag}"><seg>{tag}</seg></tuv>' for tag in ("zh_CN", "zh-TW", "en-US", "ja", "en-GB")
    )
    text = tmx(f"<tu>{variants}</tu>", header='<header srclang="*all*"/>')
    for source in ("zh", "zh-Hans", "zh_cn", "cmn-Hans-CN"):
        assert [(u.source, u.target) for u in read(text, source, "en")[0]] == [("zh_CN", "en-US"), ("zh_CN", "en-GB")]
    assert [u.source for u in read(text, "zh-Hant", "ja")[0]] == ["zh-TW"]
    units, reader = read(text, "zh", "fr")
    assert not units
    assert dict(reader.skipped) == {"no fr (zh-CN, zh-TW, en-US, ja, en-GB)": 1}


def test_reading_is_streaming() -> None:
    """Memory does not grow with the file: 30,000 units in less than 12 MB."""
    data = tmx("\n".join(f"<tu tuid='{i}'>{PAIR}</tu>" for i in range(30_000))).encode()
    tracemalloc.start()
    try:
        count = sum(1 for _ in read_tmx(io.BytesIO(data)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 30_000
    assert peak < 12_000_000


def test_the_short_way_and_the_long_way_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units of the usual shape come out the same through the regular expression and through the parser."""
    from tmkit.formats.tmx import fast

    text = (DATA / "written.tmx").read_text(encoding="utf-8").replace("<note>a note</note>", "<note>a &amp; b</note>")
    short, _ = read(text)
    monkeypatch.setattr(fast, "_UNIT", re.compile("(?!)"))
    long, _ = read(text)
    assert short == long
    assert len(short) == 3


def test_notes_and_props_keep_their_order_the_short_way_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """In whatever order notes and props stand, both ways of reading give the same unit without the whole <tu>."""
    from itertools import permutations

    from tmkit.formats.tmx import fast

    parts = [
        "<note>n</note>", "<note>m</note>", '<prop type="p">1</prop>', '<prop type="next">后</prop>',
        '<prop type="x-document">d</prop>',
    ]  # fmt: skip
    text = tmx("".join(f"<tu>{''.join(some)}{PAIR}</tu>" for some in permutations(parts)))
    short, _ = read(text)
    monkeypatch.setattr(fast, "_UNIT", re.compile("(?!)"))
    long, _ = read(text)
    assert [(unit, unit.form) for unit in short] == [(unit, unit.form) for unit in long]
    assert {unit.tu for unit in short} == {None}
    found = re.findall("<tu>(.*?)<tuv", written(short), re.DOTALL)
    assert [re.sub(r">\s+<", "><", some.strip()) for some in found] == ["".join(some) for some in permutations(parts)]


# writing


def test_the_bytes_are_these() -> None:
    """The written form is fixed: header, props, notes, order, escaping."""
    units = [
        Unit(
            "加快发展新质生产力 & <创新>。", 'Develop "it".', id="doc-1", origin="doc", position=1, score=0.987,
            previous="标题", next="下一句", creation_date="20240105T080000Z", creation_id="us", usage_count=3,
            props=(("x-domain", "a"),), notes=("a note",),
        ),
        Unit("只有源文", "  "),
        Unit("控制\x0b符\ud800", "line\nbreak"),
        Unit("Reversed", "反向", "en-US", "zh-CN"),
    ]  # fmt: skip
    expected = (DATA / "written.tmx").read_text(encoding="utf-8")
    assert written(units, header=TmxHeader(creation_tool_version="1")) == expected


def test_the_report_counts_what_was_left_out() -> None:
    """Empty units and removed control characters are counted."""
    report = write_tmx(io.StringIO(), [Unit("a\x0b\x00", "b"), Unit("c", ""), Unit("", "d")])
    assert (report.written, report.empty, report.control_characters) == (1, 2, 2)


def test_codes_are_written_in_three_styles() -> None:
    """Codes go, stay as elements, or become OmegaT's tags."""
    opening = Element("bpt", (("i", "1"), ("type", "bold")), ("<b>",))
    content = (
        "按",
        opening,
        "确定",
        Element("ept", (("i", "1"),), ("</b>",)),
        Element("ph", (("x", "2"),), ("<br/>",)),
    )
    unit = Unit("按确定", "OK", tu=TranslationUnit((Variant("zh-CN", content), Variant("en-US", ("OK",)))))
    found = {s: re.findall("<seg>(.*)</seg>", written([unit], style=s))[0] for s in ("plain", "level2", "omegat")}
    assert found["plain"] == "按确定"
    assert found["omegat"] == "按&lt;b0&gt;确定&lt;/b0&gt;&lt;f1/&gt;"
    assert found["level2"] == (
        '按<bpt i="1" type="bold">&lt;b&gt;</bpt>确定<ept i="1">&lt;/b&gt;</ept><ph x="2">&lt;br/&gt;</ph>'
    )


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """When the units break off with an error, the file and its folder are as before."""
    path = tmp_path / "a.tmx"
    write_tmx(path, [Unit("旧", "old")])
    before = path.read_bytes()

    def failing():
        yield Unit("新", "new")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write_tmx(path, failing())
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.tmx"]


# round trips

texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30)
full = texts.filter(lambda t: t.strip())
words = st.text("abcdefgh0123-", min_size=1, max_size=8)
dates = st.sampled_from(["20240105T080000Z", "19991231T235959Z"])


def elements(depth: int = 2) -> st.SearchStrategy[Element]:
    """Inline codes with what they may hold."""
    inner = st.lists(texts.filter(bool), max_size=1).map(tuple)
    native = inner
    if depth:
        inside = st.one_of(inner, st.tuples(elements(depth - 1)))
        sub = st.builds(Element, st.just("sub"), st.sampled_from([(), (("type", "x"),)]), inside)
        native = st.one_of(inner, st.tuples(sub))
        inner = inside
    code = st.sampled_from([
        ("bpt", (("i", "1"), ("x", "1"), ("type", "bold"))), ("ept", (("i", "1"),)), ("ph", (("assoc", "p"),)),
        ("it", (("pos", "begin"),)), ("ut", (("x", "3"),)),
    ])  # fmt: skip
    codes = st.builds(lambda c, i: Element(c[0], c[1], i), code, native)
    return st.one_of(codes, st.builds(lambda i: Element("hi", (("type", "b"),), i), inner))


@st.composite
def contents(draw: st.DrawFn) -> tuple[str | Element, ...]:
    """A segment: text with codes between, never two texts side by side, never blank."""
    pieces: list[str | Element] = [draw(full)]
    for code in draw(st.lists(elements(), max_size=3)):
        pieces.append(code)
        if tail := draw(texts):
            pieces.append(tail)
    return tuple(pieces)


info = st.lists(
    st.one_of(
        st.builds(lambda t, x: Element("prop", (("type", t), ("xml:lang", "en")), (x,) if x else ()), words, texts),
        st.builds(lambda x: Element("note", (), (x,) if x else ()), texts),
    ),
    max_size=3,
).map(tuple)


@st.composite
def translation_units(draw: st.DrawFn) -> TranslationUnit:
    """Whatever a <tu> may say, in two to five languages."""
    tags = ["zh-CN", "en-US", *draw(st.lists(st.sampled_from(["ja", "fr", "zh-TW"]), unique=True))]
    variants = []
    for tag in tags:
        attributes = draw(st.sampled_from([(), (("changeid", "me"), ("lastusagedate", "20240105T080000Z"))]))
        variants.append(Variant(tag, draw(contents()), attributes, draw(info)))
    attributes = draw(st.sampled_from([(), (("tuid", "a&b"), ("usagecount", "3"), ("segtype", "phrase"))]))
    return TranslationUnit(tuple(variants), attributes, draw(info))


plain_units = st.builds(
    Unit, full, full, id=texts, origin=texts, position=st.none() | st.integers(0, 999),
    score=st.none() | st.integers(0, 100).map(lambda n: n / 100), previous=texts, next=texts,
    creation_date=st.just("") | dates, creation_id=texts, change_date=st.just("") | dates, change_id=texts,
    usage_count=st.none() | st.integers(0, 99), props=st.lists(st.tuples(words, texts), max_size=2).map(tuple),
    notes=st.lists(texts, max_size=2).map(tuple),
)  # fmt: skip


@given(st.lists(plain_units, max_size=4))
@settings(max_examples=100, deadline=None)
def test_units_survive_writing_and_reading(units: list[Unit]) -> None:
    """Every field of a unit comes back as it was."""
    assert read(written(units), "zh", "en")[0] == units


@given(st.lists(translation_units(), min_size=1, max_size=3))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_all_that_tmx_can_say_survives(units: list[TranslationUnit]) -> None:
    """Read, write, read is the identity: languages, codes, attributes, notes and props at each level."""
    from tmkit.formats.tmx import units_of

    given_units = [u for tu in units for u in units_of(tu, "zh-CN", "zh", "en")]
    first, _ = read(written(given_units), "zh", "en")
    assert first == given_units
    again, _ = read(written(first), "zh", "en")
    assert again == first


def test_other_readers_read_the_same() -> None:
    """translate-toolkit and lxml find the texts, ids and languages that were written."""
    from lxml import etree
    from translate.storage.tmx import tmxfile

    units = [Unit("你好 & <再见>", "Hello & <bye>", id="a"), Unit("二", "two", notes=("n",), props=(("p", "v"),))]
    text = written(units)
    toolkit = tmxfile.parsestring(text.encode())
    assert [(str(u.source), str(u.target)) for u in toolkit.units] == [(u.source, u.target) for u in units]
    root = etree.fromstring(text.encode())
    assert (
        root.xpath("//tuv/@xml:lang", namespaces={"xml": "http://www.w3.org/XML/1998/namespace"})
        == ["zh-CN", "en-US"] * 2
    )
    assert root.xpath("string(//header/@srclang)") == "zh-CN"


ZH, EN, FR = (f'<tuv xml:lang="{tag}"><seg>{tag}</seg></tuv>' for tag in ("zh-CN", "en-US", "fr"))


def named(header: str, *units: str, source: str | None = None, target: str | None = None) -> list[str]:
    """What header and units say of source languages when a file with this srclang was read and written."""
    head = f'<header srclang="{header}"/>' if header else "<header/>"
    found, reader = read(tmx("".join(units), head), source, target)
    text = written(found, header=reader.header)
    again, other = read(text, source, target)
    assert again == found
    assert written(again, header=other.header) == text
    tags = re.findall(r"<(?:header|tu)\b[^>]*>", text)
    return [(re.findall(' srclang="(.*?)"', tag) or [""])[0] for tag in tags]


def test_srclang_comes_back_as_it_was() -> None:
    """The header's srclang and that of single units stay what they were; under *all* each unit names its own."""
    assert named("*all*", f"<tu>{ZH}{EN}</tu>", f"<tu>{EN}{ZH}</tu>") == ["*all*", "zh-CN", "en-US"]
    assert named("*all*", f'<tu srclang="*all*">{ZH}{EN}</tu>', f"<tu>{ZH}{EN}</tu>") == ["*all*", "*all*", "zh-CN"]
    assert named("zh-CN", f'<tu srclang="*all*">{ZH}{EN}</tu>', f"<tu>{ZH}{EN}</tu>") == ["zh-CN", "*all*", ""]
    assert named("zh-CN", f'<tu srclang="en-US">{ZH}{EN}</tu>', f"<tu>{ZH}{EN}</tu>") == ["zh-CN", "en-US", ""]
    assert named("zh-CN", f'<tu srclang="en-US">{ZH}{EN}</tu>') == ["zh-CN", "en-US"]
    assert named("zh-CN", f'<tu srclang="zh-CN">{ZH}{EN}</tu>') == ["zh-CN", "zh-CN"]


def test_srclang_is_that_of_the_source_variant() -> None:
    """It is spelled as the variant is, and follows the direction in which a file was read."""
    assert named("ZH", f'<tu srclang="zh_cn">{ZH}{EN}</tu>', f"<tu>{ZH}{EN}</tu>") == ["zh-CN", "zh-CN", ""]
    assert named("", f"<tu>{ZH}{EN}</tu>") == ["zh-CN", ""]
    assert named("zh-CN", f"<tu>{ZH}{EN}</tu>", source="en", target="zh") == ["en-US", ""]
    assert named("zh-CN", f'<tu srclang="zh-CN">{ZH}{EN}</tu>', source="en", target="zh") == ["en-US", ""]
    assert named("*all*", f'<tu srclang="zh-CN">{ZH}{EN}</tu>', source="en", target="zh") == ["*all*", "en-US"]
    assert named("zh-CN", f"<tu>{EN}{FR}</tu>", f"<tu>{ZH}{EN}</tu>") == ["zh-CN", "en-US", ""]
    assert named("de", f"<tu>{ZH}{EN}</tu>") == ["zh-CN", ""]
    assert named("zh-CN", f'<tu srclang="de">{ZH}{EN}</tu>') == ["zh-CN", ""]


def test_a_file_is_copied_with_its_incomplete_units() -> None:
    """With `incomplete` units of one language, without text or with an empty further one are copied as they were."""
    from lxml import etree

    empty = '<tuv xml:lang="en-US"><seg></seg></tuv>'
    code = '<tuv xml:lang="fr"><seg><ph x="1"></ph></seg></tuv>'
    units = [
        f'<tu tuid="1">{ZH}</tu>', f"<tu>{ZH}{empty}</tu>", f"<tu><note>n</note>{FR}</tu>", f"<tu>{ZH}{EN}{code}</tu>",
        f'<tu srclang="zh-CN">{ZH}</tu>', f"<tu>{ZH}{EN}</tu>",
    ]  # fmt: skip
    data = tmx("".join(units)).encode()
    reader = read_tmx(io.BytesIO(data), incomplete=True)
    text = written(list(reader), header=reader.header, incomplete=True)
    assert dtd().validate(etree.fromstring(text.encode()))
    assert [re.sub(r">\s+<", "><", tu) for tu in re.findall(r"<tu\b.*?</tu>", text, re.DOTALL)] == units
    assert not reader.skipped
    assert reader.units == 6
    reader = read_tmx(io.BytesIO(data))
    assert len(list(reader)) == 2
    assert sum(reader.skipped.values()) == 4
    few = written(list(read_tmx(io.BytesIO(data), incomplete=True)))
    assert len(re.findall(r"<tu\b", few)) == 2


# validity


@functools.cache
def dtd():
    """The content model of TMX 1.4, as our own file has it."""
    from lxml import etree

    return etree.DTD(str(DATA / "tmx14.dtd"))


def test_the_dtd_is_that_of_omegat() -> None:
    """Our content model knows the same elements, attributes and values as the one that OmegaT ships."""
    import sys

    from lxml import etree

    sys.path.insert(0, str(Path(__file__).parent / "acceptance"))
    import omegat

    jar = omegat.jar()
    if jar is None:
        pytest.skip("OmegaT, which carries the DTD, is not installed")
    with zipfile.ZipFile(jar) as archive:
        theirs = etree.DTD(io.BytesIO(archive.read("schemas/tmx14.dtd")))
    assert _said(dtd()) == _said(theirs)


def _said(model) -> dict[str, tuple[str, frozenset[tuple[str, str, frozenset[str]]]]]:
    """Elements with their content and attributes; `lang`, which TMX 1.1 had, does not count."""

    def names(content) -> frozenset[str]:
        return frozenset() if content is None else {content.name} | names(content.left) | names(content.right)

    found = {}
    for element in model.iterelements():
        attributes = {
            (f"{a.prefix}:{a.name}" if a.prefix else a.name, a.default, frozenset(a.values()))
            for a in element.iterattributes()
        }
        kept = frozenset(a for a in attributes if a[0] != "lang")
        found[element.name] = (element.type, frozenset(n for n in names(element.content) if n), kept)
    return found


@given(st.lists(translation_units(), min_size=1, max_size=3), st.sampled_from(["plain", "level2", "omegat"]))
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_is_written_is_valid_by_the_dtd(units: list[TranslationUnit], style: str) -> None:
    """Units of every kind in each style are DTD-valid TMX."""
    from lxml import etree

    from tmkit.formats.tmx import units_of

    checker = dtd()
    text = written([u for tu in units for u in units_of(tu, "zh-CN", "zh", "en")], style=style)
    assert checker.validate(etree.fromstring(text.encode())), checker.error_log


@pytest.mark.parametrize("path", cases(), ids=lambda p: p.stem)
def test_odd_files_become_valid_ones(path: Path, tmp_path: Path) -> None:
    """Whatever odd file was read, what is written from it is DTD-valid and reads the same again."""
    from lxml import etree

    reader = read_tmx(path)
    units = list(reader)
    write_tmx(tmp_path / "out.tmx", units, reader.header)
    checker = dtd()
    assert checker.validate(etree.parse(str(tmp_path / "out.tmx"))), checker.error_log
    assert list(read_tmx(tmp_path / "out.tmx")) == units


def test_rules_of_validity_without_a_dtd() -> None:
    """Seven header attributes, hyphenated tags, srclang equal to the source variant's, the DOCTYPE."""
    reader_units, _ = read(tmx("<tu><tuv xml:lang='zh_cn'><seg>一</seg></tuv><tuv lang='EN'><seg>one</seg></tuv></tu>"))
    text = written(reader_units)
    header = re.search("<header(.*?)/?>", text).group(1)
    for name in ("creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"):
        assert f' {name}="' in header
    assert '<!DOCTYPE tmx SYSTEM "tmx14.dtd">' in text
    assert re.findall('(?:srclang|xml:lang)="(.*?)"', text) == ["zh-CN", "zh-CN", "en"]


@pytest.mark.parametrize("path", sorted((Path(__file__).parents[1] / "tmx").glob("*.tmx")), ids=lambda p: p.stem)
def test_the_shipped_memories_are_valid(path: Path) -> None:
    """Every memory under tmx/ is valid by the DTD, has ids that differ, and reads without a problem."""
    from lxml import etree

    checker = dtd()
    assert checker.validate(etree.parse(str(path))), checker.error_log
    reader = read_tmx(path)
    ids = [unit.id for unit in reader]
    assert ids
    assert len(set(ids)) == len(ids)
    assert not reader.problems
