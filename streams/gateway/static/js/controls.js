// Controls: the filters as a form.  The numbers tell how many stories a choice would show.

import { el } from "./element.js";
import { KINDS, STATUSES } from "./filters.js";
import { countryName, number, t } from "./words.js";

const FIRST = 12;
const SOURCES = [0, 2, 3, 5, 10];

export class Controls {
  #form;
  #filters;
  #change;
  #facets = { kind: new Map(), status: new Map(), country: new Map() };
  #counts = new Map();
  #all = false;

  // `change(how)` is called after a change: "push" for a step worth going back to, else "replace".
  constructor(form, filters, { change }) {
    [this.#form, this.#filters, this.#change] = [form, filters, change];
    form.addEventListener("submit", (event) => event.preventDefault());
    this.#make();
  }

  // Set every control to what the filters say, after a step back for one.
  follow(filters) {
    this.#filters = filters;
    this.search.value = filters.q;
    this.from.value = filters.from;
    this.to.value = filters.to;
    this.sources.value = String(Math.max(...SOURCES.filter((one) => one <= filters.sources)));
    this.withdrawn.checked = filters.withdrawn;
    this.#countries();
    for (const [name, facets] of Object.entries(this.#facets)) {
      for (const [key, facet] of facets) facet.box.checked = filters[name].has(key);
    }
  }

  count(counts) {
    this.#counts = counts.country;
    this.#countries();
    for (const [name, facets] of Object.entries(this.#facets)) {
      for (const [key, { number: place, label }] of facets) {
        const n = counts[name].get(key) ?? 0;
        place.textContent = number(n);
        label.classList.toggle("none", n === 0);
      }
    }
  }

  #make() {
    const input = (attributes) => el("input", attributes);
    this.search = input({ type: "search", id: "q", placeholder: t("search-hint"), maxlength: 200, oninput: () => this.#set({ q: this.search.value }, "replace") });
    this.from = input({ type: "date", id: "from", onchange: () => this.#set({ from: this.from.value }) });
    this.to = input({ type: "date", id: "to", onchange: () => this.#set({ to: this.to.value }) });
    this.sources = el("select", { id: "sources", "aria-label": t("sources", { n: 2 }), onchange: () => this.#set({ sources: Number(this.sources.value) }) }, SOURCES.map((n) => el("option", { value: n }, n ? t("min-sources", { n }) : t("any-sources"))));
    this.withdrawn = input({ type: "checkbox", onchange: () => this.#set({ withdrawn: this.withdrawn.checked }) });
    this.find = input({ type: "search", "aria-label": t("country-find"), placeholder: t("country-find"), oninput: () => this.#countries() });
    this.countries = el("div");
    this.more = el("button", { type: "button", class: "plain", onclick: () => { this.#all = !this.#all; this.#countries(); } });
    const group = (key, ...children) => el("fieldset", {}, el("legend", {}, t(key)), ...children);
    const reset = el("button", { type: "button", class: "plain", onclick: () => { this.#filters.clear(); this.find.value = ""; this.follow(this.#filters); this.#change("push"); } }, t("reset"));
    this.#form.append(
      el("div", {}, el("label", { class: "legend", for: "q" }, t("search")), this.search),
      group("kinds-legend", KINDS.map((kind) => this.#facet("kind", kind, t(kind)))),
      group("status-legend", STATUSES.map((status) => this.#facet("status", status, t(status)))),
      group("date-legend", el("div", { class: "pair" }, el("label", {}, t("from"), this.from), el("label", {}, t("until"), this.to))),
      group("country-legend", this.find, this.countries, this.more),
      group("more-legend", this.sources, el("label", { class: "facet" }, this.withdrawn, el("span", { class: "name" }, t("with-withdrawn")))),
      reset,
    );
    this.follow(this.#filters);
  }

  // How many filters are on, for where they are folded away.
  get on() {
    const { kind, status, country, from, to, q, sources, withdrawn } = this.#filters;
    return kind.size + status.size + country.size + [from, to, q, sources > 1, withdrawn].filter(Boolean).length;
  }

  #set(values, how = "push") {
    Object.assign(this.#filters, values);
    this.#change(how);
  }

  #facet(name, key, text) {
    const box = el("input", { type: "checkbox", value: key, onchange: () => this.#toggle(name, key, box.checked) });
    const place = el("span", { class: "number" });
    const label = el("label", { class: "facet" }, box, el("span", { class: name === "status" ? "name status" : "name", [`data-${name}`]: name === "country" ? undefined : key }, text), place);
    this.#facets[name].set(key, { box, label, number: place });
    return label;
  }

  #toggle(name, key, on) {
    if (on) this.#filters[name].add(key);
    else this.#filters[name].delete(key);
    this.#change("push");
  }

  // The countries that take part most, those chosen before all; with a word those that it names.
  #countries() {
    const chosen = this.#filters.country;
    const word = this.find.value.trim().toLowerCase();
    const codes = [...new Set([...this.#counts.keys(), ...chosen])];
    const rank = (code) => (chosen.has(code) ? 1e9 : 0) + (this.#counts.get(code) ?? 0);
    codes.sort((a, b) => rank(b) - rank(a) || (countryName(a) < countryName(b) ? -1 : 1));
    const fitting = word ? codes.filter((code) => countryName(code).toLowerCase().includes(word) || code.toLowerCase() === word) : codes;
    const shown = this.#all || word ? fitting : fitting.slice(0, Math.max(FIRST, chosen.size));
    const order = shown.join();
    if (order !== this.countries.dataset.order) {
      const held = this.#form.ownerDocument.activeElement?.value;
      const inside = this.countries.contains(this.#form.ownerDocument.activeElement);
      this.#facets.country.clear();
      this.countries.replaceChildren(...shown.map((code) => this.#facet("country", code, countryName(code))));
      this.countries.dataset.order = order;
      if (inside) this.#facets.country.get(held)?.box.focus();
    }
    for (const [code, facet] of this.#facets.country) {
      facet.box.checked = chosen.has(code);
      facet.number.textContent = number(this.#counts.get(code) ?? 0);
    }
    this.more.hidden = Boolean(word) || codes.length <= FIRST;
    this.more.textContent = this.#all ? t("show-fewer") : t("show-all", { n: codes.length });
    this.more.setAttribute("aria-expanded", String(this.#all));
  }
}
