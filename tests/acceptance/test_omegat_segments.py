"""What OmegaT makes of our segmentation rules; skipped where OmegaT is not installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import omegat

from tmkit.cli import main
from tmkit.pipeline.segment import load_rules
from tmkit.segment import Options, split

pytestmark = pytest.mark.skipif(omegat.jar() is None, reason="OmegaT is not installed")

RULES_ONLY = Options(brackets=False, quotes=False, symbols=False, lists=False, wraps=False)
CASES = Path(__file__).parents[1] / "data" / "segment"


@pytest.mark.parametrize(("language", "name"), [("zh-CN", "zh.txt"), ("en-US", "en.txt")])
def test_omegat_segments_by_our_rules_as_we_do(language: str, name: str, tmp_path: Path) -> None:
    """OmegaT takes every rule and divides every line of the golden rules as tmkit does without its passes."""
    assert main(["segment", "--export-srx", str(tmp_path / "our.srx")]) == 0
    exported = load_rules(language, tmp_path / "our.srx").rules
    lines = [line.strip() for line in (CASES / name).read_text(encoding="utf-8").splitlines()]
    lines = sorted({line for line in lines if line and "\t" not in line})
    sides = [line for rule in exported for line in ("yes" if rule.breaks else "no", rule.before, rule.after)]
    (tmp_path / "rules").write_text("\n".join(sides) + "\n", encoding="utf-8", newline="\n")
    (tmp_path / "lines").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    files = [str(tmp_path / part) for part in ("rules", "lines", "out")]
    java = ["java", "-cp", str(omegat.jar()), str(Path(__file__).with_name("Segment.java")), language, *files]
    ran = subprocess.run(java, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    theirs = [line.split("\t") for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()]
    rules = load_rules(language, None, RULES_ONLY)
    ours = [[s.text for s in split(line, rules)] for line in lines]
    assert [[s.strip() for s in segments] for segments in theirs] == ours
