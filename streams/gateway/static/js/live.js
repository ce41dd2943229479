// Live: the stream of changes, kept open.  States: connecting, waiting (the gateway still reads
// its topics), live, away.

import { get } from "./source.js";

const LONGEST_PAUSE = 15_000;

export class Live {
  #stream = null;
  #last = "";
  #pause = 1_000;
  #timer = 0;
  #on;

  // `on` holds handlers: story, deleted, alert, meta, gap, state.
  constructor(on) {
    this.#on = on;
    window.addEventListener("online", () => this.#again(0));
    window.addEventListener("pagehide", () => this.#stream?.close());
    window.addEventListener("pageshow", (event) => event.persisted && this.#again(0));
  }

  // Open the stream after `position`; from then on it keeps itself open.
  open(position) {
    clearTimeout(this.#timer);
    this.#stream?.close();
    this.#last = position;
    const stream = new EventSource(`/api/stream?last_event_id=${encodeURIComponent(position)}`);
    this.#stream = stream;
    stream.addEventListener("open", () => {
      this.#pause = 1_000;
      this.#on.state("live");
    });
    for (const name of ["story", "deleted", "alert"]) {
      stream.addEventListener(name, (event) => {
        this.#last = event.lastEventId || this.#last;
        this.#on[name](JSON.parse(event.data));
      });
    }
    stream.addEventListener("meta", (event) => this.#on.meta(JSON.parse(event.data)));
    stream.addEventListener("gap", () => this.#on.gap());
    stream.addEventListener("error", () => {
      if (this.#stream !== stream) return;
      this.#on.state("away");
      // A browser comes back by itself, but not after an answer that is no stream.
      if (stream.readyState === EventSource.CLOSED) this.#again(this.#pause);
    });
  }

  #again(pause) {
    clearTimeout(this.#timer);
    if (this.#stream && this.#stream.readyState !== EventSource.CLOSED) return;
    this.#pause = Math.min(this.#pause * 1.7, LONGEST_PAUSE);
    this.#timer = setTimeout(() => this.#look(), pause);
  }

  async #look() {
    try {
      const meta = await get("/api/meta");
      this.#on.meta(meta);
      if (meta.ready) return this.open(this.#last);
      this.#on.state("waiting");
    } catch {
      this.#on.state("away");
    }
    this.#again(this.#pause);
    return undefined;
  }
}
