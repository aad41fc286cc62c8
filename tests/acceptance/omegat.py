"""Lets an installed OmegaT translate files with memories and glossaries, and reads what it says."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

PROBE = Path(__file__).with_name("probe.groovy")
_PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir>
<source_lang>zh-CN</source_lang><target_lang>en-US</target_lang>
<source_tok>org.omegat.tokenizer.LuceneSmartChineseTokenizer</source_tok>
<target_tok>org.omegat.tokenizer.LuceneEnglishTokenizer</target_tok>
<sentence_seg>true</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags><external_command></external_command>
</project></omegat>
"""


@dataclass
class Answer:
    """Target files by name, segments seen, (segment, score, source, target) matches, (segment, term, rendering)."""

    targets: dict[str, str]
    segments: list[str]
    matches: list[tuple[str, int, str, str]]
    terms: list[tuple[str, str, str]]


def jar() -> Path | None:
    """OmegaT.jar: from OMEGAT_JAR, or from the package's list of files."""
    if named := os.environ.get("OMEGAT_JAR"):
        return Path(named) if Path(named).is_file() else None
    try:
        listed = subprocess.run(["dpkg", "-L", "omegat"], capture_output=True, encoding="utf-8", check=False).stdout
    except FileNotFoundError:
        return None
    found = [Path(line) for line in listed.splitlines() if line.endswith("/OmegaT.jar")]
    return found[0] if found and shutil.which("java") else None


def translate(folder: Path, files: dict[str, Path | str]) -> Answer:
    """Run OmegaT over a project; `files` maps places such as tm/auto/a.tmx to a file or to text."""
    program = jar()
    assert program is not None
    project, settings = folder / "project", folder / "settings"
    for name in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat"):
        (project / name).mkdir(parents=True)
    settings.mkdir()
    (project / "omegat.project").write_text(_PROJECT, encoding="utf-8", newline="\n")
    for place, content in files.items():
        data = content.read_bytes() if isinstance(content, Path) else content.encode()
        (project / place).write_bytes(data)
    command = [
        "java", "-Djava.awt.headless=true", f"-Duser.home={settings}", "-Xmx1g", "-jar", str(program), str(project),
        "--mode=console-translate", f"--config-dir={settings}/", "--disable-project-locking", f"--script={PROBE}",
    ]  # fmt: skip
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, env=environment, timeout=300, check=False)
    log = done.stdout.decode("utf-8", "replace") + done.stderr.decode("utf-8", "replace")
    # OmegaT exits with 0 even when it drops a whole TMX: its log decides.
    assert done.returncode == 0, log[-3000:]
    assert "TF_TM_LOAD_ERROR" not in log, log[-3000:]
    return _read(project, log)


def _read(project: Path, log: str) -> Answer:
    targets = {p.name: p.read_text(encoding="utf-8") for p in (project / "target").iterdir() if p.is_file()}
    answer = Answer(targets, [], [], [])
    for line in log.splitlines():
        kind, *cells = line.split("\t")
        if kind == "SEG":
            answer.segments.append(cells[0])
        elif kind == "MATCH":
            answer.matches.append((answer.segments[-1], int(cells[0]), cells[2], cells[3]))
        elif kind == "GLOSS":
            answer.terms.append((answer.segments[-1], cells[0], cells[1]))
    assert answer.segments, "OmegaT saw no segment: " + log[-3000:]
    return answer
