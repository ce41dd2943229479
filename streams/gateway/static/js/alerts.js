// Alerts: what was worth waking somebody for, and the notifications of the desktop.

import { bdi, byId, el, say } from "./element.js";
import { get } from "./source.js";
import { ago, clock, lang, t } from "./words.js";

const SHOWN = 100;
const KEY = "eventwire.notify";
const LONGEST_WAIT = 3_600_000;

export class Alerts {
  #box;
  #button;
  #open;
  #held = new Map();
  #told = new Set();

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
    for (const alert of this.#held.values()) this.#told.add(alert.alert_id);
    this.#draw();
  }

  put(alert) {
    if (alert.silenced) return; // for the record only
    this.#held.set(alert.alert_id, alert);
    while (this.#held.size > SHOWN) this.#held.delete(this.#held.keys().next().value);
    this.#draw();
    this.#soon(alert.alert_id);
  }

  // Notify once, and not before it is due: until then a newer form may take its place.
  #soon(id) {
    const alert = this.#held.get(id);
    if (!alert || this.#told.has(id)) return;
    const wait = alert.due_at ? Date.parse(alert.due_at) - Date.now() : 0;
    if (wait > 0) {
      setTimeout(() => this.#soon(id), Math.min(wait, LONGEST_WAIT));
      return;
    }
    this.#told.add(id);
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
        bdi(why(alert), { class: "why" }),
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
    this.#button.querySelector(".name").textContent = t(on ? "notify-on" : "notify");
    this.#button.setAttribute("aria-label", t(on ? "notify-on" : "notify"));
    this.#button.setAttribute("aria-pressed", String(on));
  }

  #notify(alert) {
    if (!("Notification" in window) || !this.#wanted) return;
    // The tag makes the same alert, in another window or sent again, one notification.
    const shown = new Notification(`${t(alert.type)}: ${title(alert)}`, { body: why(alert), tag: alert.alert_id, lang });
    shown.addEventListener("click", () => {
      window.focus();
      this.#open(alert.story_id);
      shown.close();
    });
  }
}

// Why it was raised, which the records say in English.
export function why(alert) {
  if (lang === "en") return alert.reason;
  const was = alert.changes?.find((change) => change.aspect === "status");
  const status = was ? `${t(was.before)} → ${t(was.after)}` : t(alert.status);
  return alert.sources ? `${status} · ${t("sources", { n: alert.sources })}` : status;
}

function title(alert) {
  if (alert.type === "digest") return t("digest-of", { n: alert.lines?.length ?? 0 });
  return alert.headlines?.[lang] ?? alert.headline;
}
