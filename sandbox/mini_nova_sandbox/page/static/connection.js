// Whether the page is live, and what to do if it is not.

import { byId, element, icon } from "./elements.js";

const STATES = {
  live: ["good", "done", "Live"],
  lost: ["busy", "current", "Connecting again"],
  stopped: ["quiet", "pause", "Stopped"],
  replaced: ["quiet", "pause", "Paused"],
  locked: ["bad", "failed", "No key"],
};
const LOST = "The connection to the sandbox is lost; what you see may be old. Trying again…";
const OPEN = "mini-nova sandbox open";

/** Show a state of the connection; `resume` opens a new stream. */
export function showConnection(state, sentence, resume) {
  const [kind, sign, word] = STATES[state];
  const badge = byId("connection");
  badge.dataset.kind = kind;
  badge.dataset.state = state;
  badge.replaceChildren(icon(sign), ` ${word}`);
  const nodes = noticeOf(state, sentence, resume);
  const notice = byId("notice");
  notice.hidden = nodes.length === 0;
  notice.replaceChildren(...nodes);
  document.body.dataset.connection = state;
}

function noticeOf(state, sentence, resume) {
  if (state === "lost") return [LOST];
  if (state === "stopped") return ["The sandbox has stopped. ", ...start("Start it again: ")];
  if (state === "locked") return [`${sentence} `, ...start("For a new key, type: ")];
  if (state === "replaced") {
    const button = element("button", { type: "button" }, "Go on here");
    button.addEventListener("click", resume);
    return ["Newer pages of this sandbox are open; this one is paused. ", button];
  }
  return [];
}

function start(words) {
  return [words, element("code", {}, OPEN)];
}
