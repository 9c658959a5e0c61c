package demo

import _ "embed"

//go:embed click.yaml
var clickUnit []byte

// Unit returns the file of a unit over the world, what one click costs, and its name.
func Unit() (name string, text []byte) { return "click.yaml", clickUnit }
