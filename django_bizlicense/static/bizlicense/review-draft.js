/* Writes what the ticked reasons say into the text for the merchant. A line that was changed by hand is nobody's line any more. */

function startDraft(box) {
  const form = box.closest("form");
  const message = form.elements.message;
  const buttons = [...box.querySelectorAll("button")];
  const reasons = [...form.querySelectorAll("[name=reasons]")];
  const said = ({ dataset }) => [dataset.zh, dataset.en].filter(Boolean);
  const lines = () => (message.value ? message.value.split("\n") : []);
  const write = (written) => { message.value = written.join("\n"); };
  let language = buttons.find((button) => button.getAttribute("aria-pressed") === "true").value;

  function follow(reason) {
    const own = said(reason);
    const there = lines().some((line) => own.includes(line));
    if (!reason.checked) write(lines().filter((line) => !own.includes(line)));
    else if (own.length && !there) write([...lines(), reason.dataset[language]]);
  }

  function speak(wanted) {
    language = wanted;
    buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.value === wanted)));
    const inOther = (line) => reasons.find((reason) => said(reason).includes(line))?.dataset[wanted];
    write(lines().map((line) => inOther(line) ?? line));
    reasons.filter((reason) => reason.checked).forEach(follow);
  }

  reasons.forEach((reason) => reason.addEventListener("change", () => follow(reason)));
  buttons.forEach((button) => button.addEventListener("click", (event) => {
    event.preventDefault(); // without scripts the server fills the text in
    speak(button.value);
  }));
}

document.querySelectorAll("[data-draft]").forEach(startDraft);
