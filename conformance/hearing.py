"""The one check that a run of pytest makes: where it is made, and where its judgement is.

It is made by the command line in a process of its own: what a project has set for its tests, a warning that
is an error say, is not set for the check, and nothing of the check stays in the process of the tests. The
judgement comes back as the JSON document. The processes of pytest-xdist share it as a file.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from coppspec.oracle.exit_status import ExitStatus

PREFIX = "coppspec_"
"""Of the options of the plugin, as pytest keeps them."""
FOLDER = "coppspec_folder"
"""The name under which a process of pytest-xdist is told the folder that all share."""
Document = dict[str, Any]


class Hearing:
    """A driver and what became of it.

    Args:
        target: what is judged.
        options: the rest of the command.
        start: the folder that pytest was started in.
        shared: the folder of the judgement, if another process has made it.
    """

    def __init__(self, target: str, options: Sequence[str], start: Path, shared: Path | None = None) -> None:
        self._target, self._options, self._start = target, options, start
        self._made = ExitStack()
        self.folder = shared or Path(self._made.enter_context(TemporaryDirectory(prefix="coppspec-")))
        """Where the judgement is."""

    @property
    def is_over(self) -> bool:
        """Whether there is a judgement."""
        return self._path.exists()

    @cached_property
    def document(self) -> Document:
        """The judgement; the first who asks has to wait for it.

        Raises:
            UsageError: there is no such driver, or an option of it makes no sense.
        """
        if not self.is_over:
            self._check()
        document: Document = json.loads(self._path.read_text(encoding="utf-8"))
        return document

    def end(self) -> None:
        """Remove what this process has made."""
        self._made.close()

    @property
    def _path(self) -> Path:
        return self.folder / "judgement.json"

    def _check(self) -> None:
        with TemporaryDirectory(dir=self.folder) as folder:
            written = Path(folder) / "judgement.json"
            # -P: a json.py in the folder of the user is not ours to import.
            command = [sys.executable, "-P", "-m", "coppspec", "check", f"--json-out={written}"]
            run = subprocess.run(  # noqa: S603  our own command
                [*command, *self._options, "--", self._target],
                cwd=self._start,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                check=False,
            )
            complaint = run.stderr.decode(errors="replace").strip().rpartition("\n")[2]
            if run.returncode == ExitStatus.USAGE:
                raise pytest.UsageError(complaint)
            if not written.exists() or not written.stat().st_size:
                raise pytest.UsageError(f"coppspec: the check ended with {run.returncode}: {complaint}")
            written.replace(self._path)


HEARING = pytest.StashKey[Hearing]()


def hearing(config: pytest.Config) -> Hearing:
    """The one of this process."""
    if HEARING not in config.stash:
        shared: str | None = getattr(config, "workerinput", {}).get(FOLDER)
        config.stash[HEARING] = Hearing(
            str(_given(config)["target"]),
            _options(config),
            config.invocation_params.dir,
            None if shared is None else Path(shared),
        )
    return config.stash[HEARING]


def _options(config: pytest.Config) -> list[str]:
    """Those of the plugin as the command line has them, but for the target."""
    return [
        f"--{name}" if value is True else f"--{name}={value}"
        for name, value in _given(config).items()
        if name != "target" and value not in {None, False}
    ]


def _given(config: pytest.Config) -> dict[str, str | bool | None]:
    """The options of the plugin, by their names there without its own."""
    options: dict[str, Any] = vars(config.option)
    return {
        name.removeprefix(PREFIX).replace("_", "-"): value
        for name, value in options.items()
        if name.startswith(PREFIX)
    }
