// Theme: light or dark, as the system says until the reader chooses.  Runs before the page is
// drawn, so that a dark room sees no flash.

(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("eventwire.theme");
    } catch {
      return null; // storage is off: the system's theme it is
    }
  };
  const apply = () => {
    const now = chosen() ?? (dark.matches ? "dark" : "light");
    if (root.dataset.theme !== now) {
      root.dataset.theme = now;
      root.dispatchEvent(new CustomEvent("theme"));
    }
  };
  root.addEventListener("theme-toggle", () => {
    const next = root.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem("eventwire.theme", next);
    } catch {
      // Storage is off: it holds for this page only.
    }
    root.dataset.theme = next;
    root.dispatchEvent(new CustomEvent("theme"));
  });
  dark.addEventListener("change", apply);
  apply();
})();
