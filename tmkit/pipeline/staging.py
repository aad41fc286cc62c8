"""A folder beside the outputs where files wait until all of them are complete, and then go to their places together."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..errors import InputError

__all__ = ["Stage", "check_out", "staging"]

_PREFIX = ".tmkit-"
_FORGOTTEN = 3600.0  # seconds: a stage lives for a few; what is this old was left by a killed process


class Stage:
    """Files for a folder `out`: written under `path`, moved to their places by `move`."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=out))
        self.moved: list[Path] = []

    def path(self, relative: str) -> Path:
        """Where to write the file that will be OUT/relative."""
        path = self.folder / "new" / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def places(self) -> list[tuple[Path, Path]]:
        """Every file that waits, and where it will go."""
        new = self.folder / "new"
        return [(p, self.out / p.relative_to(new)) for p in sorted(new.rglob("*")) if p.is_file()]

    def move(self, inputs: Sequence[Path] = ()) -> None:
        """Put all files in their places; when one cannot go there, all that were replaced come back.

        Raises InputError, before anything is moved, where a file would take the place of a folder or of an input.
        """
        places = self.places()
        _check_places(places, inputs)
        done: list[tuple[Path, Path | None]] = []
        try:
            for number, (path, place) in enumerate(places):
                place.parent.mkdir(parents=True, exist_ok=True)
                done.append((place, self._kept(place, number)))
                os.replace(path, place)
                self.moved.append(place)
        except BaseException:
            for place, kept in reversed(done):
                if kept is None:
                    place.unlink(missing_ok=True)
                else:
                    os.replace(kept, place)
            raise

    def _kept(self, place: Path, number: int) -> Path | None:
        if not place.exists():
            return None
        kept = self.folder / f"old-{number}"
        shutil.copy2(place, kept)
        return kept


def _check_places(places: Sequence[tuple[Path, Path]], inputs: Sequence[Path]) -> None:
    read = {p.resolve() for p in inputs}
    for _, place in places:
        if place.is_dir():
            raise InputError("a folder stands where a file should go", file=str(place), cure="move it away")
        if place.parent.exists() and not place.parent.is_dir():
            raise InputError("a file stands where a folder should be", file=str(place.parent), cure="move it away")
        if place.resolve() in read:
            raise InputError(
                "this file is read for the build and would be overwritten",
                file=str(place),
                cure="choose another --out, or another glossary_name in the corpus file",
            )


def check_out(out: Path) -> None:
    """Make the output folder and see that it can be written to; what a killed build left there long ago goes."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = tempfile.mkdtemp(prefix=_PREFIX, dir=out)
    except OSError as error:
        reason = "it is a file" if out.is_file() else (error.strerror or str(error)).lower()
        raise InputError(f"cannot be written to ({reason})", file=str(out), cure="name another folder") from None
    os.rmdir(probe)
    for left in out.glob(f"{_PREFIX}*"):
        if time.time() - left.stat().st_mtime > _FORGOTTEN:
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def staging(out: Path) -> Iterator[Stage]:
    """A Stage that is gone afterwards, whatever happens; trouble with the disk becomes one sentence."""
    stage = Stage(out)
    try:
        yield stage
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InputError(
            f"cannot be written ({reason})", file=str(out), cure="make room or name another folder"
        ) from None
    finally:
        shutil.rmtree(stage.folder, ignore_errors=True)
