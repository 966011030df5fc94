package emulator_test

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker"
	"github.com/aws/aws-sdk-go-v2/service/sagemaker/types"
	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"modelreg/sync/emulator"
)

// listed reads all pages, and says how many there were.
func listed(t testing.TB, c *sagemaker.Client, in *sagemaker.ListModelPackagesInput) (names []string, pages int) {
	t.Helper()
	p := sagemaker.NewListModelPackagesPaginator(c, in)
	for p.HasMorePages() {
		out, err := p.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		pages++
		for _, s := range out.ModelPackageSummaryList {
			if s.ModelPackageName != nil {
				t.Errorf("a versioned package has the name %s", *s.ModelPackageName)
			}
			names = append(names, fmt.Sprintf("%s/%d", *s.ModelPackageGroupName, *s.ModelPackageVersion))
		}
	}
	return names, pages
}

// populate makes the packages b/1, a/1, b/2, a/2 ..., one a second. Every
// second one is approved.
func populate(t testing.TB, c *sagemaker.Client, clk *clock, n int) {
	t.Helper()
	createGroup(t, c, "b")
	createGroup(t, c, "a")
	for i := range n {
		for _, group := range []string{"b", "a"} {
			clk.Advance(1e9)
			createPackage(t, c, packageInput(group, func(in *sagemaker.CreateModelPackageInput) {
				if i%2 == 1 {
					in.ModelApprovalStatus = "Approved"
				}
			}))
		}
	}
}

func TestListPackages(t *testing.T) {
	clk := newClock()
	_, c := start(t, emulator.Options{Clock: clk.Now})
	populate(t, c, clk, 2)
	begin := newClock().Now()
	ascending := []string{"b/1", "a/1", "b/2", "a/2"}
	tests := []struct {
		name string
		in   sagemaker.ListModelPackagesInput
		want []string
	}{
		{"nothing said means unversioned", sagemaker.ListModelPackagesInput{}, nil},
		{"versioned", sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned"}, ascending},
		{"both", sagemaker.ListModelPackagesInput{ModelPackageType: "Both"}, ascending},
		{"descending", sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned", SortOrder: "Descending"}, []string{"a/2", "b/2", "a/1", "b/1"}},
		{"by name", sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned", SortBy: "Name"}, []string{"a/1", "a/2", "b/1", "b/2"}},
		{"by name, descending", sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned", SortBy: "Name", SortOrder: "Descending"}, []string{"b/2", "b/1", "a/2", "a/1"}},
		{"a group", sagemaker.ListModelPackagesInput{ModelPackageGroupName: aws.String("b")}, []string{"b/1", "b/2"}},
		{"a group by ARN, descending", sagemaker.ListModelPackagesInput{ModelPackageGroupName: aws.String(groupPrefix + "b"), SortOrder: "Descending"}, []string{"b/2", "b/1"}},
		{"unversioned of a group", sagemaker.ListModelPackagesInput{ModelPackageGroupName: aws.String("b"), ModelPackageType: "Unversioned"}, nil},
		{"approved", sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned", ModelApprovalStatus: "Approved"}, []string{"b/2", "a/2"}},
		{"after", sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned", CreationTimeAfter: aws.Time(begin.Add(2e9))}, []string{"b/2", "a/2"}},
		{"before", sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned", CreationTimeBefore: aws.Time(begin.Add(2e9))}, []string{"b/1"}},
		{"name", sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned", NameContains: aws.String("a")}, []string{"a/1", "a/2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for size := range int32(4) {
				in := tt.in
				if size > 0 {
					in.MaxResults = &size
				}
				got, _ := listed(t, c, &in)
				if diff := gocmp.Diff(tt.want, got); diff != "" {
					t.Errorf("pages of %d: %s", size, diff)
				}
			}
		})
	}
}

func TestUnknownGroupInList(t *testing.T) {
	for _, empty := range []bool{false, true} {
		o := emulator.Instant()
		o.UnknownIsEmpty = empty
		_, c := start(t, o)
		out, err := c.ListModelPackages(t.Context(), &sagemaker.ListModelPackagesInput{ModelPackageGroupName: aws.String("nobody")})
		if empty && (err != nil || len(out.ModelPackageSummaryList) > 0) {
			t.Errorf("got %v, %v; want an empty list", out, err)
		}
		if !empty {
			wantError(t, err, "ValidationException", "does not exist")
		}
	}
}

func TestPages(t *testing.T) {
	clk := newClock()
	for _, empty := range []bool{false, true} {
		_, c := start(t, emulator.Options{Clock: clk.Now, EmptyPages: empty})
		populate(t, c, clk, 6)
		in := &sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned"}
		if got, pages := listed(t, c, in); len(got) != 12 || pages != 2 {
			t.Errorf("%d packages on %d pages, want 12 on 2: a page has 10 if nobody says otherwise", len(got), pages)
		}
		in.ModelApprovalStatus, in.MaxResults = "Approved", aws.Int32(2)
		got, pages := listed(t, c, in)
		wantPages := map[bool]int{false: 3, true: 6}[empty]
		if len(got) != 6 || pages != wantPages {
			t.Errorf("empty pages %v: %d packages on %d pages, want 6 on %d", empty, len(got), pages, wantPages)
		}
	}
}

func TestPageTokens(t *testing.T) {
	clk := newClock()
	r, c := start(t, emulator.Options{Clock: clk.Now})
	populate(t, c, clk, 2)
	first, err := c.ListModelPackages(t.Context(), &sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned", MaxResults: aws.Int32(1)})
	if err != nil {
		t.Fatal(err)
	}
	token := first.NextToken
	elsewhere := connect(t, r, account, "eu-west-1")
	for name, list := range map[string]func() error{
		"another query": func() error {
			_, err := c.ListModelPackages(t.Context(), &sagemaker.ListModelPackagesInput{ModelPackageType: "Both", NextToken: token})
			return err
		},
		"another operation": func() error {
			_, err := c.ListModelPackageGroups(t.Context(), &sagemaker.ListModelPackageGroupsInput{NextToken: token})
			return err
		},
		"another region": func() error {
			_, err := elsewhere.ListModelPackages(t.Context(), &sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned", NextToken: token})
			return err
		},
		"made up": func() error {
			_, err := c.ListModelPackages(t.Context(), &sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned", NextToken: aws.String("abc")})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) { wantError(t, list(), "ValidationException", "Invalid NextToken") })
	}
}

// TestListAgrees holds pages of any size, of lists and of searches, against a
// plain model, with packages made and deleted at random.
func TestListAgrees(t *testing.T) {
	clk, runs := newClock(), 0
	r := open(t, emulator.Options{Clock: clk.Now})
	rapid.Check(t, func(rt *rapid.T) {
		runs++ // each in a region of its own
		c := connect(t, r, account, fmt.Sprintf("eu-east-%d", runs))
		groups := []string{"a", "a-b", "b"}
		next := map[string]int{}
		var want []string
		for _, g := range groups {
			createGroup(t, c, g)
		}
		for _, step := range rapid.SliceOfN(rapid.IntRange(0, 3), 1, 12).Draw(rt, "steps") {
			clk.Advance(1e6)
			if step < 3 {
				g := groups[step]
				next[g]++
				createPackage(t, c, packageInput(g))
				want = append(want, fmt.Sprintf("%s/%d", g, next[g]))
			} else if len(want) > 0 {
				i := rapid.IntRange(0, len(want)-1).Draw(rt, "victim")
				if _, err := c.DeleteModelPackage(t.Context(), &sagemaker.DeleteModelPackageInput{ModelPackageName: &want[i]}); err != nil {
					rt.Fatal(err)
				}
				want = slices.Delete(want, i, i+1)
			}
		}
		in := &sagemaker.ListModelPackagesInput{ModelPackageType: "Versioned", MaxResults: aws.Int32(rapid.Int32Range(1, 5).Draw(rt, "size"))}
		if rapid.Bool().Draw(rt, "descending") {
			in.SortOrder = "Descending"
			slices.Reverse(want)
		}
		got, _ := listed(t, c, in)
		if !slices.Equal(got, want) {
			rt.Fatalf("got %v, want %v", got, want)
		}
		clk.Advance(2e9)
		search := sagemaker.SearchInput{SortBy: aws.String("CreationTime"), SortOrder: types.SearchSortOrder(cmp.Or(in.SortOrder, "Ascending")), MaxResults: in.MaxResults}
		if got := found(t, c, search); !slices.Equal(got, want) {
			rt.Fatalf("found %v, want %v", got, want)
		}
	})
}

func TestListGroups(t *testing.T) {
	clk := newClock()
	_, c := start(t, emulator.Options{Clock: clk.Now})
	for _, name := range []string{"pricing-b", "churn", "pricing-a"} {
		clk.Advance(1e9)
		createGroup(t, c, name)
	}
	tests := []struct {
		name string
		in   sagemaker.ListModelPackageGroupsInput
		want []string
	}{
		{"by creation", sagemaker.ListModelPackageGroupsInput{}, []string{"pricing-b", "churn", "pricing-a"}},
		{"by creation, descending", sagemaker.ListModelPackageGroupsInput{SortOrder: types.SortOrderDescending}, []string{"pricing-a", "churn", "pricing-b"}},
		{"by name", sagemaker.ListModelPackageGroupsInput{SortBy: "Name"}, []string{"churn", "pricing-a", "pricing-b"}},
		{"part of the name", sagemaker.ListModelPackageGroupsInput{NameContains: aws.String("pricing")}, []string{"pricing-b", "pricing-a"}},
		{"after", sagemaker.ListModelPackageGroupsInput{CreationTimeAfter: aws.Time(newClock().Now().Add(2e9))}, []string{"pricing-a"}},
		{"of other accounts", sagemaker.ListModelPackageGroupsInput{CrossAccountFilterOption: "CrossAccount"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for size := int32(1); size < 4; size++ {
				tt.in.MaxResults = &size
				var got []string
				p := sagemaker.NewListModelPackageGroupsPaginator(c, &tt.in)
				for p.HasMorePages() {
					out, err := p.NextPage(t.Context())
					if err != nil {
						t.Fatal(err)
					}
					for _, g := range out.ModelPackageGroupSummaryList {
						got = append(got, *g.ModelPackageGroupName)
					}
				}
				if diff := gocmp.Diff(tt.want, got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}
