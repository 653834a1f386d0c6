// The libraries for text in JavaScript, each behind the same few functions, used as its documentation
// says:
//
//   create(agent)                 an empty document of that author, a number from 1 on
//   write(document, txns)         all transactions as one
//   live(document, patches)       one transaction; answers its update
//   save(document), load(bytes)   a file
//   history(document)             all of it as updates, a list of byte arrays
//   receive(document, update)     an update of another
//   text(document)
//   updates(graph)                where that is quicker than a replica for each author
//
// `liveMax` and `streamMax` say how many transactions and updates a sample takes, `warmUpRuns` how many
// runs warm it up at most, `authorsMax` of how many authors a graph may be.

const NAME = 't'

async function yjs() {
  const Y = await import('yjs')
  function create(agent) {
    const document = new Y.Doc()
    document.clientID = agent
    return document
  }
  function edit(text, patches) {
    for (const [at, deleted, inserted] of patches) {
      if (deleted > 0) text.delete(at, deleted)
      if (inserted !== '') text.insert(at, inserted)
    }
  }
  const receive = (document, update) => Y.applyUpdate(document, update)
  return {
    liveMax: 20_000,
    streamMax: 10_000,
    create,
    write(document, txns) {
      const text = document.getText(NAME)
      document.transact(() => {
        for (const patches of txns) edit(text, patches)
      })
    },
    live(document, patches) {
      if (document.last === undefined) document.on('update', (update) => (document.last = update))
      const text = document.getText(NAME)
      document.transact(() => edit(text, patches))
      return document.last
    },
    save: (document) => Y.encodeStateAsUpdate(document),
    load(bytes) {
      const document = new Y.Doc()
      Y.applyUpdate(document, bytes)
      return document
    },
    history: (document) => [Y.encodeStateAsUpdate(document)],
    receive,
    text: (document) => document.getText(NAME).toString(),
  }
}

async function diamond() {
  const { Doc, OpLog } = (await import('diamond-types-node')).default
  function edit(document, patches) {
    for (const [at, deleted, inserted] of patches) {
      if (deleted > 0) document.del(at, deleted)
      if (inserted !== '') document.ins(at, inserted)
    }
  }
  return {
    liveMax: 20_000,
    streamMax: 10_000,
    create: (agent) => new Doc(`a${agent}`),
    write(document, txns) {
      for (const patches of txns) edit(document, patches)
    },
    live(document, patches) {
      const before = document.getLocalVersion()
      edit(document, patches)
      return document.getPatchSince(before)
    },
    save: (document) => document.toBytes(),
    load: (bytes) => Doc.fromBytes(bytes, 'reader'),
    history: (document) => [document.toBytes()],
    receive: (document, update) => document.mergeBytes(update),
    text: (document) => document.get(),
    free: (document) => document.free(),
    updates(graph) {
      const log = new OpLog()
      const updates = []
      const versions = []
      for (const { agent, parents, patches } of graph) {
        const before = log.getLocalVersion()
        log.setAgent(`a${agent + 1}`)
        let at = Uint32Array.from(parents.flatMap((parent) => [...versions[parent]]))
        for (const [position, deleted, inserted] of patches) {
          if (deleted > 0) at = Uint32Array.of(log.del(position, deleted, at))
          if (inserted !== '') at = Uint32Array.of(log.ins(position, inserted, at))
        }
        versions.push(at)
        updates.push(log.getPatchSince(before))
      }
      return updates
    },
  }
}

async function loro() {
  const { LoroDoc } = await import('loro-crdt')
  function create(agent) {
    const document = new LoroDoc()
    document.setPeerId(BigInt(agent))
    return document
  }
  function edit(text, patches) {
    for (const [at, deleted, inserted] of patches) {
      if (deleted > 0) text.delete(at, deleted)
      if (inserted !== '') text.insert(at, inserted)
    }
  }
  function live(document, patches) {
    const from = document.oplogVersion()
    edit(document.getText(NAME), patches)
    document.commit()
    return document.export({ mode: 'update', from })
  }
  return {
    liveMax: 20_000,
    streamMax: 10_000,
    warmUpRuns: 40, // in one process it becomes slower with every document, freed or not
    create,
    write(document, txns) {
      const text = document.getText(NAME)
      for (const patches of txns) edit(text, patches)
      document.commit()
    },
    live,
    save: (document) => document.export({ mode: 'snapshot' }),
    load(bytes) {
      const document = new LoroDoc()
      document.import(bytes)
      return document
    },
    history: (document) => [document.export({ mode: 'update' })],
    receive: (document, update) => document.import(update),
    text: (document) => document.getText(NAME).toString(),
    free: (document) => document.free(),
    updates(graph) {
      const authors = new Set(graph.map((txn) => txn.agent)).size
      // A replica for each of many authors takes minutes; for two, going back and forth would.
      return authors > 10 ? loroUpdates(create(1), graph, live) : undefined
    },
  }
}

/** One document that goes to the version which the author had seen, for each transaction. */
function loroUpdates(document, graph, live) {
  document.setDetachedEditing(true)
  const versions = []
  const updates = []
  for (const { parents, patches } of graph) {
    document.checkout(parents.flatMap((parent) => versions[parent]))
    updates.push(live(document, patches))
    versions.push(document.frontiers())
  }
  return updates
}

async function automerge() {
  const A = await import('@automerge/automerge')
  const actor = (agent) => agent.toString(16).padStart(8, '0')
  // All replicas begin with the change that makes the text, the same in every process.
  const empty = A.init({ actor: '00000000' })
  const [first] = A.getAllChanges(A.change(empty, { time: 0 }, (doc) => (doc[NAME] = '')))
  function create(agent) {
    const [begun] = A.applyChanges(A.init({ actor: actor(agent) }), [first])
    return { doc: begun }
  }
  function edit(doc, patches) {
    for (const [at, deleted, inserted] of patches) A.splice(doc, [NAME], at, deleted, inserted)
  }
  return {
    liveMax: 5_000,
    streamMax: 500,
    authorsMax: 10, // with 200 replicas, or with changes at old versions, A1 takes more than five minutes
    create,
    write(document, txns) {
      document.doc = A.change(document.doc, (doc) => {
        for (const patches of txns) edit(doc, patches)
      })
    },
    live(document, patches) {
      document.doc = A.change(document.doc, (doc) => edit(doc, patches))
      return A.getLastLocalChange(document.doc)
    },
    save: (document) => A.save(document.doc),
    load: (bytes) => ({ doc: A.load(bytes) }),
    history: (document) => A.getAllChanges(document.doc).slice(1),
    receive(document, update) {
      ;[document.doc] = A.applyChanges(document.doc, [update])
    },
    receiveAll(document, updates) {
      ;[document.doc] = A.applyChanges(document.doc, updates)
    },
    text: (document) => document.doc[NAME],
    free: (document) => A.free(document.doc),
  }
}

export const libraries = {
  yjs: { open: yjs, folder: 'yjs' },
  diamond: { open: diamond, folder: 'diamond-types-node' },
  loro: { open: loro, folder: 'loro-crdt' },
  automerge: { open: automerge, folder: '@automerge/automerge' },
}
