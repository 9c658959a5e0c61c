package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// replaceFile writes a file that appears under its name only when it is whole: on an error, whatever stood there before stays.
// A path that is no regular file (a pipe, /dev/stdout) is written directly.
func replaceFile(path string, fill func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return usageError{fmt.Sprintf("%s is a folder", path)}
		}
		return fillFile(path, os.O_WRONLY, fill)
	}
	temporary, err := os.CreateTemp(filepath.Dir(path), ".glaux-*")
	if err != nil {
		return usageError{fmt.Sprintf("cannot write the output: %v", err)}
	}
	name := temporary.Name()
	err = errors.Join(temporary.Chmod(outputMode), temporary.Close())
	if err == nil {
		err = fillFile(name, os.O_WRONLY|os.O_TRUNC, fill)
	}
	if err == nil {
		err = os.Rename(name, path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}

// outputMode is the mode of an output file, as a shell would make it with the usual umask.
const outputMode = 0o644

// fillFile opens a file and fills it.
func fillFile(path string, flags int, fill func(io.Writer) error) error {
	file, err := os.OpenFile(path, flags, 0)
	if err != nil {
		return usageError{fmt.Sprintf("cannot write the output: %v", err)}
	}
	out := bufio.NewWriter(file)
	err = fill(out)
	if err == nil {
		err = out.Flush()
	}
	return errors.Join(err, file.Close())
}

// json writes a value for people and programs.
func (c *command) json(v any) error {
	out := json.NewEncoder(c.Stdout)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}
