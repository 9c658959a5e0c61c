package ast

// statement walks a command.
func (w *walker) statement(s Statement) {
	_ = s
}

// command walks a part of a command.
func (w *walker) command(node Node) {
	_ = node
}
