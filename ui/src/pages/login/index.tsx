import { Alert, Button, Divider, PasswordInput, Text, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { useEffect, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, Fault, take } from '../../api/client'
import { sayFault } from '../../lib/notify'
import { queries, useSession } from '../../lib/server'
import { useTitle } from '../../lib/title'
import { one, type Params } from '../../lib/url'
import { CodeLine } from '../../parts/CodeLine'
import { Owl } from '../../parts/Owl'
import { Unreachable } from '../../parts/Unreachable'
import classes from './login.module.css'
import { within } from './next'

/** Asks for a token, or sends to where the organisation knows the reader, and goes on to where the reader wanted to be. */
export default function LoginPage() {
  const { t } = useTranslation('login')
  useTitle(t('title'))
  const router = useRouter()
  const search: Params = useSearch({ strict: false })
  const [token, setToken] = useState('')
  const login = useMutation({
    mutationFn: (text: string) => take(api.POST('/api/session', { body: { token: text } })),
    onError: () => undefined, // shown below the field
    onSuccess: () => {
      queries.clear()
      router.history.replace(next)
    },
  })
  const session = useSession().data
  const ways = useQuery({ queryKey: ['logins'], queryFn: ({ signal }) => take(api.GET('/api/login', { signal })) }).data
  const failed = one(search, 'failed')
  const next = within(one(search, 'next'))
  useEffect(() => {
    if (session?.authentication === 'none') router.history.replace(next) // this server asks for no token
  }, [session, next, router])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (token.trim()) login.mutate(token.trim())
  }
  const wrong = login.error instanceof Fault && login.error.status === 401
  return (
    <form className={classes.card} onSubmit={submit}>
      <div className={classes.brand}><Owl size={36} /><Title order={1}>{t('heading')}</Title></div>
      <Unreachable />
      {failed && <Alert color="red" role="alert">{t([`failed.${failed}`, 'failed.other'])}</Alert>}
      {ways?.openid && (
        <Button component="a" href={`/auth/login?next=${encodeURIComponent(next)}`} size="sm" fullWidth>{t('openid')}</Button>
      )}
      {ways?.openid && ways.token && <Divider label={t('or')} />}
      {ways?.token !== false && (
        <>
          <PasswordInput
            label={t('token')}
            description={t('tokenAbout')}
            value={token}
            onChange={(e) => setToken(e.currentTarget.value)}
            error={login.isError ? (wrong ? t('wrong') : sayFault(login.error).message) : undefined}
            autoComplete="current-password"
            autoFocus
            required
            maxLength={512}
            visibilityToggleButtonProps={{ 'aria-label': t('show') }}
          />
          <Button type="submit" size="sm" fullWidth variant={ways?.openid ? 'default' : 'filled'} loading={login.isPending}>{t('go')}</Button>
          <div>
            <Text size="xs" c="dimmed" mb={4}>{t('how')}</Text>
            <CodeLine text="glaux token create --file tokens.json NAME" />
          </div>
        </>
      )}
    </form>
  )
}
