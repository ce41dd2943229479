// Countries: codes, names as newspapers write them, and where on the map each is marked.  Loaded before anything is drawn.

export const countries = await fetch("/static/data/countries.json").then((answer) => answer.json());

export const byNumber = new Map(Object.entries(countries).filter(([, row]) => row[0]).map(([code, row]) => [row[0], code]));
// Kosovo has no number in ISO 3166-1, and none in the topology.
export const byName = new Map([["Kosovo", "XKX"]]);

// The code of a country by its canonical English name.
export const byEnglish = new Map(Object.entries(countries).map(([code, row]) => [row[3], code]));

export function placeOf(code) {
  const row = countries[code];
  return row ? [row[1], row[2]] : null;
}
