// What the calls reject with.

function fail(code, at = "") {
  const err = new Error(at ? code + " at " + at : code);
  err.code = code;
  err.at = at;
  return err;
}

// known turns what the browser threw into a failure with a code of ours.
function known(err, otherwise) {
  if (err?.code && typeof err.code === "string") return err;
  if (err?.name === "QuotaExceededError") return fail("quota");
  if (err?.name === "InvalidStateError") return fail("locked"); // the connection was closed under us
  return fail(otherwise, err?.name || "");
}

function current() {
  if (!held) throw fail("locked");
  return held;
}
