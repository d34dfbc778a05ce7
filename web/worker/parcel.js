// Sending the bytes of attachments that are sealed to the server, of stores that are locked or gone. A photograph may be all
// that is left of what was done to somebody: it goes until the server has all of it, and is kept until then.

const parcelPatience = 240_000; // ms to wait for another that sends them
const parcelRounds = 3; // times that a server which asks for more is asked again

// sendParcels answers how many attachments trying again soon may send.
async function sendParcels() {
  let left = 0;
  for (const { list, settle, may } of await sources()) {
    for (const { key, head, box } of (await list()).filter(({ head }) => head.parcel)) {
      if (!(await may())) break;
      const became = await sendParcel(head.group, box, may);
      if (became === "signin") return left;
      if (became === "retry") return left + 1;
      if (became === "later" || became === "refused") left++;
      if (became !== "taken") continue; // it holds up none behind it
      await settle([key]);
      await tellPages();
    }
  }
  return left;
}

// sendParcel answers "taken" when the server need not be asked again, "retry" when the line is at fault, "later" when the
// server has no room, "signin" when somebody has to sign in, and "waits" or "refused" for what does not pass by itself.
async function sendParcel(id, box, may) {
  for (let round = 0; round < parcelRounds; round++) {
    const answer = await postPiece(box, 0, new Uint8Array());
    if (typeof answer === "string") return answer;
    const [taken, code, want] = answer;
    if (taken) return "taken";
    if (want.length === 0) return waits(code);
    for (const i of want) {
      const chunk = (await may()) && (await dampingOutbox.chunk(id, i));
      if (!chunk) return "waits";
      const put = await postPiece(box, i, chunk);
      if (typeof put === "string") return put;
      if (put[1] === "conflict" || put[1] === "not_found") break; // it was begun anew there: ask again
      if (put[1]) return waits(put[1]);
    }
  }
  return "waits";
}

const waits = (code) => (code === "quota" || code === "limited" ? "later" : "waits");

// postPiece answers [taken, code, want].
const postPiece = (box, i, chunk) => postCBOR(paths.parcel, cborOf([box, i, chunk]));
