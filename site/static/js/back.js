// "Back to the list" leads to the very list the reader came from, filters and page included.

const link = document.querySelector("a[data-back]");

if (link && document.referrer) {
  const from = new URL(document.referrer);
  if (from.origin === location.origin && from.pathname === link.pathname) link.href = from.href;
}
