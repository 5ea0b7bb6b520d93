// The launch form: choices that follow the cloud, the request that it will send, and the outcome.

import { byId, counted, element, icon } from "./elements.js";
import { exchangeView } from "./exchange_view.js";
import { launchRequest } from "./launch_request.js";
import { readable, readableJson } from "./names.js";
import { call } from "./session.js";

const SLOW = "slow";
const FAULTS = [
  ["", "none"],
  ["no-valid-host", "no-valid-host: the scheduler finds no host"],
  ["network", "network: no address is available"],
  ["spawn", "spawn: the driver fails on every host"],
  [SLOW, "slow: spawning takes its time"],
  ["stuck", "stuck: spawning never ends"],
];

/** Start the form, and return a function that takes the choices whenever they change. */
export function launchForm() {
  const form = byId("launch");
  let choices = { users: {}, zones: [], hosts: [] };

  function showUsersChoices() {
    const own = choices.users[form.elements.user.value];
    if (!own) return;
    offer(form.elements.flavor, own.flavors.map((flavor) => [flavor.id, flavorLabel(flavor)]));
    offer(form.elements.image, own.images.map(({ id, name }) => [id, name]));
    offer(form.elements.network, [["", "any"], ...own.networks.map(({ id, name }) => [id, name])]);
    offerGroups(own.security_groups);
  }

  function showRequest() {
    byId("slow").hidden = form.elements.fault.value !== SLOW;
    byId("preview").textContent = readableJson(launchRequest(values(form)));
  }

  form.elements.user.addEventListener("change", showUsersChoices);
  form.addEventListener("input", showRequest);
  form.addEventListener("change", showRequest);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    launch(form);
  });

  return (newChoices) => {
    choices = newChoices;
    offer(form.elements.user, Object.keys(choices.users).map((name) => [name, name]));
    offer(form.elements.zone, [["", "any"], ...choices.zones.map((name) => [name, name])]);
    offer(form.elements.fault, [...FAULTS, ...choices.hosts.map(failingHost)]);
    showUsersChoices();
    showRequest();
  };
}

/** Send the request, and show what came back. */
async function launch(form) {
  const button = form.querySelector("button[type=submit]");
  const outcome = byId("outcome");
  button.setAttribute("aria-disabled", "true");
  if (button.dataset.busy) return;
  button.dataset.busy = "yes";
  outcome.replaceChildren(element("p.outcome", {}, "Waiting for the answer…"));
  try {
    const body = launchRequest(values(form));
    const exchange = await call("POST", "/launches", { user: form.elements.user.value, body });
    outcome.replaceChildren(...outcomeOf(exchange));
  } catch (refusal) {
    outcome.replaceChildren(problem(refusal.message));
  } finally {
    delete button.dataset.busy;
    button.removeAttribute("aria-disabled");
  }
}

function outcomeOf(exchange) {
  const { answer, failure, milliseconds } = exchange;
  const fold = element(
    "details.fold", {},
    element("summary", {}, "Request and answer"),
    exchangeView(exchange),
  );
  if (!answer) return [problem(failure), fold];
  const line = `${answer.status} ${answer.reason} in ${milliseconds} ms`;
  if (answer.status < 300) {
    return [element("p.outcome.good", {}, icon("done"), ` ${line}`), fold];
  }
  return [problem(`${line}: ${refusalOf(answer.body)}`), fold];
}

/** Return the service's own sentence in a refusal, whatever the service calls it. */
export function refusalOf(body) {
  const [fault] = Object.values(body ?? {});
  return fault?.message ?? "the service gave no reason";
}

function problem(sentence) {
  return element("p.problem", { role: "alert" }, icon("failed"), ` ${readable(sentence)}`);
}

function values(form) {
  const { name, image, flavor, count, zone, network, fault, seconds } = form.elements;
  const groups = [...form.querySelectorAll("[name=group]:checked")].map((box) => box.value);
  return {
    name: name.value,
    image: image.value,
    flavor: flavor.value,
    count: Number(count.value),
    zone: zone.value,
    network: network.value,
    groups,
    fault: fault.value === SLOW ? `${SLOW}:${seconds.value}` : fault.value,
  };
}

/** Offer options of a select, and keep what is chosen if it is still among them. */
function offer(select, options) {
  const chosen = select.value;
  const nodes = options.map(([value, label]) => element("option", { value }, readable(label)));
  select.replaceChildren(...nodes);
  if (options.some(([value]) => value === chosen)) select.value = chosen;
}

function offerGroups(names) {
  const place = byId("groups");
  const current = [...place.querySelectorAll("input")];
  if (current.map((box) => box.value).join("\n") === names.join("\n")) return;
  const unchecked = new Set(current.filter((box) => !box.checked).map((box) => box.value));
  const checked = new Set(current.filter((box) => box.checked).map((box) => box.value));
  const boxes = names.map((name) => {
    const isChecked = checked.has(name) || (name === "default" && !unchecked.has(name));
    const attributes = { type: "checkbox", name: "group", value: name, checked: isChecked };
    const box = element("input", attributes);
    return element("label.choice", {}, box, " ", element("bdi", {}, readable(name)));
  });
  place.replaceChildren(...boxes);
}

function flavorLabel({ name, vcpus, memory_mb, disk_gb }) {
  return `${name}: ${counted(vcpus, "vCPU")}, ${memory_mb} MB, ${disk_gb} GB`;
}

function failingHost(host) {
  return [`spawn:${host}`, `spawn:${host}: fails on this host, goes on to another`];
}
