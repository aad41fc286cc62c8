"""The benchmarks, one after the other: `python -m tests.bench [NAME [ARGUMENT ...]]`.

Without a name all run that need no data from outside. They print figures; none of them passes or fails.
"""

from __future__ import annotations

import runpy
import sys
from pathlib import Path

HERE = Path(__file__).parent
OUTSIDE = {"align", "align_moves", "peers"}  # ask for a folder of gold alignments
PARTS = ("__", "peers_")  # of the package, and of another benchmark
SCRIPTS = sorted(p.stem for p in HERE.glob("*.py") if not p.stem.startswith(PARTS) and "_data" not in p.stem)


def main(arguments: list[str]) -> int:
    """Run one benchmark with its arguments, or all of them."""
    if arguments and arguments[0] not in SCRIPTS:
        print(f"no benchmark '{arguments[0]}'; there are: {', '.join(SCRIPTS)}", file=sys.stderr)
        return 2
    for name in arguments[:1] or [s for s in SCRIPTS if s not in OUTSIDE]:
        print(f"== {name}", flush=True)
        sys.argv = [str(HERE / f"{name}.py"), *arguments[1:]]
        runpy.run_path(sys.argv[0], run_name="__main__")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
