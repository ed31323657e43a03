// Lists in a form (phones-0-value): add a row from the template, take one away; the numbers need not be consecutive.
document.addEventListener("click", (event) => {
  const add = event.target.closest("[data-repeat-add]");
  if (add) addRow(add.closest("[data-repeat]"));
  const remove = event.target.closest("[data-repeat-remove]");
  if (remove) {
    const list = remove.closest("[data-repeat]");
    remove.closest("[data-repeat-row]").remove();
    list.querySelector("[data-repeat-add]").focus();
  }
});

function addRow(list) {
  const next = Number(list.dataset.repeatNext);
  list.dataset.repeatNext = String(next + 1);
  const pattern = list.querySelector("template");
  const holder = document.createElement("div");
  holder.innerHTML = pattern.innerHTML.replaceAll("__n__", String(next));
  const row = holder.firstElementChild;
  list.querySelector("[data-repeat-rows]").append(row);
  row.querySelector("input, select, textarea")?.focus();
}
