// The style sheets of Mantine that are used, in a layer: our own styles win, in whatever order the files come.
import '@mantine/core/styles.layer.css'
import '@mantine/dates/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
