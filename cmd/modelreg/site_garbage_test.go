package main

import (
	"math"
	"runtime/debug"
	"testing"

	"modelreg/cmd/internal/cli"
)

func TestGarbage(t *testing.T) {
	percent, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	defer debug.SetMemoryLimit(limit)
	defer debug.SetGCPercent(percent)
	now := func() int {
		is := debug.SetGCPercent(100)
		debug.SetGCPercent(is)
		return is
	}
	tests := map[string]struct {
		env            string
		was            int
		limit, outgrow int64
		during, after  int
	}{
		"with a limit":                  {"", -1, 1 << 40, 1 << 40, 50, -1},
		"with a limit that is outgrown": {"", -1, 1 << 40, math.MaxInt64, 50, 50},
		"with a percentage":             {"", 75, math.MaxInt64, math.MaxInt64, 50, 75},
		"as somebody has set it":        {"GOGC", 300, math.MaxInt64, math.MaxInt64, 300, 300},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			debug.SetGCPercent(tt.was)
			debug.SetMemoryLimit(tt.limit)
			a := &app{World: cli.World{Getenv: func(name string) string {
				if name == tt.env {
					return "300"
				}
				return ""
			}}}
			before := a.garbage(50)
			if got := now(); got != tt.during {
				t.Errorf("while it is set: %d, want %d", got, tt.during)
			}
			debug.SetMemoryLimit(tt.outgrow)
			before()
			if got := now(); got != tt.after {
				t.Errorf("afterwards: %d, want %d", got, tt.after)
			}
		})
	}
}
