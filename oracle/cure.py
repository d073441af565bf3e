"""What to do about a harness that breaks down: a cure of its own for each cause."""

from coppspec.oracle.glue import Glue
from coppspec.properties.cause import Cause

LOGS = "print logs to standard error: standard output is for answers, one line for each request"
FLUSH = "answer each request with one line, and flush standard output after it"
FIELDS = "answer with these fields and no other, as `coppspec docs wire` lists them for the call"

ON_THE_WIRE = {
    Cause.NOT_STARTED: "run the command by hand: it has to exist, be executable, and find its libraries",
    Cause.ENDED: "run the program by hand and see why it exits: it has to answer until it reads stop, or "
    "its input ends; what it wrote to standard error stands above",
    Cause.KILLED: "look for what killed the program: its own crash (run it in a debugger), a limit on its "
    "memory, or somebody else",
    Cause.TOO_LARGE: "see what the program holds on to; if it needs that much, allow more with --memory",
    Cause.CLOSED: "keep standard output open until the end: answers go there",
    Cause.STOPPED: "coppspec ended it, for the reason that is told before",
    Cause.NO_ANSWER: f"{FLUSH}; a program whose standard output is a pipe writes in blocks unless it is told "
    "otherwise. If it only takes longer, allow more with --call-seconds",
    Cause.UNENDED: "end each answer with a line feed, write it whole, and flush standard output after it",
    Cause.UNASKED: LOGS,
    Cause.TOO_LONG: "end each answer with a line feed; no answer takes more than 1048576 bytes",
    Cause.NOT_JSON: LOGS,
    Cause.PARTIAL: "write each object in one line, without line feeds between its members or in a text",
    Cause.SEVERAL: "write one object for each request, with a line feed behind it",
    Cause.BYTE_ORDER_MARK: "write UTF-8 without a byte order mark",
    Cause.NOT_AN_OBJECT: f"answer with a JSON object. If this line is a log, {LOGS}",
    Cause.WRONG_ID: 'answer the requests in their order, each with its own "id", as a number',
    Cause.FIELD_MISSING: FIELDS,
    Cause.FIELD_UNKNOWN: FIELDS,
    Cause.NOT_A_NUMBER: 'write the field as a JSON number, without quotes or fraction: "code": 0, and not '
    '"code": "0"',
    Cause.OUT_OF_RANGE: "write numbers unsigned: a code is 2147549183, not -2147418113",
    Cause.NOT_BASE64: "write bytes as a text in base64 with padding (RFC 4648), without line breaks; not in "
    "hexadecimal, and not as a list of numbers",
    Cause.WRONG_TYPE: "write the field as `coppspec docs wire` has it: numbers unsigned, bytes in base64",
    Cause.WRONG_LENGTH: FIELDS,
    Cause.EXCEPTION: "see what failed in the program: it answers with an error in place of its fields",
    Cause.NOT_MADE: "see what failed in the program when it made its driver",
    Cause.WRONG_VERSION: "answer start with the versions of `coppspec docs wire`: protocol 1, and "
    "declaration version 1",
    Cause.DECLARATION: "mend that field of the declaration in the answer to start",
}
"""The cures for a program that speaks the wire."""
IN_PYTHON = {
    Cause.NOT_IMPORTED: "name the target py:module:Name, with a module that Python finds from the current "
    "folder or in PYTHONPATH, and see that `python -c 'import module'` works",
    Cause.NOT_MADE: "see why the call of what the target names, without arguments, raises this",
    Cause.EXCEPTION: "see why the method raises this; the driver's own refusals are codes, not exceptions",
    Cause.DECLARATION: "mend that attribute: driver/protocol.py says what each of them is",
    Cause.WRONG_TYPE: "return what coppspec.driver.protocol.Driver has for this method: int, bytes, or a "
    "tuple of them",
    Cause.WRONG_LENGTH: "return as many values as coppspec.driver.protocol.Driver has for this method",
    Cause.NOT_A_NUMBER: "return an int, as coppspec.driver.protocol.Driver has it for this method",
    Cause.OUT_OF_RANGE: "return numbers unsigned: code & 0xFFFFFFFF makes one of a signed code",
}
"""Those for a class in Python, where they differ."""
IN_C = {
    Cause.NOT_LOADED: "see what the loader says of the library (`ldd` lists what it needs): it has to be a "
    "shared library for this machine, linked with all that it uses",
    Cause.MISSING_EXPORT: "export these functions by exactly these names: `nm -D --defined-only` lists what "
    'is exported. Mark them COPPSPEC_API if the library is built with -fvisibility=hidden, and extern "C" if '
    "it is C++, which changes names otherwise",
    Cause.DECLARATION: "mend that in the text that coppspec_describe returns: coppspec_driver.h lists its "
    "fields",
    Cause.WRONG_VERSION: 'let the text that coppspec_describe returns have "version": 1',
    Cause.EXCEPTION: "see what this function of the library does: it wrote where it may not, or did not do "
    "what was asked",
    Cause.KILLED: "run the library in a debugger: `coppspec replay --c` writes a program for it",
}
"""Those for a library in C."""
OF = {"py": IN_PYTHON, "c": IN_C, "exec": dict[Cause, str]()}


def cure(cause: Cause, glue: Glue) -> str:
    """What to do about a breakdown.

    >>> cure(Cause.UNASKED, Glue("exec"))
    'print logs to standard error: standard output is for answers, one line for each request'
    >>> cure(Cause.MISSING_EXPORT, Glue("c"))[:40]
    'export these functions by exactly these '
    """
    return OF[glue.kind].get(cause) or ON_THE_WIRE.get(cause, "")
