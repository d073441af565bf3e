// What is known of the clauses beside their text: what rests on them, and who is caught breaking them.

/** Everything by the id of a clause or a choice. */
export function knowledge({ spec, citations, zoo, applications, mutants }) {
  const drivers = byClause(zoo);
  const players = byClause(applications);
  const traps = byClause(spec.traps);
  const choices = byClause(spec.choices);
  return {
    clauses: new Map(spec.clauses.map((each) => [each.id, each])),
    choices: new Map(spec.choices.map((each) => [each.id, each])),
    restsOn: (id) => citations[id] ?? [],
    wrongDrivers: (id) => drivers.get(id) ?? [],
    wrongApplications: (id) => players.get(id) ?? [],
    traps: (id) => traps.get(id) ?? [],
    mutants: (id) => mutants.clauses[id],
    choicesOf: (id) => choices.get(id) ?? [],
  };
}

function byClause(entries) {
  const found = new Map();
  for (const each of entries) {
    for (const clause of each.clauses) found.set(clause, [...(found.get(clause) ?? []), each]);
  }
  return found;
}
