"""TranslationUnit, all that a <tu> says, to Unit, the bilingual view, and back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ...model import Element, Form, TranslationUnit, Unit, Variant
from ...text.languages import base_language, normal_tag, same_language, script_of_tag
from .codes import plain_text

__all__ = [
    "ANY",
    "FIELD_ATTRIBUTES",
    "field_of_prop",
    "incomplete_unit",
    "is_in_order",
    "letter_of",
    "normal_unit",
    "number_of",
    "to_tu",
    "units_of",
    "value_of",
    "with_contents",
]

Content = tuple[str | Element, ...]

ANY = "*all*"  # the srclang of what may be translated from any of its languages

# Unit field -> TMX attribute
FIELD_ATTRIBUTES = {
    "id": "tuid",
    "creation_date": "creationdate",
    "creation_id": "creationid",
    "change_date": "changedate",
    "change_id": "changeid",
    "usage_count": "usagecount",
}
# Unit field -> the prop types it is read from; it is written as the first. OmegaT reads prev and next.
_PROPS = {
    "origin": ("x-document",),
    "position": ("x-position",),
    "score": ("x-score",),
    "previous": ("prev",),
    "next": ("next",),
}
# Letters for notes and props in the order in which they are written; those of Form.order.
_LETTERS = {"origin": "d", "position": "o", "score": "s", "previous": "v", "next": "x"}
_ORDER = f"n{''.join(_LETTERS.values())}p"
_OMEGAT = ("file", "id", "path", "prev", "next")
_TWO_DECIMALS = re.compile(r"-?(0|[1-9][0-9]{0,9})\.[0-9]{2}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")  # more digits than a memory can hold are no count of anything
_REGION = re.compile(r"-([A-Z]{2}|[0-9]{3})(?=-|$)")
_FIELD_OF = {name: field for field, names in _PROPS.items() for name in names}


def normal_unit(tu: TranslationUnit) -> TranslationUnit:
    """The same unit with language tags in BCP-47 form."""
    variants = tuple(replace(v, language=normal_tag(v.language)) for v in tu.variants)
    return replace(tu, variants=variants)


def units_of(tu: TranslationUnit, default: str, source: str | None, target: str | None) -> Iterator[Unit]:
    """The bilingual units in `tu`: one for each variant in the target language, none where a side is missing.

    `default` is the source language of the file's header; `source` and `target` are what the caller asked for.
    Without `target` English is it for Chinese, Chinese for English, else the first variant in another language, or
    else, as in a file of en-US and en-GB, in another region. Variants in further languages stay in the first unit's
    `tu`.
    """
    first = _source_of(tu, default, source)
    if first is None:
        return
    others = [v for v in tu.variants if v is not first]
    if target is not None:
        chosen = [v for v in others if same_language(v.language, target)]
        if same_language(first.language, target):
            chosen = [v for v in chosen if _region(v.language) == _region(normal_tag(target))] or chosen
    else:
        different = [v for v in others if not same_language(v.language, first.language)]
        different = different or [v for v in others if _region(v.language) != _region(first.language)]
        # Chinese goes to English before all others, and English to Chinese.
        partner = {"zh": "en", "en": "zh"}.get(base_language(first.language), "")
        different.sort(key=lambda v: base_language(v.language) != partner)
        chosen = [v for v in different if v.language == different[0].language]
    taken = set(map(id, chosen))
    rest = tuple(v for v in others if id(v) not in taken)
    for index, variant in enumerate(chosen):
        variants = (first, variant, *rest) if index == 0 else (first, variant)
        yield _unit(TranslationUnit(variants, tu.attributes, tu.info))


def _source_of(tu: TranslationUnit, default: str, source: str | None) -> Variant | None:
    if source is not None:
        return _best(tu.variants, source)
    wanted = dict(tu.attributes).get("srclang") or default
    named = _best(tu.variants, wanted) if wanted and wanted != ANY else None
    return named or (tu.variants[0] if tu.variants else None)


def _best(variants: Sequence[Variant], wanted: str) -> Variant | None:
    """The first variant in the language that is wanted, in its region if there is one."""
    found = [v for v in variants if same_language(v.language, wanted)]
    region = _region(normal_tag(wanted))
    return next((v for v in found if _region(v.language) == region), found[0] if found else None)


def _region(tag: str) -> str:
    """The region of a tag; for Chinese without one that of its script, as zh, zh-Hans and zh-CN are the same."""
    found = _REGION.search(tag)
    if found:
        return found.group(1)
    return {"Hant": "TW"}.get(script_of_tag(tag), "CN") if base_language(tag) == "zh" else ""


def _unit(tu: TranslationUnit) -> Unit:
    tu, srclang = _without_srclang(tu)
    letters = _letters(tu.info)
    order = "" if is_in_order(letters) else "".join(letters)
    bare = _bare_unit(tu)
    if srclang or order:
        bare = replace(bare, form=Form(srclang, order))
    return bare if _same(_built(bare), tu) else replace(bare, tu=tu)


def _without_srclang(tu: TranslationUnit) -> tuple[TranslationUnit, str]:
    """`tu` without the attribute, which has done its work, and what it said of the first variant, the source."""
    named = dict(tu.attributes).get("srclang", "")
    if not named:
        return tu, ""
    source = tu.variants[0].language
    said = ANY if named.lower() == ANY else source if same_language(named, source) else ""
    return replace(tu, attributes=tuple((k, v) for k, v in tu.attributes if k != "srclang")), said


def incomplete_unit(tu: TranslationUnit) -> Unit | None:
    """A unit for `tu`, which has no pair of languages, with an empty target; None where it has no variant at all."""
    if not tu.variants:
        return None
    tu, srclang = _without_srclang(tu)
    first = tu.variants[0]
    form = Form(srclang) if srclang else None
    return Unit(plain_text(first.content), "", first.language, "", tu=tu, form=form)


def _same(built: TranslationUnit, tu: TranslationUnit) -> bool:
    """Whether both say the same; the order of attributes says nothing."""
    return built.variants == tu.variants and sorted(built.attributes) == sorted(tu.attributes) and built.info == tu.info


def is_in_order(letters: Sequence[str]) -> bool:
    """Whether notes and props with these letters stand in the order in which they are written."""
    places = [_ORDER.index(letter) for letter in letters]
    return all(one <= other for one, other in pairwise(places))


def letter_of(field: str | None) -> str:
    """The letter of a prop: that of its field, or of those that are no field."""
    return _LETTERS[field] if field else "p"


def _letters(info: Iterable[Element]) -> list[str]:
    """The letter of each note and prop; a second prop for one field is a prop like others."""
    letters: list[str] = []
    for element in info:
        if element.name == "note":
            letters.append("n")
            continue
        field = field_of_prop(element.type)
        letter = letter_of(field)
        if field and (letter in letters or value_of(field, element.text) is None):
            letter = "p"
        letters.append(letter)
    return letters


def _bare_unit(tu: TranslationUnit) -> Unit:
    """What the fields of Unit can say of the first two variants of `tu`."""
    source, target = tu.variants[0], tu.variants[1]
    values: dict[str, object] = {}
    for place in (source.attributes, target.attributes, tu.attributes):
        named = dict(place)
        values.update((f, named[a]) for f, a in FIELD_ATTRIBUTES.items() if named.get(a))
    if "usage_count" in values:
        values["usage_count"] = _whole(str(values["usage_count"]))
    props: list[tuple[str, str]] = []
    for name, text in (*_props(tu.info), *(_props(source.info) if _is_placed(tu.info) else ())):
        field = field_of_prop(name)
        if field and field not in values and (value := value_of(field, text)) is not None:
            values[field] = value
        else:
            props.append((name, text))
    notes = tuple(e.text for e in tu.info if e.name == "note")
    return Unit(
        plain_text(source.content),
        plain_text(target.content),
        source.language,
        target.language,
        props=tuple(props),
        notes=notes,
        **values,  # type: ignore[arg-type]
    )


def _is_placed(info: Iterable[Element]) -> bool:
    return any(name == "file" for name, _ in _props(info))


def _props(info: Iterable[Element]) -> Iterator[tuple[str, str]]:
    for element in info:
        if element.name == "prop":
            yield element.type, element.text


def _whole(text: str) -> int | None:
    return int(text) if len(text) < 19 and text.strip().isdecimal() else None


def number_of(text: str) -> int | None:
    """A count that is written as it was read; None for any other text."""
    return int(text) if _NUMBER.fullmatch(text) else None


def field_of_prop(name: str) -> str | None:
    """The field of Unit that is kept in props of this type."""
    return _FIELD_OF.get(name)


def value_of(field: str, text: str) -> object | None:
    """The value for a field that is kept in a prop; None where writing it would not give the same text again."""
    if field == "position":
        return number_of(text)
    if field == "score":
        return float(text) if _TWO_DECIMALS.fullmatch(text) else None
    return text or None


def to_tu(unit: Unit) -> TranslationUnit:
    """All that a unit says, with what was read besides; fields that were changed since reading win."""
    if unit.tu is None:
        return _built(unit)
    if not unit.target_language:  # it has no pair of languages
        return unit.tu
    read = _bare_unit(unit.tu)
    if read == replace(unit, tu=None):
        return unit.tu
    tu = unit.tu
    source = _renewed(tu.variants[0], unit.source_language, unit.source)
    target = _renewed(tu.variants[1], unit.target_language, unit.target)
    built = _built(unit)
    kept = tuple((k, v) for k, v in tu.attributes if k not in FIELD_ATTRIBUTES.values())
    return TranslationUnit((source, target, *tu.variants[2:]), (*built.attributes, *kept), built.info)


def with_contents(unit: Unit, contents: Iterable[Content]) -> Unit:
    """The unit with these as its source and target segment, whose codes its own texts do not have."""
    built = to_tu(unit)
    pairs = zip(built.variants, contents, strict=True)
    return replace(unit, tu=replace(built, variants=tuple(replace(v, content=content) for v, content in pairs)))


def _renewed(variant: Variant, language: str, text: str) -> Variant:
    content = variant.content if plain_text(variant.content) == text else (text,)
    return replace(variant, language=language, content=content)


def _built(unit: Unit) -> TranslationUnit:
    """The TranslationUnit that the plain fields of a unit make."""
    attributes = []
    for field, name in FIELD_ATTRIBUTES.items():
        value = getattr(unit, field)
        if value not in ("", None):
            attributes.append((name, str(value)))
    lettered = _lettered(unit)
    source = _plain_variant(unit.source_language, unit.source)
    if _is_placed(element for _, element in lettered):
        # OmegaT 3.6 takes a unit by its neighbours only if <tu> has a file prop and none that OmegaT does not know.
        aside = [e for _, e in lettered if e.name == "prop" and e.type not in _OMEGAT]
        source = replace(source, info=tuple(aside))
        lettered = [(letter, e) for letter, e in lettered if e not in aside]
    if unit.form and unit.form.order:
        lettered = _ordered(lettered, unit.form.order)
    target = _plain_variant(unit.target_language, unit.target)
    return TranslationUnit((source, target), tuple(attributes), tuple(element for _, element in lettered))


def _lettered(unit: Unit) -> list[tuple[str, Element]]:
    """The notes and props that the fields of a unit make, with their letters, in tmkit's order."""
    info = [("n", Element("note", (), (note,) if note else ())) for note in unit.notes]
    for field, names in _PROPS.items():
        value = getattr(unit, field)
        if value not in ("", None):
            text = f"{value:.2f}" if field == "score" else str(value)
            info.append((letter_of(field), Element("prop", (("type", names[0]),), (text,))))
    info += [("p", Element("prop", (("type", name),), (text,) if text else ())) for name, text in unit.props]
    return info


def _ordered(info: list[tuple[str, Element]], order: str) -> list[tuple[str, Element]]:
    """The same in another order; as they are where they are no longer those that stood in it."""
    if sorted(letter for letter, _ in info) != sorted(order):
        return info
    rest = {letter: iter([pair for pair in info if pair[0] == letter]) for letter in set(order)}
    return [next(rest[letter]) for letter in order]


def _plain_variant(language: str, text: str) -> Variant:
    return Variant(language, (text,) if text else ())
