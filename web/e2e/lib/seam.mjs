// The server's test seam: its clock and the push services it may send to (see server/seam). Only a server built with
// the tag testseam has it.
import { once } from "node:events";
import { connect } from "node:net";

// seam sends one command, such as "clock advance 26h", and answers what stands after "ok".
export async function seam(server, command) {
  const socket = connect(server.seam).setEncoding("utf8");
  try {
    await once(socket, "connect");
    socket.write(command + "\n");
    let answer = "";
    while (!answer.includes("\n")) answer += (await once(socket, "data"))[0];
    if (!answer.startsWith("ok")) throw new Error(`${command}: ${answer.trim()}`);
    return answer.slice(2).trim();
  } finally {
    socket.destroy();
  }
}

// tomorrow is when the office's clock (UTC+7) shows this hour on the day after now, in ms; the demo's office is
// at work then, and its phones may ring.
export function tomorrow(hour, now) {
  const [zone, day] = [7 * 3_600_000, 86_400_000];
  return Math.floor((now + zone) / day) * day + day + hour * 3_600_000 - zone;
}
