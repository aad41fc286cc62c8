"""Writing files: whole or not at all, and never in place of what is no file."""

from __future__ import annotations

import gzip
import os
import stat
import threading

import pytest

from tmkit.errors import InputError
from tmkit.formats.output import replacing, text_stream, write_text


def fail_half_way(path):
    """Write something, then fail."""
    with replacing(path) as file:
        file.write(b"half")
        raise RuntimeError("in the middle")


def test_a_failure_leaves_the_old_file(tmp_path):
    """When writing fails in the middle the old contents stay, and nothing else is left in the folder."""
    place = tmp_path / "a.txt"
    write_text(place, "old")
    with pytest.raises(RuntimeError):
        fail_half_way(place)
    assert place.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [place]


def test_compressed_text_is_the_same_every_time(tmp_path):
    """A .gz name gives a gzip file whose bytes do not depend on the time or the name."""
    for name in ("a.gz", "b.gz"):
        with text_stream(tmp_path / name) as stream:
            stream.write("高质量\n")
    assert gzip.decompress((tmp_path / "a.gz").read_bytes()).decode("utf-8") == "高质量\n"
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need a privilege on Windows")
def test_a_link_stays_a_link(tmp_path):
    """Writing through a symbolic link replaces what it points to."""
    write_text(tmp_path / "real.txt", "old")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    write_text(tmp_path / "link.txt", "new")
    assert (tmp_path / "link.txt").is_symlink()
    assert (tmp_path / "real.txt").read_text(encoding="utf-8") == "new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_is_written_to(tmp_path):
    """A named pipe, as a device, is written to and not replaced."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_text(pipe, "through")
    reader.join(10)
    assert got == [b"through"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_permissions_stay(tmp_path):
    """A file that others may not read stays so when it is written again."""
    place = tmp_path / "a.txt"
    write_text(place, "old")
    place.chmod(0o600)
    write_text(place, "new")
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_what_cannot_be_written_is_one_sentence(tmp_path):
    """A missing folder or a folder in the place of the file is an InputError with the path."""
    with pytest.raises(InputError, match=r"no-folder.a\.txt: cannot be written"):
        write_text(tmp_path / "no-folder" / "a.txt", "x")
    with pytest.raises(InputError, match="cannot be written"):
        write_text(tmp_path, "x")
