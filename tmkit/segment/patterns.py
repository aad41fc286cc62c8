"""SRX patterns, written for Java or ICU regular expressions, made ready for the `regex` package.

A pattern is read into a small tree. From the tree come three things: its text in the syntax of `regex` (quoting,
named classes, class operators), a cheaper form of long alternatives for looking behind, and the characters that
can stand last in a match, by which a scan finds the few positions worth a closer look.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import regex

__all__ = ["Node", "Pattern", "PatternError", "read_pattern"]

_SPACE = r"[ \t\u00A0\u1680\u180e\u2000-\u200a\u202f\u205f\u3000]"
_LINE = r"[\n\x0B\f\r\x85\u2028\u2029]"
# Java escapes that `regex` reads otherwise or not at all.
_ESCAPES = {
    "h": _SPACE,
    "H": "[^" + _SPACE[1:],
    "v": _LINE,
    "V": "[^" + _LINE[1:],
    "R": r"(?:\r\n|" + _LINE + ")",
    "e": r"\x1b",
    "z": r"\Z",
    "Z": r"(?=\n?\Z)",
    "G": r"\A",
}
# Without its flag for Unicode, Java means ASCII by these.
_ASCII = {
    "s": r"[ \t\n\x0B\f\r]",
    "S": r"[^ \t\n\x0B\f\r]",
    "d": "[0-9]",
    "D": "[^0-9]",
    "w": "[A-Za-z0-9_]",
    "W": "[^A-Za-z0-9_]",
}
_ZERO_WIDTH = frozenset("bBAzZG<>")
_PROPERTIES = {
    "javaLowerCase": "Lowercase",
    "javaUpperCase": "Uppercase",
    "javaLetter": "L",
    "javaDigit": "Nd",
    "javaLetterOrDigit": "Alnum",
    "javaAlphabetic": "Alphabetic",
    "javaWhitespace": "White_Space",
    "javaSpaceChar": "Z",
    "javaTitleCase": "Lt",
    "javaIdeographic": "Ideographic",
    "ASCII": "InBasic_Latin",
    "LC": "L&",
    "L1": "InLatin_1_Supplement",
    "all": "Any",
}


_CATEGORY = regex.compile("Is(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?|C[cfson]?)")


class PatternError(ValueError):
    """A pattern that is no regular expression; the message says where."""


@dataclass(frozen=True, slots=True)
class Node:
    """One piece of a pattern.

    `kind` is atom (one character wide), zero (no width), back (a back reference), seq, alt, or group, whose text
    opens it: '(?:', '(?i:', '(?='. `quantifier` follows the piece.
    """

    kind: str
    text: str = ""
    parts: tuple[Node, ...] = ()
    quantifier: str = ""


@dataclass(frozen=True)
class Pattern:
    """A pattern of a rule: as it was written, as it is run, and what can stand last in a match.

    `last` lists one-character expressions; None means that anything can, the empty match included. `first` does so
    for what stands first. `needs` lists one-character expressions each of which has its character in every match.
    """

    source: str
    tree: Node
    last: tuple[str, ...] | None = None
    needs: tuple[str, ...] = ()
    first: tuple[str, ...] | None = None

    # Written out when a text first needs the rule: most texts need few of them.
    @functools.cached_property
    def forward(self) -> str:
        """The pattern in the syntax of `regex`."""
        return _render(self.tree)

    @functools.cached_property
    def backward(self) -> str:
        """The same for a look behind, which is cheap where alternatives share their ends."""
        return _render(self.factored)

    @functools.cached_property
    def factored(self) -> Node:
        """The tree with alternatives joined by their common ends."""
        return _factor(self.tree)


def read_pattern(
    source: str, prefix: str = "g", around: str = "", ascii_classes: bool = False, check: bool = True
) -> Pattern:
    r"""Read a Java-flavoured pattern; `prefix` keeps group names of different rules apart.

    `around` is "(?<=" where the pattern will be looked behind for and "(?=" where it will be looked ahead for: a
    pattern that is one such group says the same without it. With `ascii_classes` \s, \d and \w mean ASCII only.

    Raises PatternError where it cannot be read, or, with `check`, not be compiled.

    >>> read_pattern(r"\Q...\E\h").forward == r"\.\.\." + _SPACE
    True
    >>> read_pattern("(?:Dr|Mr|Prof)[.]").backward
    '(?:(?:D|M)r|Prof)[.]'
    >>> read_pattern("[.?!]+[)]*").last
    ('[)]', '[.?!]')
    """
    tree = _unwrapped(_Reader(source, prefix, ascii_classes).read(), around)
    last, empty = _end(tree)
    first, nothing = _end(tree, at=0)
    pattern = Pattern(source, tree, None if empty else last, _needs(tree), None if nothing else first)
    if check:
        _compile(pattern)
    return pattern


def _compile(pattern: Pattern) -> None:
    try:
        regex.compile(pattern.forward, regex.V1)
    except regex.error as error:
        raise PatternError(f"pattern cannot be compiled ({error})") from error


def _unwrapped(tree: Node, around: str) -> Node:
    while around and tree.kind == "group" and tree.text == around and not tree.quantifier:
        tree = tree.parts[0]
    return Node("seq", parts=(tree,)) if tree.kind == "alt" else tree


class _Reader:
    """Reads one pattern from left to right."""

    def __init__(self, source: str, prefix: str, ascii_classes: bool) -> None:
        self.source = source
        self.at = 0
        self.prefix = prefix
        # (?U) is Java's flag for Unicode; where it is set, as rule files do, it is set at the start.
        self.escapes = _ESCAPES | _ASCII if ascii_classes and "(?U)" not in source else _ESCAPES
        self.groups = 0
        self.commented = False  # (?x): blanks and comments between the pieces mean nothing
        self.back_references = regex.search(r"(?<!\\)(?:\\\\)*\\(?:[1-9]|k<)", source) is not None

    def read(self) -> Node:
        tree = self._alternatives()
        if self.at < len(self.source):
            raise PatternError(f"closing parenthesis without an opening one at character {self.at + 1}")
        return tree

    def _alternatives(self) -> Node:
        """Everything up to the parenthesis that closes the group in hand; flags set inside last to its end."""
        alternatives: list[Node] = []
        parts: list[Node] = []
        flags, since, commented = "", 0, self.commented
        while self._skip_comments() < len(self.source) and self.source[self.at] != ")":
            setting = _SETTING.match(self.source, self.at)
            if setting:
                parts = _flagged(parts, since, flags)
                flags, since, self.at = _flags(setting[1]), len(parts), setting.end()
                self._set_commented(setting[1])
            elif self.source[self.at] == "|":
                alternatives.append(_sequence(_flagged(parts, since, flags)))
                parts, since = [], 0
                self.at += 1
            else:
                parts.extend(self._piece())
        alternatives.append(_sequence(_flagged(parts, since, flags)))
        self.commented = commented
        return alternatives[0] if len(alternatives) == 1 else Node("alt", parts=tuple(alternatives))

    def _piece(self) -> list[Node]:
        """The next character, class, escape or group with its quantifier; quoted text gives several."""
        char = self.source[self.at]
        if char == "(":
            nodes = [self._group()]
        elif char == "[":
            nodes = [Node("atom", self._set())]
        elif char == "\\":
            nodes = self._escape()
        else:
            self.at += 1
            nodes = [Node("zero" if char in "^$" else "atom", char)]
        quantifier = _QUANTIFIER.match(self.source, self._skip_comments())
        if quantifier and nodes:
            self.at = quantifier.end()
            last = nodes[-1]
            nodes[-1] = Node(last.kind, last.text, last.parts, quantifier[0])
        return nodes

    def _group(self) -> Node:
        opening = _OPENING.match(self.source, self.at)
        if opening is None:
            raise PatternError(f"unknown kind of group at character {self.at + 1}")
        self.at = opening.end()
        text = opening[0]
        if text == "(" or opening["name"]:
            self.groups += 1
            text = f"(?P<{self._group_name(opening['name'] or self.groups)}>" if self.back_references else "(?:"
        elif opening["flags"] is not None:
            text = f"(?{_flags(opening['flags'])}:"
        commented = self.commented
        self._set_commented(opening["flags"] or "")
        inner = self._alternatives()
        self.commented = commented
        if self.at >= len(self.source):
            raise PatternError("parenthesis is not closed")
        self.at += 1
        return Node("group", text, (inner,))

    def _set_commented(self, letters: str) -> None:
        on, _, off = letters.partition("-")
        self.commented = "x" not in off and ("x" in on or self.commented)

    def _skip_comments(self) -> int:
        """Moves past blanks and comments where they mean nothing; the place reached."""
        if self.commented:
            self.at = _COMMENTS.match(self.source, self.at).end()
        return self.at

    def _group_name(self, name: object) -> str:
        return f"{self.prefix}_{name}"

    def _escape(self) -> list[Node]:
        text = self.source
        if text.startswith("\\Q", self.at):
            end = text.find("\\E", self.at)
            quoted = text[self.at + 2 : end if end >= 0 else len(text)]
            self.at = end + 2 if end >= 0 else len(text)
            return [Node("atom", _quote(c)) for c in quoted]
        if text.startswith("\\E", self.at):
            self.at += 2
            return []
        back = regex.compile(r"\\(?:([1-9]\d?)|k<(\w+)>)").match(text, self.at)
        if back:
            self.at = back.end()
            return [Node("back", f"(?P={self._group_name(back[1] or back[2])})")]
        escaped = self._escaped()
        zero = (escaped[0] == "\\" and escaped[1:] in _ZERO_WIDTH) or escaped.startswith("(?=")
        return [Node("zero" if zero else "group" if escaped.startswith("(?:") else "atom", escaped)]

    def _escaped(self) -> str:
        """The escape sequence at hand in the syntax of `regex`; moves past it."""
        match = _ESCAPE.match(self.source, self.at)
        if match is None:
            raise PatternError("pattern ends in a backslash")
        self.at = match.end()
        if match["hex"] or match["octal"]:
            code = int(match["hex"], 16) if match["hex"] else int(match["octal"], 8)
            return _quote(chr(code))
        if match["control"]:
            return _quote(chr(ord(match["control"].upper()) ^ 64))
        if match["property"]:
            name = str(match["property"]).strip("{}")
            sign, name = ("^", name[1:]) if name.startswith("^") else ("", name)
            return f"\\{match[0][1]}{{{sign}{_property(name)}}}"
        return self.escapes.get(match[0][1], str(match[0]))

    def _set(self) -> str:
        """A character class with what is nested in it; operators that Java does not know are taken literally."""
        start = self.at
        self.at += 1
        out = ["["]
        if self.source.startswith("^", self.at):
            self.at += 1
            out.append("^")
        if self.source.startswith("]", self.at):
            self.at += 1
            out.append("\\]")
        while self.at < len(self.source) and self.source[self.at] != "]":
            out.append(self._set_item())
        if self.at >= len(self.source):
            raise PatternError(f"character class at character {start + 1} is not closed")
        self.at += 1
        return "".join(out) + "]"

    def _set_item(self) -> str:
        char = self.source[self.at]
        if self.source.startswith("[:", self.at) and ":]" in self.source[self.at :]:
            end = self.source.index(":]", self.at) + 2
            item, self.at = self.source[self.at : end], end
            return item
        if char == "[":
            return self._set()
        if char == "\\" and self.source[self.at + 1 : self.at + 2] in ("Q", "E"):
            return "".join(node.text for node in self._escape())
        if char == "\\":
            return self._escaped()
        self.at += 1
        if char in "|~" or (char == "-" and self.source.startswith("-", self.at)):
            return "\\" + char
        return char


_COMMENTS = regex.compile(r"(?:\s|#[^\n]*)*")
_OPTIONAL = regex.compile(r"[*?]|\{0")
_SETTING = regex.compile(r"\(\?([a-zA-Z]*(?:-[a-zA-Z]+)?)\)")
_QUANTIFIER = regex.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?")
_OPENING = regex.compile(
    r"\((?:\?(?:[:=!>]|<[=!]|(?:P?<(?P<name>[A-Za-z]\w*)>)|(?P<flags>[a-zA-Z]*(?:-[a-zA-Z]+)?):)|(?!\?))"
)
_ESCAPE = regex.compile(
    r"\\(?:x\{(?P<hex>[0-9A-Fa-f]+)\}|x(?P<hex>[0-9A-Fa-f]{2})|u(?P<hex>[0-9A-Fa-f]{4})|0(?P<octal>[0-3]?[0-7]{1,2})"
    r"|c(?P<control>[@-_a-z])|[pP](?P<property>\{[^}]*\}|\w)|(?s:.))"
)


def _property(name: str) -> str:
    """Java's name of a property in the words of `regex`, which does not know Is before a category."""
    return name[2:] if _CATEGORY.fullmatch(name) else _PROPERTIES.get(name, name)


def _flags(letters: str) -> str:
    """Java's flags in the letters of `regex`; what has no counterpart there (u, U, d) is on by nature.

    Full case folding, which Java lacks, is switched off with i. What x allows is taken out by the reader.
    """
    on, _, off = letters.partition("-")
    kept = "".join(c for c in "ims" if c in on)
    dropped = "".join(c for c in "ims" if c in off) + ("f" if "i" in kept else "")
    return f"{kept}-{dropped}" if dropped else kept


def _flagged(parts: list[Node], since: int, flags: str) -> list[Node]:
    """The parts, those from `since` on under the flags."""
    if not flags or since == len(parts):
        return parts
    return [*parts[:since], Node("group", f"(?{flags}:", (_sequence(parts[since:]),))]


def _sequence(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Node("seq", parts=tuple(parts))


def _quote(char: str) -> str:
    """One character as a pattern and as a member of a class."""
    if char.isalnum() or char == "_" or ord(char) > 127:
        return char
    return "\\" + char if char.isprintable() else f"\\x{ord(char):02x}"


def _render(node: Node) -> str:
    if node.kind in ("atom", "zero", "back"):
        return node.text + node.quantifier
    if node.kind == "alt":
        return "|".join(_render(part) for part in node.parts)
    inner = "".join(_render(part) if part.kind != "alt" else f"(?:{_render(part)})" for part in node.parts)
    if node.kind == "seq":
        return inner
    if len(node.parts) == 1 and node.parts[0].kind == "alt":
        inner = _render(node.parts[0])
    return f"{node.text}{inner})" + node.quantifier if node.parts else node.text + node.quantifier


def _end(node: Node, at: int = -1) -> tuple[tuple[str, ...] | None, bool]:
    """Expressions for the last character of a match, or with `at` 0 the first (None: any); whether it can be empty."""
    chars: tuple[str, ...] | None = ()
    empty = True
    if node.kind == "atom":
        chars, empty = (node.text,), False
    elif node.kind == "back":
        chars = None
    elif node.kind == "alt":
        chars, empty = _end_of_any(node.parts, at)
    elif node.kind == "seq":
        chars, empty = _end_of_all(node.parts, at)
    elif node.kind == "group" and not node.parts:
        chars, empty = (node.text,), False
    elif node.kind == "group" and not regex.match(r"\(\?<?[=!]", node.text):
        chars, empty = _end(node.parts[0], at)
        if chars and regex.match(r"\(\?[a-z]", node.text):
            chars = tuple(f"{node.text}{c})" for c in chars)
    return chars, empty or _OPTIONAL.match(node.quantifier) is not None


def _end_of_all(parts: tuple[Node, ...], at: int) -> tuple[tuple[str, ...] | None, bool]:
    found: list[str] = []
    for part in reversed(parts) if at else parts:
        chars, empty = _end(part, at)
        if chars is None:
            return None, False
        found.extend(c for c in chars if c not in found)
        if not empty:
            return tuple(found), False
    return tuple(found), True


def _end_of_any(parts: tuple[Node, ...], at: int) -> tuple[tuple[str, ...] | None, bool]:
    found: list[str] = []
    any_empty, anything = False, False
    for part in parts:
        chars, empty = _end(part, at)
        any_empty = any_empty or empty
        anything = anything or chars is None
        found.extend(c for c in chars or () if c not in found)
    return None if anything else tuple(found), any_empty


def _needs(tree: Node) -> tuple[str, ...]:
    """The characters of the top level, and of what is looked behind for there, that no quantifier makes optional."""
    parts = tree.parts if tree.kind == "seq" else (tree,)
    needed: list[str] = []
    for part in parts:
        if _OPTIONAL.match(part.quantifier):
            continue
        if part.kind == "atom":
            needed.append(part.text)
        elif part.kind == "group" and part.text in ("(?<=", "(?:"):
            needed.extend(_needs(part.parts[0]) if part.parts[0].kind != "alt" else _needs_of_any(part.parts[0]))
    return tuple(needed)


def _needs_of_any(tree: Node) -> tuple[str, ...]:
    """One expression for what the alternatives need last, if each of them needs something."""
    needed = [_needs(part) for part in tree.parts]
    return (f"(?:{'|'.join(one[-1] for one in needed)})",) if all(needed) else ()


def _factor(node: Node) -> Node:
    """The same pattern with alternatives joined by their common ends, cheap to look behind for.

    Looking behind asks only whether some alternative fits, so their order is free; inside an atomic group it is not.
    """
    if (node.kind == "group" and node.text == "(?>") or not node.parts:
        return node
    parts = tuple(_factor(part) for part in node.parts)
    if node.kind == "alt":
        return _by_ending([part.parts if part.kind == "seq" else (part,) for part in parts])
    return Node(node.kind, node.text, parts, node.quantifier)


def _by_ending(rows: list[tuple[Node, ...]]) -> Node:
    groups: dict[Node | None, list[tuple[Node, ...]]] = {}
    for row in rows:
        groups.setdefault(row[-1] if row else None, []).append(row)
    alternatives = []
    for ending, members in groups.items():
        if ending is None or len(members) == 1:
            alternatives.append(_sequence(list(members[0])))
            continue
        inner = _by_ending([row[:-1] for row in members])
        alternatives.append(Node("seq", parts=(Node("group", "(?:", (inner,)), ending)))
    return alternatives[0] if len(alternatives) == 1 else Node("alt", parts=tuple(alternatives))
