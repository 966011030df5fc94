package image

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
)

// table.json holds the inference images of the SageMaker Python SDK
// (image_uri_config/*.json of aws/sagemaker-python-sdk, Apache-2.0), written
// one image a line so that an update reads well in a diff. It has no training
// images, and equal things are written once:
//
//   - accounts lists the distinct sets of registries, each as account to the
//     regions it serves; an image names its set by index
//   - frameworks are the SDK's configurations; what is used instead on
//     other hardware stands under name@graviton, name@neuron, name@neuronx
//   - an image serves all of its versions; aliases lead from what may be asked
//     for to one of them
//
//go:embed table.json
var tableJSON []byte

type table struct {
	Accounts   []registry           `json:"accounts"`
	Frameworks map[string]framework `json:"frameworks"`
}

// registry leads from a region to the account that holds the images there.
type registry map[string]string

func (r *registry) UnmarshalJSON(b []byte) error {
	var byAccount map[string]string
	if err := json.Unmarshal(b, &byAccount); err != nil {
		return err
	}
	*r = registry{}
	for account, regions := range byAccount {
		for region := range strings.FieldsSeq(regions) {
			(*r)[region] = account
		}
	}
	return nil
}

type framework struct {
	Processors []string          `json:"processors"` // for every image; else each image has its own, or none
	Aliases    map[string]string `json:"aliases"`
	Images     []entry           `json:"images"`
}

type entry struct {
	Versions   []string          `json:"versions"`
	Bases      []string          `json:"bases"` // Hugging Face only: the base framework's full version, then its aliases
	Accounts   int               `json:"accounts"`
	Repository string            `json:"repository"`
	Prefix     string            `json:"prefix"` // of the tag, instead of the version asked for
	Processors []string          `json:"processors"`
	Python     []string          `json:"python"`
	Suffix     map[string]string `json:"suffix"` // of the tag, by processor
}

// images reads the embedded table at its first use.
var images = sync.OnceValue(func() table {
	var t table
	if err := json.Unmarshal(tableJSON, &t); err != nil {
		panic(fmt.Sprintf("reading the embedded image table: %v", err))
	}
	return t
})
