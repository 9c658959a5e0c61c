package webapi

import (
	"context"
	"io"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// maxBody bounds the body of a request: a statement of 256 KiB, with what JSON adds to it.
const maxBody = 2 << 20

// Body is an answer with a body.
type Body[T any] struct{ Body T }

// route registers one route. Whatever error the handler returns becomes a Problem.
func route[In, Out any](api huma.API, method, path, id, summary string, handle func(context.Context, *In) (*Body[Out], error)) {
	huma.Register(api, operation(api, method, path, id, summary), func(ctx context.Context, in *In) (*Body[Out], error) {
		out, err := handle(ctx, in)
		if err != nil {
			return nil, problemOf(ctx, err)
		}
		return out, nil
	})
}

// act registers a route that answers nothing but that it is done.
func act[In any](api huma.API, method, path, id, summary string, handle func(context.Context, *In) (*struct{}, error)) {
	huma.Register(api, operation(api, method, path, id, summary), func(ctx context.Context, in *In) (*struct{}, error) {
		if _, err := handle(ctx, in); err != nil {
			return nil, problemOf(ctx, err)
		}
		return nil, nil
	})
}

// File is an answer that is written while it is made, and is never held whole.
type File struct {
	// Name is the name under which a browser keeps it; "" for an answer that is read by the interface.
	Name string
	// Type is its media type.
	Type string
	// Write writes it. An error before the first byte becomes a Problem, one after it breaks the connection, so that nobody takes half a
	// file for a whole one.
	Write func(ctx context.Context, w Stream) error
}

// Stream is where a File is written to. Flush sends what was written on its way.
type Stream interface {
	io.Writer
	Flush()
}

// file registers a route that answers with a file of one of some media types.
func file[In any](api huma.API, method, path, id, summary string, types []string, handle func(context.Context, *In) (*File, error)) {
	o := operation(api, method, path, id, summary)
	o.SkipValidateBody = true // a raw body is read by its handler; huma would take it for a text
	content := map[string]*huma.MediaType{}
	for _, t := range types {
		content[t] = &huma.MediaType{Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}
	}
	o.Responses["200"] = &huma.Response{Description: http.StatusText(http.StatusOK), Content: content}
	huma.Register(api, o, func(ctx context.Context, in *In) (*huma.StreamResponse, error) {
		made, err := handle(ctx, in)
		if err != nil {
			return nil, problemOf(ctx, err)
		}
		return &huma.StreamResponse{Body: func(h huma.Context) {
			_, w := humago.Unwrap(h)
			sendFile(h.Context(), w, made)
		}}, nil
	})
}

// sendFile writes a file to a response.
func sendFile(ctx context.Context, w http.ResponseWriter, f *File) {
	out := &fileWriter{to: w}
	w.Header().Set("Content-Type", f.Type)
	if f.Name != "" {
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
	}
	err := f.Write(ctx, out)
	switch {
	case err == nil:
		if !out.begun {
			w.WriteHeader(http.StatusOK)
		}
	case out.begun:
		logOf(ctx).Warn("a file was broken off", "file", f.Name, "error", err)
		panic(http.ErrAbortHandler) // the only way to tell the other side
	default:
		w.Header().Del("Content-Disposition")
		writeProblem(w, problemOf(ctx, err))
	}
}

// fileWriter knows whether something was written.
type fileWriter struct {
	to    http.ResponseWriter
	begun bool
}

// Write writes.
func (f *fileWriter) Write(p []byte) (int, error) {
	f.begun = f.begun || len(p) > 0
	return f.to.Write(p)
}

// Flush sends what was written on its way.
func (f *fileWriter) Flush() {
	if to, ok := f.to.(http.Flusher); ok && f.begun {
		to.Flush()
	}
}

// operation describes a route, with a Problem as its answer to whatever goes wrong.
func operation(api huma.API, method, path, id, summary string) huma.Operation {
	schema := huma.SchemaFromType(api.OpenAPI().Components.Schemas, problemType)
	return huma.Operation{
		OperationID: id, Method: method, Path: path, Summary: summary, MaxBodyBytes: maxBody,
		Responses: map[string]*huma.Response{"default": {
			Description: "Problem", Content: map[string]*huma.MediaType{problemMedia: {Schema: schema}},
		}},
	}
}
