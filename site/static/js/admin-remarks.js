// What keeps a page from being published and what is advised, as its form stands: asked after each pause in typing.
//
// Used of Wagtail (7.4): the events w-unsaved:add (the form has changed), w-autosave:success (a new page has an address
// of its own, its form's action) and w-focus:focus (opens the tab around an element), data-panel-toggle.

const PAUSE = 1200; // milliseconds without a change
const FIELDS = ["input:not([type=hidden])", "textarea", "select", "[contenteditable=true]", "button"]
  .map((field) => `:scope > .w-panel__content ${field}`)
  .join(", ");
const panel = document.getElementById("before-publication");
const form = panel.closest("form");
const status = panel.querySelector("[aria-live]");
const lines = panel.querySelector(".before-publication__lines");
// Said at the title too, where something else is written already: not to write it twice.
const twins = document.createElement("div");
twins.setAttribute("aria-live", "polite");
form.elements.namedItem("title")?.closest("[data-field]")?.after(twins);
const WARNING = '<svg class="icon icon-warning icon" aria-hidden="true"><use href="#icon-warning"></use></svg>';
let knownTwins = "";
let timer;
let shown = "";
let asking = null;

async function look() {
  asking?.abort();
  asking = new AbortController();
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  const query = new URLSearchParams({ form: new URL(form.action).pathname });
  try {
    const answer = await fetch(`${panel.dataset.address}?${query}`, {
      method: "POST",
      body,
      headers: { "X-Requested-With": "XMLHttpRequest" },
      redirect: "manual",
      signal: asking.signal,
    });
    if (!answer.ok) return; // js/admin-session.js says what has happened
    const told = await answer.json();
    if (status.textContent !== told.summary) status.textContent = told.summary;
    if (told.html !== shown) lines.innerHTML = shown = told.html;
    panel.classList.toggle("before-publication--blocks", told.blocks);
    const known = told.twins.map((sentence) => `<div class="help-block help-warning">${WARNING}<p>${sentence}</p></div>`).join("");
    if (knownTwins !== known) twins.innerHTML = knownTwins = known;
  } catch {
    // Overtaken by the next, or the site doesn't answer: the next change asks again.
  }
}

function lookLater() {
  clearTimeout(timer);
  timer = setTimeout(look, PAUSE);
}

// A panel may stand in another tab, or be closed.
function show(target) {
  target.dispatchEvent(new CustomEvent("w-focus:focus", { bubbles: true }));
  for (let around = target; around; around = around.parentElement?.closest("[data-panel]")) {
    around.querySelector(":scope > .w-panel__header [data-panel-toggle][aria-expanded=false]")?.click();
  }
  // Once the tab is open.
  requestAnimationFrame(() => {
    target.scrollIntoView({ block: "start" });
    target.querySelector(FIELDS)?.focus({ preventScroll: true });
  });
}

panel.addEventListener("click", (event) => {
  const target = document.getElementById(event.target.closest("a[href^='#']")?.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  show(target);
});
document.addEventListener("w-unsaved:add", lookLater);
document.addEventListener("w-autosave:success", lookLater);
form.addEventListener("input", lookLater);
window.addEventListener("load", () => {
  look();
  const target = document.getElementById(location.hash.slice(1));
  if (target?.matches("[data-panel]")) show(target);
});
