"""The command line.

Results go to standard output, everything else to standard error. What a command needs is imported when
it runs, so that `--help` answers at once.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from types import SimpleNamespace

import click

from coppspec import option_values
from coppspec.ending import by_signals, in_words, status_of
from coppspec.model.errors import InvalidRegistry, InvalidTable
from coppspec.option_values import FILE, FOLDER
from coppspec.terminal import INTERRUPTED, NoOutput, complain, plug_what_is_closed, refused, warn

Decorator = Callable[[Callable[..., int]], Callable[..., int]]
"""What adds an option or an argument to a command."""

WIDEST = 100
"""Columns of the help."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; what it ends with is one of ExitStatus, or INTERRUPTED."""
    plug_what_is_closed()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy would start threads that nothing here needs
    try:
        with by_signals():
            status: int = commands.main(arguments, prog_name="coppspec", standalone_mode=False)
    except click.UsageError as error:
        return _misused(error)
    except click.Abort:
        return complain("interrupted", INTERRUPTED)
    except KeyboardInterrupt as reason:
        return complain(in_words(reason), status_of(reason))
    except OSError as error:
        return complain(str(NoOutput.of(error)))
    return status


def _misused(error: click.UsageError) -> int:
    """Say what is wrong with a command line, and how it is written."""
    context = error.ctx or click.Context(commands, info_name="coppspec")
    usage = context.get_usage().replace("Usage", "usage", 1)
    warn(f"{usage}\nTry: {context.command_path} --help\n")
    return complain(error.format_message().rstrip("."))


def _run(command: str, **options: object) -> int:
    """Run the module of a command with its options; its exit status."""
    try:
        status: int = import_module(f"coppspec.commands.{command}").run(SimpleNamespace(**options))
    except KeyboardInterrupt as reason:
        return complain(in_words(reason), status_of(reason))
    except OSError as error:
        return complain(refused(error))
    except (InvalidRegistry, InvalidTable) as error:
        return complain(str(error))
    return status


def _of(offered: Callable[[], Iterable[str]]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """What a shell offers for an argument that is one of some names."""

    def completed(_context: click.Context, _parameter: click.Parameter, typed: str) -> list[str]:
        return [each for each in offered() if each.upper().startswith(typed.upper())]

    return completed


def _terms() -> Iterable[str]:
    from coppspec.model.registry import choices, clauses, traps  # noqa: PLC0415  --help answers without it
    from coppspec.reports.named import every_name  # noqa: PLC0415  --help answers without it

    ids = (*clauses(), *(each.id for each in choices().values()), *choices(), *traps())
    return dict.fromkeys((*ids, *(each.name for each in every_name() if " " not in each.name)))


def _alphabets() -> Iterable[str]:
    from coppspec.properties.catalog import catalog  # noqa: PLC0415  --help answers without it

    return catalog()


def _pages() -> Iterable[str]:
    from coppspec.oracle.pages import pages  # noqa: PLC0415  --help answers without it

    return (name for name, _, _ in pages())


def _target() -> Decorator:
    return click.argument("target")


def _seed(of: str) -> Decorator:
    return click.option(
        "--seed", type=option_values.seed, default="0", metavar="N", help=f"{of} (default: 0)"
    )


def _json(what: str) -> Decorator:
    return click.option("--json", is_flag=True, help=f"print {what} as JSON")


def _path(option: str, metavar: str, meaning: str) -> Decorator:
    """An option that takes a path: of a FILE, or of a DIR."""
    return click.option(option, type=FILE if metavar == "FILE" else FOLDER, metavar=metavar, help=meaning)


_call_seconds = click.option(
    "--call-seconds",
    type=option_values.seconds,
    metavar="S",
    help="how long a call may take (default: 5); to start, six times as long, and 30 at least",
)


_time_limit = click.option(
    "--time-limit",
    type=option_values.seconds,
    metavar="S",
    help="end after so many seconds, and tell what is known until then",
)


@click.group(
    "coppspec",
    no_args_is_help=False,
    epilog="example: coppspec verify",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST},
)
@click.version_option(package_name="coppspec", message="%(package)s %(version)s")
def commands() -> None:
    """COPP and VIDEOPARAMETERS copy protection as a program.

    With the Certified Output Protection Protocol (COPP) an application asks a display driver to protect its
    video outputs, by HDCP, ACP or CGMS-A; VIDEOPARAMETERS requests are the older way, for analog outputs.
    This program judges drivers of either, or of both, and explains what the documents ask of them.
    """


@commands.command(
    short_help="judge a driver",
    epilog="example: coppspec check c:./libdriver.so --junit results.xml",
)
@_target()
@_seed("of everything that is drawn")
@click.option("--thorough", is_flag=True, help="also larger suites, and more at random")
@click.option("--only", default="", metavar="TEXT", help="run only what has this in its name")
@click.option("--list", is_flag=True, help="print the names that --only picks from, and run nothing")
@_path("--profile", "FILE", "the readings that it is held to, as `infer` writes them")
@_path("--known-failures", "FILE", "clauses that may be violated, one on a line")
@click.option(
    "--jobs",
    type=option_values.jobs,
    metavar="N",
    help="how many of the driver may be there at once (default: cores, 4 at most)",
)
@_time_limit
@click.option(
    "--memory",
    type=option_values.memory,
    metavar="MIB",
    help="how much memory the driver may hold, with all that it starts (default: 4096, or half of the "
    "machine's; 0 for any)",
)
@_call_seconds
@_json("the judgement")
@_path("--json-out", "FILE", "write it as JSON, beside the text")
@_path("--junit", "FILE", "write it as JUnit's XML, beside the text")
@_path("--report", "DIR", "write all of it, with a page and the replays, into a folder, which is made")
def check(**options: object) -> int:
    """Run everything that a driver is held to, and say of each clause whether it conforms.

    A TARGET is py:module:Name, exec:command, or c:./libdriver.so.
    """
    return _run("check", **options)


@commands.command(
    short_help="say whether what stands between a driver and coppspec is sound",
    epilog="example: coppspec doctor exec:./my_driver",
)
@_target()
@_call_seconds
@_json("what is found")
def doctor(**options: object) -> int:
    """Ask a driver a fixed list of questions that tell a fault of its harness from a fault of its own.

    The harness is what stands between a driver and coppspec. Each fault comes with the line to mend.
    """
    return _run("doctor", **options)


@commands.command(
    short_help="write the skeleton of a harness, to put a driver behind",
    epilog="example: coppspec new harness --lang c --out my_harness",
)
@click.argument("what", type=click.Choice(["harness"]), metavar="harness")
@click.option(
    "--lang",
    type=option_values.Language(["c", "python", "any"]),
    required=True,
    help="a library in C, a program in Python, or what it takes to write one in any other language",
)
@click.option(
    "--out",
    type=FOLDER,
    default="harness",
    metavar="DIR",
    help="the folder to write into; it is made (default: harness)",
)
def new(**options: object) -> int:
    """Write a harness that works as it is, with a small driver that conforms behind it.

    Yours takes the place of that driver. No file is overwritten.
    """
    return _run("new", **options)


@commands.command(
    short_help="say which reading of each choice a driver follows, as a profile file",
    epilog="example: coppspec infer c:./libdriver.so --out driver.toml",
)
@_target()
@_path("--out", "FILE", "the profile file to write")
@_seed("of what is made up in messages")
@_json("every choice with its probes")
def infer(**options: object) -> int:
    """Probe a driver for the reading of each choice, and write what it follows as a profile file.

    A choice is a point on which the documents are silent or contradict each other.
    """
    return _run("infer", **options)


@commands.command(
    short_help="play a replay again on a driver, or write it as a program",
    epilog="example: coppspec replay violation.json c:./libdriver.so --c violation.c",
)
@click.argument("file", type=FILE)
@_target()
@_json("it")
@_path("--c", "FILE", "write it as a C program, and play nothing")
@_path("--python", "FILE", "write it as a Python program, and play nothing")
def replay(**options: object) -> int:
    """Play one sequence, as a check has written it into FILE, on a driver.

    Prints each step, what is wanted, and what comes back. Exits with 1 if the driver deviates.
    """
    return _run("replay", **options)


@commands.command(
    short_help="print a clause, a choice, a trap, or what else has a name or a number: a code, a structure",
    epilog="example: coppspec explain COPP-152; coppspec explain E_UNEXPECTED; coppspec explain link lost",
)
@click.argument("words", nargs=-1, metavar="[ID | NAME | WORDS]", shell_complete=_of(_terms))
@click.option("--all", is_flag=True, help="list everything that is found, and not the first of each kind")
@click.option("--mutants", is_flag=True, help="of a clause, which faults of the tables about it are caught")
@_json("it")
def explain(**options: object) -> int:
    """Print a clause, a choice, a trap, or whatever else has a name, with what the documents say of it.

    An id is COPP-152, VPCP-551, Q04, padding_check or T-01; all of them are listed if nothing is given. A
    clause comes with its source and what rests on it; a choice with short calls on which its readings part; a
    trap with the shortest calls on which a wrong driver falls into it. A name is that of a function, a
    structure, a field, a constant, a flag or a code, and a number is its value: VP_CP_TYPE_MACROVISION,
    DXVA_COPPCommand, 0x8000FFFF. Anything else is looked for in names and texts.
    """
    return _run("explain", **options)


@commands.command(
    short_help="draw the state graphs, and write the specification as a file and as a page",
    epilog="example: coppspec report --out build/report --results results.json",
)
@_path("--out", "DIR", "the folder to write into, which is made, or to check")
@click.option("--docs", is_flag=True, help="write what is made in docs/ anew, and no more")
@click.option("--check", is_flag=True, help="write nothing, and say which text is stale: of DIR, or in docs/")
@_path(
    "--mutants",
    "FILE",
    "what `coppspec mutants --json` has written, to tell which faults are caught where",
)
@_path(
    "--profile",
    "FILE",
    "the readings of the graphs, from `infer`, and what they change of the recommended ones; with --check, "
    "those that DIR was written with",
)
@_path(
    "--results",
    "FILE",
    "what `coppspec check` or `coppspec verify` wrote with --json-out, for the page",
)
@_json("the names of the files")
def report(**options: object) -> int:
    """Write the state graphs, the specification as spec.json, and a page.

    The graphs are SVG, PNG, DOT and Mermaid: of each machine, with what it refuses, with what the suites
    exercise, of two sessions side by side, and of what some choices change; the gallery has all of them. The
    page, index.html, opens from disk: all of it to look at and to play with.
    """
    return _run("report", **options)


@commands.command(
    short_help="check the tables, the model, the reference driver and the wrong drivers",
    epilog="example: coppspec verify --seed 7 --json > results.json",
)
@_seed("of everything that is drawn")
@click.option(
    "--thorough",
    is_flag=True,
    help="also solve the model and prove the count for any number of sessions; needs z3",
)
@click.option(
    "--only", default="", metavar="TEXT", help="ask only what has this in its name: 'suite of keys'"
)
@click.option("--list", is_flag=True, help="print the names that --only picks from, and ask nothing")
@_time_limit
@_json("the results")
@_path("--json-out", "FILE", "write the results as JSON, beside the summary")
def verify(**options: object) -> int:
    """Check the tables, explore the model, attack the reference driver, catch wrong ones."""
    return _run("verify", **options)


@commands.command(
    short_help="write a complete suite as a file, or see whether one is complete",
    epilog="example: coppspec suite control --extra-states 1 --out control.ndjson",
)
@click.argument("name", required=False, shell_complete=_of(_alphabets))
@click.option(
    "--extra-states",
    type=option_values.extra_states,
    default="0",
    metavar="K",
    help="how many a driver may have more than the table, 0 to 3 (default: 0)",
)
@_path("--out", "FILE", "the file to write; standard output if left out")
@_path("--verify", "FILE", "the file to certify")
@_json("the list or the certificate")
def suite(**options: object) -> int:
    """Write the complete suite of an alphabet as a file of intents, or certify such a file.

    Without either, list the alphabets. A NAME is an alphabet, as the list calls it.
    """
    return _run("suite", **options)


@commands.command(
    short_help="say which wrong table is caught by which suite",
    epilog="example: coppspec mutants --json > mutants.json",
)
@_json("every mutant")
def mutants(**options: object) -> int:
    """Make every single fault of every table, and say which suite catches it.

    So is every wrong driver of the zoo: after how many calls it is caught, and what survives.
    """
    return _run("mutants", **options)


@commands.command(
    short_help="print what makes a shell complete commands, options and names",
    epilog='example: eval "$(coppspec completion bash)"',
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]), metavar="bash|zsh|fish")
def completion(**options: object) -> int:
    """Print a script that makes a shell complete the commands of coppspec, their options, and names.

    Add the line of the example to ~/.bashrc, or with zsh in the place of bash to ~/.zshrc. For fish, write
    the script to ~/.config/fish/completions/coppspec.fish.
    """
    return _run("completion", **options)


@commands.command(
    short_help="print a page of the documentation, or list all of them",
    epilog="example: coppspec docs wire",
)
@click.argument("name", required=False, shell_complete=_of(_pages))
def docs(**options: object) -> int:
    """Print a page of the documentation, in Markdown, or list the pages with their files.

    NAME is ten-minutes, wire, declaration, messages, gallery or sample-driver.
    """
    return _run("docs", **options)
