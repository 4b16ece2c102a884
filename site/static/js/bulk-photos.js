// The screen of many photos at once (photos/views/bulk.py): sends files, keeps texts as they are typed, changes the order.
// All is kept by the server at once; the form as a whole would do the same without this script.

const form = document.querySelector("[data-bulk]");
const rows = form.querySelector("[data-rows]");
const uploads = form.querySelector("[data-uploads]");
const live = form.querySelector("[data-live]");
const words = Object.fromEntries(
  [...document.querySelectorAll("[data-words] dt")].map((term) => [term.textContent, term.nextElementSibling.textContent]),
);
const say = (name, ...parts) => parts.reduce((text, part) => text.replace("{}", part), words[name]);
const announce = (...sentence) => { live.textContent = say(...sentence); };
const all = () => [...rows.children];
const token = () => form.elements.csrfmiddlewaretoken.value; // signing in again changes it

function show() {
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`).value.trim();
  const photos = all();
  photos.forEach((row, index) => { row.querySelector("[data-place]").textContent = say("place", index + 1, photos.length); });
  form.querySelectorAll("[data-when-some]").forEach((part) => { part.hidden = photos.length === 0; });
  const lacks = (row, name) => ["", "to-check"].includes(field(row, name));
  const needed = ["description", "credit", "licence", "consent"];
  const open = photos.filter((row) => needed.some((name) => lacks(row, name)));
  const names = needed.filter((name) => photos.some((row) => lacks(row, name))).map((name) => words[name]);
  let count = "";
  if (photos.length) count = say(open.length ? "count" : "whole", photos.length, open.length, names.join(", "));
  form.querySelector("[data-count]").textContent = count;
}

async function post(url, fields) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", token());
  for (const [name, value] of fields) body.append(name, value);
  const answer = await fetch(url, { method: "POST", body, headers: { "X-Requested-With": "XMLHttpRequest" } });
  if (!answer.ok || answer.redirected) {
    document.dispatchEvent(new Event("parvis:refused"));
    throw new Error(answer.status);
  }
  return answer.json();
}

// Files, two at a time: each with its progress, and each may fail alone.

const waiting = [];
let running = 0;

function enqueue(files) {
  for (const file of files) {
    const line = document.querySelector("[data-upload-row]").content.firstElementChild.cloneNode(true);
    line.querySelector("[data-name]").textContent = file.name;
    line.querySelector("progress").setAttribute("aria-label", file.name);
    uploads.append(line);
    const job = { file, line };
    line.querySelector("[data-retry]").addEventListener("click", () => {
      line.querySelector("[data-problem]").textContent = "";
      setButtons(line, false);
      waiting.push(job);
      next();
    });
    line.querySelector("[data-forget]").addEventListener("click", () => line.remove());
    if (file.size > Number(form.dataset.limit)) fail(job, words.large);
    else waiting.push(job);
  }
  next();
}

function setButtons(line, shown) {
  line.querySelectorAll("button").forEach((button) => { button.hidden = !shown; });
  line.querySelector("progress").hidden = shown;
}

function fail({ file, line }, sentence) {
  line.querySelector("[data-problem]").textContent = `${say("failed", file.name)} ${sentence}`;
  setButtons(line, true);
}

function next() {
  while (running < 2 && waiting.length) {
    running += 1;
    const job = waiting.shift();
    send(job).then((row) => { job.line.remove(); place(row); announce("come", job.file.name); })
      .catch((problem) => fail(job, problem.message))
      .finally(() => { running -= 1; next(); });
  }
}

function send({ file, line }) {
  const data = new FormData();
  data.append("csrfmiddlewaretoken", token());
  data.append("title", file.name.replace(/\.[^.]+$/, ""));
  data.append("files[]", file);
  const collection = form.querySelector("[data-collection]");
  if (collection) data.append("collection", collection.value);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const refuse = (sentence) => reject(new Error(sentence));
    request.open("POST", form.dataset.upload);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) line.querySelector("progress").value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("error", () => refuse(words.offline));
    request.addEventListener("load", () => {
      let answer;
      try { answer = JSON.parse(request.responseText); } catch { answer = null; }
      if (answer?.success) resolve(answer.row);
      else if (answer?.error_message) refuse(answer.error_message);
      else if (request.status === 403 || request.responseURL.includes("/login/")) refuse(words.loggedOut);
      else if (request.status >= 500) refuse(words.offline);
      else refuse(words.refused);
    });
    request.send(data);
  });
}

// A photo that comes in stands by the time it was taken, until the editor has put the photos in order.
function place(html, before = null) {
  const holder = document.createElement("ol");
  holder.innerHTML = html;
  const row = holder.querySelector("li");
  const { taken } = row.dataset;
  const later = form.elements.ordered.value || !taken ? null
    : all().find((other) => !other.dataset.taken || other.dataset.taken > taken);
  rows.insertBefore(row, before ?? later ?? null);
  show();
  return row;
}

// Texts, kept as they are typed.

const timers = new Map(); // by row, while its texts wait to be sent
const unkept = new Set(); // rows whose texts the server hasn't got
const AGAIN = 5000; // milliseconds until texts that didn't arrive are sent again

function saveSoon(row) {
  row.querySelector("[data-state]").textContent = words.saving;
  saveIn(row, 800);
}

function saveIn(row, milliseconds) {
  clearTimeout(timers.get(row));
  unkept.add(row);
  timers.set(row, setTimeout(() => save(row), milliseconds));
}

async function save(row) {
  timers.delete(row);
  const state = row.querySelector("[data-state]");
  try {
    const fields = [...row.querySelectorAll("[data-fields] [name]")].map((field) => [field.name, field.value]);
    const answer = await post(row.dataset.save, fields);
    for (const old of row.querySelectorAll("[data-error]")) old.remove();
    if (!answer.success) explain(row, answer.form);
    if (timers.has(row)) return; // typed meanwhile
    if (answer.success) unkept.delete(row);
    state.textContent = answer.success ? words.saved : words.unsaved;
  } catch {
    state.textContent = words.unsaved;
    saveIn(row, AGAIN);
  }
}

// The sentences of a refusal stand above the fields, which keep what is being typed.
function explain(row, html) {
  const holder = document.createElement("div");
  holder.innerHTML = html;
  const error = document.createElement("div");
  error.dataset.error = "";
  error.className = "error-message";
  error.setAttribute("role", "alert");
  error.textContent = [...holder.querySelectorAll(".error-message")].map((found) => found.textContent.trim()).join(" ");
  row.querySelector("[data-fields]").prepend(error);
}

rows.addEventListener("input", (event) => {
  const row = event.target.closest("li[data-photo]");
  if (row && event.target.name && event.target.closest("[data-fields]")) { saveSoon(row); show(); }
});

for (const button of form.querySelectorAll("[data-apply]")) {
  button.addEventListener("click", async () => {
    const chosen = all().filter((row) => button.dataset.apply === "all" || row.querySelector("[data-chosen]").checked);
    const shared = [...form.querySelectorAll(".bulk-shared [name]")].filter((field) => field.value.trim());
    for (const row of chosen) {
      for (const field of shared) row.querySelector(`[name$="-${field.name.replace("all-", "")}"]`).value = field.value;
      clearTimeout(timers.get(row));
      unkept.add(row);
    }
    show();
    for (const row of chosen) await save(row);
    announce("applied", chosen.length);
  });
}

// Order, by dragging, by buttons or by time.

// One after the other: an order that comes late must not replace a newer one.
let ordering = Promise.resolve();

function keepOrder() {
  form.elements.ordered.value = "1";
  show();
  const send = () => post(form.dataset.order, all().map((row) => ["order", row.dataset.photo]));
  ordering = ordering.then(send, send);
}

function move(row, step) {
  const other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!other) return;
  if (step < 0) other.before(row); else other.after(row);
  row.querySelector(`[data-move="${step}"]`).focus();
  announce("moved", row.dataset.title, all().indexOf(row) + 1, all().length);
  keepOrder();
}

form.querySelector("[data-by-time]").addEventListener("click", async () => {
  const { order } = await post(form.dataset.order, []);
  for (const key of order) rows.append(rows.querySelector(`[data-photo="${key}"]`));
  form.elements.ordered.value = "";
  show();
  announce("byTime");
});

let dragged = null;
rows.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("li[data-photo]");
  event.dataTransfer.effectAllowed = "move";
  dragged.classList.add("bulk-dragged");
});
rows.addEventListener("dragover", (event) => {
  const over = event.target.closest("li[data-photo]");
  if (!dragged || !over) return;
  event.preventDefault();
  if (over === dragged) return;
  const { top, height } = over.getBoundingClientRect();
  if (event.clientY < top + height / 2) over.before(dragged); else over.after(dragged);
});
rows.addEventListener("dragend", () => {
  if (!dragged) return;
  dragged.classList.remove("bulk-dragged");
  announce("moved", dragged.dataset.title, all().indexOf(dragged) + 1, all().length);
  dragged = null;
  keepOrder();
});

rows.addEventListener("click", async (event) => {
  const button = event.target.closest("button");
  const row = event.target.closest("li[data-photo]");
  if (!button || !row) return;
  if (button.dataset.move) move(row, Number(button.dataset.move));
  if (button.dataset.keep === "") button.closest("[data-duplicate]").remove();
  else if (button.dataset.keep) {
    const answer = await post(row.dataset.remove, [["keep", button.dataset.keep]]);
    if (answer.row) place(answer.row, row);
    remove(row);
  } else if ("removePhoto" in button.dataset && confirm(say("sure", row.dataset.title))) {
    await post(row.dataset.remove, []);
    announce("removed", row.dataset.title);
    remove(row);
  }
});

function remove(row) {
  const neighbour = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (neighbour ?? form).querySelector("button, input")?.focus();
  show();
}

const files = form.querySelector("[data-files]");
const drop = form.querySelector("[data-drop]");
files?.addEventListener("change", () => { enqueue(files.files); files.value = ""; });
document.addEventListener("dragover", (event) => {
  if (dragged || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  drop?.classList.add("bulk-over");
});
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop?.classList.remove("bulk-over"); });
document.addEventListener("drop", (event) => {
  if (dragged || !event.dataTransfer.files.length || !drop) return;
  event.preventDefault();
  drop.classList.remove("bulk-over");
  enqueue(event.dataTransfer.files);
});
// What is on its way, and what was refused, would be lost.
addEventListener("beforeunload", (event) => {
  if (running || [...unkept].some((row) => row.isConnected)) event.preventDefault();
});
addEventListener("submit", (event) => { if (!event.defaultPrevented) unkept.clear(); });

show();
