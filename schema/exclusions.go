package schema

import "strings"

// inputs are the operations' inputs that become a file of a kind.
var inputs = map[Kind][]string{
	Group:   {"CreateModelPackageGroupInput"},
	Version: {"CreateModelPackageInput", "UpdateModelPackageInput"},
}

// excluded is the reason why a file of kind k has no such member, or "".
func excluded(k Kind, name string) string {
	if name == "" {
		return ""
	}
	member := strings.ToUpper(name[:1]) + name[1:]
	for _, input := range inputs[k] {
		if reason, ok := Exclusions()[input+"."+member]; ok {
			return reason
		}
	}
	return ""
}

// Exclusions are the members of SageMaker's inputs that a catalog cannot
// express, each with its reason. Everything else can be written.
func Exclusions() map[string]string {
	return map[string]string{
		"CreateModelPackageInput.ModelPackageName":      "names a package outside of any group; a catalog holds versions of groups",
		"CreateModelPackageInput.ModelPackageGroupName": "the group is the folder's, and its name is in group.yaml",
		"CreateModelPackageInput.Tags":                  "SageMaker refuses tags on a version, write them in group.yaml",
		"CreateModelPackageInput.ClientToken":           "computed, so that a repeated create finds the first one",
		"CreateModelPackageInput.CertifyForMarketplace": "only for packages outside of any group",
		"CreateModelPackageInput.ManagedStorageType":    "for proprietary base models that the service stores itself",

		"UpdateModelPackageInput.ModelPackageArn":                        "the service gives it out",
		"UpdateModelPackageInput.ClientToken":                            "updates are repeatable without one",
		"UpdateModelPackageInput.AdditionalInferenceSpecificationsToAdd": "computed from additionalInferenceSpecifications",
		"UpdateModelPackageInput.CustomerMetadataPropertiesToRemove":     "computed from customerMetadataProperties",

		"CreateModelPackageGroupInput.ManagedConfiguration": "for proprietary base models that the service stores itself",
	}
}
