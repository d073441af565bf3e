"""coppspec replay: a violation played again, or written as a program."""

from types import SimpleNamespace

from coppspec.oracle.invalid_target import InvalidTarget
from coppspec.oracle.playback import CannotPlay, played
from coppspec.oracle.program import NoProgram
from coppspec.oracle.replay_file import InvalidReplay, read
from coppspec.oracle.replay_programs import next_commands, write_programs
from coppspec.oracle.targets import in_a_process
from coppspec.properties.declared import InvalidDriver
from coppspec.terminal import CONFORMS, VIOLATES, complain, say


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    try:
        replay, make_driver = read(options.file), in_a_process(options.target)
        if options.c is not None or options.python is not None:
            written = write_programs(replay, make_driver, options.target, options.c, options.python)
            typed = next_commands(options.target, options.c, options.python)
            say("\n".join([*map(str, written), "", "Now type:", *(f"  {each}" for each in typed)]))
            return CONFORMS
        playback = played(replay, make_driver)
    except (CannotPlay, InvalidDriver, InvalidReplay, InvalidTarget, NoProgram) as error:
        return complain(str(error))
    say(playback.as_json() if options.json else "\n".join(playback.lines()))
    return CONFORMS if playback.disagreement is None else VIOLATES
