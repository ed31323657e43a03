// Every htmx request carries the CSRF token; a thin bar shows that something is on its way.
import { csrfToken, renewCsrfToken } from "./csrf.js";
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

// a page that outlived its token is given a new one, unless somebody else has signed in since
document.addEventListener("htmx:after:request", (event) => {
  const { headers } = event.detail.ctx.response;
  const token = headers.get("X-CSRF-Token");
  if (token && headers.get("X-Account") === document.querySelector('meta[name="account"]')?.content) renewCsrfToken(token);
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
