// The same person somewhere else, as far as the server can see: a session of theirs without a browser.
import { password } from "./person.mjs";

export class Elsewhere {
  // of signs somebody in.
  static async of(server, name) {
    const elsewhere = new Elsewhere();
    elsewhere.origin = server.origin;
    const answer = await elsewhere.ask("POST", "/api/session", { name, password, device: { label: "Di tempat lain", shared: false } });
    elsewhere.cookies = answer.headers.getSetCookie().map((line) => line.split(";")[0]).join("; ");
    return elsewhere;
  }

  async ask(method, path, body) {
    const headers = { ...(this.cookies && { Cookie: this.cookies }), ...(body && { "Content-Type": "application/json" }) };
    const answer = await fetch(this.origin + path, { method, headers, body: body && JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  }

  // attached waits until the server has the bytes of an attachment, and answers them.
  async attached(id) {
    for (const deadline = Date.now() + 30_000; ; ) {
      const blob = await this.ask("GET", `/api/blobs/${id}`).then((answer) => answer.json(), (err) => err);
      if (blob.done) {
        const chunks = blob.chunks.map(async (_, i) => Buffer.from(await (await this.ask("GET", `/api/blobs/${id}/${i}`)).arrayBuffer()));
        return Buffer.concat(await Promise.all(chunks));
      }
      if (Date.now() > deadline) throw new Error(`the server does not have ${id}: ${blob.message || JSON.stringify(blob)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  // others lists the person's devices but this one.
  async others() {
    const { devices } = await (await this.ask("GET", "/api/devices")).json();
    return devices.filter(({ current }) => !current);
  }

  // wipe asks that the only other device be emptied.
  async wipe() {
    const [device, ...more] = await this.others();
    if (!device || more.length > 0) throw new Error(`not one other device: ${JSON.stringify([device, ...more])}`);
    await this.ask("POST", `/api/devices/${device.id}/wipe`);
  }

  // endOthers ends the person's other devices, but those that are being emptied.
  async endOthers() {
    for (const { id, wipe_asked } of await this.others()) {
      if (!wipe_asked) await this.ask("DELETE", `/api/devices/${id}`);
    }
  }

  // alone settles when no other device is left.
  async alone() {
    for (const deadline = Date.now() + 20_000; ; ) {
      const left = await this.others();
      if (left.length === 0) return;
      if (Date.now() > deadline) throw new Error(`still there: ${JSON.stringify(left)}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
