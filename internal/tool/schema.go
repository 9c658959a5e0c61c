package tool

import (
	"reflect"
	"strings"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/glauxhq/glaux/internal/anomaly"
	"github.com/glauxhq/glaux/internal/money"
)

// schemaOf returns the schema of a type, with the descriptions and the values that its doc and enum tags say, as the OpenAPI document has them.
func schemaOf[T any]() (*jsonschema.Schema, error) {
	s, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[money.Amount](): {Type: "string", Description: "an exact decimal number"},
		reflect.TypeFor[time.Time]():    {Type: "string", Format: "date-time"},
		reflect.TypeFor[anomaly.Day]():  {Type: "integer"},
	}})
	if err != nil {
		return nil, err
	}
	describe(s, reflect.TypeFor[T]())
	return s, nil
}

// describe puts what the tags of fields say into the schema of their type.
func describe(s *jsonschema.Schema, t reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() { //nolint:exhaustive // others have no fields
	case reflect.Slice, reflect.Array:
		if s.Items != nil {
			describe(s.Items, t.Elem())
		}
	case reflect.Map:
		if s.AdditionalProperties != nil {
			describe(s.AdditionalProperties, t.Elem())
		}
	case reflect.Struct:
		for field := range fieldsOf(t) {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if field.Anonymous && name == "" {
				describe(s, field.Type)
				continue
			}
			if name == "" {
				name = field.Name
			}
			if property := s.Properties[name]; property != nil {
				tagged(property, field)
				describe(property, field.Type)
			}
		}
	}
}

// fieldsOf iterates over the fields of a struct.
func fieldsOf(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}

// tagged reads the tags of a field.
func tagged(s *jsonschema.Schema, field reflect.StructField) {
	if text := field.Tag.Get("doc"); text != "" {
		s.Description = text
	}
	values := field.Tag.Get("enum")
	if values == "" {
		return
	}
	into := s
	if s.Items != nil {
		into = s.Items
	}
	if into.Enum = nil; into.Type == "string" {
		for value := range strings.SplitSeq(values, ",") {
			into.Enum = append(into.Enum, value)
		}
	}
}
