#!/usr/bin/env node
// Says which Node is needed before anything is loaded that an older one cannot read.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major > 22 || (major === 22 && minor >= 13)) {
  await import('../dist/cli/main.js');
} else {
  console.error(`phraselift: needs Node 22.13 or newer, this is ${process.versions.node}`);
  process.exitCode = 2;
}
