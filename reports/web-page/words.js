// The words of the specification, and the parts of a configuration: what every meaning is told with.
// Configurations are never changed; what changes is made anew.
//
// `at` is what all of them look at: the words of the specification, the machine, the configuration, the
// configuration as the sender believes it to be, the index of the session (null for none), the intent, and
// `added`, which tells what the row of the call adds to the reference count.

/** Sequence numbers have 32 bits. */
export const MODULUS = 2 ** 32;
/** The bit that can be added to a level of CGMS-A (COPP-602). */
export const REDISTRIBUTION = 8;
/** A request that sets the TV output to what it is. */
export const AS_IT_IS = "as it is";

/** The lists that meanings refer to, and the numbers behind names. */
export function words(spec) {
  const named = (list) => new Map(list.map((each) => [each.name, each]));
  const flags = named(spec.enumerations).get("StatusFlags").members;
  return {
    types: spec.types.map((each) => each.name),
    levels: named(spec.types),
    settings: named(spec.tv_settings),
    codes: named(spec.codes),
    flags: new Map(flags.map((each) => [each.name, each.value])),
    unavailable: named(spec.constants).get("COPP_NoProtectionLevelAvailable").value,
    conditions: named(spec.conditions),
    effects: named(spec.effects),
    reports: named(spec.reports),
  };
}

/** The states that a row is about: one, several, or all but some. */
export function statesOf({ states }, machine) {
  if (typeof states === "string") return [states];
  if (Array.isArray(states)) return states;
  return machine.states.filter((each) => !states.all_but.includes(each));
}

/** The readings of a profile that are not the recommended ones. */
export const readingsOf = (profile) => Object.entries(profile).map(([name, reading]) => `${name} = ${reading}`).join("; ") || "default";

export const replaced = (list, index, value) => list.map((each, at) => (at === index ? value : each));
export const sessionOf = (at) => at.configuration.sessions[at.session];
export const connectorOf = (at) => at.configuration.connectors[sessionOf(at).connector];
const NO_LEVEL = "COPP_NoProtectionLevelAvailable";
/** The level that is asked for; 0 where it is none at all (Q17). */
export const levelOf = (at) => (at.intent.defects.includes(NO_LEVEL) ? 0 : at.intent.level ?? 0);
export const typeOf = (at) => at.words.types.indexOf(at.intent.about);

/** The configuration with some fields of the session replaced. */
export function withSession(configuration, index, fields) {
  const session = { ...configuration.sessions[index], ...fields };
  return { ...configuration, sessions: replaced(configuration.sessions, index, session) };
}

export function withConnector(at, fields, configuration = at.configuration) {
  const index = sessionOf(at).connector;
  const connector = { ...configuration.connectors[index], ...fields };
  return { ...configuration, connectors: replaced(configuration.connectors, index, connector) };
}

export const toSession = (change) => (at) => withSession(at.configuration, at.session, change(sessionOf(at), at));
export const toConnector = (change) => (at) => withConnector(at, change(connectorOf(at), at));
export const toTV = (change) => (at) => {
  const tv = at.configuration.tv;
  return { ...at.configuration, tv: { ...tv, ...change(tv, at) } };
};
