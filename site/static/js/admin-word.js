// Follows an import: the state is read again until the site leads elsewhere.
const PAUSE = 1500; // milliseconds
const region = document.getElementById("word-import");

async function follow() {
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (response.redirected) {
      location.replace(response.url);
      return;
    }
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const now = page.getElementById("word-import");
    region.replaceChildren(...now.childNodes);
    region.toggleAttribute("data-under-way", now.hasAttribute("data-under-way"));
  } catch {
    // The network or the site is away for a moment: asked again.
  }
  if (region.hasAttribute("data-under-way")) setTimeout(follow, PAUSE);
}

if (region.hasAttribute("data-under-way")) setTimeout(follow, PAUSE);
