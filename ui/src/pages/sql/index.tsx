export { SqlPage as default } from './SqlPage'
