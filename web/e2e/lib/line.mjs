// A slow line to one server: bytes in both directions come late and at a bounded rate, shared by all connections as
// on a radio, and every connection can be cut at once. It counts what goes up and what comes down, and notes what is asked.
import { connect, createServer } from "node:net";
import { once } from "node:events";

const slice = 4096; // bytes that one connection sends before another has its turn
const onTheWay = 1 << 20; // bytes of one connection that may wait to arrive

export class Line {
  // open listens on a free port. rate is in bytes a second, delay in ms; 0 for none. While it is dead nothing gets through.
  static async open() {
    const line = new Line();
    Object.assign(line, { rate: 0, delay: 0, up: 0, down: 0, dead: false, target: 0, pairs: new Set(), free: 0 });
    line.exchanges = []; // { method, path, sent, status, received }, the numbers in bytes of the bodies, as far as the heads tell
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
    if (this.dead) {
      near.destroy();
      return;
    }
    const far = connect(this.target, "127.0.0.1");
    const pair = [near, far];
    this.pairs.add(pair);
    const end = () => {
      this.pairs.delete(pair);
      pair.forEach((socket) => socket.destroy());
    };
    for (const socket of pair) socket.on("error", end).on("close", end).setNoDelay(true);
    const asked = [];
    this.#carry(near, far, (bytes) => this.#noteRequest(bytes, asked), (n) => (this.up += n));
    this.#carry(far, near, (bytes) => noteAnswer(bytes, asked), (n) => (this.down += n));
  }

  async #carry(from, to, note, count) {
    let last = Promise.resolve();
    let waiting = 0;
    try {
      for await (const bytes of from) {
        note(bytes);
        const due = performance.now() + this.delay;
        waiting += bytes.length;
        last = last.then(() => this.#deliver(to, bytes, due, count)).then(() => (waiting -= bytes.length));
        if (waiting > onTheWay) await last;
      }
      await last;
      to.end();
    } catch {
      // It was cut.
    }
  }

  async #deliver(to, bytes, due, count) {
    if (due > performance.now()) await wait(due - performance.now());
    for (let at = 0; at < bytes.length; at += slice) {
      const part = bytes.subarray(at, at + slice);
      await this.#turn(part.length);
      if (to.destroyed) return;
      count(part.length);
      to.write(part);
    }
  }

  // One side speaks only when the other has ended, so a head always begins a piece.
  #noteRequest(bytes, asked) {
    const text = head(bytes);
    const [, method, path] = /^([A-Z]+) (\S+) HTTP/.exec(text) || [];
    if (!method) return;
    const exchange = { method, path, sent: length(text) || 0 };
    this.exchanges.push(exchange);
    asked.push(exchange);
  }

  // turn waits until the line is free for so many bytes.
  async #turn(bytes) {
    if (!this.rate) return;
    const begin = Math.max(performance.now(), this.free);
    this.free = begin + (bytes / this.rate) * 1000;
    await wait(begin - performance.now());
  }
}

function noteAnswer(bytes, asked) {
  const text = head(bytes);
  const [, status] = /^HTTP\/1.1 (\d+)/.exec(text) || [];
  if (status && asked.length > 0) Object.assign(asked.shift(), { status: Number(status), received: length(text) });
}

const head = (bytes) => bytes.subarray(0, 4096).toString("latin1").split("\r\n\r\n")[0];
const length = (text) => Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? NaN);

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(ms, 0)));
