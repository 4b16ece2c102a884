// Shows beside each colour field what the colour looks like, and whether it can be read (WCAG 2.2, 1.4.3).
// The form refuses the same colours again on the server (home/colours.py).
// A block, because the admin loads this as a classic script beside its own.
{
  const luminance = (colour) => {
    const [red, green, blue] = [1, 3, 5].map((start) => {
      const channel = parseInt(colour.slice(start, start + 2), 16) / 255;
      return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  const contrast = (first, second) => {
    const [light, dark] = [luminance(first), luminance(second)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };

  const show = (field) => {
    const colour = field.querySelector("input").value;
    const { ground, minimum } = field.dataset;
    const [text, block] = field.querySelectorAll("[data-as]");
    Object.assign(text.style, { color: colour, background: ground });
    Object.assign(block.style, { color: "#fff", background: colour });
    const found = contrast(colour, ground);
    const enough = found >= Number(minimum);
    const output = field.querySelector("output");
    // Rounded down, so that what is refused never reads as if it passed.
    const figure = (Math.floor(found * 10) / 10).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1 });
    output.textContent = (enough ? output.dataset.ok : output.dataset.low).replace("%s", figure);
    output.classList.toggle("colour-input__low", !enough);
  };

  // The admin puts its scripts before the form.
  document.addEventListener("DOMContentLoaded", () => {
    for (const field of document.querySelectorAll("[data-colour-input]")) {
      show(field);
      field.addEventListener("input", () => show(field));
    }
  });
}
