"""The clauses, choices and traps are all there, once each, and cite only one another."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable
from importlib.resources import files
from itertools import chain
from typing import Any

import pytest

from coppspec.model import registry
from coppspec.model.errors import InvalidRegistry
from coppspec.model.language import When
from coppspec.model.registry import (
    Allowed,
    Basis,
    Choice,
    Clause,
    Held,
    Reading,
    Standing,
    Trap,
    choices,
    citable,
    clauses,
    is_accepted,
    links,
    sources,
    traps,
)


def numbered(prefix: str, *spans: tuple[int, int], width: int = 3) -> list[str]:
    return [f"{prefix}{number:0{width}}" for first, last in spans for number in range(first, last + 1)]


COPP = [
    *numbered("COPP-", (1, 9), (101, 110), (120, 128), (130, 133), (140, 144), (150, 155), (160, 167)),
    *numbered("COPP-", (170, 176), (180, 186), (201, 215), (301, 317), (401, 410), (420, 426), (430, 435)),
    *numbered("COPP-", (440, 447), (450, 463), (501, 507), (601, 622)),
    *numbered("INV-", (1, 6), width=1),
    *numbered("COPP-", (701, 710), (801, 812), (901, 907), (950, 954)),
]
COPY_PROTECTION = [
    *numbered("VPCP-", (1, 7), (100, 110), (200, 209), (300, 311), (400, 403), (410, 414), (420, 422)),
    *numbered("VPCP-", (430, 434), (500, 508), (550, 560)),
    *numbered("VPCP-INV", (1, 10), width=1),
    *numbered("VPCP-", (600, 607), (650, 654), (660, 664), (700, 711), (750, 755), (760, 762)),
]
POINTS = {
    *numbered("Q", (1, 52), width=2),
    *numbered("A-", (1, 22), width=2),
    *("A-05b", "A-18b", "A-18c", "A-18d"),
    *numbered("X", (1, 11), width=2),
}
FILES = ("clauses_copp.toml", "clauses_copy_protection.toml", "choices.toml", "traps.toml")


READ = registry._read  # pyright: ignore[reportPrivateUsage]  the files that are shipped are all sound


def document(name: str) -> dict[str, Any]:
    return tomllib.loads(files("coppspec.model").joinpath(name).read_text(encoding="utf-8"))


def test_every_clause_of_both_specifications_is_there_in_their_order() -> None:
    assert list(clauses()) == COPP + COPY_PROTECTION
    assert (len(COPP), len(COPY_PROTECTION), len(clauses())) == (211, 126, 337)


def test_every_point_is_there_and_has_a_name_of_its_own() -> None:
    ids = [choice.id for choice in choices().values()]
    assert (len(ids), set(ids)) == (89, POINTS)


def test_every_trap_is_there_in_order() -> None:
    assert list(traps()) == numbered("T-", (1, 20), width=2)


@pytest.mark.parametrize(
    ("name", "table", "key"),
    [
        ("clauses_copp.toml", "clause", "id"),
        ("clauses_copy_protection.toml", "clause", "id"),
        ("choices.toml", "choice", "id"),
        ("choices.toml", "choice", "name"),
        ("traps.toml", "trap", "id"),
    ],
)
def test_no_entry_of_a_file_stands_behind_another_of_its_name(name: str, table: str, key: str) -> None:
    times = Counter(entry[key] for entry in document(name)[table])
    assert {each: number for each, number in times.items() if number > 1} == {}


def test_each_entry_is_found_under_its_own_name() -> None:
    assert [key for key, clause in clauses().items() if key != clause.id] == []
    assert [key for key, choice in choices().items() if key != choice.name] == []
    assert [key for key, trap in traps().items() if key != trap.id] == []


def test_every_clause_that_a_choice_bears_on_exists() -> None:
    cited = {choice.name: set(choice.clauses) for choice in choices().values()}
    assert {name: unknown for name, ids in cited.items() if (unknown := ids - clauses().keys())} == {}


def test_every_clause_that_a_trap_breaks_exists_and_each_breaks_one() -> None:
    cited = {trap.id: set(trap.clauses) for trap in traps().values()}
    assert {name: unknown for name, ids in cited.items() if (unknown := ids - clauses().keys())} == {}
    assert [name for name, ids in cited.items() if not ids] == []


def test_a_row_can_cite_every_clause_and_every_point_and_nothing_else() -> None:
    assert citable() == {*COPP, *COPY_PROTECTION, *POINTS}


def standings(choice: Choice) -> Counter[Allowed]:
    return Counter(reading.standing for reading in choice.readings)


def test_each_choice_recommends_exactly_one_reading() -> None:
    assert {name: standings(choice)[Allowed.RECOMMENDED] for name, choice in choices().items()} == (
        dict.fromkeys(choices(), 1)
    )


def test_no_choice_names_two_readings_alike() -> None:
    names = {name: [reading.name for reading in choice.readings] for name, choice in choices().items()}
    assert {name: readings for name, readings in names.items() if len(set(readings)) < len(readings)} == {}


BYTES_CANNOT_TELL = {"concurrency", "dead_process", "key_bits", "lparam_test", "null_input"}
"""Points whose alternatives do not show where bytes go in and bytes come out."""


def test_a_remark_has_no_alternative_to_be_told_and_a_switch_has_one_that_is_accepted() -> None:
    kinds = {name: (choice.status, standings(choice)) for name, choice in choices().items()}
    notes = {name: found for name, (status, found) in kinds.items() if status is Held.NOTE}
    without = {name: found for name, found in notes.items() if name not in BYTES_CANNOT_TELL}
    assert without == {name: Counter({Allowed.RECOMMENDED: 1}) for name in without}
    assert notes.keys() >= BYTES_CANNOT_TELL
    switches = {name: found for name, (status, found) in kinds.items() if status is Held.SWITCH}
    only_to_refute = [name for name, found in switches.items() if not found[Allowed.ACCEPTED]]
    assert only_to_refute == ["count_wording"]


def test_the_recommended_reading_is_the_one_that_stands_as_recommended() -> None:
    readings = (
        Reading("first", "The first.", Allowed.FORBIDDEN),
        Reading("second", "The second.", Allowed.RECOMMENDED),
        Reading("third", "The third.", Allowed.ACCEPTED),
    )
    choice = Choice("Q99", "point", "Which?", "Silent.", (), readings, Held.PENDING)
    assert choice.recommended == readings[1]


def test_a_clause_that_no_test_can_see_says_why_and_no_other_does() -> None:
    reasons = {name for name, clause in clauses().items() if clause.reason}
    assert reasons == {name for name, clause in clauses().items() if clause.status is Standing.NOT_TESTABLE}


def test_every_clause_rests_on_something_and_on_nothing_twice() -> None:
    bases = {name: clause.basis for name, clause in clauses().items()}
    assert [name for name, basis in bases.items() if not basis or len(set(basis)) < len(basis)] == []


def test_no_line_of_the_device_is_chosen() -> None:
    """What is chosen for the device is in the choices, each with its readings."""
    assert [name for name in COPP if Basis.CHOSEN in clauses()[name].basis] == []


def texts(entry: Clause | Choice | Trap) -> list[str]:
    match entry:
        case Clause():
            return [entry.statement, entry.source, entry.basis_note, entry.reason]
        case Choice():
            return [entry.name, entry.question, entry.evidence, *(each.text for each in entry.readings)]
        case Trap():
            return [entry.driver, entry.witness, entry.result]


def test_no_text_has_a_stray_newline_or_space() -> None:
    entries: tuple[Clause | Choice | Trap, ...] = (
        *clauses().values(),
        *choices().values(),
        *traps().values(),
    )
    untidy = {entry.id: text for entry in entries for text in texts(entry) if text != " ".join(text.split())}
    assert untidy == {}


def test_every_statement_and_question_is_there_and_ends_with_its_stop() -> None:
    said = {clause.id: clause.statement for clause in clauses().values()}
    asked = {choice.id: choice.question for choice in choices().values()}
    assert [name for name, text in (said | asked).items() if not text.endswith((".", "?"))] == []


def standing_of(**entry: str) -> Standing:
    return Standing(entry["result"])


@pytest.mark.parametrize(
    ("name", "table", "make", "message"),
    [
        ("traps.toml", "clause", dict, "model/traps.toml is no list of [[clause]] in TOML: 'clause'"),
        ("registry.py", "clause", dict, "model/registry.py is no list of [[clause]] in TOML: "),
        ("traps.toml", "trap", Reading, "model/traps.toml: trap T-01: Reading.__init__() got an unexpected "),
        ("traps.toml", "trap", standing_of, "model/traps.toml: trap T-01: 'leak: count 0, k2 on' is not "),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_entry_and_what_is_wrong(
    name: str, table: str, make: Callable[..., object], message: str
) -> None:
    with pytest.raises(InvalidRegistry, match=f"^{re.escape(message)}"):
        READ(name, table, make)


def test_an_id_that_stands_there_twice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = tomllib.loads(2 * '[[trap]]\nid = "T-01"\n')

    def loads(_: str) -> dict[str, object]:
        return twice

    monkeypatch.setattr(tomllib, "loads", loads)
    with pytest.raises(InvalidRegistry, match=r"^model/traps\.toml: trap T-01 stands there twice$"):
        READ("traps.toml", "trap", dict)


NO_SOURCE = {"COPP", "DWORD", "HDCP", "SET", "TV"}
"""Words in capitals that a source may hold although they are no document."""

ID = re.compile(r"(COPP|VPCP|INV|A|T)-\w*\d+|VPCP-INV\d+|Q\d\d")


@pytest.mark.parametrize("name", ["clauses_copp.toml", "clauses_copy_protection.toml"])
def test_every_document_that_a_source_names_is_explained_in_its_file(name: str) -> None:
    """S-Command and its like are explained together, as S-x."""
    content = document(name)
    known = content["sources"].keys() | NO_SOURCE
    words = {word for clause in content["clause"] for word in re.findall(r"[A-Z][\w-]+", clause["source"])}
    keys = {word for word in words if re.match(r"[A-Z][A-Z0-9]+$|[A-Z0-9]+-", word) and not ID.match(word)}
    assert {word for word in keys if {word, re.sub(r"-\w+$", "-x", word)}.isdisjoint(known)} == set()


@pytest.mark.parametrize("name", ["clauses_copp.toml", "clauses_copy_protection.toml"])
def test_every_line_that_a_source_follows_from_exists(name: str) -> None:
    found = [ID.finditer(clause["source"]) for clause in document(name)["clause"]]
    cited = {match.group() for match in chain.from_iterable(found)}
    assert cited
    assert cited - citable() - traps().keys() == set()


def test_the_documents_of_both_files_are_kept_apart() -> None:
    assert list(sources()) == ["COPP", "VPCP"]
    assert sources()["COPP"]["CDS"] == "COPP and ChangeDisplaySettingsEx"
    assert sources()["VPCP"]["CDS"].startswith("ChangeDisplaySettingsEx ")


def test_every_address_is_that_of_a_document_and_is_one() -> None:
    assert list(links()) == list(sources())
    for of, addresses in links().items():
        assert addresses.keys() <= sources()[of].keys()
        assert all(re.fullmatch(r"https://[a-z.]+/[\w./()=-]+", each) for each in addresses.values())


@pytest.mark.parametrize(
    ("of", "key", "address"),
    [
        ("COPP", "SEQ", "/previous-versions/windows/drivers/display/coppsequencestart"),
        ("COPP", "S-Command", "/windows-hardware/drivers/ddi/dxva/ns-dxva-_dxva_coppcommand"),
        ("VPCP", "VP-DDI", "/windows/win32/api/tvout/ns-tvout-videoparameters"),
    ],
)
def test_a_page_that_is_published_has_its_address(of: str, key: str, address: str) -> None:
    assert links()[of][key] == f"https://learn.microsoft.com{address}"


def test_an_entry_is_there_in_a_sound_driver_unless_it_depends_on_a_forbidden_reading() -> None:
    readings = {
        When(choice.name, reading.name): reading.standing
        for choice in choices().values()
        for reading in choice.readings
    }
    forbidden = {when for when, standing in readings.items() if standing is Allowed.FORBIDDEN}
    assert {when for when in readings if not is_accepted(when)} == forbidden
    assert When("count_wording", "commands") in forbidden
    assert set(readings.values()) == set(Allowed)


def test_an_entry_that_depends_on_no_choice_is_there_in_every_driver() -> None:
    assert is_accepted(None)
