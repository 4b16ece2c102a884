// A button that is pressed twice sends its form once: two links, two messages would follow otherwise.
const sent = new WeakSet();
const TWICE = 1000; // milliseconds in which a second press means the first

window.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (sent.has(form)) {
    event.preventDefault();
    return;
  }
  sent.add(form);
  setTimeout(() => sent.delete(form), TWICE);
});
