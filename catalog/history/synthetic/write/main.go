// Command write makes a repository with a catalog and a long past:
//
//	go run ./catalog/history/synthetic/write -versions 10000 -merges 20000 DIR
package main

import (
	"context"
	"flag"
	"fmt"
	"os"

	"modelreg/catalog/history/synthetic"
)

func main() {
	var o synthetic.Options
	flag.IntVar(&o.Versions, "versions", 10000, "how many versions in all groups together")
	flag.IntVar(&o.Groups, "groups", 500, "how many groups")
	flag.IntVar(&o.Merges, "merges", 20000, "how many pull requests, of two commits each")
	flag.Uint64Var(&o.Seed, "seed", 1, "another seed gives other contents")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "usage: write [-versions N] [-groups N] [-merges N] [-seed N] DIR")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 1 {
		flag.Usage()
		os.Exit(64)
	}
	if err := synthetic.Write(context.Background(), flag.Arg(0), o); err != nil {
		fmt.Fprintln(os.Stderr, "write: error:", err)
		os.Exit(3)
	}
}
