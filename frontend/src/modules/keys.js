// Single keys: "/" goes to the search, "?" lists the keys of the page, [data-key] presses its button.
import { openDialog } from "./dialogs.js";

const isTyping = (element) =>
  element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], .ts-control") !== null;

function visible(element) {
  return element.offsetParent !== null && !element.disabled;
}

function keyed(root, key) {
  return [...root.querySelectorAll("[data-key]")].find((button) => button.dataset.key === key && visible(button));
}

function label(element) {
  return (element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent).trim().replace(/\s+/g, " ");
}

function row(key, text) {
  const line = document.createElement("div");
  const term = document.createElement("dt");
  const about = document.createElement("dd");
  const cap = document.createElement("kbd");
  cap.textContent = key;
  term.append(cap);
  about.textContent = text;
  line.append(term, about);
  return line;
}

function showKeys() {
  const dialog = document.getElementById("keys-dialog");
  if (!dialog) return;
  const list = dialog.querySelector("[data-keys-here]");
  const here = [...document.querySelectorAll("[data-key]")].filter(visible);
  list.replaceChildren(...here.map((button) => row(button.dataset.key, label(button).replace(button.dataset.key, "").trim())));
  dialog.querySelector("[data-keys-section]").hidden = here.length === 0;
  openDialog(dialog);
}

// Enter on a link or button presses that one, not the page's Enter
const pressesItself = (event) => event.key === "Enter" && event.target.closest("a, button, summary") !== null;

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.matches("textarea")) {
    event.preventDefault();
    event.target.form?.requestSubmit();
    return;
  }
  if (event.repeat || pressesItself(event)) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isTyping(event.target)) return;
  const dialog = document.querySelector("dialog[open]");
  const button = keyed(dialog ?? document, event.key);
  if (button) {
    event.preventDefault();
    button.focus();
    button.click();
  } else if (!dialog && event.key === "/") {
    const search = document.getElementById("global-search");
    if (search && visible(search)) {
      event.preventDefault();
      search.select();
    }
  } else if (!dialog && event.key === "?") {
    event.preventDefault();
    showKeys();
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-show-keys]")) showKeys();
});
