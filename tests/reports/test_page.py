"""The page in a browser: it opens from disk, shows what was found, and can be played with."""

import json
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coppspec.properties.matrix import Case, Fate
from coppspec.properties.traceability import ZOO
from coppspec.reports.clause_groups import group

pytestmark = [pytest.mark.browser, pytest.mark.slow]
JUDGEMENT = Path(__file__).parents[1] / "data" / "judgement.json"
Open = Callable[..., Page]
START = ("COPPOpenVideoSession", "COPPGetCertificateLength", "COPPKeyExchange", "COPPSequenceStart")
HOSTILE = "<img src=x onerror=document.title='taken'></script><script>document.title='taken'</script>"


def step(call: str, answer: str = "S_OK", clause: str = "COPP-123", **more: object) -> dict[str, Any]:
    return {"intent": {"call": call, "session": 0, **more}, "wanted": answer, "clause": clause, "met": answer}


def judgement(steps: list[dict[str, Any]] | None = None, **more: object) -> dict[str, Any]:
    """What `coppspec check` says of a driver that never compares the random number."""
    found: dict[str, Any] = {**json.loads(JUDGEMENT.read_text(encoding="utf-8")), **more}
    if steps is not None:
        found["violations"][0]["replay"]["steps"] = steps
    return found


def verified() -> dict[str, Any]:
    """What `coppspec verify` writes, in small."""
    finding: dict[str, Any] = {
        "subject": "one COPP device",
        "clauses": ["COPP-152"],
        "numbers": {},
        "detail": "1. a call",
    }
    return {
        "schema": "coppspec-results/1",
        "seed": 0,
        "profile": "default",
        "thorough": False,
        "only": "",
        "holds": False,
        "totals": {"calls": 4},
        "findings": [
            {**finding, "kind": "suite", "name": "no sequence parts", "holds": True, "numbers": {"calls": 4}},
            {**finding, "kind": "wrong driver", "name": "one that never looks is caught", "holds": False},
            {**finding, "kind": "mutants", "name": "a wrong answer", "holds": True, "numbers": {"caught": 7}},
        ],
    }


RUNS: Mapping[str, Callable[[], dict[str, Any] | None]] = {
    "no run": lambda: None,
    "a judgement": judgement,
    "a verification": verified,
}
VIEWS = (
    "summary",
    "graph/copp-device",
    "clauses",
    "clause/COPP-152",
    "choices",
    "choice/Q01",
    "violations",
    "violation/1",
    "kills",
    "suites",
    "play",
)


# It opens.


@pytest.mark.parametrize("run", RUNS)
def test_every_view_of_the_page_opens_from_disk(run: str, open_page: Open) -> None:
    shown = open_page(RUNS[run]())
    for view in VIEWS:
        shown.goto(shown.url.partition("#")[0] + f"#{view}")
        expect(shown.locator("h2").first).to_be_visible()
        expect(shown.locator("nav [aria-current=page]").first).to_be_visible()


@pytest.mark.parametrize(
    "fragment", ["#nothing", "#clause/COPP-9999", "#violation/7", "#play/call=x%40y", "#clause/%"]
)
def test_an_address_that_leads_nowhere_leads_to_a_view_all_the_same(fragment: str, open_page: Open) -> None:
    expect(open_page(judgement(), fragment).locator("h2").first).to_be_visible()


def test_the_summary_says_how_the_run_came_out(open_page: Open) -> None:
    shown = open_page(judgement())
    expect(shown.locator("h2")).to_have_text("mine")
    expect(shown.locator("p.status")).to_contain_text("violates")
    expect(shown.get_by_text("13,212 calls")).to_be_visible()
    assert shown.title() == "Summary: coppspec"


# Clauses and choices.


def test_a_clause_is_found_by_its_words_and_has_an_address_of_its_own(open_page: Open) -> None:
    shown = open_page(judgement(), "#clauses")
    shown.get_by_label("Search").fill("compares first 16 bytes")
    rows = shown.locator("tbody tr")
    expect(rows).to_have_count(1)
    expect(shown.get_by_role("main").get_by_role("status")).to_contain_text("1 of ")
    rows.get_by_role("link").click()
    assert shown.url.endswith("#clause/COPP-152")
    expect(shown.locator("main")).to_contain_text("1,619 steps")
    expect(shown.locator("main")).to_contain_text("one that never compares the random number")


def test_the_clauses_can_be_filtered_and_sorted(open_page: Open) -> None:
    shown = open_page(judgement(), "#clauses")
    rows = shown.locator("tbody tr")
    shown.get_by_label("Verdict").select_option("violates")
    expect(rows).to_have_count(1)
    shown.get_by_label("Verdict").select_option("")
    shown.get_by_role("button", name="Steps").click()
    expect(rows.first).to_contain_text("COPP-152")
    expect(shown.get_by_role("columnheader", name="Steps")).to_have_attribute("aria-sort", "descending")
    steps = [int(text.replace(",", "")) for text in rows.locator("td:nth-child(6)").all_text_contents()]
    assert steps == sorted(steps, reverse=True)


def test_how_the_clauses_are_looked_at_is_in_the_address(open_page: Open) -> None:
    shown = open_page(judgement(), "#summary")
    shown.get_by_role("link", name="1 violates: show them").click()
    assert shown.url.endswith("#clauses/verdict=violates")
    expect(shown.locator("tbody tr")).to_have_count(1)
    shown.get_by_label("Search").fill("100% & more")
    shown.reload()
    expect(shown.get_by_label("Search")).to_have_value("100% & more")
    expect(shown.get_by_label("Verdict")).to_have_value("violates")
    expect(shown.locator("tbody tr")).to_have_count(0)


def test_a_choice_says_which_reading_the_driver_follows(open_page: Open) -> None:
    shown = open_page(judgement(), "#choice/Q01")
    expect(shown.get_by_role("row", name="ignore")).to_contain_text("followed")


def test_a_choice_that_is_violated_is_named_beside_the_clauses_and_says_so_itself(open_page: Open) -> None:
    run = judgement()
    run["clauses"].append({"id": "Q22", "verdict": "violates", "steps": 9, "reason": ""})
    shown = open_page(run, "#clauses/verdict=violates")
    told = shown.get_by_role("main").get_by_role("status")
    expect(told).to_contain_text("1 of 337 clauses; choices that came out so too: Q22")
    told.get_by_role("link", name="Q22").click()
    expect(shown.locator("main .verdict").first).to_contain_text("violates")
    shown.get_by_role("link", name="all choices").click()
    expect(shown.get_by_role("row", name=re.compile("^Q22"))).to_contain_text("violates")


# Kills.


def test_a_matrix_says_which_suite_catches_what(open_page: Open) -> None:
    caught = Case("COPP device", "another answer", "a row", ("COPP-152",), Fate.CAUGHT, "control")
    shown = open_page(None, "#kills", cases=(caught, caught, caught._replace(suite="pairs")))
    tables = shown.get_by_role("table", name="COPP device: wrong tables")
    expect(tables.get_by_role("row", name="another answer").get_by_role("cell")).to_have_text(["2", "1", "3"])
    drivers = shown.get_by_role("table", name="Wrong drivers, by what they break")
    beside = [each for each in ZOO if group(each.clauses[0]).endswith("beside COPP")]
    expect(drivers.get_by_role("row", name="beside COPP").get_by_role("cell").last).to_have_text(
        str(len(beside))
    )
    expect(drivers.locator("tfoot td").last).to_have_text(str(len(ZOO)))


# Violations.


def test_a_violation_has_a_diagram_and_a_replay_to_copy(open_page: Open) -> None:
    run = judgement()
    shown = open_page(run, "#violations")
    shown.context.grant_permissions(["clipboard-read", "clipboard-write"])
    shown.get_by_role("link", name="1", exact=True).click()
    diagram = shown.locator(".diagram")
    expect(diagram).to_contain_text("4. COPPSequenceStart, session 1, another random number")
    expect(diagram).to_contain_text("✗ it answered S_OK; wanted: E_UNEXPECTED")
    shown.get_by_role("button", name="Copy the replay").click()
    expect(shown.get_by_text("copied")).to_be_visible()
    copied: str = shown.evaluate("navigator.clipboard.readText()")
    assert json.loads(copied) == run["violations"][0]["replay"]


def test_where_a_page_may_not_copy_the_replay_is_there_to_be_copied(open_page: Open) -> None:
    run = judgement()
    shown = open_page(run, "#violation/1")
    shown.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    shown.get_by_role("button", name="Copy the replay").click()
    text = shown.get_by_role("textbox", name="Copy the replay").input_value()
    assert json.loads(text) == run["violations"][0]["replay"]
    assert shown.evaluate("document.getSelection().toString()") == text


def test_a_violation_can_be_played_where_the_specification_answers_otherwise(open_page: Open) -> None:
    shown = open_page(judgement(), "#violation/1")
    shown.get_by_role("link", name="play it here").click()
    expect(shown.locator(".why")).to_contain_text("E_UNEXPECTED")
    expect(shown.locator(".why li.stopped")).to_contain_text("another random number")


def test_a_finding_of_verify_is_told_with_its_detail(open_page: Open) -> None:
    shown = open_page(verified(), "#violation/1")
    expect(shown.locator("pre")).to_have_text("1. a call")


def test_a_replay_of_ten_thousand_steps_draws_only_what_can_be_seen(open_page: Open) -> None:
    steps = [step("COPPOpenVideoSession", "E_UNEXPECTED") for _ in range(10_000)]
    shown = open_page(judgement(steps), "#violation/1")
    diagram = shown.locator(".diagram")
    expect(diagram.locator("g")).not_to_have_count(0)
    assert diagram.locator("g").count() < 60
    diagram.evaluate("each => each.scrollTo(0, each.scrollHeight)")
    expect(diagram).to_contain_text("10000. COPPOpenVideoSession")
    assert diagram.locator("g").count() < 60


# Play.


def made(shown: Page, *calls: str) -> None:
    for call in calls:
        shown.get_by_label("Session 1").get_by_role("button", name=call, exact=True).click()


def test_a_handshake_out_of_order_is_explained(open_page: Open) -> None:
    shown = open_page(None, "#play")
    made(shown, "COPPOpenVideoSession", "COPPKeyExchange")
    why = shown.locator(".why")
    expect(why.locator(".answer")).to_contain_text("COPPKeyExchange, session 1 → ✗ E_UNEXPECTED")
    expect(why.locator(".statement")).to_contain_text("COPP-142")
    expect(why.locator(".hint")).to_contain_text("COPPKeyExchange is taken in COPP_CERT_LENGTH_RETURNED")
    expect(why.locator(".hint")).to_contain_text("What is taken in COPP_OPENED: COPPGetCertificateLength")
    expect(why.locator("li.stopped")).to_contain_text(
        "the row for the state COPP_OPENED answers E_UNEXPECTED"
    )


def test_a_game_begins_under_the_readings_that_the_driver_was_held_to(open_page: Open) -> None:
    shown = open_page(judgement(), "#play")
    expect(shown.locator("#settings")).to_contain_text("padding_check = ignore")
    made(shown, "COPPOpenVideoSession")
    expect(shown.locator("#settings")).to_contain_text("padding_check = ignore")


def test_a_wrong_message_is_explained_by_the_check_that_it_trips(open_page: Open) -> None:
    shown = open_page(None, "#play")
    made(shown, *START[:3], "COPPSequenceStart, with …")
    shown.get_by_label("another random number").check()
    shown.get_by_role("button", name="Make this call").click()
    stopped = shown.locator(".why li.stopped")
    expect(stopped).to_contain_text("check of the random number, else E_UNEXPECTED COPP-152")
    expect(stopped).to_contain_text("tripped by “another random number”")
    expect(shown.locator(".state").first).to_contain_text("COPP_KEY_EXCHANGED (attempt spent)")
    made(shown, "COPPSequenceStart")
    expect(shown.locator(".why .statement")).to_contain_text("COPP-154")


def test_levels_and_counts_move_on_the_connector(open_page: Open) -> None:
    shown = open_page(None, "#play")
    made(shown, *START, "COPPCommand, set protection level, with …")
    shown.get_by_label("About").select_option("ACP")
    shown.get_by_label("Level", exact=True).select_option("2")
    shown.get_by_role("button", name="Make this call").click()
    row = shown.get_by_role("row", name=re.compile("^ACP"))
    expect(row).to_contain_text("0 → 2")
    expect(row.locator(".is-shown")).to_have_text("2\N{MULTIPLICATION SIGN}1")
    expect(shown.locator(".changes")).to_contain_text("connector 1 shown ACP: 0 → 2")


def test_the_game_is_in_the_address_and_undo_takes_back_a_call(open_page: Open) -> None:
    shown = open_page(None, "#play")
    made(shown, *START[:2])
    address = shown.url
    made(shown, "COPPKeyExchange")
    shown.get_by_role("button", name="Undo").click()
    assert shown.url == address
    expect(shown.locator(".step")).to_have_count(2)
    shown.go_back()
    expect(shown.locator(".step")).to_have_count(3)
    shown.reload()
    expect(shown.locator(".state").first).to_have_text("COPP_KEY_EXCHANGED")


def test_an_earlier_call_can_be_looked_at_again(open_page: Open) -> None:
    shown = open_page(None, "#play")
    made(shown, *START)
    shown.locator(".step").first.click()
    expect(shown.locator(".why .answer")).to_contain_text("COPPOpenVideoSession, session 1")


def test_another_machine_and_another_reading_can_be_played(open_page: Open) -> None:
    shown = open_page(None, "#play")
    shown.locator("#settings").click()
    shown.get_by_label("sequence_start_retry").select_option("retry")
    made(shown, *START[:3], "COPPSequenceStart, with …")
    shown.get_by_label("corrupted block").check()
    shown.get_by_role("button", name="Make this call").click()
    expect(shown.locator(".state").first).to_have_text("COPP_KEY_EXCHANGED")
    shown.get_by_label("Machine").select_option("copy-protection sessions")
    shown.get_by_role("button", name="VP_CP_CMD_ACTIVATE", exact=True).click()
    expect(shown.locator(".why .answer")).to_contain_text("NO_ERROR")
    shown.get_by_label("Machine").select_option("devices and copy-protection sessions")
    expect(shown.get_by_label("Session 2").locator(".state")).to_have_text("fresh")


def test_a_call_that_cannot_be_made_is_complained_of(open_page: Open) -> None:
    shown = open_page(None, "#play/call=COPPOpenVideoSession%401&call=COPPOpenVideoSession%409")
    expect(shown.get_by_role("alert")).to_contain_text("no such session")
    expect(shown.locator(".step")).to_have_count(1)


# Whoever it is for.


@pytest.mark.font
@pytest.mark.parametrize("width", [400, 800])
def test_no_view_is_broader_than_a_small_window(width: int, open_page: Open) -> None:
    run = judgement(profile={"padding_check": "ignore", "sequence_start_retry": "retry"})
    shown = open_page(run)
    shown.set_viewport_size({"width": width, "height": 800})
    for view in VIEWS:
        shown.goto(shown.url.partition("#")[0] + f"#{view}")
        expect(shown.locator("h2").first).to_be_visible()
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, view


@pytest.mark.font
def test_on_a_small_window_what_a_driver_answered_is_seen_at_once(open_page: Open) -> None:
    shown = open_page(judgement(), "#violation/1")
    shown.set_viewport_size({"width": 400, "height": 1200})
    box = shown.locator(".deviates .answer-text").bounding_box()
    assert box is not None
    assert box["x"] + 200 < 400
    shown.goto(shown.url.partition("#")[0] + "#play")
    shown.set_viewport_size({"width": 400, "height": 800})
    shown.get_by_label("Session 2").get_by_role("button", name="COPPKeyExchange", exact=True).click()
    expect(shown.locator(".why .answer")).to_be_in_viewport()


def test_what_a_driver_says_is_text_and_never_markup(open_page: Open) -> None:
    steps = [step("COPPOpenVideoSession"), {**step(HOSTILE), "met": HOSTILE}]
    run = judgement(steps, driver=HOSTILE, target=HOSTILE, log=[HOSTILE], lost=[HOSTILE], only=HOSTILE)
    run["violations"][0] |= {"met": HOSTILE, "wanted": HOSTILE, "suite": HOSTILE, "clause": HOSTILE}
    run["suites"][0]["name"] = HOSTILE
    run["clauses"][0]["reason"] = HOSTILE
    run["readings"][0] |= {"readings": [HOSTILE], "evidence": HOSTILE}
    shown = open_page(run)
    for view in VIEWS:
        shown.goto(shown.url.partition("#")[0] + f"#{view}")
        expect(shown.locator("h2").first).to_be_visible()
        assert shown.locator("img, main script").count() == 0
        assert "taken" not in shown.title()
    shown.goto(shown.url.partition("#")[0] + "#violations")
    expect(shown.locator("pre.log")).to_have_text(HOSTILE)
    shown.goto(shown.url.partition("#")[0] + "#summary")
    expect(shown.locator("h2")).to_have_text(HOSTILE)


def test_what_a_finding_says_is_text_and_never_markup(open_page: Open) -> None:
    run = verified()
    for finding in run["findings"]:
        finding |= {"subject": HOSTILE, "name": HOSTILE, "detail": HOSTILE, "clauses": [HOSTILE]}
    shown = open_page(run)
    for view in VIEWS:
        shown.goto(shown.url.partition("#")[0] + f"#{view}")
        expect(shown.locator("h2").first).to_be_visible()
        assert shown.locator("img, main script").count() == 0
    shown.goto(shown.url.partition("#")[0] + "#violation/1")
    expect(shown.locator("pre")).to_have_text(HOSTILE)


def test_the_policy_of_the_page_lets_no_other_script_run(open_page: Open, complaints: list[str]) -> None:
    shown = open_page()
    shown.evaluate("""() => {
      const script = document.createElement("script");
      script.textContent = "document.title = 'taken'";
      document.body.append(script);
    }""")
    assert shown.title() == "Summary: coppspec"
    assert "Content Security Policy" in complaints.pop()


def test_everything_is_reached_by_the_tab_key_and_begins_with_a_way_past_the_menu(open_page: Open) -> None:
    shown = open_page(None, "#play")
    shown.keyboard.press("Tab")
    expect(shown.get_by_role("link", name="Skip to the content")).to_be_focused()
    reached: list[str] = []
    for _ in range(30):
        shown.keyboard.press("Tab")
        reached.append(shown.evaluate("document.activeElement.textContent"))
    assert reached.index("Play") < reached.index("Copy the link") < reached.index("COPPOpenVideoSession")
    shown.get_by_role("button", name="COPPOpenVideoSession").first.focus()
    shown.keyboard.press("Enter")
    expect(shown.locator(".step")).to_have_count(1)
    expect(shown.get_by_role("button", name="COPPOpenVideoSession").nth(1)).to_be_visible()
    assert shown.evaluate("document.activeElement.textContent") == "COPPOpenVideoSession"


ALIKE = "tbody tr:nth-child(n + 6)"
"""The rows of a long table are made alike, so the first ones stand for all."""
RULES = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def broken_rules(shown: Page) -> list[tuple[str, list[str]]]:
    """What axe-core finds in the view that is open, with the elements that it is about."""
    expect(shown.locator("h2").first).to_be_visible()
    found = shown.evaluate(f"axe.run({{ exclude: ['{ALIKE}'] }}, {{ resultTypes: ['violations'] }})")
    return [(each["id"], [node["html"][:200] for node in each["nodes"]]) for each in found["violations"]]


@pytest.mark.few(1)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_rules_of_accessibility_find_nothing(scheme: str, open_page: Open) -> None:
    shown = open_page(judgement(), scheme=scheme)
    shown.evaluate(RULES)
    game = "&".join(f"call={call}%401" for call in (*START[:2], "COPPSequenceStart"))
    for view in (*VIEWS, f"play/{game}"):
        shown.goto(shown.url.partition("#")[0] + f"#{view}")
        assert broken_rules(shown) == []
    made(shown, "COPPCommand, set protection level, with …")
    shown.locator("#settings").click()
    assert broken_rules(shown) == []
    shown.goto(shown.url.partition("#")[0] + "#graph/copp-device")
    shown.get_by_role("button", name="State COPP_SESSION_ACTIVE").press("Enter")
    assert broken_rules(shown) == []


# What a newcomer sees first.


def test_the_page_opens_with_what_copp_is_for_whom_it_is_and_where_to_go(open_page: Open) -> None:
    shown = open_page(None, "")
    main = shown.get_by_role("main")
    expect(main).to_contain_text("an application asks a display driver to protect its video outputs")
    expect(main).to_contain_text("VIDEOPARAMETERS requests are the older way")
    expect(main).to_contain_text("for authors of display drivers")
    for name in ("Play", "Graphs", "Clauses", "Choices", "Detected faults"):
        expect(main.get_by_role("link", name=name)).to_be_visible()
    main.get_by_role("button", name="State COPP_SESSION_ACTIVE, the goal").click()
    expect(shown).to_have_url(re.compile("#graph/copp-device$"))


def test_in_a_game_of_copy_protection_sessions_activate_comes_first(open_page: Open) -> None:
    shown = open_page(None, "#play")
    shown.locator("#settings").click()
    shown.get_by_label("Machine").select_option("copy-protection sessions")
    expect(shown.locator(".board button").first).to_have_text("VP_CP_CMD_ACTIVATE")


def test_sources_are_links_to_documents_with_titles(open_page: Open) -> None:
    shown = open_page(None, "#clause/COPP-152")
    source = shown.get_by_role("link", name="COPPSequenceStart function")
    expect(source).to_have_attribute("href", re.compile("/display/coppsequencestart$"))
    expect(shown.get_by_role("main")).not_to_contain_text("SEQ code")


def test_no_word_of_the_makers_stands_for_how_a_choice_is_handled(open_page: Open) -> None:
    shown = open_page(None, "#choices")
    expect(shown.get_by_role("main")).to_contain_text("each interpretation can be checked")
    text = shown.locator("body").inner_text()
    for word in ("Kills", "Held", "a switch", "all of it"):
        assert word not in text
