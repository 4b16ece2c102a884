// Has Wagtail (7.4) save a form by itself, as if it had just been changed: the event w-unsaved:add that its autosave
// listens to.

export function askToSave(form) {
  const detail = { type: "edits" };
  form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail }));
}
