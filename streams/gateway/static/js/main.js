// The page put together: the store in the middle, what fills it on one side, what shows it on
// the other, and the address as the one place that says what is shown.

import { Alerts } from "./alerts.js";
import { Controls } from "./controls.js";
import { byId, el, say } from "./element.js";
import { Filters, SORTS } from "./filters.js";
import { List } from "./list.js";
import { Live } from "./live.js";
import { mapOn } from "./map.js";
import { everyStory, get, logIn, Refused } from "./source.js";
import { Standing } from "./standing.js";
import { Store } from "./store.js";
import { StoryPanel } from "./story.js";
import { Timeline } from "./timeline.js";
import { lang, t } from "./words.js";

const store = new Store();
const standing = new Standing();
let filters = new Filters(location.search);
let loading = "all";
let instance = "";
let due = 0;
let news = 0;

const list = new List(byId("list"), { open: (id) => open(id) });
const panel = new StoryPanel({ close: () => close(), open: (id) => open(id), opened: (story) => map.tie(story) });
const map = mapOn("map", { pick: (code) => pick(code) });
const timeline = new Timeline(byId("timeline"), { choose: (from, to, how = "push") => { Object.assign(filters, { from, to }); controls.follow(filters); changed(how); } });
const controls = new Controls(byId("filters"), filters, { change: (how) => changed(how) });
const alerts = new Alerts(byId("alerts"), byId("notify"), { open: (id) => open(id) });

// What is shown

function address(how) {
  const told = `${location.pathname}${filters.search}`;
  if (told === `${location.pathname}${location.search}`) return;
  history[how === "push" ? "pushState" : "replaceState"](null, "", told);
}

function changed(how) {
  address(how);
  draw({ top: true });
  say(t("shown", { n: byId("list").dataset.shown ?? 0 }), { after: 700 });
}

function draw({ top = false } = {}) {
  const { shown, dated, counts } = store.select(filters);
  byId("list").dataset.shown = shown.length;
  list.show(shown, { top });
  list.choose(filters.story);
  timeline.show(dated, filters);
  controls.count(counts);
  map.show(counts.country, filters.country);
  const busy = loading && t("loading-n", { n: store.size });
  byId("list-title").textContent = busy || (shown.length === store.size ? t("total", { n: shown.length }) : t("of-total", { n: shown.length, total: store.size }));
  document.title = `${t("total", { n: shown.length })} · eventwire`;
  byId("rail-title").textContent = controls.on ? `${t("filters")} · ${controls.on}` : t("filters");
  empty(shown.length);
}

function empty(count) {
  const box = byId("empty");
  box.hidden = count > 0;
  byId("list").hidden = count === 0;
  if (count) return;
  if (loading) return box.replaceChildren(el("p", {}, loading === "all" ? t("loading") : loading));
  const [title, hint] = store.size && filters.narrow ? ["empty-title", "empty-hint"] : ["nothing-title", "nothing-hint"];
  const clear = el("button", { type: "button", class: "plain", onclick: () => { filters.clear(); controls.follow(filters); changed("push"); } }, t("reset"));
  return box.replaceChildren(el("h3", {}, t(title)), el("p", {}, t(hint)), filters.narrow ? el("p", {}, clear) : "");
}

// Many changes within a moment are drawn once.
function soon() {
  due ||= setTimeout(() => {
    due = 0;
    draw();
    if (news) say(t("new-stories", { n: news }), { after: 2_000 });
    news = 0;
  }, store.size > 5_000 ? 600 : 150);
}

function open(id) {
  filters.story = id;
  address("push");
  follow({ focus: true });
}

function close() {
  filters.story = "";
  address("push");
  follow();
  list.focus();
}

function follow({ focus = false } = {}) {
  byId("frame").toggleAttribute("data-open", Boolean(filters.story));
  list.choose(filters.story);
  if (filters.story) panel.show(filters.story, { focus });
  else panel.hide();
}

function pick(code) {
  if (!filters.country.delete(code)) filters.country.add(code);
  controls.follow(filters);
  changed("push");
}

window.addEventListener("popstate", () => {
  const hadStory = filters.story;
  filters = new Filters(location.search);
  controls.follow(filters);
  byId("sort").value = filters.sort;
  draw({ top: true });
  follow({ focus: Boolean(filters.story) });
  if (hadStory && !filters.story) list.focus();
});

// What fills it

const live = new Live({
  state: (name) => {
    standing.state(name);
    if (name === "away") say(t("away"));
  },
  meta: (meta) => {
    standing.meta(meta);
    if (instance && meta.instance !== instance && meta.ready) load();
    if (meta.ready) instance = meta.instance;
  },
  gap: () => load(),
  story: (row) => {
    if (!store.put(row, { changed: Date.now() })) return;
    news += 1;
    soon();
    if (row.story_id === panel.id) panel.show(row.story_id, { focus: false });
  },
  deleted: ({ story_id: id }) => store.drop(id) && soon(),
  alert: (alert) => alerts.put(alert),
});

async function fill() {
  const ids = new Set();
  await everyStory((rows) => {
    for (const row of rows) {
      store.put(row);
      ids.add(row.story_id);
    }
    soon();
  });
  return ids;
}

let under = null;

// Load everything anew; a second call while one is under way waits for it.
function load() {
  under ??= (async () => {
    for (let pause = 1_000; ; pause = Math.min(pause * 1.7, 15_000)) {
      try {
        const meta = await get("/api/meta");
        standing.meta(meta);
        if (meta.ready) {
          // The stream first: what changes while the pages come is not lost.
          instance = meta.instance;
          live.open(meta.position);
          const begun = Date.now();
          store.keep(await fill(), { since: begun });
          await alerts.load();
          break;
        }
        standing.state("waiting");
        loading = t("catching-up", { n: meta.stories });
      } catch (error) {
        if (error instanceof Refused && error.status === 401) await token();
        else standing.state("away");
        loading = t("failed", { why: error.message });
      }
      soon();
      await new Promise((resume) => setTimeout(resume, pause));
    }
    loading = "";
    draw();
  })().finally(() => {
    under = null;
  });
  return under;
}

function token() {
  const form = byId("login");
  const input = el("input", { type: "password", autocomplete: "current-password", required: true, id: "token" });
  const wrong = el("p", { role: "alert" });
  form.replaceChildren(el("h2", {}, t("token-title")), el("p", { class: "quiet" }, t("token-hint")), el("label", { for: "token" }, t("token")), input, wrong, el("button", { class: "primary" }, t("log-in")));
  form.hidden = false;
  input.focus();
  return new Promise((done) => {
    form.onsubmit = async (event) => {
      event.preventDefault();
      if (await logIn(input.value.trim()).catch(() => false)) {
        form.hidden = true;
        done();
      } else {
        wrong.textContent = t("token-wrong");
        input.select();
      }
    };
  });
}

// What stands around it

function dress() {
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = t(node.dataset.text);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", t(node.dataset.label));
  const sort = byId("sort");
  sort.append(...SORTS.map((name) => el("option", { value: name }, t(`sort-${name}`))));
  sort.value = filters.sort;
  sort.addEventListener("change", () => { filters.sort = sort.value; changed("push"); });
  const views = ["list", "map", "alerts"].map((name) => el("button", { type: "button", "aria-pressed": String(name === "list"), onclick: () => look(name) }, t(name)));
  const look = (name) => {
    byId("frame").dataset.view = name;
    for (const [index, button] of views.entries()) button.setAttribute("aria-pressed", String(["list", "map", "alerts"][index] === name));
  };
  byId("views").append(...views);
  const language = byId("language");
  language.lang = lang === "en" ? "nl" : "en";
  language.querySelector(".name").textContent = t("language");
  language.querySelector(".sign").textContent = language.lang.toUpperCase();
  language.setAttribute("aria-label", t("language-label"));
  language.addEventListener("click", () => {
    filters.lang = language.lang;
    try {
      localStorage.setItem("eventwire.lang", language.lang);
    } catch {
      // Storage is off: the address says it.
    }
    location.assign(`${location.pathname}${filters.search}`);
  });
  const theme = () => {
    const dark = document.documentElement.dataset.theme === "dark";
    byId("theme").querySelector(".name").textContent = t(dark ? "light" : "dark");
    byId("theme").setAttribute("aria-label", t(dark ? "light-label" : "dark-label"));
  };
  byId("theme").addEventListener("click", () => document.documentElement.dispatchEvent(new CustomEvent("theme-toggle")));
  document.documentElement.addEventListener("theme", theme);
  theme();
  document.addEventListener("click", (event) => { if (!event.target.closest("#lag")) byId("lag").open = false; });
  if (matchMedia("(max-width: 1199px)").matches) byId("rail-fold").open = false;
}

dress();
standing.state("connecting");
draw();
follow();
map.load();
load();
