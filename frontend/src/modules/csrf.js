// The page's CSRF token: in a meta element and in every form that stands on the page.
const meta = () => document.querySelector('meta[name="csrf-token"]');

export function csrfToken() {
  return meta()?.content ?? "";
}

export function renewCsrfToken(token) {
  if (meta()) meta().content = token;
  for (const field of document.querySelectorAll('input[name="_csrf"]')) field.value = token;
}
