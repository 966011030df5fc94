package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"modelreg/catalog"
	"modelreg/catalog/example"
	"modelreg/catalog/site"
)

func main() {
	c, _, err := catalog.Load(context.Background(), example.FS, catalog.LoadOptions{Dir: "catalog/example"})
	if err != nil {
		panic(err)
	}
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	d := &site.Data{Catalog: c, Files: example.FS,
		Source:  site.Source{Repository: "acme/models", Server: "https://github.com", Commit: "4f2c9d181be03a2c0e1f7a6a5a4c9b8d7e6f5a4b", When: now.Add(-5 * time.Hour), Made: now, Tool: "modelreg v1.2.0"},
		Targets: []site.Target{{Name: "local", Where: "a file", Read: now}, {Name: "production", Where: "eu-west-1 of 444455556666", Problem: "the token has expired"}, {Name: "staging", Where: "us-east-1 of 111122223333", Read: now.Add(-time.Minute)}},
		Live: map[site.Key]site.Live{
			{"house-price", "2", "local"}:             {Status: "Approved", ARN: "arn:aws:sagemaker:us-east-1:000000000000:model-package/house-price/2", Number: 2},
			{"house-price", "3", "staging"}:           {Status: "Approved", ARN: "arn:aws:sagemaker:us-east-1:111122223333:model-package/house-price/3", Number: 3, Drift: []string{"set to Approved by hand; nothing proves that approval"}, Alarm: true},
			{"pricing/valuation", "1.1.0", "staging"}: {Status: "Approved", ARN: "arn:x", Number: 2},
		},
		Events:  []site.Event{{Key: site.Key{"house-price", "2", "local"}, Kind: site.Approved, When: now.AddDate(0, -3, 0), By: []string{"bob"}, Pull: 17}},
		Waiting: []site.Waiting{{Key: site.Key{"pricing/valuation", "1.1.0", "production"}, Reason: "1 of 2 approvals", Who: []string{"ana", "bob", "chen"}, Needed: 2}},
		Owners:  map[string][]string{"house-price": {"@acme/platform"}, "pricing/valuation": {"@acme/pricing"}, "pricing/rental-yield": {"@acme/pricing"}},
	}
	out := os.Args[1]
	err = site.Write(context.Background(), d, func(p string, b []byte) error {
		f := filepath.Join(out, p)
		os.MkdirAll(filepath.Dir(f), 0o755)
		return os.WriteFile(f, b, 0o644)
	})
	if err != nil {
		panic(err)
	}
}
