// Charts from data attributes: one colour-blind safe palette, zero-based bars, axes named with units, no HTML tooltips
// made of strings (the content security policy refuses their style attributes).
import { use, init } from "echarts/core";
import { BarChart, HeatmapChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import { AriaComponent, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, HeatmapChart, LineChart, PieChart, ScatterChart, AriaComponent, DatasetComponent, GridComponent,
  LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, CanvasRenderer]);

// Okabe and Ito (2008), reordered so that the first two differ most in light and dark
const REST = ["#e69f00", "#56b4e9", "#cc79a7", "#009e73", "#d55e00", "#8c8c8c"];
const palette = () => [document.documentElement.dataset.bsTheme === "dark" ? "#35b5be" : "#0f7c84", ...REST];
const MOST_SERIES = 7;
const drawn = new Map();

function inks() {
  const style = getComputedStyle(document.documentElement);
  return { text: style.getPropertyValue("--ui-ink-2").trim(), line: style.getPropertyValue("--ui-line").trim() };
}

function series(spec, ink) {
  return spec.series.slice(0, MOST_SERIES).map((one) => ({
    name: one.name, data: one.values, type: spec.kind === "bar" || spec.kind === "stacked" ? "bar" : spec.kind,
    stack: spec.kind === "stacked" ? "all" : undefined, barMaxWidth: 32, smooth: false, symbolSize: 6,
    label: { color: ink.text, show: spec.kind === "bar" && spec.series.length === 1, position: spec.horizontal ? "right" : "top" },
    endLabel: { color: ink.text, show: spec.kind === "line" && spec.series.length > 1, formatter: "{a}" },
  }));
}

function axes(spec, ink) {
  const names = { type: "category", data: spec.labels, name: spec.labelsTitle ?? "", nameTextStyle: { color: ink.text, align: spec.horizontal ? "right" : "center" }, axisTick: { show: false },
    nameLocation: spec.horizontal ? "start" : "middle", nameGap: spec.horizontal ? 12 : 26,
    axisLine: { lineStyle: { color: ink.line } }, axisLabel: { color: ink.text, hideOverlap: true } };
  const values = { type: "value", min: spec.kind === "line" ? undefined : 0, name: spec.unit ?? "", nameTextStyle: { color: ink.text },
    axisLabel: { color: ink.text }, splitLine: { lineStyle: { color: ink.line } } };
  return spec.horizontal ? { xAxis: values, yAxis: { ...names, inverse: true } } : { xAxis: names, yAxis: values };
}

function option(spec) {
  const ink = inks();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const named = spec.kind === "line" && spec.series.length > 1;
  return {
    color: palette(), animation: !still, animationDuration: 300, aria: { enabled: true, label: { description: spec.summary } },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    grid: { left: 4, right: named ? 72 : 16, top: 32, bottom: spec.horizontal ? 4 : 22, containLabel: true },
    legend: spec.series.length > 1 && !named ? { top: 0, right: 0, itemHeight: 8, itemWidth: 12, textStyle: { color: ink.text } } : undefined,
    ...axes(spec, ink), series: series(spec, ink),
  };
}

function draw(element) {
  drawn.get(element)?.dispose();
  const chart = init(element, null, { renderer: "canvas" });
  chart.setOption(option(JSON.parse(element.dataset.chart)));
  drawn.set(element, chart);
  boxes.observe(element);
}

export function drawCharts(root) {
  for (const element of root.querySelectorAll("[data-chart]")) if (!drawn.has(element)) draw(element);
}

// the box changes with the window, but also later, when the navigation folds or slides
const boxes = new ResizeObserver((entries) => entries.forEach(({ target }) => drawn.get(target)?.resize()));
document.documentElement.addEventListener("themechange", () => [...drawn.keys()].forEach((element) => element.isConnected && draw(element)));
