// Filters: what is shown.  They live in the address, so that a view can be shared and the back
// button goes back.

export const KINDS = ["visit", "meeting", "delivery", "joint_unit", "exercise", "training", "deployment", "basing", "agreement"];
export const STATUSES = ["occurred", "ongoing", "planned", "possible", "denied"];
export const SORTS = ["seen", "date", "sources"];

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

export function dayNumber(text) {
  if (!text) return null;
  const moment = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(moment) ? null : moment / DAY_MS;
}

export function dayText(number) {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

export function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function several(parameters, name, allowed) {
  const given = parameters.getAll(name).flatMap((one) => one.split(","));
  return new Set(given.filter((one) => allowed(one)));
}

export class Filters {
  constructor(search = "") {
    const given = new URLSearchParams(search);
    const day = (name) => (DAY.test(given.get(name) ?? "") && dayNumber(given.get(name)) !== null ? given.get(name) : "");
    this.kind = several(given, "kind", (one) => KINDS.includes(one));
    this.status = several(given, "status", (one) => STATUSES.includes(one));
    this.country = several(given, "country", (one) => /^[A-Z]{3}$/.test(one));
    this.from = day("from");
    this.to = day("to");
    this.q = (given.get("q") ?? "").slice(0, 200);
    this.sources = Math.min(Math.max(Number.parseInt(given.get("min_sources") ?? "0", 10) || 0, 0), 99);
    this.withdrawn = given.get("withdrawn") === "true";
    this.sort = SORTS.includes(given.get("sort")) ? given.get("sort") : "seen";
    this.story = given.get("story") ?? "";
    this.lang = given.get("lang") ?? "";
  }

  get search() {
    const told = new URLSearchParams();
    for (const name of ["kind", "status", "country"]) {
      if (this[name].size) told.set(name, [...this[name]].join(","));
    }
    for (const name of ["from", "to", "q", "story", "lang"]) {
      if (this[name]) told.set(name, this[name]);
    }
    if (this.sources > 1) told.set("min_sources", this.sources);
    if (this.withdrawn) told.set("withdrawn", "true");
    if (this.sort !== "seen") told.set("sort", this.sort);
    const text = told.toString().replaceAll("%2C", ",");
    return text ? `?${text}` : "";
  }

  get narrow() {
    return Boolean(this.kind.size || this.status.size || this.country.size || this.from || this.to || this.q || this.sources > 1);
  }

  clear() {
    for (const name of ["kind", "status", "country"]) this[name].clear();
    Object.assign(this, { from: "", to: "", q: "", sources: 0, withdrawn: false });
  }
}
