// Says in the editor's language what wagtail-localize's script says in English whatever the language.
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

new MutationObserver(say).observe(editor, { childList: true, subtree: true });
say();
