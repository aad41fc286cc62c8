"""The report as a page, opened in a real Chromium: no console errors, sorting and filtering, 20,000 segments."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tmkit.formats.report import report_html
from tmkit.glossary import Glossary
from tmkit.model import Concept, Term
from tmkit.pipeline.score import ScoreOptions, score_translations
from tmkit.score import Report

needs_chromium = pytest.mark.skipif(
    not (shutil.which("chromium") and shutil.which("chromedriver")),
    reason="chromium and chromedriver are not installed (apt-get install chromium chromium-driver)",
)
SOURCE = ["粮食产量1.39万亿斤。", "加快发展新质生产力。", "不能放松。", "<b>增长5%</b> & 更多", "加快发展新质生产力。"]
REFERENCE = ["Grain output was 695 million metric tons.", "Develop new quality productive forces faster.",
             "Never relax.",
             "<b>Up 5%</b> & more", "Develop new quality productive forces faster."]  # fmt: skip
SYSTEMS = {
    "runs/a.txt": [
        "Grain output was 695 million metric tons.",
        "Accelerate new productivity.",
        "Relax.",
        "<b>Up 5%</b>",
        "",
    ],
    "runs/b.txt": ["Grain output was 695 billion tons.", *REFERENCE[1:]],
}


FORCES = Concept("forces", terms=(Term("新质生产力", "zh-CN"), Term("new quality productive forces", "en-US")))


def small_report() -> Report:
    """Five segments, two systems, two documents."""
    return score_translations(
        SYSTEMS,
        [REFERENCE],
        SOURCE,
        ScoreOptions(glossary=Glossary([FORCES]), documents=("d1", "d1", "d2", "d2", "d2"), resamples=200),
    )


def test_the_page_needs_no_network_and_is_safe() -> None:
    """Nothing is loaded from elsewhere, and text of segments cannot become markup or end the data."""
    page = report_html(small_report())
    assert not re.search(r"(?:src|href)=\"(?!data:,)|url\(|@import|https?://(?!www\.w3\.org)", page)
    assert "<b>Up" not in page
    assert page == report_html(small_report())


def test_the_data_of_the_page_is_that_of_the_report() -> None:
    """The embedded JSON holds every text and every finding."""
    page = report_html(small_report())
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert found
    data = json.loads(found[1])
    assert data["reference"] == REFERENCE
    assert [s["hypotheses"] for s in data["systems"]] == list(SYSTEMS.values())
    assert {data["checks"][f[1]]["name"] for f in data["systems"][0]["checks"]} >= {"empty", "terms", "negation"}
    assert {data["checks"][f[1]]["name"] for f in data["systems"][1]["checks"]} == {"numbers"}


class Browser:
    """Chromium by the WebDriver protocol, as far as these tests need it."""

    def __init__(self, port: int, profile: Path) -> None:
        self.base = f"http://127.0.0.1:{port}"
        arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--window-size=1280,1000",
        ]
        options = {"args": [*arguments, f"--user-data-dir={profile}"]}
        wanted = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        self.base += "/session/" + self.send("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """One command."""
        data = json.dumps(body or {}).encode() if method == "POST" else None
        request = urllib.request.Request(self.base + path, data, {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)["value"]

    def open(self, path: Path) -> None:
        """Load a page and wait until its script has run."""
        self.send("POST", "/url", {"url": path.as_uri()})
        assert self.run("return document.body.dataset.ready") == "yes"

    def run(self, script: str) -> Any:
        """The value of a script."""
        return self.send("POST", "/execute/sync", {"script": script, "args": []})

    def complaints(self) -> list[str]:
        """What the console says."""
        return [entry["message"] for entry in self.send("POST", "/se/log", {"type": "browser"})]

    def screenshot(self, path: Path) -> None:
        """Save what the window shows."""
        import base64

        path.write_bytes(base64.b64decode(self.send("GET", "/screenshot")))


def comes_true(condition: Callable[[], bool]) -> bool:
    """Whether a condition holds before long: what takes some hundredths here may take seconds on a busy computer."""
    end = time.monotonic() + 30
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium for the tests of this file."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def answers() -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=5).close()
        except OSError:
            return False
        return True

    try:
        assert comes_true(answers), "chromedriver does not answer"
        opened = Browser(port, tmp_path_factory.mktemp("profile"))
        yield opened
        opened.send("DELETE", "")
    finally:
        driver.terminate()
        driver.wait(20)


def choose(browser: Browser, select: str, value: str) -> None:
    """Pick an option as a user does."""
    browser.run(
        f"const s = document.getElementById('{select}'); s.value = '{value}'; s.dispatchEvent(new Event('change'))"
    )


def listed(browser: Browser) -> list[int]:
    """The numbers of the segments in the list, from the top."""
    return [
        int(n)
        for n in browser.run("return [...document.querySelectorAll('#rows .row')].map(r => r.children[0].textContent)")
    ]


@needs_chromium
def test_sorting_and_filtering_work(browser: Browser, tmp_path: Path) -> None:
    """The page loads without complaints; the list sorts by worst, filters by check, document and text."""
    (tmp_path / "r.html").write_text(report_html(small_report()), encoding="utf-8", newline="\n")
    browser.open(tmp_path / "r.html")
    assert browser.complaints() == []
    assert listed(browser) == [1, 2, 3, 4, 5]
    choose(browser, "sort", "worst")
    assert listed(browser)[0] == 5
    choose(browser, "check", "negation")
    assert listed(browser) == [3]
    choose(browser, "check", "")
    choose(browser, "document", "d1")
    assert sorted(listed(browser)) == [1, 2]
    choose(browser, "document", "")
    browser.run("const f = document.getElementById('search'); f.value = 'grain'; f.dispatchEvent(new Event('input'))")
    assert comes_true(lambda: listed(browser) == [1]), listed(browser)
    browser.run("document.querySelector('button[data-check=numbers][data-system=\"1\"]').click()")
    assert browser.run("return document.getElementById('system').value") == "1"
    assert browser.complaints() == []


@needs_chromium
def test_a_segment_shows_its_differences_and_checks(browser: Browser, tmp_path: Path) -> None:
    """Words that are not in the reference are marked, words of the reference that are missing too, and check spans."""
    (tmp_path / "r.html").write_text(report_html(small_report()), encoding="utf-8", newline="\n")
    browser.open(tmp_path / "r.html")
    text = browser.run("return document.getElementById('detail').innerText")
    assert "粮食产量1.39万亿斤。" in text
    assert "numbers:" in text
    assert browser.run("return [...document.querySelectorAll('#detail ins')].map(e => e.textContent)") == ["billion"]
    assert browser.run("return [...document.querySelectorAll('#detail del')].map(e => e.textContent)") == [
        "million metric"
    ]
    assert "695 billion tons" in browser.run(
        "return [...document.querySelectorAll('#detail dd .flag')].map(e => e.textContent).join(' ')"
    )


@needs_chromium
def test_deleted_words_stand_apart_from_what_follows(browser: Browser, tmp_path: Path) -> None:
    """Words of the reference that are missing at the start of a hypothesis do not run into its first word."""
    report = score_translations(["dogs bark"], ["Two dogs bark"], options=ScoreOptions(resamples=0))
    (tmp_path / "r.html").write_text(report_html(report), encoding="utf-8", newline="\n")
    browser.open(tmp_path / "r.html")
    shown = browser.run("return [...document.querySelectorAll('#detail dd')].map(e => e.textContent)")
    assert "Two dogs bark" in shown[1:]


@needs_chromium
def test_a_system_is_not_set_against_itself(browser: Browser, tmp_path: Path) -> None:
    """Whichever system is chosen, it cannot be chosen as the other, and the other moves out of its way."""
    (tmp_path / "r.html").write_text(report_html(small_report()), encoding="utf-8", newline="\n")
    browser.open(tmp_path / "r.html")
    chosen = "return ['system', 'other'].map(id => document.getElementById(id).value).join(' ')"
    barred = "return [...document.getElementById('other').options].filter(o => o.disabled).map(o => o.value).join()"
    assert browser.run(chosen) == "0 1"
    assert browser.run(barred) == "0"
    choose(browser, "system", "1")
    assert browser.run(chosen) == "1 0"
    assert browser.run(barred) == "1"


def test_p_values_stand_in_the_page_and_no_zero_is_negative() -> None:
    """The matrix prints p-values as text, since paper has no tooltips, and a tiny loss is 0, not -0.0."""
    lines = [f"line {i} says a few words more than it must" for i in range(300)]
    other = [lines[0].replace("must", "musts"), *lines[1:]]
    page = report_html(score_translations({"a": lines, "b": other}, [lines], options=ScoreOptions(resamples=100)))
    matrix = page[page.index("Which differences are real") : page.index("How everything was computed")]
    assert re.search(r"</span> \+0\.0 <span class=.soft small.>p \d\.\d{3}</span>", matrix)
    assert "-0.0 " not in matrix


@needs_chromium
def test_a_table_sorts_by_its_heads(browser: Browser, tmp_path: Path) -> None:
    """A click on a head sorts the summary, a second click turns it round."""
    (tmp_path / "r.html").write_text(report_html(small_report()), encoding="utf-8", newline="\n")
    browser.open(tmp_path / "r.html")
    first = "return document.querySelector('#summary tbody tr').cells[0].textContent"
    browser.run("document.querySelectorAll('#summary th')[1].click()")
    assert browser.run(first) == "runs/a.txt"
    browser.run("document.querySelectorAll('#summary th')[1].click()")
    assert browser.run(first) == "runs/b.txt"


@needs_chromium
def test_twenty_thousand_segments_do_not_freeze_the_page(browser: Browser, tmp_path: Path) -> None:
    """Few rows exist at a time, and loading, sorting and scrolling stay quick."""
    rng = random.Random(1)
    lines = [
        " ".join(rng.choices(["grain", "output", "rose", "fell", "by", "ten", "percent"], k=12)) for _ in range(20_000)
    ]
    system = [line.replace("rose", "went up", rng.randrange(2)) for line in lines]
    report = score_translations(system, lines, options=ScoreOptions(metrics=("chrF2",), resamples=0))
    (tmp_path / "big.html").write_text(report_html(report), encoding="utf-8", newline="\n")
    start = time.monotonic()
    browser.open(tmp_path / "big.html")
    loaded = time.monotonic() - start
    assert browser.run("return document.querySelectorAll('#rows .row').length") < 60
    spent = browser.run(
        "const t = performance.now(); const s = document.getElementById('sort'); s.value = 'worst';"
        "s.dispatchEvent(new Event('change')); return performance.now() - t"
    )
    top = listed(browser)
    browser.run("document.getElementById('list').scrollTop = 300000")
    assert comes_true(lambda: len(set(listed(browser)) - set(top)) > 5), "scrolling shows no other rows"
    assert len(listed(browser)) < 60
    assert browser.complaints() == []
    # Generous: these run on busy computers; a page that builds all rows takes minutes.
    assert loaded < 30
    assert spent < 5000


@needs_chromium
def test_the_page_is_drawn(browser: Browser, tmp_path: Path) -> None:
    """The page shows something; with TMKIT_SCREENSHOTS the picture is saved in that folder for people to look at."""
    (tmp_path / "r.html").write_text(report_html(small_report()), encoding="utf-8", newline="\n")
    browser.open(tmp_path / "r.html")
    place = Path(os.environ.get("TMKIT_SCREENSHOTS", tmp_path)) / "report.png"
    browser.screenshot(place)
    assert place.stat().st_size > 10_000
