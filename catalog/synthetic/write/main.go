// Command write writes a synthetic catalog to a folder:
//
//	go run ./catalog/synthetic/write -versions 10000 -groups 500 DIR
package main

import (
	"flag"
	"fmt"
	"os"

	"modelreg/catalog/synthetic"
)

func main() {
	var o synthetic.Options
	flag.IntVar(&o.Versions, "versions", 10000, "how many versions in all groups together")
	flag.IntVar(&o.Groups, "groups", 500, "how many groups")
	flag.Uint64Var(&o.Seed, "seed", 1, "another seed gives other values")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: write [-versions N] [-groups N] [-seed N] DIR")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(64)
	}
	if err := synthetic.Write(flag.Arg(0), o); err != nil {
		fmt.Fprintln(os.Stderr, "write: error:", err)
		os.Exit(3)
	}
}
