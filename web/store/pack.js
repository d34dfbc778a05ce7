// Records cross between Go and here as one buffer: for each a byte kind, a uint16 length of the key, a uint32 length
// of the value, key, value; numbers little-endian.

const headBytes = 7;
const absent = 0xffffffff; // length of a value that is not there

function pack(records) {
  const keys = records.map((r) => utf8.encode(r.key));
  let size = 0;
  records.forEach((r, i) => (size += headBytes + keys[i].length + (r.value ? r.value.length : 0)));

  const buffer = new Uint8Array(size);
  const view = new DataView(buffer.buffer);
  let at = 0;
  records.forEach((r, i) => {
    view.setUint8(at, r.kind);
    view.setUint16(at + 1, keys[i].length, true);
    view.setUint32(at + 3, r.value ? r.value.length : absent, true);
    buffer.set(keys[i], at + headBytes);
    at += headBytes + keys[i].length;
    if (r.value) {
      buffer.set(r.value, at);
      at += r.value.length;
    }
  });
  return buffer;
}

function unpack(buffer) {
  const text = new TextDecoder();
  const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  const records = [];
  for (let at = 0; at < buffer.length; ) {
    const kind = view.getUint8(at);
    const keyEnd = at + headBytes + view.getUint16(at + 1, true);
    const length = view.getUint32(at + 3, true);
    const key = text.decode(buffer.subarray(at + headBytes, keyEnd));
    at = length === absent ? keyEnd : keyEnd + length;
    records.push({ kind, key, value: length === absent ? null : buffer.subarray(keyEnd, at) });
  }
  return records;
}
