// The loader, served as /app.js with the values in double braces filled in. It replaces go-app's own, which starts the
// service worker beside the download of the app, so that a first visit fetches the app twice. Here the order is:
// keep what is typed into the waiting form, fetch the app once, put a copy where the worker will look for it, start
// the app, and only then register the worker.
//
// The functions whose names begin with "goapp" are called by go-app's Go side and keep its names and meanings.
"use strict";

const bootEnv = {{.Env}};
const bootWords = {{.Words}};
const bootWasm = "{{.Wasm}}";
const bootWasmSize = {{.WasmSize}};
const bootCache = "{{.Cache}}";

// bootEnrolled tells whether somebody's work lies on this device, behind a password.
const bootEnrolled = (() => {
  try {
    return localStorage.getItem("enrolled") === "1";
  } catch {
    return false; // storage is denied here
  }
})();

// ---------------------------------------------------------------------------------------------------------------
// What is typed before the app has arrived

// dampingEarly holds it; the app takes it with dampingTakeEarly, which also forgets it.
var dampingEarly = { name: "", password: "", submitted: false, focus: "" };

function dampingTakeEarly() {
  const taken = { ...dampingEarly };
  dampingEarly = { name: "", password: "", submitted: false, focus: "" };
  return taken;
}

(function keepEarly() {
  const form = document.getElementById("early");
  if (!form) return;
  const field = { name: document.getElementById("early-name"), password: document.getElementById("early-password") };
  const button = document.getElementById("early-submit");

  const keep = () => {
    dampingEarly.name = field.name.value;
    dampingEarly.password = field.password.value;
  };
  form.addEventListener("input", keep);
  form.addEventListener("focusin", (event) => {
    dampingEarly.focus = Object.keys(field).find((key) => field[key] === event.target) || "";
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
    dampingEarly.submitted = true;
    bootSay(bootWords.waiting);
  });

  // A password manager may have filled the fields before this ran. Until now the button was disabled, because a form
  // sent without us would leave the page.
  keep();
  button.disabled = false;

  // A device that is enrolled asks for the password alone; a one-time link shows its own page.
  field.name.closest(".early-field").hidden = bootEnrolled;
  if (location.pathname === "{{.WelcomePath}}") form.hidden = true;

  document.getElementById("early-exit").addEventListener("click", (event) => {
    event.preventDefault();
    location.replace(event.currentTarget.href);
  });
})();

// ---------------------------------------------------------------------------------------------------------------
// The app

function bootSay(text) {
  const label = document.getElementById("app-wasm-loader-label");
  if (label) label.textContent = text;
}

// bootFail tells that the app is not running and offers to load it again. When a newer release is already on the
// device, it is the one that gets loaded: the present one may be what fails.
function bootFail(text) {
  const box = document.createElement("aside");
  box.className = "boot-fail";
  box.setAttribute("role", "alert");
  const line = document.createElement("p");
  line.textContent = text;
  const again = document.createElement("button");
  again.textContent = bootWords.reload;
  again.addEventListener("click", () => {
    if (!dampingActivateUpdate()) location.reload();
  });
  box.append(line, again);
  document.body.append(box);
  document.getElementById("app-wasm-loader")?.remove();
}

// bootFetch asks for the app once. The first time, the bytes are also put into the cache of the worker that is about
// to be installed; later the worker answers from there, and the response stays untouched so that the browser may
// reuse its compiled code. kept settles when the copy lies there.
async function bootFetch() {
  const held = "caches" in self && (await caches.match(bootWasm).catch(() => undefined));
  const response = await fetch(bootWasm);
  if (!response.ok) throw new Error("the app answered " + response.status);
  if (held || !("caches" in self)) return { response, kept: Promise.resolve() };

  const copy = response.clone();
  let loaded = 0;
  let told = 0;
  const counted = copy.body.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        loaded += chunk.byteLength;
        // In tens, because a screen reader reads every change aloud.
        const part = Math.floor((loaded * 10) / bootWasmSize) * 10;
        if (part > told && !dampingEarly.submitted) {
          told = part;
          bootSay(bootWords.part.replace("{0}", part));
        }
        controller.enqueue(chunk);
      },
    })
  );
  // The stream is decoded; its headers must not say otherwise.
  const headers = new Headers(copy.headers);
  headers.delete("Content-Encoding");
  headers.delete("Content-Length");
  const kept = caches
    .open(bootCache)
    .then((cache) => cache.put(bootWasm, new Response(counted, { status: 200, headers })))
    .catch(() => caches.delete(bootCache)); // full or denied: the worker's install will fetch for itself
  return { response, kept };
}

async function bootStart() {
  if (!("instantiateStreaming" in WebAssembly)) {
    bootFail(bootWords.old);
    return;
  }
  bootSay(bootWords.loading);
  const go = new Go();
  const { response, kept } = await bootFetch();
  const coming = WebAssembly.instantiateStreaming(response, go.importObject);
  dampingDerive.load(coming.then(({ module }) => module), bootEnrolled);
  const { instance } = await coming;
  go.run(instance).then(() => {
    if (!bootLeaving) bootFail(bootWords.stopped);
  });
  document.getElementById("app-wasm-loader")?.remove();
  await kept;
}

let bootLeaving = false;
addEventListener("pagehide", () => (bootLeaving = true));
addEventListener("pageshow", () => (bootLeaving = false));

bootStart()
  .catch((err) => {
    console.error("loading the app failed:", err);
    bootFail(bootWords.failed);
  })
  .then(bootWorker);

// ---------------------------------------------------------------------------------------------------------------
// The service worker and updates

let bootRegistration = null;
let bootReloading = false;

async function bootWorker() {
  if (!("serviceWorker" in navigator)) return;
  try {
    bootRegistration = await navigator.serviceWorker.register("/app-worker.js", { updateViaCache: "none" });
  } catch (err) {
    console.error("registering the worker failed:", err);
    return;
  }

  if (bootRegistration.waiting && navigator.serviceWorker.controller) goappOnUpdate();
  bootWatch(bootRegistration.installing);
  bootRegistration.addEventListener("updatefound", () => bootWatch(bootRegistration.installing));
}

function bootWatch(coming) {
  coming?.addEventListener("statechange", () => {
    // Without a controller this is the first install, not an update.
    if (coming.state === "installed" && navigator.serviceWorker.controller) goappOnUpdate();
  });
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("message", (event) => {
    if (event.data?.type === "navigate") goappNav(event.data.to);
  });
  // Another tab may have let the new release in. This one goes on as it is, and only hears that there is a new one.
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (bootReloading) location.reload();
  });
}

// dampingActivateUpdate lets the waiting release in and reloads this page. The app calls it when the person agreed and
// nothing is unsaved. It answers whether a release was waiting.
function dampingActivateUpdate() {
  const waiting = bootRegistration?.waiting;
  if (!waiting) return false;
  bootReloading = true;
  waiting.postMessage({ type: "activate" });
  return true;
}

// dampingFlush asks the worker to send what it has queued, as soon as there is one.
async function dampingFlush() {
  const registration = await navigator.serviceWorker?.ready;
  registration?.active.postMessage({ type: "flush" });
}

// dampingLater has the browser wake the worker once there is a network again, and now and then, where it can and may.
async function dampingLater() {
  const registration = await navigator.serviceWorker?.ready;
  await registration?.sync?.register("queue").catch(() => {});
  await registration?.periodicSync?.register("queue", { minInterval: 12 * 3_600_000 }).catch(() => {});
}

// ---------------------------------------------------------------------------------------------------------------
// What go-app's Go side calls

var goappNav = function () {};

var goappUpdatedBeforeWasmLoaded = false;
var goappOnUpdate = function () {
  goappUpdatedBeforeWasmLoaded = true;
};

var goappAppInstallChangedBeforeWasmLoaded = false;
var goappOnAppInstallChange = function () {
  goappAppInstallChangedBeforeWasmLoaded = true;
};

let bootInstallPrompt = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  bootInstallPrompt = event;
  goappOnAppInstallChange();
});
addEventListener("appinstalled", () => {
  bootInstallPrompt = null;
  goappOnAppInstallChange();
});

function goappGetenv(key) {
  return bootEnv[key];
}

function goappTryUpdate() {
  bootRegistration?.update();
}

function goappIsAppInstalled() {
  return navigator.standalone === true || matchMedia("(display-mode: standalone)").matches;
}

function goappIsAppInstallable() {
  return !goappIsAppInstalled() && (bootInstallPrompt !== null || goappIsAppleBrowser());
}

// Apple's browsers install through their own menu and tell nothing; only the name in the user agent is left to ask.
function goappIsAppleBrowser() {
  const agent = navigator.userAgent;
  const mac = /\bMacintosh\b/.test(agent);
  if (/iP(hone|ad|od)/.test(agent) || (mac && navigator.maxTouchPoints > 1)) return true;
  return mac && /\bSafari\b/.test(agent) && !/\bChrome\b|\bEdg\b|\bOPR\b/.test(agent);
}

async function goappShowInstallPrompt() {
  const prompt = bootInstallPrompt;
  if (!prompt) return;
  bootInstallPrompt = null;
  prompt.prompt();
  await prompt.userChoice;
}

async function goappSubscribePushNotifications(applicationServerKey) {
  try {
    const registration = await navigator.serviceWorker.ready;
    const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
    return JSON.stringify(subscription);
  } catch (err) {
    console.error("subscribing failed:", err.name);
    return "";
  }
}

// A notification of the app itself, without a push, goes the worker's way where there is one.
function goappNewNotification(text) {
  const { title, path, ...options } = JSON.parse(text);
  const to = path || "/";
  if (bootRegistration?.active) {
    bootRegistration.showNotification(title, { ...options, data: { navigate: to } });
    return;
  }
  const shown = new Notification(title, options);
  shown.onclick = () => {
    goappNav(to);
    shown.close();
  };
}

// Extensions and keyboards add nodes to the body; the app may ask to have them removed.
function goappKeepBodyClean() {
  const body = document.body;
  const own = body.children.length;
  const observer = new MutationObserver(() => {
    while (body.children.length > own) body.lastChild.remove();
  });
  observer.observe(body, { childList: true });
  return () => observer.disconnect();
}
