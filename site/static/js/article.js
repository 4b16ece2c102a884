// What a script adds to an article; the page works without it.

// The buttons that only a script can serve: copy the page's address, print the page.
for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  const words = button.querySelector("[aria-live]");
  const before = words.textContent;
  button.closest("li").hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    words.textContent = button.dataset.done;
    setTimeout(() => { words.textContent = before; }, 4000);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.closest("li").hidden = false;
  button.addEventListener("click", () => print());
}

// "Back to the list" leads to the very list the reader came from, filters and page included.
const back = document.querySelector("a[data-back]");

if (back && document.referrer) {
  const from = new URL(document.referrer);
  if (from.origin === location.origin && from.pathname === back.pathname) back.href = from.href;
}
