// How the peers in JavaScript are timed: processor time of the whole process, so that the collector
// and the compilers count; a warm-up, then samples that are as long as the clock needs.

const SAMPLE_MILLISECONDS = 40

// Of a measure that prepares much for each run, on the wall.
const PATIENCE_MILLISECONDS = 3000

/** Processor time of this process so far, in milliseconds. */
export function cpuMilliseconds() {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** What `work` costs, in milliseconds. */
export function timed(work) {
  const before = cpuMilliseconds()
  work()
  return cpuMilliseconds() - before
}

const isEarly = (start) => performance.now() - start < PATIENCE_MILLISECONDS

/** Runs until the code is warm: that long, or so often. A run answers what it cost. */
export function warmUp(run, milliseconds, runsMax = Infinity) {
  const start = performance.now()
  let total = 0
  for (let runs = 0; runs < runsMax && total < milliseconds && isEarly(start); runs++) {
    total += run()
  }
}

/** The median cost of a run, over as many as make a sample. */
export function sample(run) {
  const start = performance.now()
  const costs = []
  for (let total = 0; costs.length === 0 || (total < SAMPLE_MILLISECONDS && isEarly(start)); ) {
    const cost = run()
    total += cost
    costs.push(cost)
  }
  return costs.sort((a, b) => a - b)[costs.length >> 1]
}

/** The memories of the WebAssembly modules that are loaded after this call. */
export function watchMemories() {
  const memories = []
  const Real = WebAssembly.Instance
  WebAssembly.Instance = function (module, imports) {
    const instance = new Real(module, imports)
    for (const each of Object.values(instance.exports)) {
      if (each instanceof WebAssembly.Memory) memories.push(each)
    }
    return instance
  }
  return () => memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0)
}
