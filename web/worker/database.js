// The database "worker" holds random ids and times, nothing else; the app reads "actions" to show what is on its way.
function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("worker", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("actions", { keyPath: "action_id" });
      request.result.createObjectStore("receipts", { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// within runs one request in one transaction and settles when it is durable.
async function within(store, mode, ask) {
  const db = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(store, mode, { durability: "strict" });
      const request = ask(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    db.close();
  }
}

const queue = (store, item) => within(store, "readwrite", (s) => s.put(item));
const queued = (store) => within(store, "readonly", (s) => s.getAll());
const unqueue = (store, item) => within(store, "readwrite", (s) => s.delete(item.action_id || item.id));
