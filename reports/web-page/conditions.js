// What a check can ask of the state, and what an answer says of it, each written from its meaning in the
// specification. `at` is what vocabulary.js says.

import { appliedOn } from "./levels.js";
import { showsProtection } from "./television.js";
import { AS_IT_IS, MODULUS, REDISTRIBUTION, connectorOf, levelOf, sessionOf } from "./words.js";

const UNPROTECTED = "a standard without protection";
const OFF = "WIN_VGA";
const NOT_AVAILABLE = [
  "a mode that is not available", "two modes at once", "a standard that is not available", "two standards at once",
];
const NAMES_NO_STANDARD = ["a standard without its flag", "no flag at all"];

const offerOf = (at) => connectorOf(at).offer;
const has = (at, defect) => at.intent.defects.includes(defect);
const ended = (at, session) => at.machine.ended.includes(session.state);

const otherNumber = (field) => (at) => {
  const sent = at.sender.sessions[at.session][field] + at.intent.number;
  return (sent - sessionOf(at)[field]) % MODULUS !== 0;
};

const isTooBig = (at) => offerOf(at).modes[connectorOf(at).mode].includes(at.intent.about);

/** Whether a standard is named that cannot be protected, be it the one in force. */
function isUnprotected(at) {
  const { tv } = at.configuration;
  const setting = at.words.settings.get(at.intent.about);
  const asItIs = at.intent.about === AS_IT_IS && !NAMES_NO_STANDARD.some((each) => has(at, each));
  const standard = setting ? setting.standard : asItIs ? tv.standard : null;
  const isTaken = !NOT_AVAILABLE.some((each) => has(at, each));
  return isTaken && standard === UNPROTECTED;
}

function failsToProgram(at) {
  const { tv, reference_count: count } = at.configuration;
  return has(at, "hardware that fails") && levelOf(at) > 0 && count === 0 && showsProtection(tv);
}

function isProtectedByCOPP(at) {
  const acp = at.words.types.indexOf("ACP");
  return at.configuration.connectors.some((each) => each.offer.carries_tv && each.shown[acp] > 0);
}

const namesALiveKey = (at) =>
  at.intent.session !== null && !ended(at, at.configuration.sessions[at.intent.session]);

export const CONDITIONS = {
  "status number": otherNumber("status_number"),
  "command number": otherNumber("command_number"),
  "request identifier": () => true,
  "protection type": (at) => !offerOf(at).types.includes(at.intent.about),
  "redistribution control": (at) =>
    at.intent.about === "CGMSA" && (levelOf(at) & REDISTRIBUTION) !== 0 && !offerOf(at).redistribution,
  resolution: isTooBig,
  "resolution above level 0": (at) => levelOf(at) > 0 && isTooBig(at),
  "TV protection standard": (at) => !["None", ...offerOf(at).standards].includes(at.intent.about),
  "each TV protection standard": (at) =>
    at.intent.about.split(" and ").some((each) => !["None", ...offerOf(at).standards].includes(each)),
  nonce: (at) => has(at, "the nonce of the last request") && sessionOf(at).answered,
  HDCP: (at) => !offerOf(at).types.includes("HDCP"),
  "TV output": (at) => offerOf(at).standards.length === 0,
  "COPP hardware": (at) => !offerOf(at).copp,
  DualView: (at) => !offerOf(at).dual_view,
  "control code": (at) => !at.configuration.tv.offer.served,
  "protection hardware": (at) => at.configuration.tv.offer.types.length === 0,
  "unprotectable standard": (at) => at.configuration.reference_count > 0 && isUnprotected(at),
  "unprotectable standard afterwards": (at) =>
    isUnprotected(at) && at.configuration.tv.offer.types.length > 0 && at.configuration.reference_count + at.added() > 0,
  "type that is supported": (at) => has(at, "the other type") && at.configuration.tv.offer.types.length === 1,
  "type that is reported": (at) => has(at, "the other type"),
  "no type": (at) => has(at, "no type"),
  "key of another adapter": (at) => has(at, "key of another adapter"),
  "free session": (at) => at.configuration.sessions.some((each) => !ended(at, each)),
  "level of COPP": isProtectedByCOPP,
  "live key": namesALiveKey,
  "last status number": (at) => at.configuration.sessions[at.intent.session].status_number === 0,
  "last command number": (at) => at.configuration.sessions[at.intent.session].command_number === 0,
  "output that is available": (at) => !NOT_AVAILABLE.some((each) => has(at, each)),
  "output that is on": (at) => at.configuration.tv.standard !== OFF,
  "HDCP authentication": (at) => has(at, "HDCP authentication that fails") && levelOf(at) > 0,
  hardware: failsToProgram,
};

/** Whether a condition is true; one about a session is not where there is none. */
export function isSo(name, at) {
  const isOfSession = at.words.conditions.get(name).of === "session";
  return !(isOfSession && at.session === null) && CONDITIONS[name](at);
}

/** The level on the connector, whatever put it there (COPP-606, VPCP-705): one of several, where it is open. */
function globalLevel(at) {
  const { analog } = connectorOf(at);
  const isShared = at.intent.about === "ACP" && analog.length > 0;
  const levels = isShared ? analog : appliedOn(connectorOf(at), at.words, at.intent.about);
  return levels.length > 1 ? [{ one_of: levels }] : [levels[0]];
}

export const REPORTS = {
  "what the connector is": () => [],
  "the types": (at) => offerOf(at).types,
  "the local level": (at) => [sessionOf(at).levels[at.words.types.indexOf(at.intent.about)]],
  "the global level": globalLevel,
  "the display mode": (at) => [connectorOf(at).mode],
  "the signal": (at) => sessionOf(at).signal ?? connectorOf(at).signal,
  "the TV output": (at) => [at.configuration.tv.mode, at.configuration.tv.standard],
};

/** What an answer says: the flags and what was asked for (COPP-805), or how the TV output is set. */
export function said(name, at) {
  if (name === null) return [];
  if (at.words.reports.get(name).of === "shared") return REPORTS[name](at);
  return at.session === null ? [] : [sessionOf(at).flags, ...REPORTS[name](at)];
}
