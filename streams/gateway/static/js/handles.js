// Handles: the two ends of the span that the timeline shows, moved by keys or with the pointer.
// Each is a slider for ears: its value is the day at which it stands.

import { el } from "./element.js";
import { dayNumber, dayText } from "./filters.js";
import { dayName, t } from "./words.js";

const FAR = 10; // bars of PageUp and PageDown

export class Handles {
  #bins = [];
  #filters = { from: "", to: "" };
  #choose;
  #ends;

  // `choose(from, to)` is called with the days of a new span, `grip(day)` when the pointer takes
  // hold of one end, with the day at which the other stands.
  constructor(box, { choose, grip }) {
    this.#choose = choose;
    this.#ends = ["from", "to"].map((side) =>
      el("div", {
        class: `handle ${side}`,
        role: "slider",
        tabindex: 0,
        "aria-label": t(`time-${side}`),
        "aria-orientation": "horizontal",
        "data-side": side,
        onkeydown: (event) => this.#key(event, side),
        onpointerdown: (event) => grip(event, this.#at(side === "from" ? "to" : "from")),
      }),
    );
    box.append(...this.#ends);
  }

  // Stand at the ends of what is chosen; `x` tells where a day is, in pixels.
  show(bins, filters, x) {
    [this.#bins, this.#filters] = [bins, filters];
    for (const end of this.#ends) {
      const { side } = end.dataset;
      end.hidden = !bins.length;
      if (!bins.length) continue;
      const { from, to } = filters;
      const day = side === "from" ? dayNumber(from) ?? bins[0].start : to ? dayNumber(to) + 1 : bins.at(-1).end;
      end.style.left = `${x(day)}px`;
      end.classList.toggle("set", Boolean(filters[side]));
      end.setAttribute("aria-valuemin", 0);
      end.setAttribute("aria-valuemax", bins.length - 1);
      end.setAttribute("aria-valuenow", this.#at(side));
      end.setAttribute("aria-valuetext", filters[side] ? dayName(dayNumber(filters[side])) : t(`time-${side}-open`));
    }
  }

  // The bar at which an end stands.
  #at(side) {
    const day = dayNumber(this.#filters[side]);
    const last = this.#bins.length - 1;
    if (day === null) return side === "from" ? 0 : last;
    const found = this.#bins.findIndex((bin) => day < bin.end);
    return found < 0 ? last : found;
  }

  #key(event, side) {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.#bins.length) return;
    const steps = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: FAR, PageDown: -FAR, Home: -Infinity, End: Infinity };
    const { from, to } = this.#filters;
    if (event.key === "Escape") this.#choose("", "");
    else if (!(event.key in steps)) return;
    else {
      const now = this.#at(side);
      const wanted = now + steps[event.key];
      const [first, last] = side === "from" ? [0, this.#at("to")] : [this.#at("from"), this.#bins.length - 1];
      const bin = this.#bins[Math.min(Math.max(wanted, first), last)];
      // Beyond the first bar and the last one there is no end.
      if (side === "from") this.#choose(wanted < 0 ? "" : dayText(bin.start), to);
      else this.#choose(from, wanted >= this.#bins.length ? "" : dayText(bin.end - 1));
    }
    event.preventDefault();
  }
}
