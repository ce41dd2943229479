// Map: where those who take part are, drawn with d3-geo from a topology that lies beside.
// For ears it is one picture; the list of countries under Filters holds the same.

import { byId, el, svg } from "./element.js";
import { byName, byNumber, placeOf } from "./countries.js";
import { countryName, number, roleOrder, t } from "./words.js";
import { Zoom } from "./zoom.js";

const { geoArea, geoNaturalEarth1, geoPath } = window.d3;
const LARGEST = 21;
const SMALLEST = 3.5;
const ANTARCTICA = "010";

export class WorldMap {
  #box;
  #pick;
  #tip = el("div", { class: "tip card", role: "presentation" });
  #lands = [];
  #shapes = new Map();
  #counts = new Map();
  #chosen = new Set();
  #story = null;
  #fitted = false;

  constructor(box, { pick }) {
    this.#box = box;
    this.#pick = pick;
    this.svg = svg("svg", { role: "img", "aria-label": t("map-none") });
    this.ground = svg("g");
    this.arcs = svg("g");
    this.spots = svg("g");
    this.svg.append(this.ground, this.arcs, this.spots);
    this.zoom = new Zoom(this.svg, { moved: () => this.#place() });
    const button = (key, sign, act) => el("button", { type: "button", "aria-label": t(key), title: t(key), onclick: act }, sign);
    const zooms = el("div", { class: "zoom" }, button("zoom-in", "+", () => this.zoom.by(1.6)), button("zoom-out", "−", () => this.zoom.by(1 / 1.6)), button("zoom-fit", "⤢", () => this.fit()));
    box.append(this.svg, zooms, this.#tip);
    this.svg.addEventListener("pointermove", (event) => this.#hover(event.target.dataset?.code));
    this.svg.addEventListener("pointerleave", () => this.#hover(""));
    this.svg.addEventListener("click", (event) => {
      const code = event.target.dataset?.code;
      if (code && !this.zoom.dragged && this.#counts.has(code)) this.#pick(code);
    });
    new ResizeObserver(() => this.#layOut()).observe(box);
  }

  async load() {
    const topology = await fetch("/static/vendor/countries-110m.json").then((answer) => answer.json());
    this.#lands = window.topojson.feature(topology, topology.objects.countries).features.filter((land) => land.id !== ANTARCTICA && geoArea(land) > 0);
    for (const land of this.#lands) {
      const code = byNumber.get(land.id) ?? byName.get(land.properties.name) ?? "";
      const shape = svg("path", { class: "land", "data-code": code });
      this.#shapes.set(code || land, [shape, land]);
      this.ground.append(shape);
    }
    this.#layOut();
  }

  // Show how often each country takes part; `chosen` are the countries of the filter.
  show(counts, chosen) {
    this.#counts = counts;
    this.#chosen = chosen;
    for (const [code, [shape]] of this.#shapes) {
      shape.classList.toggle("active", counts.has(code));
      shape.classList.toggle("chosen", chosen.has(code));
    }
    const most = [...counts].sort((a, b) => b[1] - a[1]);
    const told = most.slice(0, 3).map(([code, n]) => `${countryName(code)} (${number(n)})`).join(", ");
    this.svg.setAttribute("aria-label", most.length ? t("map-told", { n: most.length, most: told }) : t("map-none"));
    if (!this.#fitted && counts.size && this.width) {
      this.#fitted = true;
      this.fit();
    }
    this.#draw();
  }

  // Show one story: its countries tied together, all else faint.
  tie(story) {
    this.#story = story;
    this.#draw();
    if (story) this.fit(story.countries);
  }

  // Bring countries into view, by default all that take part.
  fit(codes = [...this.#counts.keys()]) {
    const points = codes.map((code) => this.#point(code)).filter(Boolean);
    this.zoom.fit(points, { margin: 64, closest: 4.5 });
    // The world on an upright screen is a thin band: nearer, around where most happens.
    if (this.height > this.width && this.zoom.k < 1.5 && points.length > 2) {
      const weights = codes.map((code) => [this.#point(code), this.#counts.get(code) ?? 0]).filter(([point]) => point);
      const sum = weights.reduce((all, [, n]) => all + n, 0) || 1;
      const mean = (axis) => weights.reduce((all, [point, n]) => all + point[axis] * n, 0) / sum;
      this.zoom.around([mean(0), mean(1)], Math.min(this.height / this.width / 0.72, 3));
    }
  }

  #layOut() {
    const { clientWidth, clientHeight } = this.#box;
    if (!clientWidth || !clientHeight || !this.#lands.length) return;
    if (clientWidth === this.width && clientHeight === this.height) return;
    [this.width, this.height] = [clientWidth, clientHeight];
    this.svg.setAttribute("viewBox", `0 0 ${clientWidth} ${clientHeight}`);
    const all = { type: "FeatureCollection", features: this.#lands };
    this.projection = geoNaturalEarth1().precision(0.05).fitExtent([[8, 8], [clientWidth - 8, clientHeight - 8]], all);
    this.path = geoPath(this.projection).digits(1);
    for (const [, [shape, land]] of this.#shapes) shape.setAttribute("d", this.path(land) ?? "");
    this.zoom.size(clientWidth, clientHeight);
    this.#fitted = this.#counts.size > 0;
    this.fit(this.#story?.countries);
    this.#draw();
  }

  #point(code) {
    const place = placeOf(code);
    return place && this.projection ? this.projection(place) : null;
  }

  #draw() {
    if (!this.projection) return;
    const tied = this.#story ? new Set(this.#story.countries) : null;
    const most = Math.max(1, ...this.#counts.values());
    const spots = [];
    const codes = [...new Set([...this.#counts.keys(), ...(tied ?? [])])];
    codes.sort((a, b) => (this.#counts.get(b) ?? 0) - (this.#counts.get(a) ?? 0));
    for (const code of codes) {
      const point = this.#point(code);
      if (!point) continue;
      const count = this.#counts.get(code) ?? 0;
      const radius = SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(count / most);
      const dim = tied ? !tied.has(code) : this.#chosen.size && !this.#chosen.has(code);
      const chosen = tied ? tied.has(code) : this.#chosen.has(code);
      const spot = svg("circle", { class: `spot${dim ? " dim" : ""}${chosen ? " chosen" : ""}`, "data-code": code });
      spots.push([spot, point, radius]);
      if (radius > 9 && !dim && count > 1) spots.push([svg("text", { class: "number-on" }, number(count)), point, 0]);
    }
    this.placed = spots;
    this.spots.replaceChildren(...spots.map(([node]) => node));
    this.arcs.replaceChildren(...this.#ties().map((line) => svg("path", { class: "arc", "data-kind": this.#story.kind, d: this.path(line) ?? "" })));
    this.#place();
  }

  #ties() {
    if (!this.#story) return [];
    const roles = roleOrder(this.#story.kind, this.#story.roles);
    const codes = (role) => [...new Set((this.#story.roles[role] ?? []).map((party) => party.country).filter(placeOf))];
    const first = codes(roles[0]);
    const [from, to] = roles.length > 1 ? [first, roles.slice(1).flatMap(codes)] : [first.slice(0, 1), first.slice(1)];
    const line = (a, b) => ({ type: "LineString", coordinates: [placeOf(a), placeOf(b)] });
    return from.flatMap((a) => to.filter((b) => a !== b).map((b) => line(a, b))).slice(0, 16);
  }

  // Spots keep their size whatever the zoom.
  #place() {
    const { k, x, y } = this.zoom;
    for (const group of [this.ground, this.arcs]) group.setAttribute("transform", `translate(${x} ${y}) scale(${k})`);
    const told = [];
    for (const [node, [px, py], radius] of this.placed ?? []) {
      if (node.tagName === "text") {
        const at = [px * k + x, py * k + y];
        // Where many crowd together the largest say their number.
        const free = told.every(([ox, oy]) => Math.abs(ox - at[0]) > 24 || Math.abs(oy - at[1]) > 14);
        node.setAttribute("visibility", free ? "visible" : "hidden");
        if (free) told.push(at);
        node.setAttribute("x", at[0]);
        node.setAttribute("y", at[1]);
      } else {
        node.setAttribute("cx", px * k + x);
        node.setAttribute("cy", py * k + y);
        node.setAttribute("r", radius);
      }
    }
  }

  #hover(code) {
    const count = this.#counts.get(code);
    this.#tip.textContent = code && count !== undefined ? `${countryName(code)} · ${t("total", { n: count })}` : "";
  }
}

export function mapOn(id, options) {
  return new WorldMap(byId(id), options);
}
