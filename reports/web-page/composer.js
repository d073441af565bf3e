// A form for one call: what it is about, its level, how far its number is off, and what is wrong with it.

import { element } from "./dom.js";
import { argumentsOf, namesASession } from "./calls.js";

/** The form; `make` is given the intent that was put together, `leave` is called when it is put away. */
export function composer(call, session, { make, leave }) {
  const about = chooser("about", "About", [...new Set(argumentsOf(call).map((each) => each.about))]);
  const level = chooser("level", "Level", []);
  const number = numberField(call);
  const defects = call.defects.map((each) => element("input", { type: "checkbox", value: each.name }));
  const refill = () => fill(level, argumentsOf(call).filter((each) => String(each.about) === about.value).map((each) => each.level));
  about.addEventListener("change", refill);
  refill();
  const submit = (event) => {
    event.preventDefault();
    const chosen = argumentsOf(call).find((each) => String(each.about) === about.value && String(each.level) === level.value);
    const wrong = defects.filter((each) => each.checked).map((each) => each.value);
    make({ call: call.name, session: namesASession(call) ? session : null, defects: wrong, number: Number(number?.value ?? 0), ...chosen });
  };
  const who = namesASession(call) ? `, session ${session + 1}` : "";
  return element(
    "form", { class: "card composer", "aria-label": "Put a call together", on: { submit } },
    element("h3", {}, `${call.name}${who}, with`),
    element("div", { class: "fields" },
      labelled(about, "About"), labelled(level, "Level"),
      number ? element("label", {}, "Sequence number off by ", number) : null),
    defects.length
      ? element("fieldset", {}, element("legend", {}, "What is wrong with it"),
          defects.map((box, at) => element("label", { title: call.defects[at].trips.length ? `trips the check of ${call.defects[at].trips.join(", ")}` : "has to be taken all the same" }, box, " ", call.defects[at].name)))
      : null,
    element("p", {}, element("button", { type: "submit", class: "main" }, "Make this call"), " ",
      element("button", { type: "button", on: { click: leave } }, "Put it away")),
  );
}

function numberField(call) {
  return call.number === null ? null : element("input", { type: "number", value: 0, min: -1000, max: 1000, step: 1 });
}

function chooser(name, label, values) {
  const select = element("select", { name, "aria-label": label });
  fill(select, values);
  return select;
}

function fill(select, values) {
  select.replaceChildren(...values.map((each) => element("option", { value: String(each) }, each === null ? "nothing" : String(each))));
}

/** A field with its name, where there is something to choose. */
function labelled(select, text) {
  const has = () => select.options.length > 1 || select.value !== "null";
  const label = element("label", { hidden: !has() }, `${text} `, select);
  new MutationObserver(() => { label.hidden = !has(); }).observe(select, { childList: true });
  return label;
}
