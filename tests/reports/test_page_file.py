"""The file that the page is: the same bytes for the same results, and nothing in them that is markup."""

import json
import re

from coppspec.model.profile import Profile
from coppspec.model.registry import choices, clauses
from coppspec.properties.matrix import Case, Fate
from coppspec.properties.specification import digest
from coppspec.reports.page import MODULES, embedded, linked, page
from coppspec.reports.page_data import kills, page_data

DATA = re.compile(r'<script type="application/json" id="data-(\w+)">(.*?)</script>', re.DOTALL)


def test_the_same_results_give_the_same_bytes_and_less_than_three_megabytes() -> None:
    log = [f"line {number}" for number in range(1000)]
    assert page({"log": log}) == page({"log": log})
    assert len(page({"log": log}).encode()) < 1_000_000


def test_the_data_of_the_page_is_read_back_as_it_was() -> None:
    hostile = {"driver": "</script><script>alert(1)</script>", "log": ["<!--", "\u2028", "\ud800", "&lt;"]}
    found = {name: json.loads(text) for name, text in DATA.findall(page(hostile))}
    assert found["results"] == hostile
    assert found["spec"]["digest"] == digest()
    assert found.keys() == {*page_data(), "graphs", "mutants", "results"}
    assert "<" not in embedded(hostile)


def test_the_page_names_each_clause_and_choice_with_what_rests_on_it() -> None:
    text = page()
    assert all(each in text for each in (*clauses(), *(choice.id for choice in choices().values())))


def test_mutants_are_counted_by_kind_and_by_clause_and_survivors_are_named() -> None:
    caught = Case("COPP device", "another answer", "a row", ("COPP-152",), Fate.CAUGHT, "control")
    cases = (caught, caught, caught._replace(fate=Fate.SURVIVES, suite=""))
    found = kills(cases)
    assert found == {
        "kinds": [
            {
                "table": "COPP device",
                "kind": "another answer",
                "first": {"control": 2},
                "caught": 2,
                "equal": 0,
                "survives": 1,
            }
        ],
        "clauses": {"COPP-152": {"caught": 2, "equal": 0, "survives": 1}},
        "survivors": [{"fault": "COPP device: another answer: a row", "reason": ""}],
    }
    assert embedded(found) in page(cases=cases)


def test_the_graphs_have_the_readings_that_are_asked_for_else_those_of_the_run() -> None:
    retry = {"sequence_start_retry": "retry"}
    assert graph_of(page(profile=Profile(**retry))) == "sequence_start_retry = retry"
    assert graph_of(page({"profile": retry})) == "sequence_start_retry = retry"
    assert (
        graph_of(page({"profile": retry}, profile=Profile(padding_check="ignore")))
        == "padding_check = ignore"
    )
    assert graph_of(page({"profile": "default"})) == "default"
    assert graph_of(page({"profile": {"a reading of another version": 5}})) == "default"


def graph_of(text: str) -> str:
    """The readings of the first graph of a page."""
    (first, *_) = json.loads(dict(DATA.findall(text))["graphs"])
    readings: str = first["profile"]
    return readings


def test_the_page_is_made_of_its_own_parts_alone() -> None:
    text = DATA.sub("", page())
    assert text.count("<script") == text.count("</script>") == 1
    assert not re.search(r"""(?:src|href)=["'](?!#)""", text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text)


def test_every_module_of_the_script_comes_after_those_that_it_needs() -> None:
    there: list[str] = []
    for line in linked().splitlines():
        if used := re.search(r"^const \{.*\} = modules\.(\w+);$", line):
            assert used[1] in there[:-1]
        elif entered := re.match(r"modules\.(\w+) = ", line):
            there.append(entered[1])
    assert there == [module.removesuffix(".js") for module in MODULES]
    assert not re.search(r"^(?:import|export)\b", linked(), re.MULTILINE)


def test_the_modules_of_the_script_stay_small() -> None:
    inside = re.split(r"^modules\.\w+ = .*\n", linked(), flags=re.MULTILINE)[1:]
    assert len(inside) == len(MODULES)
    assert max(text.count("\n") for text in inside) <= 250
