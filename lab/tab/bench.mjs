// Kith, compiled for a tab, beside Yjs in the same page. Says in a line of JSON for each measure what came of it.
//
//   bench.mjs ROUNDS TRACE…    a trace is a file of editing traces, gzipped, or `keys:COUNT`
//
// The first run is told as the cold one. Then each is run until it is warm, and the medians are of rounds in which each
// runs once. Times are on the wall: a page has no other clock. The collector is not called in between: in V8 that
// throws away what was compiled, too, and each run is as the first.
import { checked, textAfter, updatesOf } from '../peers/graphs.mjs'
import { libraries as keyed } from '../peers/keys-libraries.mjs'
import { libraries } from '../peers/text-libraries.mjs'

const WARM_UP_MILLISECONDS = 1000
const LIVE_MAX = 20_000
const STREAM_MAX = 10_000
const READER = 0xffff // an author who writes nothing

const once = (make) => {
  let made
  return () => (made ??= make())
}

function timed(work) {
  const begun = performance.now()
  work()
  return performance.now() - begun
}

const median = (numbers) => numbers.sort((a, b) => a - b)[numbers.length >> 1]

/** The core's text, in the words of text-libraries.mjs. */
const kithText = ({ TextInTab }) => {
  const edit = (text, patches) => {
    for (const [at, deleted, inserted] of patches) text.splice(at, deleted, inserted)
  }
  return {
    create: (author) => new TextInTab(author),
    write(text, txns) {
      for (const patches of txns) edit(text, patches)
      text.commit()
    },
    live(text, patches) {
      edit(text, patches)
      return text.update()
    },
    save: (text) => text.save(),
    history: (text) => [text.history()],
    receive: (text, update) => text.receive(update),
    text: (text) => text.text(),
  }
}

const size = (updates) => updates.reduce((sum, each) => sum + each.length, 0)

/** What is measured of a library with a trace: for each measure a run, which answers milliseconds, and what it is per. */
function textMeasures(library, { txns, end, graph }) {
  const check = (document, expected) => {
    if (library.text(document) !== expected) throw new Error('the text is wrong')
  }
  const receive = (updates, expected) => {
    const document = library.create(READER)
    const cost = timed(() => {
      for (const update of updates) library.receive(document, update)
      if (expected !== undefined) check(document, expected)
      else library.text(document)
    })
    return { cost, document }
  }
  const written = once(() => {
    const document = library.create(1)
    library.write(document, txns)
    return document
  })
  const updates = once(() => {
    if (graph) return updatesOf(library, graph)
    const document = library.create(1)
    return txns.slice(0, LIVE_MAX).map((patches) => library.live(document, patches))
  })
  const whole = once(() => (graph ? receive(updates(), end).document : written()))
  const history = once(() => library.history(whole()))
  const streamed = once(() => updates().slice(0, STREAM_MAX))
  const streamEnd = graph ? (updates) => (updates < graph.length ? undefined : end) : (updates) => textAfter({ txns, end }, updates)
  const merging = {
    'merging all, ms': { run: () => receive(history(), end).cost, bytes: () => size(history()) },
    'a received edit, µs': {
      run: () => receive(streamed(), streamEnd(streamed().length)).cost,
      per: () => streamed().length / 1000,
    },
  }
  if (graph) return merging
  const liveTxns = txns.slice(0, LIVE_MAX)
  return {
    'all edits, ms': {
      run() {
        const document = library.create(1)
        const cost = timed(() => library.write(document, txns))
        check(document, end)
        return cost
      },
      bytes: () => library.save(written()).length,
    },
    'live edit with its message, µs': {
      run() {
        const document = library.create(1)
        return timed(() => {
          for (const patches of liveTxns) library.live(document, patches)
        })
      },
      per: () => liveTxns.length / 1000,
      bytes: () => size(updates()) / updates().length,
    },
    ...merging,
  }
}

/** All keys in one transaction, again over the first ones, and each in a transaction of its own. */
function kithKeys({ KeysInTab }, keys) {
  return {
    'all keys, ms': {
      run() {
        const values = new KeysInTab(keys)
        return timed(() => values.writeAll(false))
      },
    },
    'all keys again, ms': {
      run() {
        const values = new KeysInTab(keys)
        values.writeAll(false)
        return timed(() => values.writeAll(true))
      },
    },
    'each key for itself, ms': {
      run() {
        const values = new KeysInTab(keys)
        return timed(() => values.writeEach())
      },
    },
  }
}

/** The same keys in the same form, in an order as random as Kith's. */
function otherKeys(library, keys) {
  const order = Array.from({ length: keys }, (_, i) => (i * 61_803) % keys)
  const writes = [...order, ...order.toReversed()].map((key, i) => [Math.floor(key / 1000), Math.floor(key / 100) % 10, key % 100, i])
  return {
    'all keys, ms': {
      run() {
        const document = library.create(1)
        return timed(() => library.write(document, writes, 0, keys))
      },
    },
    'all keys again, ms': {
      run() {
        const document = library.create(1)
        library.write(document, writes, 0, keys)
        return timed(() => library.write(document, writes, keys, 2 * keys))
      },
    },
    'each key for itself, ms': {
      run() {
        const document = library.create(1)
        return timed(() => {
          for (let i = 0; i < keys; i++) library.write(document, writes, i, i + 1)
        })
      },
    },
  }
}

/** A cold run of each, runs until each is warm, and rounds in which each runs once. */
function compared(measures, rounds) {
  const told = {}
  const cost = ({ run, per }) => run() / (per?.() ?? 1)
  for (const [name, measure] of Object.entries(measures)) {
    told[name] = { cold: cost(measure), costs: [] }
    for (let total = told[name].cold * (measure.per?.() ?? 1); total < WARM_UP_MILLISECONDS; ) total += measure.run()
  }
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(measures)) told[name].costs.push(cost(measure))
  }
  for (const [name, { cold, costs }] of Object.entries(told)) {
    told[name] = { cold, median: median(costs), bytes: measures[name].bytes?.() ?? null }
  }
  return told
}

async function readTrace(read, file) {
  const unpacked = new Blob([await read(file)]).stream().pipeThrough(new DecompressionStream('gzip'))
  return checked(await new Response(unpacked).json())
}

export default async function run(say, read, [rounds, ...traces]) {
  const kith = await import('../target/tab/bench.js')
  for (const file of traces) {
    let all
    if (file.startsWith('keys:')) {
      const keys = Number(file.slice(5))
      all = { kith: kithKeys(kith, keys), yjs: otherKeys(await keyed.yjs(), keys) }
    } else {
      const trace = await readTrace(read, file)
      const { open } = libraries.yjs
      all = { kith: textMeasures(kithText(kith), trace), yjs: textMeasures(await open(), trace) }
    }
    for (const measure of Object.keys(all.kith)) {
      const pair = Object.fromEntries(Object.entries(all).map(([library, measures]) => [library, measures[measure]]))
      await say(JSON.stringify({ measure, ...compared(pair, Number(rounds)) }))
    }
  }
}
