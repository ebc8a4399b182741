App({
  globalData: {
    host: 'http://127.0.0.1:8000', // your own server; outside the developer tools it must be https and on the list of WeChat
  },
});
