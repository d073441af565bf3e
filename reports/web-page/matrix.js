// A matrix of numbers: what stands on the left, by what stands above, the darker the more.

import { element, framed } from "./dom.js";

/** Rows are pairs of a label and numbers by column; the columns with the most come first. */
export function matrix(caption, corner, rows) {
  const totals = new Map();
  for (const [, numbers] of rows) for (const [name, number] of Object.entries(numbers)) totals.set(name, (totals.get(name) ?? 0) + number);
  const columns = [...totals].sort(([, a], [, b]) => b - a).map(([name]) => name);
  const most = Math.max(...rows.flatMap(([, numbers]) => Object.values(numbers)));
  const line = ([label, numbers]) =>
    element("tr", {}, element("th", { scope: "row" }, label), columns.map((name) => cell(numbers[name], most)), element("td", { class: "total" }, String(sum(numbers))));
  return framed(
    caption,
    element(
      "table", { class: "matrix" },
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, element("th", { scope: "col" }, corner), [...columns, "all of them"].map((each) => element("th", { scope: "col" }, element("span", {}, each))))),
      element("tbody", {}, rows.map(line)),
      element("tfoot", {}, line(["all of them", Object.fromEntries(totals)])),
    ),
  );
}

const sum = (numbers) => Object.values(numbers).reduce((total, each) => total + each, 0);

function cell(number, most) {
  const made = element("td", {}, number ? String(number) : "");
  if (number) made.style.setProperty("--share", `${Math.round(8 + 32 * Math.sqrt(number / most))}%`);
  return made;
}
