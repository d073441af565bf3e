// The TV output, and the level that copy-protection sessions together ask for.

import { appliedOn } from "./levels.js";
import { withSession } from "./words.js";

const PROTECTED = ["a protected standard", "another protected standard"];
export const showsProtection = (tv) => PROTECTED.includes(tv.standard) && !tv.reset && !tv.asleep;

/** The levels that the TV output may show. */
const shownOn = (tv) => (showsProtection(tv) || tv.level === 0 ? [tv.level] : [0, tv.level]);

/** None at a count of 0 (VPCP-554); a count that is stuck above it leaves the lowest level. */
function withLevel(configuration, level) {
  const inForce = configuration.reference_count > 0 ? level : 0;
  return { ...configuration, tv: { ...configuration.tv, level: inForce } };
}

export const askFor = (join) => (at) => {
  const on = at.configuration.sessions.map((each) => each.level).filter(Boolean);
  return withLevel(at.configuration, join(at.words, "ACP", on.length ? on : [1]));
};

export function askForTheLast(at) {
  const last = at.configuration.reference_count > 0 ? at.configuration.tv.last : 0;
  return withLevel({ ...at.configuration, tv: { ...at.configuration.tv, last } }, last || 1);
}

export const showBoth = (join) => (at) => {
  const beside = shownOn(at.configuration.tv);
  const joined = (connector) =>
    appliedOn(connector, at.words, "ACP").flatMap((own) => beside.map((level) => join(at.words, "ACP", [own, level])));
  const analog = (connector) => [...new Set(joined(connector))].sort((a, b) => a - b);
  const connectors = at.configuration.connectors.map((each) =>
    each.offer.carries_tv ? { ...each, analog: analog(each) } : each,
  );
  return { ...at.configuration, connectors };
};

export function takeTheDriversLevel(at) {
  const level = at.configuration.tv.offer.level_at_zero;
  const chosen = withSession(at.configuration, at.session, { level });
  return { ...chosen, tv: { ...chosen.tv, last: level } };
}

/** What the TV output is set to when the driver starts. */
export function firstSetting(words, offer) {
  const { mode, standard } = words.settings.get(offer.settings.length ? offer.at_first : "off");
  return { mode, standard };
}

export function setting(_, at) {
  const chosen = at.words.settings.get(at.intent.about);
  return chosen ? { mode: chosen.mode, standard: chosen.standard } : {};
}
