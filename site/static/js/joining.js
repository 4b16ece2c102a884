// What membership costs, said while the form is filled in; without this the next step says it.

const scale = JSON.parse(document.getElementById("scale").textContent);
const output = document.querySelector("[data-contribution]");
const [kind, homes] = ["id_kind", "id_homes"].map((id) => document.getElementById(id));
const money = new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: "EUR", trailingZeroDisplay: "stripIfInteger" });

// As joining.models.JoiningSettings.amount_for: the brackets of the kind, or those for all.
const amountFor = (name, number) => {
  const own = scale.filter((bracket) => bracket.kind === name);
  const brackets = own.length ? own : scale.filter((bracket) => !bracket.kind);
  return brackets.filter((bracket) => bracket.from <= number).at(-1)?.amount;
};

const say = () => {
  const filled = kind.value && homes.value !== "" && homes.validity.valid;
  output.parentElement.hidden = !filled;
  if (!filled) return;
  const amount = amountFor(kind.value, homes.valueAsNumber);
  const { contribution, unknown } = output.dataset;
  output.textContent = amount === undefined ? unknown : contribution.replace("{amount}", money.format(amount));
};

kind.addEventListener("change", say);
homes.addEventListener("input", say);
addEventListener("pageshow", say);
