// Large choices: <select data-picker> becomes searchable; data-picker-url fetches what matches the typed text.
import TomSelect from "tom-select/base";
import clearButton from "tom-select/plugins/clear_button/plugin.js";
import removeButton from "tom-select/plugins/remove_button/plugin.js";
import { word } from "./words.js";

TomSelect.define("clear_button", clearButton);
TomSelect.define("remove_button", removeButton);

function fetching(url) {
  return async function load(query, done) {
    try {
      const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(query)}`,
        { headers: { Accept: "application/json" }, credentials: "same-origin" });
      done((await answer.json()).items);
    } catch {
      done([]);
    }
  };
}

function settings(select) {
  const url = select.dataset.pickerUrl;
  return {
    plugins: select.multiple ? ["remove_button"] : (select.required ? [] : ["clear_button"]),
    refreshThrottle: 0, // else Enter takes the row of the text before
    maxOptions: 200,
    ...(url ? { valueField: "value", labelField: "text", searchField: [], load: fetching(url) } : {}),
    render: { no_results: () => Object.assign(document.createElement("div"), { className: "no-results", textContent: word("noMatch") }) },
  };
}

export function dressPickers(root) {
  for (const select of root.querySelectorAll("select[data-picker]:not(.tomselected)")) {
    const label = select.labels?.[0]?.textContent.trim() || select.getAttribute("aria-label") || select.name;
    select.setAttribute("aria-label", label); // the hidden select stays in the accessibility tree
    new TomSelect(select, settings(select));
  }
}
