// Text in the libraries of others, for `./dev bench text`: the same measures, checks and protocol as
// lab/src/main/java/kith/lab/bench/text (TextTrial.java says what is printed when).
//
//   node text.mjs LIBRARY TRACE FOLDER WARM-UP-MILLISECONDS
//
// FOLDER keeps what takes long to make: histories, and the updates of a graph.

import { readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { sample, timed, warmUp, watchMemories } from './sampling.mjs'
import { libraries } from './text-libraries.mjs'
import { textAfter, updatesOf } from './graphs.mjs'
import { kept, readTrace } from './traces.mjs'

const [name, file, folder, warmUpText] = process.argv.slice(2)
const wasmBytes = watchMemories()
const trace = file === '-' ? undefined : readTrace(file)
const library = await libraries[name].open()
const { version } = JSON.parse(
  readFileSync(new URL(`./node_modules/${libraries[name].folder}/package.json`, import.meta.url)),
)
const free = library.free ?? (() => {})
const receiveAll =
  library.receiveAll ?? ((document, updates) => updates.forEach((each) => library.receive(document, each)))

/** An author who writes nothing. */
const READER = 0xffff

const say = (line) => process.stdout.write(`${line}\n`)

function check(document, expected) {
  if (library.text(document) !== expected) throw new Error('the text is wrong')
}

const once = (make) => {
  let made
  return () => (made ??= make())
}

const keep = (what) => join(folder, `${name}-${version}-${basename(file)}.${what}`)

/** Of the sequential document, or of the graph when the trace is one. */
const history = once(() =>
  kept(keep('history'), () => {
    const document = library.create(trace.graph ? READER : 1)
    if (trace.graph) receiveAll(document, updates())
    else library.write(document, trace.txns)
    check(document, trace.end)
    return library.history(document)
  }),
)

const saved = once(() => library.save(received()))

const updates = once(() => {
  if (trace.graph) return kept(keep('updates'), () => updatesOf(library, trace.graph))
  const document = library.create(1)
  return trace.txns.slice(0, library.liveMax).map((patches) => library.live(document, patches))
})

const streamed = once(() => updates().slice(0, library.streamMax))
const liveTxns = once(() => trace.txns.slice(0, library.liveMax))
const liveEnd = once(() => textAfter(trace, library.liveMax))
const streamEnd = once(() =>
  trace.graph ? (library.streamMax < updates().length ? undefined : trace.end) : textAfter(trace, streamed().length))

function received() {
  const document = library.create(READER)
  receiveAll(document, history())
  return document
}

const size = (updates) => updates.reduce((sum, each) => sum + each.length, 0)

// Each measure: `run` answers milliseconds, `per` what they are divided by, `bytes` what it is about.
const measures = {
  local: {
    run() {
      const document = library.create(1)
      const cost = timed(() => library.write(document, trace.txns))
      check(document, trace.end)
      free(document)
      return cost
    },
  },
  live: {
    run() {
      const document = library.create(1)
      const made = new Array(liveTxns().length)
      const cost = timed(() => {
        for (let i = 0; i < made.length; i++) made[i] = library.live(document, liveTxns()[i])
      })
      check(document, liveEnd())
      free(document)
      return cost
    },
    per: () => liveTxns().length / 1000,
    bytes: () => size(updates()) / updates().length,
  },
  save: {
    run() {
      const document = received()
      const cost = timed(() => library.save(document))
      free(document)
      return cost
    },
    bytes: () => saved().length,
  },
  load: {
    run() {
      let document
      let text
      const cost = timed(() => {
        document = library.load(saved())
        text = library.text(document)
      })
      if (text !== trace.end) throw new Error('the text is wrong')
      free(document)
      return cost
    },
  },
  edit: {
    run() {
      let document
      const middle = trace.end.length >> 1
      const cost = timed(() => {
        document = library.load(saved())
        library.text(document)
        library.live(document, [[middle, 0, 'x']])
      })
      if (library.text(document).length !== trace.end.length + 1) throw new Error('the text is wrong')
      free(document)
      return cost
    },
  },
  merge: {
    run() {
      let document
      let text
      const whole = history()
      const cost = timed(() => {
        document = library.create(READER)
        receiveAll(document, whole)
        text = library.text(document)
      })
      if (text !== trace.end) throw new Error('the text is wrong')
      free(document)
      return cost
    },
    bytes: () => size(history()),
  },
  stream: {
    run() {
      const document = library.create(READER)
      let text
      const all = streamed()
      const cost = timed(() => {
        for (const update of all) library.receive(document, update)
        text = library.text(document)
      })
      if (streamEnd() !== undefined && text !== streamEnd()) throw new Error('the text is wrong')
      free(document)
      return cost
    },
    per: () => streamed().length / 1000,
    bytes: () => size(updates()) / updates().length,
  },
}

const authors = once(() => (trace.graph ? new Set(trace.graph.map((txn) => txn.agent)).size : 1))
const warm = new Set()

function measured(what) {
  const { run, per, bytes } = measures[what]
  if (authors() > (library.authorsMax ?? Infinity)) return 'none'
  if (!warm.has(what)) {
    warmUp(run, Number(warmUpText), library.warmUpRuns)
    warm.add(what)
  }
  return `${sample(run) / (per ? per() : 1)} ${bytes ? bytes() : 0}`
}

/** What one loaded document keeps: heap, buffers and memory of WebAssembly, resident. */
function memory(path) {
  const bytes = readFileSync(path)
  const now = () => {
    for (let i = 0; i < 4; i++) globalThis.gc?.()
    const { heapUsed, external, rss } = process.memoryUsage()
    return [heapUsed, Math.max(external, wasmBytes()), rss] // the one counts the other in
  }
  const before = now()
  const document = library.load(bytes)
  const length = library.text(document).length
  const after = now()
  if (length === 0 || library.text(document).length !== length) throw new Error('the text is wrong')
  return after.map((each, i) => each - before[i]).join(' ')
}

function answer(command, argument) {
  switch (command) {
    case 'measure':
      return measured(argument)
    case 'keep':
      writeFileSync(argument, saved())
      return 'ok'
    case 'memory':
      return memory(argument)
    case 'first-local':
      return String(measures.local.run())
    case 'first-load': {
      const bytes = readFileSync(argument)
      return String(timed(() => library.text(library.load(bytes))))
    }
    default:
      throw new Error(`what is ${command}?`)
  }
}

console.log = () => {} // the libraries' own remarks
say('ready')
for await (const line of createInterface({ input: process.stdin })) {
  const [command, argument] = line.split(' ')
  try {
    say(answer(command, argument))
  } catch (problem) {
    say(`failed ${String(problem.message ?? problem).replaceAll('\n', ' ')}`)
  }
}
