// Widths of progress bars from data-progress (per cent): the content security policy refuses style attributes.
export function drawProgress(root) {
  for (const bar of root.querySelectorAll("[data-progress]")) {
    bar.style.width = `${Math.min(100, Math.max(0, Number(bar.dataset.progress) || 0))}%`;
  }
}
