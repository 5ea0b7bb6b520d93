// The queue: the messages that wait or run, oldest first.

import { byId, element, share } from "./elements.js";
import { nameOf } from "./names.js";

/** Show the messages of an event. */
export function showQueue({ messages, total }) {
  byId("queue-count").textContent = share(messages.length, total);
  const list = element("ul.messages", {}, ...messages.map(message));
  byId("queue").replaceChildren(total ? list : element("p.empty", {}, "Nothing waits."));
}

function message({ topic, method, server, servers }) {
  const subject = server === null ? [] : [nameOf(server)];
  if (servers > 1) subject.push(` and ${servers - 1} more`);
  return element(
    "li",
    {},
    element("code", {}, method),
    element("span.to", {}, " → ", element("code", {}, topic)),
    element("span.subject", {}, ...subject),
  );
}
