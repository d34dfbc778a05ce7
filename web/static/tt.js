// The one Trusted Types policy there is. Under our content security policy a string may not become a script, a script's
// address or markup unless this lets it pass, and it lets two things pass: the addresses of our workers. There is no
// createHTML and no createScript, so innerHTML with a string, eval and the like throw, also inside libraries.
"use strict";

if (self.trustedTypes) {
  trustedTypes.createPolicy("default", {
    createScriptURL(address) {
      if (address === "/app-worker.js" || address === "/web/worker/derive.js") return address;
      throw new TypeError("script address refused");
    },
  });
}
