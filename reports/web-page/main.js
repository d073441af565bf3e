// The page: which view an address leads to, and drawing it again when something has changed.

import { choices, clauses } from "./clauses.js";
import { CONDITIONS, REPORTS } from "./conditions.js";
import { element, link } from "./dom.js";
import { Engine } from "./engine.js";
import { graphs } from "./graph.js";
import { packed, spelt, unpacked } from "./intents.js";
import { kills } from "./kills.js";
import { knowledge } from "./knowledge.js";
import { play } from "./play.js";
import { engineOf, startOf } from "./playing.js";
import { found } from "./results.js";
import { suites } from "./suites.js";
import { summary } from "./summary.js";
import { Together } from "./together.js";
import { violations } from "./violations.js";
import { EFFECTS } from "./vocabulary.js";
import { words } from "./words.js";

const NAMES = ["spec", "setting", "citations", "zoo", "applications", "graphs", "mutants", "results"];
const data = Object.fromEntries(NAMES.map((name) => [name, JSON.parse(document.getElementById(`data-${name}`).textContent)]));
const known = { ...data, all: knowledge(data), found: found(data.results), words: words(data.spec), go, tell };

/** Each view by the first word of its address; those with a title are in the menu. */
const VIEWS = {
  summary: { title: "Summary", show: summary },
  graph: { title: "Graphs", show: graphs },
  clauses: { title: "Clauses", show: clauses },
  clause: { menu: "clauses", show: clauses },
  choices: { title: "Choices", show: choices },
  choice: { menu: "choices", show: choices },
  violations: { title: "Violations", show: violations },
  violation: { menu: "violations", show: violations },
  kills: { title: "Detected faults", show: kills },
  suites: { title: "Suites", show: suites },
  play: { title: "Play", show: play },
};
const FIRST = "summary";
/** The view that was drawn last: a new one begins at its top. */
let drawn = "";

/** Says something to whoever listens to the page instead of looking at it. */
function tell(text) {
  const told = document.getElementById("told");
  if (told.textContent !== text) told.textContent = text;
}

/** Goes to an address; null draws again what is there. */
function go(address) {
  if (address === null || `#${address}` === location.hash) show();
  else location.hash = address;
}

/** The name of the view, and what of it. */
function place() {
  const [name, ...rest] = location.hash.slice(1).split("/");
  if (!Object.hasOwn(VIEWS, name)) return [FIRST, ""];
  return [name, name === "play" || name === "clauses" ? rest.join("/") : plain(rest.join("/"))];
}

function plain(rest) {
  try {
    return decodeURIComponent(rest);
  } catch {
    return "";
  }
}

/** Draws the view of the address, and leaves focus and place where they were, as far as they are still there. */
function show() {
  const [name, rest] = place();
  const main = document.getElementById("main");
  const focused = document.activeElement?.id;
  main.replaceChildren(...VIEWS[name].show(rest, known).flat(Infinity).filter(Boolean));
  main.className = name;
  const menu = VIEWS[name].menu ?? name;
  document.title = `${[VIEWS[menu].title, name === menu ? "" : rest].filter(Boolean).join(" ")}: coppspec`;
  mark(menu);
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  const where = name === "play" ? name : `${name}/${rest}`;
  if (where !== drawn) scrollTo(0, 0);
  drawn = where;
}

/** Says in the menu where the reader is. */
function mark(menu) {
  for (const each of document.querySelectorAll(".top nav a")) {
    if (each.dataset.view === menu) each.setAttribute("aria-current", "page");
    else each.removeAttribute("aria-current");
  }
}

function menu() {
  const titled = Object.entries(VIEWS).filter(([, { title }]) => title);
  const count = (name) => (name === "violations" && known.found.violations.length ? ` (${known.found.violations.length})` : "");
  const links = titled.map(([name, { title }]) => link(name, `${title}${count(name)}`, { "data-view": name }));
  document.querySelector(".top").append(element("h1", {}, "coppspec"), element("nav", { "aria-label": "Views" }, links));
}

menu();
addEventListener("hashchange", show);
show();
// For whoever opens the console.
globalThis.coppspec = {
  spec: data.spec, Engine, Together, EFFECTS, CONDITIONS, REPORTS, packed, unpacked,
  spelt: (intent) => spelt(intent, known.words),
  start: (game) => startOf(game, engineOf(game, data.spec), data.setting),
};
