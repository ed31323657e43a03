// Words the scripts need, in the language of the page: the layout writes them as data attributes of <body>.
export function word(name) {
  return document.body.dataset[name] ?? "";
}
