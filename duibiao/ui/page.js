// What Streamlit's markup leaves out: the language of the document, keys that scroll a long chart, a redraw in the new theme.
(() => {
  document.documentElement.lang = "LANGUAGE";
  if (window.duibiaoPage) return;
  window.duibiaoPage = true;

  const makeScrollable = () => {
    for (const frame of document.querySelectorAll('.stVerticalBlock[overflow="auto"]:not([tabindex])')) {
      const named = frame.querySelector('[aria-label]');
      frame.tabIndex = 0;
      frame.setAttribute("role", "group");
      frame.setAttribute("aria-label", named ? named.getAttribute("aria-label") : "…");
    }
  };
  let waiting = 0;
  new MutationObserver(() => {
    clearTimeout(waiting);
    waiting = setTimeout(makeScrollable, 100);
  }).observe(document.body, { childList: true, subtree: true });
  makeScrollable();

  const redraw = () => document.querySelector(".st-key-redraw button")?.click();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTimeout(redraw, 150));
})();
