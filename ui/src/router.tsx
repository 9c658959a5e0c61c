// Every page with its address. A page is loaded when it is first opened.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router'
import { billDays, queries } from './lib/server'
import { parseSearch, stringifySearch } from './lib/url'
import { Lines } from './parts/Loaded'
import { NotFound } from './parts/NotFound'
import { PageFault } from './parts/PageFault'
import { Shell } from './parts/Shell'

const root = createRootRoute({ component: Shell })
const home = createRoute({ getParentRoute: () => root, path: '/', beforeLoad: () => { throw redirect({ to: '/explorer' }) } })
const explorer = createRoute({
  getParentRoute: () => root, path: '/explorer', component: lazyRouteComponent(() => import('./pages/explorer')), loader: () => { void queries.prefetchQuery(billDays) },
})
const sql = createRoute({ getParentRoute: () => root, path: '/sql', component: lazyRouteComponent(() => import('./pages/sql')) })
const dashboards = createRoute({ getParentRoute: () => root, path: '/dashboards', component: lazyRouteComponent(() => import('./pages/dashboards')) })
const dashboard = createRoute({ getParentRoute: () => root, path: '/dashboards/$name', component: lazyRouteComponent(() => import('./pages/dashboards/one')) })
const status = createRoute({ getParentRoute: () => root, path: '/data', component: lazyRouteComponent(() => import('./pages/status')) })
const readiness = createRoute({ getParentRoute: () => root, path: '/readiness', component: lazyRouteComponent(() => import('./pages/readiness')) })
const sharing = createRoute({ getParentRoute: () => root, path: '/sharing', component: lazyRouteComponent(() => import('./pages/sharing')) })
const audit = createRoute({ getParentRoute: () => root, path: '/audit', component: lazyRouteComponent(() => import('./pages/audit')) })
const anomalies = createRoute({ getParentRoute: () => root, path: '/anomalies', component: lazyRouteComponent(() => import('./pages/anomalies')) })
const anomaly = createRoute({ getParentRoute: () => root, path: '/anomalies/$id', component: lazyRouteComponent(() => import('./pages/anomalies/case')) })
const addresses = createRoute({ getParentRoute: () => root, path: '/addresses', component: lazyRouteComponent(() => import('./pages/addresses')) })
const address = createRoute({ getParentRoute: () => root, path: '/addresses/$address', component: lazyRouteComponent(() => import('./pages/addresses')) })
const findings = createRoute({ getParentRoute: () => root, path: '/findings', component: lazyRouteComponent(() => import('./pages/findings')) })
const genai = createRoute({ getParentRoute: () => root, path: '/genai', component: lazyRouteComponent(() => import('./pages/genai')) })
const units = createRoute({ getParentRoute: () => root, path: '/units', component: lazyRouteComponent(() => import('./pages/units')) })
const unit = createRoute({ getParentRoute: () => root, path: '/units/$id', component: lazyRouteComponent(() => import('./pages/units/one')) })
const allocation = createRoute({ getParentRoute: () => root, path: '/allocation', component: lazyRouteComponent(() => import('./pages/allocation')) })
const investigate = createRoute({ getParentRoute: () => root, path: '/investigate', component: lazyRouteComponent(() => import('./pages/investigate')) })
const access = createRoute({ getParentRoute: () => root, path: '/access', component: lazyRouteComponent(() => import('./pages/access')) })
const workgroups = createRoute({ getParentRoute: () => root, path: '/workgroups', component: lazyRouteComponent(() => import('./pages/workgroups')) })
const help = createRoute({ getParentRoute: () => root, path: '/help', component: lazyRouteComponent(() => import('./pages/help')) })
const login = createRoute({ getParentRoute: () => root, path: '/login', component: lazyRouteComponent(() => import('./pages/login')) })

export const router = createRouter({
  routeTree: root.addChildren([home, explorer, anomalies, anomaly, findings, genai, units, unit, allocation, investigate, addresses, address, sql, dashboards, dashboard, status, readiness, sharing, audit, access, workgroups, help, login]),
  defaultPreload: 'intent',
  parseSearch,
  stringifySearch,
  defaultErrorComponent: PageFault,
  defaultNotFoundComponent: NotFound,
  defaultPendingComponent: () => <Lines />,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
