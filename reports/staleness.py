"""Whether files that were made from the tables are still what the tables give.

Text is compared, and pictures are not: how these come out depends on the fonts of a machine.
"""

from collections.abc import Iterable, Iterator
from itertools import takewhile, zip_longest
from pathlib import Path

from coppspec.model.profile import Profile
from coppspec.reports.gallery import GALLERY, gallery
from coppspec.reports.reference_pages import DECLARATION, MESSAGES, declaration_page, messages_page
from coppspec.reports.report import texts
from coppspec.reports.values_header import HEADER, values_header

DOCS = Path("docs")
"""Where the documentation is, in a checkout."""
HEADERS = (Path("examples") / "c", Path("oracle") / "new-harness" / "c")
"""Where a checkout keeps the header of values."""
WIDTH = 60
"""Characters of a line that are cited."""
BEFORE = 20
"""Of these, so many at most stand before the first one that is not as wanted."""


def stale_docs(folder: Path = DOCS) -> list[str]:
    """A line for each made text of a checkout that is stale.

    Args:
        folder: where its documentation is.

    Raises:
        OSError: one of them cannot be read.
    """
    remedy = "coppspec report --docs"
    return [line for where, name, text in _made(folder) for line in _stale(where, [(name, text)], remedy)]


def _made(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Each made text of a checkout: its folder, its name, and what it has to be."""
    yield folder, GALLERY, gallery()
    yield folder, MESSAGES, messages_page()
    yield folder, DECLARATION, declaration_page()
    for headers in HEADERS:
        if (where := folder.parent / headers).is_dir():
            yield where, HEADER, values_header()


def stale_report(folder: Path, profile: Profile | None = None, profile_file: Path | None = None) -> list[str]:
    """A line for each stale file of a folder that `coppspec report` has written.

    Args:
        folder: what was written.
        profile: of its graphs.
        profile_file: where that profile is, to say how the folder is written anew.

    Raises:
        OSError: the folder cannot be read.
    """
    next(folder.iterdir(), None)  # a folder that is not there is no stale one
    also = f" --profile {profile_file}" if profile_file is not None else ""
    return list(_stale(folder, texts(profile), f"coppspec report --out {folder}{also}"))


def write_docs(folder: Path = DOCS) -> list[Path]:
    """Write the made texts of a checkout, and say where they are.

    Raises:
        OSError: one of them cannot be written.
    """
    made = list(_made(folder))
    for where, name, text in made:
        (where / name).write_text(text, encoding="utf-8", newline="\n")
    return [where / name for where, name, _ in made]


def _stale(folder: Path, wanted: Iterable[tuple[str, str]], remedy: str) -> Iterator[str]:
    for name, text in wanted:
        path = folder / name
        if not path.exists():
            yield f"{path} is missing; run: {remedy}"
        elif (met := path.read_bytes()) != text.encode():
            yield f"{path}, {_first_difference(met.decode(errors='replace'), text)}; run: {remedy}"


def _first_difference(met: str, wanted: str) -> str:
    """The first line that is not as wanted."""
    pairs = enumerate(zip_longest(met.split("\n"), wanted.split("\n")), 1)
    number, (is_there, belongs) = next((at, pair) for at, pair in pairs if pair[0] != pair[1])
    alike = takewhile(lambda each: each[0] == each[1], zip(is_there or "", belongs or "", strict=False))
    same = sum(1 for _ in alike)
    return f"line {number}: it has {_cited(is_there, same)}, and the tables give {_cited(belongs, same)}"


def _cited(line: str | None, same: int) -> str:
    """A line, or the part of it where the difference begins; whatever is in it, it is one line here."""
    if line is None:
        return "no more lines"
    start = max(0, same - BEFORE) if len(line) > WIDTH else 0
    shown = line[start : start + WIDTH]
    return repr(f"{'...' if start else ''}{shown}{'...' if start + WIDTH < len(line) else ''}")
