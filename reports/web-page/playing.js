// What is played: a machine under a profile, its sessions, and the calls so far. All of it is in the address,
// so that it can be shared, and so that going back in the browser takes back a call.

import { Engine, InvalidIntent } from "./engine.js";
import { packed, unpacked } from "./intents.js";
import { Together } from "./together.js";

/** In an address; more than can be chosen, for a sequence that comes from elsewhere. */
const MOST_SESSIONS = 16;

/** What stands in an address that says nothing. */
export const FIRST = { machine: "COPP device", outputs: [0, 0], adapter: 0, devices: 1, profile: {}, calls: [] };

/** What can be played: the machines, and the two that stand side by side. */
export const subjects = (spec) => [...spec.machines.map((each) => each.name), spec.together.name];

/** The address of a game. */
export function address(game) {
  const asked = new URLSearchParams({ machine: game.machine, on: game.outputs.join(" ") });
  if (game.adapter) asked.set("adapter", game.adapter);
  if (game.devices !== FIRST.devices) asked.set("devices", game.devices);
  for (const [choice, reading] of Object.entries(game.profile)) asked.append("with", `${choice}=${reading}`);
  for (const call of game.calls) asked.append("call", packed(call));
  return `play/${asked}`;
}

/** A game that nobody has begun, under the readings that a run was held to. */
export const freshGame = (profile, spec, setting) => gameAt(address({ ...FIRST, profile }).replace("play/", ""), spec, setting);

/** The game at an address; what makes no sense is taken as it is at first. */
export function gameAt(rest, spec, setting) {
  const asked = new URLSearchParams(rest);
  const outputs = (asked.get("on") ?? FIRST.outputs.join(" ")).split(" ").map(Number);
  const isOutput = (each) => Number.isInteger(each) && each >= 0 && each < setting.outputs.length;
  const within = (name, count, first) => {
    const number = Number(asked.get(name) ?? first);
    return Number.isInteger(number) && number >= 0 && number < count ? number : first;
  };
  const valid = outputs.slice(0, MOST_SESSIONS).map((each) => (isOutput(each) ? each : 0));
  return {
    machine: subjects(spec).includes(asked.get("machine")) ? asked.get("machine") : FIRST.machine,
    outputs: valid,
    adapter: within("adapter", setting.adapters.length, 0),
    devices: within("devices", valid.length + 1, FIRST.devices),
    profile: readings(asked.getAll("with"), spec),
    calls: asked.getAll("call").map(unpacked).filter(Boolean),
  };
}

function readings(given, spec) {
  const found = {};
  for (const each of given) {
    const [name, ...reading] = each.split("=");
    const choice = spec.choices.find((one) => one.name === name);
    const known = choice?.readings.find((one) => one.name === reading.join("="));
    if (known?.standing === "accepted") found[name] = known.name;
  }
  return found;
}

/** The engine of a game. */
export function engineOf({ machine, devices, profile }, spec) {
  return machine === spec.together.name
    ? new Together(spec, devices, profile)
    : new Engine(spec, machine, profile);
}

/** Where a game starts: sessions share a connector where their outputs do (COPP-903). */
export function startOf({ outputs, adapter }, engine, setting) {
  const connectorOf = (output) => setting.outputs[output].connector;
  const numbers = [...new Set(outputs.map(connectorOf))];
  const of = setting.adapters[adapter];
  const onTV = new Set(of.outputs.map(connectorOf));
  const offers = numbers.map((number) => ({
    ...setting.outputs.find((each) => each.connector === number).offer,
    carries_tv: onTV.has(number),
  }));
  return engine.start(offers, outputs.map((each) => numbers.indexOf(connectorOf(each))), of.offer);
}

/** Games that were played last, so that one more call does not play all the others again. */
let last = { key: "", steps: [] };

/** Every step of a game, and the complaint about the first call that cannot be made, if there is one. */
export function played(game, spec, setting) {
  const key = JSON.stringify({ ...game, calls: [] });
  const engine = engineOf(game, spec);
  const start = startOf(game, engine, setting);
  const steps = key === last.key ? common(last.steps, game.calls) : [];
  let complaint = null;
  for (const intent of game.calls.slice(steps.length)) {
    const before = steps.at(-1)?.after ?? start;
    try {
      const { answer, configuration, met, ladder } = engine.step(before, intent);
      steps.push({ intent, before, answer, after: configuration, met, ladder });
    } catch (error) {
      if (!(error instanceof InvalidIntent)) throw error;
      complaint = error.message;
      break;
    }
  }
  last = { key, steps };
  return { engine, start, steps, complaint, now: steps.at(-1)?.after ?? start };
}

/** The steps that two games have in common. */
function common(steps, calls) {
  const differs = steps.findIndex(({ intent }, index) => !calls[index] || packed(intent) !== packed(calls[index]));
  return steps.slice(0, differs < 0 ? steps.length : differs);
}
