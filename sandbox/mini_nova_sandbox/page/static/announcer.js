// What a screen reader is told as servers change, in few words.

import { byId } from "./elements.js";
import { readable } from "./names.js";

const FEW = 3; // with more servers at once, only the ends of builds are told

/** Announce the change of a server; `previous` is undefined if it is new. */
export function announceServer(server, previous, building) {
  const sentence = sentenceOf(server, previous, building);
  if (sentence) announce(sentence);
}

/** Announce a sentence. */
export function announce(sentence) {
  byId("announcer").textContent = readable(sentence);
}

function sentenceOf(server, previous, building) {
  const { name, stage, status, fault } = server;
  if (previous && previous.status === status && previous.stage === stage) return "";
  if (status === "BUILD") return building <= FEW ? `${name}: ${stage}` : "";
  if (status === "ERROR") return `${name} failed: ${fault ?? "ERROR"}`;
  return `${name} is ${status}`;
}
