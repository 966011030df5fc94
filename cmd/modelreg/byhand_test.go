package main

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"modelreg/sync"
)

// byhand WHERE GROUP/NUMBER JSON updates a package in a registry (see
// openRegistry), as somebody in a console would; of GROUP alone, JSON are tags
// to add.
func changeByHand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: byhand FILE|ACCOUNT/REGION GROUP/NUMBER|GROUP JSON")
	}
	r := openRegistry(ts, args[0])
	defer r.close()
	ctx := context.Background()
	if strings.Contains(args[1], "/") {
		var doc sync.Doc
		ts.Check(json.Unmarshal([]byte(args[2]), &doc))
		ts.Check(r.target.UpdatePackage(ctx, r.arn+"model-package/"+args[1], doc))
		return
	}
	var tags map[string]string
	ts.Check(json.Unmarshal([]byte(args[2]), &tags))
	ts.Check(r.target.AddTags(ctx, r.arn+"model-package-group/"+args[1], tags))
}
