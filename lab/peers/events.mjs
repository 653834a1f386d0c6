// What somebody would write for this alone: an object in memory, and server-sent events to all who
// listen, gathered for 25 ms. No history, no authors, no disk. Prints its port.
import { createServer } from 'node:http'

const GATHER_MS = 25

const cells = {}
const listeners = new Set()
let changed = {}
let timer

function flush() {
  timer = undefined
  const event = `data: ${JSON.stringify(changed)}\n\n`
  changed = {}
  for (const response of listeners) response.write(event)
}

async function body(request) {
  const parts = []
  for await (const part of request) parts.push(part)
  return JSON.parse(Buffer.concat(parts).toString())
}

const server = createServer(async (request, response) => {
  if (request.method === 'GET') {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    response.write(`data: ${JSON.stringify(cells)}\n\n`)
    listeners.add(response)
    request.on('close', () => listeners.delete(response))
    return
  }
  for (const { put, value } of await body(request)) cells[put] = changed[put] = value
  timer ??= setTimeout(flush, GATHER_MS)
  response.end('{}')
})

server.listen(0, '127.0.0.1', () => console.log(server.address().port))
