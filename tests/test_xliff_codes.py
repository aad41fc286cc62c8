"""XLIFF with inline codes: into the memory, out as TMX, and into translations; all output by the rules of OASIS."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from xliff_rules import MTC, V1, V2, violations

from tmkit.cli import main
from tmkit.formats.tmx import read_tmx
from tmkit.formats.units import read_units, write_units
from tmkit.formats.units.inline import content_of, placed, put, tokens_in, tokens_of, with_text
from tmkit.model import Element, TranslationUnit, Unit, Variant
from tmkit.pipeline.memory import Memory
from tmkit.pipeline.pretranslate import PretranslateOptions, pretranslate

# (source, translation) in XLIFF 1.2, each with codes of another kind
LINK = '<bpt id="1" rid="1" ctype="link">&lt;a title="<sub>{}</sub>"&gt;</bpt>{}<ept id="2" rid="1">&lt;/a&gt;</ept>'
PAIRS_1 = [
    ('按<g id="1" ctype="bold">确定</g>继续。', 'Press <g id="1" ctype="bold">OK</g> to go on.'),
    ('第一行<x id="1" ctype="lb"/>第二行<x id="2"/>', 'Line one<x id="1" ctype="lb"/>line two<x id="2"/>'),
    ('甲<bx id="1" rid="a"/>乙<ex id="2" rid="a"/>丙', 'C <bx id="1" rid="a"/>b<ex id="2" rid="a"/> a'),
    (f"看{LINK.format('标题', '这里')}。", f"See {LINK.format('Title', 'here')}."),
    (
        '<it id="1" pos="open">&lt;i&gt;</it>斜体从这里开始<ph id="2">&lt;br/&gt;</ph>',
        '<it id="1" pos="open">&lt;i&gt;</it>Italics start<ph id="2">&lt;br/&gt;</ph>',
    ),
    (
        '外<g id="1">中<g id="2">内</g>中</g>外，<mrk mtype="term">术语</mrk>。',
        'Out <g id="1">mid <g id="2">in</g> mid</g> out, <mrk mtype="term">term</mrk>.',
    ),
    ("没有标记的句子在此。", "A sentence without codes."),
]
DATA = '<originalData><data id="d1">&lt;b&gt;</data><data id="d2">&lt;/b&gt;</data></originalData>'
PC = '<pc id="1" dataRefStart="d1" dataRefEnd="d2">{}</pc>'
BREAK = '<ph id="1" type="fmt" subType="xlf:lb"/>'
SPAN = '<sc id="1" dataRef="d1"/>{}<ec startRef="1" dataRef="d2"/>'
END = '<ec id="1" isolated="yes"/>{}<cp hex="001A"/>'
TERM = '<mrk id="m1" type="term">{}</mrk>{}<pc id="2">{}</pc>'
NOTED = '{}<sm id="m1" type="comment" value="why &lt;so&gt;?"/>{}<pc id="2">{}<em startRef="m1"/>{}</pc>'
PAIRS_2 = [
    (f"按{PC.format('确定')}继续。", f"Press {PC.format('OK')} to go on."),
    (f"第一行{BREAK}第二行", f"Line one{BREAK}line two"),
    (f"甲{SPAN.format('乙')}丙", f"C {SPAN.format('b')}"),
    (f"丁{END.format('戊')}", f"D{END.format(' e')}"),
    (f"{TERM.format('术语', '和', '内')}容。", f"The {TERM.format('term', ' ', 'in')}side."),
    (NOTED.format("请", "看这", "一", "处。"), NOTED.format("Look", " here", ", at ", "this place.")),
    ('产品<mrk id="m1" translate="no">甲乙</mrk>上市。', '<mrk id="m1" translate="no">甲乙</mrk> is on sale.'),
]


def file_1(pairs: list[tuple[str, str | None]]) -> str:
    """An XLIFF 1.2 file of these pairs; no target where it is None."""
    units = "".join(
        f'<trans-unit id="u{n}"><source>{source}</source>'
        + (f'<target state="translated">{target}</target>' if target is not None else "")
        + "<note>n</note></trans-unit>"
        for n, (source, target) in enumerate(pairs, 1)
    )
    return (
        f'<xliff version="1.2" xmlns="{V1}"><file original="doc" datatype="plaintext" source-language="zh-CN" '
        f'target-language="en-US"><body>{units}</body></file></xliff>'
    )


def file_2(pairs: list[tuple[str, str | None]]) -> str:
    """An XLIFF 2.0 file of these pairs."""
    units = ""
    for number, (source, target) in enumerate(pairs, 1):
        done = ' state="final"' if target else ""
        inner = f"<source>{source}</source>" + (f"<target>{target}</target>" if target is not None else "")
        data = DATA if "dataRef" in source else ""
        units += f'<unit id="u{number}">{data}<segment id="s1"{done}>{inner}</segment></unit>'
    return f'<xliff version="2.0" xmlns="{V2}" srcLang="zh-CN" trgLang="en-US"><file id="f1">{units}</file></xliff>'


def saved(path: Path, text: str) -> Path:
    """The file with this text, which must keep the rules itself."""
    path.write_text(text, "utf-8")
    assert not violations(etree.fromstring(text))
    return path


def checked(path: Path) -> Any:
    """The root of a file that was written, which keeps the rules."""
    root = etree.parse(path).getroot()
    assert not violations(root)
    return root


def inside(element: Any) -> str:
    """What stands inside an element, without declarations of namespaces."""
    whole = re.sub(r' xmlns(:\w+)?="[^"]*"', "", etree.tostring(element, encoding="unicode", with_tail=False))
    return whole[whole.index(">") + 1 : whole.rindex("<")]


@pytest.mark.parametrize(("make", "pairs", "space"), [(file_1, PAIRS_1, V1), (file_2, PAIRS_2, V2)])
def test_the_same_file_with_codes_again_is_all_101(make: Any, pairs: Any, space: str, tmp_path: Path) -> None:
    """A translated file in the memory translates the same file in whole: codes in their places, all done."""
    done = saved(tmp_path / "done.xlf", make(pairs))
    job = saved(tmp_path / "job.xlf", make([(source, None) for source, _ in pairs]))
    with Memory.open(tmp_path / "m.db") as memory:
        memory.add(read_units(done))
        assert dict(pretranslate(memory, job, tmp_path / "out.xlf")) == {"101": len(pairs)}
    root = checked(tmp_path / "out.xlf")
    whole = [
        e for e in root.iter(f"{{{space}}}target") if etree.QName(e.getparent()).localname in ("trans-unit", "segment")
    ]
    assert [inside(target) for target in whole] == [
        inside(etree.fromstring(f'<t xmlns="{space}">{t}</t>')) for _, t in pairs
    ]
    states = [(target.get("state") or target.getparent().get("state")) for target in whole]
    assert states == ["translated"] * len(pairs)
    assert not any("dataRef" in name for e in root.iter(f"{{{MTC}}}match") for c in e.iter() for name in c.attrib)


@pytest.mark.parametrize(("make", "pairs"), [(file_1, PAIRS_1), (file_2, PAIRS_2)])
def test_codes_go_out_as_tmx_and_come_back(make: Any, pairs: Any, tmp_path: Path) -> None:
    """Stored codes are bpt, ept, ph, it and hi in TMX; imported from there, the units are the ones that are there."""
    done = saved(tmp_path / "done.xlf", make(pairs))
    assert main(["tm", "import", str(done), "--tm", str(tmp_path / "m.db")]) == 0
    assert main(["tm", "export", "--tm", str(tmp_path / "m.db"), "-o", str(tmp_path / "a.tmx")]) == 0
    names = {e.tag for seg in etree.parse(tmp_path / "a.tmx").iter("seg") for e in seg}
    assert names == {"bpt", "ept", "ph", "it", "hi"}
    with Memory.open(tmp_path / "m.db") as memory:
        units = list(memory)
        assert list(read_tmx(tmp_path / "a.tmx")) == units
        assert memory.add(read_tmx(tmp_path / "a.tmx")).unchanged == len(pairs)


def test_notes_that_span_segments_are_kept(tmp_path: Path) -> None:
    """A note (sm, em) that begins in one segment and ends in the next is an isolated code in each, and comes back."""
    cut = [
        ('甲<sm id="m1" type="comment" value="n"/>乙。', 'A <sm id="m1" type="comment" value="n"/>b.'),
        ('丙<em startRef="m1"/>丁。', 'C<em startRef="m1"/> d.'),
    ]

    def job(done: bool) -> str:
        inner = "".join(
            f'<segment id="s{n}"><source>{s}</source>{f"<target>{t}</target>" if done else ""}</segment>'
            for n, (s, t) in enumerate(cut)
        )
        return (
            f'<xliff version="2.0" xmlns="{V2}" srcLang="zh-CN" trgLang="en-US"><file id="f1"><unit id="u">{inner}'
            "</unit></file></xliff>"
        )

    units = list(read_units(saved(tmp_path / "done.xlf", job(done=True))))
    kinds = [[p.name for p in v.content if isinstance(p, Element)] for u in units if u.tu for v in u.tu.variants]
    assert kinds == [["it"]] * 4
    with Memory.open(":memory:") as memory:
        memory.add(units)
        assert dict(pretranslate(memory, saved(tmp_path / "a.xlf", job(done=False)), tmp_path / "b.xlf")) == {"101": 2}
    root = checked(tmp_path / "b.xlf")
    targets = [inside(s.find(f"{{{V2}}}target")) for s in root.iter(f"{{{V2}}}segment")]
    assert targets == [target for _, target in cut]
    assert [s.get("state") for s in root.iter(f"{{{V2}}}segment")] == ["translated"] * 2


def test_what_the_codes_are_in_tmx(tmp_path: Path) -> None:
    """Native code is kept as it is; XLIFF's own tag stands for a code whose native form the file does not hold."""
    units = list(read_units(saved(tmp_path / "a.xlf", file_1(PAIRS_1))))
    contents = [u.tu.variants[0].content for u in units if u.tu]
    assert contents[0] == (
        "按",
        Element("bpt", (("i", "1"), ("x", "1"), ("type", "bold")), ('<g id="1" ctype="bold">',)),
        "确定",
        Element("ept", (("i", "1"),), ("</g>",)),
        "继续。",
    )
    link = ('<a title="', Element("sub", (), ("标题",)), '">')
    assert contents[3][1] == Element("bpt", (("i", "1"), ("x", "1"), ("type", "link")), link)
    assert contents[4][0] == Element("it", (("pos", "begin"), ("x", "1")), ("<i>",))
    assert contents[5][-2] == Element("hi", (("x", "3"), ("type", "term")), ("术语",))
    two = list(read_units(saved(tmp_path / "b.xlf", file_2(PAIRS_2))))
    assert two[0].tu is not None
    assert two[0].tu.variants[1].content[1] == Element("bpt", (("i", "1"), ("x", "1")), ("<b>",))
    assert [u.source for u in two][2:4] == ["甲乙丙", "丁戊"]


def test_xliff_is_written_with_codes(tmp_path: Path) -> None:
    """What was read from XLIFF is written as the same codes, and codes of TMX as codes with native text."""
    done = saved(tmp_path / "done.xlf", file_1(PAIRS_1))
    units = list(read_units(done))
    write_units(tmp_path / "out.xlf", units)
    checked(tmp_path / "out.xlf")
    assert list(read_units(tmp_path / "out.xlf")) == units
    content = (
        "a",
        Element("bpt", (("i", "7"), ("type", "b")), ("<b>",)),
        "b",
        Element("ept", (("i", "7"),), ("</b>",)),
    )
    more = (*content, Element("ut", (), ("{x}",)), Element("hi", (("type", "fancy"),), ("c",)))
    unit = Unit("abc", "abc", tu=TranslationUnit((Variant("zh-CN", more), Variant("en-US", more))))
    write_units(tmp_path / "tmx.xlf", [unit, unit])
    checked(tmp_path / "tmx.xlf")
    text = (tmp_path / "tmx.xlf").read_text("utf-8")
    expected = (
        '<source>a<bpt id="7" rid="7" ctype="x-b">&lt;b&gt;</bpt>b<ept id="7" rid="7">&lt;/b&gt;</ept>'
        '<ph id="1">{x}</ph><mrk mtype="x-fancy">c</mrk></source>'
    )
    assert expected in text


def test_pairs_have_numbers_of_their_own(tmp_path: Path) -> None:
    """A number (rid) stands for one pair, inside other codes too; half a pair is an isolated code."""
    one, end = Element("bpt", (("i", "1"),), ("<b>",)), Element("ept", (("i", "1"),), ("</b>",))
    image = Element("ph", (("x", "2"),), ("<img alt='", Element("sub", (), (one, "me", end)), "'>"))
    lonely = Element("ept", (("i", "7"),), ("</i>",)), Element("bpt", (("i", "8"),), ("<u>",))
    content = (one, "a", end, "b", image, one, "c", end, *lonely)
    unit = Unit("abc", "abc", "x!", tu=TranslationUnit((Variant("zh-CN", content), Variant("en-US", content))))
    write_units(tmp_path / "a.xlf", [unit])
    checked(tmp_path / "a.xlf")
    source = inside(next(etree.parse(tmp_path / "a.xlf").iter(f"{{{V1}}}source")))
    assert re.findall(r'<(\w+) id="\d+" (\w+="\w+")', source) == [
        ("bpt", 'rid="1"'), ("ept", 'rid="1"'), ("bpt", 'rid="3"'), ("ept", 'rid="3"'), ("bpt", 'rid="2"'),
        ("ept", 'rid="2"'), ("it", 'pos="close"'), ("it", 'pos="open"'),
    ]  # fmt: skip
    assert etree.parse(tmp_path / "a.xlf").find(f".//{{{V1}}}file").get("source-language") == "und"


def test_ids_of_tags_that_stand_as_they_are_are_taken(tmp_path: Path) -> None:
    """A code that gets a number of its own never has the id of a tag of XLIFF that goes out as it came."""
    bold = '甲<bpt id="9" rid="9">&lt;b&gt;</bpt>乙<ept id="9" rid="9">&lt;/b&gt;</ept>'
    pair = f'{bold}<g id="1">丙<x id="2"/></g><ph id="7">c</ph>'
    write_units(tmp_path / "a.xlf", read_units(saved(tmp_path / "d.xlf", file_1([(pair, pair)]))))
    checked(tmp_path / "a.xlf")


def test_the_codes_are_those_of_the_file(tmp_path: Path) -> None:
    """A stored sentence from elsewhere, with other ids and native code, gets the codes of the file it is put into."""
    content = (
        "按",
        Element("bpt", (("i", "9"), ("x", "4")), ("<strong>",)),
        "确定",
        Element("ept", (("i", "9"),), ("</strong>",)),
        "。",
    )
    target = (
        Element("bpt", (("i", "2"), ("x", "4")), ("<strong>",)),
        "OK",
        Element("ept", (("i", "2"),), ("</strong>",)),
        " it.",
    )
    unit = Unit("按确定。", "OK it.", tu=TranslationUnit((Variant("zh-CN", content), Variant("en-US", target))))
    job = saved(
        tmp_path / "a.xlf", file_1([('按<g id="x1">确定</g>。', None), ('按<g id="1">确</g>定<x id="2"/>。', None)])
    )
    with Memory.open(":memory:") as memory:
        memory.add([unit])
        pretranslate(memory, job, tmp_path / "b.xlf")
    root = checked(tmp_path / "b.xlf")
    first, second = (u.find(f"{{{V1}}}target") for u in root.iter(f"{{{V1}}}trans-unit"))
    assert (inside(first), first.get("state")) == ('<g id="x1">OK</g> it.', "translated")
    assert (inside(second), second.get("state")) == ("OK it.", "needs-review-translation")


def test_codes_that_the_translator_left_out(tmp_path: Path) -> None:
    """A translation with fewer codes than its source comes back as it was; a code that the source lacks is reviewed."""
    pairs = [
        ('甲<g id="1">乙</g>丙<x id="2"/>', 'A b c<x id="2"/>'),
        ('丁<x id="1"/>戊', 'D<x id="1"/> e<x id="1"/>'),
        ('己<mrk mtype="term">庚</mrk><x id="1"/>', 'G f<x id="1"/>'),
    ]
    (tmp_path / "d.xlf").write_text(file_1(pairs), "utf-8")
    job = saved(tmp_path / "a.xlf", file_1([(source, None) for source, _ in pairs]))
    with Memory.open(":memory:") as memory:
        memory.add(read_units(tmp_path / "d.xlf"))
        assert dict(pretranslate(memory, job, tmp_path / "b.xlf")) == {"101": 3}
    targets = [u.find(f"{{{V1}}}target") for u in checked(tmp_path / "b.xlf").iter(f"{{{V1}}}trans-unit")]
    assert [(inside(t), t.get("state")) for t in targets] == [
        ('A b c<x id="2"/>', "translated"),
        ('D<x id="1"/> e', "needs-review-translation"),
        ('G f<x id="1"/>', "translated"),
    ]


def test_numbers_are_exchanged_around_codes(tmp_path: Path) -> None:
    """A repaired match keeps its codes between the same words."""
    done = saved(
        tmp_path / "d.xlf", file_1([('2022年<g id="1">增长5.0%</g>。', 'Growth was <g id="1">5.0%</g> in 2022.')])
    )
    job = saved(tmp_path / "a.xlf", file_1([('2023年<g id="1">增长5.25%</g>。', None)]))
    with Memory.open(":memory:") as memory:
        memory.add(read_units(done))
        pretranslate(memory, job, tmp_path / "b.xlf")
    target = next(checked(tmp_path / "b.xlf").iter(f"{{{V1}}}target"))
    assert (inside(target), target.get("state")) == (
        'Growth was <g id="1">5.25%</g> in 2023.',
        "needs-review-translation",
    )


def test_segmented_units_keep_their_codes(tmp_path: Path) -> None:
    """Each segment of a trans-unit that was cut is filled with its own codes."""
    cut = '<mrk mtype="seg" mid="0">按<g id="1">确定</g>。</mrk><mrk mtype="seg" mid="1">再按<x id="2"/>一次。</mrk>'
    source = '按<g id="1">确定</g>。再按<x id="2"/>一次。'
    text = file_1([(source, None)]).replace("</source>", f"</source><seg-source>{cut}</seg-source>")
    job = saved(tmp_path / "a.xlf", text)
    pairs = [('按<g id="1">确定</g>。', 'Press <g id="1">OK</g>.'), ('再按<x id="2"/>一次。', 'Once <x id="2"/>more.')]
    with Memory.open(":memory:") as memory:
        memory.add(read_units(saved(tmp_path / "d.xlf", file_1(pairs))))
        pretranslate(memory, job, tmp_path / "b.xlf")
    target = next(checked(tmp_path / "b.xlf").iter(f"{{{V1}}}target"))
    assert inside(target) == (
        '<mrk mtype="seg" mid="0">Press <g id="1">OK</g>.</mrk><mrk mtype="seg" mid="1">Once <x id="2"/>more.</mrk>'
    )
    assert target.get("state") == "translated"


@pytest.mark.parametrize("make", [file_1, file_2])
def test_everything_written_keeps_the_rules(make: Any, tmp_path: Path) -> None:
    """Whatever the score, the state of the file and the characters: what is written is XLIFF by its rules."""
    memory = Memory.open(":memory:")
    texts = ["加快发展新质生产力。", "稳步推进乡村振兴。", "2022年增长5.0%。", "控制\x0b符在此。", "<b>&amp;</b>。"]
    memory.add(Unit(t, f"{t} in English \ufffe & <more>", origin=o) for t in texts for o in ("", "a\x0b"))
    asked = [*texts[:3], "稳步推进乡村全面振兴。", "2023年增长5.2%。", "完全不同的句子在这里。", "控制符在此。"]
    pairs: list[tuple[str, str | None]] = [(t, None) for t in asked]
    name = "g" if make is file_1 else "pc"
    pairs += [(f'<{name} id="1">{t[:3]}</{name}>{t[3:]}', None) for t in asked]
    job = saved(tmp_path / "a.xlf", make([*pairs, ("已有译文。", "Done before.")]))
    for lowest in (0, 75, 100):
        pretranslate(memory, job, tmp_path / "b.xlf", PretranslateOptions(insert=lowest, offer=30))
        root = checked(tmp_path / "b.xlf")
        saved(tmp_path / "c.xlf", etree.tostring(root, encoding="unicode"))
        pretranslate(memory, tmp_path / "c.xlf", tmp_path / "d.xlf")
        checked(tmp_path / "d.xlf")
    (tmp_path / "a.txt").write_text("".join(asked), "utf-8")
    pretranslate(memory, tmp_path / "a.txt", tmp_path / "t.xlf")
    checked(tmp_path / "t.xlf")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("<target", "<note>x</note><target"), "may not stand there"),
        (('state="translated"', 'state="fuzzy"'), "state is fuzzy"),
        (('id="u2"', 'id="u1"'), "the trans-unit id u1 stands 2 times"),
        (('<g id="1" ctype="bold">OK</g>', '<g id="5">OK</g>'), "codes that the source has not"),
        (("<note>n</note>", '<alt-trans match-quality="150%"><target/></alt-trans>'), "match-quality is 150%"),
        (("<note>n</note>", "<alt-trans><target/><source/></alt-trans>"), "may not stand there"),
        (("<note>n</note>", '<alt-trans mid="7"><target/></alt-trans>'), "not in seg-source"),
        (('<trans-unit id="u1"', '<trans-unit id="u1" state="x"'), "trans-unit has state"),
        (('pos="open"', 'pos="begin"'), "pos is begin"),
        (('mtype="term"', 'mtype="fancy"'), "mtype is fancy"),
        (('datatype="plaintext"', ""), "<file> lacks datatype"),
    ],
)
def test_the_rules_of_1_2_can_be_broken(change: tuple[str, str], sentence: str) -> None:
    """The checker finds what the standard forbids."""
    text = file_1(PAIRS_1)
    assert not violations(etree.fromstring(text))
    assert any(sentence in found for found in violations(etree.fromstring(text.replace(*change, 1))))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (('state="final"', 'state="needs-review"'), "state is needs-review"),
        ((' trgLang="en-US"', ""), "no trgLang"),
        (('id="u2"', 'id="u1"'), "the unit id u1 stands 2 times"),
        (('dataRefStart="d1"', 'dataRefStart="d9"'), "is no data of the unit"),
        (('startRef="1"', 'startRef="4"'), "did not start"),
        (('<segment id="s1"', f'<m:matches xmlns:m="{MTC}"/><segment id="s1"'), "may not stand there"),
        (
            ('<unit id="u2">', f'<unit id="u2"><m:matches xmlns:m="{MTC}"><m:match ref="#s9" matchQuality="101">'
             "<source/><target/></m:match></m:matches>"),
            "a match is for #s9",
        ),
        (
            ('<unit id="u2">', f'<unit id="u2"><m:matches xmlns:m="{MTC}"><m:match ref="#s1" matchQuality="101">'
             "<source/><target/></m:match></m:matches>"),
            "matchQuality is 101",
        ),
    ],
)  # fmt: skip
def test_the_rules_of_2_0_can_be_broken(change: tuple[str, str], sentence: str) -> None:
    """The checker finds what the standard forbids."""
    text = file_2(PAIRS_2)
    assert not violations(etree.fromstring(text))
    assert any(sentence in found for found in violations(etree.fromstring(text.replace(*change, 1))))


# all segments

words = st.text("甲乙ab <&", max_size=4)


def segments(depth: int = 2) -> st.SearchStrategy[str]:
    """The inside of an XLIFF 1.2 source without ids; each code gets one of its own afterwards."""
    from xml.sax.saxutils import escape

    text = words.map(escape)
    alone = st.sampled_from(["<x ID/>", "<ph ID>c</ph>", '<it ID pos="open">c</it>', "<bx ID/>"])
    pair = st.builds("<bpt ID RID>{}</bpt>{}<ept ID RID></ept>".format, text, text)
    choices = [text, alone, pair]
    if depth:
        choices.append(segments(depth - 1).map("<g ID>{}</g>".format))
        choices.append(segments(depth - 1).map('<mrk mtype="term">{}</mrk>'.format))
    return st.lists(st.one_of(choices), max_size=4).map("".join)


def numbered(text: str) -> str:
    """The segment with an id for each code, the two ends of a pair sharing theirs."""
    count = 0

    def number(found: re.Match[str]) -> str:
        nonlocal count
        if found.group(1) != "ept":
            count += 1
        return f'<{found.group(1)} id="{count}"' + (f' rid="{count}"' if found.group(2) else "")

    return re.sub(r"<(\w+) ID( RID)?", number, text)


@given(segments().map(numbered))
@settings(max_examples=200, deadline=None)
def test_codes_of_a_segment_come_back(text: str) -> None:
    """XLIFF to TMX to XLIFF, and a segment filled with its own codes, are the identity."""
    source = etree.fromstring(f"<source>{text}</source>")
    tokens = tokens_in(source, {})
    content = content_of(tokens)
    assert content_of(tokens_of(content)) == content
    made = etree.Element("source")
    assert put(made, tokens)
    assert etree.tostring(made) == etree.tostring(source)
    found = placed(tokens, content, content)
    assert found == (tokens, tokens)
    again = etree.Element("source")
    put(again, with_text(tokens, "".join(t for t in tokens if isinstance(t, str))))
    assert etree.tostring(again) == etree.tostring(source)


def segments_2(depth: int = 2) -> st.SearchStrategy[str]:
    """The inside of an XLIFF 2 source without ids, in which spans (sc and ec, sm and em) may cross what nests."""
    from xml.sax.saxutils import escape

    text = words.map(escape)
    alone = st.sampled_from(["<ph ID/>", '<sc ID isolated="yes"/>', '<ec ID isolated="yes"/>', '<cp hex="001A"/>'])
    spans = st.sampled_from(["<sc ID/>", '<sm ID type="comment" value="v"/>', "<END/>"])
    choices = [text, alone, spans]
    if depth:
        choices.append(segments_2(depth - 1).map("<pc ID>{}</pc>".format))
        choices.append(segments_2(depth - 1).map('<mrk ID translate="no">{}</mrk>'.format))
    return st.lists(st.one_of(choices), max_size=5).map("".join)


def spanned(text: str) -> str:
    """The segment with an id for each code; each <END/> ends the span that began first, and is dropped without one."""
    count = 0
    open_: list[tuple[str, int]] = []

    def number(found: re.Match[str]) -> str:
        nonlocal count
        if found.group() == "<END/>":
            name, own = open_.pop(0) if open_ else ("", 0)
            return f'<{name} startRef="{own}"/>' if name else ""
        count += 1
        if found.group(1) in ("sc", "sm") and not found.group(2):
            open_.append(("ec" if found.group(1) == "sc" else "em", count))
        return f'<{found.group(1)} id="{count}"{found.group(2)}'

    whole = re.sub(r'<(\w+) ID((?: isolated="yes")?)|<END/>', number, text)
    return whole + "".join(f'<{name} startRef="{own}"/>' for name, own in open_)


@given(segments_2().map(spanned))
@settings(max_examples=200, deadline=None)
def test_codes_of_a_segment_of_xliff_2_come_back(text: str) -> None:
    """XLIFF 2 to TMX to XLIFF 2, with spans that cross, is the identity."""
    source = etree.fromstring(f'<source xmlns="{V2}">{text}</source>')
    tokens = tokens_in(source, {})
    content = content_of(tokens)
    assert content_of(tokens_of(content)) == content
    assert placed(tokens, content, content) == (tokens, tokens)
    made = etree.Element(f"{{{V2}}}source", nsmap={None: V2})
    assert put(made, tokens)
    assert etree.tostring(made) == etree.tostring(source)


def test_codes_that_cross_are_left_out() -> None:
    """Where a translation would make elements cross, its text goes in without codes."""
    source = etree.fromstring('<source>a<g id="1">b<g id="2">c</g></g></source>')
    tokens = tokens_in(source, {})
    a, one, b, two, c, end_two, end_one = tokens
    made = etree.Element("target")
    assert not put(made, [a, one, b, two, c, end_one, end_two])
    assert etree.tostring(made) == b"<target>abc</target>"
