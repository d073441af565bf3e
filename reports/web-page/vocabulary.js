// What the effects in the tables do, each written from its meaning in the specification.

import { highest, hdcp, joinAtLevel0, leaveTheCounts, moveTheLevel, resetTheLevels, strongest, want, withHDCP } from "./levels.js";
import { askFor, askForTheLast, firstSetting, setting, showBoth, takeTheDriversLevel } from "./television.js";
import { MODULUS, levelOf, toConnector, toSession, toTV, withSession } from "./words.js";

const nothing = (at) => at.configuration;
const flag = (name) => toSession(({ flags }, at) => ({ flags: (flags | at.words.flags.get(name)) >>> 0 }));
const next = (number) => (number + 1) % MODULUS;

/** The position of what a mode change names, among what it can name. */
function modeNamed(_, at) {
  const call = at.machine.calls.find((each) => each.name === at.intent.call);
  return { mode: call.about.findIndex((each) => each.name === at.intent.about) };
}

const forgotten = ({ state, connector }) => ({
  state, level: 0, status_number: 0, command_number: 0, levels: [], flags: 0, connector,
  signal: null, answered: false,
});

/** Effects that change something; all others only hand something out. */
export const EFFECTS = {
  "advance the status number": toSession((each) => ({ status_number: next(each.status_number) })),
  "advance the command number": toSession((each) => ({ command_number: next(each.command_number) })),
  "remember the nonce": toSession(() => ({ answered: true })),
  "forget the session": toSession(forgotten),
  "join at level 0": joinAtLevel0,
  "move the level": moveTheLevel,
  "leave the counts": leaveTheCounts,
  "want the highest level": want(highest),
  "want the strongest level": want(strongest),
  "leave HDCP on": toConnector(({ wanted, shown }, at) => ({
    wanted: withHDCP(at, wanted, Math.max(hdcp(at, wanted), hdcp(at, shown))),
  })),
  "apply what is wanted": toConnector(({ wanted }) => ({ shown: wanted })),
  "apply all but new HDCP": toConnector(({ wanted, shown }, at) => ({
    shown: withHDCP(at, wanted, Math.min(hdcp(at, wanted), hdcp(at, shown))),
  })),
  "take the signal": toConnector((_, at) => ({ signal: [at.intent.about ?? "None", levelOf(at)] })),
  "take a signal of its own": toSession((_, at) => ({ signal: [at.intent.about ?? "None", levelOf(at)] })),
  "allow more than is wanted": toConnector(() => ({ more: true })),
  "reset the levels": resetTheLevels,
  "doubt HDCP": toConnector(() => ({ doubted: true })),
  "take the mode": toConnector(modeNamed),
  "flag LinkLost": flag("COPP_LinkLost"),
  "flag RenegotiationRequired": flag("COPP_RenegotiationRequired"),
  "report the events": toSession(() => ({ flags: 0 })),
  "forget the events": toSession(() => ({ flags: 0 })),
  "take the level": toSession((_, at) => ({ level: levelOf(at) })),
  "take the driver's level": takeTheDriversLevel,
  "drop the level": toSession(() => ({ level: 0 })),
  "ask for the highest level": askFor(highest),
  "ask for the strongest level": askFor(strongest),
  "ask for the last level": askForTheLast,
  "remember the level": toTV(({ last }, at) => ({ last: levelOf(at) || last })),
  "switch the output": toTV(setting),
  "go into the boot mode": toTV(() => ({ reset: true })),
  "leave the boot mode": toTV(() => ({ reset: false })),
  "fall asleep": toTV(() => ({ asleep: true })),
  "wake up": toTV(() => ({ asleep: false })),
  "work again": toTV(() => ({ reset: false, asleep: false })),
  "start again": toTV(({ offer }, at) => firstSetting(at.words, offer)),
  "show the highest of both": showBoth(highest),
  "show the strongest of both": showBoth(strongest),
};

/** What an effect makes of a configuration; one on a session does nothing where there is none. */
export function done(name, at) {
  const isOfSession = at.words.effects.get(name).of === "session";
  return isOfSession && at.session === null ? at.configuration : (EFFECTS[name] ?? nothing)(at);
}

/** With one session in another state; "same" is the state that it is in. */
export function moved(configuration, session, state) {
  return state === "same" || session === null ? configuration : withSession(configuration, session, { state });
}

/** A session before its first call. */
export function newSession(state, connector) {
  return { state, level: 0, status_number: 0, command_number: 0, levels: [], flags: 0, connector, signal: null, answered: false };
}
