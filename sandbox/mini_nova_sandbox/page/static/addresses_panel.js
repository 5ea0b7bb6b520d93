// The addresses in use, by network, and who has them.

import { byId, element, share } from "./elements.js";
import { nameOf, readable } from "./names.js";

/** Show the addresses of an event. */
export function showAddresses({ addresses, total }) {
  byId("address-count").textContent = share(addresses.length, total);
  const groups = new Map();
  for (const address of addresses) {
    const key = `${address.network} ${address.cidr}`;
    groups.set(key, [...(groups.get(key) ?? []), address]);
  }
  byId("addresses").replaceChildren(...[...groups.values()].map(group));
}

function group(addresses) {
  const [{ network, cidr }] = addresses;
  const title = element("h3", {}, nameOf(network), element("span.count", {}, ` ${cidr}`));
  return element("div.network", {}, title, element("dl", {}, ...addresses.flatMap(entry)));
}

function entry({ address, server, owner }) {
  return [
    element("dt", {}, element("code", {}, address)),
    element("dd", {}, server === null ? wordsOf(owner) : nameOf(server)),
  ];
}

/** Return a port's owner in words: `network:router_interface` is a router interface. */
function wordsOf(owner) {
  const [, kind = ""] = owner.split(":");
  return readable(kind.replaceAll("_", " ") || "a port");
}
