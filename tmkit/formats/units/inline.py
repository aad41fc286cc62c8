"""Inline codes of XLIFF as TMX says them, and codes of a file put where a stored translation has its own.

Both ways lead through tokens: pieces of text and codes in their order, where a code opens, closes or stands alone.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from ...model import Element
from ..tmx.codes import plain_text

__all__ = [
    "Content",
    "Token",
    "Tokens",
    "content_of",
    "count_codes",
    "count_real",
    "placed",
    "put",
    "text_of",
    "tokens_in",
    "tokens_of",
    "with_text",
]

Content = tuple[str | Element, ...]

_ALONE = ("x", "ph")
_PAIRED = ("g", "pc")
_OPENING = ("bx", "bpt", "sc")
_CLOSING = ("ex", "ept", "ec")
_NATIVE = ("bpt", "ept", "ph", "it")  # XLIFF 1.2: what they hold is code of the original
_MARKS = {"sm": "<sm", "em": "<em"}  # ends of marked text in XLIFF 2 that need not nest
_POSITIONS = {"open": "begin", "close": "end"}


@dataclass(frozen=True, slots=True)
class Token:
    """A code: what it does (open, close, alone, begin, end, mark, unmark), by which key it is found on the other side.

    `element` is the code as TMX says it, `origin` the XLIFF element it was read from. begin and end open and close
    something that the segment does not hold whole; mark and unmark are the ends of marked text, in TMX those of an `hi`
    or, where XLIFF 2 has two elements for them, codes.
    """

    role: str
    key: str
    element: Element
    origin: Any = None


Tokens = list[str | Token]


def tokens_in(holder: Any, numbers: dict[str, int], data: Mapping[str, str] | None = None) -> Tokens:
    """The tokens of a source, target or mrk element.

    `numbers` gives codes of one id the same number in source and target; `data` is the original data of XLIFF 2.
    """
    tokens = list(_walk(holder, numbers, data or {}))
    ends: dict[str, set[str]] = {"bpt": set(), "ept": set()}
    for token in tokens:
        if isinstance(token, Token) and token.element.name in ends:
            ends[token.element.name].add(token.key)
    return [t if isinstance(t, str) else _settled(t, ends["bpt"] & ends["ept"]) for t in tokens]


def _settled(token: Token, whole: set[str]) -> Token:
    """An opening without its closing, or the other way round, is an isolated code."""
    if token.element.name not in ("bpt", "ept") or token.key in whole:
        return token
    place = "begin" if token.element.name == "bpt" else "end"
    kept = tuple((k, v) for k, v in token.element.attributes if k != "i")
    number = () if "x" in dict(kept) else (("x", dict(token.element.attributes)["i"]),)
    element = Element("it", (("pos", place), *number, *kept), token.element.content)
    return replace(token, role=place if token.role in ("open", "close") else token.role, element=element)


def _walk(holder: Any, numbers: dict[str, int], data: Mapping[str, str]) -> Iterator[str | Token]:
    yield from filter(None, [holder.text])
    for child in holder:
        if isinstance(child.tag, str):
            yield from _one(child, numbers, data)
        yield from filter(None, [child.tail])


def _one(child: Any, numbers: dict[str, int], data: Mapping[str, str]) -> Iterator[str | Token]:
    name = child.tag.rpartition("}")[2]
    number = str(numbers.setdefault(_id(child, name), len(numbers) + 1))
    kind = child.get("ctype") or child.get("subType") or child.get("mtype") or child.get("type")
    shared = (("x", number), *((("type", kind),) if kind else ()))
    if name == "mrk" and kind != "seg":
        mark = Element("hi", shared)
        yield Token("mark", number, mark, child)
        yield from _walk(child, numbers, data)
        yield Token("unmark", number, mark, child)
    elif name in _PAIRED:
        yield Token("open", number, Element("bpt", (("i", number), *shared), _native(child, data, "Start")), child)
        yield from _walk(child, numbers, data)
        yield Token("close", number, Element("ept", (("i", number),), _native(child, data, "End")), child)
    elif name in _OPENING:
        yield Token("open", number, Element("bpt", (("i", number), *shared), _native(child, data)), child)
    elif name in _CLOSING:
        yield Token("close", number, Element("ept", (("i", number),), _native(child, data)), child)
    elif name == "it":
        place = _POSITIONS.get(child.get("pos", ""), "begin")
        yield Token(place, number, Element("it", (("pos", place), *shared), _native(child, data)), child)
    elif name in (*_ALONE, "cp"):
        yield Token("alone", number, Element("ph", shared, _native(child, data)), child)
    elif name == "sm":
        yield Token("mark", number, Element("bpt", (("i", number), *shared), _native(child, data)), child)
    elif name == "em":
        yield Token("unmark", number, Element("ept", (("i", number),), _native(child, data)), child)
    else:
        yield from _walk(child, numbers, data)


def _id(child: Any, name: str) -> str:
    """What two halves of a pair, and source and target, have in common."""
    own: str = child.get("id") or ""
    if name == "mrk" or name in _MARKS:
        return f"mrk {child.get('mid') or child.get('startRef') or own}"
    return child.get("rid") or child.get("startRef") or own if name in (*_OPENING, *_CLOSING) else own


def _native(child: Any, data: Mapping[str, str], end: str = "") -> Content:
    """The code as the original has it, or else the tag that stands for it."""
    space, _, name = child.tag.rpartition("}")
    if name in _NATIVE and "document:2" not in space:
        return _native_content(child)
    known = data.get(child.get(f"dataRef{end}") or "")
    if known is not None:
        return (known,) if known else ()
    return (f"</{name}>",) if end == "End" else (_tag(child, name, ">" if end else "/>"),)


def _native_content(child: Any) -> Content:
    """Native code with the texts in it that are to be translated (sub)."""
    pieces: list[str | Element] = [child.text] if child.text else []
    for inner in child:
        if isinstance(inner.tag, str) and inner.tag.rpartition("}")[2] == "sub":
            pieces.append(Element("sub", (), content_of(tokens_in(inner, {}))))
        pieces += [inner.tail] if inner.tail else []
    return tuple(pieces)


def _tag(child: Any, name: str, end: str) -> str:
    given = "".join(f' {key}="{value}"' for key, value in child.attrib.items() if "}" not in key)
    return f"<{name}{given}{end}"


def text_of(tokens: Iterable[str | Token]) -> str:
    """The text of tokens, without codes."""
    return "".join(t for t in tokens if isinstance(t, str))


def content_of(tokens: Iterable[str | Token]) -> Content:
    """Tokens as the content of a TMX segment; neighbouring texts are joined."""
    levels: list[tuple[Element | None, list[str | Element]]] = [(None, [])]
    for token in tokens:
        pieces = levels[-1][1]
        if isinstance(token, str):
            if pieces and isinstance(pieces[-1], str):
                pieces[-1] += token
            else:
                pieces.append(token)
        elif token.element.name != "hi":
            pieces.append(token.element)
        elif token.role == "mark":
            levels.append((token.element, []))
        else:
            mark, inside = levels.pop()
            if mark is not None:
                levels[-1][1].append(replace(mark, content=tuple(inside)))
    return tuple(levels[0][1])


def tokens_of(content: Iterable[str | Element]) -> Tokens:
    """The content of a TMX segment as tokens."""
    tokens: Tokens = []
    pairs: dict[str, str] = {}
    for piece in content:
        if isinstance(piece, str):
            tokens.append(piece)
            continue
        named = dict(piece.attributes)
        key = named.get("x") or named.get("i") or plain_text(piece.content) or str(piece.content)
        if piece.name == "hi":
            tokens += [Token("mark", key, piece), *tokens_of(piece.content), Token("unmark", key, piece)]
        else:
            if piece.name == "bpt":
                pairs[named.get("i", "")] = key
            key = pairs.get(named.get("i", ""), key) if piece.name == "ept" else key
            tokens.append(Token(_role(piece), key, piece))
    return tokens


def _role(code: Element) -> str:
    text = code.content[0] if len(code.content) == 1 else ""
    if isinstance(text, str) and text.startswith(tuple(f"{tag} " for tag in _MARKS.values())):
        return "mark" if text.startswith(_MARKS["sm"]) else "unmark"
    if code.name == "it":
        return "end" if dict(code.attributes).get("pos") == "end" else "begin"
    return {"bpt": "open", "ept": "close"}.get(code.name, "alone")


def count_codes(content: Iterable[str | Element]) -> int:
    """The number of codes, as look-up counts those of a stored segment."""
    return sum(not isinstance(piece, str) for piece in content)


def placed(wanted: Sequence[str | Token], stored: Content, translation: Content) -> tuple[Tokens, Tokens] | None:
    """The stored segment and its translation with the codes that the file has in `wanted` in place of their own.

    A code of the translation that the segment does not have, or has less often, is left out: see count_real().
    None where the stored segment does not have codes of the same kinds in the same order. Marked text counts only where
    that is not so without it.
    """
    sources, targets = tokens_of(stored), tokens_of(translation)
    found = _exchange(wanted, sources, targets)
    return found or _exchange(_unmarked(wanted), _unmarked(sources), _unmarked(targets))


def count_real(tokens: Iterable[str | Token]) -> int:
    """The number of codes, without marks on the text."""
    return sum(not isinstance(t, str) and t.role not in ("mark", "unmark") for t in tokens)


def _unmarked(tokens: Sequence[str | Token]) -> Tokens:
    return [t for t in tokens if isinstance(t, str) or t.role not in ("mark", "unmark")]


def _exchange(wanted: Sequence[str | Token], sources: Tokens, targets: Tokens) -> tuple[Tokens, Tokens] | None:
    have = [t for t in wanted if isinstance(t, Token)]
    known = [t for t in sources if isinstance(t, Token)]
    if [t.role for t in have] != [t.role for t in known]:
        return None
    found: dict[tuple[str, str], list[Token]] = {}
    for theirs, ours in zip(known, have, strict=True):
        found.setdefault((theirs.role, theirs.key), []).append(ours)
    return _exchanged(sources, found), _exchanged(targets, found)


def _exchanged(tokens: Tokens, found: Mapping[tuple[str, str], list[Token]]) -> Tokens:
    left = {key: iter(ours) for key, ours in found.items()}
    out: Tokens = []
    for token in tokens:
        if isinstance(token, str):
            out.append(token)
        elif ours := next(left.get((token.role, token.key), iter(())), None):
            out.append(_with_subs(ours, token.element))
    return out


def _with_subs(token: Token, stored: Element) -> Token:
    """The code with the texts inside it (sub) that the stored one has, where both have as many."""
    texts = [p.content for p in stored.content if isinstance(p, Element) and p.name == "sub"]
    if not texts or not all(isinstance(p, str) for text in texts for p in text):
        return token
    origin = deepcopy(token.origin)
    subs = [child for child in origin if isinstance(child.tag, str)]
    if len(subs) == len(texts) and not any(len(child) for child in subs):
        for child, text in zip(subs, texts, strict=True):
            child.text = "".join(map(str, text)) or None
    return replace(token, origin=origin)


def with_text(tokens: Tokens, text: str) -> Tokens:
    """The tokens around another text, such as one whose numbers were exchanged: codes stay between the same words."""
    old = text_of(tokens)
    blocks = difflib.SequenceMatcher(None, old, text, autojunk=False).get_opcodes()
    out: Tokens = []
    at = done = 0
    for token in tokens:
        if isinstance(token, str):
            at += len(token)
            continue
        # At the border of two blocks a code goes with what stands before it.
        op, start, end, there, there_end = next((b for b in blocks if b[1] <= at <= b[2]), ("equal", 0, 0, 0, 0))
        new = there + at - start if op == "equal" else there_end if at == end else there
        out += [text[done : max(done, new)], token]
        done = max(done, new)
    return [t for t in (*out, text[done:]) if t]


def put(holder: Any, tokens: Iterable[str | Token], *, bare: bool = False) -> bool:
    """Write tokens of a file into an empty element of it; False, and only the text, where elements would cross.

    `bare` leaves out the references to data that is not at hand in that place.
    """
    tokens = list(tokens)
    open_: list[tuple[Any, Any]] = [(None, holder)]
    for token in tokens:
        inside = open_[-1][1]
        if isinstance(token, str):
            _append_text(inside, token)
        elif token.role in ("open", "mark") and _is_holder(token):
            made = inside.makeelement(token.origin.tag, dict(token.origin.attrib))
            inside.append(made)
            open_.append((token.origin, made))
        elif token.role in ("close", "unmark") and _is_holder(token):
            if open_.pop()[0] is not token.origin:
                return _put_text(holder, tokens)
        else:
            made = deepcopy(token.origin)
            made.tail = None
            inside.append(made)
    for made in holder.iter() if bare else ():
        for name in [n for n in made.attrib if n.startswith("dataRef")]:
            del made.attrib[name]
    return len(open_) == 1 or _put_text(holder, tokens)


def _is_holder(token: Token) -> bool:
    return token.origin.tag.rpartition("}")[2] in (*_PAIRED, "mrk")


def _append_text(holder: Any, text: str) -> None:
    if len(holder):
        holder[-1].tail = (holder[-1].tail or "") + text
    else:
        holder.text = (holder.text or "") + text


def _put_text(holder: Any, tokens: Tokens) -> bool:
    for child in list(holder):
        holder.remove(child)
    holder.text = text_of(tokens)
    return False
