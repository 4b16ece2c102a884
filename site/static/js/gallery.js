// Opens the photos of a gallery full screen, with their caption and credit: keys, buttons and swipe.
// Without this script they are plain links to the large photos.

function viewerFor(gallery) {
  const links = [...gallery.querySelectorAll("a[data-gallery]")];
  const dialog = document.createElement("dialog");
  dialog.className = "viewer";
  dialog.setAttribute("aria-label", gallery.dataset.label);

  const button = (name) => {
    const element = document.createElement("button");
    element.type = "button";
    element.className = `button-plain viewer-${name}`;
    element.append(gallery.querySelector(`[data-sign="${name}"]`).content.cloneNode(true));
    dialog.append(element);
    return element;
  };
  const close = button("close");
  const previous = button("previous");
  const photo = document.createElement("img");
  photo.className = "viewer-photo";
  dialog.append(photo);
  const next = button("next");
  const caption = document.createElement("p");
  caption.className = "viewer-caption";
  caption.setAttribute("aria-live", "polite");
  dialog.append(caption);
  gallery.append(dialog);

  let current = 0;
  const show = (index) => {
    current = (index + links.length) % links.length;
    const link = links[current];
    photo.src = link.href;
    photo.alt = link.querySelector("img").alt;
    caption.textContent = `${link.closest("figure").querySelector("figcaption").textContent.trim()} (${current + 1} / ${links.length})`;
  };

  close.addEventListener("click", () => dialog.close());
  previous.addEventListener("click", () => show(current - 1));
  next.addEventListener("click", () => show(current + 1));
  dialog.addEventListener("close", () => links[current].focus());
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") show(current - 1);
    if (event.key === "ArrowRight") show(current + 1);
  });
  let start = null;
  dialog.addEventListener("pointerdown", (event) => { start = event.clientX; });
  dialog.addEventListener("pointerup", (event) => {
    const moved = start === null ? 0 : event.clientX - start;
    start = null;
    if (Math.abs(moved) > 50) show(current + (moved < 0 ? 1 : -1));
  });

  return (index) => { show(index); dialog.showModal(); };
}

for (const gallery of document.querySelectorAll(".gallery")) {
  let open;
  gallery.querySelectorAll("a[data-gallery]").forEach((link, index) => {
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      open ??= viewerFor(gallery);
      open(index);
    });
  });
}
