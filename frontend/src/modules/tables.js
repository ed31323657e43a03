// Lists: a phone shows the filters when asked.
// Tables: a click on a row opens it, rows are selected for bulk actions, columns can be hidden (remembered per table).
const INTERACTIVE = "a, button, input, select, textarea, label, summary, [data-bs-toggle]";

document.addEventListener("click", (event) => {
  const row = event.target.closest("tr[data-href]");
  if (!row || event.target.closest(INTERACTIVE) || String(getSelection())) return;
  if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
  else row.querySelector("a[data-row-link]")?.click() ?? location.assign(row.dataset.href);
});

document.addEventListener("click", (event) => {
  const more = event.target.closest("[data-filters]");
  if (!more) return;
  const open = more.closest("form").classList.toggle("is-open");
  more.setAttribute("aria-expanded", String(open));
});

function boxes(table) {
  return [...table.querySelectorAll("tbody input[data-select-row]")];
}

function showSelection(table) {
  const all = boxes(table);
  const chosen = all.filter((box) => box.checked).length;
  const master = table.querySelector("input[data-select-all]");
  if (master) {
    master.checked = chosen > 0 && chosen === all.length;
    master.indeterminate = chosen > 0 && chosen < all.length;
  }
  all.forEach((box) => box.closest("tr").classList.toggle("is-selected", box.checked));
  const bar = table.closest("[data-table]").querySelector("[data-bulk]");
  if (!bar) return;
  bar.hidden = chosen === 0;
  bar.querySelector("[data-bulk-count]").textContent = String(chosen);
}

document.addEventListener("change", (event) => {
  const table = event.target.closest("table");
  if (!table) return;
  if (event.target.matches("[data-select-all]")) boxes(table).forEach((box) => { box.checked = event.target.checked; });
  if (event.target.matches("[data-select-all], [data-select-row]")) showSelection(table);
});

document.addEventListener("click", (event) => {
  const clear = event.target.closest("[data-bulk-clear]");
  if (!clear) return;
  const table = clear.closest("[data-table]").querySelector("table");
  boxes(table).forEach((box) => { box.checked = false; });
  showSelection(table);
});

const columnsKey = (holder) => `columns:${holder.dataset.table}`;

function hiddenColumns(holder) {
  try {
    return JSON.parse(localStorage.getItem(columnsKey(holder)) ?? "[]");
  } catch {
    return [];
  }
}

function showColumns(holder) {
  const hidden = new Set(hiddenColumns(holder));
  for (const cell of holder.querySelectorAll("[data-column]")) cell.hidden = hidden.has(cell.dataset.column);
  for (const box of holder.querySelectorAll("[data-column-toggle]")) box.checked = !hidden.has(box.value);
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-column-toggle]")) return;
  const holder = event.target.closest("[data-table]");
  const hidden = [...holder.querySelectorAll("[data-column-toggle]")].filter((box) => !box.checked).map((box) => box.value);
  try {
    localStorage.setItem(columnsKey(holder), JSON.stringify(hidden));
  } catch {
    // storage may be forbidden
  }
  showColumns(holder);
});

const showAll = () => document.querySelectorAll("[data-table]").forEach(showColumns);
document.addEventListener("htmx:after:swap", showAll);
showAll();
