// Runs before the first paint: the colour scheme and the folded navigation, so that nothing flashes.
const root = document.documentElement;
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");

function applyTheme() {
  const choice = root.dataset.theme || "auto";
  root.setAttribute("data-bs-theme", choice === "auto" ? (prefersDark.matches ? "dark" : "light") : choice);
}

applyTheme();
prefersDark.addEventListener("change", applyTheme);
root.addEventListener("themechange", applyTheme);
try {
  if (localStorage.getItem("aftercare.nav") === "folded") root.dataset.nav = "folded";
} catch {
  // storage may be forbidden; the navigation then starts open
}
root.classList.add("js");
