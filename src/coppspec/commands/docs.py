"""coppspec docs: the documentation that is installed."""

from types import SimpleNamespace

import click

from coppspec.oracle.pages import page_text, pages
from coppspec.terminal import CONFORMS, say


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    if options.name is None:
        say("\n".join(f"{name:<14} {title}\n{'':<14} {path}" for name, title, path in pages()))
        return CONFORMS
    text = page_text(options.name)
    if text is None:
        names = ", ".join(name for name, _, _ in pages())
        raise click.UsageError(
            f"there is no page {options.name!r}; there are {names}", click.get_current_context()
        )
    say(text.rstrip("\n"))
    return CONFORMS
