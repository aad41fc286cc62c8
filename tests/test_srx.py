"""SRX: reading files of other tools, running them as these tools do, writing ours for them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from tmkit.cli import main
from tmkit.errors import InputError
from tmkit.formats.srx import format_srx, read_srx
from tmkit.pipeline.segment import export_srx, load_rules, rule_book, segment_text
from tmkit.segment import LanguageMap, Options, PatternError, Rule, RuleBook, Rules, RuleSet, split
from tmkit.segment.patterns import Node, read_pattern
from tmkit.segment.unicode_breaks import unicode_breaks

PLAIN = Options(brackets=False, quotes=False, symbols=False, lists=False, wraps=False)

HEAD = (
    '<srx xmlns="http://www.lisa.org/srx20" version="2.0">'
    '<header segmentsubflows="yes" cascade="{cascade}">{more}</header>'
)
TWO_MAPS = """<body><languagerules>
<languagerule languagerulename="Z"><rule break="yes"><beforebreak>。</beforebreak><afterbreak/></rule></languagerule>
<languagerule languagerulename="D"><rule break="yes"><beforebreak>；</beforebreak></rule></languagerule>
</languagerules><maprules><languagemap languagepattern="ZH.*" languagerulename="Z"/>
<languagemap languagepattern=".*" languagerulename="D"/></maprules></body></srx>"""


def book(tmp_path: Path, xml: str) -> Path:
    path = tmp_path / "rules.srx"
    path.write_text(xml, encoding="utf-8", newline="\n")
    return path


def segments(rules: list[tuple[bool, str, str]], text: str, dialect: str = "java") -> list[str]:
    made = [Rule(breaks, before, after, "T", i) for i, (breaks, before, after) in enumerate(rules, 1)]
    return [s.text for s in split(text, Rules(made, "zh", dialect=dialect))]


@pytest.mark.parametrize(("cascade", "expected"), [("yes", ["甲。", "乙；", "丙"]), ("no", ["甲。", "乙；丙"])])
def test_cascade(tmp_path: Path, cascade: str, expected: list[str]) -> None:
    """With the cascade every map that fits adds its rules, without it only the first does; case does not matter."""
    path = book(tmp_path, HEAD.format(cascade=cascade, more="") + TWO_MAPS)
    assert [s.text for s in segment_text("甲。乙；丙", "zh-CN", path)] == expected


def test_a_header_without_cascade_means_yes(tmp_path: Path) -> None:
    """OmegaT writes an empty header and always uses every map that fits."""
    xml = '<srx xmlns="http://www.lisa.org/srx20" version="2.0"><header/>' + TWO_MAPS
    assert read_srx(book(tmp_path, xml)).cascade


def test_other_languages_use_only_their_maps(tmp_path: Path) -> None:
    """A map whose pattern does not fit the whole language code is left out."""
    path = book(tmp_path, HEAD.format(cascade="yes", more="") + TWO_MAPS)
    assert [s.text for s in segment_text("甲。乙；丙", "en", path)] == ["甲。乙；", "丙"]


@pytest.mark.parametrize("dialect", ["java", "okapi", "own"])
def test_first_rule_that_fits_decides(dialect: str) -> None:
    """An exception before a break rule forbids, the same exception after it does not."""
    stop, exception = (True, r"\.", r"\s"), (False, r"Mr\.", r"\s")
    assert segments([exception, stop], "Mr. A. B", dialect) == ["Mr. A.", "B"]
    assert segments([stop, exception], "Mr. A. B", dialect) == ["Mr.", "A.", "B"]


def test_a_break_rule_takes_a_run_of_marks_as_one() -> None:
    """As the tools search, one match after the other, [。！？]+ finds the end of a run and no place inside it."""
    assert segments([(True, "[。！？]+", "")], "真的？！！好。") == ["真的？！！", "好。"]


def test_okapi_searches_both_sides_together() -> None:
    """In Okapi the part before gives way for the part after; the others match the part before on its own."""
    rules = [(True, "[!]+", "!b")]
    assert segments(rules, "a!!b", "okapi") == ["a!", "!b"]
    assert segments(rules, "a!!b", "java") == ["a!!b"]


@pytest.mark.parametrize(
    ("before", "after", "text", "expected"),
    [
        (r"\Q...\E", r"\s", "a... b. c", ["a...", "b. c"]),
        (r"(?i)mr\.", r"\s", "x MR. y", ["x MR.", "y"]),
        (r"x(?i)y", "", "xYa XYa", ["xY", "a XYa"]),
        (r"(?:a(?i)b|c)d", "", "aBd Cd", ["aBd", "Cd"]),
        (r"[a-z]++\.", r"\s", "ab. c", ["ab.", "c"]),
        (r"(?>[a-z]+)\.", r"\s", "ab. c", ["ab.", "c"]),
        (r"\.\h", "", "a.\u00a0b", ["a.", "b"]),
        (r"\x{3002}", "", "甲。乙", ["甲。", "乙"]),
        (r"[\x{3000}-\x{303F}]", "", "甲。乙", ["甲。", "乙"]),
        (r"\p{javaUpperCase}\.", "", "A.b.", ["A.", "b."]),
        (r"[\p{L}&&[^a]]\.", "", "a.b.c", ["a.b.", "c"]),
        (r"(a|b)\1\.", "", "ab.aa.c", ["ab.aa.", "c"]),
        (r"(?<q>['])x\k<q>", "", "'x'y", ["'x'", "y"]),
        (r"\u3002", r"\P{Nd}", "甲。乙。1", ["甲。", "乙。1"]),
        (r"[-|~]", "x", "a|xb--c", ["a|", "xb--c"]),
        (r"\p{IsLu}\.", "", "A.b.", ["A.", "b."]),
        (r"[\p{IsLu}\p{IsHan}]\.", "", "A.甲.b.", ["A.", "甲.", "b."]),
        ("(?x) [0-9] + [.] # the end (of a number\n", "", "1.a.", ["1.", "a."]),
        (r"(?x: a  b)\ c|d #", "", "ab c-", ["ab c", "-"]),
        ("", "X", "abXc", ["ab", "Xc"]),
        (r"\.", "", "a.b", ["a.", "b"]),
        (r"(?<=\.)", r"(?=b)", "a.b", ["a.", "b"]),
    ],
)
def test_java_patterns(before: str, after: str, text: str, expected: list[str]) -> None:
    """Patterns in the manner of Java do here what they do there: quoting, flags in mid-pattern, possessive, classes."""
    assert segments([(True, before, after)], text) == expected


def test_classes_mean_ascii_in_java_and_unicode_in_okapi() -> None:
    """OmegaT and LanguageTool run patterns without the Unicode flag, where \\s is no ideographic space."""
    rules = [(True, r"。", r"\s")]
    assert segments(rules, "甲。\u3000乙", "java") == ["甲。\u3000乙"]
    assert segments(rules, "甲。\u3000乙", "okapi") == ["甲。", "乙"]


@pytest.mark.parametrize("pattern", ["(", ")", "[a", "a**", "\\", "(?<!", "[z-a]"])
def test_broken_pattern_is_refused(pattern: str) -> None:
    """A pattern that is none raises PatternError and nothing else."""
    with pytest.raises(PatternError):
        read_pattern(pattern)


@given(st.text(alphabet="ab.[](){}|?*+\\^$-,01QEpLx:<!=&", max_size=12))
@settings(max_examples=300, deadline=None)
def test_any_pattern_is_read_or_refused(pattern: str) -> None:
    """Whatever stands in a file, the reader ends with a pattern or a PatternError."""
    try:
        read = read_pattern(pattern, ascii_classes=True)
    except PatternError:
        return
    regex.compile(f"(?<={read.backward})(?={read.forward})", regex.V1)


@given(
    st.lists(st.text(alphabet="abc", min_size=1, max_size=4), min_size=1, max_size=12),
    st.text(alphabet="abc", max_size=8),
)
@settings(max_examples=300, deadline=None)
def test_factored_alternatives_find_the_same(words: list[str], text: str) -> None:
    """Joining alternatives by their common ends changes no answer of a look behind."""
    pattern = read_pattern("(?:" + "|".join(words) + ")")
    plain = regex.compile(f"(?<={pattern.forward})", regex.V1)
    joined = regex.compile(f"(?<={pattern.backward})", regex.V1)
    assert [m.start() for m in plain.finditer(text)] == [m.start() for m in joined.finditer(text)]


rule_texts = st.sampled_from([r"\.", r"[.!?]", r"[a-c]\.", r"(?:ab|b|cab)\.", r"\s", "", r"a.\.", r"(?i)B\.", r"\w+"])


@given(
    st.lists(st.tuples(st.booleans(), rule_texts, rule_texts), min_size=1, max_size=5),
    st.text(alphabet="abcAB.!? ", max_size=20),
)
@settings(max_examples=400, deadline=None)
def test_one_scan_decides_as_the_definition_says(rules: list[tuple[bool, str, str]], text: str) -> None:
    """The single expression gives what asking every rule at every position in order gives."""
    made = [Rule(breaks, before, after, "T", i) for i, (breaks, before, after) in enumerate(rules, 1)]
    looks = [(r.breaks, regex.compile(f"(?<={r.before})(?={r.after})", regex.V1)) for r in made]
    expected = [
        p for p in range(1, len(text)) if next((breaks for breaks, look in looks if look.match(text, p)), False)
    ]
    assert Rules(made).breaks(text) == expected


def test_rules_of_ones_own_are_asked_between_marks_at_an_end() -> None:
    """What our own rules never break, several marks at the end of a line, those of others may."""
    rules = Rules([Rule(True, "[。！？]", "", "T", 1)])
    assert rules.breaks("好！！！") == [2, 3]


def test_pattern_error_names_rule_and_file(tmp_path: Path) -> None:
    """The user learns which rule of which file cannot be read."""
    path = book(tmp_path, HEAD.format(cascade="yes", more="") + TWO_MAPS.replace("。<", "[。<"))
    with pytest.raises(InputError, match=r"rules\.srx: rule Z 1: "):
        load_rules("zh", path)


@pytest.mark.parametrize(
    ("xml", "message"),
    [
        ("<srx", "not well-formed XML"),
        ("<tmx/>", "the root element is tmx, not srx"),
        ("<srx><header/><body/></srx>", "no languagerule"),
        ("", "not well-formed XML"),
        (
            HEAD.format(cascade="yes", more="") + TWO_MAPS.replace('rulename="D"/>', 'rulename="E"/>'),
            "names the rules 'E'",
        ),
        (HEAD.format(cascade="yes", more="") + TWO_MAPS.replace('break="yes"', 'break="maybe"'), "break is 'maybe'"),
    ],
)
def test_what_is_no_srx_is_refused(tmp_path: Path, xml: str, message: str) -> None:
    """One sentence says what is wrong with the file."""
    with pytest.raises(InputError, match=message):
        read_srx(book(tmp_path, xml))


def test_external_entities_are_not_read(tmp_path: Path) -> None:
    """A file that points at another file gets nothing from it."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8", newline="\n")
    head = f'<!DOCTYPE srx [<!ENTITY x SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    xml = head + HEAD.format(cascade="yes", more="") + TWO_MAPS.replace("。<", "。&x;<")
    try:
        found = read_srx(book(tmp_path, xml))
    except InputError:
        return
    assert "secret" not in repr(found)


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    """Ten lines of entities that name each other do not fill the memory."""
    levels = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    head = f'<!DOCTYPE srx [<!ENTITY e0 "aaaaaaaaaa">{levels}]>'
    with pytest.raises(InputError):
        read_srx(book(tmp_path, head + HEAD.format(cascade="yes", more="") + TWO_MAPS.replace("。<", "&e9;<")))


def test_okapi_options_are_heeded(tmp_path: Path) -> None:
    """useIcu4jBreakRules puts the sentence boundaries of Unicode under the rules of the file."""
    more = (
        '<o:options xmlns:o="http://okapi.sf.net/srx-extensions" useIcu4jBreakRules="yes" trimLeadingWhitespaces="no"/>'
    )
    exception = TWO_MAPS.replace('break="yes"><beforebreak>。', 'break="no"><beforebreak>Mr\\.')
    path = book(tmp_path, HEAD.format(cascade="yes", more=more) + exception)
    assert read_srx(path).dialect == "okapi"
    assert [s.text for s in segment_text("I saw Mr. Hall. 他来了。我走了。", "zh", path)] == [
        "I saw Mr. Hall.",
        "他来了。",
        "我走了。",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Is it? Yes.", [6]),
        ("It costs 3.5 now.", []),
        ("the U.S. Senate", [8]),
        ("e.g. this", []),
        ("「好。」他走了。", [4]),
        ("a) b. c", []),
        ("a\nB", [1]),
    ],
)
def test_unicode_sentence_boundaries(text: str, expected: list[int]) -> None:
    """UAX #29: numbers and lower case hold a boundary back, closers belong to their sentence."""
    assert unicode_breaks(text) == expected


def test_language_patterns_ignore_case_and_separator() -> None:
    """ZH.* fits zh-CN, [Ee][Nn].* fits EN_us, and a pattern must fit the whole code."""
    assert LanguageMap("ZH.*", "x").fits("zh-CN")
    assert LanguageMap("[Ee][Nn]-.*", "x").fits("EN_us")
    assert not LanguageMap("zh", "x").fits("zh-CN")


def test_our_file_is_plain_srx() -> None:
    """segmentation.srx is read by any XML parser; every map names a set, every set is mapped and says what it does."""
    rules = rule_book()
    names = {s.name for s in rules.sets}
    assert {m.name for m in rules.maps} == names
    assert all(s.rules and s.rules[0].comment for s in rules.sets)


def test_export_is_read_back_the_same() -> None:
    """Export, read, export again: the same bytes; and no document type, which some tools refuse."""
    text = export_srx()
    assert "<!DOCTYPE" not in text
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.lisa.org/srx20}srx"
    assert "What rules cannot carry" in text


def test_export_keeps_to_what_all_tools_read() -> None:
    """No possessive quantifier, no \\x{…}, no class operator, and look behinds of bounded length only."""
    patterns = [p for s in rule_book().sets for rule in s.rules for p in (rule.before, rule.after)]
    for pattern in patterns:
        bare = regex.sub(r"\\.", "", regex.sub(r"\[(?:\\.|[^\]\\])*\]", "C", pattern))
        assert not regex.search(r"[*+?}]\+|\\x\{|\\[hQEGR]|&&|\(\?[a-z]", bare), pattern
        for look in regex.findall(r"\(\?<[=!][^()]*\)", bare):
            assert not regex.search(r"[*+]", look), pattern


def _repeats(node: Node, behind: bool = False, repeated: bool = False) -> bool:
    """Whether a look behind repeats what itself varies in length."""
    varies = node.quantifier not in ("", "?") and not node.quantifier.strip("{}").isdigit()
    if behind and repeated and (varies or node.quantifier == "?"):
        return True
    behind = behind or node.text in ("(?<=", "(?<!")
    return any(_repeats(part, behind, repeated or varies) for part in node.parts)


def test_look_behinds_repeat_nothing_of_varying_length() -> None:
    """Java refuses (?<=(?:[A-Z][a-z]{0,20} ){0,2}) for want of a longest match; rules write the group twice, with ?."""
    assert _repeats(read_pattern("(?<=a(?:b{0,2}c){0,3})d").tree)
    for rule in [rule for s in rule_book().sets for rule in s.rules]:
        assert not any(_repeats(read_pattern(side).tree) for side in (rule.before, rule.after)), rule.name


def test_exported_rules_segment_as_ours_do(tmp_path: Path) -> None:
    """Run as the other tools run it, the exported file gives the segments that our rules give without the passes."""
    path = tmp_path / "our.srx"
    assert main(["segment", "--export-srx", str(path)]) == 0
    for name, language in (("zh.txt", "zh-CN"), ("en.txt", "en-US")):
        lines = (Path(__file__).parent / "data" / "segment" / name).read_text(encoding="utf-8").splitlines()
        for line in lines:
            ours = [s.text for s in split(line, load_rules(language, None, PLAIN))]
            theirs = [s.text for s in split(line, load_rules(language, path))]
            assert theirs == ours, line


def test_switches_are_maps() -> None:
    """A choice maps its rule set to the languages or to "off", so that an exported file carries it."""
    text = export_srx(Options(semicolon=True, attribution=False))
    assert 'languagepattern="[Zz][Hh].*" languagerulename="Chinese semicolon"' in text
    assert 'languagepattern="off" languagerulename="Chinese attribution"' in text


def test_written_and_read_rules_are_equal(tmp_path: Path) -> None:
    """Markup in patterns and names survives the way to the file and back."""
    rules = (Rule(True, "<&\"'>", "", 'a "b"', 1, comment="x -- y"), Rule(False, " a ", "", 'a "b"', 2))
    made = RuleBook((RuleSet('a "b"', rules),), (LanguageMap("<.*>", 'a "b"'),), cascade=False)
    found = read_srx(book(tmp_path, format_srx(made, "comment -- here")))
    assert [(r.breaks, r.before, r.after) for r in found.sets[0].rules] == [
        (r.breaks, r.before, r.after) for r in rules
    ]
    assert (found.maps, found.cascade) == (made.maps, False)


def test_changed_file_is_read_anew(tmp_path: Path) -> None:
    """Compiled rules are kept, yet never beyond a change of their file."""
    path = book(tmp_path, HEAD.format(cascade="yes", more="") + TWO_MAPS)
    assert load_rules("zh", path) is load_rules("zh", path)
    assert len(segment_text("甲！乙", "zh", path)) == 1
    path.write_text(path.read_text(encoding="utf-8").replace("。<", "！ ?<"), encoding="utf-8", newline="\n")
    assert len(segment_text("甲！乙", "zh", path)) == 2


def test_a_file_without_a_map_for_the_language_is_noticed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A user whose rules do not apply to the language is told so on standard error."""
    xml = HEAD.format(cascade="yes", more="") + TWO_MAPS.replace('".*"', '"fr.*"')
    text = tmp_path / "a.txt"
    text.write_text("Yes. No.\n", encoding="utf-8", newline="\n")
    assert main(["segment", "--lang", "en", "--srx", str(book(tmp_path, xml)), str(text)]) == 0
    assert "no languagemap fits 'en'" in capsys.readouterr().err


def test_export_replaces_rules_but_no_other_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A user's text given by mistake as the name of the export stays as it is; files to read beside it are refused."""
    text, rules = tmp_path / "a.txt", tmp_path / "a.srx"
    text.write_text("他来了。\n", encoding="utf-8", newline="\n")
    assert main(["segment", "--export-srx", str(text)]) == 1
    assert "no SRX file" in capsys.readouterr().err
    assert text.read_text(encoding="utf-8") == "他来了。\n"
    assert [main(["segment", "--export-srx", str(rules)]) for _ in range(2)] == [0, 0]
    with pytest.raises(SystemExit) as stop:
        main(["segment", str(text), "--export-srx", str(rules)])
    assert stop.value.code == 2
