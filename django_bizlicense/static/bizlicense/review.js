/* Photo viewer, take-over buttons and marks. The page works without any of it. */

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const one = (selector, root = document) => root.querySelector(selector);

// What a POST carries, with the token of the page's form.
function posted(values = {}) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", one("[name=csrfmiddlewaretoken]", one("#bl-form")).value);
  for (const [name, value] of Object.entries(values)) data.set(name, value);
  return data;
}

function startViewer(stage) {
  const [sheet, turn, photo, overlay] = ["[data-sheet]", "[data-turn]", "[data-photo]", "[data-overlay]"].map((name) => one(name, stage));
  const tools = one("[data-viewer-tools]");
  const { cut, keep } = stage.dataset;
  const whole = photo.src;
  let zoom = 1;
  let angle = Number(stage.dataset.angle);

  // The sheet is what scrolls; the photo inside it is turned about its middle, its sides exchanged at 90°.
  function draw() {
    const width = stage.clientWidth * zoom;
    const height = stage.clientHeight * zoom;
    const lying = angle % 180 !== 0;
    Object.assign(sheet.style, { width: `${width}px`, height: `${height}px` });
    Object.assign(turn.style, {
      inset: "auto",
      left: "50%",
      top: "50%",
      width: `${lying ? height : width}px`,
      height: `${lying ? width : height}px`,
      transform: `translate(-50%, -50%) rotate(${angle}deg)`,
    });
    stage.classList.toggle("bl-grab", zoom > 1);
    settle();
  }

  // An upright photo lies at the top, a turned one in the middle: what is its top is a side of the stage.
  function settle() {
    turn.classList.toggle("bl-turned", angle !== 0);
    overlay.setAttribute("preserveAspectRatio", angle ? "xMidYMid meet" : "xMidYMin meet");
  }

  function reset() {
    for (const element of [sheet, turn]) element.removeAttribute("style");
    zoom = 1;
    stage.classList.remove("bl-grab");
    if (angle) draw();
    else settle();
  }

  // Keeps the point under (x, y), in pixels of the stage, where it is.
  function zoomTo(value, x = stage.clientWidth / 2, y = stage.clientHeight / 2) {
    const before = zoom;
    zoom = Math.min(Math.max(value, 1), 8);
    if (zoom === 1) return reset();
    const left = (stage.scrollLeft + x) * (zoom / before) - x;
    const top = (stage.scrollTop + y) * (zoom / before) - y;
    draw();
    stage.scrollTo(left, top);
  }

  function rotate(by) {
    angle = (angle + by + 360) % 360;
    if (angle || zoom > 1) draw();
    else reset();
  }

  // The way up stays with the photo; of the cut it is nobody's business.
  function turnBy(by) {
    rotate(by);
    if (keep && photo.src === whole) fetch(keep, { method: "POST", body: posted({ angle }) }).catch(() => {});
  }

  // The places of the fields lie on the photo, not on the cut.
  function showCut(shown) {
    if (!cut || shown === (photo.src !== whole)) return;
    angle = shown ? 0 : Number(stage.dataset.angle);
    photo.src = shown ? cut : whole;
    overlay.style.visibility = shown ? "hidden" : "";
    one("[data-cut-button]", tools).setAttribute("aria-pressed", String(shown));
    reset();
  }

  function lookAt(name) {
    const place = one(`[data-place="${name}"]`, stage);
    showPlace(name);
    if (!place || one("[data-follow]", tools).getAttribute("aria-pressed") !== "true") return;
    showCut(false);
    const [box, frame] = [place, stage].map((element) => element.getBoundingClientRect());
    const room = Math.min(stage.clientWidth / (box.width * 1.25), stage.clientHeight / (box.height * 3));
    zoomTo(Math.min(zoom * room, 5));
    const now = place.getBoundingClientRect();
    stage.scrollBy(now.left + now.width / 2 - frame.left - frame.width / 2, now.top + now.height / 2 - frame.top - frame.height / 2);
  }

  function press(button) {
    const { zoom: way, rotate: by } = button.dataset;
    if (way === "in") zoomTo(zoom * 1.5);
    if (way === "out") zoomTo(zoom / 1.5);
    if (way === "fit") reset();
    if (by) turnBy(Number(by));
    if ("cutButton" in button.dataset) showCut(photo.src === whole);
    if ("follow" in button.dataset) button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    if ("outline" in button.dataset) {
      const shown = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(shown));
      all(".bl-outline", stage).forEach((line) => { line.style.visibility = shown ? "" : "hidden"; });
    }
  }

  function at(event) {
    const box = stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  function drag(start) {
    if (start.button !== 0 || start.pointerType !== "mouse" || zoom === 1) return;
    start.preventDefault();
    stage.focus({ preventScroll: true });
    const [left, top] = [stage.scrollLeft, stage.scrollTop];
    const move = (event) => stage.scrollTo(left + start.clientX - event.clientX, top + start.clientY - event.clientY);
    stage.setPointerCapture(start.pointerId);
    stage.addEventListener("pointermove", move);
    const stop = () => stage.removeEventListener("pointermove", move);
    stage.addEventListener("pointerup", stop, { once: true });
    stage.addEventListener("pointercancel", stop, { once: true });
  }

  const keys = { "+": "in", "=": "in", "-": "out", 0: "fit" };
  stage.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in keys) press({ dataset: { zoom: keys[event.key] } });
    else if (event.key === "r") turnBy(90);
    else return;
    event.preventDefault();
  });
  stage.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomTo(zoom * Math.exp(-event.deltaY / 200), ...at(event));
  }, { passive: false });
  stage.addEventListener("dblclick", (event) => zoomTo(zoom > 1 ? 1 : 2.5, ...at(event)));
  stage.addEventListener("pointerdown", drag);
  tools.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) press(button);
  });
  addEventListener("resize", () => { if (zoom > 1 || angle) draw(); });

  const gone = () => {
    if (photo.src !== whole) showCut(false);
    else one("[data-photo-gone]").hidden = false;
  };
  photo.addEventListener("error", gone);
  if (photo.complete && !photo.naturalWidth) gone();
  if (angle) draw();
  addEventListener("focusin", ({ target }) => { if (target.matches(".bl-value :is(input, textarea)")) lookAt(target.name); });
}

function showPlace(name) {
  all("[data-place]").forEach((place) => place.classList.toggle("bl-shown", place.dataset.place === name));
}

function startForm(form) {
  const texts = all(".bl-value input, .bl-value textarea", form);
  let sent = false;
  const mark = (input) => input.closest(".bl-field").classList.toggle("bl-edited", input.value !== input.defaultValue);
  const edited = () => texts.some((input) => input.value !== input.defaultValue);

  all("[data-take]", form).forEach((button) => {
    button.addEventListener("click", () => {
      const input = document.getElementById(button.dataset.take);
      input.value = button.dataset.text;
      mark(input);
      input.focus();
    });
  });
  texts.forEach((input) => input.addEventListener("input", () => mark(input)));
  form.addEventListener("change", ({ target }) => {
    if (!target.checked || !target.dataset.marks) return;
    for (const name of target.dataset.marks.split(" ")) one(`[name=marked][value="${name}"]`, form).checked = true;
  });
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault(); // a double click is one decision
    sent = true;
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.type === "checkbox") event.preventDefault(); // else it saves corrections
  });
  // Of a textarea that a key leads to, Chromium shows the line with the caret, be it behind the bar.
  form.addEventListener("keyup", ({ target }) => { if (target.matches(".bl-value textarea")) target.scrollIntoView({ block: "nearest" }); });
  // On a narrow screen the panel would open below the edge of the window.
  one(".bl-refuse", form)?.addEventListener("toggle", ({ target }) => { if (target.open) target.parentElement.scrollIntoView({ block: "nearest" }); });
  addEventListener("pageshow", () => { sent = false; });
  addEventListener("beforeunload", (event) => { if (!sent && edited()) event.preventDefault(); });
}

// The claim lives as long as the page is heard of; a page that is left gives it back.
function startClaim(form) {
  const said = one("[data-lost]");
  const say = (kind, who = "") => {
    said.textContent = one(`[data-${kind}-text]`).content.textContent.replace("%who%", who);
    said.hidden = false;
  };
  async function beat() {
    const answer = await fetch(form.dataset.claim, { method: "POST", body: posted() }).catch(() => null);
    if (!answer?.ok || answer.redirected) return; // the next beat tries again; the step itself says what is wrong
    const { holder, version } = await answer.json();
    if (holder) say("lost", holder);
    else if (String(version) !== form.version.value) say("moved");
    else said.hidden = true;
  }
  setInterval(beat, form.dataset.beat * 1000);
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") beat(); });
  addEventListener("pageshow", (event) => { if (event.persisted) { leaving = false; beat(); } });
  addEventListener("pagehide", () => { if (!leaving) navigator.sendBeacon(form.dataset.release, posted()); });
}

all("[data-viewer]").forEach(startViewer);
all("[data-claim]").forEach(startClaim);
all("#bl-form").forEach(startForm);
one("[data-focus]")?.focus();
