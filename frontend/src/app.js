// The first page's script: each module binds itself to the document once and works by delegation,
// so what htmx brings in later needs no second start.
import "@tabler/core/js/src/bootstrap/dropdown";
import "@tabler/core/js/src/bootstrap/collapse";
import "@tabler/core/js/src/bootstrap/tab";
import htmx from "htmx.org/dist/htmx.esm.js";
import "./modules/requests.js";
import "./modules/session.js";
import "./modules/passkeys.js";
import "./modules/dialogs.js";
import "./modules/toasts.js";
import "./modules/keys.js";
import "./modules/shell.js";
import "./modules/forms.js";
import "./modules/repeats.js";
import "./modules/tables.js";
import "./modules/copy.js";
import "./modules/polling.js";
import "./modules/uploads.js";
import { onContent } from "./modules/content.js";
import { startConditions } from "./modules/conditions.js";
import { drawProgress } from "./modules/progress.js";
import { dressPickers } from "./modules/pickers.js";
import { loadCharts } from "./modules/chart-loader.js";
import { orderTimelines } from "./modules/timeline.js";

window.htmx = htmx; // browser tests and plugin modules call htmx.process()
onContent(drawProgress);
onContent(dressPickers);
onContent(loadCharts);
onContent(startConditions);
onContent(orderTimelines);
