"""Characters, folds, language tags and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tmkit import text as tx
from tmkit.model import Number

DATA = Path(__file__).parent / "data" / "text"
GOLD = Path(__file__).parent.parent / "seeds" / "gold"
AWKWARD = st.text(
    alphabet=st.sampled_from("“”「』＂１２ａＺｶﾞ　 \u200b\u200d\ufeff\xad—－‑，、。ßİǅﬁ三万亿新a9.,%"), max_size=40
)


def cases(name: str) -> list[tuple[str, str]]:
    """Input and expectation of every line of a case file; an empty or malformed file is an error."""
    lines = [x for x in (DATA / name).read_text(encoding="utf-8").split("\n") if x.strip() and not x.startswith("#")]
    found = [tuple(part.strip() for part in line.split(" => ")) for line in lines]
    assert found, f"{name} is empty"
    assert all(len(case) == 2 for case in found), f"{name} has a malformed line"
    return [(case[0], case[1]) for case in found]


def told(number: Number) -> tuple[float, bool, str]:
    """A number as the case files write it."""
    return number.value, number.approximate, number.unit or ("" if number.kind == "cardinal" else number.kind)


def expected(cell: str) -> list[tuple[float, bool, str]]:
    """The numbers of the right side of a case."""
    if cell == "none":
        return []
    found = []
    for part in cell.split(";"):
        value, _, label = part.strip().partition(" ")
        number = float(Fraction(value.rstrip("~"))) if "e" not in value else float(value.rstrip("~"))
        found.append((number, value.endswith("~"), label.strip()))
    return found


@pytest.mark.parametrize(("text", "cell"), cases("numbers.zh.txt"))
def test_chinese_numbers_are_read_as_values(text: str, cell: str) -> None:
    """Every quantity of a Chinese text is found with its value and unit, and ordinary words are left alone."""
    check_numbers(text, "zh", cell)


@pytest.mark.parametrize(("text", "cell"), cases("numbers.en.txt"))
def test_english_numbers_are_read_as_values(text: str, cell: str) -> None:
    """Every quantity of an English text is found with its value and unit, and ordinary words are left alone."""
    check_numbers(text, "en", cell)


def check_numbers(text: str, language: str, cell: str) -> None:
    found = tx.find_numbers(text, language)
    want = expected(cell)
    assert [told(n)[1:] for n in found] == [w[1:] for w in want], [told(n) for n in found]
    assert [n.value for n in found] == pytest.approx([w[0] for w in want])


@pytest.mark.parametrize("case", [*cases("numbers.zh.txt"), *cases("numbers.en.txt")])
def test_number_spans_give_the_text_back(case: tuple[str, str]) -> None:
    """Spans are code points of the text as given, in order and without overlap, in the middle of a text too."""
    text = f"。\n{case[0]}。"
    for language in ("zh", "en"):
        found = tx.find_numbers(text, language)
        assert all(n.text == text[n.start : n.end] and n.text for n in found)
        assert all(a.end <= b.start for a, b in pairwise(found))


NUMERALS = (
    "零一二两三十百千万亿几多数半第分之点年月日号%.-,0123456789个元斤翻番成折 是、（）"
    "时上世纪小钟届次大会余来至到:里度瓦C$"
)


@given(st.text(alphabet=st.sampled_from(NUMERALS), max_size=30))
def test_any_string_of_numerals_is_read_without_error(text: str) -> None:
    """Nonsense made of numeral characters yields spans inside the text and no exception."""
    for number in tx.find_numbers(text, "zh"):
        assert 0 <= number.start < number.end <= len(text)


WORDS = (
    *("one", "two", "twenty", "hundred", "and", "million", "a", "half", "third", "of", "second", "5", "1,2", "st"),
    *("%", "-", "to", ".", "$", "March", "twice", "dozens", "yuan", "(", "2024", "mu", "century", "p.m.", ":30"),
)


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_string_of_number_words_is_read_without_error(words: list[str]) -> None:
    """Nonsense made of English number words yields spans inside the text and no exception."""
    text = " ".join(words)
    for number in tx.find_numbers(text, "en"):
        assert text[number.start : number.end] == number.text


@pytest.mark.parametrize(
    "piece", ["9", "一", "1,", "十点", "百千万亿", "one ", "twenty-", "March ", "1a", "翻番零", "$ dozens "]
)
def test_endless_repetition_is_read(piece: str) -> None:
    """Long runs of one piece give ordered spans and finite values, in about linear time."""
    text = piece * 3000
    for language in ("zh", "en"):
        found = tx.find_numbers(text, language)
        assert all(n.text == text[n.start : n.end] and n.value < float("inf") for n in found)
        assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(("pair", "verdict"), [*cases("comparisons.txt"), *cases("comparisons_more.txt")])
def test_direction_does_not_matter(pair: str, verdict: str) -> None:
    """Comparing target with source finds as many mismatches as source with target."""
    source, target = (side.strip() for side in pair.split("|"))
    back = tx.compare_numbers(tx.find_numbers(target, "en"), tx.find_numbers(source, "zh"))
    assert len(back.mismatches) == len(verdict.replace("ok", "").split())


@pytest.mark.parametrize(("pair", "verdict"), [*cases("comparisons.txt"), *cases("comparisons_more.txt")])
def test_numbers_are_compared_across_languages(pair: str, verdict: str) -> None:
    """Good translations of numbers agree; a wrong digit, scale or unit, an omission and an addition are told apart."""
    source, target = (side.strip() for side in pair.split("|"))
    found = tx.compare_numbers(tx.find_numbers(source, "zh"), tx.find_numbers(target, "en"))
    assert " ".join(m.reason for m in found.mismatches) == verdict.replace("ok", "")


def gold_pairs() -> Iterator[tuple[str, str]]:
    """Source and target of every gold bead with two sides."""
    for beads in sorted(GOLD.glob("*.beads")):
        zh = beads.with_suffix(".zh").read_text(encoding="utf-8").split("\n")
        en = beads.with_suffix(".en").read_text(encoding="utf-8").split("\n")
        for match in re.finditer(r"\[([\d, ]*)\]:\[([\d, ]*)\]", beads.read_text(encoding="utf-8")):
            source, target = ([int(i) for i in side.split(",") if i.strip()] for side in match.groups())
            if source and target:
                yield "".join(zh[i] for i in source), " ".join(en[i] for i in target)


def mismatched(source: str, target: str) -> bool:
    return bool(tx.compare_numbers(tx.find_numbers(source, "zh"), tx.find_numbers(target, "en")).mismatches)


def test_clean_translations_raise_few_alarms() -> None:
    """Among reference translations that have numbers, fewer than 5% are called wrong."""
    with_numbers = [p for p in gold_pairs() if tx.find_numbers(p[0], "zh") or tx.find_numbers(p[1], "en")]
    assert len(with_numbers) >= 30
    assert sum(mismatched(*pair) for pair in with_numbers) < 0.05 * len(with_numbers)


def test_planted_errors_in_digits_and_scale_are_found() -> None:
    """At least 90% of the digits changed in reference translations are found, names such as COVID-19 aside."""
    planted = []
    for source, target in gold_pairs():
        for match in re.finditer(r"(?<![-\w])\d", target):
            for shift in (1, 4):
                wrong = str((int(match[0]) + shift) % 9 + (1 if int(match[0]) != 9 else 0))
                if wrong != match[0]:
                    planted.append((source, target[: match.start()] + wrong + target[match.end() :]))
    assert len(planted) >= 30
    assert sum(mismatched(*pair) for pair in planted) >= 0.9 * len(planted)


@given(AWKWARD, st.booleans(), st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_offsets_lead_from_the_fold_to_the_original(
    text: str, width: bool, quotes: bool, dashes: bool, blanks: bool, case: bool
) -> None:
    """Each folded code point comes from the fold of the one it points to; offsets rise and stay inside the text."""
    folded = tx.fold(text, width, quotes, dashes, blanks, case)
    assert len(folded.offsets) == len(folded.text)
    assert list(folded.offsets) == sorted(folded.offsets)
    for ch, place in zip(folded.text, folded.offsets, strict=True):
        assert ch in tx.fold(text[place], width, quotes, dashes, blanks, case).text


@given(AWKWARD, st.data())
def test_folded_spans_fold_to_themselves(text: str, data: st.DataObject) -> None:
    """The original behind a folded span folds to that span, and neighbouring spans do not overlap."""
    folded = tx.fold(text)
    cut = data.draw(st.integers(0, len(folded.text)))
    start, middle = folded.span(0, cut)
    assert tx.fold(text[start:middle]).text == folded.text[:cut]
    assert folded.span(cut, len(folded.text))[0] >= middle


@given(AWKWARD)
def test_folding_twice_changes_nothing(text: str) -> None:
    """A fold and a match key are their own fold and key."""
    once = tx.fold(text, case=True).text
    assert tx.fold(once, case=True).text == once
    assert tx.match_key(tx.match_key(text)) == tx.match_key(text)


@pytest.mark.parametrize(("text", "want"), cases("folds.txt"))
def test_variants_of_signs_have_one_fold(text: str, want: str) -> None:
    """Quotes, dashes, blanks, marks and widths that readers take for the same fold to the same."""
    assert tx.fold(text.encode().decode("unicode_escape") if "\\" in text else text).text == want.replace("␣", " ")


@pytest.mark.parametrize(("pair", "want"), cases("tags.txt"))
def test_language_tags_match_by_language_and_script(pair: str, want: str) -> None:
    """Tags that name the same language and script match in both directions; Hans and Hant only when asked."""
    a, b = pair.split()
    assert tx.same_language(a, b) == tx.same_language(b, a) == (want == "same")
    assert tx.same_language(a, b, mix_scripts=True) == (want in ("same", "script"))


@pytest.mark.parametrize(
    ("tag", "want"),
    [("zh_CN", "zh-CN"), ("ZH-hans-cn", "zh-Hans-CN"), ("EN", "en"), ("en_us.UTF-8", "en-US"), ("", "")],
)
def test_language_tags_are_written_in_one_way(tag: str, want: str) -> None:
    """Underscores, case and POSIX suffixes do not show in a normal tag, and a normal tag is its own normal form."""
    assert tx.normal_tag(tag) == want
    assert tx.normal_tag(want) == want


@pytest.mark.parametrize(
    ("ch", "want"),
    [
        ("国", "han"), ("𠀀", "han"), ("々", "han"), ("〇", "han"), ("a", "latin"), ("é", "latin"), ("Ａ", "latin"),
        ("7", "digit"), ("７", "digit"), ("か", "kana"), ("ｶ", "kana"), ("ー", "kana"), ("한", "hangul"),
        ("ж", "cyrillic"), ("λ", "greek"), ("ع", "arabic"), ("。", "other"), (" ", "other"), ("％", "other"),
    ],
)  # fmt: skip
def test_scripts_of_characters(ch: str, want: str) -> None:
    """A letter has the script of its block, a digit is a digit in any width, and marks belong to none."""
    assert tx.script_of(ch) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("新质生产力", "zh"), ("new quality productive forces", "en"), ("5G和AI技术", "zh"), ("日本の経済", "ja"),
        ("대한민국", "ko"), ("Россия", "ru"), ("5.2%", ""), ("", ""),
    ],
)  # fmt: skip
def test_languages_are_guessed_by_script(text: str, want: str) -> None:
    """The language of a text follows the script of most of its letters, and signs alone say nothing."""
    assert tx.guess_language(text) == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("国务院总理", "Hans"),
        ("國務院總理", "Hant"),
        ("人民日", ""),
        ("后台里面", ""),
        ("發展新質生產力", "Hant"),
        ("", ""),
    ],
)
def test_script_variants_are_told_by_exclusive_characters(text: str, want: str) -> None:
    """Only characters that one of Hans and Hant does not have are evidence."""
    assert tx.guess_script_variant(text) == want


def test_widths_are_columns() -> None:
    """Wide characters take two columns, combining and unseen ones none."""
    assert [tx.display_width(t) for t in ("abc", "中国", "ｱ", "e\u0301", "a\u200bb", "Ａ")] == [3, 4, 1, 1, 2, 2]


def test_units_convert_in_both_directions() -> None:
    """One jin is half a kilogram, fifteen mu a hectare, and money does not convert."""
    assert tx.convert(1, "斤", "kg") == 0.5
    assert tx.convert(15, "亩", "hectare") == pytest.approx(1)
    assert tx.convert(100, "C", "F") == pytest.approx(212)
    assert tx.convert(1, "元", "美元") is None
    one_jin, half_kg = tx.find_numbers("1斤", "zh")[0], tx.find_numbers("0.5 kg", "en")[0]
    assert tx.comparable(one_jin) == tx.comparable(half_kg)
