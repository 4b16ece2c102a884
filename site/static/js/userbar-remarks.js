// What the server has remarked on the previewed page, as checks of Wagtail's (core/userbar.py): each finds its place on the page.
// Used of Wagtail (7.4): window.wagtail.userbar.registerCheck.

// Typographic spaces stand between other letters on the page than in what was typed.
const plain = (text) => text.replace(/\s+/g, "");

// Whether nothing is remarked on an element. `words` has those that each remark is about; none of a remark on the page.
function passes(node, { words }) {
  const text = plain(node.textContent);
  return !words.some((some) => text.includes(plain(some)));
}

const bar = document.querySelector("wagtail-userbar");
const template = bar?.shadowRoot ?? document.getElementById("wagtail-userbar-template")?.content;
const configuration = template?.getElementById("checker-axe-configuration");
for (const { id } of JSON.parse(configuration?.textContent ?? "{}").spec?.checks ?? []) {
  if (id.startsWith("check-remarks-")) window.wagtail.userbar.registerCheck(id, passes);
}
