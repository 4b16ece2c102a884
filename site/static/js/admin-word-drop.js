// A Word document that is dropped on a page's form, or chosen in it, fills in what is empty there and adds its text at the
// end of the body. The server reads it (core/word/views.py); the blocks are put in by admin-paste.js.

document.addEventListener("DOMContentLoaded", () => {
  const WORD = /\.(docx?|docm|dotx?|odt|rtf|pages)$/i; // those that can't be read are refused by the server, in a sentence
  const PAUSE = 1000; // milliseconds
  const panel = document.getElementById("word-panel");
  const form = panel?.closest("form");
  if (!form) return;
  const texts = JSON.parse(document.getElementById("word-texts").textContent);
  const input = panel.querySelector("input[type=file]");
  const key = panel.querySelector("input[type=hidden]");
  const message = window.parvisNotice(texts.close);
  const reports = []; // what is said of each document, [name, sentences]: another one doesn't replace it
  let busy = false;
  panel.hidden = false;

  // The answer as JSON; null where there is none that can be read.
  async function ask(address, options) {
    try {
      const answer = await fetch(address, {
        headers: {
          "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value,
          "X-Requested-With": "XMLHttpRequest",
        },
        redirect: "manual",
        ...options,
      });
      if (answer.ok || answer.status === 422) return await answer.json();
      document.dispatchEvent(new CustomEvent("parvis:refused"));
    } catch {
      // The site is away.
    }
    return null;
  }

  async function textOf(file) {
    const body = new FormData();
    body.set("file", file);
    message.wait(texts.sending);
    const sent = await ask(panel.dataset.address, { method: "POST", body });
    if (!sent?.address) return sent;
    message.wait(texts.reading);
    for (;;) {
      const found = await ask(sent.address);
      if (!found || found.refused || found.blocks) return found;
      if (found.total) message.wait(texts.images.replace("{done}", found.done).replace("{total}", found.total));
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  // Whether the field was empty and has the words now.
  function fill(name, words) {
    const field = form.elements.namedItem(name);
    if (!field || field.value.trim()) return false;
    field.focus(); // Wagtail's address follows a title that was empty before
    field.value = words;
    for (const type of ["input", "keyup", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    field.blur();
    return true;
  }

  async function take(file) {
    if (busy) return;
    busy = true;
    panel.setAttribute("aria-busy", "true");
    const found = await textOf(file);
    panel.removeAttribute("aria-busy");
    busy = false;
    if (!found || found.refused) {
      message.warn(found?.refused ?? texts.unavailable);
      return;
    }
    const said = [];
    for (const name of ["title", "introduction"]) {
      const [words, now] = [found[name], form.elements.namedItem(name)?.value.trim()];
      if (words && words !== now && !fill(name, words)) said.push(`${texts[name]} ${words}`);
    }
    const body = form.querySelector("[data-parvis-body]");
    body.dispatchEvent(new CustomEvent("parvis:append", { detail: { blocks: found.blocks } }));
    key.value = `${key.value} ${found.key}`.trim();
    key.dispatchEvent(new Event("change", { bubbles: true }));
    said.push(...found.said);
    reports.push([file.name, said]);
    const several = reports.length > 1;
    const lines = reports.flatMap(([name, lost]) => lost.map((line) => (several ? `${name} – ${line}` : line)));
    if (lines.length) message.tell(texts.taken, lines);
    else message.warn(texts.complete);
  }

  const hasFiles = ({ dataTransfer }) => [...(dataTransfer?.types ?? [])].includes("Files");
  form.addEventListener(
    "dragover",
    (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault(); // else no file can be dropped here
      panel.dataset.over = "";
    },
    { capture: true },
  );
  for (const type of ["dragleave", "drop", "dragend"]) {
    form.addEventListener(type, () => delete panel.dataset.over, { capture: true });
  }
  form.addEventListener(
    "drop",
    (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      if (!files.length || event.target.closest("input[type=file]")) return;
      const isWord = files.some(({ name }) => WORD.test(name));
      const isImage = files.some(({ type }) => type.startsWith("image/"));
      if (!isWord && isImage && event.target.closest("[data-parvis-body]")) return; // admin-paste.js
      event.preventDefault(); // else the browser would leave the form for the file
      event.stopImmediatePropagation();
      if (!isWord) message.warn(texts.other);
      else if (files.length > 1) message.warn(texts.one);
      else take(files[0]);
    },
    { capture: true },
  );
  input.addEventListener("change", (event) => {
    event.stopPropagation(); // no change of the form's
    const [file] = input.files;
    input.value = "";
    if (file) take(file);
  });
});
