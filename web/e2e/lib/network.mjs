// The network between a browser and the world, as a proxy that the browser must use for everything, our own server and
// its workers' requests included. It sees each request that really leaves the browser (a browser's own list leaves out
// what a worker or a preloader asks for), lets only the hosts that a journey allows pass, and can hold a request back,
// change an answer, cut the line, or lie as bad lines do.
import { createServer, request as ask } from "node:http";
import { connect } from "node:net";
import { once } from "node:events";

export class Network {
  // start listens on a free port; allowed are "host:port" of our server, and of a push service where there is one.
  static async start(...allowed) {
    const network = new Network();
    network.allowed = new Set(allowed);
    network.requests = []; // { method, host, path, status, bytes }
    network.holds = [];
    network.changes = [];
    network.stubs = [];
    network.cut = false;
    network.weather = () => "fair";
    network.swallowed = new Set();
    network.http = createServer((request, response) => network.#relay(request, response));
    network.http.on("connect", (request, socket, head) => network.#tunnel(request, socket, head));
    network.http.listen(0, "127.0.0.1");
    await once(network.http, "listening");
    network.address = `127.0.0.1:${network.http.address().port}`;
    network.sockets = new Set();
    network.http.on("connection", (socket) => {
      network.sockets.add(socket);
      socket.on("close", () => network.sockets.delete(socket));
    });
    return network;
  }

  // hold makes requests whose path matches wait; calling what it answers lets them go.
  hold(match) {
    let release;
    const held = { match, released: new Promise((resolve) => (release = resolve)) };
    this.holds.push(held);
    return () => {
      this.holds = this.holds.filter((other) => other !== held);
      release();
    };
  }

  // change replaces the text of answers whose path matches.
  change(match, replace) {
    this.changes.push({ match, replace });
  }

  // stub answers requests whose path matches in the server's place: reply(request) gets { method, path, headers, body }
  // and gives a status, or undefined to cut the connection.
  stub(match, reply) {
    this.stubs.push({ match, reply });
  }

  // lie decides what becomes of each request: weather({ method, path }) answers "fair", "swallow" (the line takes it and
  // nothing ever comes back), "deaf" (the server has done it, and its answer is lost), "twice" (it arrives two times, side
  // by side), or a number (a longer body is answered 413, as by a proxy that lets no more through).
  lie(weather) {
    this.weather = weather;
  }

  // clear ends the lies; what was swallowed is now known to be lost.
  clear() {
    this.weather = () => "fair";
    for (const socket of this.swallowed) socket.destroy();
    this.swallowed.clear();
  }

  // crossed lists the requests whose path matches.
  crossed(match) {
    return this.requests.filter((request) => match.test(request.path));
  }

  // hosts lists every host that was asked for, allowed or not.
  hosts() {
    return [...new Set(this.requests.map((request) => request.host))].sort();
  }

  async stop() {
    for (const socket of this.sockets) socket.destroy();
    this.http.close();
    await once(this.http, "close");
  }

  async #relay(request, response) {
    const url = new URL(request.url);
    const seen = { method: request.method, host: url.host, path: url.pathname + url.search, status: 0, bytes: 0 };
    this.requests.push(seen);
    if (this.cut || !this.allowed.has(url.host)) {
      request.socket.destroy();
      return;
    }
    await this.holds.find((held) => held.match.test(seen.path))?.released;

    const stub = this.stubs.find(({ match }) => match.test(seen.path));
    if (stub) {
      const body = Buffer.concat(await request.toArray()).toString();
      seen.status = stub.reply({ method: request.method, path: seen.path, headers: request.headers, body }) ?? 0;
      if (seen.status) response.writeHead(seen.status).end();
      else request.socket.destroy();
      return;
    }

    const weather = this.weather(seen);
    if (weather === "swallow") {
      this.swallowed.add(request.socket);
      request.resume();
      return;
    }
    if (weather !== "fair") {
      await this.#storm(weather, request, response, url, seen);
      return;
    }

    const change = this.changes.find(({ match }) => match.test(seen.path));
    const headers = { ...request.headers };
    delete headers["proxy-connection"];
    if (change) {
      delete headers["accept-encoding"];
      delete headers["if-none-match"];
    }
    const upstream = ask({ hostname: "127.0.0.1", port: url.port, path: seen.path, method: request.method, headers });
    upstream.on("response", async (answer) => {
      seen.status = answer.statusCode;
      answer.on("data", (chunk) => (seen.bytes += chunk.length));
      if (!change) {
        response.writeHead(answer.statusCode, answer.rawHeaders);
        answer.pipe(response);
        return;
      }
      const text = change.replace(Buffer.concat(await answer.toArray()).toString());
      const changed = { ...answer.headers, "content-length": Buffer.byteLength(text) };
      delete changed.etag;
      response.writeHead(answer.statusCode, changed);
      response.end(text);
    });
    upstream.on("error", () => request.socket.destroy());
    response.on("close", () => upstream.destroy());
    request.pipe(upstream);
  }

  // What a bad line does to a request that reaches the server.
  async #storm(weather, request, response, url, seen) {
    const headers = { ...request.headers };
    delete headers["proxy-connection"];
    try {
      const body = Buffer.concat(await request.toArray());
      if (body.length > weather) {
        seen.status = 413;
        response.writeHead(413).end();
        return;
      }
      const send = async () => {
        const upstream = ask({ hostname: "127.0.0.1", port: url.port, path: seen.path, method: request.method, headers });
        upstream.end(body);
        const [answer] = await once(upstream, "response");
        return { answer, body: Buffer.concat(await answer.toArray()) };
      };
      const answers = await Promise.all(weather === "twice" ? [send(), send()] : [send()]);
      const last = answers.at(-1);
      seen.status = last.answer.statusCode;
      if (weather === "deaf") request.socket.destroy();
      else response.writeHead(seen.status, last.answer.rawHeaders).end(last.body);
    } catch {
      request.socket.destroy();
    }
  }

  // Web sockets and TLS come as tunnels.
  #tunnel(request, socket, head) {
    this.requests.push({ method: "CONNECT", host: request.url, path: "", status: 0, bytes: 0 });
    socket.on("error", () => socket.destroy());
    if (this.cut || !this.allowed.has(request.url)) {
      socket.destroy();
      return;
    }
    const upstream = connect(Number(request.url.split(":").pop()), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      upstream.write(head);
      upstream.pipe(socket);
      socket.pipe(upstream);
    });
    upstream.on("error", () => socket.destroy());
    socket.on("close", () => upstream.destroy());
  }
}
