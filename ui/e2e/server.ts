// The program under test: it makes the demo's world once, and serves it.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))

/** The program, and the folder that holds the world and the lake. */
export const program = resolve(process.env.GLAUX_BIN ?? join(here, '../../bin/glaux'))
export const world = resolve(process.env.GLAUX_E2E ?? join(here, '../../.cache/e2e/world'))
export const lake = join(world, 'lake')

/** Another lake, with nothing in it: one server at a time uses a lake. */
export const empty = join(world, 'empty')

/** Makes the world and loads it; where it is there already, it is used again. What people kept in it is forgotten. */
export function makeWorld(): void {
  mkdirSync(world, { recursive: true })
  rmSync(join(lake, 'workbench'), { force: true, recursive: true })
  execFileSync(program, ['demo', '--no-serve', '--lake', lake], { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** A port that nobody listens at. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => {
        if (address && typeof address === 'object') done(address.port)
        else fail(new Error('no port'))
      })
    })
  })
}

/** A running server. */
export class Server {
  readonly url: string
  private process?: ChildProcess
  private said = ''

  constructor(readonly port: number, readonly lake: string) {
    this.url = `http://127.0.0.1:${port}`
  }

  /** Starts it and waits until it answers. */
  async start(...args: string[]): Promise<this> {
    const child = spawn(program, ['serve', '--lake', this.lake, '--listen', `127.0.0.1:${this.port}`, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.process = child
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => { this.said += text.toString() })
    for (let i = 0; i < 300; i++) {
      if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${this.said}`)
      try {
        if ((await fetch(`${this.url}/api/session`)).status < 500) return this
      } catch {
        // not yet
      }
      await new Promise((done) => setTimeout(done, 100))
    }
    throw new Error(`the server does not answer: ${this.said}`)
  }

  /** Stops it as a person would, and waits until it has gone. */
  async stop(): Promise<void> {
    const child = this.process
    if (!child || child.exitCode !== null) return
    const gone = new Promise((done) => child.once('exit', done))
    child.kill('SIGTERM')
    await gone
  }
}
