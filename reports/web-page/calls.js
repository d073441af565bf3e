// Calls and profiles: what a call can be about, and which entries of a table are there.

/** The reading of every choice: the recommended one, unless another is named. */
export function profile(spec, departures = {}) {
  const recommended = (choice) => choice.readings.find((each) => each.standing === "recommended").name;
  return { ...Object.fromEntries(spec.choices.map((each) => [each.name, recommended(each)])), ...departures };
}

export const holds = (entry, readings) => !entry.when || readings[entry.when.choice] === entry.when.reading;

/** Everything that a call can be about, with each level; null for neither. */
export function argumentsOf(call) {
  const levels = (list) => (list.length ? list : [null]);
  if (call.about.length === 0) return levels(call.levels).map((level) => ({ about: null, level }));
  return call.about.flatMap(({ name, levels: own }) => levels(own).map((level) => ({ about: name, level })));
}

export const namesASession = (call) => call.scope === "named" || call.scope === "connector";
