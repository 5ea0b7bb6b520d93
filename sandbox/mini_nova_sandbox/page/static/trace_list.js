// A server's trace: each step, its module, its message, and how long it took.

import { element } from "./elements.js";
import { readable } from "./names.js";

/** Return the steps as a list; times count from the first one. */
export function traceList(steps) {
  if (!steps.length) return element("p.empty", {}, "Nothing is recorded.");
  const start = Date.parse(steps[0].at);
  return element("ol.trace", {}, ...steps.map((step) => entry(step, start)));
}

function entry(step, start) {
  const seconds = ((Date.parse(step.at) - start) / 1000).toFixed(2);
  const failed = step.message.startsWith("failed") || step.vm_state === "error";
  return element(
    failed ? "li.has-failed" : "li",
    {},
    element("span.when", {}, `+${seconds} s`),
    element("code.step", {}, step.step),
    element("span.took", {}, `${step.milliseconds} ms`),
    element("code.module", {}, ...breakable(step.module)),
    element("span.message", {}, readable(step.message)),
  );
}

/** Return a module's name, which may be broken after its dots. */
function breakable(module) {
  return module.split(/(?<=[.])/).flatMap((part) => [part, element("wbr")]);
}
