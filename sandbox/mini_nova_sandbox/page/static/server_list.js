// The list of servers, newest first. Rows are changed in place, so that focus stays where it is.

import { announce, announceServer } from "./announcer.js";
import { byId, counted } from "./elements.js";
import { ServerRow } from "./server_row.js";

/** The rows of all servers that the page knows. */
export class ServerList {
  constructor(open) {
    this.open = open;
    this.rows = new Map();
    this.isComplete = false;
  }

  /** Expect a first event with all servers: a stream begins. */
  begin() {
    this.isComplete = false;
  }

  /** Take an event: servers that are new or changed, ids of those gone, and how many there are. */
  update({ updates, removals, total }) {
    const isFirst = !this.isComplete;
    this.isComplete = true;
    const ids = new Set(updates.map((server) => server.id));
    const left = isFirst ? [...this.rows.keys()].filter((id) => !ids.has(id)) : removals;
    left.forEach((id) => this.remove(id));
    const inOrder = [...updates].sort((one, other) => one.number - other.number);
    inOrder.forEach((server) => this.show(server));
    if (!isFirst) this.announce(inOrder);
    this.showTotal(total);
  }

  show(server) {
    const row = this.rows.get(server.id);
    if (row) {
      row.previous = row.server;
      row.update(server);
      return;
    }
    const newRow = new ServerRow(server, this.open);
    this.rows.set(server.id, newRow);
    byId("servers").prepend(newRow.node);
  }

  remove(id) {
    const row = this.rows.get(id);
    if (!row) return;
    const neighbour = row.node.nextElementSibling ?? row.node.previousElementSibling;
    const hadFocus = row.node.contains(document.activeElement);
    row.node.remove();
    this.rows.delete(id);
    if (hadFocus) (neighbour?.querySelector("button") ?? byId("servers-title")).focus();
    announce(`${row.server.name} is gone`);
  }

  announce(servers) {
    const building = this.building();
    for (const server of servers) {
      announceServer(server, this.rows.get(server.id).previous, building);
    }
  }

  building() {
    return [...this.rows.values()].filter((row) => row.server.status === "BUILD").length;
  }

  showTotal(total) {
    const shown = this.rows.size;
    const hidden = total > shown ? `, the newest ${shown} are shown` : "";
    const building = this.building();
    byId("server-count").textContent = total ? counted(total, "server") + hidden : "";
    byId("no-servers").hidden = shown > 0;
    document.title = building ? `(${building}) mini-nova sandbox` : "mini-nova sandbox";
  }
}
