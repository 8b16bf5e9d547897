// Runs before Streamlit's own script, on each page that the server sends.

// Every page is served from the root: without this, Streamlit first asks below the page's own path.
window.__streamlit = { BACKEND_BASE_URL: window.location.origin };

const CONNECT_MS = 1500; // the server takes a session up again after it has accepted the socket

async function sayIfLost(session) {
  await new Promise((later) => setTimeout(later, CONNECT_MS));
  const answer = await fetch(`/session/${encodeURIComponent(session)}`, { cache: "no-store" });
  if (answer.status !== 410 || document.querySelector("dialog.lost")) return;
  const dialog = document.createElement("dialog");
  dialog.className = "lost";
  dialog.setAttribute("aria-labeledby", "lost");
  const heading = document.createElement("h1");
  heading.id = "lost";
  heading.textContent = "Reload this page";
  const words = document.createElement("p");
  words.textContent =
    "The dashboard was started again, or this page was out of touch with it for too long. " +
    "What was typed or picked here and not submitted is gone; what was submitted is kept.";
  const button = document.createElement("button");
  button.textContent = "Reload";
  button.addEventListener("click", () => window.location.reload());
  dialog.append(heading, words, button);
  document.body.append(dialog);
  dialog.showModal();
}

// A page that connects again names its session as the third protocol.
window.WebSocket = class extends window.WebSocket {
  constructor(address, protocols) {
    super(address, protocols);
    const session = Array.isArray(protocols) ? protocols[2] : undefined;
    if (session) this.addEventListener("open", () => sayIfLost(session).catch(() => undefined));
  }
};

// Back leads to a list as it was left: a filter or a slider that moves changes the address of the
// page that is shown, and a link makes a new entry. Streamlit writes the parameters of the next page on the one
// that is left, as an entry of its own; that entry is passed over. And it forgets how far a list
// was scrolled.
const WORK = ".scroll.work";
const SETTLES_MS = 8000;
const places = new Map();
const TOGETHER_MS = 400; // parameters that one click changes come one by one
let nextPath = null;
let linked = false;
let pushed = 0;

const pushState = window.history.pushState.bind(window.history);
window.history.pushState = (state, title, address) => {
  const path = new URL(address, window.location.href).pathname;
  if (nextPath !== null && path !== nextPath) return;
  nextPath = null;
  const stays = path === window.location.pathname;
  if (stays && (!linked || Date.now() - pushed < TOGETHER_MS)) {
    window.history.replaceState(state, title, address);
    return;
  }
  pushed = Date.now();
  pushState(state, title, address);
};

// What is drawn anew after a click on a link in it would lose the focus.
function keepFocus(link) {
  const words = link.firstChild.textContent;
  const began = Date.now();
  const restore = () => {
    if (document.activeElement === document.body) {
      const again = [...document.querySelectorAll("a[data-page]")];
      again.find((one) => one.firstChild.textContent === words)?.focus({ preventScroll: true });
    }
    if (Date.now() - began < SETTLES_MS / 2) setTimeout(restore, 200);
  };
  setTimeout(restore, 200);
}

function scrolled() {
  return [document.querySelector('[data-testid="stMain"]'), document.querySelector(WORK)];
}

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest && event.target.closest("a[data-page]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    places.set(
      window.location.href,
      scrolled().map((box) => (box ? [box.scrollLeft, box.scrollTop] : null)),
    );
    const path = new URL(link.href).pathname;
    nextPath = path === window.location.pathname ? null : path;
    linked = true;
    if (nextPath === null) keepFocus(link);
    setTimeout(() => {
      nextPath = null;
      linked = false;
    }, SETTLES_MS);
  },
  true,
);

window.addEventListener("popstate", () => {
  const kept = places.get(window.location.href);
  if (!kept || !kept[1]) return;
  const began = Date.now();
  const restore = () => {
    const boxes = scrolled();
    const stands = boxes[1] && !document.querySelector('[data-stale="true"]');
    if (stands) boxes.forEach((box, n) => box.scrollTo(...kept[n]));
    else if (Date.now() - began < SETTLES_MS) setTimeout(restore, 100);
  };
  setTimeout(restore, 300);
});
