"""Text files that are written, and whether they can be before there is something to write."""

from pathlib import Path


def expect_writable(path: Path) -> None:
    """See that a file can be written, so that a run is not lost for it; its folder is made, and no file left.

    Raises:
        OSError: it cannot.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    is_new = not path.exists()
    path.open("a").close()
    if is_new:
        path.unlink()


def write(path: Path, text: str) -> None:
    r"""Write a text as UTF-8 with \n for the end of a line, as on every system; its folder is made.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
