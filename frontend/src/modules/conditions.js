// [data-when="name"][data-when-value="value"] shows while the form's field `name` has that value.
function apply(form) {
  for (const part of form.querySelectorAll("[data-when]")) {
    const chosen = new FormData(form).getAll(part.dataset.when);
    part.hidden = !chosen.includes(part.dataset.whenValue);
  }
}

export function startConditions(root) {
  for (const form of root.querySelectorAll("form:has([data-when])")) apply(form);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("form");
  if (form?.querySelector("[data-when]")) apply(form);
});
