// The details of one server, in a dialog that follows the server while it is open.

import { buildBar, growBar } from "./build_bar.js";
import { byId, element, icon } from "./elements.js";
import { exchangeView } from "./exchange_view.js";
import { refusalOf } from "./launch_form.js";
import { nameOf, readable, readableJson } from "./names.js";
import { facts } from "./server_row.js";
import { call } from "./session.js";
import { statusBadge } from "./status_badge.js";
import { tabs } from "./tabs.js";
import { traceList } from "./trace_list.js";

const TRACE = "Trace";
const EXCHANGE = "Request and answer";
const NETWORK = "nw_info";
const DOMAIN = "Domain XML";
const NOT_FROM_HERE = "This page did not launch the server, so it does not have the request.";
const NO_DOMAIN = "The driver has no guest for this server.";
const AS_LIBVIRT = "The fake driver has no domains: this is what the libvirt driver would define.";

/** The dialog, which shows one server at a time. */
export class ServerDialog {
  constructor() {
    this.dialog = byId("dialog");
    this.id = null;
    this.dialog.addEventListener("close", () => this.clear());
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog) this.dialog.close(); // beside it
    });
  }

  /** Show a server. */
  async open(id) {
    this.id = id;
    this.build();
    this.dialog.showModal();
    await this.refresh();
  }

  /** Read the server again if it is one of those that have changed. */
  async follow(ids) {
    if (this.id !== null && ids.includes(this.id)) await this.refresh();
  }

  clear() {
    this.id = null;
    this.dialog.replaceChildren();
  }

  build() {
    this.title = element("h2", { id: "dialog-title", tabindex: "-1", autofocus: true }, "Server");
    this.badge = element("span", {});
    const attributes = { type: "button", "aria-label": "Close" };
    const close = element("button.close", attributes, icon("failed"));
    close.addEventListener("click", () => this.dialog.close());
    this.facts = element("p.facts", {});
    this.bar = buildBar();
    this.fault = element("p.problem", { hidden: true });
    this.tabs = tabs("Details", [TRACE, EXCHANGE, NETWORK, DOMAIN]);
    const head = element("div.head", {}, this.title, this.badge, close);
    this.outcome = element("p", { "aria-live": "polite" });
    const reboot = this.action("Reboot", "POST", "/reboot");
    const foot = element("div.foot", {}, reboot, this.deletion(), this.outcome);
    this.dialog.replaceChildren(head, this.facts, this.bar, this.fault, this.tabs.node, foot);
  }

  /** Read the server's details and show them; only the newest answer counts. */
  async refresh() {
    const id = this.id;
    this.reading = (this.reading ?? 0) + 1;
    const reading = this.reading;
    try {
      const details = await call("GET", `/servers/${id}`);
      if (this.id === id && this.reading === reading) this.show(details);
    } catch (refusal) {
      if (this.id === id) this.complain(refusal.message);
    }
  }

  show(details) {
    const { server } = details;
    this.title.replaceChildren(nameOf(server.name));
    this.badge.replaceChildren(statusBadge(server));
    this.facts.replaceChildren(...facts(server), element("code.fact", {}, server.id));
    growBar(this.bar, server);
    this.complain(faultOf(details));
    this.tabs.panel(TRACE).replaceChildren(traceList(details.trace));
    this.fill(EXCHANGE, details.exchange ? exchangeView(details.exchange) : hint(NOT_FROM_HERE));
    this.fill(NETWORK, code("nw_info", readableJson(details.nw_info)));
    this.fill(DOMAIN, ...domain(details));
    for (const button of this.dialog.querySelectorAll(".foot button")) {
      button.hidden = details.is_deleted;
    }
  }

  /** Fill a panel unless it has the same text already: what is selected or folded stays. */
  fill(name, ...nodes) {
    const panel = this.tabs.panel(name);
    const text = nodes.map((node) => node.textContent).join("");
    if (panel.textContent !== text) panel.replaceChildren(...nodes);
  }

  complain(sentence) {
    this.fault.hidden = !sentence;
    this.fault.replaceChildren(icon("warning"), ` ${readable(sentence ?? "")}`);
  }

  action(label, method, path) {
    const button = element("button", { type: "button" }, label);
    button.addEventListener("click", () => this.send(method, path));
    return button;
  }

  /** Return the button that deletes the server at the second press. */
  deletion() {
    const button = element("button.danger", { type: "button" }, "Delete");
    button.addEventListener("click", () => {
      if (button.dataset.armed) this.send("DELETE", "");
      else {
        button.dataset.armed = "yes";
        button.textContent = "Press again to delete";
      }
    });
    button.addEventListener("blur", () => {
      delete button.dataset.armed;
      button.textContent = "Delete";
    });
    return button;
  }

  async send(method, path) {
    try {
      const { request, answer, failure } = await call(method, `/servers/${this.id}${path}`);
      const line = `${request.method}: ${answer ? `${answer.status} ${answer.reason}` : failure}`;
      const reason = answer?.status >= 400 ? `. ${refusalOf(answer.body)}` : "";
      this.outcome.textContent = readable(line + reason);
    } catch (refusal) {
      this.outcome.textContent = readable(refusal.message);
    }
  }
}

function faultOf({ server, fault_details: details }) {
  if (!server.fault) return "";
  return details && !server.fault.includes(details) ? `${server.fault} ${details}` : server.fault;
}

function domain({ driver, domain_xml: xml, no_domain_reason: reason }) {
  if (!xml) return [hint(reason || NO_DOMAIN)];
  const text = code("Domain XML", readable(xml));
  return driver === "fake" ? [hint(AS_LIBVIRT), text] : [text];
}

function code(label, text) {
  return element("pre.code", { "aria-label": label }, text);
}

function hint(text) {
  return element("p.hint", {}, readable(text));
}
