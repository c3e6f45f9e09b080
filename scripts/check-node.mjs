const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`Phraselift's scripts need Node 22.13 or newer, this is ${process.versions.node}: run "npm ci" without --omit=optional, which installs a Node 22 for them.`);
  process.exit(1);
}
