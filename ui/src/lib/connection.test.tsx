import { act, cleanup, renderHook } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Fault, take } from '../api/client'
import { onReturn, useReachable } from './connection'

afterEach(() => {
  cleanup()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const answer = (status: number, body: unknown) => Promise.resolve({ response: new Response('', { status }), data: status < 300 ? body : undefined, error: status < 300 ? undefined : body } as never)

describe('the connection', () => {
  it('is lost when nobody answers, is looked for, and comes back by itself', async () => {
    vi.useFakeTimers()
    const fetch = vi.fn().mockRejectedValueOnce(new TypeError('refused')).mockResolvedValue(new Response('{}'))
    vi.stubGlobal('fetch', fetch)
    const back = vi.fn()
    const stop = onReturn(back)
    const { result } = renderHook(() => useReachable())
    expect(result.current).toBe(true)
    await act(async () => {
      await expect(take(Promise.reject(new TypeError('refused')))).rejects.toMatchObject({ status: 0, code: 'UNREACHABLE' })
    })
    expect(result.current).toBe(false)
    await act(() => vi.advanceTimersByTimeAsync(600))
    expect(result.current).toBe(false)
    await act(() => vi.advanceTimersByTimeAsync(2000))
    expect(result.current).toBe(true)
    expect(back).toHaveBeenCalledTimes(1)
    expect(fetch).toHaveBeenCalledTimes(2)
    stop()
  })

  it('is not lost when the server says what is wrong', async () => {
    const { result } = renderHook(() => useReachable())
    await expect(take(answer(503, { code: 'SHUTTING_DOWN', detail: 'The server is going down.' }))).rejects.toMatchObject({ code: 'SHUTTING_DOWN', message: 'The server is going down.' })
    expect(result.current).toBe(true)
  })

  it('leaves a cancelled call alone', async () => {
    const { result } = renderHook(() => useReachable())
    await expect(take(Promise.reject(new DOMException('', 'AbortError')))).rejects.not.toBeInstanceOf(Fault)
    expect(result.current).toBe(true)
  })

  it('hands on what was answered', async () => {
    await expect(take(answer(200, { a: 1 }))).resolves.toEqual({ a: 1 })
  })
})
