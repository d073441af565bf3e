"""The state graphs in the page: to pan and zoom, and to choose a state or an arrow of."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from coppspec.reports.drawing import Diagram, Kind, Label, Place, Way

pytestmark = [pytest.mark.browser, pytest.mark.slow]
JUDGEMENT = Path(__file__).parents[1] / "data" / "judgement.json"
Open = Callable[..., Page]


def test_an_arrow_of_the_graph_tells_its_clauses_with_verdict_and_kills(open_page: Open) -> None:
    shown = open_page(json.loads(JUDGEMENT.read_text(encoding="utf-8")), "#graph/copp-device")
    shown.locator(".edge.refusal text").first.click()
    chosen = shown.locator(".details")
    expect(chosen).to_contain_text("COPP_KEY_EXCHANGED → COPP_KEY_EXCHANGED (attempt spent)")
    expect(chosen).to_contain_text("COPPSequenceStart → E_UNEXPECTED")
    line = chosen.get_by_role("listitem").filter(has_text="COPP-152").first
    expect(line).to_contain_text("violates")
    expect(line).to_contain_text("wrong drivers caught")


def test_a_machine_that_a_run_was_not_about_shows_no_verdict(open_page: Open) -> None:
    """COPP-152 is violated in the run, and stands in the table of the renderer as well."""
    shown = open_page(json.loads(JUDGEMENT.read_text(encoding="utf-8")), "#graph/copp-device")
    expect(shown.locator(".edge.violates")).not_to_have_count(0)
    shown.goto(shown.url.partition("#")[0] + "#graph/renderer-interface")
    expect(shown.get_by_text("The run asked nothing about this machine")).to_be_visible()
    expect(shown.locator("svg.graph")).to_contain_text("COPP-152")
    expect(shown.locator(".edge.violates")).to_have_count(0)


def test_the_graph_can_be_used_from_the_keyboard(open_page: Open) -> None:
    shown = open_page(None, "#graph/copp-device")
    shown.get_by_role("button", name="State COPP_OPENED").focus()
    shown.keyboard.press("Enter")
    expect(shown.locator(".details h3")).to_have_text("COPP_OPENED")
    expect(shown.get_by_role("button", name="State COPP_OPENED")).to_be_focused()
    shown.keyboard.press("+")
    expect(shown.locator("svg.graph")).to_have_attribute("style", re.compile(r"scale\(1\.25\)"))
    shown.keyboard.press("ArrowLeft")
    shown.keyboard.press("0")
    expect(shown.locator("svg.graph")).to_have_attribute("style", re.compile(r"scale\(1\)"))


def test_the_graph_moves_with_the_mouse(open_page: Open) -> None:
    shown = open_page(None, "#graph/copp-device")
    box = shown.locator(".pane").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] - 20, box["y"] + box["height"] - 20
    shown.mouse.move(x, y)
    shown.mouse.down()
    shown.mouse.move(x - 60, y - 40, steps=4)
    shown.mouse.up()
    expect(shown.locator("svg.graph")).to_have_attribute("style", re.compile(r"translate\(-60px, -40px\)"))


def test_every_graph_can_be_chosen_and_says_what_its_lines_mean(open_page: Open) -> None:
    shown = open_page(None, "#graph")
    names: list[str] = shown.locator("#graph option").evaluate_all("each => each.map(({ value }) => value)")
    assert len(names) > 5
    for name in names:
        shown.locator("#graph").select_option(name)
        assert shown.url.endswith(f"#graph/{name}")
        expect(shown.locator("svg.graph .node")).not_to_have_count(0)
        expect(shown.locator("main > p.quiet")).not_to_be_empty()


OVERLAPS = """each => {
  const within = (a, b) => a.left < b.right - 1 && a.top < b.bottom - 1;
  const inside = (a, b) => within(a, b) && within(b, a);
  const boxes = [...each.querySelectorAll(".node rect")].map((box) => box.getBoundingClientRect());
  return [...each.querySelectorAll(".edge text")]
    .filter((text) => boxes.some((box) => inside(text.getBoundingClientRect(), box)))
    .map((text) => text.textContent);
}"""
"""The words beside the arrows of a graph that a state hides."""


@pytest.mark.font
def test_no_state_hides_what_is_said_of_an_arrow(open_page: Open) -> None:
    shown = open_page(json.loads(JUDGEMENT.read_text(encoding="utf-8")), "#graph")
    for name in shown.locator("#graph option").evaluate_all("each => each.map(({ value }) => value)"):
        shown.locator("#graph").select_option(name)
        assert shown.locator("svg.graph").evaluate(OVERLAPS) == [], name


def test_an_arrow_out_of_a_frame_is_named_by_the_states_in_it(open_page: Open) -> None:
    shown = open_page(None, "#graph/copp-device")
    arrow = shown.locator(".edge.event").first
    expect(arrow).to_have_attribute(
        "aria-label", re.compile("^From each of COPP_OPENED, .*: device lost; mode change$")
    )


def test_the_graphs_are_those_of_the_readings_that_the_driver_was_held_to(open_page: Open) -> None:
    run = json.loads(JUDGEMENT.read_text(encoding="utf-8"))
    shown = open_page({**run, "profile": {"sequence_start_retry": "retry"}}, "#graph/copp-device")
    expect(shown.locator("main")).to_contain_text("Readings: sequence_start_retry = retry")
    expect(shown.get_by_role("button", name="State COPP_KEY_EXCHANGED (attempt spent)")).to_have_count(0)
    state = shown.get_by_role("button", name="State COPP_KEY_EXCHANGED, a refusal of it is violated")
    expect(state).to_contain_text("✗COPP_KEY_EXCHANGED")
    shown.locator("#graph").select_option("copp-device-difference")
    expect(shown.get_by_role("button", name="State COPP_KEY_EXCHANGED (attempt spent)")).to_have_count(1)


def test_a_way_that_is_taken_more_often_is_broader(open_page: Open) -> None:
    way = Way("a", "b", (Label("call", "S_OK", "", ("COPP-152",)),), Kind.SUCCESS, heat=1.0)
    rare = replace(way, start="b", end="a", heat=0.25, alarm=True)
    made = Diagram(
        "drawn", "Heat: drawn", (Place("a", (), goal=False), Place("b", (), goal=True)), (way, rare), ()
    )
    shown = open_page(None, "#graph/drawn", more=(made,))
    lines = shown.locator(".edge .line")
    assert [lines.nth(at).evaluate("each => each.style.strokeWidth") for at in (0, 1)] == ["5px", "2px"]
    assert [lines.nth(at).evaluate("each => each.style.strokeDasharray") for at in (0, 1)] == ["none", "6, 4"]


def test_the_graph_is_there_as_a_list_too(open_page: Open) -> None:
    shown = open_page(None, "#graph/copp-device")
    shown.get_by_text("The graph as a list").click()
    shown.get_by_role("button", name="closed → COPP_OPENED").click()
    expect(shown.locator(".details")).to_contain_text("COPP-123")
