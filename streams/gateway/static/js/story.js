// Story: one story opened: who, what, when, what changed, and the sentences that say so.

import { why } from "./alerts.js";
import { bdi, byId, el, link, say } from "./element.js";
import * as seen from "./seen.js";
import { Refused, story as fetchStory } from "./source.js";
import { ago, clock, countryName, days, lang, number, ownItem, ownName, partyName, roleOrder, t } from "./words.js";

const LONG = 700;

export class StoryPanel {
  #box = byId("story");
  #close;
  #opened;
  #asked = null;
  #open;
  #last = null;

  // `close` is called when the reader closes it, `open` with the id of another story,
  // `opened` with the story once it is there, or null.
  constructor({ close, open, opened }) {
    [this.#close, this.#open, this.#opened] = [close, open, opened];
    this.#box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#close();
    });
  }

  get id() {
    return this.#box.dataset.id ?? "";
  }

  async show(id, { focus = true } = {}) {
    const again = this.id === id;
    this.#box.dataset.id = id;
    this.#box.hidden = false;
    if (!again) this.#frame(el("p", { class: "quiet" }, t("loading")), { kind: "", focus });
    this.#asked?.abort();
    this.#asked = new AbortController();
    try {
      const reply = await fetchStory(id, { signal: this.#asked.signal });
      if (this.id !== id) return;
      const before = again ? this.#last : seen.of(id);
      this.#last = before;
      this.#fill(reply, before, { focus: focus && !again });
      seen.mark(reply.story);
      this.#opened(reply.story);
    } catch (error) {
      if (error.name === "AbortError" || this.id !== id) return;
      const gone = error instanceof Refused && error.status === 404;
      const retry = el("button", { type: "button", class: "plain", onclick: () => this.show(id) }, t("try-again"));
      this.#frame([el("h2", { id: "story-title", tabindex: -1 }, gone ? t("story-gone") : t("story-failed", { why: error.message })), gone ? null : retry], { kind: "", focus });
      this.#opened(null);
    }
  }

  hide() {
    this.#asked?.abort();
    this.#box.hidden = true;
    this.#box.replaceChildren();
    delete this.#box.dataset.id;
    this.#opened(null);
  }

  #frame(body, { kind, status = "", focus }) {
    const top = this.#box.scrollTop;
    const head = el("header", {}, kind && el("span", { class: "kind" }, t(kind)), status && el("span", { class: "status", "data-status": status }, t(status)), el("button", { type: "button", class: "plain close", onclick: () => this.#close() }, t("close")));
    if (kind) this.#box.dataset.kind = kind;
    this.#box.replaceChildren(head, el("div", { class: "body" }, body));
    this.#box.scrollTop = focus ? 0 : top;
    if (focus) (this.#box.querySelector("h2") ?? this.#box.querySelector("button")).focus({ preventScroll: true });
  }

  #fill(reply, before, { focus }) {
    const { story } = reply;
    const title = reply.headlines?.[lang] ?? reply.headline;
    this.#frame(
      [
        el("h2", { id: "story-title", tabindex: -1 }, bdi(title)),
        this.#since(story, before),
        story.merged_into && el("p", { class: "since" }, t("merged"), " ", el("button", { type: "button", class: "plain", onclick: () => this.#open(story.merged_into) }, t("merged-open"))),
        this.#facts(story),
        this.#contradictions(story),
        this.#claims(reply, before),
        this.#history(story),
        this.#revisions(reply),
        this.#alerts(reply),
        el("p", {}, el("a", { href: `/api/stories/${encodeURIComponent(story.story_id)}` }, t("as-json"))),
      ],
      { kind: story.kind, status: story.withdrawn ? "withdrawn" : story.status, focus },
    );
    if (focus) say(title);
  }

  #since(story, before) {
    if (!before || before.revision >= story.revision) return null;
    const news = [];
    const more = story.claims.filter((claim) => Date.parse(claim.published_at) > before.newest).length;
    if (more) news.push(t("since-reports", { n: more }));
    const status = story.withdrawn ? "withdrawn" : story.status;
    if (before.status !== status) news.push(t("since-status", { before: t(before.status), after: t(status) }));
    const date = days(story.when);
    if (before.date !== date) news.push(t("since-date", { before: before.date, after: date }));
    return news.length ? el("p", { class: "since" }, t("since", { when: ago(before.at) }), " ", news.join(", "), ".") : null;
  }

  #facts(story) {
    const rows = [];
    const row = (name, ...value) => rows.push(el("dt", {}, name), el("dd", {}, ...value));
    const { when } = story;
    let basis = t("date-none");
    if (when.basis !== "publication") basis = t(when.basis === "text" ? "date-said" : "date-context", { words: when.text ?? "" });
    row(t("date"), when.approximate ? `${t("approximate")} ` : "", days(when), " ", bdi(basis, { class: "quiet" }));
    for (const role of roleOrder(story.kind, story.roles)) {
      const parties = story.roles[role].map((actor) => {
        const name = partyName(actor);
        const own = !actor.country || name === countryName(actor.country);
        return own ? name : `${name} (${countryName(actor.country)})`;
      });
      row(t(role), bdi([...new Set(parties)].join(", ")));
    }
    if (story.place) row(t("place"), bdi(ownName(story.place.name)));
    if (story.items.length) row(t("what"), el("ul", {}, story.items.map((item) => el("li", {}, bdi(told(item))))));
    row(t("told"), t("sources", { n: story.sources }), ", ", t("articles", { n: story.claims.length }));
    row(t("confidence"), `${Math.round(story.confidence * 100)} %`);
    return el("dl", { class: "facts" }, rows);
  }

  #claims({ story, claims_total: total }, before) {
    const claims = story.claims.map((claim) => {
      const address = claim.url ? link(claim.url, t("open-article")) : null;
      const fresh = before && Date.parse(claim.published_at) > before.newest;
      return el(
        "li",
        { class: "claim" },
        el("p", { class: "meta" }, bdi(claim.source || claim.article_id, { class: "source" }), fresh && el("span", { class: "is-new" }, t("is-new")), el("time", { datetime: claim.published_at }, clock(claim.published_at)), el("span", { class: "status", "data-status": claim.status }, t(claim.status)), el("span", { class: "tag" }, claim.language)),
        quote(claim),
        said(claim.attribution),
        address && el("p", {}, address),
      );
    });
    return el("section", {}, el("h3", {}, `${t("reports")} · ${number(total)}`), total > claims.length && el("p", { class: "quiet" }, t("more-claims", { n: claims.length, total })), claims.length ? el("ol", {}, claims) : el("p", { class: "quiet" }, t("no-claims")));
  }

  #contradictions(story) {
    if (!story.contradictions?.length) return null;
    const by = new Map(story.claims.map((claim) => [claim.event_id, claim]));
    const lines = story.contradictions.map(({ aspect, event_id: event, claimed }) => {
      const what = aspect === "status" ? t(claimed) : claimed;
      return el("li", {}, bdi(t(`says-${aspect}`, { source: by.get(event)?.source ?? "?", what })));
    });
    return el("section", {}, el("h3", {}, t("contradictions")), el("ul", {}, lines));
  }

  #history(story) {
    if (!story.history.length) return null;
    const by = new Map(story.claims.map((claim) => [claim.event_id, claim]));
    const steps = story.history.map((step) => {
      const source = by.get(step.event_id)?.source;
      return el("li", {}, el("strong", {}, t(step.status)), " ", el("time", { datetime: step.at }, clock(step.at)), source && [", ", bdi(t("first-time", { source }))]);
    });
    return el("section", {}, el("h3", {}, t("status-history")), el("ol", { class: "steps" }, steps));
  }

  #revisions({ revisions }) {
    if (revisions.length < 2) return null;
    const steps = revisions.map((one) => el("li", {}, el("strong", {}, t(one.change === "merged" ? "merged_word" : one.change)), ` · ${t(one.withdrawn ? "withdrawn" : one.status)} · ${days(one.when)} · ${t("articles", { n: one.articles })} `, el("time", { datetime: one.at }, clock(one.at))));
    return el("section", {}, el("h3", {}, t("what-changed")), el("ol", { class: "steps" }, steps));
  }

  #alerts({ alerts }) {
    if (!alerts.length) return null;
    const rows = alerts.map((alert) => el("li", {}, el("strong", {}, t(alert.type)), " ", bdi(why(alert)), " ", el("time", { datetime: alert.raised_at, class: "quiet" }, clock(alert.raised_at))));
    return el("section", {}, el("h3", {}, t("story-alerts")), el("ul", {}, rows));
  }
}

function said(attribution) {
  if (!attribution) return null;
  const who = ownName(attribution.name ?? attribution.text);
  return el("p", { class: "quiet" }, bdi(t(attribution.denies ? "said-denies" : "said", { who })));
}

function quote(claim) {
  const words = el("blockquote", { lang: claim.language, dir: "auto" });
  const short = [...claim.evidence.slice(0, LONG + 40)].slice(0, LONG).join("");
  if (claim.evidence.length <= LONG) {
    words.textContent = claim.evidence;
    return words;
  }
  words.textContent = `${short}…`;
  const more = el("button", { type: "button", class: "plain", onclick: () => { words.textContent = claim.evidence; more.remove(); } }, t("show-rest"));
  return [words, el("p", {}, more)];
}

function told({ name: english, quantity }) {
  const { minimum: low, maximum: high, approximate } = quantity ?? {};
  const name = ownItem(english, { several: low !== 1 || high !== 1 });
  const about = approximate ? "± " : "";
  if (low === null && high === null) return name;
  if (low === high) return `${about}${number(low)} ${name}`;
  if (high === null) return `${about}≥ ${number(low)} ${name}`;
  if (low === null) return `${about}≤ ${number(high)} ${name}`;
  return `${about}${number(low)}–${number(high)} ${name}`;
}
