// The engine: from a configuration and an intent to an answer, the next configuration, and what was met on
// the way. It names no state and no call: what it does stands in the tables, which travel as data. The rules
// by which it reads them are those of `rules` in the specification.

import { alsoLegal, isCheck } from "./any_order.js";
import { argumentsOf, holds, namesASession, profile } from "./calls.js";
import { isSo, said } from "./conditions.js";
import { firstSetting } from "./television.js";
import { done, moved, newSession } from "./vocabulary.js";
import { statesOf, words } from "./words.js";

const NONE = "no session";
const SAME = "same";
const FAILURE_BIT = 0x80000000;

export class InvalidIntent extends Error {}

/** A machine under one profile. */
export class Engine {
  constructor(spec, name, departures = {}) {
    this.words = words(spec);
    this.profile = profile(spec, departures);
    this.machine = spec.machines.find((each) => each.name === name);
    this.afterwards = this.#there(this.machine.afterwards);
    this.calls = new Map(this.machine.calls.map((call) => [call.name, this.#compiled(call)]));
    this.rows = new Map();
    this.#there(this.machine.rows).forEach((row) => this.#enter(row));
  }

  #there(entries) {
    return entries.filter((each) => holds(each, this.profile));
  }

  #compiled(call) {
    const defects = new Map(call.defects.map((each) => [each.name, each]));
    return { call, ladder: this.#there(call.ladder), defects };
  }

  #enter(row) {
    const states = statesOf(row, this.machine);
    for (const { call } of this.calls.values()) {
      if (row.call !== call.name && row.call !== call.function) continue;
      const levels = row.levels ?? (call.levels.length ? call.levels : [null]);
      for (const state of states) {
        for (const level of levels) this.rows.set(cell(call.name, state, level), row);
      }
    }
  }

  /** Where everything starts: a session for each entry of `bound`, which says its connector. */
  start(offers, bound, tvOffer) {
    const zeros = this.words.types.map(() => 0);
    const counts = this.words.types.map((type) => this.words.levels.get(type).levels.map(() => 0));
    const empty = { mode: 0, counts, wanted: zeros, shown: zeros, more: false, by_precedence: false, doubted: false, signal: ["None", 0], analog: [] };
    const begun = {
      sessions: bound.map((connector) => newSession(this.machine.states[0], connector)),
      reference_count: 0,
      connectors: offers.map((offer) => ({ offer, ...empty })),
      tv: { offer: tvOffer, ...firstSetting(this.words, tvOffer), reset: false, asleep: false, last: 0, level: 0 },
    };
    const { first } = this.machine;
    const event = { call: first, defects: [], level: null, number: 0, about: null };
    return (first ? bound : []).reduce((now, _, session) => this.step(now, { ...event, session }).configuration, begun);
  }

  /** The answer to an intent, what is so afterwards, and what was met on the way. */
  step(configuration, intent, sender = configuration) {
    const { call } = this.#checked(configuration, intent);
    const several = call.scope === "every" || call.scope === "connector";
    const reached = several
      ? this.#reachSeveral(call, configuration, intent)
      : this.#climb(configuration, intent, this.#addressed(call, configuration, intent), sender);
    const { answer } = reached;
    if (this.fails(answer.code)) answer.gives = [...answer.gives, ...this.afterwards.flatMap(({ effect }) => this.#gives(effect))];
    return { ...reached, configuration: this.settled(reached.configuration, intent) };
  }

  /** A configuration in which all is so that follows from its sessions and counts (VPCP-INV3). */
  settled(configuration, intent) {
    return this.afterwards.reduce(
      (now, { effect }) => done(effect, this.#at(now, now, null, intent)), configuration,
    );
  }

  /** The sessions on which a call can be made. */
  sessionsOf(_, configuration) {
    return configuration.sessions.map((__, index) => index);
  }

  /** The machine of a session. */
  part() {
    return this.machine;
  }

  #at(configuration, sender, session, intent) {
    const at = { words: this.words, machine: this.machine, configuration, sender, session, intent };
    return { ...at, added: () => this.#added(at) };
  }

  #addressed(call, configuration, intent) {
    if (call.scope !== "taken") return intent.session;
    const first = configuration.sessions.findIndex((each) => each.state === call.takes);
    return first < 0 ? null : first;
  }

  #climb(before, intent, session, sender) {
    const { call, ladder, defects } = this.calls.get(intent.call);
    const way = { now: before, given: [], brought: [], met: [], row: null };
    const at = (when = way.now) => this.#at(when, sender, session, intent);
    const tripping = (name) => intent.defects.filter((each) => defects.get(each).trips.includes(name));
    for (const rung of ladder) {
      const stopped = this.#take(rung, at(), way, tripping);
      if (stopped) {
        const also = alsoLegal(rung, stopped.code, ladder, this.#question(call, at(before), tripping));
        return { answer: { ...stopped, also }, configuration: way.now, met: way.met, ladder };
      }
    }
    const answer = {
      code: way.row.answer,
      gives: [...way.given, ...way.row.does.flatMap((name) => this.#gives(name))],
      entries: [...way.brought, way.row],
      session,
      says: said(call.reports, this.#at(before, sender, session, intent)),
      also: [],
    };
    way.met.push({ foot: way.row, outcome: "done" });
    return { answer, configuration: this.#apply(way.row, at), met: way.met, ladder };
  }

  /** One rung: what it does is put down in `way`; the answer, if the call stops here. */
  #take(rung, at, way, tripping) {
    const note = (outcome, more = {}) => way.met.push({ rung, outcome, ...more });
    const stop = (entry, entries) => ({ code: entry.answer, gives: [], entries, session: at.session, says: [] });
    const isThere = !rung.where || isSo(rung.where, at);
    if (isCheck(rung)) {
      const because = tripping(rung.name);
      const isTrue = this.words.conditions.has(rung.name) && isSo(rung.name, at);
      note(because.length || isTrue ? "stopped" : "passed", { because });
      return because.length || isTrue ? stop(rung, way.row ? [way.row, rung] : [rung]) : null;
    }
    if (rung.rung === "state") {
      way.row = this.#row(at);
      note(this.fails(way.row.answer) ? "stopped" : "passed", { row: way.row, state: stateOf(at) });
      return this.fails(way.row.answer) ? stop(way.row, [way.row]) : null;
    }
    note(isThere ? "done" : "left out");
    if (isThere) this.#change(rung, at, way);
    return null;
  }

  #change(rung, at, way) {
    if (rung.rung === "do") {
      way.now = done(rung.effect, at);
      way.given.push(...this.#gives(rung.effect));
    } else if (rung.rung === "move") {
      way.now = moved(at.configuration, at.session, rung.next);
    } else {
      this.#bring(rung.event, at.session, way);
    }
  }

  /** What an event makes of every session but one. */
  #bring(event, besides, way) {
    const intent = { call: event, session: null, defects: [], level: null, number: 0, about: null };
    way.now.sessions.forEach((_, session) => {
      if (session === besides) return;
      const { answer, configuration } = this.#climb(way.now, intent, session, way.now);
      way.now = configuration;
      way.brought.push(...answer.entries);
    });
  }

  #reachSeveral(call, before, intent) {
    const connector = intent.session === null ? null : before.sessions[intent.session].connector;
    const isReached = (each) => call.scope === "every" || connector === null || each.connector === connector;
    const entries = [];
    const met = [];
    let configuration = before;
    let ladder = [];
    before.sessions.forEach((each, session) => {
      if (!isReached(each)) return;
      const one = this.#climb(configuration, intent, session, configuration);
      ({ configuration, ladder } = one);
      entries.push(...one.answer.entries.filter((entry) => !entry.rung));
      met.push(...one.met.map((every) => ({ ...every, session })));
    });
    const answer = { code: null, gives: [], entries, session: null, says: [], also: [] };
    return { answer, configuration, met, ladder };
  }

  #apply(row, at) {
    let now = at().configuration;
    for (const effect of row.does) now = done(effect, { ...at(), configuration: now });
    now = moved(now, at().session, row.next);
    return row.count ? { ...now, reference_count: now.reference_count + row.count } : now;
  }

  /** What is asked of a call that was stopped, to find out what else may answer. */
  #question(call, at, tripping) {
    const isOver = at.session !== null && this.machine.ended.includes(stateOf(at));
    const isIdle = (row) => isOver && row.does.length === 0 && !row.count && row.next === SAME;
    const isTripped = (name) => tripping(name).length > 0;
    const isTrue = (name) => this.words.conditions.has(name) && isSo(name, at);
    const row = () => [this.#row(at)].filter((each) => this.fails(each.answer) || isIdle(each));
    return { call, isTripped, isTrue, row };
  }

  #gives(effect) {
    const { gives } = this.words.effects.get(effect);
    return gives === null ? [] : [gives];
  }

  /** What the row of a call adds to the reference count, if nothing else refuses the call. */
  #added(at) {
    const row = this.#row(at);
    return this.fails(row.answer) ? 0 : row.count;
  }

  #row(at) {
    const { call } = this.calls.get(at.intent.call);
    return this.rows.get(cell(call.name, stateOf(at), call.levels.length ? at.intent.level : null));
  }

  /** Whether a code is a refusal: an HRESULT with its top bit set, or another code that is not 0. */
  fails(name) {
    if (name === null) return false;
    const { kind, value } = this.words.codes.get(name);
    return kind === "HRESULT" ? value >= FAILURE_BIT : value !== 0;
  }

  #checked(configuration, intent) {
    const compiled = this.calls.get(intent.call);
    if (!compiled) throw new InvalidIntent(`${this.machine.name} has no call ${intent.call}`);
    const { call, defects } = compiled;
    const sessions = namesASession(call) ? configuration.sessions.map((_, index) => index) : [null];
    if (!sessions.includes(intent.session)) throw new InvalidIntent(`${call.name}: no such session`);
    const unknown = intent.defects.find((each) => !defects.has(each));
    if (unknown !== undefined) throw new InvalidIntent(`${call.name} has no defect ${unknown}`);
    const isAsked = ({ about, level }) => about === intent.about && level === intent.level;
    if (!argumentsOf(call).some(isAsked)) throw new InvalidIntent(`${call.name} cannot ask for that`);
    if (intent.number && call.number === null) throw new InvalidIntent(`${call.name} carries no number`);
    return compiled;
  }
}

const cell = (call, state, level) => `${call}\n${state}\n${level}`;
const stateOf = (at) => (at.session === null ? NONE : at.configuration.sessions[at.session].state);
