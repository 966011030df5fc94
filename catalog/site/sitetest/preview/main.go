// Preview writes the pages that the tests look at into a folder, for people who
// work on them: the example catalog with a past and registries that are made up,
// the same in trouble, bare, one with a long past, a small one of what is easily
// taken wrong, that without a registry that was read, and one that is full of
// hostile texts.
//
//	go run ./catalog/site/sitetest/preview DIR
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"modelreg/catalog/site/sitetest"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return fmt.Errorf("name the folder to write to, and nothing else: got %q", args)
	}
	for name, data := range sitetest.Sites() {
		files, err := sitetest.Files(data)
		if err != nil {
			return err
		}
		if err := sitetest.Write(filepath.Join(args[0], name), files); err != nil {
			return err
		}
	}
	return nil
}
