// The one Trusted Types policy there is. Under our content security policy a string may not become a script, a script's
// address or markup unless this lets it pass, and it lets one thing pass: the address of our service worker. There is no
// createHTML and no createScript, so innerHTML with a string, eval and the like throw, also inside libraries.
"use strict";

if (self.trustedTypes) {
  trustedTypes.createPolicy("default", {
    createScriptURL(address) {
      if (address === "/app-worker.js") return address;
      throw new TypeError("script address refused");
    },
  });
}
