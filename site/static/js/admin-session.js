// Keeps a form whose session has ended, or whose site doesn't answer: asks to sign in again in another tab, or waits,
// then saves or sends what stands here.

import { askToSave } from "./admin-autosave.js";

const dialogs = {
  ended: document.getElementById("session-dialog"),
  away: document.getElementById("away-dialog"),
};
const { dataset: texts } = dialogs.ended;
const PAUSE = 4000; // milliseconds between two looks
const PATIENCE = 15_000; // milliseconds for an answer
const BROKEN_OFF = 60_000; // milliseconds after which a form that still stands wasn't sent
const RETRY = 30_000; // milliseconds until a form that the site can't save is sent again
let goOn = null; // what was to be sent when the session turned out to have ended, or the site to be away
let retries = []; // the same of what scripts sent
let ended = false;
let dismissed = false; // « Later »
let timer;

// True, false, or null where the site doesn't answer.
async function isOpen() {
  try {
    const answer = await fetch(texts.address, {
      headers: { "X-Requested-With": "XMLHttpRequest" },
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (answer.status === 403 || answer.type === "opaqueredirect") return false;
    if (!answer.ok) return null;
    const { csrf_token: token } = await answer.json();
    // Signing in, here or in another tab, has made the former token worthless.
    for (const input of document.getElementsByName("csrfmiddlewaretoken")) input.value = token;
    return true;
  } catch {
    return null;
  }
}

function show(name) {
  for (const [key, dialog] of Object.entries(dialogs)) {
    if (key !== name) dialog.close();
    else if (!dialog.open) dialog.showModal();
  }
}

function ask(name) {
  dismissed = false;
  // The button that was pressed can be pressed again.
  for (const button of document.querySelectorAll("[data-w-progress-loading-value]")) {
    button.removeAttribute("data-w-progress-loading-value");
  }
  if (name === "ended") {
    ended = true;
    for (const line of document.querySelectorAll(".footer__save-warning p")) line.textContent = texts.reminder;
  }
  show(name);
  lookLater();
}

function lookLater(pause = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(look, pause);
}

async function look() {
  const open = await isOpen();
  if (!open) {
    if (open === false && !dismissed) ask("ended");
    else lookLater();
    return;
  }
  clearTimeout(timer);
  timer = null;
  show(null);
  if (ended) {
    document.dispatchEvent(
      new CustomEvent("w-messages:add", { detail: { clear: true, text: texts.back, type: "success" } }),
    );
  }
  const then = [...retries, goOn ?? saveAgain];
  ended = false;
  goOn = null;
  retries = [];
  for (const act of then) act();
}

function saveAgain() {
  const form = document.querySelector("form[data-controller~='w-autosave']");
  if (form) askToSave(form);
}

const isShown = () => Object.values(dialogs).some(({ open }) => open);
// Back from the other tab, or from a hole in the network: no need to wait.
window.addEventListener("focus", () => isShown() && look());
document.addEventListener("visibilitychange", () => isShown() && !document.hidden && look());
window.addEventListener("online", () => timer && look());
for (const dialog of Object.values(dialogs)) {
  // What stands here is saved when that can be, and sent when she asks for it again.
  const dismiss = () => {
    dismissed = true;
    goOn = null;
    dialog.close();
  };
  dialog.querySelector("[data-later]").addEventListener("click", dismiss);
  dialog.addEventListener("cancel", dismiss); // Escape
}

// What is saved by itself, and what the admin's windows ask for.
let again = false;
window.addEventListener("w-autosave:success", () => {
  again = false;
  if (!goOn && !retries.length && !ended) {
    clearTimeout(timer);
    timer = null;
  }
});
window.addEventListener("w-autosave:error", async ({ detail }) => {
  if (!["server_error", "network_error"].includes(detail.type)) return;
  const open = await isOpen();
  if (open === false) ask("ended");
  else if (open === null) lookLater();
  else {
    // At once, since the token may have been another session's; then from time to time.
    lookLater(again ? RETRY : 0);
    again = true;
  }
});
window.jQuery?.(document).on("ajaxError", async (_event, { status }) => {
  if (status === 403 && (await isOpen()) === false) ask("ended");
});
// A script may say how to try again: `detail.retry`, called once there is a session.
document.addEventListener("parvis:refused", async ({ detail }) => {
  const open = await isOpen();
  if (open) {
    detail?.retry();
    return;
  }
  if (detail) retries.push(detail.retry);
  if (open === false) ask("ended");
  else if (detail) lookLater();
});

// Once a look or a save has failed, Wagtail takes the press of a button for itself and asks to restore the connection.
// Here what is sent waits for it.
document.addEventListener(
  "click",
  () => {
    for (const { dataset } of document.querySelectorAll("[data-w-session-intercept-value=network]")) {
      dataset.wSessionInterceptValue = "";
    }
  },
  { capture: true },
);

// What is sent: the session is looked at first, since the answer would be the page to sign in, or none.
let looked = null; // the form that may go
// The save under way comes first, and no other follows: a server that treats both at once would create a page twice,
// or take the older words for the latest.
let saving = null;
let leaving = false;
window.addEventListener("w-autosave:save", (event) => {
  if (leaving) {
    event.preventDefault();
    return;
  }
  saving = new Promise((resolve) => {
    for (const type of ["success", "error"]) window.addEventListener(`w-autosave:${type}`, resolve, { once: true });
    setTimeout(resolve, PATIENCE);
  });
});
window.addEventListener("submit", ({ defaultPrevented }) => {
  if (defaultPrevented) leaving = false;
  else setTimeout(() => (leaving = false), BROKEN_OFF);
});
document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (form === looked || form.method !== "post" || form.closest(".modal")) {
      looked = null;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    const send = async () => {
      leaving = true;
      await saving;
      looked = form;
      // By now the button may be disabled, which would leave its name out of what is sent.
      let name;
      if (submitter?.name) {
        name = Object.assign(document.createElement("input"), {
          type: "hidden",
          name: submitter.name,
          value: submitter.value,
        });
        form.append(name);
      }
      if (submitter?.formAction && submitter.hasAttribute("formaction")) form.action = submitter.formAction;
      form.requestSubmit();
      name?.remove();
    };
    leaving = true;
    const open = await isOpen();
    if (open) {
      send();
      return;
    }
    leaving = false;
    goOn = send;
    ask(open === false ? "ended" : "away");
  },
  { capture: true },
);
