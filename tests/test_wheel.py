"""What is installed from a wheel draws the same sequences as the checkout, and holds by itself."""

import os
import shutil
import subprocess
import sys
import sysconfig
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BUILDS = 77
"""The first version of setuptools that can build this project."""
DRAWS = """
import coppspec
from coppspec.model.engine import Engine
from coppspec.model.together import Together
from coppspec.properties.draws import digest
from coppspec.properties.machines import run_machine
from coppspec.properties.plan import Plan
from coppspec.properties.subjects import MACHINES
from coppspec.properties.verification import RANDOM_DEV_IDS

print(coppspec.__file__)
for seed in (0, 7):
    for engine in (*map(Engine, MACHINES), Together(3)):
        plan = Plan(engine, RANDOM_DEV_IDS[engine.machine.name])
        assert run_machine(plan, seed, examples=20) is None
        print(seed, engine.machine.name, digest(plan.tally.drawn))
"""


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with coppspec from its wheel, and the packages of this one."""
    if int(version("setuptools").partition(".")[0]) < BUILDS:
        pytest.skip(
            f"setuptools {BUILDS} or newer has to build the wheel; `make .venv/test-ready` installs it"
        )
    tmp_path = tmp_path_factory.mktemp("wheel")
    source = shutil.copytree(
        ROOT, tmp_path / "source", ignore=shutil.ignore_patterns(".*", "build", "*.egg-info", "tests")
    )
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    options = ("--no-deps", "--no-index")
    run(*pip, "wheel", *options, "--no-build-isolation", "--wheel-dir", str(tmp_path), str(source))
    (wheel,) = tmp_path.glob("*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", str(tmp_path / "venv"))
    python = tmp_path / "venv" / "bin" / "python"
    run(*pip, "--python", str(python), "install", *options, str(wheel))
    # A path in a .pth file brings packages, but not the .pth files beside them, of which one is the checkout.
    folder = Path(run(str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (folder / "packages.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return python


def run(*command: str, folder: Path | None = None, **environment: str) -> str:
    """What a command prints."""
    ran = subprocess.run(  # noqa: S603  our own command
        command, cwd=folder, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.slow
def test_a_wheel_draws_the_same_sequences_as_the_checkout(installed: Path, tmp_path: Path) -> None:
    checkout = run(sys.executable, "-c", DRAWS, folder=tmp_path, PYTHONHASHSEED="1").splitlines()
    wheel = run(str(installed), "-c", DRAWS, folder=tmp_path, PYTHONHASHSEED="2").splitlines()
    assert checkout[0] != wheel[0]
    assert len(checkout) == 9
    assert checkout[1:] == wheel[1:]


@pytest.mark.thorough
@pytest.mark.slow
def test_what_is_installed_verifies_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    command = ("-m", "coppspec", "verify", "--only", "random sequences for renderer", "--seed", "7")
    assert "All of it holds." in run(str(installed), *command, folder=tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_a_suite_is_asked_without_the_extras(installed: Path, tmp_path: Path) -> None:
    without = (
        "import sys; sys.modules.update(z3=None, pygraphviz=None); from coppspec.cli import main; "
        "sys.exit(main(['verify', '--only', 'suite of keys']))"
    )
    assert "All of it holds." in run(str(installed), "-c", without, folder=tmp_path)


@pytest.mark.slow
def test_what_is_installed_has_the_pages_that_messages_point_to(installed: Path, tmp_path: Path) -> None:
    command = ("-m", "coppspec")
    listed = run(str(installed), *command, "docs", folder=tmp_path)
    assert {line.split()[0] for line in listed.splitlines()[::2]} == {
        path.stem for path in (ROOT / "docs").glob("*.md")
    }
    for name in ("wire", "docs/wire.md", "declaration", "messages"):
        assert run(str(installed), *command, "docs", name, folder=tmp_path).startswith("# ")
    written = run(str(installed), *command, "new", "harness", "--lang", "any", "--out", "h", folder=tmp_path)
    assert "h/wire.md" in written.splitlines()
    assert {path.name for path in (tmp_path / "h").iterdir()} >= {"README.md", "wire.schema.json"}
