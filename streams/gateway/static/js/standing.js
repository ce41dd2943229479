// Standing: whether the page is live, and how far behind the stream is.

import { byId, el } from "./element.js";
import { ago, clock, t } from "./words.js";

export class Standing {
  #state = "connecting";
  #meta = null;
  #since = new Date();

  state(name) {
    if (name === "live" || this.#state === "live") this.#since = new Date();
    this.#state = name;
    this.#draw();
  }

  meta(meta) {
    this.#meta = meta;
    this.#draw();
  }

  get #lag() {
    return this.#meta?.lag ? this.#meta.lag.reduce((sum, one) => sum + one.messages, 0) : null;
  }

  #draw() {
    const lag = this.#lag;
    const live = this.#state === "live";
    let told = t("lag-unknown");
    if (lag !== null) told = lag ? t("behind", { n: lag }) : t("no-lag");
    byId("dot").dataset.state = live && lag === null ? "waiting" : this.#state;
    byId("state").textContent = live ? `${t("live")} · ${told}` : t(this.#state);
    const banner = byId("banner");
    banner.hidden = this.#state !== "away";
    if (!banner.hidden) banner.textContent = t("lost", { when: clock(this.#since) });
    if (this.#meta?.newest) byId("count").textContent = t("newest", { when: ago(this.#meta.newest) });
    this.#card();
  }

  #card() {
    const meta = this.#meta;
    if (!meta) return;
    const stages = (meta.lag ?? []).map(({ stage, messages }) => [el("dt", {}, t(`stage-${stage}`)), el("dd", {}, String(messages))]);
    const lines = [
      meta.lag ? null : t("lag-broker"),
      meta.newest && t("newest", { when: ago(meta.newest) }),
      t("held", { n: meta.stories }),
      meta.left_out > 0 && t("left-out", { n: meta.left_out }),
      meta.unreadable > 0 && t("unreadable", { n: meta.unreadable }),
      `eventwire ${meta.version}`,
    ];
    byId("lag-card").replaceChildren(el("strong", {}, t("lag-title")), el("dl", {}, stages), ...lines.filter(Boolean).map((line) => el("p", {}, line)));
  }
}
