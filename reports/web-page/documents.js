// The documents that clauses and choices cite, by title and address instead of by key.

import { element } from "./dom.js";

const LINK = /<(https:\/\/[^>\s]+)>/;

/** A text of a clause or choice as nodes: each key becomes the title of its document, linked where it is published. */
export function sourced(id, text, spec) {
  const of = /^(COPP-|INV-|Q)/.test(id) ? "COPP" : "VPCP";
  const known = new Map(spec.sources.filter((each) => each.of === of).map((each) => [each.key, each]));
  const keys = [...known.keys()].sort((a, b) => b.length - a.length);
  const word = new RegExp(`(?<![\\w-])(${keys.join("|")})(?![\\w-])`);
  return text.split(word).map((part, at) => (at % 2 ? titled(known.get(part)) : part));
}

function titled({ document: title, link }) {
  return link ? outside(link, title) : `"${title}"`;
}

/** A text with addresses in angle brackets, as nodes. */
export function linked(text) {
  return text.split(LINK).map((part, at) => (at % 2 ? outside(part, "open") : part));
}

function outside(address, text) {
  return element("a", { href: address, rel: "noreferrer" }, text);
}
