// Play: make calls, right or wrong, and read what the specification answers, and why.

import { board } from "./board.js";
import { composer } from "./composer.js";
import { copyButton, element, link } from "./dom.js";
import { answered, explained } from "./explained.js";
import { spelt } from "./intents.js";
import { FIRST, address, freshGame, gameAt, played, subjects } from "./playing.js";
import { virtualList } from "./virtual.js";
import { readingsOf } from "./words.js";

const ROW = 34;
const COUNTS = [1, 2, 3, 4];
/** What is open and selected: it is no part of the game. */
const view = { open: new Set(), selected: null, composing: null };

/** The view of the game at an address. */
export function play(rest, { spec, setting, found, go, tell }) {
  const game = rest ? gameAt(rest, spec, setting) : freshGame(found.profile, spec, setting);
  const run = played(game, spec, setting);
  tell(inShort(run));
  const change = (fields) => go(address({ ...game, ...fields }));
  const actions = {
    make(intent) {
      view.selected = null;
      view.composing = null;
      change({ calls: [...game.calls, intent] });
    },
    compose(call, session) {
      view.composing = { name: call.name, session };
      go(null);
      document.querySelector(".composer :is(label:not([hidden]) select, input)")?.focus();
    },
    isOpen: (name) => view.open.has(name),
    opened: (name, isOpen) => (isOpen ? view.open.add(name) : view.open.delete(name)),
  };
  return [
    element("h2", {}, "Play"),
    element("p", { class: "lead" }, "Make calls, in order or out of it, right or with something wrong, and read what the specification answers and why. The whole game is in the address of this page."),
    settings(game, spec, setting, change),
    run.complaint ? element("p", { class: "complaint", role: "alert" }, `The address goes on with a call that cannot be made: ${run.complaint}.`) : null,
    tools(game, run, change),
    element("div", { class: "table-top" },
      element("div", { class: "left" }, form(run, actions, go), board(game, run, actions)),
      element("div", { class: "right" }, sequence(run, go), why(run, spec))),
  ];
}

/** The answer to the call that is looked at, for whoever listens. */
function inShort(run) {
  const step = run.steps[selectedOf(run)];
  if (!step) return "";
  const clause = step.answer.entries.at(-1)?.clause ?? "";
  return `Call ${selectedOf(run) + 1}, ${spelt(step.intent, run.engine.words)}: ${step.answer.code ?? "an event"}, ${clause}`;
}

function tools(game, run, change) {
  const none = run.steps.length === 0;
  const undo = () => change({ calls: run.steps.slice(0, -1).map((each) => each.intent) });
  const text = () => run.steps.map((each, at) => `${at + 1}. ${spelt(each.intent, run.engine.words)} -> ${each.answer.code ?? "(event)"}`).join("\n");
  return element("p", { class: "tools" },
    element("button", { type: "button", id: "undo", disabled: none, on: { click: undo } }, "Undo"), " ",
    element("button", { type: "button", id: "restart", disabled: none, on: { click: () => change({ calls: [] }) } }, "Start again"), " ",
    copyButton("Copy the link", () => location.href), " ",
    copyButton("Copy the sequence", text), " ",
    link(address({ ...FIRST, calls: WRONG_HANDSHAKE }), "a handshake gone wrong"));
}

const call = (name, defects = []) => ({ call: name, session: 0, defects, level: null, number: 0, about: null });
/** Something to begin with: the random number is wrong, and the one attempt is spent. */
const WRONG_HANDSHAKE = [
  call("COPPOpenVideoSession"), call("COPPGetCertificateLength"), call("COPPKeyExchange"),
  call("COPPSequenceStart", ["another random number"]), call("COPPSequenceStart"),
];

function settings(game, spec, setting, change) {
  const machines = choose("Machine", subjects(spec), game.machine, (machine) => change({ machine, calls: [], profile: {}, ...fitting(machine, game, spec) }));
  const sessions = choose("Sessions", COUNTS, game.outputs.length, (count) => change({ outputs: resized(game.outputs, Number(count)), calls: [] }));
  const outputs = game.outputs.map((output, index) =>
    choose(`Output of session ${index + 1}`, setting.outputs.map((_, at) => at), output, (chosen) => change({ outputs: game.outputs.with(index, Number(chosen)), calls: [] }),
      (at) => `${at}: ${setting.outputs[at].offer.types.join(", ") || "no protection"}`));
  const isTogether = game.machine === spec.together.name;
  const devices = isTogether ? choose("of them devices", game.outputs.map((_, at) => at).slice(1), game.devices, (count) => change({ devices: Number(count), calls: [] })) : null;
  return element("details", { class: "card settings", open: view.open.has("settings"), on: { toggle: (event) => (event.target.open ? view.open.add("settings") : view.open.delete("settings")) } },
    element("summary", { id: "settings" }, `${game.machine}, ${game.outputs.length} session${game.outputs.length > 1 ? "s" : ""}`, element("span", { class: "quiet" }, ` profile: ${readingsOf(game.profile)}`)),
    element("div", { class: "fields" }, machines, sessions, devices, outputs),
    readings(game, spec, setting, change));
}

const resized = (outputs, count) => Array.from({ length: count }, (_, index) => outputs[index] ?? 0);
const fitting = (machine, game, spec) => (machine === spec.together.name ? { outputs: resized(game.outputs, Math.max(2, game.outputs.length)), devices: 1 } : {});

/** A chooser for each choice that makes a difference to the machine. */
function readings(game, spec, setting, change) {
  const machines = game.machine === spec.together.name ? spec.together.machines : [game.machine];
  const names = new Set(machines.flatMap((each) => setting.switches[each]));
  const allowedOf = (choice) => choice.readings.filter((each) => each.standing !== "forbidden");
  const open = spec.choices.filter((each) => names.has(each.name) && allowedOf(each).length > 1);
  const fields = open.map((choice) => {
    const allowed = allowedOf(choice);
    const recommended = allowed.find((each) => each.standing === "recommended").name;
    const taken = (reading) => {
      const { [choice.name]: _, ...others } = game.profile;
      change({ profile: reading === recommended ? others : { ...others, [choice.name]: reading } });
    };
    return choose(choice.name, allowed.map((each) => each.name), game.profile[choice.name] ?? recommended, taken);
  });
  return element("fieldset", {}, element("legend", {}, "How silent points are read"), element("div", { class: "fields" }, fields));
}

function choose(text, values, chosen, take, named = String) {
  const options = values.map((each) => element("option", { value: String(each), selected: String(each) === String(chosen) }, named(each)));
  return element("label", {}, `${text} `, element("select", { id: `choose-${text}`, on: { change: (event) => take(event.target.value) } }, options));
}

function form(run, actions, go) {
  if (!view.composing) return null;
  const { name, session } = view.composing;
  const found = run.engine.calls.get(name);
  if (!found || (session !== null && !run.now.sessions[session])) return null;
  const leave = () => {
    view.composing = null;
    go(null);
  };
  return composer(found.call, session, { make: actions.make, leave });
}

const selectedOf = (run) => Math.min(view.selected ?? run.steps.length - 1, run.steps.length - 1);

function why(run, spec) {
  const step = run.steps[selectedOf(run)];
  return element("section", { class: "card why", "aria-label": "The answer, and why" },
    element("h3", {}, step ? `Call ${selectedOf(run) + 1}: the answer, and why` : "The answer, and why"),
    step ? explained(step, run.engine, spec) : element("p", { class: "quiet" }, "Make a call: press one of the buttons."));
}

/** All calls so far; the one that is selected is explained. */
function sequence(run, go) {
  const draw = (first, end) => element("ol", { class: "rows", start: first + 1 }, run.steps.slice(first, end).map((step, at) => line(step, first + at, run, go)));
  const drawn = virtualList({ count: run.steps.length, height: ROW, label: "The calls so far", draw, className: "sequence" });
  requestAnimationFrame(() => drawn.reveal(selectedOf(run)));
  return element("section", { class: "card" }, element("h3", {}, `The calls so far: ${run.steps.length}`), drawn.list);
}

function line(step, index, run, go) {
  const isSelected = index === selectedOf(run);
  const select = () => {
    view.selected = index;
    go(null);
  };
  return element("li", { value: index + 1, "aria-setsize": run.steps.length, "aria-posinset": index + 1 },
    element("button", { type: "button", id: `step-${index}`, class: "step", "aria-current": isSelected ? "step" : null, on: { click: select } },
      element("span", { class: "number" }, `${index + 1}.`), element("span", { class: "what" }, spelt(step.intent, run.engine.words)), answered(step, run.engine)));
}
