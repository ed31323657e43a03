// [data-copy="text"] or [data-copy-from="#id"]: copies to the clipboard and says so.
import { toast } from "./toasts.js";
import { word } from "./words.js";

function byHand(text) {
  // the clipboard API needs a secure page; a dealer's server on plain http has only this
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return byHand(text);
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) return;
  const from = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  const text = button.dataset.copy ?? from?.value ?? from?.textContent?.trim() ?? "";
  if (await copy(text)) toast("success", word("copied"));
});
