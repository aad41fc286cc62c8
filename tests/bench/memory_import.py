"""Importing TMX into a new memory file: CPU seconds, units a second, peak memory, size.

usage: python -m tests.bench memory_import [UNITS]        (default 1,000,000)
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def measure(source: str, memory: str) -> None:
    """Import in this process and print the figures."""
    from tmkit.formats.tmx import read_tmx
    from tmkit.pipeline.memory import Memory

    start = time.process_time()
    with Memory.open(memory) as opened:
        reader = read_tmx(source)
        count = opened.add(reader, file=reader.unit_file).added
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = os.path.getsize(memory) / 1e6
    print(f"| {count:,} | {seconds:.1f} | {count / seconds:,.0f} | {peak:.0f} | {size:.0f} |")


def main() -> None:
    """Write a TMX file and let a process of its own import it."""
    if sys.argv[1:2] == ["--measure"]:
        return measure(*sys.argv[2:4])
    number = sys.argv[1] if len(sys.argv) > 1 else "1000000"
    script = str(Path(__file__).with_name("memory_tmx.py"))
    with tempfile.TemporaryDirectory() as folder:
        source, memory = (str(Path(folder) / name) for name in ("big.tmx", "big.db"))
        subprocess.run([sys.executable, script, "--write", source, number], check=True)
        print("| units | CPU s | units a second | peak MB | file MB |\n|---|---|---|---|---|", flush=True)
        subprocess.run([sys.executable, __file__, "--measure", source, memory], check=True)
    return None


if __name__ == "__main__":
    main()
