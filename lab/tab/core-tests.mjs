// Runs the core's tests that were compiled for a tab, and tells of each in a line of JSON: its name, and why it failed.
//
//   core-tests.mjs LIST [PART]   the tests of a list beside the module, a number and a name a line; or those of them
//                                with that part in their name

/** What the tests read. */
const DOCS = [
  'protocol/identity.md', 'vectors/json-cases.txt', 'vectors/sha256.txt',
  ...['broadcast', 'cluster', 'columns', 'directory', 'ed25519', 'hkdf', 'identity', 'log', 'merge', 'network', 'ops', 'overlay',
    'paths', 'probe', 'query', 'rewritten', 'sketch', 'snapshot', 'store', 'sync', 'values', 'work'].map((name) => `vectors/${name}.json`),
]

export default async function run(say, read, [list, part = '']) {
  const text = async (file) => new TextDecoder().decode(await read(file))
  const docs = new Map()
  for (const name of DOCS) docs.set(name, await text(`docs/${name}`))
  globalThis.kithDoc = (name) => docs.get(name) ?? `the page did not fetch ${name}`
  const tests = await import('../target/tab/core-tests.js')
  for (const line of (await text(`lab/target/tab/${list}`)).trim().split('\n')) {
    const [number, name] = line.split(' ')
    if (!name.includes(part)) continue
    const begun = performance.now()
    let why
    try {
      why = tests.run(Number(number))
    } catch (error) {
      why = String(error?.stack ?? error)
    }
    await say(JSON.stringify({ test: name, why, millis: Math.round(performance.now() - begun) }))
  }
}
