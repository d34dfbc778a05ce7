// Package web carries everything the browser loads that is not Go: our few scripts, the style sheets, the icons, the
// service worker's template, and the packed WebAssembly of the app. It is the only place with JavaScript and CSS, and
// it imports nothing; server/pwa decides how each file is served.
//
// The files are embedded because go:embed cannot climb out of its folder. dist is filled by server/pwa/pack; a fresh
// clone has only its .keep, so that the module vets and tests before anything was built.
package web

import "embed"

// Files holds page.html (the template of every page) with icons.html (the drawings in it), worker/ (joined, the template of
// the service worker), store/ (joined, the device store), static/ (served under /web/; static/boot.js is the template of
// /app.js, static/css/ is served as one sheet) and dist/ (the packed app: app.wasm.br, app.wasm.gz, wasm_exec.js, wasm.json; absent before a build).
//
//go:embed page.html icons.html worker store static all:dist
var Files embed.FS
