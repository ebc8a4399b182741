// What a phone can do to help; every page works without it. No dependency, no build step, no inline style.
(function () {
  "use strict";
  if (!window.FormData || !window.DOMParser || !window.Promise || !FormData.prototype.set) return;

  const LARGE_FILE = 1500000; // smaller ones are sent as they are
  const PREVIEW_SIDE = 900;
  const SLOWEST_POLL = 60; // seconds
  const SILENCE = 60000; // milliseconds without a sign of life, then the upload has broken off
  let timer = 0;
  let turns = 0; // quarter turns to the right of the chosen photo
  let pauses = 0;

  const page = () => document.querySelector("[data-biz]");

  function start() {
    const form = page() && page().querySelector("[data-biz-upload]");
    if (form) enhance(form);
    pauses = 0;
    lookAgainLater();
  }

  // Pages replaced in place

  function replacePage(html, moveFocus) {
    const parsed = new DOMParser().parseFromString(html, "text/html");
    const next = parsed.querySelector("[data-biz]");
    if (!next) return false;
    const old = page();
    const focus = moveFocus || old.contains(document.activeElement);
    const fresh = document.importNode(next, true);
    keepFile(old, fresh);
    old.parentNode.replaceChild(fresh, old);
    document.title = parsed.title;
    start();
    if (focus) focusOn(fresh.querySelector("[aria-invalid]") || fresh.querySelector("h1"));
    return true;
  }

  function keepFile(from, to) {
    const old = from.querySelector("input[type=file]");
    const fresh = to.querySelector("input[type=file]");
    if (old && fresh && !fresh.hasAttribute("aria-invalid") && old.files.length) fresh.files = old.files;
  }

  function focusOn(element) {
    if (!element) return;
    if (element.tagName === "H1") element.tabIndex = -1;
    const button = element.classList.contains("biz-unseen") && element.parentNode.querySelector(".biz-pick button");
    if (button) button.setAttribute("aria-describedby", element.getAttribute("aria-describedby"));
    (button || element).focus();
  }

  function say(text) {
    let region = document.getElementById("biz-said");
    if (!region) {
      region = make("div", { id: "biz-said", className: "biz-unseen" });
      region.setAttribute("role", "status");
      document.body.appendChild(region);
    }
    region.textContent = text;
  }

  function make(tag, properties) {
    return Object.assign(document.createElement(tag), properties || {});
  }

  // The upload

  function enhance(form) {
    const box = form.querySelector("[data-biz-photo]");
    const input = box.querySelector("input[type=file]");
    if (window.matchMedia("(pointer: coarse)").matches) addButtons(box, input);
    const preview = addPreview(box, input);
    const chosen = () => {
      const file = input.files[0];
      complain(box, input, file && file.size > Number(form.dataset.maxBytes) ? form.dataset.tooLarge : "");
      showPreview(preview, input);
    };
    input.addEventListener("change", () => {
      turns = 0;
      chosen();
    });
    if (input.files.length) chosen();
    followChoice(form, input);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.getAttribute("aria-busy") !== "true") send(form, input);
    });
  }

  // One input serves both: with capture a phone opens the camera, without it the album.
  function addButtons(box, input) {
    const row = make("div", { className: "biz-pick" });
    const add = (text, className, capture) => {
      const button = make("button", { type: "button", textContent: text, className: className });
      button.addEventListener("click", () => {
        if (capture) input.setAttribute("capture", "environment");
        else input.removeAttribute("capture");
        input.click();
      });
      row.appendChild(button);
    };
    add(box.dataset.camera, "biz-button", true);
    add(box.dataset.album, "biz-button biz-other", false);
    input.classList.add("biz-unseen");
    input.tabIndex = -1;
    input.parentNode.insertBefore(row, input);
  }

  function addPreview(box, input) {
    const figure = make("figure", { className: "biz-preview", hidden: true });
    const canvas = make("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", box.dataset.preview);
    const button = make("button", { type: "button", textContent: box.dataset.rotate, className: "biz-button biz-other" });
    button.addEventListener("click", () => {
      turns = (turns + 1) % 4;
      showPreview(figure, input);
      say(box.dataset.rotated.replace("0", turns * 90));
    });
    const caption = make("figcaption");
    caption.appendChild(make("span"));
    caption.appendChild(button);
    figure.appendChild(canvas);
    figure.appendChild(caption);
    box.appendChild(figure);
    return figure;
  }

  // A canvas, because a strict policy forbids blob: pictures.
  function showPreview(figure, input) {
    const file = input.files[0];
    figure.hidden = !file;
    if (!file) return;
    const canvas = figure.querySelector("canvas");
    const button = figure.querySelector("button");
    figure.querySelector("span").textContent = file.name;
    canvas.hidden = !turns;
    button.hidden = !turns; // what cannot be shown cannot be turned
    bitmapOf(file).then((bitmap) => {
      if (file !== input.files[0]) return; // another was chosen meanwhile
      draw(bitmap, canvas, PREVIEW_SIDE);
      canvas.hidden = button.hidden = false;
    }, () => {});
  }

  // "from-image" makes an old browser refuse instead of losing the orientation of the photo.
  function bitmapOf(file) {
    if (!window.createImageBitmap) return Promise.reject(new Error("no bitmaps"));
    return new Promise((resolve) => resolve(createImageBitmap(file, { imageOrientation: "from-image" })));
  }

  // Draws the photo as it was turned, no side longer than given; returns the scale.
  function draw(bitmap, canvas, side) {
    const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
    const width = Math.round(bitmap.width * scale);
    const height = Math.round(bitmap.height * scale);
    canvas.width = turns % 2 ? height : width;
    canvas.height = turns % 2 ? width : height;
    const context = canvas.getContext("2d");
    context.imageSmoothingQuality = "high";
    context.translate(canvas.width / 2, canvas.height / 2);
    context.rotate((turns * Math.PI) / 2);
    context.drawImage(bitmap, -width / 2, -height / 2, width, height);
    return scale;
  }

  // Gives the photo turned and made smaller, or null where the file is sent as it is.
  function prepared(file, side) {
    const large = file && file.size >= LARGE_FILE && file.type === "image/jpeg";
    if (!file || !side || !(large || turns)) return Promise.resolve(null);
    return bitmapOf(file).then((bitmap) => {
      const canvas = make("canvas");
      if (draw(bitmap, canvas, side) === 1 && !turns) return null;
      return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
    }).catch(() => null);
  }

  function complain(box, input, text) {
    let list = box.querySelector(".errorlist");
    if (list) list.remove();
    input.removeAttribute("aria-invalid");
    if (!text) return;
    list = make("ul", { className: "errorlist", id: input.id + "_error" });
    list.appendChild(make("li", { textContent: text }));
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", list.id);
    box.insertBefore(list, input.nextSibling);
    say(text);
  }

  function followChoice(form, input) {
    const box = form.querySelector("[data-biz-new-photo]");
    const radios = Array.from(form.querySelectorAll("input[type=radio]"));
    if (!box || !radios.length) return;
    const follow = () => {
      const data = radios.some((radio) => radio.checked && radio.value === "data");
      box.hidden = data;
      input.required = !data;
    };
    radios.forEach((radio) => radio.addEventListener("change", follow));
    follow();
  }

  function send(form, input) {
    const wanted = input.required || !form.querySelector("[data-biz-new-photo]");
    const file = wanted ? input.files[0] : null;
    if (file && file.size > Number(form.dataset.maxBytes)) {
      focusOn(input);
      return;
    }
    const progress = busy(form);
    const data = new FormData(form);
    prepared(file, Number(form.dataset.shrink)).then((blob) => {
      if (blob) data.set(input.name, blob, "license.jpg");
      post(form, data, progress);
    });
  }

  function busy(form) {
    form.setAttribute("aria-busy", "true");
    form.querySelector("[type=submit]").disabled = true;
    page().querySelectorAll("[role=alert], .biz-progress").forEach((old) => old.remove());
    const box = make("div", { className: "biz-progress" });
    const text = make("p", { textContent: form.dataset.sending });
    const bar = make("progress", { max: 100, value: 0 });
    bar.setAttribute("aria-label", form.dataset.sending);
    box.appendChild(text);
    box.appendChild(bar);
    form.appendChild(box);
    say(form.dataset.sending);
    return { box: box, text: text, bar: bar };
  }

  function post(form, data, progress) {
    const request = new XMLHttpRequest();
    let silence = 0;
    const listen = () => {
      window.clearTimeout(silence);
      silence = window.setTimeout(() => request.abort(), SILENCE);
    };
    request.open("POST", form.action);
    request.onloadend = () => window.clearTimeout(silence);
    request.upload.onprogress = (event) => {
      listen();
      if (event.lengthComputable) progress.bar.value = (100 * event.loaded) / event.total;
    };
    request.upload.onload = () => {
      listen();
      progress.bar.removeAttribute("value");
      progress.text.textContent = form.dataset.checking;
    };
    request.onload = () => {
      const asked = form.action.split("#")[0];
      if (request.responseURL && request.responseURL !== asked) window.location.assign(request.responseURL);
      else if (!replacePage(request.responseText, true)) {
        failed(form, progress, request.status === 413 ? form.dataset.tooLarge : form.dataset.failed);
      } else say(document.title);
    };
    request.onerror = request.onabort = () => failed(form, progress, form.dataset.failed);
    listen();
    request.send(data);
  }

  function failed(form, progress, text) {
    form.removeAttribute("aria-busy");
    form.querySelector("[type=submit]").disabled = false;
    progress.bar.remove();
    progress.text.textContent = text;
    progress.text.className = "biz-note biz-bad";
    progress.text.setAttribute("role", "alert");
  }

  // The status page looks again, ever more slowly, and rests while nobody sees it

  function lookAgainLater() {
    window.clearTimeout(timer);
    const seconds = page() && Number(page().dataset.bizPoll);
    if (!seconds) return;
    const pause = Math.min(SLOWEST_POLL, seconds * Math.pow(1.15, pauses));
    pauses += 1;
    timer = window.setTimeout(lookAgain, pause * 1000);
  }

  // A small question first: the page itself is loaded only when it has something new to say.
  function lookAgain() {
    if (document.hidden) return;
    get(page().dataset.bizLook, { "If-None-Match": `"${page().dataset.bizState}"` }, (answer) => {
      if (answer.status === 304) lookAgainLater();
      else get(window.location.href, {}, (whole) => {
        if (replacePage(whole.responseText)) say(document.title);
      });
    });
  }

  function get(url, headers, then) {
    const request = new XMLHttpRequest();
    request.open("GET", url);
    Object.keys(headers).forEach((name) => request.setRequestHeader(name, headers[name]));
    request.onload = () => (request.status >= 500 ? lookAgainLater() : then(request));
    request.onerror = lookAgainLater;
    request.send();
  }

  document.addEventListener("visibilitychange", () => {
    if (document.hidden || !page() || !page().dataset.bizPoll) return;
    window.clearTimeout(timer);
    lookAgain();
  });

  start();
})();
