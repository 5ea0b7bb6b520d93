// The page: enters with the key of its URL, then shows what the sandbox tells.

import { showAddresses } from "./addresses_panel.js";
import { showConnection } from "./connection.js";
import { byId } from "./elements.js";
import { faultsPanel } from "./faults_panel.js";
import { showHosts } from "./hosts_panel.js";
import { launchForm } from "./launch_form.js";
import { showQueue } from "./queue_panel.js";
import { ServerDialog } from "./server_dialog.js";
import { ServerList } from "./server_list.js";
import { enter, keyOfUrl } from "./session.js";
import { listen } from "./stream.js";

const dialog = new ServerDialog();
const list = new ServerList((id) => dialog.open(id));
const takers = {
  begin: () => list.begin(),
  choices: launchForm(),
  queue: showQueue,
  hosts: showHosts,
  addresses: showAddresses,
  faults: faultsPanel(),
  servers: (event) => {
    list.update(event);
    dialog.follow([...event.updates.map((server) => server.id), ...event.removals]);
  },
};

function stream() {
  listen((section, value) => takers[section](value), (state, sentence) => {
    if (state === "live") byId("main").hidden = false;
    showConnection(state, sentence, stream);
  });
}

// A new key in the address bar of this page is no new page by itself. The skip link has no key.
addEventListener("hashchange", () => {
  if (keyOfUrl() !== null) location.reload();
});

try {
  const sandbox = await enter();
  byId("sandbox").textContent = `${sandbox.url}, ${sandbox.driver} driver, pace ${sandbox.pace} s`;
  stream();
} catch (refusal) {
  showConnection("locked", refusal.message);
}
