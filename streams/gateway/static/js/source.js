// Source: the read API.

const PAGE = 2_000;

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export async function get(path, { signal } = {}) {
  const answer = await fetch(path, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, problem.detail ?? `${answer.status}`);
  }
  return answer.json();
}

// All stories, page after page; `take` gets each page's rows.
export async function everyStory(take) {
  let cursor = null;
  do {
    const more = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const page = await get(`/api/stories?withdrawn=true&limit=${cursor ? PAGE : 200}${more}`);
    take(page.stories, page.total);
    cursor = page.next_cursor;
  } while (cursor);
}

export function story(id, options) {
  return get(`/api/stories/${encodeURIComponent(id)}`, options);
}

export async function logIn(token) {
  const answer = await fetch("/api/session", { method: "POST", body: JSON.stringify({ token }) });
  return answer.ok;
}
