// What is done with editing traces that needs no files, so that a page can do it too.

/** A trace as it stands in its file, checked: `txns`, each a list of patches [position, deleted, inserted]; `end`; `graph` if it is one. */
export function checked(trace) {
  if (trace.startContent) throw new Error('a trace that does not begin with nothing')
  for (const txn of trace.txns) {
    for (const [, , inserted] of txn.patches) {
      // Positions count code points there, and units of UTF-16 here: the same without these.
      if (/[\ud800-\udfff]/.test(inserted)) throw new Error('a character beyond 16 bits')
    }
  }
  return {
    txns: trace.txns.map((txn) => txn.patches),
    end: trace.endContent,
    graph: trace.kind === 'concurrent' ? trace.txns : undefined,
  }
}

/** The text after the first `count` transactions of a sequential trace. */
export function textAfter(trace, count) {
  if (count >= trace.txns.length) return trace.end
  let text = ''
  for (const patches of trace.txns.slice(0, count)) {
    for (const [at, deleted, inserted] of patches) {
      text = text.slice(0, at) + inserted + text.slice(at + deleted)
    }
  }
  return text
}

/**
 * An update for each transaction of a graph: each author has a replica, which is given exactly what the
 * author had seen. A library that is quicker when it writes at an old version does that instead.
 */
export function updatesOf(library, graph) {
  return library.updates?.(graph) ?? simulated(library, graph)
}

function simulated(library, graph) {
  const replicas = new Map()
  const updates = []
  for (const [index, { agent, parents, patches }] of graph.entries()) {
    if (!replicas.has(agent)) {
      replicas.set(agent, { document: library.create(agent + 1), has: new Uint8Array(graph.length) })
    }
    const { document, has } = replicas.get(agent)
    const missing = pastWithout(graph, parents, has).map((each) => updates[each])
    if (library.receiveAll) library.receiveAll(document, missing)
    else for (const update of missing) library.receive(document, update)
    updates.push(library.live(document, patches))
    has[index] = 1
  }
  return updates
}

/** What is in the past of `parents`, and not yet in `has`, in order; marks it there. */
function pastWithout(graph, parents, has) {
  const missing = []
  const open = [...parents]
  while (open.length > 0) {
    const next = open.pop()
    if (has[next]) continue
    has[next] = 1
    missing.push(next)
    open.push(...graph[next].parents)
  }
  return missing.sort((a, b) => a - b)
}
