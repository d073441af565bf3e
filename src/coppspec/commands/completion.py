"""coppspec completion: the script with which a shell completes a command line."""

from types import SimpleNamespace

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from coppspec.terminal import CONFORMS, say

SHELLS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
VARIABLE = "_COPPSPEC_COMPLETE"
"""Where click looks for what a shell asks it."""


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    command = click.get_current_context().find_root().command
    say(SHELLS[options.shell](command, {}, "coppspec", VARIABLE).source().strip())
    return CONFORMS
