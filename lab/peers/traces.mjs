// Editing traces as their files have them (github.com/josephg/editing-traces), and files of what takes long to make.

import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { checked } from './graphs.mjs'

/** What is in the file of a trace. */
export function readTrace(file) {
  const bytes = readFileSync(file)
  return checked(JSON.parse(file.endsWith('.gz') ? gunzipSync(bytes) : bytes))
}

/** A list of byte arrays that takes long to make: from the file, if it is there, else made and kept. */
export function kept(file, make) {
  if (existsSync(file)) return unpacked(readFileSync(file))
  const made = make()
  writeFileSync(`${file}.${process.pid}`, packed(made))
  renameSync(`${file}.${process.pid}`, file)
  return made
}

function packed(updates) {
  const parts = []
  for (const update of updates) {
    const length = Buffer.alloc(4)
    length.writeUInt32BE(update.length)
    parts.push(length, update)
  }
  return Buffer.concat(parts)
}

function unpacked(bytes) {
  const updates = []
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at)
    updates.push(new Uint8Array(bytes.subarray(at + 4, end)))
    at = end
  }
  return updates
}
