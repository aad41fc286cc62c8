"""What XLIFF 1.2 and 2.0/2.1 (OASIS) demand of the files that we write, in our own words: structure, order, values.

violations() gives a sentence for every rule that a file breaks. It covers what can stand in output of ours: files,
units, segments, targets, alternatives and matches, and inline codes; of further elements only their place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

V1 = "urn:oasis:names:tc:xliff:document:1.2"
V2 = "urn:oasis:names:tc:xliff:document:2.0"
MTC = "urn:oasis:names:tc:xliff:matches:2.0"
XML = "http://www.w3.org/XML/1998/namespace"

STATES_1 = (
    "final",
    "needs-adaptation",
    "needs-l10n",
    "needs-review-adaptation",
    "needs-review-l10n",
    "needs-review-translation",
    "needs-translation",
    "new",
    "signed-off",
    "translated",
)
QUALIFIERS = (
    "exact-match",
    "fuzzy-match",
    "id-match",
    "leveraged-glossary",
    "leveraged-inherited",
    "leveraged-mt",
    "leveraged-repository",
    "leveraged-tm",
    "mt-suggestion",
    "rejected-grammar",
    "rejected-inaccurate",
    "rejected-length",
    "rejected-spelling",
    "tip",
)
_PLACING = (
    "xml:lang",
    "datatype",
    "xml:space",
    "restype",
    "resname",
    "extradata",
    "help-id",
    "menu",
    "menu-option",
    "menu-name",
    "coord",
    "font",
    "css-style",
    "style",
    "exstyle",
    "extype",
    "ts",
)
ALT_TRANS = {"match-quality", "tool", "tool-id", "crc", "origin", "alttranstype", "mid", *_PLACING}
TRANS_UNIT = {
    "id", "approved", "translate", "reformat", "phase-name", "maxbytes", "minbytes", "size-unit", "maxheight",
    "minheight", "maxwidth", "minwidth", "charclass", *_PLACING,
} - {"xml:lang"}  # fmt: skip
TARGET = {
    "state", "state-qualifier", "phase-name", "xml:lang", "resname", "coord", "font", "css-style", "style", "exstyle",
    "equiv-trans", "ts",
}  # fmt: skip
INLINE_1 = ("g", "x", "bx", "ex", "bpt", "ept", "ph", "it", "mrk")
CTYPES = {"bold", "italic", "underlined", "link", "image", "pb", "lb"}
MTYPES = {"protected", "term", "seg", "name", "phrase", "abbrev", "datetime"}
STATES_2 = ("initial", "translated", "reviewed", "final")
TYPES_2 = ("am", "mt", "icm", "idm", "ebm", "tb", "tm", "other")
INLINE_2 = ("ph", "pc", "sc", "ec", "cp", "mrk", "sm", "em")
NMTOKEN = re.compile(r"[\w.:-]+")


def violations(root: Any) -> list[str]:
    """A sentence for each rule that the document breaks."""
    space, name = split(root)
    if name != "xliff" or space not in (V1, V2):
        return [f"the root is {name} in {space}"]
    return list(_xliff_1(root) if space == V1 else _xliff_2(root))


def split(element: Any) -> tuple[str, str]:
    """Namespace and name of an element."""
    space, _, name = element.tag.rpartition("}")
    return space.removeprefix("{"), name


def _children(element: Any) -> list[Any]:
    return [child for child in element if isinstance(child.tag, str)]


def _attributes(element: Any) -> dict[str, str]:
    """Attributes by name, those of other namespaces but xml: left out."""
    found = {}
    for key, value in element.attrib.items():
        space, _, name = key.rpartition("}")
        if not space:
            found[name] = value
        elif space == f"{{{XML}":
            found[f"xml:{name}"] = value
    return found


def _order(element: Any, space: str, stages: list[tuple[set[str], int, int | None]]) -> Iterator[str]:
    """Children must come in these stages, each with its least and most number; "*" stands for other namespaces."""
    names = [n if s == space else "*" for s, n in map(split, _children(element))]
    at = 0
    for allowed, least, most in stages:
        count = 0
        while at < len(names) and names[at] in allowed and (most is None or count < most):
            at, count = at + 1, count + 1
        if count < least:
            yield f"<{split(element)[1]}> lacks {' or '.join(sorted(allowed))}"
    if at < len(names):
        yield f"<{names[at]}> may not stand there in <{split(element)[1]}>: {names}"


def _blank(element: Any) -> Iterator[str]:
    texts = [element.text, *(child.tail for child in element)]
    if any(t and t.strip() for t in texts):
        yield f"<{split(element)[1]}> holds text"


# 1.2


def _xliff_1(root: Any) -> Iterator[str]:
    if root.get("version") != "1.2":
        yield f"version is {root.get('version')}"
    yield from _order(root, V1, [({"file", "*"}, 1, None)])
    for file in root.iter(f"{{{V1}}}file"):
        for needed in ("original", "source-language", "datatype"):
            if not file.get(needed):
                yield f"<file> lacks {needed}"
        yield from _order(file, V1, [({"header"}, 0, 1), ({"body"}, 1, 1), ({"*"}, 0, None)])
        ids = Counter(unit.get("id") for unit in file.iter(f"{{{V1}}}trans-unit"))
        yield from (f"the trans-unit id {key} stands {n} times" for key, n in ids.items() if n > 1)
        if file.find(f".//{{{V1}}}target") is not None and not file.get("target-language"):
            yield "a file with targets names no target language"
    for unit in root.iter(f"{{{V1}}}trans-unit"):
        yield from _trans_unit(unit)


def _trans_unit(unit: Any) -> Iterator[str]:
    if not unit.get("id"):
        yield "a trans-unit has no id"
    yield from (f"trans-unit has {name}" for name in _attributes(unit).keys() - TRANS_UNIT)
    for name in ("approved", "translate"):
        if unit.get(name) not in (None, "yes", "no"):
            yield f"{name} is {unit.get(name)}"
    more = {"context-group", "count-group", "prop-group", "note", "alt-trans"}
    stages = [({"source"}, 1, 1), ({"seg-source"}, 0, 1), ({"target"}, 0, 1), (more, 0, None), ({"*"}, 0, None)]
    yield from _order(unit, V1, stages)
    yield from _blank(unit)
    for name in ("source", "seg-source", "target"):
        for content in unit.findall(f"{{{V1}}}{name}"):
            yield from _content_1(content)
    target = unit.find(f"{{{V1}}}target")
    if target is not None:
        yield from _target_1(unit, target)
    mids = {mark.get("mid") for mark in unit.iterfind(f"{{{V1}}}seg-source//{{{V1}}}mrk") if mark.get("mtype") == "seg"}
    for alternative in unit.findall(f"{{{V1}}}alt-trans"):
        yield from _alt_trans(alternative, mids)


def _target_1(unit: Any, target: Any) -> Iterator[str]:
    yield from (f"target has {name}" for name in _attributes(target).keys() - TARGET)
    for name, known in (("state", STATES_1), ("state-qualifier", QUALIFIERS)):
        value = target.get(name)
        if value is not None and value not in known and not value.startswith("x-"):
            yield f"{name} is {value}"
    if unit.get("approved") == "yes" and (target.get("state") or "").startswith("needs"):
        yield "an approved unit is in a state that still needs something"
    source = unit.find(f"{{{V1}}}source")
    extra = _ids_1(target) - _ids_1(source)
    if extra:
        yield f"the target has codes that the source has not, or more of them: {sorted(extra.elements())}"


def _ids_1(content: Any) -> Counter[tuple[str, str]]:
    found = (e for e in content.iter() if isinstance(e.tag, str) and split(e)[1] in INLINE_1 and split(e)[1] != "mrk")
    return Counter((split(e)[1], e.get("id") or "") for e in found)


def _alt_trans(element: Any, mids: set[str | None]) -> Iterator[str]:
    yield from (f"alt-trans has {name}" for name in _attributes(element).keys() - ALT_TRANS)
    more = {"context-group", "prop-group", "note"}
    stages = [({"source"}, 0, 1), ({"seg-source"}, 0, 1), ({"target"}, 1, None), (more, 0, None), ({"*"}, 0, None)]
    yield from _order(element, V1, stages)
    yield from _blank(element)
    quality = element.get("match-quality", "")
    if quality.endswith("%") and not 0 <= float(quality[:-1]) <= 101:
        yield f"match-quality is {quality}"
    if element.get("mid") is not None and element.get("mid") not in mids:
        yield f"alt-trans is for the segment {element.get('mid')}, which is not in seg-source"
    for content in _children(element):
        if split(content)[1] in ("source", "target"):
            yield from _content_1(content)


def _content_1(content: Any) -> Iterator[str]:
    """Inline elements: which may hold what, with ids that stand once, openings with their closings."""
    ids: Counter[str] = Counter()
    ends: dict[str, Counter[str]] = {"bpt": Counter(), "ept": Counter(), "bx": Counter(), "ex": Counter()}
    for element in content.iter():
        if element is content or not isinstance(element.tag, str):
            continue
        name = split(element)[1]
        outer = split(element.getparent())[1]
        if name == "sub":
            if outer not in ("bpt", "ept", "ph", "it"):
                yield f"<sub> stands in <{outer}>"
            continue
        if name not in INLINE_1 or outer in ("x", "bx", "ex", "bpt", "ept", "ph", "it"):
            yield f"<{name}> stands in <{outer}>"
        yield from _code_1(element, name)
        if name in ends:
            ends[name][element.get("rid") or element.get("id") or ""] += 1
        if name not in ("ept", "ex", "mrk"):
            ids[element.get("id") or ""] += 1
    yield from (f"the id {key} of a code stands {n} times" for key, n in ids.items() if n > 1)
    if ends["bpt"] != ends["ept"]:
        yield "bpt and ept do not pair"


def _code_1(element: Any, name: str) -> Iterator[str]:
    if name == "mrk":
        kind = element.get("mtype")
        if not kind or (kind not in MTYPES and not kind.startswith("x-")):
            yield f"mtype is {kind}"
        return
    if not element.get("id"):
        yield f"<{name}> has no id"
    if name in ("x", "bx", "ex") and (element.text or len(element)):
        yield f"<{name}> is not empty"
    if name == "it" and element.get("pos") not in ("open", "close"):
        yield f"pos is {element.get('pos')}"
    kind = element.get("ctype")
    if kind and kind not in CTYPES and not kind.startswith("x-"):
        yield f"ctype is {kind}"


# 2.0 and 2.1


def _xliff_2(root: Any) -> Iterator[str]:
    if root.get("version") not in ("2.0", "2.1"):
        yield f"version is {root.get('version')}"
    if not root.get("srcLang"):
        yield "srcLang is missing"
    has_target = any(split(e.getparent()) == (V2, "segment") for e in root.iter(f"{{{V2}}}target"))
    if has_target and not root.get("trgLang"):
        yield "there are targets but no trgLang"
    yield from _order(root, V2, [({"file"}, 1, None)])
    yield from _once(root.iter(f"{{{V2}}}file"), "file")
    for file in root.iter(f"{{{V2}}}file"):
        stages = [({"*"}, 0, None), ({"skeleton"}, 0, 1), ({"*"}, 0, None), ({"notes"}, 0, 1)]
        yield from _order(file, V2, [*stages, ({"unit", "group"}, 1, None)])
        yield from _once(file.iter(f"{{{V2}}}unit"), "unit")
        for unit in file.iter(f"{{{V2}}}unit"):
            yield from _unit_2(unit)


def _once(elements: Any, name: str) -> Iterator[str]:
    ids = Counter(element.get("id") for element in elements)
    yield from (f"the {name} id {key} stands {n} times" for key, n in ids.items() if n > 1)
    yield from (f"the {name} id {key!r} is no NMTOKEN" for key in ids if not key or not NMTOKEN.fullmatch(key))


def _unit_2(unit: Any) -> Iterator[str]:
    stages = [({"*"}, 0, None), ({"notes"}, 0, 1), ({"originalData"}, 0, 1), ({"segment", "ignorable"}, 1, None)]
    yield from _order(unit, V2, stages)
    yield from _blank(unit)
    segments = [child for child in _children(unit) if split(child)[1] in ("segment", "ignorable")]
    taken = [s.get("id") for s in segments if s.get("id")]
    for segment in segments:
        yield from _segment_2(segment)
        source = segment.find(f"{{{V2}}}source")
        taken += [e.get("id") for e in (source.iter() if source is not None else ()) if e.get("id")]
    yield from (f"the id {key} stands {n} times in a unit" for key, n in Counter(taken).items() if n > 1)
    data = {d.get("id") for d in unit.iterfind(f"{{{V2}}}originalData/{{{V2}}}data")}
    for segment in segments:
        yield from _references(segment, data)
    for matches in unit.findall(f"{{{MTC}}}matches"):
        yield from _matches(matches, set(taken))


def _segment_2(segment: Any) -> Iterator[str]:
    yield from _order(segment, V2, [({"source"}, 1, 1), ({"target"}, 0, 1)])
    yield from _blank(segment)
    state = segment.get("state")
    target = segment.find(f"{{{V2}}}target")
    if state is not None and state not in STATES_2:
        yield f"state is {state}"
    if segment.get("subState") and (state is None or ":" not in segment.get("subState")):
        yield f"subState is {segment.get('subState')}"
    if state in STATES_2[1:] and target is None:
        yield f"a segment is {state} without a target"
    for content in _children(segment):
        yield from _content_2(content)


def _content_2(content: Any) -> Iterator[str]:
    started: set[str] = set()
    ids: Counter[str] = Counter()
    for element in content.iter():
        if element is content or not isinstance(element.tag, str):
            continue
        name = split(element)[1]
        if name not in INLINE_2:
            yield f"<{name}> stands in <{split(content)[1]}>"
        if name in ("ph", "pc", "sc", "mrk", "sm") and not NMTOKEN.fullmatch(element.get("id") or ""):
            yield f"<{name}> has no id"
        if name not in ("pc", "mrk") and (element.text or len(element)):
            yield f"<{name}> is not empty"
        if element.get("id"):
            ids[element.get("id")] += 1
        if name in ("sc", "sm"):
            started.add(element.get("id"))
        isolated = element.get("isolated") == "yes"
        if name == "ec" and (isolated == bool(element.get("startRef")) or isolated != bool(element.get("id"))):
            yield "<ec> needs startRef, or id where it is isolated"
        if name == "ec" and not isolated and element.get("startRef") not in started:
            yield f"<ec> ends {element.get('startRef')}, which did not start"
    yield from (f"the id {key} stands {n} times in a {split(content)[1]}" for key, n in ids.items() if n > 1)


def _references(holder: Any, data: set[str | None]) -> Iterator[str]:
    for element in holder.iter():
        for name in ("dataRef", "dataRefStart", "dataRefEnd"):
            if element.get(name) is not None and element.get(name) not in data:
                yield f"{name} {element.get(name)} is no data of the unit"


def _matches(matches: Any, ids: set[str]) -> Iterator[str]:
    yield from _order(matches, MTC, [({"match"}, 1, None)])
    for match in _children(matches):
        if (match.get("ref") or "")[:1] != "#" or match.get("ref")[1:] not in ids:
            yield f"a match is for {match.get('ref')}"
        for name in ("matchQuality", "similarity", "matchSuitability"):
            value = match.get(name)
            if value is not None and not (re.fullmatch(r"\d+(\.\d+)?", value) and 0 <= float(value) <= 100):
                yield f"{name} is {value}"
        if match.get("type", "tm") not in TYPES_2:
            yield f"the type of a match is {match.get('type')}"
        yield from _order(match, V2, [({"*"}, 0, 1), ({"originalData"}, 0, 1), ({"source"}, 1, 1), ({"target"}, 1, 1)])
        data = {d.get("id") for d in match.iterfind(f"{{{V2}}}originalData/{{{V2}}}data")}
        yield from _references(match, data)
        for content in _children(match):
            if split(content)[1] in ("source", "target"):
                yield from _content_2(content)
