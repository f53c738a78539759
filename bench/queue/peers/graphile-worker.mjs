import { Logger, WorkerPreset, makeWorkerUtils, run } from 'graphile-worker'
import { chunks, inParallel, serve } from './serve.mjs'

const connectionString = process.env.BENCH_URL
const logger = new Logger(() => (level, message) => level === 'error' && process.stderr.write(`${message}\n`))
let utils
let runner
let done = 0

serve({
  async setup() {
    utils = await makeWorkerUtils({ connectionString, logger })
    await utils.migrate()
  },
  enqueue: (count, size, width) =>
    inParallel(chunks(count, size, i => ({ identifier: 'bench', payload: { n: i } })), width, chunk => utils.addJobs(chunk)),
  // The settings of its page on performance: 24 jobs at a time; with a batch, the local queue of that size, completions sent together.
  async start(batch, workers) {
    done = 0
    const batched = batch > 1 ? { localQueue: { size: batch }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } : {}
    runner = await run({
      preset: { extends: [WorkerPreset], worker: { connectionString, concurrentJobs: workers, maxPoolSize: workers + 1, pollInterval: 2000, logger, ...batched } },
      noHandleSignals: true,
      logger,
      taskList: { bench: () => { done++ } },
    })
  },
  count: () => done,
  async stop() {
    await runner.stop()
    return done
  },
  end: () => utils.release(),
})
