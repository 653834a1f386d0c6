// Serves this folder, and the package beside it, to browsers of this machine.
//
//   node serve.mjs [port]
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const PLACES = { "/peer/": new URL("../../web/peer/dist/", import.meta.url), "/": new URL("./", import.meta.url) };
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css" };

const server = createServer(async (request, response) => {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  const [prefix, folder] = Object.entries(PLACES).find(([prefix]) => path.startsWith(prefix));
  const root = fileURLToPath(folder);
  const file = normalize(join(root, path.slice(prefix.length) || "index.html"));
  const type = TYPES[extname(file)];
  const found = file.startsWith(root.endsWith(sep) ? root : root + sep) && type ? await readFile(file).catch(() => null) : null;
  response.writeHead(found ? 200 : 404, { "content-type": `${type ?? "text/plain"}; charset=utf-8`, "cache-control": "no-cache" });
  response.end(found ?? "There is no such file.");
});
server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => console.log(`http://localhost:${server.address().port}/`));
