// The frame: folding navigation, off-canvas on a phone, colour scheme.
const root = document.documentElement;
const YEAR_S = 365 * 24 * 3600;
const narrow = window.matchMedia("(max-width: 991.98px)");

function remember(key, value) {
  try {
    localStorage.setItem(key, value);
  } catch {
    // storage may be forbidden; the choice then lasts for the page
  }
}

function setDrawer(open) {
  const drawer = document.getElementById("navigation");
  if (!drawer) return;
  root.classList.toggle("nav-open", open);
  drawer.inert = narrow.matches && !open;
  document.querySelector("[data-nav-open]")?.setAttribute("aria-expanded", String(open));
  if (open) drawer.querySelector("a, button")?.focus();
}

function foldNavigation() {
  const folded = root.dataset.nav !== "folded";
  root.dataset.nav = folded ? "folded" : "open";
  remember("aftercare.nav", root.dataset.nav);
  showFold();
}

function showFold() {
  document.querySelector("[data-nav-fold]")?.setAttribute("aria-expanded", String(root.dataset.nav !== "folded"));
}

function setTheme(choice) {
  root.dataset.theme = choice;
  document.cookie = `theme=${choice}; path=/; max-age=${YEAR_S}; samesite=lax`;
  root.dispatchEvent(new Event("themechange"));
  showTheme();
}

function showTheme() {
  for (const button of document.querySelectorAll("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === (root.dataset.theme || "auto")));
  }
}

function showCurrent() {
  const list = document.querySelector(".ui-nav-list");
  const link = list?.querySelector('[aria-current="page"]');
  if (link) list.scrollTop = Math.max(0, link.offsetTop + link.offsetHeight * 2 - list.offsetTop - list.clientHeight);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-nav-open]")) setDrawer(true);
  else if (event.target.closest("[data-nav-close]")) setDrawer(false);
  if (event.target.closest("[data-nav-fold]")) foldNavigation();
  const theme = event.target.closest("[data-set-theme]");
  if (theme) setTheme(theme.dataset.setTheme);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && root.classList.contains("nav-open")) {
    setDrawer(false);
    document.querySelector("[data-nav-open]")?.focus();
  }
});
narrow.addEventListener("change", () => setDrawer(false));
setDrawer(false);
showTheme();
showFold();
showCurrent();
