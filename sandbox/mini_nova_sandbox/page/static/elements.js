// Elements and icons of the page. Text is always a text node: nothing is ever parsed as HTML.

const SVG = "http://www.w3.org/2000/svg";

const ICONS = {
  done: "M4.5 12.5l5 5 10-11",
  failed: "M6 6l12 12M18 6L6 18",
  current: "M12 4a8 8 0 1 1-8 8",
  waiting: "M8 12h8",
  pause: "M9 6v12M15 6v12",
  warning: "M12 4l9 16H3zM12 10v4M12 17v.5",
};

/**
 * Return an element with attributes and children; a child is a node or a text.
 *
 * The kind is a tag and its classes: `p.empty`.
 */
export function element(kind, attributes = {}, ...children) {
  const [tag, ...classes] = kind.split(".");
  const node = document.createElement(tag);
  node.classList.add(...classes);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** Return an icon, which says nothing that the text beside it does not say. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", `icon icon-${name}`);
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

/** Return the element of an id. */
export function byId(id) {
  return document.getElementById(id);
}

/** Return how many of a total are shown; '' for none. */
export function share(shown, total) {
  if (total > shown) return `${shown} of ${total}`;
  return total ? String(total) : "";
}

/** Return a number with its noun: `1 server`, `2 servers`. */
export function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
