"""Files that anybody may have made, read up to a bound; and texts that are written, if they can be."""

from pathlib import Path


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
