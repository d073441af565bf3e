// Levels of protection: how many sessions ask for each, which one of them all is wanted, and what is shown.

import { REDISTRIBUTION, connectorOf, levelOf, replaced, sessionOf, toConnector, typeOf, withConnector, withSession } from "./words.js";

export const highest = (_, __, levels) => Math.max(0, ...levels);

/** The level that takes precedence; the redistribution bit is added if any has it (COPP-618). */
export function strongest(words, type, levels) {
  const rank = words.levels.get(type).precedence;
  const bit = levels.some((level) => level & REDISTRIBUTION) ? REDISTRIBUTION : 0;
  const plain = levels.map((level) => rank.indexOf(level & ~REDISTRIBUTION));
  return (plain.length ? rank[Math.max(...plain)] : 0) | bit;
}

function counted(counts, words, type, level, by) {
  const position = words.levels.get(words.types[type]).levels.indexOf(level);
  return replaced(counts, type, replaced(counts[type], position, counts[type][position] + by));
}

export const want = (join) =>
  toConnector(({ counts }, { words }) => ({
    by_precedence: join === strongest,
    wanted: words.types.map((type, index) => {
      const { levels } = words.levels.get(type);
      return join(words, type, levels.filter((_, position) => counts[index][position] > 0));
    }),
  }));

export function joinAtLevel0(at) {
  const { offer, counts } = connectorOf(at);
  const levels = at.words.types.map((type) => (offer.types.includes(type) ? 0 : at.words.unavailable));
  const grown = levels.reduce(
    (all, level, type) => (level === 0 ? counted(all, at.words, type, 0, 1) : all),
    counts,
  );
  return withConnector(at, { counts: grown }, withSession(at.configuration, at.session, { levels }));
}

export function moveTheLevel(at) {
  const type = typeOf(at);
  const { levels } = sessionOf(at);
  const left = counted(connectorOf(at).counts, at.words, type, levels[type], -1);
  const counts = counted(left, at.words, type, levelOf(at), 1);
  const moved = { levels: replaced(levels, type, levelOf(at)) };
  const doubted = connectorOf(at).doubted && at.intent.about !== "HDCP";
  return withConnector(at, { counts, doubted }, withSession(at.configuration, at.session, moved));
}

export function resetTheLevels(at) {
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

export function leaveTheCounts(at) {
  const counts = sessionOf(at).levels.reduce(
    (all, level, type) => (level === at.words.unavailable ? all : counted(all, at.words, type, level, -1)),
    connectorOf(at).counts,
  );
  const doubted = connectorOf(at).doubted && sessionOf(at).levels.length === 0;
  return withConnector(at, { counts, doubted }, withSession(at.configuration, at.session, { levels: [] }));
}

/** A list of levels with another one of HDCP. */
export const withHDCP = (at, levels, level) => replaced(levels, at.words.types.indexOf("HDCP"), level);
export const hdcp = (at, levels) => levels[at.words.types.indexOf("HDCP")];
