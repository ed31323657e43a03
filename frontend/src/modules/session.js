// A session that ran out answers 401 with a sign-in dialog: it opens over the page, nothing typed is lost, and what
// was to be sent is sent again only if the same account signed in. A form that the browser sends itself, because its
// answer is a file or a page of its own, asks first whether the session still lives. The dialog that asks whoever is signed
// in to prove once more who they are comes the same way.
import htmx from "htmx.org/dist/htmx.esm.js";
import { renewCsrfToken } from "./csrf.js";
import { openDialog } from "./dialogs.js";
import { askDevice, offerPasskeys } from "./passkeys.js";
import { toast } from "./toasts.js";
import { word } from "./words.js";

let interrupted = []; // requests that waited for a sign-in

function currentAccount() {
  return document.querySelector('meta[name="account"]')?.content ?? "";
}

function submitAgain(form, submitter) {
  form.dataset.confirmed = "yes"; // whoever was asked whether they are sure is not asked twice
  form.requestSubmit(submitter ?? undefined);
  delete form.dataset.confirmed;
}

function sendAgain(ctx) {
  const form = ctx.request.form;
  if (form?.isConnected && form === ctx.sourceElement) {
    submitAgain(form, ctx.request.submitter);
  } else if (ctx.sourceElement.isConnected) {
    htmx.trigger(ctx.sourceElement, ctx.sourceEvent?.type ?? "click");
  }
}

function showSignIn(html) {
  document.getElementById("sign-in-dialog")?.remove();
  document.body.insertAdjacentHTML("beforeend", html);
  const dialog = document.getElementById("sign-in-dialog");
  if (!dialog) return dialog;
  offerPasskeys(dialog);
  openDialog(dialog);
  // whoever closes it has thought better of it: nothing is sent by a later sign-in or proof
  dialog.addEventListener("close", () => { if (!dialog.dataset.done) interrupted = []; });
  return dialog;
}

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.response.status !== 401) return;
  event.preventDefault(); // nothing of the page is replaced
  waitForSignIn(ctx, ctx.text);
});

function waitForSignIn(ctx, html) {
  interrupted.push(ctx);
  if (!document.querySelector("#sign-in-dialog[open]") && !showSignIn(html)) window.location.reload();
}

const asked = new WeakSet(); // forms whose session was found alive a moment ago

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!form.matches("form[data-asks-session]") || !currentAccount() || asked.delete(form)) return;
  event.preventDefault();
  askThenSend(form, submitter);
});

async function askThenSend(form, submitter) {
  let answer;
  const goal = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? location.pathname;
  try {
    answer = await fetch(`${document.body.dataset.session}?for=${encodeURIComponent(goal)}`, { credentials: "same-origin", headers: { "HX-Request": "true" } });
  } catch {
    return toast("warning", word("offline"));
  }
  const ctx = { request: { form, submitter }, sourceElement: form };
  if (answer.status === 401) return waitForSignIn(ctx, await answer.text());
  if (answer.ok && answer.headers.get("X-Account") !== currentAccount()) return toast("warning", word("otherAccount"));
  if (answer.ok) renewCsrfToken(answer.headers.get("X-CSRF-Token"));
  asked.add(form);
  submitAgain(form, submitter);
}

async function signIn(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin",
    headers: { Accept: "application/json", "X-Sign-In": "dialog" } });
  return { ok: answer.ok, ...(await answer.json()) };
}

// The dialog's two steps: login and password, then the code of whoever has a second factor.
function showStep(form, codeAddress) {
  form.dataset.first ??= form.action;
  form.action = codeAddress || form.dataset.first;
  const [first, code] = [form.querySelector("[data-sign-in-first]"), form.querySelector("[data-sign-in-code]")];
  first.hidden = first.disabled = Boolean(codeAddress);
  code.hidden = code.disabled = !codeAddress;
  const shown = codeAddress ? code : first;
  shown.querySelectorAll("input").forEach((input) => { if (codeAddress || input.type === "password") input.value = ""; });
  shown.querySelector("input").focus();
}

function resume(result, dialog) {
  const same = result.account === currentAccount();
  dialog.dataset.done = "yes";
  dialog.close();
  dialog.remove();
  const waiting = interrupted;
  interrupted = [];
  if (!same) {
    toast("warning", word("otherAccount"));
    return;
  }
  renewCsrfToken(result.csrf);
  waiting.forEach(sendAgain);
}

document.addEventListener("submit", async (event) => {
  const dialog = event.target.closest("#sign-in-dialog");
  if (!dialog || event.target.method === "dialog") return;
  event.preventDefault();
  const complaint = dialog.querySelector("[data-sign-in-error]");
  if (event.target.matches("[data-passkey]") && !(await askDevice(event.target))) return;
  try {
    const result = await signIn(event.target);
    if (result.ok && result.code_at) {
      complaint.hidden = true;
      return showStep(event.target, result.code_at);
    }
    if (result.ok) return resume(result, dialog);
    if (result.again) showStep(event.target, "");
    complaint.textContent = result.message;
  } catch {
    complaint.textContent = word("offline");
  }
  complaint.hidden = false;
});
