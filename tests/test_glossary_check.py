"""A check finds planted errors with their places and leaves good translations alone."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from glossary_cases import gold_units, table

from tmkit.errors import InputError
from tmkit.formats.bitext import read_bitext, read_line_pair
from tmkit.formats.terms.waivers import read_waivers
from tmkit.formats.tmx import write_tmx
from tmkit.glossary import Glossary
from tmkit.glossary.check import Waiver, check_units
from tmkit.glossary.rendering import RenderingFinder
from tmkit.model import Concept, Term, Unit
from tmkit.pipeline.glossary import load_glossary
from tmkit.pipeline.glossary_check import check_terms


def concept(name: str, chinese: str, *english: str, **options: object) -> Concept:
    """Chinese variants between bars; English as 'status:text', preferred where no status is given."""
    terms = [Term(t, "zh-CN", status="preferred" if i == 0 else "admitted") for i, t in enumerate(chinese.split("|"))]
    for text in english:
        status, _, rest = text.rpartition(":")
        terms.append(Term(rest, "en-US", status=status or "preferred"))
    return Concept(name, terms=tuple(terms), **options)  # type: ignore[arg-type]


GLOSSARY = Glossary(
    [
        concept(
            "nqpf",
            "新质生产力",
            "new quality productive forces",
            "superseded:new productive forces",
            "deprecated:new quality productivity",
        ),
        concept("safeguards", "“两个维护”|两个维护", "Two Safeguards", "admitted:the two upholds"),
        concept("hqd", "高质量发展", "high-quality development"),
        concept(
            "promote",
            "推动高质量发展",
            "promote high-quality development",
            "admitted:drive high-quality development",
            paraphrase=True,
        ),
        concept("systems", "一国两制", "one country, two systems"),
        concept("farmers", "农民", "farmers", "admitted:rural residents"),
        concept("plastic", "塑料污染", "plastic pollution"),
        concept("blessing", "人民幸福安康", "the people's happiness and wellbeing", paraphrase=True),
        concept("xi", "习近平", "Xi Jinping", field="person"),
        concept("yuan", "亿元", "hundred million yuan", field="unit"),
        concept("export-a", "出口", "exports"),
        concept("export-b", "出口", "exit"),
        concept("progress", "稳中求进", "pursue progress while ensuring stability"),
        concept("new-old", "先立后破", "establishing the new before abolishing the old"),
        concept("fiscal", "积极的财政政策", "proactive fiscal policy"),
        concept("monetary", "稳健的货币政策", "prudent monetary policy"),
        concept("demand", "扩大内需", "expand domestic demand", paraphrase=True),
        concept(
            "nature",
            "山水林田湖草沙",
            "mountains, waters, forests, farmlands, grasslands, and deserts",
            paraphrase=True,
        ),
        concept("unilateralism", "单边主义", "unilateralism"),
        concept("counter-cyclical", "逆周期调节", "counter-cyclical adjustments"),
        concept("second-session", "全国人大二次会议", "second session of the NPC"),
        concept("plan", "“十四五”规划", "14th Five-Year Plan"),
        concept("compatriots", "同胞", "compatriots"),
        concept("taiwan", "台湾同胞", "compatriots in Taiwan", "admitted:people in Taiwan", paraphrase=True),
        concept("interference", "外来干涉", "external interference"),
        Concept(
            "guarantees",
            terms=(
                Term("三保", "zh-CN", type="shortForm"),
                Term("three guarantees", "en-US", type="shortForm"),
                Term("basic living needs, salary payments, and normal government operations", "en-US", "admitted"),
            ),
        ),
        concept("npc", "全国人民代表大会", "National People's Congress"),
    ]
)


@pytest.mark.parametrize(("source", "target", "expected", "why"), table("check.tsv", 4))
def test_findings(source: str, target: str, expected: str, why: str) -> None:
    """Every case of the table holds: kind and severity of all findings of one pair, and none where there is none."""
    pairs = zip(source.split(" ## "), target.split(" ## "), strict=True)
    report = check_units(GLOSSARY, [Unit(s, t) for s, t in pairs])
    found = "; ".join(f"{f.kind} {f.severity}" for f in report.findings)
    assert found == expected, why


def test_spans_and_suggestions() -> None:
    """A finding says where the term is in the source, where the wrong word is, and what to write."""
    (finding,) = check_units(GLOSSARY, [Unit("加快发展新质生产力", "Develop new quality productivity faster")]).findings
    assert finding.source_span == (4, 9)
    assert finding.target_span == (8, 32)
    assert finding.suggestions == ("new quality productive forces",)


def test_spans_of_variants_swallow_no_neighbours() -> None:
    """The span of a wrong rendering is the rendering, not what stands before or after it."""
    text = "We will keep a prudent fiscal policy and a proactive monetary policy this year."
    found = check_units(GLOSSARY, [Unit("坚持积极的财政政策和稳健的货币政策。", text)]).findings
    assert [text[slice(*f.target_span)] for f in found] == ["prudent fiscal policy", "proactive monetary policy"]


def test_label_and_spelled_out_form_are_one() -> None:
    """The spelled-out form at first mention and the short label later are both right, and no inconsistency."""
    spelled = Term("uphold the core position and the authority of the Central Committee", "en-US", type="fullForm")
    label = Term("Two Upholds", "en-US", type="shortForm")
    glossary = Glossary([Concept("a", terms=(Term("两个维护", "zh-CN"), spelled, label))])
    units = [
        Unit("坚持“两个维护”。", "We must uphold the core position and the authority\nof the Central Committee."),
        Unit("“两个维护”很重要。", "The Two Upholds are important."),
        Unit("做到“两个维护”。", "THE TWO UPHOLDS MUST BE DONE."),
    ]
    assert check_units(glossary, units).findings == ()


def test_good_translations_raise_few_alarms() -> None:
    """Of 160 free translations of others' kinds of text, each term that is complained of is known, with a verdict."""
    for source, target, verdicts in table("clean.tsv", 3):
        found = [f.source_term for f in check_units(load_glossary(), [Unit(source, target)]).findings]
        assert found == [v[1:] for v in verdicts.split()], target
    verdicts = [v for row in table("clean.tsv", 3) for v in row[2].split()]
    assert sum(v[0] == "~" for v in verdicts) < 8


@pytest.mark.parametrize(("source", "target", "term"), table("planted.tsv", 3))
def test_planted_errors_are_found(source: str, target: str, term: str) -> None:
    """A wrong, forbidden, superseded, left out or contrary rendering put into a good translation is reported."""
    findings = check_units(load_glossary(), [Unit(source, target)]).findings
    assert any(f.source_term in term or set(term.strip("“”")) <= set(f.source_term) for f in findings)


def test_acronyms_from_english() -> None:
    """From English, an acronym given in brackets is no second mention, and one that Chinese keeps is rendered."""
    glossary = Glossary([concept("nev", "新能源汽车", "new-energy vehicles", "admitted:NEV")])
    for english, chinese in (
        ("new-energy vehicles (NEV)", "新能源汽车"),
        ("an NEV brand", "NEV品牌"),
    ):
        assert check_units(glossary, [Unit(english, chinese, "en-US", "zh-CN")]).findings == (), english


def test_later_mentions_may_be_shorter() -> None:
    """After a full rendering an acronym given in brackets will do, and the main word after a word that points back."""
    glossary = Glossary([concept("gdi", "全球发展倡议", "Global Development Initiative")])
    first = Unit("全球发展倡议", "The Global Development Initiative (GDI) was put forward.")
    for later, kinds in (
        ("The GDI is open to all.", []),
        ("The initiative is open to all.", []),
        ("Initiatives are open to all.", ["missing"]),
        ("The GCI is open to all.", ["missing"]),
    ):
        found = check_units(glossary, [first, Unit("全球发展倡议向各方开放。", later)]).findings
        assert [f.kind for f in found] == kinds, later
    assert [f.kind for f in check_units(glossary, [Unit("全球发展倡议", "The GDI is open.")]).findings] == ["missing"]


def test_what_nobody_should_write_is_no_source_term() -> None:
    """From English, a forbidden or superseded rendering in the source asks for nothing; what it hides is asked for."""
    units = [
        Unit("Market socialism and short boards", "市场社会主义和短木板", "en-US", "zh-CN"),
        Unit("new quality productivity of farmers", "别的", "en-US", "zh-CN"),
    ]
    glossary = Glossary([*GLOSSARY.concepts, concept("boards", "短板", "shortcomings", "deprecated:short boards")])
    assert [f.concept for f in check_units(glossary, units).findings] == ["farmers"]


def test_references_of_the_project_raise_hardly_an_alarm() -> None:
    """On the project's own references fewer than two terms in a hundred are complained of, and none as an error."""
    figures = check_units(load_glossary(), gold_units()).figures
    assert figures.occurrences > 1000
    assert figures.alarm_rate < 0.02
    assert figures.errors == 0


def test_terms_cut_out_of_the_references_are_found() -> None:
    """Of strict terms whose rendering is cut out of a reference at least nine in ten are reported."""
    glossary = load_glossary()
    planted = caught = 0
    for unit in gold_units()[::9]:
        for match in glossary.find(unit.source):
            spans = {
                (m.start, m.end) for m in glossary.find(unit.target, "en", nested=True) if m.concept == match.concept
            }
            if match.concept.paraphrase or match.concept.field == "unit" or not spans:
                continue
            text = unit.target
            for start, end in sorted(spans, reverse=True):
                text = text[:start] + "this" + text[end:]
            planted += 1
            found = check_units(glossary, [Unit(unit.source, text)]).findings
            caught += any(f.concept == match.concept.id for f in found)
    assert planted > 50
    assert caught / planted > 0.9


def test_forbidden_and_superseded_words_put_in_are_found() -> None:
    """A rendering in a reference replaced by one that the glossary forbids is reported as such, nearly always."""
    glossary = load_glossary()
    planted = caught = 0
    for unit in gold_units():
        found = glossary.find(unit.target, "en", nested=True)
        for concept_there in {m.concept.id: m.concept for m in glossary.find(unit.source)}.values():
            bad = [t.text for t in concept_there.in_language("en") if t.status in ("deprecated", "superseded")]
            spans = {(m.start, m.end) for m in found if m.concept == concept_there and m.term.text not in bad}
            for word in bad if spans else ():
                text = unit.target
                for start, end in sorted(spans, reverse=True):
                    text = text[:start] + word + text[end:]
                findings = check_units(glossary, [Unit(unit.source, text)]).findings
                planted += 1
                caught += any(f.concept == concept_there.id and f.kind in ("forbidden", "superseded") for f in findings)
    assert planted > 50
    assert caught / planted > 0.95


@pytest.mark.parametrize(
    "change", [str.upper, str.lower, lambda t: t.replace("-", " "), lambda t: t.replace(" ", "\n")]
)
def test_typography_raises_no_alarm(change: Callable[[str], str]) -> None:
    """Capitals, hyphens and line breaks in a good translation add at most a finding or two in two thousand terms."""
    units = gold_units()
    before = check_units(load_glossary(), units).figures.findings
    after = check_units(load_glossary(), [replace(u, target=change(u.target)) for u in units]).figures.findings
    assert after <= before + 2


def test_waivers_need_reasons_and_are_counted(tmp_path: Path) -> None:
    """A waived finding is no finding any more; a waiver that fits nothing is reported; one without a reason refused."""
    units = [Unit("发展新质生产力", "Develop it", origin="a"), Unit("新质生产力来了", "It came", origin="a")]
    waivers = [Waiver("a pronoun", concept="nqpf", segment="发展"), Waiver("nothing", concept="hqd")]
    report = check_units(GLOSSARY, units, waivers)
    assert [f.unit for f in report.findings] == [1]
    assert (report.figures.waived, report.figures.findings) == (1, 1)
    assert report.unused_waivers == (waivers[1],)
    path = tmp_path / "waivers.csv"
    path.write_text("concept,kind,reason\nnqpf,missing,\n", encoding="utf-8", newline="\n")
    with pytest.raises(InputError, match=r"waivers.csv:2: row 2, column reason: a waiver needs a reason"):
        read_waivers(path)
    path.write_text("concept,kind,reason\nnqpf,absent,so\n", encoding="utf-8", newline="\n")
    with pytest.raises(InputError, match="unknown kind 'absent'"):
        read_waivers(path)
    path.write_text("concept,kind,reason\nnqpf,missing,a pronoun\n", encoding="utf-8", newline="\n")
    assert read_waivers(path) == [Waiver("a pronoun", "nqpf", "missing", line=2)]


def test_a_list_of_exceptions_can_be_the_waivers(tmp_path: Path) -> None:
    """The columns of glossary/exceptions.csv are read: the Chinese is where, the English is for the reader."""
    path = tmp_path / "exceptions.csv"
    text = "document,concept,chinese,english_found,reason\na,nqpf,新质生产力,it,a pronoun\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    (waiver,) = read_waivers(path)
    assert waiver == Waiver("a pronoun", "nqpf", document="a", segment="新质生产力", line=2)
    report = check_units(GLOSSARY, [Unit("发展新质生产力", "Develop it", origin="a")], [waiver])
    assert (report.findings, report.figures.waived) == ((), 1)


def test_figures() -> None:
    """Success counts occurrences, capped by the source; preferred and consistency are shares of what was found."""
    units = [
        Unit("农民和农民", "farmers and rural residents and farmers", origin="a"),
        Unit("新质生产力", "nothing", origin="a"),
    ]
    figures = check_units(GLOSSARY, units).figures
    assert (figures.occurrences, figures.exact, figures.preferred) == (3, 2, 2)
    assert figures.success == pytest.approx(2 / 3)
    assert figures.consistency == 0.5
    assert figures.interval[0] <= figures.success <= figures.interval[1]


def test_the_reference_stands_beside() -> None:
    """The same figures are computed for a reference, and a reference of another length is refused."""
    units = [Unit("发展新质生产力", "Develop new forces")]
    compared = check_terms(units, glossary=GLOSSARY, reference=["Develop new quality productive forces"])
    assert compared.report.figures.findings == 1
    assert compared.reference is not None
    assert compared.reference.figures.findings == 0
    with pytest.raises(InputError, match="the reference has 2 segments, the translation 1"):
        check_terms(units, glossary=GLOSSARY, reference=["a", "b"])


def test_english_to_chinese() -> None:
    """The check works in the other direction too."""
    unit = Unit("high-quality development of new quality productive forces", "新质生产力的发展", "en-US", "zh-CN")
    assert [(f.kind, f.concept) for f in check_units(GLOSSARY, [unit]).findings] == [("missing", "hqd")]


def test_nearest_rendering_weighs_rare_words() -> None:
    """Words that few terms have say more about a rendering than those of many."""
    finder = RenderingFinder(GLOSSARY.concepts, "en")
    nearest = finder.nearest(
        next(c for c in GLOSSARY.concepts if c.id == "plastic"),
        "pollution from solid waste, new pollutants, and plastics",
    )
    assert nearest is not None
    assert nearest.share > 0.95


def bilingual_files(folder: Path) -> list[Path]:
    """The same two pairs in every format that holds both languages."""
    units = [Unit("发展新质生产力", "Develop new quality productivity"), Unit("高质量发展", "High-quality development")]
    write_tmx(folder / "x.tmx", units)
    (folder / "x.tsv").write_text(
        "source\ttarget\n" + "".join(f"{u.source}\t{u.target}\n" for u in units), encoding="utf-8", newline="\n"
    )
    entries = "".join(f'msgid "{u.source}"\nmsgstr "{u.target}"\n\n' for u in units)
    head = 'msgid ""\nmsgstr ""\n"Language: en_US\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "x.po").write_text(head + entries, encoding="utf-8", newline="\n")
    rows = "".join(
        f'<trans-unit id="{i}"><source>{u.source}</source><target>{u.target[:5]}<g id="1">{u.target[5:]}</g>'
        f'<x id="2"/></target></trans-unit>'
        for i, u in enumerate(units)
    )
    (folder / "x.xlf").write_text(
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file source-language="zh-CN" '
        f'target-language="en-US" original="a" datatype="plaintext"><body>{rows}</body></file></xliff>',
        encoding="utf-8",
        newline="\n",
    )
    rows = "".join(
        f'<unit id="{i}"><segment><source>{u.source}</source><target>{u.target}</target></segment></unit>'
        for i, u in enumerate(units)
    )
    (folder / "x2.xlf").write_text(
        '<xliff version="2.0" srcLang="zh-CN" trgLang="en-US" xmlns="urn:oasis:names:tc:xliff:document:2.0">'
        f'<file id="f">{rows}</file></xliff>',
        encoding="utf-8",
        newline="\n",
    )
    return [folder / name for name in ("x.tmx", "x.tsv", "x.po", "x.xlf", "x2.xlf")]


def test_every_bilingual_format_gives_the_same_finding(tmp_path: Path) -> None:
    """TMX, TSV, PO, XLIFF 1.2 and 2.0 are read alike, inline codes left out."""
    for path in bilingual_files(tmp_path):
        found = read_bitext(path)
        assert [u.target for u in found.units] == ["Develop new quality productivity", "High-quality development"], path
        assert [f.kind for f in check_units(GLOSSARY, found.units).findings] == ["forbidden"], path


def test_line_files_of_different_length_are_refused(tmp_path: Path) -> None:
    """Two files that do not go together are refused with the line where one ends."""
    (tmp_path / "a").write_text("一\n二\n", encoding="utf-8", newline="\n")
    (tmp_path / "b").write_text("one\n", encoding="utf-8", newline="\n")
    with pytest.raises(InputError, match="b:2: 1 lines for the 2 lines"):
        read_line_pair(tmp_path / "a", tmp_path / "b")


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it."""
    command = [sys.executable, "-m", "tmkit", "glossary", *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_command_prints_findings_and_both_columns(tmp_path: Path) -> None:
    """`tmkit glossary check` prints the finding, figures for translation and reference, and exits 1 on an error."""
    (tmp_path / "zh").write_text("发展新质生产力\n", encoding="utf-8", newline="\n")
    (tmp_path / "en").write_text("Develop new quality productivity\n", encoding="utf-8", newline="\n")
    (tmp_path / "ref").write_text("Develop new quality productive forces\n", encoding="utf-8", newline="\n")
    done = run("check", str(tmp_path / "zh"), str(tmp_path / "en"), "--reference", str(tmp_path / "ref"))
    assert done.returncode == 1
    assert "1: error: forbidden: 新质生产力" in done.stdout
    assert "Develop [new quality productivity]" in done.stdout
    assert "translation" in done.stdout
    assert "The reference is the reference given." in done.stdout
    assert run("check", str(tmp_path / "zh"), str(tmp_path / "en"), "--fail-on", "never").returncode == 0


@pytest.mark.parametrize(
    "english",
    [
        "We must hold the red line of 1.8 billion mu of farmland.",
        "We must hold the redline of 1.8 billion mu of farmland.",
        "We must strictly hold the red line for farmland.",
        "We must strictly guard the red line on arable land.",
        "We must defend the farmland protection red line.",
    ],
)
def test_the_red_line_for_farmland_is_accepted(english: str) -> None:
    """耕地红线 may be a redline or a red line, of farmland or of arable land, with or without its figure."""
    report = check_units(load_glossary(), [Unit("必须守住18亿亩耕地红线。", english, "zh-CN", "en-US")])
    assert report.figures.occurrences == 1
    assert report.findings == ()


@pytest.mark.parametrize(
    ("english", "accepted"),
    [
        ("183,000 new urban jobs were created.", True),
        ("183,000 urban jobs were created.", True),
        ("A total of 183,000 urban jobs were added.", True),
        ("So far 183,000 urban jobs have been created.", True),
        ("There are 183,000 urban jobs.", False),
    ],
)
def test_jobs_are_new_where_they_were_created(english: str, accepted: bool) -> None:
    """城镇新增就业 may be urban jobs that were added or created; urban jobs alone leave out that they are new."""
    report = check_units(load_glossary(), [Unit("城镇新增就业18.3万人。", english, "zh-CN", "en-US")])
    assert report.figures.occurrences == 1
    assert (report.findings == ()) == accepted


def test_files_in_the_wrong_order_are_refused(tmp_path: Path) -> None:
    """A Chinese source without Han characters is no success of 100 %: one sentence names the cure."""
    (tmp_path / "zh").write_text("发展新质生产力\n高质量发展\n", encoding="utf-8", newline="\n")
    (tmp_path / "en").write_text("Develop new forces\nGood development\n", encoding="utf-8", newline="\n")
    done = run("check", str(tmp_path / "en"), str(tmp_path / "zh"))
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "the source is said to be zh and has no Han characters; give the source first" in done.stderr
    swapped = run("check", str(tmp_path / "en"), str(tmp_path / "zh"), "--src-lang", "en", "--tgt-lang", "zh")
    assert "terms in the source" in swapped.stdout
    back = run("check", str(tmp_path / "zh"), str(tmp_path / "en"), "--src-lang", "en", "--tgt-lang", "zh")
    assert back.returncode == 1
    assert "the source is said to be en and is written in Han characters" in back.stderr


def test_no_term_is_no_success(tmp_path: Path) -> None:
    """Where the source has no term, no share is given, and a sentence says that nothing was checked."""
    (tmp_path / "zh").write_text("他昨天吃了面条。\n", encoding="utf-8", newline="\n")
    (tmp_path / "en").write_text("He had noodles yesterday.\n", encoding="utf-8", newline="\n")
    done = run("check", str(tmp_path / "zh"), str(tmp_path / "en"))
    assert done.returncode == 0
    assert "The source has no term of the glossary: nothing was checked." in done.stdout
    shares = [line.split()[-2] for line in done.stdout.splitlines() if line.startswith(("rendered", "consistency"))]
    assert shares == ["-", "-"]


def test_one_column_is_one_sentence(tmp_path: Path) -> None:
    """A file of one language gives one sentence, not one for every line."""
    (tmp_path / "one.txt").write_text("第一句话。\n第二句话。\n", encoding="utf-8", newline="\n")
    done = run("check", str(tmp_path / "one.txt"))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "one.txt: one column only: no line has a tab" in done.stderr
