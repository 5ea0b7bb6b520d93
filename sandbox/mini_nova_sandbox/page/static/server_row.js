// A server's row: its name, its status, its build, and what it has been given.

import { buildBar, growBar } from "./build_bar.js";
import { element, icon } from "./elements.js";
import { nameOf, readable } from "./names.js";
import { statusBadge } from "./status_badge.js";

/** A row that opens the server's details when it is pressed. */
export class ServerRow {
  constructor(server, open) {
    this.button = element("button.open", { type: "button" });
    this.button.addEventListener("click", () => open(server.id));
    this.badge = element("span.status", {});
    this.facts = element("p.facts", {});
    this.bar = buildBar();
    this.fault = element("p.fault", { hidden: true });
    const title = element("div.title", {}, element("h3", {}, this.button), this.badge);
    this.node = element("li.server", {}, title, this.facts, this.bar, this.fault);
    this.node.dataset.id = server.id;
    this.update(server);
  }

  /** Show a server as it is now. */
  update(server) {
    this.server = server;
    this.node.dataset.status = server.status;
    this.node.dataset.stage = server.stage;
    this.button.replaceChildren(nameOf(server.name));
    this.button.setAttribute("aria-label", `${readable(server.name)}, details`);
    this.badge.replaceChildren(statusBadge(server));
    this.facts.replaceChildren(...facts(server));
    growBar(this.bar, server);
    this.fault.hidden = !server.fault;
    this.fault.replaceChildren(icon("warning"), ` ${readable(server.fault ?? "")}`);
  }
}

/** Return what a server is and has, as short elements. */
export function facts(server) {
  const texts = [server.project, server.flavor, server.host ?? "no host", ...server.addresses];
  if (server.task_state && server.status !== "BUILD") texts.push(server.task_state);
  if (server.fault_to_meet) texts.push(`fault to meet: ${server.fault_to_meet}`);
  return texts.map((text) => element("span.fact", {}, nameOf(text)));
}
