// The stream of events. A lost connection is told, and tried again, ever more slowly.

import { call } from "./session.js";

const EVENTS = "/sandbox/page/events";
const SECTIONS = ["choices", "queue", "hosts", "addresses", "faults", "servers"];
const FIRST_PAUSE = 500; // milliseconds before the first new attempt; each later one doubles it
const LONGEST_PAUSE = 8000;

/**
 * Listen until the stream is replaced or the session ends.
 *
 * `tell(section, value)` takes the events; `show(state, sentence)` takes live, lost, stopped,
 * replaced, and locked.
 */
export function listen(tell, show) {
  let pause = FIRST_PAUSE;

  function open() {
    const source = new EventSource(EVENTS);
    for (const section of SECTIONS) {
      source.addEventListener(section, (event) => tell(section, JSON.parse(event.data)));
    }
    source.addEventListener("open", () => {
      pause = FIRST_PAUSE;
      tell("begin", null);
      show("live");
    });
    source.addEventListener("end", (event) => {
      source.close();
      if (JSON.parse(event.data).replaced) show("replaced");
      else retry("stopped");
    });
    source.addEventListener("error", () => {
      source.close();
      retry("lost");
    });
  }

  async function retry(state) {
    show(state);
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
    try {
      await call("GET", "/session");
    } catch (refusal) {
      if (refusal.status === 0) retry(state);
      else show("locked", refusal.message);
      return;
    }
    open();
  }

  open();
}
