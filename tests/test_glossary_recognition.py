"""Terms are found where they stand, all of them, and nowhere else."""

from __future__ import annotations

import pytest
from glossary_cases import table
from hypothesis import given
from hypothesis import strategies as st

from tmkit.glossary import Glossary
from tmkit.model import Concept, Term
from tmkit.pipeline.glossary import load_glossary
from tmkit.text.wordlists import word_list


def glossary_of(*terms: str, language: str = "zh-CN", **options: str) -> Glossary:
    """One concept a term."""
    concepts = [Concept(f"c{i}", terms=(Term(t, language, **options),)) for i, t in enumerate(terms)]
    return Glossary(concepts, hidden=word_list("hidden_terms_zh.txt"))


@pytest.mark.parametrize(("text", "terms", "expected", "why"), table("recognition.tsv", 4))
def test_chinese_recognition(text: str, terms: str, expected: str, why: str) -> None:
    """Every case of the table holds: all overlapping matches, those strictly inside another marked as nested."""
    matches = glossary_of(*terms.split("|")).find(text, nested=True)
    found = " ".join(f"({m.start}-{m.end})" if m.nested else f"{m.start}-{m.end}" for m in matches)
    assert found == expected, why
    assert all(m.text == text[m.start : m.end] for m in matches)


def test_nested_matches_only_on_request() -> None:
    """Without asking for them, matches strictly inside another are left out and crossing ones stay."""
    glossary = glossary_of("解放思想中", "思想中统一", "思想")
    assert [(m.start, m.end) for m in glossary.find("在解放思想中统一思想")] == [(1, 6), (3, 8), (8, 10)]


@pytest.mark.parametrize("gap", ["\n", "\r\n", "\n　　", " ", "　", "\u200b", "\ufeff"])
def test_hard_breaks_do_not_hide_terms(gap: str) -> None:
    """A term broken over lines, with or without an indent, is found and its span holds the break."""
    text = f"发展新质{gap}生产力。"
    (match,) = glossary_of("新质生产力").find(text)
    assert match.text == f"新质{gap}生产力"


@pytest.mark.parametrize("gap", ["\n\n", "\r\n\r\n", "\n　　\n", "\n \t\n\n　"])
def test_no_term_goes_over_a_blank_line(gap: str) -> None:
    """What stands in two paragraphs is no term, neither in Chinese nor in English."""
    assert glossary_of("新质生产力").find(f"发展新质{gap}生产力。") == []
    english = glossary_of("high-quality development", language="en")
    assert english.find(f"It is of high quality{gap}Development goes on", "en") == []
    assert len(english.find("high-quality\ndevelopment", "en")) == 1
    found = english.find(f"Talk{gap}High-quality development", "en")
    assert [m.text for m in found] == ["High-quality development"]


def test_a_concept_is_found_once_at_a_place() -> None:
    """Two spellings of one concept, or a noun and a verb, are one match: the term as written, if one is."""
    spellings = Term("high-quality development", "en"), Term("high quality development", "en", status="deprecated")
    glossary = Glossary([Concept("a", terms=spellings)])
    (match,) = glossary.find("in high quality development", "en")
    assert match.term == spellings[1]
    (match,) = glossary.find("in High-Quality Development", "en")
    assert match.term == spellings[0]
    forms = Term("reform", "en"), Term("reforms", "en", part_of_speech="verb", status="admitted")
    assert len(Glossary([Concept("a", terms=forms)]).find("reforms", "en", nested=True)) == 1


def test_traditional_words_in_a_simplified_text_are_found() -> None:
    """The script is a matter of the character, not of the text: a quotation in the other script hides no term."""
    found = [m.text for m in load_glossary().find("发展新质生产力，「兩個毫不動搖」。")]
    assert found[0] == "新质生产力"
    assert any("兩個毫不動搖" in text for text in found)


ENGLISH = [
    ("new quality productive forces", "New Quality Productive Forces", True),
    ("new quality productive force", "new-quality productive forces", True),
    ("the Two Safeguards", "uphold the two safeguards", True),
    ("rule of the law", "rule of law", True),
    ("policymaker", "policy-makers and policy makers", True),
    ("co-operation", "cooperation", True),
    ("modernization", "modernisation", True),
    ("people's congress", "the people’s congresses", True),
    ("policy", "policies", True),
    ("woman", "women", True),
    ("analysis", "analyses", True),
    ("AI", "the aim of ai", False),
    ("AI", "AI and AIs", True),
    ("AI", "THE AI ACT", True),
    ("US", "let us go", False),
    ("art", "the party's start", False),
    ("R&D", "spending on R & D", True),
    ("high-quality development", "high-quality\ndevelopment", True),
    ("U.S. dollar", "US dollars", True),
    ("program", "programmes", True),
    ("build", "built", False),
]


@pytest.mark.parametrize(("term", "text", "expected"), ENGLISH)
def test_english_tolerance(term: str, text: str, expected: bool) -> None:
    """Case, hyphens, plurals, articles and spelling are tolerated; parts of words and small acronyms are not."""
    assert bool(glossary_of(term, language="en-US").find(text, "en")) is expected


def test_verb_phrases_match_in_every_form() -> None:
    """A term that is a verb or a phrase is found inflected; a noun is not found as a verb."""
    verb = glossary_of("uphold integrity and break new ground", language="en", part_of_speech="verb")
    assert verb.find("by upholding integrity and breaking new ground", "en")
    assert verb.find("upheld integrity and broke new ground", "en")
    assert glossary_of("training", language="en").find("trained", "en") == []


def test_one_term_of_two_concepts_is_two_matches() -> None:
    """Homonyms are not decided upon: both concepts are reported at the same place."""
    assert len(glossary_of("出口", "出口").find("扩大出口")) == 2


def test_traditional_text_finds_simplified_terms() -> None:
    """The package's glossary finds its terms in traditional characters with unchanged offsets."""
    (match,) = [
        m for m in load_glossary().find("加快發展新質生產力") if m.concept.id == "new-quality-productive-forces"
    ]
    assert (match.start, match.end, match.text) == (4, 9, "新質生產力")


@pytest.mark.parametrize(
    ("term", "language", "text"), [("著名", "zh-CN", "國務院著名"), ("國務院", "zh-TW", "国务院著名")]
)
def test_both_sides_are_simplified_alike(term: str, language: str, text: str) -> None:
    """A character that only sometimes changes does not hide a term, nor do traditional terms need such a text."""
    from tmkit.engines.hant import simplify

    glossary = Glossary([Concept("a", terms=(Term(term, language),))], simplify=simplify)
    assert len(glossary.find(text)) == 1


@given(
    st.text(alphabet="新质生产力 \n“”、ab", max_size=40),
    st.lists(st.text(alphabet="新质生产力“”ab", min_size=1, max_size=4)),
)
def test_matches_agree_with_a_naive_search(text: str, terms: list[str]) -> None:
    """For any text, the spans are those that a search at every place finds, on texts with layout taken out."""
    glossary = glossary_of(*dict.fromkeys(terms))
    for match in glossary.find(text, nested=True):
        assert text[match.start : match.end] == match.text
        assert without_quotes("".join(match.text.split())) == without_quotes(match.term.text)


def without_quotes(text: str) -> str:
    """A quoted term is the same term without its marks."""
    return text.translate(dict.fromkeys(map(ord, '“”"')))
