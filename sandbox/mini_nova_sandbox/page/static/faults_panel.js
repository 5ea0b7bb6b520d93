// Faults of requests, which are planned and cleared, and faults of the catalog: on or off.

import { byId, counted, element, icon } from "./elements.js";
import { nameOf, readable } from "./names.js";
import { call } from "./session.js";

const DOES = { status: "will be refused", lose: "will lose the answer", hang: "will hang" };
const OPTIONS = { status: "fault-status", hang: "fault-seconds" };
const switches = new Map();

/** Start the form, and return a function that takes the faults whenever they change. */
export function faultsPanel() {
  const form = byId("request-fault");
  form.elements.name.addEventListener("change", () => showOption(form.elements.name.value));
  showOption(form.elements.name.value);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change("POST", "/faults", bodyOf(form));
  });
  return ({ planned, catalog }) => {
    showPlanned(planned);
    catalog.forEach(showSwitch);
    const isOn = catalog.filter((fault) => fault.planned).length;
    byId("catalog-count").textContent = `${isOn || "none"} of ${catalog.length} on`;
    const total = planned.length + isOn;
    byId("fault-count").textContent = total ? `${total} planned` : "";
  };
}

function showOption(kind) {
  for (const [name, id] of Object.entries(OPTIONS)) {
    const field = byId(id);
    field.hidden = name !== kind;
    field.querySelector("input").disabled = name !== kind;
  }
}

function bodyOf(form) {
  const { name, count, path, status, seconds } = form.elements;
  const body = { name: name.value, count: Number(count.value), path: path.value };
  if (!status.disabled) body.status = Number(status.value);
  if (!seconds.disabled) body.seconds = Number(seconds.value);
  return body;
}

function showPlanned(faults) {
  const list = byId("planned-faults");
  const hadFocus = list.contains(document.activeElement);
  list.replaceChildren(...faults.map(plannedFault));
  if (hadFocus) (list.querySelector("button") ?? byId("request-fault").elements.name).focus();
}

function plannedFault(fault) {
  const which = `${fault.method === "*" ? "" : `${fault.method} `}${fault.path}`;
  const detail = fault.status ? ` with ${fault.status}` : "";
  const text = element(
    "span",
    {},
    icon("warning"),
    ` ${counted(fault.remaining, "request")} to `,
    element("code", {}, nameOf(which)),
    ` ${DOES[fault.kind]}${detail}`,
  );
  const label = `Clear ${fault.kind} of ${which}`;
  const clear = element("button.small", { type: "button", "aria-label": label }, "Clear");
  clear.addEventListener("click", () => change("DELETE", `/faults/${fault.id}`));
  return element("li.planned", {}, text, clear);
}

function showSwitch({ name, description, planned }) {
  if (!switches.has(name)) switches.set(name, newSwitch(name, description));
  switches.get(name).checked = planned;
}

function newSwitch(name, description) {
  const box = element("input", { type: "checkbox", role: "switch" });
  box.addEventListener("change", () => {
    if (box.checked) change("POST", "/faults", { name });
    else change("DELETE", `/faults/${encodeURIComponent(name)}`);
  });
  const hint = element("span.hint", {}, description);
  const text = element("span", {}, element("code", {}, name), hint);
  const label = element("label.switch", {}, box, text);
  byId("catalog-faults").append(element("li", {}, label));
  return box;
}

async function change(method, path, body) {
  const problem = byId("fault-problem");
  problem.hidden = true;
  try {
    await call(method, path, body);
  } catch (refusal) {
    problem.replaceChildren(icon("failed"), ` ${readable(refusal.message)}`);
    problem.hidden = false;
  }
}
