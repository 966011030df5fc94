package proposal

import (
	"testing"
	"testing/fstest"
)

// TestOver holds an overlay to what a file system has to be.
func TestOver(t *testing.T) {
	below := fstest.MapFS{
		"registry.yaml":            {Data: []byte("a")},
		"churn/group.yaml":         {Data: []byte("b")},
		"churn/versions/1.yaml":    {Data: []byte("c")},
		"pricing/list/group.yaml":  {Data: []byte("d")},
		"pricing/list/versions/.x": {Data: []byte("e")},
	}
	over := Over(below, []File{
		{Path: "churn/versions/1.yaml", Text: []byte("changed")},
		{Path: "churn/versions/2.yaml", Text: []byte("new")},
		{Path: "new/deep/group.yaml", Text: []byte("new folder")},
	})
	err := fstest.TestFS(over, "registry.yaml", "churn/group.yaml", "churn/versions/1.yaml", "churn/versions/2.yaml",
		"pricing/list/versions/.x", "new/deep/group.yaml")
	if err != nil {
		t.Fatal(err)
	}
}
