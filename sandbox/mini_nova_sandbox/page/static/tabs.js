// Tabs, by the pattern of WAI-ARIA: arrow keys, Home and End move between them.

import { element } from "./elements.js";

const MOVES = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/** Return tabs for names; `panel(name)` is the element to fill for one of them. */
export function tabs(label, names) {
  const list = element("div", { role: "tablist", "aria-label": label });
  const panels = new Map();
  const buttons = names.map((name, position) => {
    const id = `tab-${position}`;
    const panelId = `${id}-panel`;
    const button = element(
      "button", { type: "button", role: "tab", id, "aria-controls": panelId }, name,
    );
    const panel = element(
      "div", { role: "tabpanel", id: panelId, "aria-labelledby": id, tabindex: "0" },
    );
    panels.set(name, panel);
    button.addEventListener("click", () => select(position));
    return button;
  });

  function select(position) {
    buttons.forEach((button, other) => {
      button.setAttribute("aria-selected", String(other === position));
      button.tabIndex = other === position ? 0 : -1;
      panels.get(names[other]).hidden = other !== position;
    });
  }

  list.addEventListener("keydown", (event) => {
    const next = nextPosition(event.key, buttons.indexOf(event.target), names.length);
    if (next === null) return;
    event.preventDefault();
    select(next);
    buttons[next].focus();
  });
  list.append(...buttons);
  select(0);
  const node = element("div.tabs", {}, list, ...panels.values());
  return { node, panel: (name) => panels.get(name) };
}

function nextPosition(key, position, count) {
  if (key in MOVES) return (position + MOVES[key] + count) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : null;
}
