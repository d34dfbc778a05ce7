// What another app shared with this one, in the memory of this page alone: taken from the worker as soon as the page is
// there (a browser ends a worker that has nothing to do within a minute, and a password takes longer), given once to the
// app when somebody is in.
"use strict";

var dampingShared = (() => {
  let held = null;
  let coming = Promise.resolve();
  const worker = navigator.serviceWorker?.controller;
  if (location.pathname === "/bagikan" && worker) {
    coming = new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => {
        held = data;
        port1.close();
        resolve();
      };
      setTimeout(resolve, 10_000); // a worker that cannot start has nothing
      worker.postMessage({ type: "shared" }, [port2]);
    });
  }
  return {
    // look answers what was shared, or null.
    async look() {
      await coming;
      return held;
    },
    forget() {
      held = null;
    },
  };
})();
