// Devices and copy-protection sessions side by side: two engines, and the connectors that they share.

import { holds } from "./calls.js";
import { Engine } from "./engine.js";
import { done } from "./vocabulary.js";

export class Together {
  /** The first `devices` sessions are devices, all others copy-protection sessions. */
  constructor(spec, devices, departures = {}) {
    const [one, other] = spec.together.machines;
    this.devices = devices;
    this.ofDevices = new Engine(spec, one, departures);
    this.ofKeys = new Engine(spec, other, departures);
    this.profile = this.ofDevices.profile;
    this.words = this.ofDevices.words;
    this.joint = spec.together.joint;
    this.afterwards = spec.together.afterwards.filter((each) => holds(each, this.profile));
    this.machine = { ...this.ofDevices.machine, name: spec.together.name, document: spec.together.document };
    this.calls = new Map([...this.ofKeys.calls, ...this.ofDevices.calls]);
  }

  start(offers, bound, tvOffer) {
    const both = this.ofDevices.start(offers, bound, tvOffer);
    const keys = this.ofKeys.start(offers, bound, tvOffer);
    return { ...both, sessions: this.#joined(both.sessions.slice(0, this.devices), this.#keys(keys)) };
  }

  part(session) {
    return (session < this.devices ? this.ofDevices : this.ofKeys).machine;
  }

  sessionsOf(call, configuration) {
    const isOfDevices = this.ofDevices.calls.has(call);
    const indices = configuration.sessions.map((_, index) => index);
    return indices.filter((index) => index < this.devices === isOfDevices);
  }

  fails(code) {
    return this.ofDevices.fails(code);
  }

  step(configuration, intent) {
    const isOfDevices = this.ofDevices.calls.has(intent.call);
    const reached = isOfDevices ? this.#ofDevices(configuration, intent) : this.#ofKeys(configuration, intent);
    return { ...reached, configuration: this.#settled(reached.configuration, intent) };
  }

  #ofDevices(configuration, intent) {
    const own = { ...configuration, sessions: configuration.sessions.slice(0, this.devices) };
    const one = this.ofDevices.step(own, intent);
    const sessions = this.#joined(one.configuration.sessions, this.#keys(configuration));
    const reached = { ...one, configuration: { ...one.configuration, sessions } };
    return this.#isJoint(reached.configuration, intent) ? this.#alsoOfKeys(reached, intent) : reached;
  }

  /** An event of a connector that carries the TV signal is one of its adapter too (VPCP-708). */
  #isJoint({ sessions, connectors }, { call, session }) {
    return this.joint.includes(call) && connectors[sessions[session].connector].offer.carries_tv;
  }

  #alsoOfKeys(reached, { call }) {
    const event = { call, session: null, defects: [], level: null, number: 0, about: null };
    const also = this.#ofKeys(reached.configuration, event);
    const entries = [...reached.answer.entries, ...also.answer.entries];
    return { ...also, answer: { ...reached.answer, entries }, met: [...reached.met, ...also.met] };
  }

  #ofKeys(configuration, intent) {
    const session = intent.session === null ? null : intent.session - this.devices;
    const one = this.ofKeys.step({ ...configuration, sessions: this.#keys(configuration) }, { ...intent, session });
    const about = one.answer.session === null ? null : one.answer.session + this.devices;
    const sessions = this.#joined(configuration.sessions.slice(0, this.devices), one.configuration.sessions);
    return { ...one, answer: { ...one.answer, session: about }, configuration: { ...one.configuration, sessions } };
  }

  #settled(configuration, intent) {
    const at = (now) => ({
      words: this.words, machine: this.machine, configuration: now, sender: now, session: null, intent,
    });
    return this.afterwards.reduce((now, { effect }) => done(effect, at(now)), configuration);
  }

  #keys({ sessions }) {
    return sessions.slice(this.devices);
  }

  #joined(devices, keys) {
    return [...devices, ...keys];
  }
}
