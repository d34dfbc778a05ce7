// A push service in the shape of Mozilla's autopush, as small as a test needs: browsers connect to its web socket and
// register channels, servers post messages to the endpoints it gives out. It keeps every post with headers and body,
// still encrypted, and can refuse the next ones.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

export class PushService {
  // start listens on a free port of the loopback.
  static async start() {
    const service = new PushService();
    service.posts = []; // { channel, method, headers, body, status }
    service.answers = []; // statuses for the next posts, then 201
    service.channels = new Map(); // channel → the web socket of its browser, or null while away
    service.browsers = new Map(); // identity of a browser → its channels
    service.waiting = []; // messages for a browser that is away
    service.listeners = [];
    service.http = createServer((request, response) => service.#post(request, response));
    service.sockets = new WebSocketServer({ server: service.http });
    service.sockets.on("connection", (socket) => service.#connected(socket));
    service.http.listen(0, "127.0.0.1");
    await once(service.http, "listening");
    service.port = service.http.address().port;
    service.ws = `ws://127.0.0.1:${service.port}/`;
    service.host = `127.0.0.1:${service.port}`;
    return service;
  }

  // endpoint makes an endpoint without a browser behind it, for a browser that cannot subscribe by itself.
  endpoint() {
    const channel = randomUUID();
    this.channels.set(channel, null);
    return `http://${this.host}/wpush/${channel}`;
  }

  // answer sets the statuses of the next posts: 201, 404, 410, 413, 429, 500 …
  answer(...statuses) {
    this.answers.push(...statuses);
  }

  // posted settles with the n-th post (from 1) as soon as it is there.
  posted(n) {
    if (this.posts.length >= n) return Promise.resolve(this.posts[n - 1]);
    return new Promise((resolve) => this.listeners.push({ n, resolve }));
  }

  // forget drops every browser and every channel, as when a push service lost its memory: browsers reconnect, get
  // another identity, and fire pushsubscriptionchange.
  forget() {
    this.channels.clear();
    this.browsers.clear();
    for (const socket of this.sockets.clients) socket.terminate();
  }

  async stop() {
    for (const socket of this.sockets.clients) socket.terminate();
    this.http.closeAllConnections();
    this.http.close();
    await once(this.http, "close");
  }

  #connected(socket) {
    let own = new Set(); // channels of the browser behind this socket
    socket.on("message", (text) => {
      const message = JSON.parse(text);
      switch (message.messageType) {
        case "hello":
          own = this.#hello(socket, message);
          break;
        case "register":
          this.channels.set(message.channelID, socket);
          own.add(message.channelID);
          socket.send(
            JSON.stringify({
              messageType: "register",
              status: 200,
              channelID: message.channelID,
              pushEndpoint: `http://${this.host}/wpush/${message.channelID}`,
            })
          );
          break;
        case "unregister":
          this.channels.delete(message.channelID);
          own.delete(message.channelID);
          socket.send(JSON.stringify({ messageType: "unregister", status: 200, channelID: message.channelID }));
          break;
        case "ping":
          socket.send("{}");
          break;
        case "ack":
          break;
      }
    });
    socket.on("close", () => {
      for (const [channel, owner] of this.channels) if (owner === socket) this.channels.set(channel, null);
    });
  }

  // A browser that names an identity we remember keeps it and its channels, and gets what came while it was away; any
  // other gets a new identity. The answer is its channels.
  #hello(socket, message) {
    const known = this.browsers.has(message.uaid);
    const uaid = known ? message.uaid : randomUUID().replaceAll("-", "");
    if (!known) this.browsers.set(uaid, new Set());
    const own = this.browsers.get(uaid);
    socket.send(JSON.stringify({ messageType: "hello", status: 200, uaid, use_webpush: true, broadcasts: {} }));
    for (const channel of own) this.channels.set(channel, socket);
    const [now, later] = [[], []];
    for (const held of this.waiting) (own.has(held.channelID) ? now : later).push(held);
    this.waiting = later;
    for (const held of now) socket.send(JSON.stringify(held));
    return own;
  }

  async #post(request, response) {
    const body = Buffer.concat(await request.toArray());
    const channel = request.url.split("/").pop();
    const known = this.channels.has(channel);
    const status = this.answers.shift() ?? (known ? 201 : 410);
    this.posts.push({ channel, method: request.method, headers: request.headers, body, status });

    if (status === 201) {
      const notification = {
        messageType: "notification",
        channelID: channel,
        version: randomUUID(),
        ...(body.length > 0
          ? { data: body.toString("base64url"), headers: { encoding: request.headers["content-encoding"] } }
          : {}),
      };
      const socket = this.channels.get(channel);
      if (socket) socket.send(JSON.stringify(notification));
      else this.waiting.push(notification);
    }
    response.writeHead(status, { Location: `http://${this.host}/m/${randomUUID()}`, TTL: request.headers.ttl || "0" });
    response.end();
    this.listeners = this.listeners.filter(({ n, resolve }) => {
      if (this.posts.length < n) return true;
      resolve(this.posts[n - 1]);
      return false;
    });
  }
}
