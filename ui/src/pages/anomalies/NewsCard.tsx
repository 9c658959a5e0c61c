// What changed lately, on the home page, unasked.
import { ActionIcon, Text, Tooltip } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import { IconChevronDown, IconChevronUp, IconRadar2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../lib/format'
import { Lines } from '../../parts/Loaded'
import classes from './anomalies.module.css'
import { Few } from './Cases'
import { newsQuery } from './data'

const most = 3

/**
 * A line that tells how many cases are open and what they would cost, and the most important ones below it. Nothing is shown where there is
 * nothing to tell; until that is known, its place is as high as it was the last time, so that nothing jumps.
 */
export function NewsCard() {
  const { t } = useTranslation('anomalies')
  const f = useFormat()
  const asked = useQuery(newsQuery)
  const news = asked.data
  const [folded, setFolded] = useLocalStorage({ key: 'glaux.news.folded', defaultValue: false, getInitialValueInEffect: false })
  const [lines, setLines] = useLocalStorage({ key: 'glaux.news.lines', defaultValue: 0, getInitialValueInEffect: false })
  const now = news ? (news.cases.length === 0 && news.fresh === 0 && news.ended === 0 ? 0 : 1 + Math.min(most, news.cases.length)) : asked.isError ? 0 : undefined
  useEffect(() => { if (now !== undefined) setLines(now) }, [now, setLines])
  if (!news) return asked.isPending && lines > 0 ? <div className={classes.news}><Lines count={folded ? 1 : lines} height={22} /></div> : null
  if (now === 0) return null
  const label = t(folded ? 'news.unfold' : 'news.fold')
  return (
    <section className={classes.news} aria-label={t('news.title')} data-testid="news">
      <div className={classes.newsHead}>
        <IconRadar2 size={16} stroke={1.6} aria-hidden />
        <Link to="/anomalies" className={classes.newsTitle}>{t('news.title')}</Link>
        <Text size="sm" component="span">
          {news.open > 0 ? t('news.open', { count: news.open, amount: f.money(news.monthly, { currency: news.currency, digits: 0 }) }) : t('news.quiet')}
        </Text>
        <Text size="xs" c="dimmed" component="span">{[news.fresh > 0 ? t('news.fresh', { count: news.fresh }) : '', news.ended > 0 ? t('news.ended', { count: news.ended }) : ''].filter(Boolean).join(' · ')}{news.since ? ` ${t('news.since', { day: f.date(news.since) })}` : ''}</Text>
        <div className={classes.fill} />
        {news.cases.length > 0 ? <Tooltip label={label}><ActionIcon size="sm" aria-label={label} aria-expanded={!folded} onClick={() => setFolded(!folded)}>{folded ? <IconChevronDown size={15} /> : <IconChevronUp size={15} />}</ActionIcon></Tooltip> : null}
      </div>
      {folded || news.cases.length === 0 ? null : <Few cases={news.cases.slice(0, most)} currency={news.currency} />}
    </section>
  )
}
