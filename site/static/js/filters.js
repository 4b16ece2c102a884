// The filters of a list: what is ticked is applied at once. Without this, the button sends the form.
// The answer is the list's own page; each [data-part] of the page is taken from it.

const WAIT = 200; // milliseconds after the last tick
const form = document.getElementById("filters");
let timer;
let asking;

const address = () => {
  const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  return `${form.action}${query.size ? `?${query}` : ""}`;
};

// What is unfolded stays so, and the focus stays on the same box.
const replace = (part, fresh) => {
  const focus = part.contains(document.activeElement) ? document.activeElement : null;
  const unfolded = [...part.querySelectorAll("details[id]")].map(({ id, open }) => [id, open]);
  part.replaceChildren(...fresh.childNodes);
  for (const [id, open] of unfolded) {
    const details = document.getElementById(id);
    if (details) details.open = open;
  }
  if (!focus) return;
  const same = focus.name
    ? [...form.elements].find(({ name, value }) => name === focus.name && value === focus.value)
    : document.getElementById(focus.closest("details")?.id)?.querySelector("summary");
  if (same?.closest(".facet-others")) same.closest(".facet-others").open = true;
  (same ?? form.querySelector("[type=submit]")).focus({ preventScroll: true });
};

const apply = async () => {
  clearTimeout(timer);
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const url = address();
  try {
    const answer = await fetch(url, { signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (signal.aborted) return;
    if (!page.querySelector("[data-part=list]")) throw new Error("no list");
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (fresh) replace(part, fresh);
      else part.replaceChildren();
    }
    for (const selector of ["title", "link[rel=canonical]", "meta[name=robots]"]) {
      const fresh = page.head.querySelector(selector);
      const own = document.head.querySelector(selector);
      if (fresh && own) own.replaceWith(fresh);
      else if (fresh) document.head.append(fresh);
      else own?.remove();
    }
    history.replaceState(history.state, "", url);
  } catch {
    if (!signal.aborted) location.assign(url);
  }
};

form.addEventListener("change", () => {
  asking?.abort();
  clearTimeout(timer);
  timer = setTimeout(apply, WAIT);
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  await apply();
  if (!form.matches(":popover-open")) return;
  form.hidePopover();
  document.querySelector("[data-part=list]").scrollIntoView();
});
