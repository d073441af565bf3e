"""The page in a browser: how long until it can be used, and how it scrolls and plays with many steps.

Run it with: .venv/bin/python benchmarks/page.py
"""

import shutil
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from coppspec.reports.page import page

ROUNDS = 5
STEPS = 10_000
FRAMES = 60
QUIET = ("--disable-gpu", "--no-sandbox", "--no-first-run", "--disable-background-networking")
READY = "document.querySelector('#main h2') ? performance.now() : null"
"""The page is drawn by its script, which has run to its end when something stands in it: it can be used."""
SCROLL = f"""async each => {{
  const frames = [];
  let last = performance.now();
  for (let frame = 1; frame <= {FRAMES}; frame += 1) {{
    each.scrollTop = (each.scrollHeight * frame) / {FRAMES};
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
  }}
  return frames;
}}"""


def main() -> None:
    """Measure, and print one line for each figure."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("there is no chromium on this machine to open the page in")
    with TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=QUIET)
        _opening(browser, _written(Path(folder) / "tables.html", None), "of the tables alone")
        large = _written(Path(folder) / "large.html", _judgement())
        _opening(browser, large, f"with a replay of {STEPS:,} steps")
        _scrolling(browser.new_page(), f"{large}#violation/1", ".diagram")
        _playing(browser.new_page(), large)
        browser.close()


def _written(path: Path, results: dict[str, Any] | None) -> str:
    begun = perf_counter()
    text = page(results)
    seconds = perf_counter() - begun
    path.write_text(text, encoding="utf-8", newline="\n")
    _say(f"{path.name}", f"{len(text) / 1e6:.2f} MB, written in {seconds:.2f} s")
    return path.as_uri()


def _opening(browser: Browser, address: str, what: str) -> None:
    """From the navigation until everything can be used, each time in a fresh context."""
    times: list[float] = []
    for _ in range(ROUNDS):
        context = browser.new_context()
        shown = context.new_page()
        shown.goto(address)
        times.append(float(shown.evaluate(READY)))
        context.close()
    _say(f"open, {what}", f"{median(times):.0f} ms of 1000")


def _scrolling(shown: Page, address: str, list_: str) -> None:
    shown.goto(address)
    frames: list[float] = sorted(shown.locator(list_).evaluate(SCROLL))
    worst = frames[int(len(frames) * 0.95)]
    _say("scroll through it", f"{median(frames):.1f} ms a frame, {worst:.1f} ms in the worst of twenty")


def _playing(shown: Page, address: str) -> None:
    """One more call after many: those before it are not played again."""
    calls = "&".join(["call=COPPOpenVideoSession%401"] * 1000)
    shown.goto(f"{address}#play/{calls}")
    times: list[float] = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        shown.get_by_role("button", name="COPPKeyExchange").first.click()
        times.append(perf_counter() - begun)
    _say("one more call after a thousand", f"{median(times) * 1000:.0f} ms with the click")


def _judgement() -> dict[str, Any]:
    """A judgement with one long replay."""
    step = {"intent": {"call": "COPPOpenVideoSession", "session": 0}, "wanted": "S_OK", "clause": "COPP-123"}
    replay: dict[str, Any] = {
        "table": "COPP device",
        "devices": None,
        "outputs_of_sessions": [0],
        "adapter": 0,
        "profile": {},
        "steps": [{**step, "met": "S_OK"}] * STEPS,
    }
    violation: dict[str, Any] = {
        "clause": "COPP-123",
        "how": "answer",
        "wanted": "S_OK",
        "met": "E_FAIL",
        "replay": replay,
    }
    return {
        "schema": "coppspec-judgement/1",
        **dict.fromkeys(("target", "driver", "only"), ""),
        **dict.fromkeys(("clauses", "readings", "suites", "log", "lost"), ()),
        **{name: {} for name in ("profile", "declared", "totals")},
        "seed": 0,
        "status": "violates",
        "thorough": False,
        "violations": [{**violation, "legal": [], "excused by": [], "suite": "", "sequences": 1}],
    }


def _say(what: str, figure: str) -> None:
    sys.stdout.write(f"{what:<44} {figure}\n")


if __name__ == "__main__":
    main()
