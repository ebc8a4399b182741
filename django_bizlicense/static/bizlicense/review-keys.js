/* Single keys while the decision bar or the photo has the focus; a dialog lists them and switches them off. */

const one = (selector, root = document) => root.querySelector(selector);
const [bar, viewer, dialog, form] = ["[data-decision]", "[data-viewer]", "[data-keys]", "#bl-form"].map((name) => one(name));
const fields = [...document.querySelectorAll(".bl-value :is(input, textarea)")];
const STORED = "bizlicense.keys";
let on = read();

function read() {
  try { return localStorage.getItem(STORED) !== "off"; } catch { return true; } // storage may be forbidden
}

function store() {
  try { localStorage.setItem(STORED, on ? "on" : "off"); } catch { /* then for this page only */ }
}

const button = (name) => one(`[data-step="${name}"]`, bar);
const enter = (field) => { field?.focus(); field?.select?.(); };
const odd = () => fields.find((field) => one(".bl-blocker, .bl-warning", field.closest(".bl-field")));

function approve() {
  const confirm = one("#id_confirmed");
  (confirm && !confirm.checked ? confirm : button("approve"))?.focus();
}

// First the reasons, and once one is ticked the button itself.
function refuse(step) {
  one(".bl-refuse", bar).open = true;
  const reason = one("[name=reasons]:checked", bar) ? button(step) : one("[name=reasons]", bar);
  reason.focus();
}

function write(selector) {
  one(".bl-refuse", bar).open = true;
  one(selector, bar).focus();
}

function take() {
  const open = [...document.querySelectorAll(".bl-remark [data-take]")];
  open.find((offer) => document.getElementById(offer.dataset.take).value !== offer.dataset.text)?.click();
  bar.focus();
}

const steps = {
  a: approve,
  s: () => refuse("request-resubmission"),
  x: () => refuse("reject"),
  m: () => write("[name=message]"),
  n: () => write("[name=note]"),
  l: () => one("[data-draft] [aria-pressed=false]", bar).click(),
  c: () => button("correct").focus(),
  e: () => enter(odd() ?? fields[0]),
  t: take,
  v: () => viewer.focus(),
};

function onBar(event) {
  if (/^\d$/.test(event.key)) return () => enter(fields[(Number(event.key) + 9) % 10]);
  return steps[event.key];
}

function typing(target) {
  return target.matches("textarea, input:not([type=checkbox])");
}

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || dialog.open) return;
  const inBar = bar?.contains(event.target);
  if (event.key === "Escape" && bar && (inBar || form.contains(event.target) || event.target === viewer)) bar.focus();
  if (!on || typing(event.target) || !(inBar || event.target === viewer)) return;
  const step = event.key === "?" ? () => dialog.showModal() : inBar && onBar(event);
  if (!step) return;
  event.preventDefault();
  step();
}

const opener = one("[data-keys-open]");
const choice = one("[data-keys-on]", dialog);
opener.addEventListener("click", () => dialog.showModal());
choice.checked = on;
choice.addEventListener("change", () => { on = choice.checked; store(); });
dialog.addEventListener("close", () => { if (on) bar?.focus({ preventScroll: true }); });
document.addEventListener("keydown", press);
if (on && !one("[data-focus]")) bar?.focus({ preventScroll: true });
