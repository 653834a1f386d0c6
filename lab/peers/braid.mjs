// A client of Kith that is not Kith's: the npm package braid-http, used as its readme says.
//
//   node braid.mjs URL PATH [text] subscribes to URL/PATH; commands come in as lines, events go out
//
//   in    put PATH JSON            writes URL/PATH
//         edit FROM TO JSON       with "text": replaces code points of the text that it has
//         quit
//   out   {"update":{"value":…,"version":[…],"parents":[…],"whole":true,"resumed":"true"}}
//         {"put":{"status":200,"version":"…"}}
//
// It comes back by itself when it is cut off, and says which version it has.

import { createInterface } from 'node:readline'
import { fetch as braidFetch } from 'braid-http'

const [url, path, text] = process.argv.slice(2)
const say = message => process.stdout.write(JSON.stringify(message) + '\n')
console.log = console.debug = () => {} // the library's own remarks

let value
let version
let resumed

/** Puts a part where a JSON Pointer in the form for URIs says; no content removes what is there. */
function patch(range, content) {
    const names = range.split('/').slice(1)
        .map(name => decodeURIComponent(name).replace(/~1/g, '/').replace(/~0/g, '~'))
    if (names.length === 0) {
        value = content === '' ? undefined : JSON.parse(content)
        return
    }
    const isObject = x => typeof x === 'object' && x !== null && !Array.isArray(x)
    if (!isObject(value)) value = {}
    let at = value
    for (const name of names.slice(0, -1)) {
        if (!isObject(at[name])) at[name] = {}
        at = at[name]
    }
    if (content === '') delete at[names.at(-1)]
    else at[names.at(-1)] = JSON.parse(content)
}

/** Puts parts of a text where their code points say, all of them in the text before. */
function patchText(patches) {
    const points = [...(value ?? '')]
    let grown = 0
    for (const one of patches) {
        const [from, to] = one.range.slice(1, -1).split(':').map(Number)
        const content = [...one.content_text]
        points.splice(from + grown, to - from, ...content)
        grown += content.length - (to - from)
    }
    value = points.join('')
}

const subscription = await braidFetch(`${url}/${path}`, {
    subscribe: true,
    heartbeats: 1,
    ...(text ? { headers: { Accept: 'text/plain' } } : {}),
    parents: () => (text ? null : version),
    retry: { retryRes: response => response.status >= 500 || response.status === 404,
             onRes: response => { resumed = response.headers.get('resumed') } },
})
subscription.subscribe(update => {
    if (text && update.patches) patchText(update.patches)
    else if (text) value = update.body_text
    else if (update.patches) for (const one of update.patches) patch(one.range, one.content_text)
    else value = update.body_text === '' ? undefined : JSON.parse(update.body_text)
    if (update.version) version = update.version
    say({ update: { value, version: update.version, parents: update.parents,
                    whole: !update.patches, resumed } })
})

for await (const line of createInterface({ input: process.stdin })) {
    const [command, where, ...rest] = line.split(' ')
    if (command === 'quit') process.exit(0)
    if (command === 'edit') {
        const response = await braidFetch(`${url}/${path}`, {
            method: 'PUT',
            patches: [{ unit: 'text', range: `[${where}:${rest[0]}]`, content: JSON.parse(rest.slice(1).join(' ')) }],
            version: [`client-${process.pid}-${performance.now()}`],
            parents: version,
            retry: true,
        })
        say({ put: { status: response.status, version: response.headers.get('version') } })
        continue
    }
    const response = await braidFetch(`${url}/${where}`, {
        method: 'PUT',
        body: rest.join(' '),
        version: [`client-${process.pid}-${performance.now()}`],
        retry: true,
    })
    say({ put: { status: response.status, version: response.headers.get('version') } })
}
