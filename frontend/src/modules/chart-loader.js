// The chart bundle is fetched only by pages that draw a chart.
export async function loadCharts(root) {
  const first = root.querySelector("[data-chart]");
  if (!first) return;
  const { drawCharts } = await import(first.dataset.chartSource);
  drawCharts(root);
}
