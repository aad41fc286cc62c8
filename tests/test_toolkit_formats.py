"""Formats that translate-toolkit reads for us."""

from __future__ import annotations

import polib
import pytest

from tmkit.cli import main
from tmkit.errors import InputError
from tmkit.formats.names import XLIFF
from tmkit.formats.units import READERS, read_units

TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Window</name>
    <message><source>Open the file</source><translation>打开文件</translation></message>
    <message><source>Close</source><translation type="unfinished">关</translation></message>
    <message><source>Nothing yet</source><translation></translation></message>
</context>
</TS>
"""


def test_qt_translations(tmp_path):
    """Finished messages of a .ts file come with the file's languages; the rest are counted with the reason."""
    (tmp_path / "app.ts").write_text(TS, encoding="utf-8", newline="\n")
    reader = read_units(tmp_path / "app.ts")
    units = list(reader)
    assert [(u.source, u.target, u.source_language, u.target_language) for u in units] == [
        ("Open the file", "打开文件", "en", "zh-CN")
    ]
    assert sum(reader.skipped.values()) == 2


def test_compiled_gettext(tmp_path):
    """A .mo file gives its entries."""
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": "zh_CN"}
    catalogue.append(polib.POEntry(msgid="Save", msgstr="保存"))
    catalogue.save_as_mofile(str(tmp_path / "app.mo"))
    assert [(u.source, u.target) for u in read_units(tmp_path / "app.mo")] == [("Save", "保存")]


@pytest.mark.parametrize("name", ["broken.ts", "broken.mo", "broken.qph"])
def test_a_broken_file_is_one_sentence(tmp_path, name):
    """What the toolkit cannot parse is an InputError that names the file."""
    (tmp_path / name).write_bytes(b"<TS><context>\xff\xfe nothing")
    with pytest.raises(InputError, match=r"broken\.\w+: cannot be read"):
        list(read_units(tmp_path / name))


def test_every_format_is_named_in_the_help(capsys):
    """The help of tm import names each kind of file that it reads."""
    with pytest.raises(SystemExit):
        main(["tm", "import", "--help"])
    shown = capsys.readouterr().out
    called = dict.fromkeys(XLIFF, "XLIFF") | {s: s for s in (".ts", ".qph", ".mo", ".catkeys")}
    assert [s for s in READERS if called.get(s, s[1:].upper()) not in shown] == []
