// Keys of a meeting: arrows, space, page keys of a clicker, digits. What each means is told by the page (data.keys).
const WAIT_FOR_DIGITS_MS = 700;

function isTyping(event) {
  const at = event.composedPath()[0];
  return at instanceof Element && at.closest("input, textarea, select, [contenteditable=true]") !== null;
}

function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => {});
}

export default function (component) {
  const { data, setTriggerValue } = component;
  let digits = "";
  let timer = null;

  const say = (word) => setTriggerValue("pressed", word);
  const sayDigits = () => {
    if (digits) say(`slide ${digits}`);
    digits = "";
  };
  const press = (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (isTyping(event)) {
      if (event.key === "Escape") event.composedPath()[0].blur();
      return;
    }
    if (data.slides && /^[0-9]$/.test(event.key)) {
      digits += event.key;
      clearTimeout(timer);
      timer = setTimeout(sayDigits, WAIT_FOR_DIGITS_MS);
      return;
    }
    const word = data.keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!word) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.repeat) return;
    if (word === "full") toggleFullScreen();
    else say(word);
  };
  // A focused button would be clicked by the space bar, too.
  const release = (event) => {
    if (event.key === " " && data.keys[" "] && !isTyping(event)) event.preventDefault();
  };
  document.addEventListener("keydown", press, true);
  document.addEventListener("keyup", release, true);
  document.documentElement.dataset.hearsKeys = "";
  return () => {
    clearTimeout(timer);
    delete document.documentElement.dataset.hearsKeys;
    document.removeEventListener("keydown", press, true);
    document.removeEventListener("keyup", release, true);
  };
}
