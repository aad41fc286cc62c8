"""The aligner."""

from __future__ import annotations

from tmkit.pipeline.align import align_texts


def test_every_sentence_is_covered_once_and_in_order() -> None:
    """Beads cover both sides completely, in order, without overlap."""
    source = ["今天天气很好。", "我们去公园散步，看到了很多花。", "晚上下雨了。"]
    target = [
        "The weather is nice today.",
        "We went for a walk in the park.",
        "We saw many flowers.",
        "It rained at night.",
    ]
    beads = align_texts(source, target)
    assert [(b.source, b.target) for b in beads] == [((0,), (0,)), ((1,), (1, 2)), ((2,), (3,))]


def test_an_empty_side_leaves_all_of_the_other_unaligned() -> None:
    """With nothing on one side every sentence of the other is a gap of its own."""
    assert [(b.source, b.target) for b in align_texts([], ["a", "b"])] == [((), (0,)), ((), (1,))]
    assert align_texts([], []) == []
