// Entries of plugins arrive after those of the rooms: each goes to where its moment belongs, the newest first.
export function orderTimelines(root) {
  for (const list of root.querySelectorAll("ol.ui-timeline")) {
    const entries = [...list.children].filter((entry) => entry.dataset.at);
    const ordered = [...entries].sort((one, other) => other.dataset.at - one.dataset.at);
    if (ordered.some((entry, place) => entry !== entries[place])) list.prepend(...ordered);
  }
}
