"""What several tests of memories start from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tmkit.cli import main
from tmkit.formats.tmx import write_tmx
from tmkit.model import Unit

__all__ = ["import_units"]


def import_units(folder: Path, units: Sequence[Unit]) -> None:
    """Write units.tmx into the folder, which is the working one, and import it into m.db."""
    write_tmx(folder / "units.tmx", units)
    assert main(["tm", "import", "units.tmx", "--tm", "m.db"]) == 0
