package image

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The SDK's own answers, and the domains of other partitions.
func TestResolve(t *testing.T) {
	const usual = "763104351884.dkr.ecr.us-east-1.amazonaws.com/"
	tests := []struct {
		name   string
		ref    Ref
		region string // default us-east-1
		want   string
	}{
		{"built-in", Ref{Framework: "linear-learner", Version: "1"}, "", "382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1"},
		{"built-in without version", Ref{Framework: "linear-learner"}, "", "382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1"},
		{"a single version wins", Ref{Framework: "linear-learner", Version: "99"}, "", "382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1"},
		{"China", Ref{Framework: "linear-learner", Version: "1"}, "cn-north-1", "390948362332.dkr.ecr.cn-north-1.amazonaws.com.cn/linear-learner:1"},
		{"the algorithm of 2017", Ref{Framework: "xgboost", Version: "1"}, "", "811284229777.dkr.ecr.us-east-1.amazonaws.com/xgboost:1"},
		{"xgboost", Ref{Framework: "xgboost", Version: "1.7-1"}, "", "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1"},
		{"xgboost, older tag", Ref{Framework: "xgboost", Version: "1.0-1"}, "", "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.0-1-cpu-py3"},
		{"xgboost on Graviton", Ref{Framework: "xgboost", Version: "1.5-1", InstanceType: "ml.c6g.large"}, "", "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.5-1-arm64"},
		{"sklearn", Ref{Framework: "sklearn", Version: "1.2-1"}, "", "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.2-1-cpu-py3"},
		{"sklearn on Graviton", Ref{Framework: "sklearn", Version: "1.0-1", InstanceType: "ml.m6g.large"}, "", "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-scikit-learn:1.0-1-arm64-cpu-py3"},
		{"pytorch on gpu", Ref{Framework: "pytorch", Version: "2.6", InstanceType: "ml.g5.xlarge"}, "", usual + "pytorch-inference:2.6-gpu-py312"},
		{"pytorch on cpu", Ref{Framework: "pytorch", Version: "2.6.0", InstanceType: "ml.m5.large"}, "", usual + "pytorch-inference:2.6.0-cpu-py312"},
		{"pytorch on Graviton", Ref{Framework: "pytorch", Version: "2.4", InstanceType: "ml.c7g.large"}, "", usual + "pytorch-inference-graviton:2.4-cpu-py311-ubuntu22.04-sagemaker"},
		{"pytorch in a new region", Ref{Framework: "pytorch", Version: "2.6", InstanceType: "ml.g5.xlarge"}, "mx-central-1", "637423239942.dkr.ecr.mx-central-1.amazonaws.com/pytorch-inference:2.6-gpu-py312"},
		{"hugging face on gpu", Ref{Framework: "huggingface", Version: "4.51", BaseFrameworkVersion: "pytorch2.6", InstanceType: "ml.g5.xlarge"}, "", usual + "huggingface-pytorch-inference:2.6-transformers4.51-gpu-py312-cu124-ubuntu22.04"},
		{"hugging face on cpu", Ref{Framework: "huggingface", Version: "4.51.3", BaseFrameworkVersion: "pytorch2.6.0", InstanceType: "ml.m5.large"}, "", usual + "huggingface-pytorch-inference:2.6.0-transformers4.51.3-cpu-py312-ubuntu22.04"},
		{"hugging face on Inferentia", Ref{Framework: "huggingface", Version: "4.51", BaseFrameworkVersion: "pytorch2.7", InferenceTool: "neuronx", InstanceType: "ml.inf2.xlarge", SDKVersion: "sdk2.24.1"}, "", usual + "huggingface-pytorch-inference-neuronx:2.7.1-transformers4.51.3-neuronx-py310-sdk2.24.1-ubuntu22.04"},
		{"hugging face text generation", Ref{Framework: "huggingface-llm", Version: "3.3.6", InstanceType: "ml.g5.xlarge"}, "", usual + "huggingface-pytorch-tgi-inference:2.7.0-tgi3.3.6-gpu-py311-cu124-ubuntu22.04"},
		{"tensorflow", Ref{Framework: "tensorflow", Version: "2.19", InstanceType: "ml.m5.large"}, "", usual + "tensorflow-inference:2.19-cpu"},
		{"triton on gpu", Ref{Framework: "sagemaker-tritonserver", Version: "25.09", InstanceType: "ml.g5.xlarge"}, "", usual + "sagemaker-tritonserver:25.09-py3"},
		{"triton on cpu", Ref{Framework: "sagemaker-tritonserver", Version: "25.09", InstanceType: "ml.m5.large"}, "", usual + "sagemaker-tritonserver:25.09-py3-cpu"},
		{"Python as a key", Ref{Framework: "mxnet", Version: "1.4.1", PyVersion: "py3", InstanceType: "ml.m5.large"}, "", usual + "mxnet-inference:1.4.1-cpu-py3"},
		{"container version", Ref{Framework: "tensorflow", Version: "2.19", InstanceType: "ml.m5.large", ContainerVersion: "v1.2"}, "", usual + "tensorflow-inference:2.19-cpu-v1.2"},
		{"US government", Ref{Framework: "linear-learner"}, "us-gov-west-1", "226302683700.dkr.ecr.us-gov-west-1.amazonaws.com/linear-learner:1"},
		{"European sovereign cloud", Ref{Framework: "djl-lmi", Version: "0.30.0"}, "eusc-de-east-1", "204133271717.dkr.ecr.eusc-de-east-1.amazonaws.eu/djl-inference:0.30.0-lmi12.0.0-cu124"},
		{"isolated", Ref{Framework: "linear-learner"}, "us-iso-east-1", "490574956308.dkr.ecr.us-iso-east-1.c2s.ic.gov/linear-learner:1"},
		{"isolated, secret", Ref{Framework: "linear-learner"}, "us-isob-east-1", "765400339828.dkr.ecr.us-isob-east-1.sc2s.sgov.gov/linear-learner:1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			region := tt.region
			if region == "" {
				region = "us-east-1"
			}
			got, err := Resolve(tt.ref, region)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("Resolve (-want +got):\n%s", diff)
			}
			if !Could(tt.ref, region, got) {
				t.Errorf("Could denies %s", got)
			}
		})
	}
}

func TestResolveErrors(t *testing.T) {
	tests := []struct {
		name   string
		ref    Ref
		region string
		want   string // a part of the message
	}{
		{"slip", Ref{Framework: "linear-leaner", Version: "1"}, "", `unknown image framework "linear-leaner"; did you mean "linear-learner"?`},
		{"no framework like it", Ref{Framework: "prophet"}, "", `unknown image framework "prophet"; use one of "autogluon", "blazingtext", `},
		{"not a name of ours", Ref{Framework: "xgboost@graviton"}, "", `unknown image framework "xgboost@graviton"`},
		{"no version", Ref{Framework: "xgboost"}, "", `image framework "xgboost" needs a version; use one of "0.90-1", "0.90-2", "1", "1.0-1"`},
		{"no version, no latest", Ref{Framework: "sklearn"}, "", `needs a version; use one of "0.20.0", "0.23-1", "1.0-1", "1.2-1", "1.4-2-py312"`},
		{"unknown version", Ref{Framework: "sklearn", Version: "99.9-77"}, "", `unknown version "99.9-77" of image framework "sklearn"; use one of "0.20.0",`},
		{"no instance type", Ref{Framework: "pytorch", Version: "2.6"}, "", `image framework "pytorch" has different images for "cpu", "gpu"; add the instanceType`},
		{"no instance type at all", Ref{Framework: "pytorch", Version: "2.6", InstanceType: "m5.large"}, "", `unknown instanceType "m5.large"; write one such as "ml.m5.large"`},
		{"wrong hardware", Ref{Framework: "huggingface-llm", Version: "3.3.6", InstanceType: "ml.m5.large"}, "", `has no image for instanceType "ml.m5.large"; it has images for "gpu"`},
		{"no Graviton image", Ref{Framework: "linear-learner", InstanceType: "ml.m6g.large"}, "", `framework "linear-learner" has no image for Graviton`},
		{"no such version on Graviton", Ref{Framework: "xgboost", Version: "1.7-1", InstanceType: "ml.m6g.large"}, "", `unknown version "1.7-1" of image framework "xgboost"`},
		{"pytorch on Inferentia", Ref{Framework: "pytorch", Version: "2.6", InstanceType: "ml.inf2.xlarge"}, "", `write the image's URI`},
		{"neuron without SDK", Ref{Framework: "huggingface", Version: "4.51", BaseFrameworkVersion: "pytorch2.7", InferenceTool: "neuronx"}, "", `needs an sdkVersion`},
		{"no base framework", Ref{Framework: "huggingface", Version: "4.51.3", InstanceType: "ml.m5.large"}, "", `needs a baseFrameworkVersion; use one of "pytorch2.6", "pytorch2.6.0"`},
		{"unknown base framework", Ref{Framework: "huggingface", Version: "4.51.3", BaseFrameworkVersion: "pytorch2.5", InstanceType: "ml.m5.large"}, "", `unknown baseFrameworkVersion "pytorch2.5"; did you mean "pytorch2.6"?`},
		{"which Python", Ref{Framework: "mxnet", Version: "1.4.1", InstanceType: "ml.m5.large"}, "", `needs a pyVersion; use one of "py2", "py3"`},
		{"unknown Python", Ref{Framework: "pytorch", Version: "2.6", PyVersion: "snake", InstanceType: "ml.m5.large"}, "", `unknown pyVersion "snake"; use "py312"`},
		{"region", Ref{Framework: "linear-learner"}, "mars-north-1", `image framework "linear-learner" is not published in region "mars-north-1"; it is in "af-south-1"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			region := tt.region
			if region == "" {
				region = "us-east-1"
			}
			uri, err := Resolve(tt.ref, region)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Resolve = %q, error %v; want an error with %s", uri, err, tt.want)
			}
		})
	}
}

func TestRefOf(t *testing.T) {
	all := map[string]any{
		"framework": "a", "version": "b", "pyVersion": "c", "instanceType": "d",
		"baseFrameworkVersion": "e", "inferenceTool": "f", "containerVersion": "g", "sdkVersion": "h",
	}
	got, ok := RefOf(all)
	if want := (Ref{"a", "b", "c", "d", "e", "f", "g", "h"}); !ok || got != want {
		t.Errorf("RefOf = %+v, %v; want %+v", got, ok, want)
	}
	for _, v := range []any{nil, "uri", map[string]any{"framework": 1.0}, map[string]any{"frame": "x"}} {
		if got, ok := RefOf(v); ok {
			t.Errorf("RefOf(%v) = %+v", v, got)
		}
	}
}

func TestCould(t *testing.T) {
	gpu := Ref{Framework: "pytorch", Version: "2.6", InstanceType: "ml.g5.xlarge"}
	tgi := Ref{Framework: "huggingface-llm", Version: "3.3", InstanceType: "ml.g5.xlarge"}
	old := Ref{Framework: "xgboost", Version: "1"}
	const host = "763104351884.dkr.ecr.us-east-1.amazonaws.com/"
	tests := []struct {
		name string
		ref  Ref
		uri  string
		want bool
	}{
		{"another Python", gpu, host + "pytorch-inference:2.6-gpu-py311", true},
		{"a container's version more", gpu, host + "pytorch-inference:2.6-gpu-py312-cu124", true},
		{"other hardware", gpu, host + "pytorch-inference:2.6-cpu-py312", false},
		{"another version", gpu, host + "pytorch-inference:2.5-gpu-py312", false},
		{"a longer version", gpu, host + "pytorch-inference:2.60-gpu-py312", false},
		{"another repository", gpu, host + "pytorch-training:2.6-gpu-py312", false},
		{"another account", gpu, "111122223333.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.6-gpu-py312", false},
		{"another region", gpu, "763104351884.dkr.ecr.us-east-2.amazonaws.com/pytorch-inference:2.6-gpu-py312", false},
		{"a digest", gpu, host + "pytorch-inference@sha256:00", false},
		{"another Python than asked for", Ref{Framework: "pytorch", Version: "2.6", PyVersion: "py312", InstanceType: "ml.g5.xlarge"}, host + "pytorch-inference:2.6-gpu-py311", false},
		{"an alias's older patch", tgi, host + "huggingface-pytorch-tgi-inference:2.7.0-tgi3.3.4-gpu-py311-cu124-ubuntu22.04", true},
		{"an alias's neighbour", tgi, host + "huggingface-pytorch-tgi-inference:2.6.0-tgi3.2.3-gpu-py311-cu124-ubuntu22.04", false},
		{"a version that only starts alike", old, "811284229777.dkr.ecr.us-east-1.amazonaws.com/xgboost:1.7-1", false},
		{"unknown framework", Ref{Framework: "prophet"}, host + "prophet:1", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Could(tt.ref, "us-east-1", tt.uri); got != tt.want {
				t.Errorf("Could(%+v, %s) = %v", tt.ref, tt.uri, got)
			}
		})
	}
}

// Every image of the table is found by some name, in every region it is said
// to be in, and Could agrees.
func TestEveryImageIsReached(t *testing.T) {
	uri := regexp.MustCompile(`^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.(amazonaws\.(com(\.cn)?|eu)|c2s\.ic\.gov|sc2s\.sgov\.gov|csp\.hci\.ic\.gov|cloud\.adc-e\.uk)/[a-z0-9-]+:[A-Za-z0-9._-]+$`)
	instances := []string{"", "ml.m5.large", "ml.g5.xlarge", "ml.c6g.large", "ml.inf1.xlarge", "ml.inf2.xlarge"}
	for name, fw := range images().Frameworks {
		framework, variant, _ := strings.Cut(name, "@")
		for i, e := range fw.Images {
			reached := false
			for _, version := range append(e.Versions, aliasesOf(fw, e)...) {
				for _, base := range append(e.Bases, "") {
					for _, python := range append(e.Python, "") {
						for _, instance := range instances {
							r := Ref{Framework: framework, Version: version, BaseFrameworkVersion: base, PyVersion: python, InstanceType: instance, SDKVersion: "sdk2.24.1"}
							if strings.HasPrefix(variant, "neuron") {
								r.InferenceTool = variant
							}
							c, err := choose(r)
							if reached || err != nil || !reflect.DeepEqual(c.image, e) {
								continue
							}
							reached = true
							for region := range images().Accounts[e.Accounts] {
								got, err := Resolve(r, region)
								if err != nil || !uri.MatchString(got) || !Could(r, region, got) {
									t.Fatalf("Resolve(%+v, %s) = %q, %v", r, region, got, err)
								}
							}
						}
					}
				}
			}
			if !reached {
				t.Errorf("%s: image %d, %+v, cannot be reached", name, i, e)
			}
		}
	}
}

func aliasesOf(fw framework, e entry) []string {
	return keep(keys(fw.Aliases), func(a string) bool { return slices.Contains(e.Versions, fw.Aliases[a]) })
}
