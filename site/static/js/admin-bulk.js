// Sends the chosen files one by one and says how far it is; without a script the form sends them all at once.
const form = document.querySelector("[data-bulk]");
const list = document.querySelector("[data-filed]");
const progress = form.querySelector("[data-progress]");
const input = form.querySelector("input[type=file]");

function say(name, sentence) {
  const item = document.createElement("li");
  const title = document.createElement("strong");
  title.textContent = name;
  item.append(title, ` — ${sentence}`);
  list.append(item);
}

async function send(file) {
  if (file.size > Number(form.dataset.limit)) return say(file.name, form.dataset.tooLarge);
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  body.append("files", file);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) {
      document.dispatchEvent(new Event("parvis:refused"));
      throw new Error(answer.status);
    }
    list.insertAdjacentHTML("beforeend", (await answer.json()).html);
  } catch {
    say(file.name, form.dataset.failed);
  }
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const files = [...input.files];
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  progress.hidden = false;
  for (const [number, file] of files.entries()) {
    progress.querySelector("progress").value = number / files.length;
    progress.querySelector("[role=status]").textContent = `${number + 1} / ${files.length} : ${file.name}`;
    await send(file);
  }
  progress.querySelector("progress").value = 1;
  progress.querySelector("[role=status]").textContent = `${files.length} / ${files.length}`;
  input.value = "";
  button.disabled = false;
  // What comes next.
  button.classList.add("button-secondary");
  form.querySelector("[data-next]").classList.remove("button-secondary");
});

// What was chosen and not sent would be left behind.
form.querySelector("[data-next]").addEventListener("click", (event) => {
  if (!input.files.length) return;
  event.preventDefault();
  if (!form.querySelector("[type=submit]").disabled) form.requestSubmit();
});

// The whole page takes the files that are dropped on it.
const zone = form.querySelector("[data-drop]");
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  zone.classList.add("bulk-over");
});
document.addEventListener("dragleave", () => zone.classList.remove("bulk-over"));
document.addEventListener("drop", (event) => {
  zone.classList.remove("bulk-over");
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  input.files = event.dataTransfer.files;
});
