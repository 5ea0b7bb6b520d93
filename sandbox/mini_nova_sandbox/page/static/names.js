// Text that came from users of the cloud, made safe to look at: it can neither turn the line around
// nor hide in it.

import { element } from "./elements.js";

// By Unicode's categories: control characters but the line break and the tab, format characters
// (which turn the direction of text, or have no width), halves of surrogate pairs, and the
// separators of lines and paragraphs.
const HIDDEN = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Return a text with its hidden characters written as escapes, such as `\u202e`. */
export function readable(text) {
  return String(text).replace(HIDDEN, escaped);
}

/** Return an element with a text from a user, isolated from the direction of what is around it. */
export function nameOf(text) {
  return element("bdi.name", {}, readable(text).replace(/[\n\t]/g, escaped));
}

/** Return JSON as people read it. */
export function readableJson(value) {
  return readable(JSON.stringify(value, null, 2));
}

function escaped(character) {
  const number = character.codePointAt(0).toString(16);
  return number.length > 4 ? `\\u{${number}}` : `\\u${number.padStart(4, "0")}`;
}
