// A push subscription whose keys the test holds, for Chromium, which subscribes with Google alone: what the server
// encrypts for it can be opened here (RFC 8291) and handed to the worker as the browser would.
import { createDecipheriv, createECDH, hkdfSync, randomBytes } from "node:crypto";

export class Subscriber {
  // endpoint is one of the push service (see pushservice.mjs).
  constructor(endpoint) {
    this.endpoint = endpoint;
    this.pair = createECDH("prime256v1");
    this.pair.generateKeys();
    this.auth = randomBytes(16);
  }

  // install lets every page loaded from now on find this subscription behind the browser's own interface.
  async install(page) {
    await page.evaluateOnNewDocument(
      (endpoint, p256dh, auth) => {
        const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer;
        const made = (key) => ({
          endpoint,
          options: { userVisibleOnly: true, applicationServerKey: key },
          getKey: (name) => bytes(name === "p256dh" ? p256dh : auth),
          unsubscribe: async () => (sessionStorage.removeItem("subscribed"), true),
        });
        const raw = (text) => bytes(text.replaceAll("-", "+").replaceAll("_", "/"));
        const kept = () => sessionStorage.getItem("subscribed");
        PushManager.prototype.getSubscription = async () => (kept() ? made(raw(kept())) : null);
        PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
          sessionStorage.setItem("subscribed", applicationServerKey);
          return made(raw(applicationServerKey));
        };
      },
      this.endpoint, this.pair.getPublicKey("base64"), this.auth.toString("base64")
    );
  }

  // open decrypts the body of a push, aes128gcm in one record, and answers its text.
  open(body) {
    const salt = body.subarray(0, 16);
    const keyLength = body[20];
    const sender = body.subarray(21, 21 + keyLength);
    const sealed = body.subarray(21 + keyLength);
    const info = Buffer.concat([Buffer.from("WebPush: info\0"), this.pair.getPublicKey(), sender]);
    const secret = Buffer.from(hkdfSync("sha256", this.pair.computeSecret(sender), this.auth, info, 32));
    const key = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: aes128gcm\0", 16));
    const nonce = Buffer.from(hkdfSync("sha256", secret, salt, "Content-Encoding: nonce\0", 12));
    const cipher = createDecipheriv("aes-128-gcm", key, nonce);
    cipher.setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]);
    return plain.subarray(0, plain.lastIndexOf(2)).toString(); // a 2 ends the text, zeros fill the record
  }
}
