// Making elements. Text becomes text nodes and attributes become attributes: nothing here parses markup, so a
// name that comes from a driver can say what it likes.

const SVG = "http://www.w3.org/2000/svg";

/** An element: attributes by name, `on` for listeners by event; children are elements, text or lists of them. */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same for a part of a drawing. */
export function shape(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(made, { on = {}, ...attributes }, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
  for (const [event, listener] of Object.entries(on)) made.addEventListener(event, listener);
  made.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined && each !== false));
  return made;
}

/** A link within the page. */
export function link(target, text, attributes = {}) {
  return element("a", { href: `#${target}`, ...attributes }, text);
}

/** A link to a clause, a choice or nothing, by its id. */
export function cited(id) {
  if (!id) return element("span", { class: "quiet" }, "no clause");
  return link(/^(COPP|VPCP)-/.test(id) ? `clause/${id}` : `choice/${id}`, id, { class: "id" });
}

/** Terms and what is said of them; what is empty is left out. */
export function described(pairs, attributes = {}) {
  const there = pairs.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return element(
    "dl", attributes,
    there.map(([term, value]) => element("div", {}, element("dt", {}, term), element("dd", {}, value))),
  );
}

/** A table with a caption that everybody can read. */
export function table(caption, heads, rows, attributes = {}) {
  const head = heads.map((each) => element("th", { scope: "col" }, each));
  return framed(
    caption,
    element(
      "table", attributes,
      element("caption", {}, caption),
      element("thead", {}, element("tr", {}, head)),
      element("tbody", {}, rows),
    ),
  );
}

/** A table that may be wider than the page, in a frame to scroll it in, by the keyboard too. */
export function framed(caption, content) {
  return element("div", { class: "wide", tabindex: 0, role: "region", "aria-label": caption }, content);
}

export const row = (...cells) =>
  element("tr", {}, cells.map((each, at) => (at ? element("td", {}, each) : element("th", { scope: "row" }, each))));

/** A number as a person reads it. */
export const count = (value) => Number(value ?? 0).toLocaleString("en");

/** What the words for how a clause came out mean. */
export const MEANINGS = {
  violates: "the driver does otherwise",
  unsteady: "it was broken, and not when the same calls were made again on a fresh driver",
  differs: "the driver differs from a recommendation; the documents are silent",
  "not decided": "exercised, but a driver that breaks it could have passed unseen",
  inconclusive: "the run did not end, or something violated stands before it",
  reading: "another reading, and one that is allowed",
  conforms: "asked, and as it should be",
  unsupported: "about what the driver does not declare",
  "not exercised": "no step reached it",
};

/** A word for how something came out, with a sign that needs no colour. */
const SIGNS = {
  conforms: "✓", holds: "✓", passed: "✓", done: "•", yes: "✓",
  violates: "✗", violated: "✗", stopped: "✗",
  reading: "≈", differs: "≠", "not decided": "?", inconclusive: "?", unsteady: "?", unsupported: "–", "not exercised": "○", "left out": "–", "not reached": "○",
};

export function verdict(word, text = word) {
  const kind = word.replaceAll(" ", "-");
  return element("span", { class: `verdict ${kind}` }, element("span", { "aria-hidden": "true" }, SIGNS[word] ?? "•"), " ", text);
}

/** Copies text, and says so beside the button that was pressed; where a page may not copy, the text is there to be. */
export function copyButton(label, text) {
  const said = element("span", { role: "status", class: "quiet" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text());
      said.textContent = " copied";
    } catch {
      const shown = element("textarea", { readonly: true, rows: 8, class: "to-copy", "aria-label": label }, text());
      said.replaceChildren(" this browser does not let a page copy; here is the text: ", shown);
      shown.select();
    }
  };
  return element("span", {}, element("button", { type: "button", on: { click: copy } }, label), said);
}
