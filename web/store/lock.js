// Which page has a store open.

const patience = 1000; // ms to wait for the page before this one to let go, as it does in a reload

let seized = null; // the lock of a store that another tab had, until it is unlocked here: {name, release}

const lockOf = (name) => namePrefix + "store:" + name;

// acquire gets the Web Lock of a store and answers the function that lets go of it.
function acquire(name, how) {
  return new Promise((resolve, reject) => {
    let granted = null;
    navigator.locks
      .request(lockOf(name), how, () => {
        return new Promise((release) => {
          granted = release;
          resolve(release);
        });
      })
      .catch(() => {
        if (!granted) reject(fail("conflict"));
        else if (seized?.release === granted) seized = null;
        else if (held?.release === granted) lose("conflict"); // another tab seized it
      });
  });
}

// waitFor gets the lock for an unlock: the one that was seized for it, or, after a moment's wait, a free one.
async function waitFor(name) {
  if (seized?.name !== name) return acquire(name, { signal: AbortSignal.timeout(patience) });
  const { release } = seized;
  seized = null;
  return release;
}

// elsewhere tells whether another tab has the store open. A page that is being left lets go in a moment: it is no other.
async function elsewhere(name) {
  if (held?.name === name || seized?.name === name) return false;
  const locks = await navigator.locks.query();
  if (!locks.held.some((lock) => lock.name === lockOf(name))) return false;
  const release = await acquire(name, { signal: AbortSignal.timeout(patience) }).catch(() => null);
  release?.();
  return !release;
}

// seize makes the tab that has the store open lock itself, and keeps the lock until this one unlocks it.
async function seize(name) {
  seized?.release();
  seized = { name, release: await acquire(name, { steal: true }) };
}
