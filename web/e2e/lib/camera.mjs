// A photograph as a phone's camera makes one: a JPEG that a browser can draw, with the place where it was taken in its
// head, and a text that a scan of a disk would find.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { at } from "./person.mjs";

// place stands in the picture's head, as a camera writes it, and again as text.
export const place = "5.397140S,105.266792E kenari-di-dalam-foto";

// photograph makes one with the help of a page, about this wide, and writes it to a file. It answers the bytes.
export async function photograph(page, file, width = 1600) {
  const drawn = await page.evaluate(async (width) => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height: (width * 3) / 4 });
    const paper = canvas.getContext("2d");
    // Noise packs badly, as a photograph does.
    const noise = paper.createImageData(canvas.width, canvas.height);
    for (let at = 0, seed = 7; at < noise.data.length; at++) {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      noise.data[at] = at % 4 === 3 ? 255 : (seed >> 16) & 255;
    }
    paper.putImageData(noise, 0, 0);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.9));
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
    return btoa(text);
  }, width);
  const plain = Buffer.from(drawn, "base64");
  const bytes = Buffer.concat([plain.subarray(0, 2), segment(0xe1, exif()), segment(0xfe, Buffer.from(place)), plain.subarray(2)]);
  await writeFile(file, bytes);
  return bytes;
}

// Camera takes photographs of which no two are alike.
export class Camera {
  static async open() {
    return Object.assign(new Camera(), { room: await mkdtemp(join(tmpdir(), "journey-camera-")), taken: 0 });
  }

  // take answers the file and the bytes of another one.
  async take(page) {
    const file = join(this.room, `luka-${++this.taken}.jpg`);
    return { file, bytes: await photograph(page, file, 960 + 8 * this.taken) };
  }

  remove() {
    return rm(this.room, { recursive: true, force: true });
  }
}

// unsentPhoto is the id of the attachment that a case shows as not yet sent.
export async function unsentPhoto(person) {
  await person.tap(at("tab-timeline"));
  const unsent = at("attachment") + '[data-unsent="true"]';
  await person.see(unsent);
  const [id] = await person.all(unsent, (el) => el.dataset.id);
  return id;
}

function segment(marker, data) {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}

// exif is a head of TIFF with one directory, whose GPS directory says how far south and east.
function exif() {
  const tiff = Buffer.alloc(26 + 54 + 48);
  tiff.write("II*\0", 0, "latin1");
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  entry(tiff, 10, 0x8825, 4, 1, 26); // the GPS directory
  tiff.writeUInt16LE(4, 26);
  entry(tiff, 28, 1, 2, 2, "S".charCodeAt(0));
  entry(tiff, 40, 2, 5, 3, 80);
  entry(tiff, 52, 3, 2, 2, "E".charCodeAt(0));
  entry(tiff, 64, 4, 5, 3, 104);
  [5, 1, 23, 1, 4970, 100, 105, 1, 16, 1, 45, 100].forEach((n, i) => tiff.writeUInt32LE(n, 80 + 4 * i));
  return Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
}

function entry(tiff, at, tag, type, count, value) {
  tiff.writeUInt16LE(tag, at);
  tiff.writeUInt16LE(type, at + 2);
  tiff.writeUInt32LE(count, at + 4);
  tiff.writeUInt32LE(value, at + 8);
}
