// What a script adds to every page; each works without it.

const WAIT = 150; // milliseconds after the last key
const SHORTEST = 2; // letters

// The buttons that only a script can serve: copy the page's address or its citation, print the page.
for (const button of document.querySelectorAll("[data-copy], [data-copy-text]")) {
  if (!navigator.clipboard) continue;
  const words = button.querySelector("[aria-live]");
  const before = words.textContent;
  button.closest("li").hidden = false;
  button.addEventListener("click", async () => {
    const { copy, copyText } = button.dataset;
    await navigator.clipboard.writeText(copy ?? document.getElementById(copyText).textContent.replace(/[ \t\n]+/g, " ").trim());
    words.textContent = button.dataset.done;
    setTimeout(() => { words.textContent = before; }, 4000);
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.closest("li").hidden = false;
  button.addEventListener("click", () => print());
}

// While a sheet is open, the page behind it can't be reached. The focus goes to its closing button (autofocus): a popover
// only gives the focus back to its opener when it holds the focus itself.
for (const sheet of document.querySelectorAll(".sheet[popover]")) {
  sheet.addEventListener("beforetoggle", ({ newState }) => {
    for (let inside = sheet; inside !== document.body; inside = inside.parentElement) {
      for (const other of inside.parentElement.children) {
        if (other !== inside) other.inert = newState === "open";
      }
    }
  });
  matchMedia("(min-width: 62rem)").addEventListener("change", () => {
    if (sheet.matches(":popover-open")) sheet.hidePopover();
  });
}

// "Back to the list" leads to the very list the reader came from, filters and page included.
const back = document.querySelector("a[data-back]");

if (back && document.referrer) {
  const from = new URL(document.referrer);
  if (from.origin === location.origin && from.pathname === back.pathname) back.href = from.href;
}

// Suggestions while typing in a search (ARIA combobox with a listbox); without this, the form is a plain one.
for (const input of document.querySelectorAll("input[data-suggestions]")) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.dataset.suggestionsLabel);
  const status = document.createElement("span"); // says how many there are to who doesn't see them
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.after(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");
  input.autocomplete = "off";

  let active = -1;
  let timer;
  let asking;

  const close = () => {
    active = -1;
    list.hidden = true;
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (place) => {
    const options = [...list.children];
    active = (place + options.length + 1) % (options.length + 1);
    if (active === options.length) active = -1; // back in the box
    for (const [number, option] of options.entries()) option.setAttribute("aria-selected", number === active);
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  };

  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map(({ label, kind, url }, number) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${number}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.url = url;
      const words = document.createElement("span");
      words.textContent = label;
      const what = document.createElement("span");
      what.className = "suggestion-kind";
      what.textContent = kind;
      option.append(words, " ", what);
      return option;
    }));
    active = -1;
    input.removeAttribute("aria-activedescendant");
    list.hidden = !suggestions.length;
    status.textContent = input.dataset.suggestionsCount.replace("{count}", suggestions.length);
    input.setAttribute("aria-expanded", String(Boolean(suggestions.length)));
  };

  const ask = async () => {
    asking?.abort();
    const words = input.value.trim();
    if (words.length < SHORTEST) return close();
    asking = new AbortController();
    try {
      const address = `${input.dataset.suggestions}?q=${encodeURIComponent(words.slice(0, input.maxLength))}`;
      const answer = await fetch(address, { signal: asking.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch {
      close(); // overtaken by the next key, or no network: the form still works
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && list.children.length) {
      event.preventDefault();
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      if (event.key === "ArrowDown") choose(active + 1);
      else choose(active < 0 ? list.children.length - 1 : active - 1);
    } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      choose(-1); // these move in the box, and Enter then sends what is in it
    } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
      event.preventDefault();
      location.assign(list.children[active].dataset.url);
    }
  });
  // Before the box loses the focus, which closes the list.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) location.assign(option.dataset.url);
  });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", () => {
    clearTimeout(timer);
    asking?.abort();
  });
}
