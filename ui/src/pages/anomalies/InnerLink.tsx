import { Anchor } from '@mantine/core'
import { useRouter } from '@tanstack/react-router'

/** A link within the product, by its address. */
export function InnerLink({ href, children }: { href: string; children: string }) {
  const router = useRouter()
  return <Anchor size="xs" href={href} onClick={(e) => { if (!e.metaKey && !e.ctrlKey && !e.shiftKey && e.button === 0) { e.preventDefault(); router.history.push(href) } }}>{children}</Anchor>
}
