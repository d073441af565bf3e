"""Reading what a run has written: the judgement of `coppspec check`, or the results of `coppspec verify`.

A file can be of another version, cut off, or made by hand: each gets one line that says what was met. What is
in it can be anything that a driver says, so it is read as data and nothing else.
"""

from collections.abc import Mapping
from pathlib import Path
from reprlib import repr as brief
from typing import cast

from coppspec.oracle import json_document, judgement
from coppspec.oracle.json_document import NotJSON
from coppspec.properties import results

LONGEST = 1 << 24
"""Bytes of a file that are read; the largest run takes a tenth of that."""
TEXT, NUMBER, FLAG = "text", "a number", "true or false"
ANY = "anything"
KINDS: Mapping[str, tuple[type, ...]] = {TEXT: (str,), NUMBER: (int, float), FLAG: (bool,), ANY: (object,)}
Shape = str | list["Shape"] | dict[str, "Shape"]
"""A kind, a list of one shape, or fields: EACH stands for all of them, and one with OR_NOT may be missing."""
EACH, OR_NOT = "*", "?"

INTENT: Shape = {
    "call": TEXT,
    "session?": NUMBER,
    "defects?": [TEXT],
    "level?": NUMBER,
    "number?": NUMBER,
    "about?": TEXT,
}
REPLAY: Shape = {
    "table": TEXT,
    "outputs_of_sessions": [NUMBER],
    "adapter": NUMBER,
    "profile": {EACH: TEXT},
    "steps": [{"intent": INTENT, "wanted": TEXT, "clause": TEXT, "met": TEXT}],
}
JUDGEMENT: Shape = {
    "target": TEXT,
    "driver": TEXT,
    "seed": NUMBER,
    "profile": {EACH: TEXT},
    "thorough": FLAG,
    "only": TEXT,
    "status": TEXT,
    "declared": {EACH: ANY},
    "totals": {EACH: NUMBER},
    "clauses": [{"id": TEXT, "verdict": TEXT, "steps": NUMBER, "reason": TEXT}],
    "violations": [
        {
            "clause": TEXT,
            "how": TEXT,
            "wanted": TEXT,
            "met": TEXT,
            "legal": [TEXT],
            "accepted as well": [TEXT],
            "excused by": [TEXT],
            "suite": TEXT,
            "sequences": NUMBER,
            "reproduced?": {"times": NUMBER, "replays": NUMBER, "needs history": FLAG},
            "replay": REPLAY,
        }
    ],
    "unsteady?": [{"clause": TEXT, "met": TEXT, "wanted": TEXT, "suite": TEXT, "sequences": NUMBER}],
    "readings": [{"choice": TEXT, "readings": [TEXT], "evidence": TEXT}],
    "suites": [{"name": TEXT, "machine": TEXT, "sequences": NUMBER, "calls": NUMBER, "seconds": NUMBER}],
    "lost": [TEXT],
    "log": [TEXT],
}
RESULTS: Shape = {
    "seed": NUMBER,
    "profile": TEXT,
    "thorough": FLAG,
    "only": TEXT,
    "holds": FLAG,
    "conclusive?": FLAG,
    "totals": {EACH: NUMBER},
    "findings": [
        {
            "kind": TEXT,
            "subject": TEXT,
            "name": TEXT,
            "holds": FLAG,
            "clauses": [TEXT],
            "numbers": {EACH: NUMBER},
            "detail": TEXT,
        }
    ],
}
SCHEMAS: Mapping[str, Shape] = {judgement.SCHEMA: JUDGEMENT, results.SCHEMA: RESULTS}
"""By the name that a document has in its field `schema`, what a report needs of it."""


class InvalidResults(ValueError):
    """A file holds no results that can be reported; the message is one line."""


def read_results(path: Path) -> Mapping[str, object]:
    """The document in a file.

    Raises:
        InvalidResults: it holds none that can be read here; what was met, and what is wanted.
        OSError: it cannot be read.
    """
    try:
        return of_json(json_document.read(path, LONGEST))
    except (InvalidResults, NotJSON) as error:
        raise InvalidResults(f"{path} holds no results: {error}") from None


def of_json(content: object) -> Mapping[str, object]:
    """The results in a document.

    Raises:
        InvalidResults: there are none.
    """
    document = cast("dict[str, object]", content) if isinstance(content, dict) else {}
    schema = document.get("schema")
    shape = SCHEMAS.get(schema) if isinstance(schema, str) else None
    if shape is None:
        wanted = " or ".join(SCHEMAS)
        raise InvalidResults(
            f"its schema is {brief(schema)}, and {wanted} is wanted; let this coppspec run again"
        )
    _expect(document, shape, "the document")
    return document


def _expect(value: object, shape: Shape, where: str) -> None:
    """That a value has a shape, down to its last part."""
    if isinstance(shape, str):
        is_it = isinstance(value, KINDS[shape]) and (shape != NUMBER or not isinstance(value, bool))
        if not is_it:
            raise InvalidResults(f"{where} is {brief(value)}, and {shape} is wanted")
    elif isinstance(shape, list):
        for number, each in enumerate(_is(value, list, "a list", where), 1):
            _expect(each, shape[0], f"entry {number} of {where}")
    else:
        _expect_fields(cast("dict[str, object]", _is(value, dict, "an object", where)), shape, where)


def _is(value: object, kind: type, called: str, where: str) -> list[object]:
    if not isinstance(value, kind):
        raise InvalidResults(f"{where} is {brief(value)}, and {called} is wanted")
    return cast("list[object]", value)


def _expect_fields(value: Mapping[str, object], shape: Mapping[str, Shape], where: str) -> None:
    if EACH in shape:
        shape = dict.fromkeys(value, shape[EACH])
    for field, of in shape.items():
        name = field.removesuffix(OR_NOT)
        if name in value:
            _expect(value[name], of, f"{name!r} of {where}")
        elif name == field:
            raise InvalidResults(f"{where} has no {name!r}")
