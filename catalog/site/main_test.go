package site_test

import (
	"flag"
	"os"
	"testing"
)

func TestMain(m *testing.M) {
	// Each random catalog becomes some forty pages, three times. More of them: go test -rapid.checks=1000
	if err := flag.Set("rapid.checks", "30"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
