// Serves the GitHub of npm's `emulate` on loopback until standard input ends, and prints where.
// Arguments: the URL that its answers name, and the seed as JSON.
import net from "node:net";

// emulate 0.11 listens on every interface.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, ...rest) {
  const callbacks = rest.filter((argument) => typeof argument === "function");
  return listen.call(this, Number(port), "127.0.0.1", ...callbacks);
};

async function freePort() {
  const probe = net.createServer();
  await new Promise((resolve) => listen.call(probe, 0, "127.0.0.1", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

// createEmulator returns before the socket is up.
async function answering(url) {
  for (let attempt = 0; attempt < 500; attempt++) {
    try {
      await fetch(url);
      return url;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
  throw new Error(`the emulator does not answer at ${url}`);
}

const [baseUrl, seed] = process.argv.slice(2);
const port = await freePort();
const { createEmulator } = await import("emulate");
await createEmulator({ service: "github", port, baseUrl, seed: JSON.parse(seed) });
console.log(await answering(`http://127.0.0.1:${port}`));
process.stdin.on("end", () => process.exit(0)).resume();
