// The hosts: how much of each is claimed, and by which servers.

import { byId, counted, element, icon } from "./elements.js";
import { nameOf } from "./names.js";

const FEW = 6; // claims that a host shows by name
const MEASURES = [["vcpus", "vCPUs"], ["memory_mb", "MB"], ["disk_gb", "GB"]];

/** Show the hosts of an event. */
export function showHosts(hosts) {
  byId("hosts").replaceChildren(...hosts.map(host));
}

function host(state) {
  const title = element("h3", {}, nameOf(state.name), element("span.count", {}, ` ${state.zone}`));
  const trouble = [["down", state.down], ["disabled", state.disabled]].filter(([, is]) => is);
  for (const [word] of trouble) {
    title.append(" ", element("span.badge", { "data-kind": "bad" }, icon("pause"), ` ${word}`));
  }
  const meters = MEASURES.map(([name, unit]) => meter(...state[name], unit));
  return element("div.host", {}, title, ...meters, claims(state));
}

function meter(used, size, unit) {
  const bar = element("span.meter", { "aria-hidden": "true" });
  const fill = element(used ? "span.fill" : "span.fill.none");
  fill.style.width = `${Math.min((100 * used) / size, 100)}%`;
  bar.append(fill);
  return element("p.measure", {}, bar, element("span", {}, `${used} of ${size} ${unit}`));
}

function claims({ claims: list, servers }) {
  if (!servers) return element("p.empty", {}, "Nothing is claimed.");
  const names = list.slice(0, FEW).map(claim);
  if (servers > names.length) names.push(element("li", {}, `and ${servers - names.length} more`));
  return element("ul.claims", {}, ...names);
}

function claim({ name, vcpus, memory_mb: memory }) {
  const size = ` ${counted(vcpus, "vCPU")}, ${memory} MB`;
  return element("li", {}, nameOf(name), element("span.size", {}, size));
}
