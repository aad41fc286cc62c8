"""The review page: what a person does there becomes a file of fixes, which the aligner never changes."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tmkit.cli import main
from tmkit.formats.aligned import Aligned
from tmkit.formats.beads import read_beads
from tmkit.formats.review import to_html
from tmkit.model import Bead

DATA = Path(__file__).parent / "data" / "align"
BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
needs_browser = pytest.mark.skipif(BROWSER is None, reason="chromium is not installed")

ALIGNED = Aligned(
    ("甲。", "乙。", "丙。", "丁。"),
    ("A.", "B.", "C.", "D </script> & <b>."),
    (
        Bead((0,), (0,), 0.9),
        Bead((1,), (1, 2), 0.6),
        Bead((2,), (3,), 0.7, ("moved-target:0",)),
        Bead((3,), (), 0.8),
    ),
    names=("a.zh", "a.en"),
)

# What the test does in the page is a script at its end; a download and the warning are caught and written down.
HARNESS = """<script>
const caught = [];
URL.createObjectURL = blob => { caught.push(blob); return "blob:caught"; };
HTMLAnchorElement.prototype.click = () => {};
const click = (row, what) => document.querySelectorAll(".bead")[row].querySelector(what).click();
const warned = () => !dispatchEvent(new Event("beforeunload", { cancelable: true }));
const told = [];
%s
Promise.all(caught.map(blob => blob.text())).then(texts => {
  const out = document.createElement("pre");
  out.id = "out";
  out.textContent = JSON.stringify([told, texts]);
  document.body.replaceChildren(out);
});
</script></body>"""


def in_browser(page: str, script: str, folder: Path) -> tuple[list[object], list[str]]:
    """Open a page, run a script in it, and return what it told and what was downloaded."""
    path = folder / "page.html"
    path.write_text(page.replace("</body>", HARNESS % script), encoding="utf-8")
    command = [str(BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000"]
    command += [f"--user-data-dir={folder}/profile", "--dump-dom", path.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=True)
    found = re.search(r'<pre id="out">(.*?)</pre>', done.stdout, re.DOTALL)
    assert found, done.stdout[-2000:] + done.stderr[-2000:]
    text = found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    told, downloads = json.loads(text)
    return told, downloads


@needs_browser
@pytest.mark.parametrize(
    ("script", "fixes"),
    [
        ('click(0, ".keep");', ["[0]:[0]"]),
        ('click(0, ".apart");', ["[0]:[]", "[]:[0]"]),
        ('click(1, ".split");', ["[1]:[1]", "[]:[2]"]),
        ('click(0, ".merge");', ["[0, 1]:[0, 1, 2]"]),
        ('click(2, ".merge");', ["[2, 3]:[3]"]),
        ('click(1, ".target .down");', ["[1]:[1]", "[2]:[2, 3]"]),
        ('click(1, ".target .up");', ["[0]:[0, 1]", "[1]:[2]"]),
        ('click(3, ".source .up");', ["[2, 3]:[3]"]),
        ('click(0, ".keep"); click(0, ".keep"); click(2, ".keep");', ["[2]:[3]"]),
        ('click(1, ".apart"); $("undo").click(); click(1, ".keep");', ["[1]:[1, 2]"]),
        ('$("order").value = "score"; draw(); click(0, ".keep");', ["[1]:[1, 2]"]),
    ],
)
def test_every_button_makes_its_fixes(script: str, fixes: list[str], tmp_path: Path) -> None:
    """Keep, not a pair, split, merge, move and undo end in exactly these lines of the downloaded file."""
    _, downloads = in_browser(to_html(ALIGNED), script + '$("save").click();', tmp_path)
    head, *lines = downloads[0].splitlines()
    assert head == "# Decided by a person: a.zh and a.en"
    assert lines == fixes


@needs_browser
def test_the_page_warns_only_of_what_is_not_saved(tmp_path: Path) -> None:
    """Leaving the page asks after a decision, and neither before one, nor after the download, nor after undoing it."""
    script = """
told.push(warned());
click(0, ".keep"); told.push(warned());
$("undo").click(); told.push(warned());
click(0, ".keep"); $("save").click(); told.push(warned());
click(1, ".keep"); told.push(warned());
"""
    assert in_browser(to_html(ALIGNED), script, tmp_path)[0] == [False, True, False, False, True]


@needs_browser
def test_the_page_shows_the_text_as_it_is(tmp_path: Path) -> None:
    """Markup in a sentence is shown and not obeyed; gaps and moved passages are marked."""
    script = """
told.push(document.querySelectorAll(".bead")[2].querySelector(".target p").textContent);
told.push([...document.querySelectorAll(".bead.gap")].length, document.querySelector(".go").textContent);
told.push(document.querySelectorAll(".low").length, $("state").textContent);
"""
    told, _ = in_browser(to_html(ALIGNED), script, tmp_path)
    assert told == ["▲▼3D </script> & <b>.", 1, "to target 0", 2, "4 of 4 beads"]


@needs_browser
def test_ten_thousand_beads_are_one_page(tmp_path: Path) -> None:
    """All rows are there in the end, and one decision replaces one row and keeps the others."""
    sentences = tuple(f"{k}." for k in range(10_000))
    aligned = Aligned(sentences, sentences, tuple(Bead((k,), (k,), 0.9) for k in range(10_000)))
    script = """
for (const b of beads) rowFor(b);
draw();
const before = [...document.querySelectorAll(".bead")];
click(5000, ".keep");
const after = [...document.querySelectorAll(".bead")];
told.push(before.length, after.length, after.filter((e, k) => e !== before[k]).length);
"""
    assert in_browser(to_html(aligned), script, tmp_path)[0] == [10_000, 10_000, 1]


@needs_browser
def test_the_fixes_of_the_page_come_back_unchanged(tmp_path: Path) -> None:
    """From the aligner to the page, to the file of fixes, and back: every fixed bead is in the result as it was."""
    story = [str(DATA / "story.zh"), str(DATA / "story.en"), "--presegmented"]
    assert main(["align", *story, "--format", "html", "-o", str(tmp_path / "a.html")]) == 0
    page = (tmp_path / "a.html").read_text(encoding="utf-8")
    script = 'click(2, ".apart"); click(0, ".merge"); click(8, ".target .down"); $("save").click();'
    fixes = tmp_path / "a.fixes.beads"
    fixes.write_text(in_browser(page, script, tmp_path)[1][0], encoding="utf-8")
    assert main(["align", *story, "--fix", str(fixes), "-o", str(tmp_path / "b.beads")]) == 0
    decided = {(b.source, b.target) for b in read_beads(fixes)}
    assert len(decided) >= 6
    assert decided <= {(b.source, b.target) for b in read_beads(tmp_path / "b.beads")}
    assert main(["align", *story, "--fix", str(fixes), "--format", "html", "-o", str(tmp_path / "b.html")]) == 0
    again = in_browser((tmp_path / "b.html").read_text(encoding="utf-8"), '$("save").click();', tmp_path)
    assert set(again[1][0].splitlines()) >= {f"{list(a)}:{list(b)}" for a, b in decided}
