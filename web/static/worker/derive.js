// The worker in which a password becomes a key: the app itself, started a second time for this one piece of work, away
// from the page. A cheap phone needs half a second for it, in which the page would stand still; and what the work leaves
// in memory, the password among it, goes with the worker. web/static/derive.js starts it and ends it.
"use strict";

if (self.trustedTypes) {
  trustedTypes.createPolicy("default", {
    createScriptURL(address) {
      if (address === "/wasm_exec.js") return address;
      throw new TypeError("script address refused");
    },
  });
}
importScripts("/wasm_exec.js");

let running = null; // settles when the Go side waits, and has put dampingArgon2id here; see app/local

async function start(module) {
  const go = new Go();
  go.run(await WebAssembly.instantiate(module, go.importObject));
}

function derive({ secret, salt, memory, passes, lanes }) {
  const key = dampingArgon2id(secret, salt, memory, passes, lanes);
  postMessage(key, [key.buffer]);
}

// The first message is the compiled app, the second the work. A failure is thrown where the page hears of it.
addEventListener("message", ({ data }) => {
  if (data instanceof WebAssembly.Module) running = start(data);
  else running.then(() => derive(data)).catch((err) => setTimeout(() => { throw err; }));
});
