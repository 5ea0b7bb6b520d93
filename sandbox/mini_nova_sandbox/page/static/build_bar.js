// The bar of a build: a segment for each stage, with an icon, a pattern and a word for its state.

import { element, icon } from "./elements.js";

const STAGES = ["scheduling", "networking", "block_device_mapping", "spawning", "active"];
const WORDS = { done: "done", current: "at work", failed: "failed", waiting: "to come" };

/** Return an empty bar. */
export function buildBar() {
  const bar = element("ol.build", { "aria-label": "Stages of the build" });
  for (const stage of STAGES) {
    const state = element("span.unseen", {});
    const label = stage === "active" ? "ACTIVE" : stage;
    const word = element("span.label", {}, element("span.sign", {}), label, state);
    bar.append(element("li", { "data-stage": stage }, element("span.track", {}), word));
  }
  return bar;
}

/** Let a bar show how far a server's build has come. */
export function growBar(bar, { stage, has_failed: hasFailed }) {
  const reached = STAGES.indexOf(stage);
  [...bar.children].forEach((segment, position) => {
    const state = stateOf(position, reached, hasFailed);
    if (segment.dataset.state === state) return;
    segment.dataset.state = state;
    segment.querySelector(".sign").replaceChildren(icon(state));
    segment.querySelector(".unseen").textContent = `: ${WORDS[state]}`;
  });
}

function stateOf(position, reached, hasFailed) {
  if (position < reached) return "done";
  if (position > reached) return "waiting";
  if (hasFailed) return "failed";
  return position === STAGES.length - 1 ? "done" : "current";
}
