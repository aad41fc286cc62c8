"""Inline elements with attributes of XLIFF, as MateCat writes them into TMX: what they say in the words of TMX."""

from __future__ import annotations

import base64
import binascii
import re
from xml.sax.saxutils import unescape

from ...model import Element
from .codes import ATTRIBUTES

__all__ = ["adopted"]

# What an empty code may stand for, the native code first; names of attributes are read in small letters.
_NATIVE = ("equiv-text", "disp", "dataref", "ctype")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NUMBER = re.compile(r"(?:mtc_)?([1-9][0-9]{0,8})")
_QUOTES = {"&quot;": '"', "&apos;": "'"}


def adopted(code: Element) -> Element:
    """A code with the words of XLIFF in those of TMX: native code as content, ctype as type, a number as x.

    Only what TMX has no word for stays as an attribute that it does not know.

    >>> adopted(Element("ph", (("id", "mtc_1"), ("equiv-text", "base64:Jmx0O2JyJmd0Ow=="))))
    Element(name='ph', attributes=(('x', '1'),), content=('<br>',))
    """
    known = ATTRIBUTES[code.name]
    if code.name == "sub" or all(key in known for key, _ in code.attributes):
        return code
    named = dict(code.attributes)
    for key, word in (("id", "x"), ("ctype", "type")):
        found = _NUMBER.fullmatch(named.get(key, ""))
        value = (found[1] if found else "") if key == "id" else named.get(key, "")
        if value and word not in named and word in known:
            del named[key]
            named[word] = value
    content = code.content
    if not any(content) and (source := next((key for key in _NATIVE if _native(named.get(key, ""))), "")):
        content = (_native(named.pop(source)),)
    return Element(code.name, tuple(named.items()), content)


def _native(value: str) -> str:
    """The native code in a value; behind base64: MateCat puts it as it stood in XML, with references."""
    mark, _, encoded = value.partition("base64:")
    if mark or not encoded:
        return value
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return value
    return _CONTROL.sub("", unescape(text, _QUOTES))
