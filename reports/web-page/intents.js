// Intents: a call as it is meant, in the words of the documents, and as a part of an address.

import { argumentsOf, namesASession } from "./calls.js";
import { AS_IT_IS } from "./words.js";

/** The call as it should be, with the first thing that it can be about. */
export function flawless(call, session) {
  const [first] = argumentsOf(call);
  return { call: call.name, session: namesASession(call) ? session : null, defects: [], number: 0, ...first };
}

/** The call in the words of the documents, letter for letter as everywhere else. */
export function spelt(intent, words) {
  const parts = [intent.call];
  if (intent.session !== null) parts.push(`session ${intent.session + 1}`);
  const { about, level } = intent;
  const isLevel = about === null || about === AS_IT_IS || words.levels.has(about) || words.settings.has(about);
  const said = level === null ? "" : `${isLevel ? "level" : "aspect ratio"} ${level}`;
  if (said && !isLevel) parts.push(`standard ${about}, ${said}`);
  else if (about !== null || said) parts.push([about, said].filter(Boolean).join(" "));
  if (intent.number) parts.push(`sequence number ${intent.number > 0 ? "+" : ""}${intent.number}`);
  return [...parts, ...intent.defects].join(", ");
}

// In an address: name@session~about=level+number!defect!defect. None of these signs is in a name.

const PART = /^([^@~=+!]+)(?:@(\d+))?(?:~([^@~=+!]+))?(?:=(\d+))?(?:\+(-?\d+))?((?:![^@~=+!]+)*)$/;

export function packed({ call, session, about, level, number, defects }) {
  return [
    call,
    session === null ? "" : `@${session + 1}`,
    about === null ? "" : `~${about}`,
    level === null ? "" : `=${level}`,
    number ? `+${number}` : "",
    ...defects.map((each) => `!${each}`),
  ].join("");
}

/** The intent that is written there; null if none is. */
export function unpacked(text) {
  const found = PART.exec(text);
  if (!found) return null;
  const [, call, session, about = null, level, number, defects] = found;
  return {
    call,
    session: session === undefined ? null : Number(session) - 1,
    defects: defects.split("!").filter(Boolean),
    level: level === undefined ? null : Number(level),
    number: Number(number ?? 0),
    about,
  };
}
