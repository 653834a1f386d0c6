// Keyed values in the libraries of others, for `./dev bench keys`: the same keys, measures and protocol
// as lab/src/main/java/kith/lab/bench/keys (KeysTrial.java says what is printed when).
//
//   node keys.mjs LIBRARY KEYS

import { createInterface } from 'node:readline'
import { timed } from './sampling.mjs'
import { libraries } from './keys-libraries.mjs'

const [name, keysText] = process.argv.slice(2)
const KEYS = Number(keysText)
const DIFFERENT = KEYS / 100
const library = await libraries[name]()
const free = library.free ?? (() => {})
const say = (line) => process.stdout.write(`${line}\n`)

/** Any generator does that gives the same each time: xorshift of 32 bits. */
let state = 1
function below(bound) {
  state ^= state << 13
  state ^= state >>> 17
  state ^= state << 5
  return (state >>> 0) % bound
}

const write = (key, value) => [Math.floor(key / 1000), Math.floor(key / 100) % 10, key % 100, value]

/** All keys in random order, then as many writes to random keys. */
const inserts = Array.from({ length: KEYS }, (_, i) => i)
for (let i = KEYS - 1; i > 0; i--) {
  const other = below(i + 1)
  ;[inserts[i], inserts[other]] = [inserts[other], inserts[i]]
}
const writes = inserts.map((key, i) => write(key, i))
for (let i = 0; i < KEYS; i++) writes.push(write(below(KEYS), KEYS + i))

const values = new Map()
for (const [g, s, k, value] of writes) values.set(g * 1000 + s * 100 + k, value)
const expected = [...values.values()].reduce((sum, each) => sum + each, 0)

function filled(overwritten) {
  const document = library.create(1)
  library.write(document, writes, 0, KEYS)
  if (overwritten) library.write(document, writes, KEYS, 2 * KEYS)
  return document
}

function check(document) {
  if (library.sum(document) !== expected) throw new Error('the values are wrong')
}

function own(from) {
  const count = Math.min(KEYS, library.ownMax)
  const document = library.create(1)
  if (from > 0) library.write(document, writes, 0, KEYS)
  const cost = timed(() => {
    for (let i = from; i < from + count; i++) library.write(document, writes, i, i + 1)
  })
  free(document)
  return `${(cost * 1000) / count} 0`
}

let saved
const file = () => (saved ??= library.save(filled(true)))

const measures = {
  insert() {
    const document = library.create(1)
    const cost = timed(() => library.write(document, writes, 0, KEYS))
    free(document)
    return `${cost} 0`
  },
  overwrite() {
    const document = filled(false)
    const cost = timed(() => library.write(document, writes, KEYS, 2 * KEYS))
    check(document)
    free(document)
    return `${cost} 0`
  },
  'insert-own': () => own(0),
  'overwrite-own': () => own(KEYS),
  save() {
    const document = filled(true)
    const cost = timed(() => library.save(document))
    free(document)
    return `${cost} ${file().length}`
  },
  'save-inserts'() {
    const document = filled(false)
    let bytes
    const cost = timed(() => (bytes = library.save(document)))
    free(document)
    return `${cost} ${bytes.length}`
  },
  load() {
    const bytes = file()
    let document
    const cost = timed(() => {
      document = library.load(bytes)
      check(document)
    })
    free(document)
    return `${cost} 0`
  },
  'sync-one-way': () => synced(DIFFERENT, 0),
  'sync-two-way': () => synced(DIFFERENT / 2, DIFFERENT / 2),
}

/** Two that loaded the same, and then wrote so many keys each, every write for itself. */
function synced(byA, byB) {
  const a = library.load(file(), 2)
  const b = library.load(file(), 3)
  for (let i = 0; i < byA; i++) library.write(a, [write(inserts[i], 3 * KEYS + i)], 0, 1)
  for (let i = 0; i < byB; i++) library.write(b, [write(inserts[KEYS - 1 - i], 3 * KEYS + i)], 0, 1)
  let done
  const cost = timed(() => (done = library.sync(a, b)))
  if (library.sum(a) !== library.sum(b)) throw new Error('the two differ')
  free(a)
  free(b)
  return `${cost} ${done.bytes} ${done.rounds} ${done.messages}`
}

say('ready')
for await (const line of createInterface({ input: process.stdin })) {
  try {
    say(measures[line.split(' ')[1]]())
  } catch (problem) {
    say(`failed ${String(problem.message ?? problem).replaceAll('\n', ' ')}`)
  }
}
