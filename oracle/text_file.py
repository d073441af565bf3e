"""Files that anybody may have made, read up to a bound; and texts that are written, if they can be."""

import errno
import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

HIDDEN = ".coppspec-"
"""How the name of a file begins that is not whole yet."""
USUAL_MODE = 0o666
"""Of a new file, before the mask of the user."""


class NoText(ValueError):
    """A file holds no text that is read here; why, as a sentence."""


def read(path: Path, most: int) -> str:
    """The text of a file, with whatever ends its lines.

    Raises:
        NoText: it has more bytes than that, or they are not UTF-8.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise NoText(f"it has more than {most:,} bytes")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoText("it is not UTF-8 text") from None


NO_FOLDER = {
    errno.ENOENT: "nothing can be created there",  # the system says, as of one in /proc, no such file
    errno.EEXIST: "there is a file, and a folder is wanted",
    errno.ENOTDIR: "a part of this path is a file, and a folder is wanted there",
}
"""Why a folder cannot be made, where what the system says is about something else."""


class NoFolder(OSError):
    """A folder that is to hold files cannot be made."""

    def __init__(self, path: Path, error: OSError) -> None:
        why = NO_FOLDER.get(error.errno or 0, error.strerror)
        super().__init__(error.errno, f"this folder cannot be created ({why}); name another", str(path))

    def __str__(self) -> str:
        """The folder, and why."""
        return f"{self.filename!r}: {self.strerror}"


def make_folder(path: Path) -> None:
    """Make a folder, if it is not there.

    Raises:
        NoFolder: it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NoFolder(path, error) from error


def expect_writable(path: Path) -> None:
    """See that a file can be written, so that a run is not lost for it; its folder is made, and no file left.

    Raises:
        OSError: it cannot.
    """
    where = written_to(path)
    make_folder(where.parent)
    if where.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if where.exists() and not os.access(where, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    if _is_replaced(where):
        with _named(path):
            descriptor, beside = mkstemp(dir=where.parent, prefix=HIDDEN)
            os.close(descriptor)
            Path(beside).unlink()


def write(path: Path, text: str) -> None:
    r"""Write a text as UTF-8 with \n for the end of a line, as on every system; its folder is made.

    The file is there whole or not at all: it is written beside the one that it replaces. What is no file, as
    a pipe with a name, is written to where it is, once. A link is followed, also to where nothing is yet.

    Raises:
        OSError: it cannot be written; what was there before is as it was.
    """
    where, content = written_to(path), text.encode()
    make_folder(where.parent)
    with _named(path):
        if _is_replaced(where):
            _replace(where, content)
        else:
            with where.open("wb") as file:
                file.write(content)


def written_to(path: Path) -> Path:
    """The file that a path leads to, whether it is there or not.

    Raises:
        OSError: it is a link that leads to itself.
    """
    where = Path(os.path.realpath(path))
    if where.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return where


def _is_replaced(where: Path) -> bool:
    """Whether it is a file, or nothing yet."""
    return where.is_file() or not where.exists()


def _replace(where: Path, content: bytes) -> None:
    descriptor, name = mkstemp(dir=where.parent, prefix=HIDDEN)
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        beside.chmod(stat.S_IMODE(where.stat().st_mode) if where.exists() else USUAL_MODE & ~_masked())
        beside.replace(where)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _masked() -> int:
    """The bits that no new file has; the system tells them only to who sets them."""
    mask = os.umask(0o77)
    os.umask(mask)
    return mask


@contextmanager
def _named(path: Path) -> Generator[None]:
    """An error names the path that was asked for."""
    try:
        yield
    except OSError as error:
        raise type(error)(error.errno, error.strerror, str(path)) from error
