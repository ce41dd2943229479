// Timeline: stories by the date of the event, a bar a day or longer, and a span drawn with the
// pointer or by keys.  For ears it is one picture with a slider at each end of the span.

import { el, svg } from "./element.js";
import { dayNumber, dayText, KINDS } from "./filters.js";
import { Handles } from "./handles.js";
import { dayName, t } from "./words.js";

const MOST_BINS = 130;
const HEIGHT = 74;
const FLOOR = 56;
const DAY_MS = 86_400_000;

const date = (day) => new Date(day * DAY_MS);
const monthStart = (day, months) => {
  const moment = date(day);
  return Date.UTC(moment.getUTCFullYear(), Math.floor(moment.getUTCMonth() / months) * months, 1) / DAY_MS;
};
const monthNext = (start, months) => Date.UTC(date(start).getUTCFullYear(), date(start).getUTCMonth() + months, 1) / DAY_MS;

const UNITS = [
  { name: "day", length: 1, start: (day) => day, next: (start) => start + 1 },
  { name: "week", length: 7, start: (day) => day - ((((day + 3) % 7) + 7) % 7), next: (start) => start + 7 },
  { name: "month", length: 30.4, start: (day) => monthStart(day, 1), next: (start) => monthNext(start, 1) },
  { name: "quarter", length: 91.3, start: (day) => monthStart(day, 3), next: (start) => monthNext(start, 3) },
  { name: "year", length: 365.25, start: (day) => monthStart(day, 12), next: (start) => monthNext(start, 12) },
];

export class Timeline {
  #box;
  #choose;
  #bins = [];
  #filters = null;
  #entries = [];
  #from = null;
  #before = 0;
  #after = 0;

  constructor(box, { choose }) {
    this.#box = box;
    this.#choose = choose;
    this.svg = svg("svg", { role: "img", "aria-label": t("time-none") });
    this.span = el("div", { class: "span" });
    const edge = (side, choose) => el("button", { type: "button", class: `edge ${side}`, onclick: choose });
    this.earlier = edge("before", () => this.#choose("", dayText(this.#bins[0].start - 1)));
    this.later = edge("after", () => this.#choose(dayText(this.#bins.at(-1).end), ""));
    box.append(this.svg, this.earlier, this.later);
    // By keys a span is found step by step: one step back is not one key.
    this.handles = new Handles(box, { choose: (from, to) => this.#choose(from, to, "replace"), grip: (event, other) => this.#grip(event, other) });
    box.append(this.span);
    this.svg.addEventListener("pointerdown", (event) => this.#down(event));
    this.svg.addEventListener("pointermove", (event) => this.#from !== null && this.#brush(event));
    this.svg.addEventListener("pointerup", (event) => this.#up(event));
    this.svg.addEventListener("pointercancel", () => this.#cancel());
    new ResizeObserver(() => this.#draw()).observe(box);
  }

  show(entries, filters) {
    [this.#entries, this.#filters] = [entries, filters];
    this.#draw();
  }

  #draw() {
    const width = this.#box.clientWidth;
    if (!width || !this.#filters) return;
    this.svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    this.#cut();
    const { from, to } = this.#filters;
    const [first, last] = [dayNumber(from) ?? -Infinity, to ? dayNumber(to) + 1 : Infinity];
    const most = Math.max(1, ...this.#bins.map((bin) => bin.total));
    const step = width / Math.max(this.#bins.length, 1);
    const bars = this.#bins.flatMap((bin, index) => {
      let y = FLOOR;
      const dim = bin.end <= first || bin.start >= last ? " dim" : "";
      return KINDS.filter((kind) => bin.kinds[kind]).map((kind) => {
        const height = Math.max((bin.kinds[kind] / most) * (FLOOR - 6), 1);
        y -= height;
        return svg("rect", { class: `bin${dim}`, "data-kind": kind, x: index * step + 0.5, y, width: Math.max(step - 1, 0.8), height });
      });
    });
    this.brush = svg("rect", { class: "brush", y: 0, height: FLOOR, visibility: from || to ? "visible" : "hidden" });
    if (from || to) {
      const [x, end] = [this.#x(first, step), this.#x(last, step)];
      this.brush.setAttribute("x", x);
      this.brush.setAttribute("width", Math.max(end - x, 2));
    }
    this.svg.replaceChildren(this.#axis(step, width), ...bars, this.brush);
    this.handles.show(this.#bins, this.#filters, (day) => this.#x(day, step));
    this.#tell();
  }

  #cut() {
    const begins = this.#entries.map((entry) => entry.begin).sort((a, b) => a - b);
    this.#bins = [];
    [this.#before, this.#after] = [0, 0];
    if (!begins.length) return;
    const [low, high] = this.#reach(begins);
    this.unit = UNITS.find((unit) => (high - low) / unit.length < MOST_BINS) ?? UNITS.at(-1);
    let start = this.unit.start(low);
    if (high - low < 20) start -= 3; // a handful of days is not drawn as a few fat blocks
    const until = high - low < 20 ? Math.max(high + 3, start + 30) : high;
    while (start <= until && this.#bins.length < 2 * MOST_BINS) {
      const end = this.unit.next(start);
      this.#bins.push({ start, end, kinds: {}, total: 0 });
      start = end;
    }
    let index = 0;
    const sorted = [...this.#entries].sort((a, b) => a.begin - b.begin);
    for (const { begin, row } of sorted) {
      if (begin < this.#bins[0].start) {
        this.#before += 1;
        continue;
      }
      while (index < this.#bins.length && begin >= this.#bins[index].end) index += 1;
      if (index === this.#bins.length) {
        this.#after += 1;
        continue;
      }
      const bin = this.#bins[index];
      bin.kinds[row.kind] = (bin.kinds[row.kind] ?? 0) + 1;
      bin.total += 1;
    }
  }

  // The days to draw.  What is told of are mostly these weeks; an anniversary, or a year read
  // wrongly, must not squeeze them into one bar: it is counted at the edge instead.
  #reach(begins) {
    const at = (share) => begins[Math.floor(share * (begins.length - 1))];
    let [low, high] = [begins[0], begins.at(-1)];
    if (begins.length >= 40) {
      const [first, last] = [at(0.12), at(0.88)];
      const span = Math.max((last - first) / 2, 14);
      [low, high] = [Math.max(low, first - span), Math.min(high, last + span)];
    }
    const [from, to] = [dayNumber(this.#filters.from), dayNumber(this.#filters.to)];
    if (from !== null) low = Math.min(low, Math.max(from, begins[0]));
    if (to !== null) high = Math.max(high, Math.min(to, begins.at(-1)));
    return [low, high];
  }

  #x(day, step) {
    if (day <= (this.#bins[0]?.start ?? 0)) return 0;
    const index = this.#bins.findIndex((bin) => day < bin.end);
    if (index < 0) return this.#bins.length * step;
    const bin = this.#bins[index];
    return (index + (day - bin.start) / (bin.end - bin.start)) * step;
  }

  #axis(step, width) {
    const group = svg("g", { class: "axis" }, svg("line", { x1: 0, x2: width, y1: FLOOR + 0.5, y2: FLOOR + 0.5 }));
    const every = Math.max(Math.ceil(92 / step), 1);
    for (let index = 0; index < this.#bins.length; index += every) {
      const x = index * step;
      if (x > width - 60) break;
      group.append(svg("line", { x1: x, x2: x, y1: FLOOR, y2: FLOOR + 5 }), svg("text", { x: x + 3, y: FLOOR + 15 }, dayName(this.#bins[index].start)));
    }
    const today = Math.floor(Date.now() / DAY_MS);
    if (this.#bins.length && today >= this.#bins[0].start && today < this.#bins.at(-1).end) {
      const x = this.#x(today, step);
      group.append(svg("line", { class: "today", x1: x, x2: x, y1: 0, y2: FLOOR }));
    }
    return group;
  }

  #tell() {
    const { from, to } = this.#filters;
    const told = this.#bins.length ? t("time-told", { from: dayName(this.#bins[0].start), to: dayName(this.#bins.at(-1).end - 1), unit: t(`unit-${this.unit.name}`) }) : t("time-none");
    this.svg.setAttribute("aria-label", told);
    this.span.replaceChildren();
    this.earlier.hidden = !this.#before;
    this.earlier.textContent = `← ${t("earlier", { n: this.#before })}`;
    this.later.hidden = !this.#after;
    this.later.textContent = `${t("later", { n: this.#after })} →`;
    if (!from && !to) return;
    const name = (text) => (text ? dayName(dayNumber(text)) : "…");
    this.span.append(`${name(from)} – ${name(to)}`, el("button", { type: "button", class: "plain", onclick: () => this.#choose("", "") }, t("whole-time")));
  }

  #at(event) {
    const box = this.svg.getBoundingClientRect();
    const share = Math.min(Math.max((event.clientX - box.left) / box.width, 0), 0.9999);
    return this.#bins[Math.floor(share * this.#bins.length)];
  }

  #down(event) {
    if (event.button !== 0 || !this.#bins.length) return;
    this.#from = this.#at(event);
    this.svg.setPointerCapture(event.pointerId);
    this.#brush(event);
  }

  // Take hold of one end of the span: the other, at the bar `other`, stays where it is.
  #grip(event, other) {
    if (event.button !== 0 || !this.#bins.length) return;
    this.#from = this.#bins[other];
    this.svg.setPointerCapture(event.pointerId);
    event.preventDefault();
    event.target.focus();
  }

  #ends(event) {
    const [one, other] = [this.#from, this.#at(event)];
    return one.start <= other.start ? [one, other] : [other, one];
  }

  #brush(event) {
    const [first, last] = this.#ends(event);
    const step = this.#box.clientWidth / this.#bins.length;
    const x = this.#bins.indexOf(first) * step;
    this.brush.setAttribute("visibility", "visible");
    this.brush.setAttribute("x", x);
    this.brush.setAttribute("width", (this.#bins.indexOf(last) + 1) * step - x);
  }

  #up(event) {
    if (this.#from === null) return;
    const [first, last] = this.#ends(event);
    this.#from = null;
    this.#choose(dayText(first.start), dayText(last.end - 1));
  }

  #cancel() {
    this.#from = null;
    this.#draw();
  }
}
