"""The text of one head or one unit to elements, through expat, with nothing fetched and entities bounded."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from ...errors import InputError
from ...model import Element, TranslationUnit, Variant
from ...text.languages import is_tag
from .codes import ATTRIBUTES, is_legal, may_hold, with_required
from .foreign import adopted

__all__ = ["BrokenUnit", "Head", "parse_head", "parse_unit", "remove_controls"]

_DECLARATION = re.compile(r"^\s*<\?xml(?=\s)[^>]*\?>")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.S)
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));")
_NAMED = re.compile(r"&([^#;&\s]+);")
_ROOT = re.compile(r"<(?:[\w.-]+:)?tmx(?=[\s>/])", re.I)
_PAIR = re.compile(
    r"&#(?:[xX]([dD][89abAB][0-9a-fA-F]{2})|(5[5-6]\d{3}));&#(?:[xX]([dD][c-fC-F][0-9a-fA-F]{2})|(5[6-7]\d{3}));"
)
_ENUMERATED = frozenset(("segtype", "pos"))  # attributes whose values some tools write in capitals
_DEEPEST = 100  # elements inside each other; real files have five or six
_MOST_EXPANSION = 100_000  # characters that one entity may stand for; real files use entities for words
_LONGEST = 1 << 23  # characters of text in one unit, with what its entities stand for
_MOST_REMARKS = 20  # remarks on one unit
_OTHER = "export it as TMX, or give it the suffix of its format"
_MOST_NAMED = 5  # attributes that one remark names


class BrokenUnit(ValueError):
    """A unit that is not well-formed XML, with the line counted from its own first line (from 0)."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


@dataclass
class Head:
    """What stands before the first unit: root and header attributes, header notes, props and udes, entities."""

    version: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    info: tuple[Element, ...] = ()
    entities: dict[str, str] = field(default_factory=dict)
    problem: str = ""
    line: int = 1  # of the problem


def remove_controls(text: str) -> tuple[str, int]:
    """Take out characters that XML 1.0 cannot hold, raw or as references, and say how many there were."""
    removed = 0

    def keep_legal(match: re.Match[str]) -> str:
        nonlocal removed
        code = int(match.group(1), 16) if match.group(1) else int(match.group(2))
        if code in (9, 10, 13) or 32 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000:
            return match.group()
        removed += 1
        return ""

    if "&#" in text:
        parts = _CDATA.split(text)  # in a CDATA section, every second part, a reference is text
        parts[::2] = (_REFERENCE.sub(keep_legal, _PAIR.sub(_joined_pair, part)) for part in parts[::2])
        text = "".join(parts)
    text, raw = _CONTROL.subn("", text)
    return text, removed + raw


def _joined_pair(match: re.Match[str]) -> str:
    """Two halves of a UTF-16 pair, written as two references, as the one character that was meant."""
    high, low = (int(hex_, 16) if hex_ else int(decimal) for hex_, decimal in (match.group(1, 2), match.group(3, 4)))
    if not (0xD800 <= high < 0xDC00 <= low < 0xE000):
        return match.group()
    return chr(0x10000 + (high - 0xD800 << 10) + low - 0xDC00)


def parse_head(text: str, file: str) -> Head:
    """Read everything before <body>; raise InputError where the file is no TMX or asks for what is refused."""
    head = Head()
    externals: list[tuple[str, int]] = []
    cleaned, _ = remove_controls(_DECLARATION.sub(_only_lines, text))
    tree = _head_tree(cleaned, head, externals)
    if not tree.first and (root := _ROOT.search(cleaned)):
        # What stands before the root element is broken; the units may be whole.
        tree = _head_tree("\n" * cleaned.count("\n", 0, root.start()) + cleaned[root.start() :], head, externals)
    _refuse(externals, head.entities, file)
    _fill_head(head, tree, file)
    return head


def _only_lines(match: re.Match[str]) -> str:
    """Nothing but the line ends of what was found, so that lines can be counted."""
    return "\n" * match.group().count("\n")


def _head_tree(text: str, head: Head, externals: list[tuple[str, int]]) -> _Tree:
    """The elements of a head; entities and a problem go into `head`, and into `externals` what is not to be read."""
    tree = _Tree()
    parser = tree.parser()

    def declare(name: str, is_parameter: bool, value: str | None, *_: str | None) -> None:
        if value is None or is_parameter:
            externals.append((name, parser.CurrentLineNumber))
        else:
            head.entities.setdefault(name, value)

    parser.EntityDeclHandler = declare
    try:
        parser.Parse(text.encode("utf-8", "replace"), False)
    except expat.ExpatError as error:
        if not head.problem:
            head.problem, head.line = f"the header is not well-formed: {expat.ErrorString(error.code)}", error.lineno
        if not tree.first and head.entities:
            head.entities.popitem()  # expat gives what it had read of the one that it broke off at
    except BrokenUnit as error:
        head.problem, head.line = head.problem or f"the header is broken: {error}", error.line + 1
    finally:
        tree.line = _no_line
    return tree


def _no_line() -> int:
    """Instead of the parser, which refers to the tree: no circle is left for a collector that comes late."""
    return 0


def _fill_head(head: Head, tree: _Tree, file: str) -> None:
    name = tree.first
    if not name:
        raise InputError("is not a TMX file: no element was found", file=file, cure=_OTHER)
    if name.lower().rpartition(":")[2] != "tmx":
        message = f"is not a TMX file: its root element is <{name[:40]}>"
        raise InputError(message, file=file, line=tree.first_line, cure=_OTHER)
    head.version = tree.first_attributes.get("version", "")
    if tree.header is None:
        head.problem = head.problem or "there is no header"
        return
    head.attributes = tree.header.attributes
    elements = [e for e in tree.header.content if isinstance(e, Element)]
    head.info = tuple(_mapping(e) if e.name == "ude" else e for e in elements if e.name != "ude" or _maps(e))
    if any(e.name == "ude" and (_mapping(e) != e or not _maps(e)) for e in elements):
        head.problem = head.problem or "a <ude> of the header is not as TMX has it; only its maps were kept"


def _maps(ude: Element) -> list[Element]:
    """The maps in it that say what they map."""
    return [e for e in ude.content if isinstance(e, Element) and e.name == "map" and dict(e.attributes).get("unicode")]


def _mapping(ude: Element) -> Element:
    """A <ude> with nothing in it but its maps and blanks."""
    maps = _maps(ude)
    kept = tuple(e for e in ude.content if (not e.strip() if isinstance(e, str) else e in maps))
    bare = tuple(e if isinstance(e, str) else Element("map", with_required("map", e.attributes)) for e in kept)
    return Element("ude", with_required("ude", ude.attributes), bare)


def _refuse(externals: list[tuple[str, int]], entities: dict[str, str], file: str) -> None:
    for name, line in externals:
        message = f"declares the external entity '{name[:40]}', which is not read"
        raise InputError(message, file=file, line=line, cure="remove its declaration")
    sizes: dict[str, int] = {}
    for name in entities:
        if _expanded(name, entities, sizes, ()) > _MOST_EXPANSION:
            message = f"the entity '{name}' stands for more than {_MOST_EXPANSION:,} characters"
            raise InputError(message, file=file, cure="remove its declaration")


def _expanded(name: str, entities: dict[str, str], sizes: dict[str, int], inside: tuple[str, ...]) -> int:
    """How many characters an entity stands for; a circle counts as boundless."""
    if name in inside or len(inside) > 50:
        return _MOST_EXPANSION + 1
    if name not in sizes:
        size = len(entities[name])
        for inner in _NAMED.findall(entities[name]):
            if inner in entities:
                size += _expanded(inner, entities, sizes, (*inside, name))
        sizes[name] = min(size, _MOST_EXPANSION + 1)
    return sizes[name]


class _Tree:
    """Expat events to nested Elements."""

    def __init__(self) -> None:
        self.path: list[tuple[str, tuple[tuple[str, str], ...], list[str | Element]]] = [("", (), [])]
        self.first = ""
        self.first_line = 1
        self.first_attributes: dict[str, str] = {}
        self.header: Element | None = None
        self.size = 0
        self.line: Callable[[], int] = lambda: 0

    def parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate("utf-8")
        self.line = lambda: parser.CurrentLineNumber - 1
        parser.buffer_text = True
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        return parser

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not (name.islower() and all(map(str.islower, attributes))):  # TMX 1.1 was once written in SGML's capitals
            attributes = {key.lower(): value for key, value in attributes.items()}
        if not self.first:
            self.first, self.first_attributes, self.first_line = name, attributes, self.line() + 1
        if len(self.path) > _DEEPEST:
            raise BrokenUnit(f"more than {_DEEPEST} elements inside each other", self.line())
        for key in _ENUMERATED.intersection(attributes):
            attributes[key] = attributes[key].lower()
        self.path.append((name.rpartition(":")[2].lower(), tuple(attributes.items()), []))

    def _end(self, name: str) -> None:
        kind, attributes, content = self.path.pop()
        element = Element(kind, attributes, tuple(content))
        if kind == "header" and self.header is None:
            self.header = element
        self.path[-1][2].append(element)

    def _text(self, text: str) -> None:
        self.size += len(text)
        if self.size > _LONGEST:
            raise BrokenUnit(f"more than {_LONGEST:,} characters of text", self.line())
        self.path[-1][2].append(text)


def parse_unit(text: str, entities: dict[str, str]) -> tuple[TranslationUnit, list[str]]:
    """One <tu> as a TranslationUnit, with remarks on what in it is not TMX and was left out.

    Raises BrokenUnit where it is not well-formed.
    """
    tree = _Tree()
    parser = tree.parser()
    used = _used(text, entities) if entities else ()
    declared = "".join(f'<!ENTITY {name} "{_quoted(entities[name])}">' for name in used)
    prefix = f"<!DOCTYPE tu [{declared}]>" if declared else ""
    try:
        parser.Parse((prefix + text).encode("utf-8"), True)
    except UnicodeEncodeError as error:
        raise BrokenUnit("bytes that are not in the file's encoding", text.count("\n", 0, error.start)) from None
    except expat.ExpatError as error:
        raise BrokenUnit(expat.ErrorString(error.code), error.lineno - 1) from None
    finally:
        tree.line = _no_line
    root = tree.path[0][2][0]
    assert isinstance(root, Element)
    tu, remarks = _unit_of(root)
    if len(remarks) > _MOST_REMARKS:
        remarks[_MOST_REMARKS:] = [f"{len(remarks) - _MOST_REMARKS:,} more things in this unit were left out"]
    return tu, remarks


def _used(text: str, entities: dict[str, str]) -> list[str]:
    """The entities that a text refers to, and those that these refer to, in this order."""
    found: dict[str, None] = {}
    wanted = _NAMED.findall(text)
    while wanted:
        wanted = [name for name in dict.fromkeys(wanted) if name in entities and name not in found]
        found.update(dict.fromkeys(wanted))
        wanted = [inner for name in wanted for inner in _NAMED.findall(entities[name])]
    return list(found)


def _quoted(value: str) -> str:
    # The value came out of a declaration, where references to characters were already resolved once.
    return value.replace("&#", "&#38;#").replace("%", "&#37;").replace('"', "&#34;")


def _unit_of(root: Element) -> tuple[TranslationUnit, list[str]]:
    info: list[Element] = []
    variants: list[Variant] = []
    remarks: list[str] = []
    for child in root.content:
        if isinstance(child, str):
            if child.strip():
                remarks.append(f"text outside segments was left out: {child.strip()[:40]!r}")
        elif child.name in ("note", "prop"):
            info.append(_flat(child))
        elif child.name == "tuv":
            variant = _variant_of(child, remarks)
            if variant:
                variants.append(variant)
        else:
            remarks.append(f"the unknown element <{child.name}> was left out")
    return TranslationUnit(tuple(variants), _known("tu", root.attributes, remarks), tuple(info)), remarks


def _known(name: str, attributes: tuple[tuple[str, str], ...], remarks: list[str]) -> tuple[tuple[str, str], ...]:
    known = ATTRIBUTES[name]
    unknown = [key for key, _ in attributes if key not in known and key not in ("xml:lang", "lang", "xml:space")]
    if unknown:
        _remark(remarks, f"the unknown {_listed(unknown)} of <{name}> {'were' if unknown[1:] else 'was'} left out")
    for key, value in attributes:
        if key in known and not is_legal(name, key, value):
            _remark(remarks, f"'{value[:40]}' is no {key} and was left out")
    return tuple((key, value) for key, value in attributes if is_legal(name, key, value))


def _listed(keys: list[str]) -> str:
    """The names of attributes, the first ones in full."""
    names = ", ".join(f"'{key[:40]}'" for key in keys[:_MOST_NAMED])
    more = f" and {len(keys) - _MOST_NAMED:,} more" if len(keys) > _MOST_NAMED else ""
    return f"attribute{'s' * (len(keys) > 1)} {names}{more}"


def _remark(remarks: list[str], words: str) -> None:
    """What is said once of a unit is not said again."""
    if words not in remarks:
        remarks.append(words)


def _variant_of(tuv: Element, remarks: list[str]) -> Variant | None:
    language = _language_of(tuv, remarks)
    if not language:
        remarks.append("a variant without language was left out")
        return None
    segments = [c for c in tuv.content if isinstance(c, Element) and c.name == "seg"]
    if not segments:
        remarks.append(f"the {language} variant has no <seg>")
        return None
    if len(segments) > 1:
        remarks.append(f"the {language} variant has {len(segments)} <seg>; the first was taken")
    for child in tuv.content:
        if isinstance(child, str) and child.strip():
            _remark(remarks, f"text outside segments was left out: {child.strip()[:40]!r}")
        elif isinstance(child, Element) and child.name not in ("seg", "note", "prop"):
            _remark(remarks, f"the unknown element <{child.name}> was left out")
    attributes = _known("tuv", tuv.attributes, remarks)
    info = tuple(_flat(c) for c in tuv.content if isinstance(c, Element) and c.name in ("note", "prop"))
    return Variant(language, _codes_only(segments[0].content, "seg", remarks), attributes, info)


def _language_of(tuv: Element, remarks: list[str]) -> str:
    named = dict(tuv.attributes)
    language = (named.get("xml:lang") or named.get("lang") or "").strip()
    if language and not is_tag(language):
        _remark(remarks, f"{language[:40]!r} is no language tag")
    return language


def _codes_only(content: tuple[str | Element, ...], inside: str, remarks: list[str]) -> tuple[str | Element, ...]:
    """Content with neighbouring texts joined; of elements that may not stand `inside` only what they hold is kept."""
    out: list[str | Element] = []
    for piece in content:
        kept: tuple[str | Element, ...] = (piece,)
        if isinstance(piece, Element) and may_hold(inside, piece.name):
            code = adopted(piece)
            _known(code.name, code.attributes, remarks)
            held = _codes_only(code.content, code.name, remarks)
            kept = (Element(code.name, with_required(code.name, code.attributes), held),)
        elif isinstance(piece, Element):
            remarks.append(f"the element <{piece.name}> may not stand in <{inside}> and was left out")
            kept = _codes_only(piece.content, inside, remarks)
        for part in kept:
            if out and isinstance(out[-1], str) and isinstance(part, str):
                out[-1] += part
            elif part:
                out.append(part)
    return tuple(out)


def _flat(element: Element) -> Element:
    """A note or prop, which holds text only."""
    text = "".join(c if isinstance(c, str) else "".join(_flat(c).content) for c in element.content)  # type: ignore[arg-type]
    attributes = tuple(("xml:lang" if k == "lang" else k, v) for k, v in element.attributes)
    return Element(element.name, with_required(element.name, attributes), (text,) if text else ())
