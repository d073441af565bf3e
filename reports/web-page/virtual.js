// A list that draws only what can be seen, so that ten thousand rows scroll as lightly as ten.

import { element } from "./dom.js";

const BEYOND = 8;

/**
 * A scrolling list of `count` rows, each `height` pixels; `draw(first, end)` gives what is to be seen of them.
 * What it gives lies at its own place: the list only says which rows are wanted.
 */
export function virtualList({ count, height, label, draw, className }) {
  const window = element("div", { class: "window" });
  const inside = element("div", {}, window);
  const list = element("div", { class: `virtual ${className}`, tabindex: 0, role: "region", "aria-label": label }, inside);
  inside.style.height = `${count * height}px`;
  let shown = "";
  const show = () => {
    const first = Math.max(0, Math.floor(list.scrollTop / height) - BEYOND);
    const end = Math.min(count, Math.ceil((list.scrollTop + (list.clientHeight || 600)) / height) + BEYOND);
    if (shown === `${first} ${end}`) return;
    shown = `${first} ${end}`;
    window.style.transform = `translateY(${first * height}px)`;
    window.replaceChildren(draw(first, end));
  };
  list.addEventListener("scroll", show, { passive: true });
  new ResizeObserver(show).observe(list);
  show();
  return {
    list,
    /** Scrolls so that a row can be seen. */
    reveal(index) {
      const top = index * height;
      if (top < list.scrollTop) list.scrollTop = top;
      else if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight;
      show();
    },
  };
}
