package sync_test

import (
	"flag"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	// Each random catalog is synced several times. More of them: go test -rapid.checks=1000
	if err := flag.Set("rapid.checks", "25"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
