// What a form's scripts say: in one place of the page, until it is closed. `close` is the word of its button.

window.parvisNotice = (close) => {
  let box = document.querySelector(".paste-notice");
  if (!box) {
    box = document.createElement("div");
    box.className = "paste-notice";
    box.setAttribute("role", "status");
    document.body.append(box);
  }
  const say = (sentence, ...others) => {
    const line = Object.assign(document.createElement("p"), { textContent: sentence });
    box.replaceChildren(line, ...others);
    box.dataset.open = "";
  };
  const hide = () => {
    box.replaceChildren();
    delete box.dataset.open;
  };
  const button = () => {
    const made = Object.assign(document.createElement("button"), {
      type: "button",
      className: "button button-small button-secondary",
      textContent: close,
    });
    made.addEventListener("click", hide);
    return made;
  };
  const list = (sentences) => {
    const made = document.createElement("ul");
    for (const sentence of sentences) {
      made.append(Object.assign(document.createElement("li"), { textContent: sentence }));
    }
    return made;
  };
  return {
    hide,
    wait: (sentence) => say(sentence),
    warn: (sentence) => say(sentence, button()),
    tell: (sentence, sentences) => say(sentence, list(sentences), button()),
  };
};
