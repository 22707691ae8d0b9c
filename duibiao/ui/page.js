// What Streamlit leaves out: the language of the document, keys that scroll a long chart, a redraw in another theme, paper.
(() => {
  document.documentElement.lang = "LANGUAGE";
  if (window.duibiaoPage) return;
  window.duibiaoPage = true;

  const makeScrollable = () => {
    for (const frame of document.querySelectorAll('.stVerticalBlock[overflow="auto"]:not([aria-label])')) {
      frame.tabIndex = 0;
      const named = frame.querySelector("[aria-label]");
      if (!named) continue;
      frame.setAttribute("role", "group");
      frame.setAttribute("aria-label", named.getAttribute("aria-label"));
    }
  };
  new MutationObserver(makeScrollable).observe(document.body, { childList: true, subtree: true });
  makeScrollable();

  // Charts have the width of the screen and its colours: on paper they are made to fit, and light.
  const PAPER_PIXELS = 1020;
  addEventListener("beforeprint", () => {
    const app = document.querySelector(".stApp");
    const width = document.querySelector(".stMainBlockContainer").clientWidth;
    app.style.setProperty("--printed-width", `${width}px`);
    app.style.setProperty("--printed-zoom", Math.min(1, PAPER_PIXELS / width));
    app.classList.toggle("dark-on-paper", getComputedStyle(app).colorScheme === "dark");
  });

  const redraw = () => document.querySelector(".st-key-redraw button")?.click();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(redraw, 150));
})();
