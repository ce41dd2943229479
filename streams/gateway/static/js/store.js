// Store: all stories that the gateway holds, as rows, and what the filters let through of them.

import { dayNumber, folded } from "./filters.js";
import { countryName, itemLine, t } from "./words.js";

const SORTS = {
  seen: (a, b) => b.seen - a.seen || (a.id < b.id ? -1 : 1),
  date: (a, b) => (b.begin ?? -1e9) - (a.begin ?? -1e9) || b.seen - a.seen,
  sources: (a, b) => (b.row.sources ?? 0) - (a.row.sources ?? 0) || b.seen - a.seen,
};

function entryOf(row, changed) {
  const parties = Object.values(row.roles ?? {}).flat();
  const words = [row.headline, t(row.kind), row.kind, row.place, ...(row.items ?? []), ...(row.items ?? []).map(itemLine), ...(row.told_by ?? [])];
  words.push(...parties.map((party) => party.name), ...(row.countries ?? []).map(countryName));
  return {
    id: row.story_id,
    row,
    begin: dayNumber(row.when.begin),
    end: dayNumber(row.when.end),
    seen: Date.parse(row.last_seen),
    words: folded(words.filter(Boolean).join("\n")),
    changed,
  };
}

export class Store {
  #entries = new Map();
  #order = [];
  #sorted = "";

  get size() {
    return this.#entries.size;
  }

  get(id) {
    return this.#entries.get(id);
  }

  // Take a row unless a newer revision is held; whether it was taken.
  put(row, { changed = 0 } = {}) {
    const held = this.#entries.get(row.story_id);
    if (held && held.row.revision > row.revision) return false;
    if (held && held.row.revision === row.revision && !changed) return false;
    this.#entries.set(row.story_id, entryOf(row, changed));
    this.#sorted = "";
    return true;
  }

  drop(id) {
    this.#sorted = "";
    return this.#entries.delete(id);
  }

  // Forget everything that is not among `ids` and has not changed since.
  keep(ids, { since }) {
    for (const { id, changed } of this.#entries.values()) {
      if (!ids.has(id) && changed < since) this.#entries.delete(id);
    }
    this.#sorted = "";
  }

  #sort(by) {
    if (this.#sorted !== by) {
      this.#order = [...this.#entries.values()].sort(SORTS[by]);
      this.#sorted = by;
    }
    return this.#order;
  }

  // What the filters let through, and for each of kind, status, country and date what would be
  // if that one filter were open: one pass over all.
  select(filters) {
    const { kind, status, country, sources, withdrawn } = filters;
    const words = folded(filters.q).split(/\s+/).filter(Boolean);
    const first = dayNumber(filters.from);
    const beyond = filters.to ? dayNumber(filters.to) + 1 : null;
    const shown = [];
    const dated = [];
    const counts = { kind: new Map(), status: new Map(), country: new Map() };
    const count = (name, key) => counts[name].set(key, (counts[name].get(key) ?? 0) + 1);
    for (const entry of this.#sort(filters.sort)) {
      const { row } = entry;
      if (row.withdrawn && !withdrawn) continue;
      if (sources > 1 && (row.sources ?? 0) < sources) continue;
      if (words.length && !words.every((word) => entry.words.includes(word))) continue;
      const codes = row.countries ?? [];
      const byKind = !kind.size || kind.has(row.kind);
      const byStatus = !status.size || status.has(row.status);
      const byCountry = !country.size || codes.some((code) => country.has(code));
      const byDate = (first === null || entry.end === null || entry.end > first) && (beyond === null || entry.begin === null || entry.begin < beyond);
      if (byKind && byStatus && byCountry) {
        if (entry.begin !== null) dated.push(entry);
        if (byDate) shown.push(entry);
      }
      if (!byDate) continue;
      if (byStatus && byCountry) count("kind", row.kind);
      if (byKind && byCountry) count("status", row.status);
      if (byKind && byStatus) for (const code of codes) count("country", code);
    }
    return { shown, dated, counts };
  }
}
