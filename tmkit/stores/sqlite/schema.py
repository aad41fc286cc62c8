"""The tables of a memory file, opening one safely, and the sentences for what can go wrong."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ...errors import StoreError

__all__ = ["FORGET_INDEX", "VERSION", "connect", "explained"]

VERSION = 10
_APPLICATION = 0x746D6B31  # "tmk1": tells our files from other SQLite files
_LEAST_ROOM = 1 << 16  # bytes
_PATIENCE = 10.0  # seconds to wait for another process that writes

# posting: run << 34 | first gram -> a block of lists of ids; mark: first id of a batch -> the marks of its units, one
# after the other, and texts_of() them, two bytes each; length: ids // 65536 -> one byte a unit, the code of the length
# of the folded source.
# unit.hash: 8 bytes of the folded source, which find exact matches, then 8 of all that the units of a group share (see
# versions.py), then, but for the first of the group, 4 that number it; unit.form: see Form.
# Units with ids above meta.indexed are in no posting yet: look-ups compare them one by one.
# unit.file: the file that a unit came from first; unit_file: the others that had it, and the place that it has there
# (place_of). Rows of deleted units may stay there until the memory is optimized, as ids are never given again.
# file.begun: the id from which on units were added by an import in parts that is not finished.
_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE pair (
  id INTEGER PRIMARY KEY, source TEXT NOT NULL, target TEXT NOT NULL, units INTEGER NOT NULL DEFAULT 0,
  UNIQUE (source, target)
);
CREATE TABLE file (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, header TEXT NOT NULL, begun INTEGER, UNIQUE (name, header)
);
CREATE TABLE unit_file (file INTEGER, unit INTEGER, place INTEGER, PRIMARY KEY (file, unit)) WITHOUT ROWID;
CREATE TABLE unit (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  pair INTEGER NOT NULL REFERENCES pair,
  source TEXT NOT NULL,
  target TEXT NOT NULL,
  hash BLOB NOT NULL,
  skeleton INTEGER,
  tuid TEXT, origin TEXT, position INTEGER, score REAL, previous TEXT, next TEXT,
  creation_date TEXT, creation_id TEXT, change_date TEXT, change_id TEXT, usage_count INTEGER,
  project TEXT, domain TEXT, more TEXT, file INTEGER, form TEXT
);
CREATE UNIQUE INDEX unit_hash ON unit (hash);
CREATE INDEX unit_skeleton ON unit (skeleton) WHERE skeleton IS NOT NULL;
CREATE TABLE run (id INTEGER PRIMARY KEY AUTOINCREMENT, side INTEGER NOT NULL, level INTEGER NOT NULL);
CREATE TABLE posting (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE length (block INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE mark (first INTEGER PRIMARY KEY, data BLOB NOT NULL, texts BLOB NOT NULL);
INSERT INTO meta VALUES ('indexed', 0);
"""


# From each older version to the next one, in one transaction. Files opened for reading stay as they are: so far the
# older ones can be read. What steps leave outside the index, the store indexes when it is opened.
_FORGET_GRAMS = (
    "DELETE FROM posting",
    "DELETE FROM run",
    "DELETE FROM length",
    "UPDATE meta SET value = 0 WHERE name = 'indexed'",
)
FORGET_INDEX = (*_FORGET_GRAMS, "DELETE FROM mark")
_STEPS: dict[int, Sequence[str]] = {
    1: _FORGET_GRAMS,  # short texts are found by pairs of letters too
    2: (  # files and their headers are kept
        "CREATE TABLE file (id INTEGER PRIMARY KEY, name TEXT NOT NULL, header TEXT NOT NULL, UNIQUE (name, header))",
        "CREATE TABLE unit_file (file INTEGER, unit INTEGER, PRIMARY KEY (file, unit)) WITHOUT ROWID",
        "ALTER TABLE unit ADD COLUMN file INTEGER",
    ),
    3: (  # short texts are found by their marks
        "CREATE TABLE mark (first INTEGER PRIMARY KEY, data BLOB NOT NULL)",
        *_FORGET_GRAMS,
    ),
    4: FORGET_INDEX,  # marks of longer texts have more bits
    5: (  # how files wrote units and in which order
        "ALTER TABLE unit ADD COLUMN form TEXT",
        "ALTER TABLE unit_file ADD COLUMN place INTEGER",
        "ALTER TABLE file ADD COLUMN begun INTEGER",
    ),
    6: FORGET_INDEX,  # lists lie in blocks, and marks of short texts have more bits
    7: (  # the units of each pair of languages are counted as they come and go
        "ALTER TABLE pair ADD COLUMN units INTEGER NOT NULL DEFAULT 0",
        "UPDATE pair SET units = (SELECT count(*) FROM unit WHERE unit.pair = pair.id)",
    ),
    8: FORGET_INDEX,  # long texts have marks too
    9: (  # texts that have the same mark are told apart
        "DROP TABLE mark",
        "CREATE TABLE mark (first INTEGER PRIMARY KEY, data BLOB NOT NULL, texts BLOB NOT NULL)",
        *_FORGET_GRAMS,
    ),
}


def connect(path: str | Path, *, create: bool = True, read_only: bool = False) -> sqlite3.Connection:
    """An open memory of this version; a new one is made where there is none and `create` is set."""
    name = str(path)
    if not name:
        raise StoreError("no memory is named", cure="name a file, such as memory.db")
    if name != ":memory:" and Path(path).is_dir():
        raise StoreError("is a folder, not a memory", file=name, cure="name a file in it, such as memory.db")
    if name != ":memory:" and not Path(path).exists() and (read_only or not create):
        raise StoreError("there is no such memory", file=name, cure="check the path or make it with `tmkit tm import`")
    is_new = name != ":memory:" and not Path(path).exists()
    with explained(name):
        db = _opened(name, read_only)
        try:
            _prepare(db, name, read_only)
        except BaseException as error:
            db.close()
            if is_new and ("full" in str(error) or "I/O" in str(error)):  # the file is ours alone and no memory yet
                for end in ("", "-wal", "-shm", "-journal"):
                    Path(name + end).unlink(missing_ok=True)
            raise
    return db


def _opened(name: str, read_only: bool) -> sqlite3.Connection:
    if name == ":memory:":
        return _plain(name)
    uri = Path(name).absolute().as_uri()
    if not read_only:
        return _plain(uri + "?mode=rwc")
    db = _plain(uri + "?mode=ro")
    try:
        db.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        # In a folder that may not be written to, readers cannot make the shared-memory file of a WAL database.
        db.close()
        db = _plain(uri + "?mode=ro&immutable=1")
    return db


def _plain(uri: str) -> sqlite3.Connection:
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=_PATIENCE, check_same_thread=False)


def _prepare(db: sqlite3.Connection, name: str, read_only: bool) -> None:
    db.execute("PRAGMA cache_size = -65536")  # KiB, taken as needed
    db.execute("PRAGMA mmap_size = 2147483648")
    application = db.execute("PRAGMA application_id").fetchone()[0]
    version = db.execute("PRAGMA user_version").fetchone()[0]
    is_new = not db.execute("SELECT 1 FROM sqlite_master").fetchone()
    if is_new and not read_only:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN IMMEDIATE")
        # Another process may have made the tables while we waited.
        if not db.execute("SELECT 1 FROM sqlite_master").fetchone():
            for statement in _TABLES.split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {_APPLICATION}")
            db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
    elif is_new or application != _APPLICATION:
        raise StoreError("is not a tmkit memory", file=name, cure="give a memory made with `tmkit tm import`")
    elif version > VERSION:
        message = f"was written by a newer tmkit (format {version}, this one knows {VERSION})"
        raise StoreError(message, file=name, cure="install a newer tmkit")
    elif version < VERSION and not read_only:
        _migrate(db)


def _migrate(db: sqlite3.Connection) -> None:
    """Bring an older file up to date, step by step; an error leaves it as it was."""
    db.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have done it while we waited.
        for version in range(db.execute("PRAGMA user_version").fetchone()[0], VERSION):
            for statement in _STEPS[version]:
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {version + 1}")
        db.execute("COMMIT")
    except BaseException:
        db.execute("ROLLBACK")
        raise


_SENTENCES = (
    ("file is not a database", "is not a tmkit memory", "give a memory made with `tmkit tm import`"),
    ("database is locked", "is being written by another process", "wait until it is done and try again"),
    ("disk is full", "cannot be written: the disk is full", "make room; the memory is as it was before"),
    ("readonly", "is read-only", "change its permissions or copy it"),
    ("disk I/O error", "cannot be used: the disk reports an error", "see whether it is full, connected and in order"),
    ("malformed", "is damaged", "restore it from a backup or import its TMX files anew"),
)


@contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn SQLite's errors into StoreError sentences."""
    try:
        yield
    except UnicodeEncodeError as error:
        message = f"cannot hold half a surrogate pair ({error.object[error.start]!a}), which is no character"
        raise StoreError(message, file=name, cure="mend the text") from None
    except sqlite3.Error as error:
        if "unable to open" in str(error):
            raise _not_opened(Path(name)) from error
        if "disk I/O error" in str(error) and _is_full(name):  # which SQLite says where it cannot share its memory
            error = sqlite3.OperationalError("disk is full")
        for sign, message, cure in _SENTENCES:
            if sign in str(error):
                raise StoreError(message, file=name, cure=cure) from error
        raise StoreError(f"cannot be used: {error}", file=name) from error


def _is_full(name: str) -> bool:
    """Whether the disk of a file has no room for so much as SQLite's shared memory."""
    try:
        return shutil.disk_usage(Path(name).absolute().parent).free < _LEAST_ROOM
    except OSError:
        return False


def _not_opened(path: Path) -> StoreError:
    """Why a file could not be opened, as the system says it when asked to open it for writing."""
    try:
        if path.exists():
            with path.open("r+b"):
                pass
        elif not path.parent.is_dir():
            cure = "make the folder or check the path"
            return StoreError(f"cannot be made: '{path.parent}' is no folder", file=str(path), cure=cure)
        elif not os.access(path.parent, os.W_OK):
            return StoreError("cannot be made: the folder is read-only", file=str(path), cure="name another place")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        return StoreError(f"cannot be written ({reason})", file=str(path), cure="copy it to where it can be written")
    return StoreError("cannot be opened", file=str(path), cure="check that the folder exists and may be written to")
