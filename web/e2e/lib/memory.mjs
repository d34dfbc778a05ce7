// Looking for a text in what a page of Chromium holds in memory: in the memory of every WebAssembly instance that lives
// there, which no heap snapshot shows, and in a snapshot of the heap of JavaScript. The text itself is not handed to the page
// in one piece: it would be found for that alone.

// instances answers for each WebAssembly memory of the page how many bytes it has and how often the text stands in it, as
// UTF-8 or UTF-16.
export async function instances(page, text) {
  const session = await page.createCDPSession();
  try {
    const { result } = await session.send("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
    const { objects } = await session.send("Runtime.queryObjects", { prototypeObjectId: result.objectId });
    const needles = [Buffer.from(text, "utf8"), Buffer.from(text, "utf16le")].map((bytes) => [...bytes]);
    const { result: found, exceptionDetails } = await session.send("Runtime.callFunctionOn", {
      objectId: objects.objectId,
      functionDeclaration: look.toString(),
      arguments: [{ value: needles }],
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description || exceptionDetails.text);
    return found.value;
  } finally {
    await session.detach();
  }
}

// look runs in the page, on the list of memories.
function look(needles) {
  return this.map(({ buffer }) => {
    const bytes = new Uint8Array(buffer);
    let hits = 0;
    for (const needle of needles) {
      for (let at = bytes.indexOf(needle[0]); at >= 0; at = bytes.indexOf(needle[0], at + 1)) {
        if (needle.every((byte, i) => bytes[at + i] === byte)) hits++;
      }
    }
    return { bytes: bytes.length, hits };
  });
}

// inHeap tells whether the text stands in a snapshot of the page's heap, taken after what is no longer used was collected.
export async function inHeap(page, text) {
  const session = await page.createCDPSession();
  try {
    const chunks = [];
    session.on("HeapProfiler.addHeapSnapshotChunk", ({ chunk }) => chunks.push(chunk));
    await session.send("HeapProfiler.collectGarbage");
    await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
    if (chunks.length === 0) throw new Error("the snapshot is empty");
    return chunks.join("").includes(text);
  } finally {
    await session.detach();
  }
}
