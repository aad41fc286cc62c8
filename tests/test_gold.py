"""The gold alignments: made by reading, whole, and reached by the aligner."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from tmkit.pipeline.align import align_texts
from tmkit.pipeline.corpus import load_corpus, read_source, read_target
from tmkit.pipeline.segment import segment_document

ROOT = Path(__file__).parent.parent
GOLD = ROOT / "seeds" / "gold"
IDS = ["politburo-study", "jiangsu-delegation", "work-report", "minister-press"]
LINE = re.compile(r"(\[[\d, ]*\]):(\[[\d, ]*\])")


def segments(name: str, side: str) -> list[str]:
    """The segments of one side, one a line."""
    return (GOLD / f"{name}.{side}").read_text(encoding="utf-8").removesuffix("\n").split("\n")


def beads(name: str) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    """The beads, read by the test's own few lines."""
    found = []
    for line in (GOLD / f"{name}.beads").read_text(encoding="utf-8").removesuffix("\n").split("\n"):
        match = LINE.fullmatch(line)
        assert match, f"{name}: {line!r} is not a bead"
        found.append((tuple(json.loads(match[1])), tuple(json.loads(match[2]))))
    return found


@pytest.mark.parametrize("name", IDS)
def test_every_index_stands_once(name):
    """Each segment of both sides is in exactly one bead, no bead is empty, and the order is that of the text."""
    pairs = beads(name)
    assert [i for source, _ in pairs for i in source] == list(range(len(segments(name, "zh"))))
    assert [i for _, target in pairs for i in target] == list(range(len(segments(name, "en"))))
    assert all(source or target for source, target in pairs)


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("side", ["zh", "en"])
def test_the_segments_are_the_whole_text(name, side):
    """Put together, the gold segments are the kept text of the corpus, to the letter."""
    corpus = load_corpus(ROOT / "seeds" / "corpus.toml")
    entry = next(d for d in corpus.documents if d.id == name)
    document = read_source(corpus, entry) if side == "zh" else read_target(corpus, entry)
    bare = [
        "".join(text.split()) for text in ("".join(p.text for p in document.paragraphs), "".join(segments(name, side)))
    ]
    assert bare[0] == bare[1]


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("side", ["zh", "en"])
def test_segmentation_agrees_with_the_reader(name, side):
    """The splitter finds the segments that a person marked in all four documents."""
    corpus = load_corpus(ROOT / "seeds" / "corpus.toml")
    entry = next(d for d in corpus.documents if d.id == name)
    document = read_source(corpus, entry) if side == "zh" else read_target(corpus, entry)
    assert [s.text for s in segment_document(document)] == segments(name, side)


def test_the_aligner_reaches_the_gold():
    """Strict F1 over the beads of all four documents is at least 0.96."""
    right = wanted = found = 0
    for name in IDS:
        gold = set(beads(name))
        made = {(b.source, b.target) for b in align_texts(segments(name, "zh"), segments(name, "en"))}
        right, wanted, found = right + len(gold & made), wanted + len(gold), found + len(made)
    assert 2 * right / (wanted + found) >= 0.96


WRITERS = {"copy", "copy2", "copyfile", "copytree", "mkdir", "open", "rename", "replacing", "rmtree", "text_stream",
           "touch", "unlink", "write_bytes", "write_text"}  # fmt: skip
PATHS = {"Path", "PurePath", "join", "joinpath", "with_name"}


def is_gold(node: ast.AST) -> bool:
    """Whether an expression is a string with a folder or file named gold in it, alone or between slashes."""
    value = node.value if isinstance(node, ast.Constant) else None
    return isinstance(value, str) and "gold" in re.split(r"[/\\]", value)


def is_gold_call(node: ast.Call) -> bool:
    """Whether a call makes a path of a folder named gold, or writes to what it calls gold."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in PATHS | WRITERS and any(is_gold(a) for a in node.args):
        return True
    target = [node.func, *node.args[:1]] if name in WRITERS else []
    return "gold" in {getattr(n, "id", getattr(n, "attr", "")) for part in target for n in ast.walk(part)}


def gold_places(code: str) -> list[int]:
    """Lines that make a path of a folder named gold, or that write to what they call gold."""
    found = set()
    for node in ast.walk(ast.parse(code)):
        joined = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and (node.left, node.right)
        spelled = is_gold(node) and node.value != "gold"
        if spelled or any(map(is_gold, joined or ())) or (isinstance(node, ast.Call) and is_gold_call(node)):
            found.add(node.lineno)
    return sorted(found)


@pytest.mark.parametrize(
    "code",
    [
        'write_text(SEEDS / "gold" / name, text)',
        '("gold" / place).touch()',
        'place = "seeds/gold"',
        'place = f"{seeds}/gold/{name}.beads"',
        'place = "seeds\\\\gold"',
        'Path("seeds", "gold").mkdir()',
        'os.path.join(seeds, "gold")',
        'seeds.joinpath("gold", name)',
        'open("gold", "w")',
        'gold.with_suffix(".zh").write_text(text)',
        "write_bytes(options.gold, data)",
    ],
)
def test_writing_the_gold_would_be_noticed(code):
    """However the folder is spelled, the next test sees it."""
    assert gold_places(code) == [1]


def test_no_code_writes_the_gold():
    """The gold is a person's: no module makes a path of a folder named gold, no rule of the Makefile names one."""
    modules = sorted((ROOT / "tmkit").rglob("*.py"))
    assert len(modules) > 100
    assert not {p: lines for p in modules if (lines := gold_places(p.read_text(encoding="utf-8")))}
    rules = re.sub(r"^#.*", "", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert "seeds/mt/gloss" in rules, "these are the rules that write to seeds"
    assert not re.findall(r"(?<![\w.-])gold(?![\w.-])", rules)
