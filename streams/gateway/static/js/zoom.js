// Zoom: what part of a picture is seen, moved by wheel, fingers and buttons.

const MOST = 12;

export class Zoom {
  k = 1;
  x = 0;
  y = 0;
  dragged = false;
  #width = 1;
  #height = 1;
  #moved;
  #fingers = new Map();

  constructor(node, { moved }) {
    this.#moved = moved;
    node.addEventListener("wheel", (event) => {
      event.preventDefault();
      const box = node.getBoundingClientRect();
      this.by(Math.exp(-event.deltaY * 0.0016), event.clientX - box.left, event.clientY - box.top);
    }, { passive: false });
    node.addEventListener("pointerdown", (event) => {
      this.#fingers.set(event.pointerId, [event.clientX, event.clientY]);
      this.dragged = false;
    });
    node.addEventListener("pointermove", (event) => this.#drag(event, node));
    for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
      node.addEventListener(name, (event) => this.#fingers.delete(event.pointerId));
    }
  }

  size(width, height) {
    [this.#width, this.#height] = [width, height];
  }

  // Zoom by a factor around a point, by default the middle.
  by(factor, x = this.#width / 2, y = this.#height / 2) {
    const k = Math.min(Math.max(this.k * factor, 1), MOST);
    this.#to(k, x - ((x - this.x) * k) / this.k, y - ((y - this.y) * k) / this.k);
  }

  // Bring points into view; all of the picture where there are none.
  fit(points, { margin, closest }) {
    if (!points.length) return this.#to(1, 0, 0);
    const xs = points.map((point) => point[0]);
    const ys = points.map((point) => point[1]);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const across = (this.#width - 2 * margin) / Math.max(right - left, 1);
    const down = (this.#height - 2 * margin) / Math.max(bottom - top, 1);
    const k = Math.min(Math.max(Math.min(across, down), 1), closest);
    return this.#to(k, this.#width / 2 - (k * (left + right)) / 2, this.#height / 2 - (k * (top + bottom)) / 2);
  }

  // Bring one point to the middle.
  around([x, y], k) {
    this.#to(k, this.#width / 2 - k * x, this.#height / 2 - k * y);
  }

  #drag(event, node) {
    const before = this.#fingers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY];
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
    if (!this.dragged && Math.hypot(dx, dy) < 4) return;
    this.dragged = true;
    node.setPointerCapture(event.pointerId);
    const other = [...this.#fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.#fingers.set(event.pointerId, now);
    if (!other) return void this.#to(this.k, this.x + dx, this.y + dy);
    const apart = (point) => Math.hypot(point[0] - other[0], point[1] - other[1]) || 1;
    const box = node.getBoundingClientRect();
    this.by(apart(now) / apart(before), (now[0] + other[0]) / 2 - box.left, (now[1] + other[1]) / 2 - box.top);
  }

  // Never further than the picture's edge.
  #to(k, x, y) {
    this.k = k;
    this.x = Math.min(0, Math.max(x, this.#width * (1 - k)));
    this.y = Math.min(0, Math.max(y, this.#height * (1 - k)));
    this.#moved();
  }
}
