// Seen: what each story said when the reader last had it open, kept in this browser alone.

import { days } from "./words.js";

const KEY = "eventwire.seen";
const MOST = 1_000;

function load() {
  try {
    return new Map(JSON.parse(localStorage.getItem(KEY) ?? "[]"));
  } catch {
    return new Map(); // storage is off, or holds what is not ours
  }
}

const held = load();

export function of(id) {
  return held.get(id) ?? null;
}

export function mark(story) {
  held.delete(story.story_id);
  held.set(story.story_id, {
    revision: story.revision,
    status: story.withdrawn ? "withdrawn" : story.status,
    date: days(story.when),
    newest: Math.max(0, ...story.claims.map((claim) => Date.parse(claim.published_at))),
    at: new Date().toISOString(),
  });
  while (held.size > MOST) held.delete(held.keys().next().value);
  try {
    localStorage.setItem(KEY, JSON.stringify([...held]));
  } catch {
    // Storage is off or full: it holds for this page only.
  }
}
