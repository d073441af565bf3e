// A drawing that can be moved and enlarged: by the mouse, the wheel, buttons, and the keyboard.

import { element } from "./dom.js";

const STEP = 1.25;
const LEAST = 0.4;
const MOST = 8;
/** How each drawing is looked at; it stays so when the view is drawn again. */
const looks = new Map();

/** A drawing within a frame, with its buttons. */
export function panned(drawing, label, name) {
  const look = looks.get(name) ?? { x: 0, y: 0, scale: 1 };
  looks.set(name, look);
  const frame = element("div", { class: "pane", tabindex: 0, role: "application", "aria-label": `${label}: arrow keys move it, plus and minus enlarge it` }, drawing);
  const show = () => { drawing.style.transform = `translate(${look.x}px, ${look.y}px) scale(${look.scale})`; };
  const zoom = (by, x = frame.clientWidth / 2, y = frame.clientHeight / 2) => {
    const scale = Math.min(MOST, Math.max(LEAST, look.scale * by));
    look.x = x - ((x - look.x) * scale) / look.scale;
    look.y = y - ((y - look.y) * scale) / look.scale;
    look.scale = scale;
    show();
  };
  const move = (x, y) => {
    look.x += x;
    look.y += y;
    show();
  };
  const reset = () => {
    Object.assign(look, { x: 0, y: 0, scale: 1 });
    show();
  };
  listen(frame, { zoom, move, reset });
  show();
  const button = (text, name, press) => element("button", { type: "button", id: `zoom-${name}`, "aria-label": name, on: { click: press } }, text);
  return element("div", { class: "panned" },
    element("p", { class: "tools" }, button("+", "enlarge", () => zoom(STEP)), " ", button("−", "reduce", () => zoom(1 / STEP)), " ", button("fit", "show the whole graph", reset), element("span", { class: "quiet" }, " drag it to move it; Ctrl and the wheel enlarge it")),
    frame);
}

function listen(frame, { zoom, move, reset }) {
  const keys = {
    "+": () => zoom(STEP), "=": () => zoom(STEP), "-": () => zoom(1 / STEP), 0: reset,
    ArrowLeft: () => move(40, 0), ArrowRight: () => move(-40, 0), ArrowUp: () => move(0, 40), ArrowDown: () => move(0, -40),
  };
  frame.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
  });
  frame.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, top } = frame.getBoundingClientRect();
    zoom(event.deltaY < 0 ? STEP : 1 / STEP, event.clientX - left, event.clientY - top);
  }, { passive: false });
  drag(frame, move);
}

/** Moving starts when the pointer has gone some way, so that a click stays a click. */
function drag(frame, move) {
  let last = null;
  frame.addEventListener("pointerdown", (event) => { last = [event.clientX, event.clientY]; });
  frame.addEventListener("pointermove", (event) => {
    if (!last || !(event.buttons & 1)) return;
    const [x, y] = [event.clientX - last[0], event.clientY - last[1]];
    if (!frame.hasPointerCapture(event.pointerId)) {
      if (Math.hypot(x, y) < 5) return;
      frame.setPointerCapture(event.pointerId);
    }
    move(x, y);
    last = [event.clientX, event.clientY];
  });
  frame.addEventListener("pointerup", () => { last = null; });
}
