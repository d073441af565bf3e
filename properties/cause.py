"""Why a call into a driver ended without an answer: one name for each cause, as each has its own cure."""

from enum import StrEnum

from coppspec.properties.inspection import How


class Cause(StrEnum):
    """What went wrong, as far as it can be told from this side."""

    # The process.
    NOT_STARTED = "not started"
    """The operating system refused to start the program."""
    ENDED = "ended"
    """The process exited by itself."""
    KILLED = "killed"
    """A signal killed the process: its own fault, or somebody else's doing."""
    TOO_LARGE = "memory limit"
    """The process held more memory than it may, and was ended for that."""
    CLOSED = "closed its output"
    """The process lives, and has closed its standard output."""
    STOPPED = "stopped"
    """This side ended it."""
    NO_ANSWER = "no answer in time"
    """The process lives, and the time for an answer is over."""
    UNENDED = "line without an end"
    """The same, and the beginning of a line came, or all of it without a line feed."""

    # The line.
    UNASKED = "line without a request"
    """A line came that no request asked for."""
    TOO_LONG = "line too long"
    NOT_JSON = "not JSON"
    PARTIAL = "part of a JSON object"
    """An object goes on in the next line."""
    SEVERAL = "more than one JSON object"
    """Something stands behind the object in its line."""
    BYTE_ORDER_MARK = "byte order mark"
    NOT_AN_OBJECT = "not a JSON object"
    WRONG_ID = "wrong id"
    FIELD_MISSING = "field missing"
    FIELD_UNKNOWN = "unknown field"
    NOT_A_NUMBER = "not a number"
    """A field has a text, a truth value, a fraction or null where a whole number is due."""
    OUT_OF_RANGE = "number out of range"
    """A number is negative, or has more bits than its field."""
    NOT_BASE64 = "not base64"
    WRONG_TYPE = "wrong type"
    """A value is of another type than its field, or than the method returns."""
    WRONG_LENGTH = "wrong number of values"
    """A method in Python returned a tuple of another length."""

    # The driver in Python or C, and the start.
    EXCEPTION = "exception"
    """A method raised an exception, or a program answered with an error."""
    NOT_IMPORTED = "not imported"
    """A module in Python cannot be imported, or has no such name."""
    NOT_LOADED = "not loaded"
    """A shared library cannot be loaded."""
    MISSING_EXPORT = "missing export"
    """A shared library lacks a function that it has to export."""
    NOT_MADE = "not made"
    """What the target names raised an exception when it was called."""
    WRONG_VERSION = "wrong version"
    """It speaks another version of the protocol, or of the declaration."""
    DECLARATION = "declaration"
    """Its declaration cannot be read."""

    @property
    def how(self) -> How:
        """In which way a driver deviates that breaks down for this cause."""
        if self in {Cause.NO_ANSWER, Cause.UNENDED}:
            return How.HANG
        return How.CRASH if self in CRASHES else How.MALFORMED


CRASHES = frozenset(
    {
        Cause.NOT_STARTED,
        Cause.ENDED,
        Cause.KILLED,
        Cause.TOO_LARGE,
        Cause.CLOSED,
        Cause.EXCEPTION,
        Cause.NOT_IMPORTED,
        Cause.NOT_LOADED,
        Cause.MISSING_EXPORT,
        Cause.NOT_MADE,
    }
)
"""The causes that leave no answer at all; the others but a lack of time leave one that is malformed."""
