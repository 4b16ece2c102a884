// Keeps what is ticked in a window of choices while one searches again, turns pages or opens another folder.
// Of Wagtail: the data attributes of its multiple choice (wagtailadmin/generic/chooser/chooser.html, chooser/browse.html).

const LEGEND = document.getElementById("admin-choices").dataset.legend;
const BOX = "[data-multiple-choice-select]";
const ticked = new WeakMap(); // by window: titles by key, in the order in which they were ticked

function titleOf(box) {
  const row = box.closest("tr, li");
  const title = row?.querySelector("td.title, h3") ?? box.closest("label");
  return title?.textContent.trim().split("\n")[0] || box.title;
}

function show(choices, window) {
  const form = window.querySelector("[data-multiple-choice-form]");
  if (!form) return;
  const offered = new Set();
  for (const box of form.querySelectorAll(`${BOX}:not([data-kept] *)`)) {
    offered.add(box.value);
    box.checked = choices.has(box.value);
  }
  form.querySelector("[data-kept]")?.remove();
  const others = [...choices].filter(([key]) => !offered.has(key));
  if (others.length) form.prepend(group(others));
  form.querySelector("[data-multiple-choice-submit]").disabled = !choices.size;
}

function group(choices) {
  const fieldset = document.createElement("fieldset");
  fieldset.dataset.kept = "";
  fieldset.className = "kept-choices";
  fieldset.append(Object.assign(document.createElement("legend"), { textContent: LEGEND }));
  for (const [key, title] of choices) {
    const label = document.createElement("label");
    const box = Object.assign(document.createElement("input"), {
      type: "checkbox",
      name: "id",
      value: key,
      checked: true,
    });
    box.dataset.multipleChoiceSelect = "";
    box.dataset.title = title;
    label.append(box, ` ${title}`);
    fieldset.append(label);
  }
  return fieldset;
}

document.addEventListener("change", ({ target }) => {
  const window = target.matches?.(BOX) && target.closest(".modal");
  if (!window) return;
  if (!ticked.has(window)) {
    const choices = new Map();
    ticked.set(window, choices);
    const options = { childList: true, subtree: true };
    const observer = new MutationObserver(() => {
      observer.disconnect();
      show(choices, window);
      observer.observe(window, options);
    });
    observer.observe(window, options);
  }
  const choices = ticked.get(window);
  if (target.checked) choices.set(target.value, target.dataset.title ?? titleOf(target));
  else choices.delete(target.value);
  window.querySelector("[data-multiple-choice-submit]").disabled = !choices.size;
});
