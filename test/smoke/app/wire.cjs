/*
 * Lets a Node process stand in for one of Electron's utility processes. Messages go as JSON, because Node 12 knows no
 * other form between processes of different versions; bytes are put into it as base64.
 *
 * Run as a script: node wire.cjs <script> [arguments]
 */
const { EventEmitter } = require('events');
const { resolve } = require('path');

function pack(value) {
  if (ArrayBuffer.isView(value)) {
    const type = Buffer.isBuffer(value) ? 'Uint8Array' : value.constructor.name;
    return { $type: type, $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') };
  }
  if (Array.isArray(value)) return value.map(pack);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, pack(member)]));
}

function unpack(value) {
  if (Array.isArray(value)) return value.map(unpack);
  if (typeof value !== 'object' || value === null) return value;
  if (value.$type !== undefined) {
    const bytes = Uint8Array.from(Buffer.from(value.$bytes, 'base64'));
    return new globalThis[value.$type](bytes.buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unpack(member)]));
}

module.exports = { pack, unpack };

if (require.main === module) {
  const port = new EventEmitter();
  port.postMessage = (message) => { process.send(pack(message)); };
  process.parentPort = port;
  process.on('message', (message) => { port.emit('message', { data: unpack(message), ports: [] }); });
  process.on('disconnect', () => process.exit());
  // From here on the script believes that it was started itself.
  process.argv.splice(1, 1);
  require(resolve(process.argv[1]));
}
