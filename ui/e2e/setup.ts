import { freePort, lake, makeWorld, Server } from './server'

/** Makes the world, starts the server that all tests share, and returns what stops it. */
export default async function setup(): Promise<() => Promise<void>> {
  makeWorld()
  const server = await new Server(await freePort(), lake).start('--alert-allow', 'loopback')
  process.env.GLAUX_URL = server.url
  return () => server.stop()
}
