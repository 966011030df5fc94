package emulator_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"golang.org/x/sync/errgroup"

	"modelreg/sync/emulator"
)

// stock makes n packages in groups of twenty, four clients at a time.
func stock(b *testing.B, c *sagemaker.Client, n int) {
	b.Helper()
	var g errgroup.Group
	g.SetLimit(4)
	for i := range n / 20 {
		g.Go(func() error {
			name := fmt.Sprintf("group-%d", i)
			if _, err := c.CreateModelPackageGroup(b.Context(), &sagemaker.CreateModelPackageGroupInput{ModelPackageGroupName: &name}); err != nil {
				return err
			}
			for range 20 {
				if _, err := c.CreateModelPackage(b.Context(), packageInput(name)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkCreate10000 fills a store on disk, every call durable.
func BenchmarkCreate10000(b *testing.B) {
	for b.Loop() {
		r := openFile(b, filepath.Join(b.TempDir(), "registry.db"), emulator.Instant())
		stock(b, connect(b, r, account, "us-east-1"), 10_000)
		closeFile(b, r)
	}
}

// BenchmarkSweep reads 10,000 packages in pages of 100.
func BenchmarkSweep(b *testing.B) {
	_, c := start(b, emulator.Instant())
	stock(b, c, 10_000)
	b.Run("List", func(b *testing.B) {
		for b.Loop() {
			p := sagemaker.NewListModelPackagesPaginator(c, &sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned", MaxResults: aws.Int32(100)})
			for p.HasMorePages() {
				if _, err := p.NextPage(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("Search", func(b *testing.B) {
		for b.Loop() {
			p := sagemaker.NewSearchPaginator(c, &sagemaker.SearchInput{Resource: "ModelPackage", MaxResults: aws.Int32(100)})
			for p.HasMorePages() {
				if _, err := p.NextPage(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("SearchOneGroup", func(b *testing.B) {
		for b.Loop() {
			if _, err := c.Search(b.Context(), ptr(where(filter("ModelPackageGroupName", "Equals", "group-7")))); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func ptr(in sagemaker.SearchInput) *sagemaker.SearchInput {
	in.Resource = "ModelPackage"
	return &in
}
