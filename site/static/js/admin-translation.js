// Says in the editor's language what wagtail-localize's script says in English whatever the language, shows bold and
// links as such where it shows their tags, and keeps what it couldn't save.
//
// Used of wagtail-localize (1.14): in `.js-translation-editor` an item for each text, whose paragraph is the source
// and whose `div > p` is the translation; a textarea takes that one's place while it is written.
const editor = document.querySelector(".js-translation-editor");
const words = new Map(
  [...document.querySelectorAll("[data-english]")].map((said) => [said.dataset.english, said.textContent]),
);

function say() {
  for (const element of editor.querySelectorAll("span, h3")) {
    const text = element.childNodes.length === 1 && element.firstChild;
    if (text && words.has(text.data)) text.data = words.get(text.data);
  }
}

const MARKUP = /<\/?(b|i|strong|em|a|sup|sub|br)\b[^>]*>/i;
const raw = new WeakMap(); // by source: its text with its tags

function formatted(text) {
  const content = new DOMParser().parseFromString(text, "text/html").body;
  for (const link of content.querySelectorAll("a")) {
    link.replaceWith(Object.assign(document.createElement("u"), { textContent: link.textContent }));
  }
  for (const element of content.querySelectorAll(":not(b, i, strong, em, u, sup, sub, br)")) {
    element.replaceWith(...element.childNodes);
  }
  for (const element of content.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) element.removeAttribute(name);
  }
  return [...content.childNodes];
}

// Whoever writes sees the tags, to put them round her own words.
function format() {
  for (const shown of editor.querySelectorAll("li > p, li > div > p")) {
    const written = shown.closest("li").querySelector("textarea");
    if (written && raw.has(shown)) {
      shown.textContent = raw.get(shown);
      raw.delete(shown);
    } else if (!written && MARKUP.test(shown.textContent)) {
      raw.set(shown, shown.textContent);
      shown.replaceChildren(...formatted(shown.textContent));
    }
  }
}

// Its main button is the last of what may be done: for whoever may not publish that is to delete, or to stop.
function lead() {
  const main = editor.querySelector("footer nav > :first-child:has(.action-secondary):not(:has([value=publish]))");
  if (!main?.nextElementSibling) return;
  main.parentElement.append(main);
  for (const empty of main.querySelectorAll(".w-dropdown:not(:has(.action-secondary))")) empty.hidden = true;
}

function follow() {
  say();
  format();
  lead();
}

new MutationObserver(follow).observe(editor, { childList: true, subtree: true });
follow();

// A translation that is sent waits for the site, or for a new session, where wagtail-localize gives up.
const { fetch: send } = window;
let waiting = 0;

async function keep(address, options) {
  waiting += 1;
  for (let tries = 0; ; tries += 1) {
    const answer = await send(address, options).catch(() => null);
    if (answer?.ok || answer?.status === 404 || (answer && tries === 3)) {
      waiting -= 1;
      return answer;
    }
    await new Promise((retry) => document.dispatchEvent(new CustomEvent("parvis:refused", { detail: { retry } })));
    options.headers["X-CSRFToken"] = document.querySelector("[name=csrfmiddlewaretoken]").value;
  }
}

window.fetch = (address, options = {}) =>
  ["PUT", "DELETE"].includes(options.method) ? keep(address, options) : send(address, options);
window.addEventListener("beforeunload", (event) => waiting && event.preventDefault());
