"""A word-by-word gloss from CC-CEDICT: the weakest honest translation system, the same on every machine.

Each word becomes the first gloss of its first entry, without remarks; names become pinyin, numbers stay. With a
glossary, its terms are put in first, longest match first. Word order stays Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from ..engines.cedict import Entry, cedict_entries
from ..engines.names import is_name
from ..engines.words import cut_words
from ..formats.output import write_text
from ..model import TermMatch
from ..score import FindTerms
from .corpus import load_corpus, read_source
from .segment import segment_document
from .staging import check_out

__all__ = ["gloss_corpus", "gloss_text"]

_PIECES = re.compile(
    r"(?P<number>[0-9０-９]+(?:[.,．，:：/-][0-9０-９]+)*[%％‰]?)|(?P<latin>[A-Za-zＡ-Ｚａ-ｚ][\w'-]*)"
    r"|(?P<han>[\u3400-\u9fff\u3007]+)|(?P<blank>[\s\u00a0\u3000]+)|(?P<other>.)",
    re.ASCII | re.DOTALL,
)
_PUNCTUATION = str.maketrans(
    {
        "，": ",", "。": ".", "、": ",", "；": ";", "：": ":", "？": "?", "！": "!", "（": "(", "）": ")",
        "《": "“", "》": "”", "〈": "‘", "〉": "’", "【": "[", "】": "]", "「": "“", "」": "”", "％": "%", "—": "—",
    }
)  # fmt: skip
_NO_BLANK_BEFORE = frozenset(",.;:?!)”’]%…")
_NO_BLANK_AFTER = frozenset("(“‘[")
_REFERENCE = re.compile(
    r"(surname|used in|see( also)?|CL:|variant of|abbr\.|also (written|pr)|(old|archaic|erhua|nonstandard) variant)\b"
)
_GRAMMAR = re.compile(r"(classifier|measure word|structural particle|particle|prefix|suffix)\b")
_INNER = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_SOMEBODY = re.compile(r"\b(sb|sth|one's|oneself)( or (sb|sth))?( else)?\b")
_HAN = re.compile(r"[\u3400-\u9fff]")
_LONGEST_WORD = 8


def gloss_text(text: str, find: FindTerms | None = None) -> str:
    """The gloss of one segment, in one line; `find` is the lookup of a glossary whose terms are put in.

    >>> gloss_text("我们要加快发展。")
    'We demand accelerate development.'
    """
    tokens = [token for token in _tokens(text, find) if token]
    line = ""
    for token in tokens:
        glue = "" if not line or token[0] in _NO_BLANK_BEFORE or line[-1] in _NO_BLANK_AFTER else " "
        line += glue + token
    return line[:1].upper() + line[1:]


def gloss_corpus(corpus_file: str | Path, out: str | Path, glossary: str | Path | None = None) -> list[Path]:
    """Write OUT/{id}.txt for each document of a corpus file, a line a source segment; gives the files' paths."""
    corpus = load_corpus(corpus_file)
    find = load_finder(glossary)
    folder = Path(out)
    check_out(folder)
    written = []
    for entry in corpus.documents:
        segments = segment_document(read_source(corpus, entry))
        place = folder / f"{entry.id}.txt"
        write_text(place, "".join(gloss_text(s.text, find) + "\n" for s in segments))
        written.append(place)
    return written


def load_finder(glossary: str | Path | None) -> FindTerms | None:
    """The lookup of a glossary file, or None without one."""
    if glossary is None:
        return None
    from .glossary import load_glossary

    find: FindTerms = load_glossary(glossary).find
    return find


def _tokens(text: str, find: FindTerms | None) -> Iterator[str]:
    position = 0
    for match, english in _chosen_terms(text, find):
        yield from _plain_tokens(text[position : match.start])
        yield english
        position = match.end
    yield from _plain_tokens(text[position:])


def _chosen_terms(text: str, find: FindTerms | None) -> list[tuple[TermMatch, str]]:
    """Matches that do not overlap, longest first, with the preferred English of each; in the order of the text."""
    found = sorted(find(text, "zh") if find else (), key=lambda m: (m.start - m.end, m.start))
    taken: list[tuple[TermMatch, str]] = []
    for match in found:
        english = match.concept.in_language("en")
        if english and all(match.end <= other.start or other.end <= match.start for other, _ in taken):
            taken.append((match, english[0].text))
    return sorted(taken, key=lambda pair: pair[0].start)


def _plain_tokens(text: str) -> Iterator[str]:
    for piece in _PIECES.finditer(text):
        kind, value = piece.lastgroup, piece.group()
        if kind == "han":
            for word in cut_words(value):
                yield from _word_tokens(word)
        elif kind == "other":
            yield value.translate(_PUNCTUATION)
        elif kind != "blank":
            yield unicodedata.normalize("NFKC", value)


def _word_tokens(word: str) -> Iterator[str]:
    """The gloss of a word; of a name its pinyin; of an unknown word the glosses of its longest known parts."""
    entries = cedict_entries()
    if word in entries:
        yield _first_gloss(entries[word])
    elif is_name(word):
        yield _name_pinyin(word)
    else:
        while word:
            end = next((n for n in range(min(len(word), _LONGEST_WORD), 1, -1) if word[:n] in entries), 1)
            part, word = word[:end], word[end:]
            yield _first_gloss(entries[part]) if part in entries else part


def _first_gloss(entries: Sequence[Entry]) -> str:
    """The first usable gloss of the first entry that is more than a reference; empty for a particle."""
    common_words_first = sorted(entries, key=lambda e: e.pinyin[:1].isupper())
    for entry in common_words_first:
        gloss = next((g for g in entry.glosses if g and not _REFERENCE.match(g)), None)
        if gloss is not None:
            return _clean_gloss(gloss, entry)
    return ""


def _clean_gloss(gloss: str, entry: Entry) -> str:
    """The gloss without remarks, the infinitive's to, placeholders and what follows a comma."""
    if _GRAMMAR.match(gloss):
        return ""
    is_name = entry.pinyin[:1].isupper()
    if is_name and not gloss.startswith("("):
        gloss = gloss.split(" (", maxsplit=1)[0]
    while (shorter := _INNER.sub("", gloss)) != gloss:
        gloss = shorter
    gloss = _SOMEBODY.sub("", gloss.split(",")[0]).replace("...", " ")
    gloss = " ".join(gloss.replace("~", "").split()).removeprefix("to ").strip(" -;:?!")
    return "" if _HAN.search(gloss) or set(gloss) & set("()[]{}") else gloss


def _name_pinyin(word: str) -> str:
    """Surname, blank, given name: 怀进鹏 is Huai Jinpeng."""
    given = "".join(_syllable(ch, surname=False) for ch in word[1:])
    return f"{_syllable(word[0], surname=True).capitalize()} {given.capitalize()}"


def _syllable(character: str, *, surname: bool) -> str:
    entries = cedict_entries().get(character, ())
    fitting = [e for e in entries if any(g.startswith("surname ") for g in e.glosses) == surname]
    pinyin = (fitting or entries)[0].pinyin if entries else character
    return re.sub(r"[0-9]", "", pinyin.split()[0]).lower().replace("u:", "ü")
