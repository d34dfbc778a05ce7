// The count of wrong tries. It lies in the store; on a disk that takes nothing more it lies beside it, in the few bytes that
// the browser keeps for an origin without asking how full the disk is: who may not write must still get in to read.

const besideOf = (name) => name + "-tries";

// tries answers {n, at}: how many wrong tries there were since the last right one, and when the last was.
async function tries(name, db) {
  const inside = await settled(db.transaction("keys").objectStore("keys").get("tries"));
  const beside = JSON.parse(localStorage.getItem(besideOf(name)));
  return beside ?? inside;
}

// setTries writes the count so that it survives the end of the browser.
async function setTries(name, n, at) {
  try {
    await within(name, (db) => small(db, (tx) => tx.objectStore("keys").put({ n, at }, "tries")));
    forgiveBeside(name);
  } catch (err) {
    if (err.code !== "quota") throw err;
    localStorage.setItem(besideOf(name), JSON.stringify({ n, at }));
  }
}

// forgiveBeside takes away what lies beside the store, when a secret was right or the store is another.
const forgiveBeside = (name) => localStorage.removeItem(besideOf(name));
