// What another app of this phone shares with ours: words, photos, recordings, documents. The system sends them as a form,
// which never reaches the network.
//
// Nobody is in when it comes: the store may be locked, and there is no key that this worker could seal with and the page
// later open. So it is held in memory and nowhere else, for the page that opens next, which takes it at once and holds it
// until somebody has unlocked (see web/static/share.js). The price: when worker or page ends before that, it is lost, the
// page says so, and it is shared once more from the app that still has it. What the browser itself does with a form on its
// way to the worker is the browser's: large files it may put into its own temporary folder.

let shared = null;

async function keepShared(request) {
  const form = await request.formData();
  const words = ["title", "text", "url"].map((name) => form.get(name)).filter((said) => typeof said === "string" && said);
  shared = { text: [...new Set(words)].join("\n"), files: form.getAll("files").filter((file) => file.size > 0) }; // a form without files has an empty one
  return Response.redirect(paths.shared, 303);
}

self.addEventListener("message", (event) => {
  if (event.data?.type !== "shared") return;
  event.ports[0].postMessage(shared);
  shared = null;
});
