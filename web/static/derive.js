// Passwords become keys in a worker of their own: web/static/worker/derive.js says why. Each worker derives one key and
// is ended. The loader hands over the compiled app; the Go side in app/local asks, and derives in the page when this fails.
"use strict";

(() => {
  const address = "/web/worker/derive.js";
  const patience = 15_000; // ms; a worker that takes longer has died
  const attention = 60_000; // ms for which a worker is kept ready

  let app = null; // a promise of the compiled app
  let ready = null; // a worker that has not been asked yet

  // start starts a worker and listens at once: it may fail before it is asked.
  function start() {
    const started = { worker: null };
    started.answer = new Promise((resolve, reject) => {
      started.worker = new Worker(address);
      started.worker.onmessage = ({ data }) => resolve(data);
      started.worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error("the worker failed"));
      };
      app.then((module) => started.worker.postMessage(module)).catch(reject);
    });
    started.answer.catch(() => {}); // heard by who asks
    return started;
  }

  // load takes a promise of the compiled app. Where a password will be typed soon, a worker is started at once.
  function load(coming, soon) {
    app = coming;
    if (!soon) return;
    const mine = (ready = start());
    setTimeout(() => {
      if (ready !== mine) return;
      ready = null;
      mine.worker?.terminate();
    }, attention);
  }

  // argon2id answers a promise of 32 bytes. The secret is moved, not copied: it is empty here afterwards. memory is KiB.
  async function argon2id(secret, salt, memory, passes, lanes) {
    const { worker, answer } = ready ?? start();
    ready = null;
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error("the worker does not answer")), patience));
    late.catch(() => {}); // it comes after the answer as a rule
    try {
      await app; // it goes before the work in the worker's messages
      worker?.postMessage({ secret, salt, memory, passes, lanes }, [secret.buffer]);
      return await Promise.race([answer, late]);
    } finally {
      worker?.terminate();
    }
  }

  globalThis.dampingDerive = Object.freeze({ load, argon2id });
})();
