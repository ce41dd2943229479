// Words: everything that the page says, in English and Dutch, and how it writes dates, numbers
// and the names of countries.

import { MESSAGES } from "./messages.js";
import { byEnglish, countries } from "./countries.js";
import { itemName } from "./items.js";

const asked = new URLSearchParams(location.search).get("lang");

function remembered() {
  try {
    return localStorage.getItem("eventwire.lang");
  } catch {
    return null;
  }
}

const wanted = [asked, remembered(), ...(navigator.languages ?? [navigator.language])];
export const lang = wanted.map((one) => (one ?? "").slice(0, 2).toLowerCase()).find((one) => one in MESSAGES) ?? "en";
document.documentElement.lang = lang;

const messages = MESSAGES[lang];
const plurals = new Intl.PluralRules(lang);
const numbers = new Intl.NumberFormat(lang);
const locale = lang === "en" ? "en-GB" : lang;
const inUtc = (options) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options });
const DAY = inUtc({ day: "numeric", month: "short", year: "numeric" });
const MONTH = inUtc({ month: "long", year: "numeric" });
const CLOCK = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
const AGO = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "short" });
const DAY_MS = 86_400_000;

// The message `key`; {name} is replaced, and `n` chooses between one and many.
export function t(key, values = {}) {
  let text = messages[key] ?? MESSAGES.en[key] ?? key;
  if (Array.isArray(text)) text = plurals.select(values.n) === "one" ? text[0] : text[1];
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = values[name];
    return typeof value === "number" ? numbers.format(value) : String(value ?? whole);
  });
}

export function number(value) {
  return numbers.format(value);
}

export function countryName(code) {
  return countries[code]?.[lang === "nl" ? 4 : 3] ?? code;
}

// A name of the records, which are in English; that of a country in the reader's language.
export function ownName(name) {
  return byEnglish.has(name) ? countryName(byEnglish.get(name)) : name;
}

// A party: a state, or its forces, by its name in the reader's language; others as they are.
export function partyName(party) {
  return ownName(party.name);
}

// An item by its name in the reader's language; without a count it is meant in general.
export function ownItem(name, { several = true } = {}) {
  return itemName(name, lang, { several });
}

// The same of a line like "± 12 soldier".
export function itemLine(line) {
  const [, amount, name] = /^((?:± )?(?:[≥≤] )?[\d,-]+ )?(.*)$/.exec(line);
  return `${(amount ?? "").replaceAll(",", lang === "nl" ? "." : ",")}${ownItem(name, { several: !/^(?:± )?1 $/.test(amount ?? "") })}`;
}

const FLOW = {
  visit: ["visitor", "host"],
  delivery: ["supplier", "recipient"],
  training: ["trainer", "trainee"],
  deployment: ["sender", "host"],
  basing: ["user", "host"],
};

function names(parties) {
  return [...new Set((parties ?? []).map(partyName))].join(", ");
}

// Who, and to whom: "Turkey → Azerbaijan".
export function whoLine({ kind, roles }) {
  if (kind in FLOW) return FLOW[kind].map((role) => names(roles[role]) || "?").join(" → ");
  return names(Object.values(roles).flat()) || "?";
}

// The same for ears.
export function whoSpoken(story) {
  return whoLine(story).replaceAll(" → ", ` ${t("to")} `);
}

export function roleOrder(kind, roles) {
  const known = FLOW[kind] ?? [];
  return [...known, ...Object.keys(roles).filter((role) => !known.includes(role))].filter((role) => roles[role]?.length);
}

function utc(text) {
  return new Date(`${text}T00:00:00Z`);
}

// The days of a `when`; its end is exclusive.
export function days(when) {
  const { begin, end } = when;
  if (!begin && !end) return t("undated");
  if (!begin) return t("before", { day: DAY.format(utc(end)) });
  if (!end) return t("from-on", { day: DAY.format(utc(begin)) });
  const first = utc(begin);
  const last = new Date(utc(end).getTime() - DAY_MS);
  if (first.getTime() >= last.getTime()) return DAY.format(first);
  const whole = (unit) => begin.endsWith(unit) && end.endsWith(unit);
  if (whole("-01-01")) {
    const span = last.getUTCFullYear() - first.getUTCFullYear();
    return span ? `${first.getUTCFullYear()}–${last.getUTCFullYear()}` : String(first.getUTCFullYear());
  }
  if (whole("-01") && first.getUTCMonth() === last.getUTCMonth() && first.getUTCFullYear() === last.getUTCFullYear()) {
    return MONTH.format(first);
  }
  return DAY.formatRange(first, last);
}

export function dayName(number) {
  return DAY.format(new Date(number * DAY_MS));
}

export function clock(text) {
  return CLOCK.format(new Date(text));
}

const UNITS = [["year", 365 * 86_400], ["month", 30 * 86_400], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

export function ago(text, now = Date.now()) {
  const seconds = (new Date(text).getTime() - now) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return AGO.format(Math.trunc(seconds / size), unit);
  }
  return t("just-now");
}
