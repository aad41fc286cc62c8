"""Reading TMX against a bare expat parse: time, memory, units a second.

usage: python tests/bench/memory_tmx.py [UNITS]        (default 1,000,000: a file of about 420 MB in a temporary folder)
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from xml.parsers import expat


def bare(path: str) -> int:
    """expat with handlers that do nothing."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: None
    parser.EndElementHandler = lambda name: None
    parser.CharacterDataHandler = lambda text: None
    with open(path, "rb") as stream:
        parser.ParseFile(stream)
    return 0


def ours(path: str) -> int:
    """read_tmx."""
    from tmkit.formats.tmx import read_tmx

    return sum(1 for _ in read_tmx(path))


def lxml(path: str) -> int:
    """lxml's iterparse, clearing as it goes."""
    from lxml import etree

    count = 0
    for _, element in etree.iterparse(path, tag="tu"):
        count += sum(1 for _ in element.iter("seg")) > 0
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]
    return count


def write(path: str, number: int) -> None:
    """A TMX file of `number` units."""
    sys.path.insert(0, str(Path(__file__).parent))
    import memory_data

    from tmkit.formats.tmx import write_tmx

    write_tmx(path, memory_data.units(number))


def measure(name: str, path: str) -> None:
    """Print CPU seconds, peak megabytes and units of one reader in this process."""
    start = time.process_time()
    count = {"bare": bare, "ours": ours, "lxml": lxml}[name](path)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.process_time() - start, peak, count)


def main() -> None:
    """Write the file, let every reader read it in a process of its own, print the table."""
    if sys.argv[1:2] == ["--write"]:
        return write(sys.argv[2], int(sys.argv[3]))
    if sys.argv[1:2] == ["--measure"]:
        return measure(sys.argv[2], sys.argv[3])
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "big.tmx")
        subprocess.run([sys.executable, __file__, "--write", path, str(number)], check=True)
        print(f"{number:,} units, {os.path.getsize(path) / 1e6:.0f} MB\n")
        print("| reader | CPU s | against bare expat | peak MB | units |\n|---|---|---|---|---|")
        base = 0.0
        for name in ("bare", "ours", "lxml"):
            command = [sys.executable, __file__, "--measure", name, path]
            done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
            seconds, peak, count = map(float, done.stdout.split())
            base = base or seconds
            print(f"| {name} | {seconds:.1f} | {seconds / base:.2f} | {peak:.0f} | {count:,.0f} |", flush=True)
    return None


if __name__ == "__main__":
    main()
