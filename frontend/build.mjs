// Builds saas/static/dist: hashed scripts and styles, manifest.json (name -> file) and icons.json (name -> inner SVG).
import { build } from "esbuild";
import { gzipSync } from "node:zlib";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../saas/static/dist");
const FIRST_PAGE_BUDGET = 180 * 1024; // compressed scripts and styles of the first page
const FIRST_PAGE = ["boot.js", "app.js", "app.css"];

const common = { bundle: true, minify: true, metafile: true, outdir: out, entryNames: "[name]-[hash]", legalComments: "none",
  target: ["chrome109", "firefox115", "safari16.4"], absWorkingDir: here, logLevel: "warning" };

async function bundle() {
  const modules = await build({ ...common, format: "esm", entryPoints: ["src/app.js", "src/charts.js", "src/app.css"],
    loader: { ".svg": "dataurl" } });
  // boot.js runs before the first paint, so it is a classic script
  const boot = await build({ ...common, format: "iife", entryPoints: ["src/boot.js"] });
  const outputs = { ...modules.metafile.outputs, ...boot.metafile.outputs };
  const manifest = {};
  for (const [file, about] of Object.entries(outputs)) {
    if (about.entryPoint) manifest[basename(about.entryPoint)] = basename(file);
  }
  return manifest;
}

function icons() {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").map((line) => line.trim()).filter(Boolean);
  const drawn = {};
  for (const name of names) {
    const svg = readFileSync(join(here, `node_modules/@tabler/icons/icons/outline/${name}.svg`), "utf8");
    drawn[name] = svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s*\n\s*/g, "");
  }
  return drawn;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const manifest = await bundle();
writeFileSync(join(out, "icons.json"), JSON.stringify(icons()));
writeFileSync(join(out, "manifest.json"), JSON.stringify(manifest, null, 1));

// each file beside its compressed twin, so that no server has to compress it again
function compress(file) {
  const packed = gzipSync(readFileSync(join(out, file)), { level: 9 });
  writeFileSync(join(out, `${file}.gz`), packed);
  return packed.length;
}

const sizes = Object.fromEntries(Object.entries(manifest).map(([name, file]) => [name, compress(file)]));
const first = FIRST_PAGE.reduce((sum, name) => sum + sizes[name], 0);
console.log(`compressed: ${JSON.stringify(sizes)}; first page ${Math.round(first / 1024)} KB of ${FIRST_PAGE_BUDGET / 1024} KB`);
if (first > FIRST_PAGE_BUDGET) {
  console.error("The first page is over its budget: take something out of src/app.js or src/app.css.");
  process.exit(1);
}
