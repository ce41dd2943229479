// List: as many rows as fit the window, however many stories there are.

import { bdi, el } from "./element.js";
import { ago, days, itemLine, ownName, t, whoLine, whoSpoken } from "./words.js";

const HEIGHT = 76;
const BEYOND = 6;

export class List {
  #box;
  #rows;
  #entries = [];
  #drawn = new Map();
  #active = 0;
  #chosen = "";
  #open;
  #due = 0;

  constructor(box, { open }) {
    this.#box = box;
    this.#open = open;
    this.#rows = el("div", { class: "rows", role: "presentation" });
    box.append(this.#rows);
    box.addEventListener("scroll", () => this.#soon(), { passive: true });
    box.addEventListener("keydown", (event) => this.#key(event));
    box.addEventListener("click", (event) => this.#click(event));
    box.addEventListener("focus", () => this.#mark());
    new ResizeObserver(() => this.#soon()).observe(box);
  }

  // Show these; what the reader looks at stays where it is, and at the top what is new comes in.
  show(entries, { top = false } = {}) {
    const first = Math.floor(this.#box.scrollTop / HEIGHT);
    const anchor = top || this.#box.scrollTop < HEIGHT / 2 ? null : this.#entries[first]?.id;
    const active = this.#entries[this.#active]?.id;
    this.#entries = entries;
    this.#rows.style.height = `${entries.length * HEIGHT}px`;
    if (top) this.#box.scrollTop = 0;
    if (anchor) {
      const now = entries.findIndex((entry) => entry.id === anchor);
      if (now >= 0 && now !== first) this.#box.scrollTop += (now - first) * HEIGHT;
    }
    const still = active ? entries.findIndex((entry) => entry.id === active) : -1;
    this.#active = top || still < 0 ? 0 : still;
    for (const row of this.#drawn.values()) row.remove();
    this.#drawn.clear();
    this.#draw();
  }

  choose(id) {
    this.#chosen = id;
    const at = this.#entries.findIndex((entry) => entry.id === id);
    if (at >= 0) this.#active = at;
    for (const [index, row] of this.#drawn) row.setAttribute("aria-selected", String(this.#entries[index]?.id === id));
    this.#mark();
  }

  focus() {
    this.#box.focus({ preventScroll: true });
    this.#intoView();
  }

  #soon() {
    this.#due ||= requestAnimationFrame(() => {
      this.#due = 0;
      this.#draw();
    });
  }

  #draw() {
    const from = Math.max(Math.floor(this.#box.scrollTop / HEIGHT) - BEYOND, 0);
    const to = Math.min(Math.ceil((this.#box.scrollTop + this.#box.clientHeight) / HEIGHT) + BEYOND, this.#entries.length);
    for (const [index, row] of this.#drawn) {
      if (index < from || index >= to) {
        row.remove();
        this.#drawn.delete(index);
      }
    }
    for (let index = from; index < to; index += 1) {
      if (!this.#drawn.has(index)) {
        const row = this.#row(this.#entries[index], index);
        this.#drawn.set(index, row);
        this.#rows.append(row);
      }
    }
    this.#mark();
  }

  #row(entry, index) {
    const { row } = entry;
    const guess = row.when.basis === "publication";
    const date = guess ? t("reported", { day: days(row.when) }) : days(row.when);
    const status = row.withdrawn ? "withdrawn" : row.status;
    const more = [row.place && ownName(row.place), ...(row.items ?? []).map(itemLine), t("sources", { n: row.sources ?? 0 }), ago(row.last_seen)].filter(Boolean);
    const node = el(
      "div",
      {
        class: `row${row.withdrawn ? " void" : ""}${Date.now() - entry.changed < 6000 ? " fresh" : ""}`,
        role: "option",
        id: `row-${index}`,
        "data-kind": row.kind,
        "data-index": index,
        "aria-selected": String(entry.id === this.#chosen),
        "aria-posinset": index + 1,
        "aria-setsize": this.#entries.length,
        "aria-label": [t(row.kind), t(status), whoSpoken(row), date, ...more].join(", "),
      },
      el("span", {}, el("span", { class: "kind" }, t(row.kind)), el("span", { class: "status", "data-status": status }, t(status)), el("span", { class: guess ? "date guess" : "date" }, date)),
      el("span", { class: "who" }, bdi(whoLine(row))),
      el("span", { class: "more" }, bdi(more.join(" · "))),
    );
    node.style.transform = `translateY(${index * HEIGHT}px)`;
    return node;
  }

  #mark() {
    for (const [index, row] of this.#drawn) row.classList.toggle("active", index === this.#active);
    const row = this.#drawn.get(this.#active);
    if (row) this.#box.setAttribute("aria-activedescendant", row.id);
    else this.#box.removeAttribute("aria-activedescendant");
  }

  #intoView() {
    const top = this.#active * HEIGHT;
    const { scrollTop, clientHeight } = this.#box;
    if (top < scrollTop) this.#box.scrollTop = top;
    else if (top + HEIGHT > scrollTop + clientHeight) this.#box.scrollTop = top + HEIGHT - clientHeight;
    this.#draw();
  }

  #key(event) {
    const page = Math.max(Math.floor(this.#box.clientHeight / HEIGHT) - 1, 1);
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key in steps) {
      this.#active = Math.min(Math.max(this.#active + steps[event.key], 0), Math.max(this.#entries.length - 1, 0));
      this.#intoView();
    } else if ((event.key === "Enter" || event.key === " ") && this.#entries[this.#active]) {
      this.#open(this.#entries[this.#active].id);
    } else {
      return;
    }
    event.preventDefault();
  }

  #click(event) {
    const row = event.target.closest("[data-index]");
    const entry = row && this.#entries[Number(row.dataset.index)];
    if (entry) {
      this.#active = Number(row.dataset.index);
      this.#open(entry.id);
    }
  }
}
