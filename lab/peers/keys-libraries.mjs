// The libraries for keyed values in JavaScript, each behind the same few functions: 100 groups of 10
// sections of 100 keys, each with a number.
//
//   create(agent)                      an empty document of that author
//   write(document, writes, from, to)  one transaction; a write is [group, section, key, value]
//   save(document), load(bytes)        a file; `load(bytes, agent)` to write on as that author
//   sum(document)                      of all numbers, so that all are read
//   sync(a, b)                         brings both to the same state; answers bytes, rounds, messages

const group = (write) => `g${write[0]}`
const section = (write) => `s${write[1]}`
const key = (write) => `k${write[2]}`

async function yjs() {
  const Y = await import('yjs')
  function within(map, name) {
    let inner = map.get(name)
    if (inner === undefined) map.set(name, (inner = new Y.Map()))
    return inner
  }
  function create(agent) {
    const document = new Y.Doc()
    document.clientID = agent
    return document
  }
  return {
    ownMax: 100_000,
    create,
    write(document, writes, from, to) {
      document.transact(() => {
        const root = document.getMap('m')
        for (let i = from; i < to; i++) {
          within(within(root, group(writes[i])), section(writes[i])).set(key(writes[i]), writes[i][3])
        }
      })
    },
    save: (document) => Y.encodeStateAsUpdate(document),
    load(bytes, agent = 0xffff) {
      const document = create(agent)
      Y.applyUpdate(document, bytes)
      return document
    },
    sum(document) {
      let sum = 0
      for (const sections of document.getMap('m').values()) {
        for (const keys of sections.values()) for (const value of keys.values()) sum += value
      }
      return sum
    },
    sync(a, b) {
      const hasA = Y.encodeStateVector(a)
      const hasB = Y.encodeStateVector(b)
      const forB = Y.encodeStateAsUpdate(a, hasB)
      const forA = Y.encodeStateAsUpdate(b, hasA)
      Y.applyUpdate(b, forB)
      Y.applyUpdate(a, forA)
      return { bytes: hasA.length + hasB.length + forB.length + forA.length, rounds: 1, messages: 4 }
    },
  }
}

async function loro() {
  const { LoroDoc, LoroMap, VersionVector } = await import('loro-crdt')
  function within(map, name) {
    const inner = map.get(name)
    return inner === undefined ? map.setContainer(name, new LoroMap()) : inner
  }
  function create(agent) {
    const document = new LoroDoc()
    document.setPeerId(BigInt(agent))
    return document
  }
  const sections = new WeakMap()
  /** As an application would, it keeps the maps that it has looked up. */
  function sectionOf(document, write) {
    let known = sections.get(document)
    if (known === undefined) sections.set(document, (known = new Map()))
    const name = write[0] * 10 + write[1]
    if (!known.has(name)) {
      known.set(name, within(within(document.getMap('m'), group(write)), section(write)))
    }
    return known.get(name)
  }
  return {
    ownMax: 100_000,
    create,
    write(document, writes, from, to) {
      for (let i = from; i < to; i++) sectionOf(document, writes[i]).set(key(writes[i]), writes[i][3])
      document.commit()
    },
    save: (document) => document.export({ mode: 'snapshot' }),
    load(bytes, agent = 0xffff) {
      const document = create(agent)
      document.import(bytes)
      return document
    },
    sum(document) {
      let sum = 0
      for (const sections of Object.values(document.getMap('m').toJSON())) {
        for (const keys of Object.values(sections)) for (const value of Object.values(keys)) sum += value
      }
      return sum
    },
    sync(a, b) {
      const hasA = a.oplogVersion().encode()
      const hasB = b.oplogVersion().encode()
      const forB = a.export({ mode: 'update', from: VersionVector.decode(hasB) })
      const forA = b.export({ mode: 'update', from: VersionVector.decode(hasA) })
      b.import(forB)
      a.import(forA)
      return { bytes: hasA.length + hasB.length + forB.length + forA.length, rounds: 1, messages: 4 }
    },
    free: (document) => document.free(),
  }
}

async function automerge() {
  const A = await import('@automerge/automerge')
  const actor = (agent) => agent.toString(16).padStart(8, '0')
  function within(map, name) {
    if (map[name] === undefined) map[name] = {}
    return map[name]
  }
  return {
    ownMax: 5_000,
    create: (agent) => ({ doc: A.init({ actor: actor(agent) }) }),
    write(document, writes, from, to) {
      document.doc = A.change(document.doc, (doc) => {
        for (let i = from; i < to; i++) {
          within(within(doc, group(writes[i])), section(writes[i]))[key(writes[i])] = writes[i][3]
        }
      })
    },
    save: (document) => A.save(document.doc),
    load: (bytes, agent = 0xffff) => ({ doc: A.load(bytes, { actor: actor(agent) }) }),
    sum(document) {
      let sum = 0
      for (const sections of Object.values(document.doc)) {
        for (const keys of Object.values(sections)) for (const value of Object.values(keys)) sum += value
      }
      return sum
    },
    sync(a, b) {
      let stateA = A.initSyncState()
      let stateB = A.initSyncState()
      let bytes = 0
      let messages = 0
      let rounds = 0
      for (let quiet = false; !quiet; rounds++) {
        let toB, toA
        ;[stateA, toB] = A.generateSyncMessage(a.doc, stateA)
        ;[stateB, toA] = A.generateSyncMessage(b.doc, stateB)
        for (const message of [toA, toB]) {
          if (message) {
            bytes += message.length
            messages++
          }
        }
        if (toB) [b.doc, stateB] = A.receiveSyncMessage(b.doc, stateB, toB)
        if (toA) [a.doc, stateA] = A.receiveSyncMessage(a.doc, stateA, toA)
        quiet = !toA && !toB
      }
      return { bytes, rounds: rounds - 1, messages }
    },
    free: (document) => A.free(document.doc),
  }
}

export const libraries = { yjs, loro, automerge }
