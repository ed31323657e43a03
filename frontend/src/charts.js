// Charts from data attributes: one colour-blind safe palette, zero-based bars, axes named with units, no HTML tooltips
// made of strings (the content security policy refuses their style attributes).
import { use, init } from "echarts/core";
import { BarChart, CustomChart, HeatmapChart, LineChart, PieChart, ScatterChart } from "echarts/charts";
import { AriaComponent, DatasetComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, CustomChart, HeatmapChart, LineChart, PieChart, ScatterChart, AriaComponent, DatasetComponent, GridComponent,
  LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent, LabelLayout, CanvasRenderer]);

// Okabe and Ito (2008), reordered so that the first two differ most in light and dark
const REST = ["#e69f00", "#56b4e9", "#cc79a7", "#009e73", "#d55e00", "#8c8c8c"];
const palette = () => [document.documentElement.dataset.bsTheme === "dark" ? "#35b5be" : "#0f7c84", ...REST];
const MOST_SERIES = 7;
const drawn = new Map();

function inks() {
  const style = getComputedStyle(document.documentElement);
  return { text: style.getPropertyValue("--ui-ink-2").trim(), line: style.getPropertyValue("--ui-line").trim(),
    ground: style.getPropertyValue("--ui-surface").trim() };
}

function series(spec, ink) {
  return spec.series.slice(0, MOST_SERIES).map((one) => ({
    name: one.name, data: one.values, type: spec.kind === "bar" || spec.kind === "stacked" ? "bar" : spec.kind,
    stack: spec.kind === "stacked" ? "all" : undefined, barMaxWidth: 32, smooth: false, symbolSize: 6,
    label: { color: ink.text, show: spec.kind === "bar" && spec.series.length === 1, position: spec.horizontal ? "right" : "top" },
    endLabel: { color: ink.text, show: spec.kind === "line" && spec.series.length > 1, formatter: "{a}" },
    labelLayout: spec.kind === "line" ? { moveOverlap: "shiftY" } : undefined,
  }));
}

function axes(spec, ink, narrow) {
  const names = { type: "category", data: spec.labels, name: spec.labelsTitle ?? "", nameTextStyle: { color: ink.text, align: spec.horizontal ? "right" : "center" }, axisTick: { show: false },
    nameLocation: spec.horizontal ? "start" : "middle", nameGap: spec.horizontal ? 12 : 26,
    axisLine: { onZero: false, lineStyle: { color: ink.line } }, axisLabel: { color: ink.text, hideOverlap: true } };
  // The axis of values always holds 0 and goes below it where values do; names stay at its edge then.
  const values = { type: "value", max: spec.max, name: spec.unit ?? "", splitNumber: spec.horizontal && narrow ? 2 : 5,
    nameLocation: spec.horizontal ? "middle" : "end", nameGap: spec.horizontal ? 26 : 15,
    nameTextStyle: { color: ink.text, align: spec.horizontal ? "center" : "left" },
    axisLabel: { color: ink.text, hideOverlap: true }, splitLine: { lineStyle: { color: ink.line } } };
  return spec.horizontal ? { xAxis: values, yAxis: { ...names, inverse: true } } : { xAxis: names, yAxis: values };
}

// A map: points in a square, each with a cross of its intervals; groups differ in shape too, since colour alone says nothing.
const SHAPES = ["circle", "rect", "triangle", "diamond", "pin", "arrow"];

const lowest = (spec, dimension) => Math.floor(Math.min(0, ...spec.points.map((point) => point[dimension] ?? 0)));

function mapAxis(spec, ink, name, dimension) {
  return { type: "value", min: lowest(spec, dimension), max: spec.max, name, nameLocation: "middle", nameGap: dimension === "y" ? 46 : 30,
    nameTextStyle: { color: ink.text }, axisLabel: { color: ink.text }, axisLine: { lineStyle: { color: ink.line } }, splitLine: { show: false } };
}

function crosses(spec, colors) {
  const arm = (api, from, to, color) => {
    const [[x1, y1], [x2, y2]] = [api.coord(from), api.coord(to)];
    return { type: "line", shape: { x1, y1, x2, y2 }, style: { stroke: color, lineWidth: 1.5, opacity: 0.6 } };
  };
  return { type: "custom", silent: true, clip: true, z: 1, tooltip: { show: false },
    data: spec.points.map((point, at) => [point.x, point.y, at]), encode: { x: 0, y: 1 },
    renderItem: (_params, api) => {
      const point = spec.points[api.value(2)];
      const color = colors[spec.groups.indexOf(point.group)];
      return { type: "group", children: [
        ...(point.xLow === null ? [] : [arm(api, [point.xLow, point.y], [point.xHigh, point.y], color)]),
        ...(point.yLow === null ? [] : [arm(api, [point.x, point.yLow], [point.x, point.yHigh], color)]),
      ] };
    } };
}

function corners(spec, ink) {
  const [left, right] = [0.02 * spec.max, 0.98 * spec.max];
  const places = [[left, right, "right"], [right, right, "left"], [left, left, "right"], [right, left, "left"]];
  return { type: "scatter", silent: true, symbolSize: 0, tooltip: { show: false },
    data: places.map(([x, y, position], at) => ({ value: [x, y], label: { show: true, position, formatter: spec.corners[at], color: ink.text, opacity: 0.75, fontStyle: "italic" } })) };
}

// Where the names stand: beside their points, or a little above or below on a line of their own, clear of each other, of all
// points, of the axes and of the legend; a name without room is left out, and the tooltip and the table have it.
function placed(spec, chart) {
  let seen = new Set(), taken = [];
  const covers = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
  const marks = () => spec.points.map((point) => chart.convertToPixel("grid", [point.x, point.y])).map(([x, y]) => ({ x: x - 8, y: y - 7, width: 16, height: 14 }));
  return ({ rect, labelRect: { width, height }, seriesIndex, dataIndex }) => {
    const key = `${seriesIndex}.${dataIndex}`;
    if (seen.has(key)) [seen, taken] = [new Set(), []];
    if (!seen.size) taken = marks();
    seen.add(key);
    const [x, y] = [rect.x + rect.width / 2, rect.y + rect.height / 2];
    for (const [row, left] of [0, -1, 1, -2, 2, -3, 3, -4, 4].flatMap((one) => [[one, false], [one, true]])) {
      const box = { x: left ? x - 12 - width : x + 12, y: y + row * (height + 2) - height / 2, width, height };
      const [edge, floor] = chart.convertToPixel("grid", [lowest(spec, "x"), lowest(spec, "y")]);
      if (box.x < edge || box.x + width > chart.getWidth() || box.y < 30 || box.y + height > floor) continue;
      if (taken.some((other) => covers(box, other))) continue;
      taken.push(box);
      const end = row ? [left ? box.x + width : box.x, box.y + height / 2] : [x, y];
      return { x: box.x, y: box.y + height / 2, align: "left", verticalAlign: "middle", labelLinePoints: [[x, y], end, end] };
    }
    return { x: -1000, y: -1000, labelLinePoints: [[x, y], [x, y], [x, y]] };
  };
}

function mapOption(spec, chart) {
  const ink = inks();
  const place = placed(spec, chart);
  const colors = palette();
  const line = { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: ink.line, type: "dashed" },
    data: [...(spec.xLine === null ? [] : [{ xAxis: spec.xLine }]), ...(spec.yLine === null ? [] : [{ yAxis: spec.yLine }])] };
  const groups = spec.groups.filter((group) => spec.points.some((point) => point.group === group));
  return {
    animation: false, aria: { enabled: true, label: { description: spec.summary } },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: { trigger: "item", renderMode: "richText", confine: true, formatter: ({ name, value }) => `${name}\n${value[0].toFixed(2)} · ${value[1].toFixed(2)}` },
    grid: { left: 44, right: 16, top: 40, bottom: 24, containLabel: true },
    legend: { top: 0, right: 0, itemHeight: 10, itemWidth: 12, textStyle: { color: ink.text }, data: groups },
    xAxis: mapAxis(spec, ink, spec.xTitle, "x"), yAxis: mapAxis(spec, ink, spec.yTitle, "y"),
    series: [
      { ...corners(spec, ink), markLine: line }, crosses(spec, colors),
      ...groups.map((group) => ({ name: group, type: "scatter", symbolSize: 12, z: 3,
        symbol: SHAPES[spec.groups.indexOf(group)], itemStyle: { color: colors[spec.groups.indexOf(group)] },
        label: { show: true, formatter: "{b}", color: ink.text, width: 110, overflow: "truncate", textBorderColor: ink.ground, textBorderWidth: 3 },
        labelLayout: place, labelLine: { show: true, lineStyle: { color: ink.text, opacity: 0.5 } },
        data: spec.points.filter((point) => point.group === group).map((point) => ({ name: point.name, value: [point.x, point.y] })) })),
    ],
  };
}

function option(spec, chart) {
  if (spec.kind === "map") return mapOption(spec, chart);
  const ink = inks();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const named = spec.kind === "line" && spec.series.length > 1;
  const legend = spec.series.length > 1 && !named;
  return {
    color: palette(), animation: !still, animationDuration: 300, aria: { enabled: true, label: { description: spec.summary } },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily }, tooltip: { trigger: "axis", renderMode: "richText", confine: true },
    // Bars that lie have their axis' name on top, below the legend.
    grid: { left: 4, right: named ? 72 : 16, top: legend && spec.horizontal ? 52 : 32, bottom: 22, containLabel: true },
    legend: legend ? { top: 0, right: 0, itemHeight: 8, itemWidth: 12, textStyle: { color: ink.text } } : undefined,
    ...axes(spec, ink, chart.getWidth() < 480), series: series(spec, ink),
  };
}

function draw(element) {
  drawn.get(element)?.dispose();
  const chart = init(element, null, { renderer: "canvas" });
  chart.setOption(option(JSON.parse(element.dataset.chart), chart));
  drawn.set(element, chart);
  boxes.observe(element);
}

export function drawCharts(root) {
  for (const element of root.querySelectorAll("[data-chart]")) if (!drawn.has(element)) draw(element);
}

// the box changes with the window, but also later, when the navigation folds or slides
const boxes = new ResizeObserver((entries) => entries.forEach(({ target }) => drawn.get(target)?.resize()));
document.documentElement.addEventListener("themechange", () => [...drawn.keys()].forEach((element) => element.isConnected && draw(element)));
