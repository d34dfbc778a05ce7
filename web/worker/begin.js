// The service worker, served as /app-worker.js: the files of this folder joined, this one first, with the values in double
// braces filled in. It keeps one whole release of the app on the device, it shows notifications, and it carries to
// the server what was tapped on them. It never asks another host, touches of /api/ only what is named below, and knows
// no datum of any person.
//
// The others declare functions and listen for events; none depends on another's being before it.
"use strict";

const cachePrefix = "shell-";
const cacheName = cachePrefix + "{{.Version}}";
const resources = {{.ResourcesToCache}};
const pages = {{.Pages}}.map((pattern) => new RegExp(pattern));
const words = {{.Words}};
const paths = {{.Paths}};
