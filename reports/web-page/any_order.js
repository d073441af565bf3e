// What may answer instead of the rung that stopped a call: the order of some checks is free. The rule is "any
// order" of `rules` in the specification.

export const isCheck = ({ rung }) => rung === "check" || rung === "ignore";

/** The entries that may decide instead of the first, each with another code. */
export function alsoLegal(first, code, ladder, question) {
  const { any_order: anyOrder, before_state: beforeState } = question.call;
  const isFree = (rung) => anyOrder.includes(rung.rung === "state" ? "state" : rung.name);
  const isEarly = (rung) => isCheck(rung) && beforeState.includes(rung.name) && question.isTripped(rung.name);
  const early = first.rung === "state" ? ladder.filter(isEarly) : [];
  const behind = isFree(first) ? failing(ladder.slice(ladder.indexOf(first) + 1), isFree, question) : [];
  const found = new Map([[code, null]]);
  for (const entry of [...early, ...behind]) if (!found.has(entry.answer)) found.set(entry.answer, entry);
  return [...found.values()].slice(1);
}

/** The rungs that would stop the call by themselves, up to a check whose place is fixed. */
function failing(rungs, isFree, { isTripped, isTrue, row }) {
  const fails = (name) => isTripped(name) || isTrue(name);
  const found = [];
  for (const rung of rungs) {
    if (rung.rung === "state") found.push(...(isFree(rung) ? row() : []));
    else if (isCheck(rung) && fails(rung.name)) {
      if (!rung.needs.some(fails)) found.push(rung);
      if (!isFree(rung)) return found;
    }
  }
  return found;
}
