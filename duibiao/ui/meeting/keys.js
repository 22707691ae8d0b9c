// Keys of a meeting: arrows, space, page keys of a clicker, digits. What each means is told by the page (data.keys).
//
// Streamlit ends the component and starts it anew whenever the page is drawn, and of two words told during one drawing
// only the last arrives. So keys wait in a line here, outside the component, and are told one for each drawing.
const WAIT_FOR_DIGITS_MS = 700;
const WAIT_FOR_PAGE_MS = 2000;

const line = [];
let component = null; // what was drawn last
let isDrawn = false;
let digits = "";
let digitsTimer = null;
let pageTimer = null;

function isTyping(event) {
  const at = event.composedPath()[0];
  return at instanceof Element && at.closest("input, textarea, select, [contenteditable=true]") !== null;
}

function toggleFullScreen() {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen().catch(() => {});
}

function wordOf(key) {
  return component?.data.keys[key.length === 1 ? key.toLowerCase() : key];
}

function isDigit(key) {
  return Boolean(component?.data.slides) && /^[0-9]$/.test(key);
}

function addDigit(digit) {
  digits += digit;
  clearTimeout(digitsTimer);
  digitsTimer = setTimeout(() => {
    line.push(`slide ${digits}`);
    digits = "";
    tellNext();
  }, WAIT_FOR_DIGITS_MS);
}

function tellNext() {
  if (!isDrawn || !line.length) return;
  isDrawn = false;
  pageTimer = setTimeout(() => drawn(component), WAIT_FOR_PAGE_MS);
  component.setTriggerValue("pressed", line.shift());
}

function drawn(next) {
  clearTimeout(pageTimer);
  component = next;
  isDrawn = true;
  tellNext();
}

function ended() {
  isDrawn = false;
  clearTimeout(pageTimer);
  pageTimer = setTimeout(() => {
    component = null;
    line.length = 0;
  }, WAIT_FOR_PAGE_MS);
}

function press(event) {
  if (!component || event.ctrlKey || event.altKey || event.metaKey) return;
  if (isTyping(event)) {
    if (event.key === "Escape") event.composedPath()[0].blur();
    return;
  }
  const word = wordOf(event.key);
  if (!isDigit(event.key) && !word) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.repeat) return;
  if (isDigit(event.key)) addDigit(event.key);
  else if (word === "full") toggleFullScreen();
  else {
    line.push(word);
    tellNext();
  }
}

// A focused button would be clicked by the space bar, too.
function release(event) {
  if (event.key === " " && wordOf(" ") && !isTyping(event)) event.preventDefault();
}

document.addEventListener("keydown", press, true);
document.addEventListener("keyup", release, true);

export default function (mounted) {
  document.documentElement.dataset.hearsKeys = "";
  drawn(mounted);
  return () => {
    if (component !== mounted) return;
    delete document.documentElement.dataset.hearsKeys;
    ended();
  };
}
