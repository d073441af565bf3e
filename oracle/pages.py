"""The pages of the documentation, which are part of the package: messages point to them."""

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

SUFFIX = ".md"


def pages() -> Iterator[tuple[str, str, Traversable]]:
    """Each page: its name, its title, and where it is."""
    for path in sorted(_folder().iterdir(), key=lambda each: each.name):
        if path.name.endswith(SUFFIX):
            title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ")
            yield path.name.removesuffix(SUFFIX), title, path


def page_text(name: str) -> str | None:
    """The text of a page by its name, with or without its ending; None if there is no such page."""
    wanted = name.removeprefix("docs/").removesuffix(SUFFIX)
    found = (path for known, _, path in pages() if known == wanted)
    path = next(found, None)
    return None if path is None else path.read_text(encoding="utf-8")


def _folder() -> Traversable:
    return files("coppspec").joinpath("docs")
