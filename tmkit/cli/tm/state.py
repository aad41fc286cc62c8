"""tmkit tm stats."""

from __future__ import annotations

import argparse
from typing import Any

from .common import command, open_memory, print_json

__all__ = ["ADD"]


def _add_stats(commands: Any, name: str, summary: str) -> None:
    command(commands, name, summary, "  tmkit tm stats --tm memory.db", _stats)


def _stats(args: argparse.Namespace) -> int:
    with open_memory(args) as memory:
        pairs = memory.languages()
        total = len(memory)
    if args.json:
        languages = [{"source": s, "target": t, "units": n} for (s, t), n in sorted(pairs.items())]
        print_json({"units": total, "languages": languages})
        return 0
    print(f"units: {total:,}")
    for (source, target), count in sorted(pairs.items()):
        print(f"  {source} > {target}: {count:,}")
    return 0


ADD = {"stats": _add_stats}
