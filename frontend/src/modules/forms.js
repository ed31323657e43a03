// Forms: leaving with unsaved changes is asked about, long texts survive a reload, a field is checked when it is left.
const dirty = new Set();
const guarded = (element) => element.closest?.("form[data-guard]");

document.addEventListener("input", (event) => {
  const form = guarded(event.target);
  if (form) dirty.add(form);
  if (event.target.matches("textarea[data-draft]")) keepDraft(event.target);
});
document.addEventListener("submit", (event) => {
  dirty.delete(event.target);
  event.target.querySelectorAll?.("textarea[data-draft]").forEach(dropDraft);
});
window.addEventListener("beforeunload", (event) => {
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});

const draftKey = (area) => `draft:${location.pathname}:${area.dataset.draft || area.name}`;

function keepDraft(area) {
  try {
    sessionStorage.setItem(draftKey(area), area.value); // of this tab only, gone when it is closed
  } catch {
    // storage may be full or forbidden
  }
}

function dropDraft(area) {
  try {
    sessionStorage.removeItem(draftKey(area));
  } catch {
    // as above
  }
}

function restoreDrafts() {
  for (const area of document.querySelectorAll("textarea[data-draft]")) {
    try {
      const kept = sessionStorage.getItem(draftKey(area));
      if (kept && !area.value) area.value = kept;
    } catch {
      return;
    }
  }
}

// words for what the browser checks, shown under the field like the server's
function complain(field) {
  const group = field.closest("[data-field]");
  if (!group || field.closest("form")?.noValidate) return;
  const wrong = !field.validity.valid;
  field.classList.toggle("is-invalid", wrong);
  field.setAttribute("aria-invalid", String(wrong));
  const line = group.querySelector("[data-field-error]");
  if (!line) return;
  line.textContent = wrong ? field.validationMessage : "";
  line.hidden = !wrong;
}
document.addEventListener("change", (event) => {
  if (event.target.matches("input, select, textarea")) complain(event.target);
});

// a choice that acts at once: language, store, filter
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submits]")) event.target.form?.requestSubmit();
});

restoreDrafts();
