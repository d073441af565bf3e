"""The state graphs in the page: to pan and zoom, and to choose a state or an arrow of."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

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


def test_every_graph_has_a_tab_and_says_what_its_lines_mean(open_page: Open) -> None:
    shown = open_page(None, "#graph")
    tabs = shown.get_by_role("navigation", name="Graphs").get_by_role("link")
    for tab in range(tabs.count()):
        tabs.nth(tab).click()
        expect(shown.locator("svg.graph .node")).not_to_have_count(0)
        expect(shown.locator("main > p.quiet")).not_to_be_empty()
    expect(shown.locator("h2")).to_contain_text("activate_zero")


def test_the_graph_is_there_as_a_list_too(open_page: Open) -> None:
    shown = open_page(None, "#graph/copp-device")
    shown.get_by_text("The graph as a list").click()
    shown.get_by_role("button", name="closed → COPP_OPENED").click()
    expect(shown.locator(".details")).to_contain_text("COPP-123")
