// Elements: made by name, attributes and children.  A string child is text and nothing else:
// what a feed wrote can never become markup.

const SVG = "http://www.w3.org/2000/svg";

function filled(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

// Text of others: kept apart from the direction of what stands around it.
export function bdi(text, attributes = {}) {
  return el("bdi", { dir: "auto", ...attributes }, String(text));
}

export function byId(id) {
  return document.getElementById(id);
}

// A link that leads to a page, or plain text: javascript:, data: and the like lead nowhere.
export function link(address, text) {
  let url = null;
  try {
    url = new URL(address);
  } catch {
    // Not an address: text.
  }
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  return el("a", { href: url.href, rel: "noopener noreferrer external", target: "_blank" }, text, " ", bdi(url.host), el("span", { "aria-hidden": "true" }, " ↗"));
}

let unsaid = 0;

// Tell a screen reader, politely, and not more than the last thing within a moment.
export function say(text, { after = 400 } = {}) {
  clearTimeout(unsaid);
  unsaid = setTimeout(() => {
    byId("polite").textContent = text;
  }, after);
}
