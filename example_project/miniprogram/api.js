// The server's API in promises. Every refusal is an object {code, message, message_zh, how_to_fix, retryable}.

const AWAY = {
  code: 'away',
  message: 'The server cannot be reached.',
  message_zh: '无法连接服务器。',
  how_to_fix: '',
  retryable: true,
};
const VERIFICATIONS = '/api/license/verifications/';
const UPLOAD_SECONDS = 60;
let signedIn = null;

const url = (path) => getApp().globalData.host + path;
const header = (token) => ({ Authorization: `Token ${token}`, 'Accept-Language': language() });
const language = () => wx.getAppBaseInfo().language.replace('_', '-').toLowerCase();

// {token, consent} of the visitor; asked for once, and again after a 401.
function session() {
  signedIn = signedIn || newSession();
  signedIn.catch(() => { signedIn = null; });
  return signedIn;
}

async function newSession() {
  const { code } = await promised(wx.login, {});
  const options = { url: url('/api/session/'), method: 'POST', data: { code }, header: { 'Accept-Language': language() } };
  return accepted(await promised(wx.request, options));
}

// Calls with a token, and once more with a new one where the old one holds no longer.
async function withToken(call) {
  let answer = await call((await session()).token);
  if (answer.statusCode === 401) {
    signedIn = null;
    answer = await call((await session()).token);
  }
  return accepted(answer);
}

function promised(call, options) {
  return new Promise((resolve, reject) => call({ ...options, success: resolve, fail: () => reject(AWAY) }));
}

function accepted({ statusCode, data, header: headers }) {
  if (statusCode === 304) return null;
  let body = data;
  try {
    if (typeof data === 'string') body = JSON.parse(data); // wx.uploadFile answers a text
  } catch (error) {
    body = {};
  }
  if (statusCode < 300) return { ...body, etag: etagOf(headers) };
  throw body.message ? body : AWAY;
}

function etagOf(headers) {
  const name = Object.keys(headers || {}).find((key) => key.toLowerCase() === 'etag');
  return name ? headers[name] : '';
}

// The newest case, or undefined.
async function newest() {
  const list = await withToken((token) => promised(wx.request, { url: url(VERIFICATIONS), header: header(token) }));
  return list.results[0];
}

// The case as it stands, or null where nothing has changed since `etag`.
function look(id, etag) {
  const known = etag ? { 'If-None-Match': etag } : {};
  const options = { url: url(`${VERIFICATIONS}${id}/`) };
  return withToken((token) => promised(wx.request, { ...options, header: { ...header(token), ...known } }));
}

// Sends a photo: opens a case, or adds an attempt to the case with this id. The same key twice is one sending.
function sendPhoto(filePath, { id, formData, onProgress }) {
  const path = id ? `${VERIFICATIONS}${id}/attempts/` : VERIFICATIONS;
  return withToken((token) => new Promise((resolve, reject) => {
    const task = wx.uploadFile({
      url: url(path),
      filePath,
      name: 'image',
      formData,
      header: header(token),
      timeout: UPLOAD_SECONDS * 1000,
      success: resolve,
      fail: () => reject(AWAY),
    });
    task.onProgressUpdate(({ progress }) => onProgress(progress));
  }));
}

// Sends typed data over the photo that is there.
function sendData(id, data) {
  const options = { url: url(`${VERIFICATIONS}${id}/attempts/`), method: 'POST', data };
  return withToken((token) => promised(wx.request, { ...options, header: header(token) }));
}

// Confirms what was read; `data` holds the fields that were corrected.
function confirm(id, data) {
  const options = { url: url(`${VERIFICATIONS}${id}/confirmation/`), method: 'POST', data };
  return withToken((token) => promised(wx.request, { ...options, header: header(token) }));
}

module.exports = { session, newest, look, sendPhoto, sendData, confirm, language };
