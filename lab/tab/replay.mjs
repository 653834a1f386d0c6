// Tells engines again what they were told in records, and compares what comes of each step with what came of it on the
// JVM. Says in a line of JSON for each record how many steps were the same, and the first that was not.
//
//   replay.mjs FOLDER    with files N.record and N.hashes, N from 0 on: a record, and a hash a line for its steps

export default async function run(say, read, [folder]) {
  const text = async (file) => new TextDecoder().decode(await read(`${folder}/${file}`))
  const replay = await import('../target/tab/replay.js')
  const records = Number(await text('records'))
  for (let number = 0; number < records; number++) {
    const expected = (await text(`${number}.hashes`)).trim().split('\n')
    const record = await read(`${folder}/${number}.record`)
    let same = 0
    let different = ''
    try {
      replay.open(new Int8Array(record.buffer, record.byteOffset, record.length))
      while (same < expected.length && replay.next() === expected[same]) same++
      if (same < expected.length) different = replay.told()
    } catch (error) {
      different = String(error?.stack ?? error)
    }
    await say(JSON.stringify({ record: number, same, different }))
  }
}
