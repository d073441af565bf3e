"""coppspec suite: a complete suite as a file, or whether one is complete."""

from types import SimpleNamespace

from coppspec.oracle.text_file import expect_writable, write
from coppspec.properties.catalog import catalog
from coppspec.properties.certificate import Table, first_gap
from coppspec.properties.suite_file import InvalidSuiteFile, read
from coppspec.properties.suite_writing import TooLarge, expect_present_tables, lines
from coppspec.reports.suites_told import certified, listed, listing
from coppspec.terminal import CONFORMS, VIOLATES, complain, say, tell


def run(options: SimpleNamespace) -> int:
    """Run it; its exit status."""
    if options.verify is not None:
        return _certify(options)
    if options.name is None and (options.out is not None or options.extra_states):
        return complain("a suite is written of an alphabet: give a NAME, or nothing to see the list")
    catalogue = catalog()
    if options.name is None:
        tell(listed(catalogue) if options.json else listing(catalogue), as_json=options.json)
    elif options.name not in catalogue:
        return complain(f"there is no alphabet {options.name!r}; there are {', '.join(catalogue)}")
    else:
        if options.out is not None:
            expect_writable(options.out)
        try:
            made = "".join(f"{line}\n" for line in lines(catalogue[options.name], options.extra_states))
        except TooLarge as error:
            return complain(str(error))
        if options.out is None:
            say(made.removesuffix("\n"))
        else:
            write(options.out, made)
    return CONFORMS


def _certify(options: SimpleNamespace) -> int:
    if options.name is not None or options.out is not None or options.extra_states:
        return complain("a suite is written or certified: give a NAME, or --verify FILE and no more")
    try:
        file = read(options.verify)
        expect_present_tables(options.verify, file, catalog())
    except InvalidSuiteFile as error:
        return complain(str(error))
    gap = first_gap(Table(file.head["next"], file.head["output"]), file.words, file.head["extra_states"])
    tell(certified(file, gap), as_json=options.json)
    return CONFORMS if gap is None else VIOLATES
