// A server of ours as its own process: on a free port, with a data folder and a master key of its own, to be stopped,
// killed and started again on the same port and the same data.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, mkdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));

// binary is the server built with the test seams; DAMPING_BIN names another one.
export const binary = process.env.DAMPING_BIN || join(root, "bin", "damping-seam");

// freePort asks the system for a port that nobody listens on.
export async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  await once(probe, "close");
  return port;
}

export class Server {
  // start starts a server and waits until it is ready.
  //   env: more environment variables, e.g. { DATABASE_URL, DAMPING_PUSH_SUBJECT }
  //   demo: seed the invented office (default true)
  //   from: begin with a copy of the data and the key in this folder, the room of a server that was stopped
  //   patience: how many seconds it may take until it is ready
  static async start({ env = {}, demo = true, program = binary, from, patience = 60 } = {}) {
    const server = new Server();
    server.program = program;
    server.room = await mkdtemp(join(tmpdir(), "journey-server-"));
    server.data = join(server.room, "data");
    server.seam = join(server.room, "seam.sock");
    server.port = await freePort();
    // "localhost" is a secure context: service workers and WebCrypto work without TLS.
    server.origin = `http://localhost:${server.port}`;
    server.log = "";
    server.patience = patience;
    await mkdir(join(server.room, "key"));
    for (const folder of from ? ["data", "key"] : []) {
      await cp(join(from, folder), join(server.room, folder), { recursive: true });
    }
    server.env = {
      PATH: process.env.PATH,
      HOME: server.room,
      TMPDIR: server.room,
      DAMPING_LISTEN: `127.0.0.1:${server.port}`,
      DAMPING_DATA: server.data,
      DAMPING_KEY_FILE: join(server.room, "key", "master.key"),
      DAMPING_PUBLIC_URL: server.origin,
      DAMPING_TEST_SEAM: server.seam,
      ...(demo ? { DAMPING_DEMO: "true" } : {}),
      ...env,
    };
    await server.run();
    return server;
  }

  // run starts the process again after stop or kill.
  async run() {
    this.process = spawn(this.program, ["serve"], { env: this.env, cwd: this.room, stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => (this.log += text));
    }
    this.ended = once(this.process, "exit");
    await this.ready();
  }

  // ready settles when the server answers, and throws its log when it ended instead.
  async ready() {
    let gone = false;
    this.ended.then(() => (gone = true));
    for (const deadline = Date.now() + this.patience * 1000; Date.now() < deadline; ) {
      if (gone) throw new Error(`the server ended:\n${this.log}`);
      try {
        if ((await fetch(this.origin + "/readyz")).ok) return;
      } catch {
        // Not listening yet.
      }
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`the server is not ready after ${this.patience} seconds:\n${this.log}`);
  }

  // stop asks the server to end and waits for it.
  async stop() {
    await this.#end("SIGTERM");
  }

  // kill ends it as a power switch would, as far as a process can be.
  async kill() {
    await this.#end("SIGKILL");
  }

  async #end(signal) {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill(signal);
    await this.ended;
  }

  // remove ends the server and deletes its folder.
  async remove() {
    await this.kill();
    await rm(this.room, { recursive: true, force: true });
  }
}
