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
