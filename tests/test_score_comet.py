"""COMET itself, with a tiny checkpoint made here; skips where unbabel-comet is not installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tmkit.cli import main
from tmkit.engines.comet import comet_score
from tmkit.errors import InputError

pytest.importorskip("comet", reason="unbabel-comet is not installed")

MAKE = """
import sys, pathlib, torch, yaml, sentencepiece, pytorch_lightning
from transformers import XLMRobertaConfig, XLMRobertaModel, XLMRobertaTokenizer
from comet.models import RegressionMetric
out = pathlib.Path(sys.argv[1])
sentencepiece.SentencePieceTrainer.train(
    input=sys.argv[2], model_prefix=str(out / "words"), vocab_size=400, hard_vocab_limit=False)
words = XLMRobertaTokenizer(str(out / "words.model"))
words.save_pretrained(out / "encoder")
torch.manual_seed(0)
size = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
XLMRobertaModel(XLMRobertaConfig(vocab_size=len(words) + 8, type_vocab_size=1, max_position_embeddings=514, **size)
    ).save_pretrained(out / "encoder")
metric = RegressionMetric(encoder_model="XLM-RoBERTa", pretrained_model=str(out / "encoder"), layer="mix",
    hidden_sizes=[8], local_files_only=True)
trainer = pytorch_lightning.Trainer(accelerator="cpu", logger=False, enable_checkpointing=False, max_epochs=0)
trainer.strategy.connect(metric)
(out / "checkpoints").mkdir()
trainer.save_checkpoint(out / "checkpoints" / "model.ckpt")
known = {k: v if isinstance(v, (int, float, str, bool, list)) else None for k, v in metric.hparams.items()}
(out / "hparams.yaml").write_text(yaml.safe_dump(known | {"class_identifier": "regression_metric"}))
"""


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A metric of one layer with random weights."""
    folder = tmp_path_factory.mktemp("metric")
    text = folder / "text.txt"
    text.write_text("\n".join(f"line {i}: a house, a tree and {i * 7} birds" for i in range(500)), encoding="utf-8")
    subprocess.run([sys.executable, "-c", MAKE, str(folder), str(text)], check=True, capture_output=True)
    return folder / "checkpoints" / "model.ckpt"


def test_scores_are_those_of_the_comet_command(
    checkpoint: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--comet gives the scores of comet-score, but for the precision, which the report names."""
    for name, lines in (("s", "一座房子\n三只鸟\n"), ("t", "a house\n3 birds\n"), ("r", "one house\nthree birds\n")):
        (tmp_path / name).write_text(lines, encoding="utf-8")
    source, hypothesis, reference = (str(tmp_path / name) for name in "str")
    assert main(["score", hypothesis, "-r", reference, "-s", source, "--comet", str(checkpoint), "--json"]) == 0
    (outside,) = json.loads(capsys.readouterr().out)["systems"][0]["outside"]
    told = tmp_path / "told.json"
    command = Path(sys.executable).with_name("comet-score")
    files = ["-s", source, "-t", hypothesis, "-r", reference, "--model", str(checkpoint), "--gpus", "0"]
    subprocess.run([str(command), *files, "--to_json", str(told), "--quiet"], check=True, capture_output=True)
    (theirs,) = json.loads(told.read_text(encoding="utf-8")).values()
    assert outside["segments"] == pytest.approx(
        [row["COMET"] for row in theirs], abs=5e-3
    )  # theirs is in half precision
    assert outside["precision"] == "fp32"
    assert outside["score"] == pytest.approx(sum(outside["segments"]) / 2, abs=1e-6)


def test_a_checkpoint_that_is_none_is_refused(checkpoint: Path, tmp_path: Path) -> None:
    """A file that COMET cannot load ends with a sentence, whatever it raises."""
    other = tmp_path / "checkpoints" / "model.ckpt"
    other.parent.mkdir()
    other.write_bytes(b"x")
    for _ in range(2):
        with pytest.raises(InputError, match="the checkpoint cannot be loaded"):
            comet_score(other, ["a"], ["b"], ["c"])
        (tmp_path / "hparams.yaml").write_bytes((checkpoint.parent.parent / "hparams.yaml").read_bytes())
