// Runs a peer for the bench: orders come on stdin, one a line, and every one is answered by one line on stdout.
import { createInterface } from 'node:readline'

export async function serve(peer) {
  for await (const line of createInterface({ input: process.stdin })) {
    const [verb, ...numbers] = line.trim().split(' ')
    const answer = await peer[verb](...numbers.map(Number))
    process.stdout.write(`${verb} ${answer ?? 0}\n`)
    if (verb === 'end') {
      process.exit(0)
    }
  }
}

export const chunks = (count, size, make) =>
  Array.from({ length: Math.ceil(count / size) }, (_, c) =>
    Array.from({ length: Math.min(size, count - c * size) }, (_, i) => make(c * size + i)))

// Hands the chunks to `width` senders at the same time.
export async function inParallel(list, width, send) {
  const queue = list[Symbol.iterator]()
  await Promise.all(Array.from({ length: width }, async () => {
    for (const chunk of queue) {
      await send(chunk)
    }
  }))
}
