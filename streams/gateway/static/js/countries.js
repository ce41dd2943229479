// Countries: codes, and where on the map each is marked.  Loaded before anything is drawn.

export const countries = await fetch("/static/data/countries.json").then((answer) => answer.json());

export const byNumber = new Map(Object.entries(countries).filter(([, row]) => row[1]).map(([code, row]) => [row[1], code]));
// Kosovo has no number in ISO 3166-1, and none in the topology.
export const byName = new Map([["Kosovo", "XKX"]]);

export function placeOf(code) {
  const row = countries[code];
  return row ? [row[2], row[3]] : null;
}
