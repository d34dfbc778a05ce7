// One request to the server, and what its answer means.

// send answers "done", "refused" when trying again would change nothing, or "retry".
async function send(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      credentials: "same-origin",
      redirect: "error",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    await heed(response);
    return outcome(response.status);
  } catch {
    return "retry";
  }
}

// outcome: without a valid credential (401, 403) the item waits for the next sign-in.
function outcome(status) {
  if (status >= 200 && status < 300) return "done";
  if (status >= 500 || [401, 403, 408, 425, 429].includes(status)) return "retry";
  return "refused";
}
