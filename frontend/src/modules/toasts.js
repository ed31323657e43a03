// Short messages at the lower edge; errors stay until closed. The server sends them with the page or as an HX-Trigger "toast".
const SHOWN_MS = 6000;

function fade(element) {
  if (element.dataset.level === "error") return;
  setTimeout(() => element.remove(), SHOWN_MS);
}

export function toast(level, text) {
  const region = document.getElementById("toasts");
  const pattern = document.getElementById("toast-pattern");
  if (!region || !pattern || !text) return;
  const element = pattern.content.firstElementChild.cloneNode(true);
  element.dataset.level = level;
  element.querySelector("[data-toast-text]").textContent = text;
  region.append(element);
  fade(element);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-toast-close]")) event.target.closest(".ui-toast").remove();
});

document.addEventListener("toast", (event) => {
  for (const message of event.detail.messages ?? []) toast(message.level, message.text);
});

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("#toasts .ui-toast").forEach(fade);
});
document.addEventListener("htmx:after:swap", () => {
  for (const element of document.querySelectorAll("#toasts .ui-toast:not([data-seen])")) {
    element.dataset.seen = "yes";
    fade(element);
  }
});
