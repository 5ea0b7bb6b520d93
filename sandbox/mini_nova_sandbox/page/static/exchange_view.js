// A request and its answer, as they were sent.

import { element } from "./elements.js";
import { readable, readableJson } from "./names.js";

/** Return both, one above the other. */
export function exchangeView({ request, answer, failure, milliseconds }) {
  const first = `${request.method} ${request.url}`;
  const parts = [part("Request", first, request.headers, request.body)];
  if (answer) {
    const status = `HTTP/1.1 ${answer.status} ${answer.reason}`;
    parts.push(part(`Answer, after ${milliseconds} ms`, status, answer.headers, answer.body));
  } else {
    parts.push(element("p.problem", {}, readable(failure)));
  }
  const note = "As sent; the token and the guest's password are masked.";
  return element("div.exchange", {}, ...parts, element("p.hint", {}, note));
}

function part(title, firstLine, headers, body) {
  const lines = headers.map(([name, value]) => `${name}: ${value}`);
  let text = [firstLine, ...lines].map(readable).join("\n");
  if (body !== null) text += `\n\n${readableJson(body)}`;
  const code = element("pre.code", { tabindex: "0", "aria-label": title }, text);
  return element("section", {}, element("h4", {}, title), code);
}
