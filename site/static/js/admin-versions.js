// Says in words, over a form, that a newer version was saved elsewhere: Wagtail shows the person's portrait alone,
// and from then on doesn't save this one by itself.
//
// Used of Wagtail (7.4): the event w-swap:success of the list of editing sessions, and in that list (#w-editing-sessions) the class
// w-editing-sessions__session--saved with its button, whose label says who has saved.

const { reason, latest, close } = document.getElementById("admin-versions").dataset;
let said = "";

function say(sentence) {
  document.querySelector(".version-notice")?.remove();
  const notice = document.createElement("div");
  notice.className = "version-notice";
  notice.setAttribute("role", "alert");
  const text = Object.assign(document.createElement("p"), { textContent: `${sentence}. ${reason}` });
  const link = Object.assign(document.createElement("a"), {
    className: "button button-small",
    href: window.location.pathname,
    target: "_blank",
    textContent: latest,
  });
  const button = Object.assign(document.createElement("button"), {
    type: "button",
    className: "button button-small button-secondary",
    textContent: close,
  });
  button.addEventListener("click", () => notice.remove());
  notice.append(text, link, button);
  document.body.append(notice);
}

document.addEventListener("w-swap:success", ({ target }) => {
  if (target.id !== "w-editing-sessions") return;
  const button = document.querySelector(".w-editing-sessions__session--saved > button");
  const sentence = button?.getAttribute("aria-label").trim() ?? "";
  if (sentence && sentence !== said) say(sentence);
  said = sentence;
});
