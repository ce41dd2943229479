// Items: what other languages than English call them.  Loaded before anything is drawn.

const byLanguage = await fetch("/static/data/items.json").then((answer) => answer.json());

// An item in a language, by its canonical English name; what has no other name keeps it.
export function itemName(name, lang, { several }) {
  return byLanguage[lang]?.[name]?.[several ? 1 : 0] ?? name;
}
