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
  dialog.setAttribute("aria-labelledby", "lost");
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
