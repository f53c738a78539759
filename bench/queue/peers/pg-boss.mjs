import { PgBoss } from 'pg-boss'
import { chunks, inParallel, serve } from './serve.mjs'

const queue = 'bench'
const boss = new PgBoss({ connectionString: process.env.BENCH_URL, max: 32, supervise: false, schedule: false })
boss.on('error', error => process.stderr.write(`${error.stack}\n`))
let done = 0
let stopping = false
let loops = []

async function work(batchSize) {
  while (!stopping) {
    const jobs = await boss.fetch(queue, { batchSize })
    if (jobs.length === 0) {
      await new Promise(resolve => setTimeout(resolve, 20))
      continue
    }
    await boss.complete(queue, jobs.map(job => job.id))
    done += jobs.length
  }
}

serve({
  async setup() {
    await boss.start()
    await boss.createQueue(queue)
  },
  enqueue: (count, size, width) => inParallel(chunks(count, size, i => ({ data: { n: i } })), width, chunk => boss.insert(queue, chunk)),
  async start(batch, workers) {
    done = 0
    stopping = false
    loops = Array.from({ length: workers }, () => work(batch))
  },
  count: () => done,
  async stop() {
    stopping = true
    await Promise.all(loops)
    return done
  },
  end: () => boss.stop({ graceful: false }),
})
