package image

import "testing"

// TestNamed: every name that framework and version are enough for is found
// again, or another one for the same image.
func TestNamed(t *testing.T) {
	const region = "eu-west-1"
	found := 0
	for name, fw := range images().Frameworks {
		for _, e := range fw.Images {
			for _, version := range e.Versions {
				uri, err := Resolve(Ref{Framework: name, Version: version}, region)
				if err != nil {
					continue
				}
				got, ok := Named(uri, region)
				if again, err := Resolve(got, region); !ok || err != nil || again != uri {
					t.Errorf("%s %s is %s, which is %v, %t: %s, %v", name, version, uri, got, ok, again, err)
				}
				found++
				if got, ok := Named(uri, "us-east-1"); ok {
					t.Errorf("%s is %v in another region", uri, got)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no name was enough")
	}
	if got, ok := Named("111122223333.dkr.ecr.eu-west-1.amazonaws.com/own:1", region); ok {
		t.Errorf("an image of one's own is %v", got)
	}
}

// TestRegional knows the images of AWS that are another account's in each region,
// whatever their tags and regions.
func TestRegional(t *testing.T) {
	for uri, want := range map[string]bool{
		"438346466558.dkr.ecr.eu-west-1.amazonaws.com/linear-learner:1":           true,
		"438346466558.dkr.ecr.eu-west-1.amazonaws.com/linear-learner:never":       true,
		"438346466558.dkr.ecr.eu-west-1.amazonaws.com/linear-learner@sha256:0123": true,
		"111122223333.dkr.ecr.eu-west-1.amazonaws.com/linear-learner:1":           false,
		"438346466558.dkr.ecr.eu-west-1.amazonaws.com/own:1":                      false,
		"763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-inference:any":      false,
		"217643126080.dkr.ecr.me-south-1.amazonaws.com/pytorch-inference:any":     true,
		"arn:aws:sagemaker:eu-west-1:438346466558:algorithm/linear-learner":       false,
		"": false,
	} {
		if got := Regional(uri); got != want {
			t.Errorf("%q: %t, want %t", uri, got, want)
		}
	}
}
