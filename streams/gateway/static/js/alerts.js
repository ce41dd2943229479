// Alerts: what was worth waking somebody for, and the notifications of the desktop.

import { bdi, byId, el, say } from "./element.js";
import { get } from "./source.js";
import { ago, clock, lang, t, whoLine } from "./words.js";

const SHOWN = 100;
const KEY = "eventwire.notify";

export class Alerts {
  #box;
  #button;
  #open;
  #held = new Map();

  constructor(box, button, { open }) {
    [this.#box, this.#button, this.#open] = [box, button, open];
    button.addEventListener("click", () => this.#toggle());
    button.hidden = !("Notification" in window);
    this.#tell();
    this.#draw();
  }

  async load() {
    const { alerts } = await get(`/api/alerts?limit=${SHOWN}`);
    this.#held = new Map(alerts.reverse().map((alert) => [alert.alert_id, alert]));
    this.#draw();
  }

  put(alert) {
    if (this.#held.has(alert.alert_id)) return;
    this.#held.set(alert.alert_id, alert);
    while (this.#held.size > SHOWN) this.#held.delete(this.#held.keys().next().value);
    this.#draw();
    this.#notify(alert);
  }

  #draw() {
    const rows = [...this.#held.values()].reverse().map((alert) =>
      el(
        "button",
        { type: "button", class: "alert", "data-type": alert.type, onclick: () => this.#open(alert.story_id) },
        el("span", { class: "type" }, t(alert.type)),
        bdi(title(alert), { class: "what" }),
        el("time", { datetime: alert.raised_at, title: clock(alert.raised_at) }, ago(alert.raised_at)),
        bdi(alert.reason, { class: "why" }),
      ),
    );
    const body = rows.length ? el("ul", {}, rows.map((row) => el("li", {}, row))) : el("p", { class: "none" }, t("no-alerts"));
    this.#box.replaceChildren(el("h2", {}, t("alerts")), body);
  }

  get #wanted() {
    try {
      return localStorage.getItem(KEY) === "yes" && Notification.permission === "granted";
    } catch {
      return false;
    }
  }

  async #toggle() {
    const on = !this.#wanted;
    if (on && (await Notification.requestPermission()) !== "granted") {
      say(t("notify-refused"));
      byId("banner").textContent = t("notify-refused");
      byId("banner").hidden = false;
      return;
    }
    try {
      localStorage.setItem(KEY, on ? "yes" : "no");
    } catch {
      // Storage is off: there is nothing to remember it by, and it stays off.
    }
    this.#tell();
  }

  #tell() {
    const on = "Notification" in window && this.#wanted;
    this.#button.textContent = t(on ? "notify-on" : "notify");
    this.#button.setAttribute("aria-pressed", String(on));
  }

  #notify(alert) {
    if (!("Notification" in window) || !this.#wanted) return;
    // The tag makes the same alert, in another window or sent again, one notification.
    const shown = new Notification(`${t(alert.type)}: ${title(alert)}`, { body: alert.reason, tag: alert.alert_id, lang });
    shown.addEventListener("click", () => {
      window.focus();
      this.#open(alert.story_id);
      shown.close();
    });
  }
}

function title(alert) {
  return lang === "en" ? alert.headline : `${t(alert.kind)}: ${whoLine(alert)}`;
}
