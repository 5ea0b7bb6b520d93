// The session: the one-time key of the URL is traded for a cookie, which no script can read.

const BASE = "/sandbox/page";
const NO_KEY = "This page needs a key, which works once.";
const SILENT = "The sandbox gives no answer. Is it still running?";

/** A refusal in the sandbox's own words; status 0 is no answer at all. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Send a request to the page's endpoints and return the answer's JSON. Throws Refusal. */
export async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(BASE + path, {
      method,
      headers: body === undefined ? {} : { "Content-Type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refusal(0, SILENT);
  }
  if (!answer.ok) throw new Refusal(answer.status, await sentence(answer));
  return answer.status === 204 ? null : answer.json();
}

/** The one-time key in the URL's fragment; null if there is none. */
export function keyOfUrl() {
  return new URLSearchParams(location.hash.slice(1)).get("key");
}

/** Trade the key of the URL, if it has one, and take it out of the address bar. Throws Refusal. */
export async function enter() {
  const key = keyOfUrl();
  if (key !== null) {
    history.replaceState(null, "", location.pathname);
    try {
      await call("POST", "/session", { key });
    } catch (refusal) {
      // The browser may have a session from an earlier key: then this one is not missed.
      if (refusal.status !== 403) throw refusal;
      return call("GET", "/session").catch(() => { throw refusal; });
    }
  }
  return call("GET", "/session");
}

async function sentence(answer) {
  if (answer.status === 401) return NO_KEY;
  try {
    return (await answer.json()).error.message;
  } catch {
    return `HTTP ${answer.status}`;
  }
}
