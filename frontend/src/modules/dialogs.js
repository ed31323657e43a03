// Dialogs are native <dialog> elements: [data-opens="#id"] opens, [data-closes] closes. hx-confirm asks in one of them.
import { word } from "./words.js";

export function openDialog(dialog) {
  if (!dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    const dialog = document.querySelector(opener.dataset.opens);
    if (dialog) openDialog(dialog);
  }
  const closer = event.target.closest("[data-closes]");
  if (closer) closer.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement && !event.target.hasAttribute("data-keeps")) {
    event.target.close(); // a click on the backdrop
  }
});

function fillConfirm(dialog, source, question) {
  const wanted = source.dataset.confirmWord ?? "";
  dialog.querySelector("[data-confirm-text]").textContent = question;
  const button = dialog.querySelector("[data-confirm-yes]");
  button.textContent = source.dataset.confirmVerb || word("confirmVerb");
  const field = dialog.querySelector("[data-confirm-field]");
  const input = field.querySelector("input");
  field.hidden = !wanted;
  field.querySelector("[data-confirm-wanted]").textContent = wanted;
  input.value = "";
  button.disabled = Boolean(wanted);
  input.oninput = () => { button.disabled = input.value.trim() !== wanted; };
}

export function ask(source, question) {
  const dialog = document.getElementById("confirm-dialog");
  fillConfirm(dialog, source, question);
  openDialog(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
    dialog.returnValue = "";
  });
}

document.addEventListener("htmx:confirm", async (event) => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  if (!ctx.confirm) return;
  event.preventDefault();
  if (await ask(ctx.sourceElement, ctx.confirm)) issueRequest();
  else dropRequest();
});

// forms and links without htmx that need a second click
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const source = event.submitter?.dataset.confirm ? event.submitter : form;
  if (!source.dataset.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  if (await ask(source, source.dataset.confirm)) {
    form.dataset.confirmed = "yes";
    form.requestSubmit(submitter ?? undefined);
    delete form.dataset.confirmed;
  }
}, true);
