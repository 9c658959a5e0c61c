package config

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/glauxhq/glaux/internal/render"
)

// Setting is one thing that can be set.
type Setting struct {
	// Name is the flag and the key in the file.
	Name string
	// Value is what help shows for the value: DIR, N.
	Value string
	// Doc is one line of help.
	Doc string
	set func(c *Config, text string) error
}

// Settings returns all settings, in the order in which help shows them.
func Settings() []Setting {
	return []Setting{
		{"lake", "DIR", "folder of the lake: sources, snapshots and their files", text(func(c *Config) *string { return &c.Lake })},
		{"database", "NAME", "database of table names that have none", text(func(c *Config) *string { return &c.Database })},
		{"location", "LIST", "places that CREATE TABLE may name, with commas between: FOLDER or s3://bucket/prefix/=FOLDER", setLocations},
		{"format", "FORMAT", "how rows are written: table, csv, tsv, json, jsonl, parquet, markdown", setFormat},
		{"max-rows", "N", "most rows to show; 0 for all (default: 1000 for table and markdown, all for the others)", setMaxRows},
		{"policy", "FILE", "policy file: who may see which rows and columns", text(func(c *Config) *string { return &c.Policy })},
		{"as", "PRINCIPAL", "ask as this principal of the policy", text(func(c *Config) *string { return &c.As })},
		{"memory", "SIZE", "most memory of the engine, such as 2GB", size(func(c *Config) *int64 { return &c.Memory })},
		{"threads", "N", "most threads of the engine", setThreads},
		{"temp", "DIR", "folder for what does not fit into memory", text(func(c *Config) *string { return &c.Temp })},
		{"temp-limit", "SIZE", "most disk space in that folder, such as 20GB", size(func(c *Config) *int64 { return &c.TempLimit })},
	}
}

// text returns a setter of a text that is not empty.
func text(field func(*Config) *string) func(*Config, string) error {
	return func(c *Config, s string) error {
		if s == "" {
			return errors.New("the value is empty")
		}
		*field(c) = s
		return nil
	}
}

// size returns a setter of a number of bytes.
func size(field func(*Config) *int64) func(*Config, string) error {
	return func(c *Config, s string) error {
		n, err := ParseSize(s)
		if err != nil {
			return err
		}
		*field(c) = n
		return nil
	}
}

// setLocations reads a list of places.
func setLocations(c *Config, s string) error {
	for place := range strings.SplitSeq(s, ",") {
		place = strings.TrimSpace(place)
		_, folder, mapped := strings.Cut(place, "=")
		if remote := strings.HasPrefix(place, "s3://"); place == "" || remote && (!mapped || folder == "") {
			return fmt.Errorf("%q is no location such as /data/logs or s3://bucket/prefix/=/data/logs", place)
		}
	}
	c.Locations = s
	return nil
}

func setFormat(c *Config, s string) error {
	f, err := render.ParseFormat(s)
	c.Format = f
	return err
}

func setMaxRows(c *Config, s string) error {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return fmt.Errorf("%q is not a number of rows", s)
	}
	c.MaxRows = n
	return nil
}

func setThreads(c *Config, s string) error {
	const most = 1024
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		return fmt.Errorf("%q is not a number from 1 to %d", s, most)
	}
	c.Threads = n
	return nil
}

// ParseSize reads a size such as 512MB, 2GiB or 1000000. KB, MB, GB and TB are powers of 1000, KiB and so on powers of 1024.
func ParseSize(s string) (int64, error) {
	digits := strings.TrimRight(s, "KMGTiBkmgtb ")
	n, err := strconv.ParseFloat(digits, 64)
	factor, ok := sizeUnit(strings.ToUpper(strings.TrimSpace(s[len(digits):])))
	bytes := n * factor
	if fits := bytes >= 1 && bytes < math.MaxInt64; err != nil || !ok || !fits { // NaN does not fit either
		return 0, fmt.Errorf("%q is not a size such as 512MB or 2GiB", s)
	}
	return int64(bytes), nil
}

// sizeUnit returns how many bytes a unit has.
func sizeUnit(unit string) (float64, bool) {
	if unit == "" || unit == "B" {
		return 1, true
	}
	base := 1000.0
	if len(unit) == 3 && unit[1:] == "IB" {
		base = 1024
	} else if len(unit) != 2 || unit[1] != 'B' {
		return 0, false
	}
	power := strings.IndexByte("KMGT", unit[0]) + 1
	return math.Pow(base, float64(power)), power > 0
}
