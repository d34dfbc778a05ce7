// A slow line to one server: bytes in both directions come late and at a bounded rate, shared by all connections as
// on a radio, and every connection can be cut at once. It counts what goes up.
import { connect, createServer } from "node:net";
import { once } from "node:events";

const slice = 4096; // bytes that one connection sends before another has its turn

export class Line {
  // open listens on a free port. rate is in bytes a second, delay in ms; 0 for none.
  static async open() {
    const line = new Line();
    Object.assign(line, { rate: 0, delay: 0, up: 0, target: 0, pairs: new Set(), free: 0 });
    line.server = createServer((near) => line.#join(near)).listen(0, "127.0.0.1");
    await once(line.server, "listening");
    line.port = line.server.address().port;
    return line;
  }

  // cut ends every connection, as a tunnel does.
  cut() {
    for (const pair of this.pairs) pair.forEach((socket) => socket.destroy());
  }

  async close() {
    this.cut();
    this.server.close();
    await once(this.server, "close");
  }

  #join(near) {
    const far = connect(this.target, "127.0.0.1");
    const pair = [near, far];
    this.pairs.add(pair);
    const end = () => {
      this.pairs.delete(pair);
      pair.forEach((socket) => socket.destroy());
    };
    for (const socket of pair) socket.on("error", end).on("close", end).setNoDelay(true);
    this.#carry(near, far, (n) => (this.up += n));
    this.#carry(far, near, () => {});
  }

  async #carry(from, to, count) {
    try {
      for await (const bytes of from) {
        if (this.delay) await wait(this.delay);
        for (let at = 0; at < bytes.length; at += slice) {
          const part = bytes.subarray(at, at + slice);
          await this.#turn(part.length);
          if (to.destroyed) return;
          count(part.length);
          to.write(part);
        }
      }
      to.end();
    } catch {
      // It was cut.
    }
  }

  // turn waits until the line is free for so many bytes.
  async #turn(bytes) {
    if (!this.rate) return;
    const begin = Math.max(performance.now(), this.free);
    this.free = begin + (bytes / this.rate) * 1000;
    await wait(begin - performance.now());
  }
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(ms, 0)));
