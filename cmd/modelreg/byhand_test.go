package main

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"modelreg/sync"
	"modelreg/sync/emulator"
	"modelreg/sync/sagemaker"
)

// byhand FILE GROUP/NUMBER JSON updates a package in the registry of a local
// target, as somebody in a console would; of GROUP alone, JSON are tags to add.
func changeByHand(ts *testscript.TestScript, _ bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: byhand FILE GROUP/NUMBER|GROUP JSON")
	}
	reg, err := emulator.Open(ts.MkAbs(args[0]), emulator.Instant())
	ts.Check(err)
	defer reg.Close()
	const region, account = "us-east-1", "000000000000"
	ctx := context.Background()
	target, err := sagemaker.Open(ctx, sagemaker.Options{Region: region, AccountID: account, Embedded: emulator.Transport(reg)})
	ts.Check(err)
	arn := "arn:aws:sagemaker:" + region + ":" + account + ":model-package"
	if strings.Contains(args[1], "/") {
		var doc sync.Doc
		ts.Check(json.Unmarshal([]byte(args[2]), &doc))
		ts.Check(target.UpdatePackage(ctx, arn+"/"+args[1], doc))
		return
	}
	var tags map[string]string
	ts.Check(json.Unmarshal([]byte(args[2]), &tags))
	ts.Check(target.AddTags(ctx, arn+"-group/"+args[1], tags))
}
