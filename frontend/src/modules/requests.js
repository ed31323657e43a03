// Every htmx request carries the CSRF token; a thin bar shows that something is on its way.
import { csrfToken } from "./csrf.js";
import { toast } from "./toasts.js";
import { word } from "./words.js";

let underWay = 0;

function showActivity(change) {
  underWay = Math.max(0, underWay + change);
  document.documentElement.classList.toggle("is-busy", underWay > 0);
}

document.addEventListener("htmx:config:request", (event) => {
  const { request } = event.detail.ctx;
  if (request.method !== "GET") request.headers["X-CSRF-Token"] = csrfToken();
});

document.addEventListener("htmx:before:request", (event) => {
  event.detail.ctx.counted = true;
  showActivity(1);
});

document.addEventListener("htmx:finally:request", (event) => {
  if (event.detail.ctx.counted) showActivity(-1);
});

document.addEventListener("htmx:error", (event) => {
  // only what never reached the server: an answer with an error status is shown by the server's own words
  if (event.detail.ctx && !event.detail.ctx.response) toast("warning", word("offline"));
});
