// What the names in the tables mean: conditions, effects and reports, each written from its meaning in the
// specification. Configurations are never changed; what changes is made anew.
//
// `at` is what all of them look at: the words of the specification, the machine, the configuration, the
// configuration as the sender believes it to be, the index of the session (null for none), and the intent.

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

const replaced = (list, index, value) => list.map((each, at) => (at === index ? value : each));
export const sessionOf = (at) => at.configuration.sessions[at.session];
export const connectorOf = (at) => at.configuration.connectors[sessionOf(at).connector];
const NO_LEVEL = "COPP_NoProtectionLevelAvailable";
/** The level that is asked for; 0 where it is none at all (Q17). */
export const levelOf = (at) => (at.intent.defects.includes(NO_LEVEL) ? 0 : at.intent.level ?? 0);
const typeOf = (at) => at.words.types.indexOf(at.intent.about);

/** The configuration with some fields of the session replaced. */
export function withSession(configuration, index, fields) {
  const session = { ...configuration.sessions[index], ...fields };
  return { ...configuration, sessions: replaced(configuration.sessions, index, session) };
}

function withConnector(at, fields, configuration = at.configuration) {
  const index = sessionOf(at).connector;
  const connector = { ...configuration.connectors[index], ...fields };
  return { ...configuration, connectors: replaced(configuration.connectors, index, connector) };
}

const toSession = (change) => (at) => withSession(at.configuration, at.session, change(sessionOf(at), at));
const toConnector = (change) => (at) => withConnector(at, change(connectorOf(at), at));
const toTV = (change) => (at) => {
  const tv = at.configuration.tv;
  return { ...at.configuration, tv: { ...tv, ...change(tv, at) } };
};
const nothing = (at) => at.configuration;

// Joins: one level of a type out of several.

const highest = (_, __, levels) => Math.max(0, ...levels);

/** The level that takes precedence; the redistribution bit is added if any has it (COPP-618). */
function strongest(words, type, levels) {
  const rank = words.levels.get(type).precedence;
  const bit = levels.some((level) => level & REDISTRIBUTION) ? REDISTRIBUTION : 0;
  const plain = levels.map((level) => rank.indexOf(level & ~REDISTRIBUTION));
  return (plain.length ? rank[Math.max(...plain)] : 0) | bit;
}

function counted(counts, words, type, level, by) {
  const position = words.levels.get(words.types[type]).levels.indexOf(level);
  return replaced(counts, type, replaced(counts[type], position, counts[type][position] + by));
}

const want = (join) =>
  toConnector(({ counts }, { words }) => ({
    by_precedence: join === strongest,
    wanted: words.types.map((type, index) => {
      const { levels } = words.levels.get(type);
      return join(words, type, levels.filter((_, position) => counts[index][position] > 0));
    }),
  }));

function joinAtLevel0(at) {
  const { offer, counts } = connectorOf(at);
  const levels = at.words.types.map((type) => (offer.types.includes(type) ? 0 : at.words.unavailable));
  const grown = levels.reduce(
    (all, level, type) => (level === 0 ? counted(all, at.words, type, 0, 1) : all),
    counts,
  );
  return withConnector(at, { counts: grown }, withSession(at.configuration, at.session, { levels }));
}

function moveTheLevel(at) {
  const type = typeOf(at);
  const { levels } = sessionOf(at);
  const left = counted(connectorOf(at).counts, at.words, type, levels[type], -1);
  const counts = counted(left, at.words, type, levelOf(at), 1);
  const moved = { levels: replaced(levels, type, levelOf(at)) };
  const doubted = connectorOf(at).doubted && at.intent.about !== "HDCP";
  return withConnector(at, { counts, doubted }, withSession(at.configuration, at.session, moved));
}

function resetTheLevels(at) {
  const { levels } = sessionOf(at);
  const there = levels.map((level) => level !== at.words.unavailable);
  const counts = levels.reduce(
    (all, level, type) =>
      there[type] ? counted(counted(all, at.words, type, level, -1), at.words, type, 0, 1) : all,
    connectorOf(at).counts,
  );
  const none = at.words.types.map(() => 0);
  const reset = { levels: levels.map((level, type) => (there[type] ? 0 : level)) };
  const now = withSession(at.configuration, at.session, reset);
  return withConnector(at, { counts, wanted: none, shown: none }, now);
}

/** The levels of a type that may be applied on a connector (X05, X11). */
export function appliedOn(connector, words, type) {
  const level = connector.shown[words.types.indexOf(type)];
  if (level > 0 && connector.doubted && type === "HDCP") return [0, level];
  if (!connector.more || level === 0) return [level];
  const join = connector.by_precedence ? strongest : highest;
  return words.levels.get(type).levels.filter((each) => join(words, type, [level, each]) === each);
}

function leaveTheCounts(at) {
  const counts = sessionOf(at).levels.reduce(
    (all, level, type) => (level === at.words.unavailable ? all : counted(all, at.words, type, level, -1)),
    connectorOf(at).counts,
  );
  const doubted = connectorOf(at).doubted && sessionOf(at).levels.length === 0;
  return withConnector(at, { counts, doubted }, withSession(at.configuration, at.session, { levels: [] }));
}

/** A list of levels with another one of HDCP. */
const withHDCP = (at, levels, level) => replaced(levels, at.words.types.indexOf("HDCP"), level);
const hdcp = (at, levels) => levels[at.words.types.indexOf("HDCP")];

// The TV output, and the level that copy-protection sessions together ask for.

const PROTECTED = ["a protected standard", "another protected standard"];
export const showsProtection = (tv) => PROTECTED.includes(tv.standard) && !tv.reset && !tv.asleep;

/** The levels that the TV output may show. */
const shownOn = (tv) => (showsProtection(tv) || tv.level === 0 ? [tv.level] : [0, tv.level]);

/** None at a count of 0 (VPCP-554); a count that is stuck above it leaves the lowest level. */
function withLevel(configuration, level) {
  const inForce = configuration.reference_count > 0 ? level : 0;
  return { ...configuration, tv: { ...configuration.tv, level: inForce } };
}

const askFor = (join) => (at) => {
  const on = at.configuration.sessions.map((each) => each.level).filter(Boolean);
  return withLevel(at.configuration, join(at.words, "ACP", on.length ? on : [1]));
};

function askForTheLast(at) {
  const last = at.configuration.reference_count > 0 ? at.configuration.tv.last : 0;
  return withLevel({ ...at.configuration, tv: { ...at.configuration.tv, last } }, last || 1);
}

const showBoth = (join) => (at) => {
  const beside = shownOn(at.configuration.tv);
  const joined = (connector) =>
    appliedOn(connector, at.words, "ACP").flatMap((own) => beside.map((level) => join(at.words, "ACP", [own, level])));
  const analog = (connector) => [...new Set(joined(connector))].sort((a, b) => a - b);
  const connectors = at.configuration.connectors.map((each) =>
    each.offer.carries_tv ? { ...each, analog: analog(each) } : each,
  );
  return { ...at.configuration, connectors };
};

function takeTheDriversLevel(at) {
  const level = at.configuration.tv.offer.level_at_zero;
  const chosen = withSession(at.configuration, at.session, { level });
  return { ...chosen, tv: { ...chosen.tv, last: level } };
}

/** What the TV output is set to when the driver starts. */
export function firstSetting(words, offer) {
  const { mode, standard } = words.settings.get(offer.settings.length ? offer.at_first : "off");
  return { mode, standard };
}

function setting(_, at) {
  const chosen = at.words.settings.get(at.intent.about);
  return chosen ? { mode: chosen.mode, standard: chosen.standard } : {};
}

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
