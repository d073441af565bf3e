"""The specification as a file: clauses, choices, tables, vocabularies, layouts and codes, for any language.

The file says of itself what it is: its format, the version of that, and a digest, which names this
very table. A suite that was made from a table names the table by its digest.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from coppspec.model.conditions import CONDITIONS, SHARED_CONDITIONS
from coppspec.model.copy_protection import COPY_PROTECTION_SESSIONS
from coppspec.model.device import DEVICE
from coppspec.model.effects import EFFECTS
from coppspec.model.registry import Choice, Clause, choices, clauses, links, sources, traps
from coppspec.model.status import REPORTS, TV_REPORTS
from coppspec.properties import specified_values
from coppspec.properties.reading_rules import RULES
from coppspec.properties.specified_tables import Plain, side_by_side, table
from coppspec.properties.subjects import MACHINES

FORMAT = "coppspec specification"
VERSION = 1
"""It grows when what is in the file is called or meant otherwise; new entries do not count."""
SCHEMA = "spec.schema.json"
"""The file beside this module that says how such a file must be made (JSON Schema, draft 2020-12)."""
DIGEST = "digest"


@cache
def specification() -> Plain:
    """All of it, in the order of the documents, with its digest."""
    whole = {"$schema": SCHEMA, "format": FORMAT, "version": VERSION, DIGEST: "", **dict(_sections())}
    return {**whole, DIGEST: digest_of(whole)}


def digest() -> str:
    """The name of this version of the table: a SHA-256 in hexadecimal digits."""
    return str(specification()[DIGEST])


def digest_of(specification: Mapping[str, object]) -> str:
    """The SHA-256 of the canonical text of everything but the digest.

    The canonical text is that of RFC 8785, in UTF-8: the keys of each object sorted, no white space. There
    are no fractions in the file, and its numbers are below 2^53, so Python's own writer makes it.
    """
    rest = {name: value for name, value in specification.items() if name != DIGEST}
    canonical = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def as_text() -> str:
    """The file: JSON in ASCII, lines ended by a line feed, the same bytes on every machine."""
    return json.dumps(specification(), indent=1, ensure_ascii=True) + "\n"


def schema_as_text() -> str:
    """The schema of the file."""
    return files("coppspec.properties").joinpath(SCHEMA).read_text(encoding="utf-8")


def _sections() -> Iterator[tuple[str, object]]:
    yield "rules", [rule._asdict() for rule in RULES]
    yield (
        "sources",
        [
            {"of": of, "key": key, "document": title, "link": links()[of].get(key, "")}
            for of, documents in sources().items()
            for key, title in documents.items()
        ],
    )
    yield "clauses", [_clause(each) for each in clauses().values()]
    yield "choices", [_choice(each) for each in choices().values()]
    yield (
        "traps",
        [
            {
                "id": each.id,
                "driver": each.driver,
                "witness": each.witness,
                "result": each.result,
                "clauses": list(each.clauses),
            }
            for each in traps().values()
        ],
    )
    yield "codes", list(specified_values.result_codes())
    yield "constants", list(specified_values.constants_by_name())
    yield "enumerations", list(specified_values.enumerations())
    yield "types", list(specified_values.protection_types())
    yield "tv_settings", list(specified_values.tv_settings())
    yield "kinds", list(specified_values.kinds())
    yield "layouts", list(specified_values.structures())
    yield "records", list(specified_values.records())
    yield "conditions", list(_conditions())
    yield "effects", list(_effects())
    yield "reports", list(_reports())
    yield "machines", [table(each) for each in MACHINES]
    yield "together", side_by_side(DEVICE, COPY_PROTECTION_SESSIONS)


def _clause(clause: Clause) -> Plain:
    return {
        "id": clause.id,
        "statement": clause.statement,
        "basis": [each.value for each in clause.basis],
        "basis_note": clause.basis_note,
        "source": clause.source,
        "status": clause.status.value,
        "reason": clause.reason,
    }


def _choice(choice: Choice) -> Plain:
    return {
        "id": choice.id,
        "name": choice.name,
        "question": choice.question,
        "evidence": choice.evidence,
        "clauses": list(choice.clauses),
        "status": choice.status.value,
        "readings": [
            {
                "name": each.name,
                "text": each.text,
                "standing": each.standing.value,
                "unseen": each.unseen,
                "shown_as": each.shown_as,
            }
            for each in choice.readings
        ],
    }


def _conditions() -> Iterator[Plain]:
    """Those of a session, then those of what is shared; no two have one name."""
    for of, vocabulary in (("session", CONDITIONS), ("shared", SHARED_CONDITIONS)):
        for name, each in vocabulary.items():
            yield {"name": name, "of": of, "meaning": each.meaning, "clause": each.clause}


def _effects() -> Iterator[Plain]:
    for name, each in EFFECTS.items():
        of = "session" if each.shared is None else "shared"
        yield {"name": name, "of": of, "meaning": each.meaning, "clause": each.clause, "gives": each.gives}


def _reports() -> Iterator[Plain]:
    for of, vocabulary in (("session", REPORTS), ("shared", TV_REPORTS)):
        for name, each in vocabulary.items():
            yield {"name": name, "of": of, "meaning": each.meaning, "clause": each.clause}
