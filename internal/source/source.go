// Package source says what a kind of bill looks like.
package source
