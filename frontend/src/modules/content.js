// Calls a function for the page and for every piece htmx brings in.
export function onContent(dress) {
  const run = (root) => dress(root);
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => run(document));
  } else {
    run(document);
  }
  document.addEventListener("htmx:after:swap", () => run(document));
}
