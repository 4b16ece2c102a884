// Keeps what an editor types: completes Wagtail's autosave (7.4), which takes the form as it stands when the server
// has answered for what was sent. What was typed in between was neither sent nor seen as a change.
//
// Used of Wagtail: the events w-autosave:save, w-autosave:success and w-unsaved:watch-edits, the values
// of the controllers w-unsaved and w-autosave in their data attributes, `draftailEditor` on a field of rich text, and
// Draftail's own serialiser.

import { askToSave } from "./admin-autosave.js";
import { Comments } from "./admin-comments.js";

const { dataset: texts } = document.getElementById("admin-unsaved");
const form = document.querySelector("form[data-controller~='w-unsaved']");
const autosaves = form?.matches("[data-controller~='w-autosave']");
const indicator = document.getElementById("w-autosave-indicator");
// What isn't content, or is followed elsewhere.
const NOT_CONTENT =
  /^(csrfmiddlewaretoken|loaded_revision_(id|created_at)|overwrite_revision_id|next|action-.*|comments-.*)$/;

// --- Rich text: its editor fills its hidden field a quarter of a second after the last key.

const written = new WeakMap(); // by field: the content of its editor that it holds
const MARK = /^(COMMENT-|STYLE_RERENDER_)/; // styles that the editor sets for itself

function richFields(container) {
  return [...container.querySelectorAll("[data-draftail-editor-wrapper]")].flatMap((wrapper) =>
    [...wrapper.parentNode.children].filter((field) => field.draftailEditor),
  );
}

function contentOf(field) {
  return field.draftailEditor.getEditorState().getCurrentContent();
}

function note(field) {
  written.set(field, contentOf(field));
}

function fillFields(container) {
  for (const field of richFields(container)) {
    if (written.get(field) === contentOf(field)) continue;
    const raw = window.Draftail.serialiseEditorStateToRaw(field.draftailEditor.getEditorState());
    for (const block of raw?.blocks ?? []) {
      block.inlineStyleRanges = block.inlineStyleRanges.filter(({ style }) => !MARK.test(style));
    }
    field.rawContentState = raw;
    field.value = JSON.stringify(raw);
    note(field);
  }
}

// --- What differs from what the server has

function content(data) {
  return [...data]
    .filter(([name]) => !NOT_CONTENT.test(name))
    .map(([name, value]) =>
      value instanceof File ? `${name}=${value.name} ${value.size}` : `${name}=${value.replace(/\r\n?/g, "\n")}`,
    )
    .sort()
    .join("\n");
}

function present() {
  fillFields(form);
  return new FormData(form);
}

let sent = null; // the data of the save under way
let saved = null; // the content that the server has; unknown until the form is touched or saved

let comments = null;

function contentDiffers() {
  return saved !== null && content(present()) !== saved;
}

function differs() {
  return contentDiffers() || comments.isUnsaved();
}

// A text whose paste is awaited: it is in no form yet.
function isPasting() {
  return form.querySelector("[data-draftail-editor-wrapper][aria-busy]") !== null;
}

function setState(state) {
  if (indicator) indicator.dataset.wAutosaveStateValue = state;
}

function saveAgain() {
  // `force` outlives Wagtail's comparison with a form that it takes for the saved one.
  form.dataset.wUnsavedForceValue = "true";
  form.dataset.wUnsavedHasEditsValue = "true";
  setState("saving");
  askToSave(form);
}

function watch() {
  comments = new Comments(form, { finished: () => setState("saving"), changed: saveAgain });
  richFields(form).forEach(note);

  // Wagtail begins to watch after two seconds, and takes what it finds then for what the server has.
  const begin = () => {
    if (saved === null) saved = content(new FormData(form));
  };
  for (const type of ["keydown", "beforeinput", "paste", "drop", "pointerdown"]) {
    form.addEventListener(type, begin, { capture: true });
  }
  // It may begin several times; after a save, « clear » begins anew with what is compared below.
  let clearing = false;
  window.addEventListener(
    "w-autosave:success",
    ({ detail }) => {
      clearing = true;
      comments.receive(detail.response);
    },
    { capture: true },
  );
  window.addEventListener("w-unsaved:watch-edits", () => {
    begin();
    if (autosaves && !clearing && contentDiffers()) saveAgain();
  });

  window.addEventListener("w-autosave:save", (event) => {
    const { detail } = event;
    comments.takeOver();
    // Wagtail asks again and again for as long as a comment waits for another one that is being written.
    if (saved !== null && !contentDiffers() && comments.isUnsaved() && !comments.isReady()) {
      event.preventDefault();
      return;
    }
    const kept = detail.formData.get("overwrite_revision_id");
    for (const name of new Set(detail.formData.keys())) detail.formData.delete(name);
    for (const [name, value] of present()) detail.formData.append(name, value);
    if (kept) detail.formData.set("overwrite_revision_id", kept);
    comments.send(detail.formData);
    sent = detail.formData;
  });
  // On the window: after Wagtail's own listeners, on the form and on the document.
  window.addEventListener("w-autosave:success", ({ detail }) => {
    clearing = false;
    // The keys of rows that were new have been filled in.
    for (const [name, value] of Object.entries(detail.response.field_updates ?? {})) {
      if (form.elements.namedItem(name)) sent.set(name, value);
    }
    saved = content(sent);
    if (contentDiffers() || comments.isReady()) saveAgain();
    else if (isPasting() || comments.isUnsaved()) setState("saving");
  });

  // « Saved » goes with the first key, not with Wagtail's next look; it comes back if nothing has changed after all.
  let underWay = false;
  for (const type of ["save", "success", "error"]) {
    window.addEventListener(`w-autosave:${type}`, () => (underWay = type === "save"));
  }
  let timer;
  const look = () => {
    const state = indicator?.dataset.wAutosaveStateValue;
    if (state === "saved" && differs()) setState("saving");
    else if (state === "saving" && !underWay && saved !== null && !isPasting() && !differs()) setState("saved");
  };
  const lookSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(look, 300); // milliseconds: editors of rich text have taken the key in
  };
  for (const type of ["beforeinput", "input", "paste", "cut", "drop"]) {
    form.addEventListener(
      type,
      () => {
        if (indicator?.dataset.wAutosaveStateValue === "saved") setState("saving");
        lookSoon();
      },
      { capture: true },
    );
  }
  // A choice made in a window, a block moved.
  for (const type of ["change", "keyup", "click"]) {
    document.addEventListener(
      type,
      () => {
        if (indicator?.dataset.wAutosaveStateValue === "saved") setTimeout(look);
        lookSoon();
      },
      { capture: true },
    );
  }

  window.addEventListener(
    "beforeunload",
    () => {
      if (differs() || isPasting()) form.dataset.wUnsavedHasEditsValue = "true";
    },
    { capture: true },
  );
}

if (form) watch();

// --- What Wagtail doesn't watch: a comment being written, the form of a window, a screen without « w-unsaved ».

const begun = new Map(); // by field: its text before the first key
const NO_TEXT = "[type=search], [role=combobox], [role=search] *, form[method=get] *, [data-bulk] *";

document.addEventListener(
  "beforeinput",
  ({ target }) => {
    if (begun.has(target) || !target.matches("input, textarea") || target.matches(NO_TEXT)) return;
    if (target.name && target.form?.matches("[data-controller~='w-unsaved']")) return;
    begun.set(target, target.value);
  },
  { capture: true },
);
// On the window: the last to hear of what is sent.
window.addEventListener("submit", (event) => event.defaultPrevented || begun.clear());
function isLeftIn(container) {
  return [...begun].some(
    ([field, text]) => container.contains(field) && field.checkVisibility() && field.value !== text,
  );
}

window.addEventListener("beforeunload", (event) => {
  if (isLeftIn(document)) event.preventDefault();
});

// A window that is closed takes along what was typed in it. Escape closes it when the key comes up, which may be the
// one that said no to the question.
let escaping = false;

function askBeforeClosing(event) {
  const modal = event.target.closest?.(".modal");
  const isEscape = event.key === "Escape";
  const closes = isEscape || event.target === modal || event.target.closest?.("[data-dismiss=modal]");
  if (!modal || !closes || !isLeftIn(modal)) return;
  const asks = !isEscape || escaping;
  escaping = false;
  if (asks && confirm(texts.closing)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

document.addEventListener("keydown", ({ key }) => (escaping = key === "Escape"), { capture: true });

for (const type of ["keyup", "click"]) document.addEventListener(type, askBeforeClosing, { capture: true });

// A window takes the focus once it has slid in, from the field in which one types already: its keys would be lost.
let pressed = false;
for (const type of ["pointerdown", "pointerup", "pointercancel"]) {
  document.addEventListener(type, () => (pressed = type === "pointerdown"), { capture: true });
}
document.addEventListener("focusin", ({ target, relatedTarget: left }) => {
  if (!pressed && target.matches(".modal") && target.contains(left) && left.matches("input, textarea")) left.focus();
});

document.addEventListener(
  "submit",
  ({ target }) => {
    fillFields(target);
    if (target === form) comments.takeOver({ evenWhileWriting: true });
  },
  { capture: true },
);
