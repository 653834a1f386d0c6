// A website that is not the node's: pages with the package and nothing else, at an address of their own.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES = { ".html": "text/html", ".js": "text/javascript", ".json": "application/json" };
const peer = fileURLToPath(new URL("../peer", import.meta.url));
const vectors = fileURLToPath(new URL("../../docs/vectors", import.meta.url));

/** Serves the package, the pages that test it, and the vectors; gives the server, which listens. */
export async function site() {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    const file = path.startsWith("/vectors/") ? vectors + path.slice("/vectors".length) : peer + path;
    if (!TYPES[extname(file)] || !existsSync(file)) {
      response.writeHead(path === "/favicon.ico" ? 204 : 404).end();
      return;
    }
    // As strict as the console's pages: what the package does must need no more.
    const policy = "default-src 'none'; script-src 'self'" + (path.startsWith("/test/") ? " 'unsafe-inline'" : "") + "; worker-src 'self'; connect-src 'self' ws:";
    response.writeHead(200, { "Content-Type": TYPES[extname(file)], "Content-Security-Policy": policy });
    createReadStream(file).pipe(response);
  });
  await new Promise((listening) => server.listen(0, listening));
  return server;
}
