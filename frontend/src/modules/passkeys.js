// Passkeys: a form with data-passkey="make" or "show" asks the device, writes its answer into its hidden fields, and is
// sent. Such forms are hidden until a browser is found that knows passkeys.
import { onContent } from "./content.js";
import { word } from "./words.js";

const known = () => Boolean(window.PublicKeyCredential && navigator.credentials);

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

const named = (keys = []) => keys.map((key) => ({ ...key, id: bytes(key.id) }));

function makeRequest(options) {
  return { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: named(options.excludeCredentials) };
}

function showRequest(options) {
  return { ...options, challenge: bytes(options.challenge), allowCredentials: named(options.allowCredentials) };
}

function written(credential) {
  const { response } = credential;
  const parts = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = text(response[name]);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response: parts,
    clientExtensionResults: {} });
}

async function question(form) {
  const answer = await fetch(form.dataset.passkeyAt, { method: "POST", credentials: "same-origin",
    headers: { Accept: "application/json", "HX-Request": "true", "X-CSRF-Token": form.elements._csrf.value } });
  if (!answer.ok) throw new Error("refused");
  return answer.json();
}

// Fills the form with what the device shows; false when there is nothing to send, and the page says why.
export async function askDevice(form) {
  const complaint = form.querySelector("[data-passkey-error]");
  complaint.hidden = true;
  try {
    const { options, note } = await question(form);
    const credential = form.dataset.passkey === "make"
      ? await navigator.credentials.create({ publicKey: makeRequest(options) })
      : await navigator.credentials.get({ publicKey: showRequest(options) });
    form.elements.answer.value = written(credential);
    form.elements.note.value = note;
    return true;
  } catch (error) {
    complaint.textContent = error.name === "InvalidStateError" ? form.dataset.passkeyTwice : form.dataset.passkeyNone;
    if (error instanceof TypeError) complaint.textContent = word("offline");
    complaint.hidden = false;
    return false;
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form[data-passkey]") || form.closest("#sign-in-dialog")) return;
  event.preventDefault();
  if (await askDevice(form)) form.submit();
});

export function offerPasskeys(root) {
  for (const part of root.querySelectorAll("[data-passkey-part]")) part.hidden = !known();
  for (const part of root.querySelectorAll("[data-passkey-missing]")) part.hidden = known();
}
onContent(offerPasskeys);
