// Runs a Go test binary for js/wasm in real browsers, because node has no IndexedDB:
//
//	GOOS=js GOARCH=wasm go test -exec "node $PWD/web/e2e/wasmtest.mjs" ./app/local/
//
// It runs in Chromium and then in Firefox; WASM_BROWSERS names others ("chromium", "firefox"). What the test prints is
// printed, and the exit code is that of the first browser in which it failed. The page has the scripts of ours that the
// app has (web/static, web/store), the same content policy, and localhost as its origin, so that it is a secure context.
import { once } from "node:events";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Chromium } from "./lib/chromium.mjs";
import { Firefox } from "./lib/firefox.mjs";

const [binary, ...given] = process.argv.slice(2);
// The page has no files: a log of the files that the test opened could not be written, nor is there anything to log.
const args = given.filter((arg) => !arg.startsWith("-test.testlogfile"));

const folder = (name) => fileURLToPath(new URL(`../${name}/`, import.meta.url));
const statics = readdirSync(folder("static")).filter((name) => name.endsWith(".js") && name !== "boot.js");
const scripts = ["store.js", ...statics];
const goroot = execFileSync("go", ["env", "GOROOT"], { encoding: "utf8" }).trim();

// store joins the parts of the device store, as server/pwa does.
function store() {
  const others = readdirSync(folder("store")).filter((name) => name !== "begin.js");
  const parts = ["begin.js", ...others].map((name) => readFileSync(join(folder("store"), name), "utf8"));
  return `(() => {\n${parts.join("\n")}})();\n`;
}

const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; " +
  "require-trusted-types-for 'script'; trusted-types default";

const runner = `
"use strict";
let sent = Promise.resolve();
const post = (path, body) => (sent = sent.then(() => fetch(path, { method: "POST", body })));
const write = (buffer) => (post("/out", buffer.slice()), buffer.length);
globalThis.fs.writeSync = (fd, buffer) => write(buffer);
globalThis.fs.write = (fd, buffer, offset, length, position, done) => done(null, write(buffer.subarray(offset, offset + length)));
addEventListener("unhandledrejection", (event) => post("/out", String(event.reason) + "\\n").then(() => post("/exit", "2")));
(async () => {
  const go = new Go();
  let code = 2;
  go.argv = ["test", ...(await (await fetch("/args")).json())];
  go.exit = (given) => (code = given);
  const { instance } = await WebAssembly.instantiateStreaming(fetch("/test.wasm"), go.importObject);
  await go.run(instance);
  await post("/exit", String(code));
})();
`;

// inBrowser answers the exit code of one run.
async function inBrowser(Browser) {
  let exited;
  const code = new Promise((resolve) => (exited = resolve));
  const page = scripts.concat("wasm_exec.js", "runner.js").map((name) => `<script defer src="/${name}"></script>`);
  const server = createServer(async (request, response) => {
    const name = request.url.slice(1);
    const send = (mime, body) => {
      response.writeHead(200, { "Content-Type": mime, "Content-Security-Policy": policy, "Cache-Control": "no-store" });
      response.end(body);
    };
    if (request.method === "POST") {
      const body = Buffer.concat(await request.toArray());
      response.writeHead(204).end();
      if (name === "exit") exited(Number(body));
      else process.stdout.write(body);
    } else if (name === "") send("text/html", `<!doctype html><title>test</title>${page.join("")}`);
    else if (name === "test.wasm") send("application/wasm", readFileSync(binary));
    else if (name === "wasm_exec.js") send("text/javascript", readFileSync(join(goroot, "lib", "wasm", name)));
    else if (name === "runner.js") send("text/javascript", runner);
    else if (name === "args") send("application/json", JSON.stringify(args));
    else if (name === "store.js") send("text/javascript", store());
    else if (statics.includes(name)) send("text/javascript", readFileSync(join(folder("static"), name)));
    else response.writeHead(404).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");

  const browser = await Browser.open();
  try {
    const tab = await browser.page();
    browser.browser.once("disconnected", () => exited(3));
    await tab.goto(`http://localhost:${server.address().port}/`);
    return await code;
  } finally {
    await browser.remove();
    server.closeAllConnections();
    server.close();
  }
}

const known = { chromium: Chromium, firefox: Firefox };
for (const name of (process.env.WASM_BROWSERS || "chromium,firefox").split(",")) {
  process.stdout.write(`in ${name}:\n`);
  const code = await inBrowser(known[name]);
  if (code !== 0) process.exit(code);
}
