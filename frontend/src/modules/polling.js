// [data-poll="2"] hx-trigger="poll": asks every so many seconds while the page is seen, ever more slowly while nothing answers.
import htmx from "htmx.org/dist/htmx.esm.js";

const SLOWEST_S = 60;
const due = new WeakMap(); // element -> {at, wait}

function wait(element) {
  return Math.max(1, Number(element.dataset.poll) || 5);
}

function tick() {
  if (document.hidden) return;
  const now = Date.now() / 1000;
  for (const element of document.querySelectorAll("[data-poll]")) {
    const state = due.get(element) ?? { at: now + wait(element), wait: wait(element) };
    if (now >= state.at) {
      htmx.trigger(element, "poll");
      state.at = now + state.wait;
    }
    due.set(element, state);
  }
}

document.addEventListener("htmx:error", (event) => {
  const element = event.detail.ctx?.sourceElement;
  const state = element && due.get(element);
  if (state) state.wait = Math.min(SLOWEST_S, state.wait * 2);
});
document.addEventListener("htmx:after:request", (event) => {
  const element = event.detail.ctx.sourceElement;
  const state = due.get(element);
  if (state) state.wait = wait(element);
});
setInterval(tick, 1000);
