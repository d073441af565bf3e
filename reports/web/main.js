// The page: which view an address leads to, and drawing it again when something has changed.

import { element, link } from "./dom.js";
import { Engine } from "./engine.js";
import { play } from "./play.js";
import { Together } from "./together.js";

const data = (name) => JSON.parse(document.getElementById(`data-${name}`).textContent);
const NAMES = ["spec", "setting", "citations", "zoo", "applications", "results"];
const known = Object.fromEntries(NAMES.map((name) => [name, data(name)]));

/** Each view by the first word of its address, with its name in the menu. */
const VIEWS = { play: { title: "Play", show: play } };
const FIRST = "play";

/** Goes to an address; null draws again what is there. */
function go(address) {
  if (address === null || `#${address}` === location.hash) show();
  else location.hash = address;
}

function place() {
  const [name, ...rest] = location.hash.slice(1).split("/");
  return VIEWS[name] ? [name, rest.join("/")] : [FIRST, ""];
}

/** Draws the view of the address, and leaves focus and place where they were. */
function show() {
  const [name, rest] = place();
  const main = document.getElementById("main");
  const focused = document.activeElement?.id;
  main.replaceChildren(...VIEWS[name].show(decoded(rest), { ...known, go }).flat().filter(Boolean));
  main.className = name;
  document.title = `${VIEWS[name].title}: coppspec`;
  document.querySelectorAll(".top a").forEach((each) => {
    if (each.dataset.view === name) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
}

const decoded = (rest) => rest;

function menu() {
  const links = Object.entries(VIEWS).map(([name, { title }]) => link(name, title, { "data-view": name }));
  document.querySelector(".top").append(element("h1", {}, "coppspec"), element("nav", { "aria-label": "Views" }, links));
}

menu();
addEventListener("hashchange", show);
show();
globalThis.coppspec = { spec: known.spec, Engine, Together };
