// The worker's own rows. The database is opened by web/static/outbox.js, because a page puts rows into it, too.

// within runs one request in one transaction and settles when it is durable.
async function within(store, mode, ask) {
  const db = await dampingOutbox.worker();
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
