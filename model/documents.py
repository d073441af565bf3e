"""The documents that clauses and choices cite, by their titles and addresses instead of by keys."""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from coppspec.model.registry import links, sources

OF_COPP = ("COPP-", "INV-", "Q")
"""What the ids begin with whose texts use the keys of COPP; all others use those of copy protection."""


class Document(NamedTuple):
    """A document that is cited."""

    title: str
    link: str
    """Where it can be read; empty if it is not published at an address of its own."""


def documents(id_: str) -> Mapping[str, Document]:
    """The documents that the texts of a clause or choice can name, by their keys."""
    return _documents("COPP" if id_.startswith(OF_COPP) else "VPCP")


@cache
def _documents(of: str) -> Mapping[str, Document]:
    known = links()[of]
    return {key: Document(title, known.get(key, "")) for key, title in sources()[of].items()}


def titled(id_: str, text: str, *, with_links: bool = True) -> str:
    """A text of a clause or choice with titles for the keys; the first mention of each has its address.

    >>> titled("COPP-151", "START step 4; START")  # doctest: +ELLIPSIS
    '"Starting a Protected Video Session" <https://...> step 4; "Starting a Protected Video Session"'
    """
    known, linked = documents(id_), set[str]()

    def named(match: re.Match[str]) -> str:
        title, link = known[match[0]]
        if not with_links or not link or match[0] in linked:
            return f'"{title}"'
        linked.add(match[0])
        return f'"{title}" <{link}>'

    return _keys(tuple(known)).sub(named, text)


def cited_documents(id_: str, text: str) -> list[Document]:
    """The documents that a text of a clause or choice names, each once, in their order."""
    known = documents(id_)
    return [known[key] for key in dict.fromkeys(_keys(tuple(known)).findall(text))]


@cache
def _keys(keys: tuple[str, ...]) -> re.Pattern[str]:
    """What finds the keys as whole words, the longest first."""
    longest = sorted(keys, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])")
