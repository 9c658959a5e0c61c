// Package ingest brings deliveries of bills into the lake: watch, plan, fetch, stage, check, commit.
package ingest
