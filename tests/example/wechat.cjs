// Plays WeChat for the mini-program: loads app.js and one page, takes orders as JSON lines, answers with the page's data.
const fs = require('node:fs');
const path = require('node:path');
const readline = require('node:readline');

const { FOLDER, HOST, VISITOR, UI_LANGUAGE } = process.env;
const sent = [];
let away = false;
let chosen = '';
let codes = 0;
let app;
let page;

function answer({ success, fail, complete }, promise) {
  promise.then((result) => success(result), () => fail({ errMsg: 'fail' })).finally(() => complete && complete());
}

async function call(kind, options, init) {
  sent.push({ kind, method: init.method, path: new URL(options.url).pathname });
  if (away) throw new Error('no network');
  const response = await fetch(options.url, { ...init, headers: { ...options.header, ...init.headers } });
  const text = await response.text();
  sent[sent.length - 1].status = response.status;
  return { statusCode: response.status, text, header: Object.fromEntries(response.headers) };
}

const body = (text) => {
  try {
    return JSON.parse(text);
  } catch (error) {
    return text;
  }
};

globalThis.wx = {
  login: (options) => answer(options, Promise.resolve({ code: `${VISITOR}@${process.pid}-${(codes += 1)}` })),
  getAppBaseInfo: () => ({ language: UI_LANGUAGE }),
  stopPullDownRefresh() {},
  chooseMedia: (options) => answer(options, Promise.resolve({ tempFiles: [{ tempFilePath: chosen, size: 1 }] })),
  request: (options) => {
    if (options.method === 'PATCH') throw new Error('wx.request knows no PATCH');
    const given = options.data ? { body: JSON.stringify(options.data), headers: { 'Content-Type': 'application/json' } } : {};
    const done = call('request', options, { method: options.method || 'GET', ...given });
    answer(options, done.then(({ text, ...rest }) => ({ ...rest, data: body(text) })));
  },
  uploadFile: (options) => {
    const form = new FormData();
    Object.entries(options.formData).forEach(([name, value]) => form.append(name, value));
    form.append(options.name, new Blob([fs.readFileSync(options.filePath)], { type: 'image/jpeg' }), 'tmp_1.jpg');
    const done = call('uploadFile', options, { method: 'POST', body: form });
    answer(options, done.then(({ text, statusCode }) => ({ statusCode, data: text }))); // a text, and no headers
    return { onProgressUpdate: (tell) => tell({ progress: 50 }) };
  },
};
globalThis.App = (options) => { app = options; };
globalThis.getApp = () => app;
globalThis.Page = (options) => {
  page = { ...options, data: structuredClone(options.data), setData: (change) => Object.assign(page.data, structuredClone(change)) };
};

require(path.join(FOLDER, 'app.js'));
app.globalData.host = HOST;
require(path.join(FOLDER, JSON.parse(fs.readFileSync(path.join(FOLDER, 'app.json'))).pages[0] + '.js'));

async function obey(order) {
  if ('away' in order) away = order.away;
  if ('photo' in order) chosen = order.photo;
  if (order.call) await page[order.call](...(order.with || []));
  const methods = Object.keys(page).filter((name) => typeof page[name] === 'function');
  return { data: page.data, methods, sent: sent.splice(0) };
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await obey(JSON.parse(line)))}\n`);
  }
  process.exit(0); // a page left open would look again for ever
})();
