"""One Hypothesis profile for all tests: the same sequences in every run; the drivers in C; and a browser."""

import gc
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir

from coppspec.model.profile import Profile
from coppspec.oracle.check import check
from coppspec.oracle.judgement import Judgement
from coppspec.oracle.sitting import Order
from coppspec.reports.pictures import has_a_font

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page

    from coppspec.properties.matrix import Case
    from coppspec.reports.drawing import Diagram

settings.register_profile("coppspec", derandomize=True, deadline=None, database=None, print_blob=True)
settings.load_profile("coppspec")

# Suites are millions of tuples without a cycle: to walk them for garbage takes a twelfth of the time.
gc.set_threshold(10_000, 50, 1_000)

# Hypothesis writes a folder even without a database; this one goes with the process.
HOME = TemporaryDirectory()
set_hypothesis_home_dir(HOME.name)


@pytest.fixture(autouse=True)
def _a_font_where_one_is_needed(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("font") and not has_a_font():
        pytest.skip("there is no font on this machine for the text of a PNG")


@pytest.hookimpl(tryfirst=True)  # before the thorough ones are taken out
def pytest_collection_modifyitems(items: "list[pytest.Item]") -> None:
    """Of a test with the mark `few`, take the cases between those that are run for thorough ones."""
    cases: dict[str, list[pytest.Item]] = {}
    for item in items:
        if item.get_closest_marker("thorough") is None:
            cases.setdefault(item.nodeid.partition("[")[0], []).append(item)
    for every in cases.values():
        few = every[0].get_closest_marker("few")
        if few is not None:
            run = {each * len(every) // few.args[0] for each in range(few.args[0])}
            for number, item in enumerate(every):
                if number not in run:
                    item.add_marker(pytest.mark.thorough)


SOURCES = Path(__file__).parents[1] / "examples" / "c"
Build = Callable[..., Path]
"""Makes a library of its name, and for the wrong driver of its fault."""


@pytest.fixture(scope="session")
def compiler() -> str:
    """The C compiler of this machine, which can build the drivers."""
    found = shutil.which("cc")
    if found is None or shutil.which("make") is None:
        pytest.skip("there is no cc or no make on this machine to build the drivers in examples/c")
    includes = "#include <openssl/evp.h>\n"
    asked = subprocess.run(  # noqa: S603  our own command
        [found, "-E", "-"], input=includes, capture_output=True, text=True, check=False
    )
    if asked.returncode:
        pytest.skip("the headers of OpenSSL, that the drivers in examples/c need, are not on this machine")
    return found


@pytest.fixture(scope="session")
def build(compiler: str, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Builds a library of examples/c, libwrong.so with a fault if one is named, into a folder of its own."""

    def built(name: str, fault: str = "", settings: tuple[str, ...] = ()) -> Path:
        library = tmp_path_factory.mktemp("c") / name
        chosen = (f"FAULT={fault}",) if fault else ()
        given = (f"CC={compiler}", f"OUT={library.parent}", *chosen, *settings)
        made = subprocess.run(  # noqa: S603  our own command
            ["make", "--silent", "-C", str(SOURCES), *given, str(library)],  # noqa: S607  found above
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr
        return library

    return built


@pytest.fixture
def compiled(compiler: str, tmp_path: Path) -> Callable[[str], Path]:
    """Makes a library of a text in C."""

    def made(text: str) -> Path:
        source, library = tmp_path / "driver.c", tmp_path / "driver.so"
        source.write_text(text, encoding="utf-8")
        command = [compiler, "-I", str(SOURCES), "-shared", "-fPIC", "-o", str(library), str(source)]
        subprocess.run(command, check=True)  # noqa: S603  our own command
        return library

    return made


PYTHON = Path(__file__).parents[1] / "examples" / "python"
Edit = tuple[str, str]
"""A text that stands once in the smallest driver or its harness, and what stands there instead."""
Smallest = Callable[..., str]
"""Goes to a copy of the smallest driver with such edits, and tells its target."""
TAKES_ANY_TAG: Edit = (
    "if not compare_digest(tag, omac(device.session_key, command[TAG_BYTES:MESSAGE_BYTES])):",
    "if tag == bytes(16):",
)
MEASURES_AGAIN: Edit = (
    "        if refusal := self.refusal(handle, State.COPP_OPENED):\n            return refusal, 0\n",
    (
        "        if handle not in self.devices:\n            return E_POINTER, 0\n"
        "        if self.devices[handle].state is not State.COPP_OPENED:\n"
        "            return S_OK, len(CERTIFICATES)\n"
    ),
)


def smallest_driver(folder: Path, *edits: Edit, program: bool = False) -> str:
    """Write it into a folder; its target, seen from there."""
    texts = {each.name: each.read_text(encoding="utf-8") for each in PYTHON.glob("*.py")}
    for right, wrong in edits:
        (name,) = [name for name, text in texts.items() if text.count(right) == 1 and name != "in_process.py"]
        texts[name] = texts[name].replace(right, wrong)
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return f"exec:{sys.executable} smallest_harness.py" if program else "py:in_process:InProcess"


@pytest.fixture
def smallest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Smallest:
    """The smallest driver, in a folder that is the current one."""

    def made(*edits: Edit, program: bool = False) -> str:
        monkeypatch.chdir(tmp_path)
        return smallest_driver(tmp_path, *edits, program=program)

    return made


@pytest.fixture(scope="session")
def judgement(tmp_path_factory: pytest.TempPathFactory) -> Judgement:
    """What is found of the smallest driver with two faults, where one state of the control is looked into."""
    folder = tmp_path_factory.mktemp("wrong")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        target = smallest_driver(folder, TAKES_ANY_TAG, MEASURES_AGAIN)
        return check(Order(target, profile=Profile(), only="control, complete with no extra states", jobs=1))


BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""Nothing that a test has no use for; in a container, Chromium has no sandbox to put itself into."""
Open = Callable[..., "Page"]
"""Opens the page from disk: open_page(results, fragment, scheme="dark")."""


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Chromium, as the machine has it."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  most tests need no browser

    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip(f"there is no browser on this machine to open the page in: none of {', '.join(BROWSERS)}")
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the pages of a test wrote into the console; a test that means them takes them out."""
    return []


@pytest.fixture
def open_page(browser: "Browser", complaints: list[str], tmp_path: Path) -> Iterator[Open]:
    """Opens pages; afterwards, none of them may have complained or have asked for anything but its file."""
    from coppspec.reports.page import page  # noqa: PLC0415  most tests need no page

    requests: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    context.on("request", lambda request: requests.append(request.url))

    def opened(
        results: Mapping[str, object] | None = None,
        fragment: str = "",
        scheme: str = "light",
        more: "Sequence[Diagram]" = (),
        cases: "Sequence[Case]" = (),
    ) -> "Page":
        path = tmp_path / "index.html"
        path.write_text(page(results, cases, more), encoding="utf-8", newline="\n")
        shown = context.new_page()
        shown.on("console", lambda message: complaints.append(message.text))
        shown.on("pageerror", lambda error: complaints.append(str(error)))
        shown.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        shown.set_default_timeout(5000)
        shown.goto(f"{path.as_uri()}{fragment}")
        return shown

    yield opened
    context.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith("file://")] == []


@pytest.fixture
def is_running() -> Callable[[int], bool]:
    """Whether there is a process that is not only waited for any more."""

    def running(pid: int) -> bool:
        try:
            state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return False
        return state != "Z"

    return running


@pytest.fixture
def is_gone(is_running: Callable[[int], bool]) -> Callable[[int], bool]:
    """Whether a process ends soon, or is only waited for any more."""

    def soon(pid: int) -> bool:
        until = monotonic() + 20
        while (runs := is_running(pid)) and monotonic() < until:
            sleep(0.01)
        return not runs

    return soon


@pytest.fixture
def leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> Callable[[], bool]:
    """Whether there is soon no process any more of those that were started in this test."""
    mark = f"{os.getpid()}-{monotonic()}".encode()
    monkeypatch.setenv("COPPSPEC_STARTED_BY", mark.decode())

    def nothing_left() -> bool:
        until = monotonic() + 20
        while left(mark) and monotonic() < until:
            sleep(0.02)
        return not left(mark) and not multiprocessing.active_children()

    return nothing_left


def left(mark: bytes) -> list[str]:
    """The processes that have a mark in their environment; those that are only waited for have none."""
    found: list[str] = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue  # it has just ended
    return found
