// A file field shows the name of what was chosen and takes what is dropped on it.
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-drop] input[type=file]")) return;
  const names = [...event.target.files].map((file) => file.name).join(", ");
  event.target.closest("[data-drop]").querySelector("[data-drop-name]").textContent = names;
});
for (const kind of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("is-over", kind === "dragover");
    if (kind !== "drop") return;
    const input = zone.querySelector("input[type=file]");
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
