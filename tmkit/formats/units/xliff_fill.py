"""Matches of a memory put into an XLIFF file: targets with states, and alternatives in the places they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from typing import Any

from ...model import Match
from ..xml_text import legal
from .inline import Tokens, count_real, placed, put, tokens_of, with_text
from .xliff import Place, Xliff
from .xliff_states import note_match

__all__ = ["fill", "mark_incomplete"]

_MATCHES = "urn:oasis:names:tc:xliff:matches:2.0"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_KINDS = {"ice": "id-match", "exact": "exact-match"}


def fill(xliff: Xliff, place: Place, matches: Sequence[Match], best: Match | None) -> None:
    """Put `best`, if there is one, into the target of a segment, and all matches beside it."""
    (_fill_v2 if xliff.is_v2 else _fill_v1)(xliff, place, matches, best)


def _sides(place: Place, match: Match, proposal: str) -> tuple[Tokens, Tokens, bool]:
    """Source and translation of a match, with the codes of the segment where they fit, and whether all are there.

    `proposal` is the translation: the unit's own beside its source, or the one with numbers exchanged as the target.
    """
    source, proposal = legal(match.unit.source), legal(proposal)
    tu = match.unit.tu
    if not place.codes or tu is None or len(tu.variants) < 2:
        return [source], [proposal], not place.codes
    translation = tu.variants[1].content
    found = placed(place.tokens, tu.variants[0].content, translation)
    if found is None:
        return [source], [proposal], False
    is_whole = count_real(found[1]) == count_real(tokens_of(translation))
    return with_text(found[0], source), with_text(found[1], proposal), is_whole


def _is_sure(match: Match, is_whole: bool) -> bool:
    """Whether a translation may count as done: the same sentence, with all of its codes."""
    return match.score >= 100 and is_whole


# 1.2: target after source or seg-source; alt-trans behind it, source before target, as the schema orders them


def _fill_v1(xliff: Xliff, place: Place, matches: Sequence[Match], best: Match | None) -> None:
    anchor = _anchor_v1(xliff, place, best)
    known = {_as_bytes(e) for e in place.element.iterfind(xliff.tag("alt-trans"))}
    for match in reversed(matches):
        anchor.addnext(made := _alternative(xliff, place, match))
        if _as_bytes(made) in known:  # told only in its place, where it has the prefixes of the file
            _take_out(made)


def _take_out(made: Any) -> None:
    """Remove an element; lxml takes the text behind it along."""
    before = made.getprevious()
    before.tail = (before.tail or "") + (made.tail or "") or None
    made.getparent().remove(made)


def _as_bytes(element: Any) -> bytes:
    """An alternative as bytes to compare, so that a file that is asked for twice has each of them once."""
    from lxml import etree

    return bytes(etree.tostring(element, with_tail=False))


def _anchor_v1(xliff: Xliff, place: Place, best: Match | None) -> Any:
    """The element that alternatives come after, with the target made and filled."""
    from lxml import etree

    unit = place.element
    anchor = unit.find(xliff.tag("target"))
    if anchor is None:
        anchor = unit.find(xliff.tag("seg-source"))
        anchor = unit.find(xliff.tag("source")) if anchor is None else anchor
        if best is not None:
            target = etree.Element(xliff.tag("target"))
            anchor.addnext(target)
            anchor = target
    if best is not None:
        _set_v1(xliff, anchor, place, best)
        _name_target_language(xliff, unit, best)
    others = [e for e in unit.findall(xliff.tag("alt-trans")) if place.mid and e.get("mid")]
    return others[-1] if others else anchor


def _alternative(xliff: Xliff, place: Place, match: Match) -> Any:
    from lxml import etree

    made = etree.Element(xliff.tag("alt-trans"))
    # The schema knows a segment only where its mrk is a child of seg-source; the source tells of others.
    if any(e.get("mid") == place.mid for e in place.element.iterfind(f"{xliff.tag('seg-source')}/{xliff.tag('mrk')}")):
        made.set("mid", place.mid)
    made.set("match-quality", f"{int(match.score)}%")
    made.set("origin", legal(match.unit.origin) or "tmkit")
    source, target, _ = _sides(place, match, match.unit.target)
    languages = match.unit.source_language, match.unit.target_language
    for name, tokens, language in zip(("source", "target"), (source, target), languages, strict=True):
        put(etree.SubElement(made, xliff.tag(name), {_LANG: language}), tokens)
    return made


def _name_target_language(xliff: Xliff, unit: Any, best: Match) -> None:
    file = next(unit.iterancestors(xliff.tag("file")))
    if not file.get("target-language"):  # which a file with targets should have
        file.set("target-language", best.unit.target_language)


def _set_v1(xliff: Xliff, target: Any, place: Place, best: Match) -> None:
    """The translation as the target, or as its part for the segment; the least certain part gives the state."""
    _, tokens, is_whole = _sides(place, best, best.proposal or best.unit.target)
    holder = _part(xliff, target, place) if place.mid else target
    is_whole = put(_emptied(holder), tokens) and is_whole
    is_sure = _is_sure(best, is_whole)
    note_match(place.element, place.mid, best.score, is_sure)
    if place.mid and target.get("state") == "needs-review-translation":
        return
    target.set("state", "translated" if is_sure else "needs-review-translation")
    has_other_codes = any(name == "codes" for name, _ in best.penalties)
    target.set("state-qualifier", "fuzzy-match" if has_other_codes else _KINDS.get(best.kind, "fuzzy-match"))


def _part(xliff: Xliff, target: Any, place: Place) -> Any:
    """The mrk of a segment in a target, made in its place if it is not there."""
    from lxml import etree

    source = place.element.find(xliff.tag("seg-source"))
    there = _segments(xliff, target)
    if not there and not _is_bare(source):  # codes and blanks between the segments are those of the source
        copy = deepcopy(source)
        _emptied(target).text = copy.text
        target.extend(copy)
        there = _segments(xliff, target)
        for segment in there.values():
            _emptied(segment)
    if place.mid not in there:
        own = _segments(xliff, source)
        made = etree.SubElement(target, xliff.tag("mrk"), dict(own[place.mid].attrib))
        order = list(own)
        before = [there[mid] for mid in order[: order.index(place.mid)] if mid in there]
        if before and before[-1].getparent() is target:
            before[-1].addnext(made)
        elif not before:
            target.insert(0, made)
        there[place.mid] = made
    return there[place.mid]


def _segments(xliff: Xliff, holder: Any) -> dict[str, Any]:
    """The mrk of each segment in a seg-source or target, by mid."""
    return {e.get("mid"): e for e in holder.iter(xliff.tag("mrk")) if e.get("mtype") == "seg" and e.get("mid")}


def _is_bare(source: Any) -> bool:
    """Whether nothing stands around the segments of a seg-source."""
    return not (source.text or any(e.tail or e.get("mtype") != "seg" for e in source))


def _emptied(holder: Any) -> Any:
    for child in list(holder):
        holder.remove(child)
    holder.text = None
    return holder


def mark_incomplete(xliff: Xliff) -> None:
    """Give the target of a trans-unit that lacks some of its segments the state of one still to be translated."""
    for unit in xliff.tree.iter(xliff.tag("trans-unit")):
        source, target = unit.find(xliff.tag("seg-source")), unit.find(xliff.tag("target"))
        if source is None or target is None or not target.get("state-qualifier"):
            continue
        filled = {e.get("mid") for e in target.iter(xliff.tag("mrk")) if "".join(e.itertext()).strip()}
        if filled and any(e.get("mid") not in filled for e in source.iter(xliff.tag("mrk")) if e.get("mid")):
            target.set("state", "needs-translation")


# 2.x: target in the segment, and matches of the translation candidates module at the head of the unit


def _fill_v2(xliff: Xliff, place: Place, matches: Sequence[Match], best: Match | None) -> None:
    if best is not None:
        _set_v2(xliff, place, best)
    if not matches:
        return
    holder = _matches_of(place.element)
    known = {_as_bytes(e) for e in holder}
    for match in matches:
        _candidate(xliff, holder, place, match)
        if _as_bytes(holder[-1]) in known:
            holder.remove(holder[-1])


def _set_v2(xliff: Xliff, place: Place, best: Match) -> None:
    from lxml import etree

    target = place.element.find(xliff.tag("target"))
    if target is None:
        target = etree.Element(xliff.tag("target"))
        place.element.find(xliff.tag("source")).addnext(target)
    _, tokens, is_whole = _sides(place, best, best.proposal or best.unit.target)
    is_whole = put(_emptied(target), tokens) and is_whole
    root = xliff.tree.getroot()
    if not root.get("trgLang"):  # which a file with targets must have
        root.set("trgLang", best.unit.target_language)
    # XLIFF 2 has no state between initial and translated; what is to be checked says so in a sub-state of our own,
    # which the standard wants beside an explicit state.
    is_sure = _is_sure(best, is_whole)
    place.element.set("state", "translated" if is_sure else "initial")
    place.element.attrib.pop("subState", None)
    if not is_sure:
        place.element.set("subState", "tmkit:needs-review")


def _matches_of(segment: Any) -> Any:
    """The matches element of a segment's unit; the segment gets an id to be referred to by."""
    from lxml import etree

    unit = segment.getparent()
    if segment.get("id") is None:
        taken = {e.get("id") for e in unit.iter() if isinstance(e.tag, str)}
        segment.set("id", next(f"s{n}" for n in range(1, 10**6) if f"s{n}" not in taken))
    holder = unit.find(f"{{{_MATCHES}}}matches")
    if holder is None:
        holder = etree.Element(f"{{{_MATCHES}}}matches", nsmap={"mtc": _MATCHES})
        unit.insert(0, holder)
    return holder


def _candidate(xliff: Xliff, holder: Any, place: Place, match: Match) -> None:
    from lxml import etree

    quality = f"{min(match.score, 100):.2f}"
    entry = etree.SubElement(holder, f"{{{_MATCHES}}}match")
    entry.set("ref", f"#{place.element.get('id')}")
    entry.set("origin", legal(match.unit.origin) or "tmkit")
    entry.set("matchQuality", quality)
    entry.set("similarity", quality)
    entry.set("type", "icm" if match.kind == "ice" else "tm")
    source, target, _ = _sides(place, match, match.unit.target)
    for name, tokens in (("source", source), ("target", target)):
        # The data that codes of the unit refer to is not at hand in a match.
        put(etree.SubElement(entry, xliff.tag(name)), tokens, bare=True)
