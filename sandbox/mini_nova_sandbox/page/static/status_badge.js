// A server's status as a badge: an icon, a colour, and always the word.

import { element, icon } from "./elements.js";

const ICONS = { good: "done", bad: "failed", busy: "current", quiet: "pause" };
const QUIET = ["SHUTOFF", "PAUSED", "SUSPENDED", "SHELVED", "SHELVED_OFFLOADED", "DELETED"];

/** Return the badge of a server's status. */
export function statusBadge(server) {
  const kind = kindOf(server);
  return element("span.badge", { "data-kind": kind }, icon(ICONS[kind]), ` ${server.status}`);
}

function kindOf({ status, task_state: task }) {
  if (status === "ERROR") return "bad";
  if (QUIET.includes(status)) return "quiet";
  return status === "ACTIVE" && !task ? "good" : "busy";
}
