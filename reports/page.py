"""One offline page: the specification, what a run found, and an interpreter of the tables to play with.

Everything is in one file: style, script and data. It asks no network for anything, and its policy forbids it
to. What comes out of a driver is data, which the script shows as text and never as markup.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import cast

from coppspec.model.profile import InvalidProfile, Profile
from coppspec.properties.matrix import Case
from coppspec.reports.drawing import Diagram
from coppspec.reports.graph_data import as_data
from coppspec.reports.page_data import graphs, kills, page_data

MODULES = (
    "words.js",
    "levels.js",
    "television.js",
    "vocabulary.js",
    "conditions.js",
    "calls.js",
    "any_order.js",
    "engine.js",
    "together.js",
    "dom.js",
    "documents.js",
    "intents.js",
    "playing.js",
    "virtual.js",
    "explained.js",
    "board.js",
    "composer.js",
    "play.js",
    "knowledge.js",
    "results.js",
    "violations.js",
    "pan.js",
    "graph.js",
    "summary.js",
    "clauses.js",
    "matrix.js",
    "kills.js",
    "suites.js",
    "main.js",
)
"""The modules of the script, each after those that it imports from."""
IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./([a-z_]+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export ((?:function|class|const) (\w+))", re.MULTILINE)
MARK = re.compile("<!-- (policy|style|data|script) -->")


def page(
    results: Mapping[str, object] | None = None,
    cases: Iterable[Case] = (),
    more: Iterable[Diagram] = (),
    profile: Profile | None = None,
) -> str:
    """The page, the same for the same tables and results.

    Args:
        results: the document of a run, as `read_results` gives it; without it the page is about the tables.
        cases: what became of mutants.
        more: graphs beside those that follow from the tables alone.
        profile: of the graphs; if left out, the readings that the driver of a run was held to.
    """
    style, script = _source("style.css"), linked()
    parts = {
        "policy": _policy(style, script),
        "style": f"<style>{style}</style>",
        "data": "\n".join(
            _data(results, tuple(cases), (*graphs(profile or _held_to(results)), *map(as_data, more)))
        ),
        "script": f'<script type="module">{script}</script>',
    }
    return MARK.sub(lambda mark: parts[mark[1]], _source("page.html"))


@cache
def linked() -> str:
    """All modules as one, each in a scope of its own: modules in one file have no names to import by."""
    return "\n".join(("const modules = {};", *map(_scoped, MODULES)))


def _scoped(module: str) -> str:
    """A module as a function that is called at once, and leaves behind what the module exports."""
    source = IMPORT.sub(r"const \1 = modules.\2;", _source(module))
    exported = ", ".join(name for _, name in EXPORT.findall(source))
    body = EXPORT.sub(r"\1", source)
    name = module.removesuffix(".js")
    return f"modules.{name} = (() => {{\n{body}return {{ {exported} }};\n}})();"


def _source(name: str) -> str:
    return (files("coppspec.reports") / "web-page" / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """Only this style and this script, and nothing from anywhere else."""
    allowed = f"default-src 'none'; style-src {_hashed(style)}; script-src {_hashed(script)}"
    return f'<meta http-equiv="Content-Security-Policy" content="{allowed}">'


def _hashed(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def _held_to(results: Mapping[str, object] | None) -> Profile | None:
    """The readings of a judgement; none that this coppspec does not have, for another one may have run."""
    named = results.get("profile") if results is not None else None
    if not isinstance(named, Mapping):
        return None
    try:
        return Profile(**cast("Mapping[str, str]", named))
    except InvalidProfile:
        return None


def _data(
    results: Mapping[str, object] | None, cases: tuple[Case, ...], drawn: tuple[Mapping[str, object], ...]
) -> Iterator[str]:
    parts = {**page_data(), "graphs": drawn, "mutants": kills(cases), "results": results}
    for name, value in parts.items():
        yield f'<script type="application/json" id="data-{name}">{embedded(value)}</script>'


def embedded(value: object) -> str:
    r"""A value as JSON in ASCII that no parser of HTML can take for markup.

    >>> print(embedded("</script>"))
    "\u003c/script>"
    """
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True).replace("<", "\\u003c")
